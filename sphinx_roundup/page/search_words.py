"""Words in the search index that no page has any more."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_KINDS = ("terms", "titleterms")


def forget_words(app: Sphinx, exception: Exception | None) -> None:
    """Take out of the search index what only earlier builds had.

    Sphinx goes on from the index of the last build and leaves such words in it, each with an
    empty list: the name of somebody who wanted to be removed, for example.
    """
    name = getattr(app.builder, "searchindex_filename", None)
    if exception is not None or not name:
        return
    path = Path(app.outdir) / name
    # No index, or none that we know.
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        text = path.read_text("utf-8")
        start, end = text.index("{"), text.rindex("}") + 1
        index = json.loads(text[start:end])
        known = {kind: {w: d for w, d in index[kind].items() if d != []} for kind in _KINDS}
        if any(known[kind] != index[kind] for kind in _KINDS):
            # As sphinx.search writes it.
            written = json.dumps(index | known, separators=(",", ":"), sort_keys=True)
            unfinished = path.with_suffix(".new")  # a killed build leaves the old one whole
            unfinished.write_text(text[:start] + written + text[end:], "utf-8")
            unfinished.replace(path)
