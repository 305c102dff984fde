"""The pictures of reports: found, given words and a place, published as clean copies."""
