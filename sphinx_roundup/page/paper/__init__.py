"""What paper needs that a browser doesn't: room beside pictures, footnotes of one's own, names."""
