"""The words of pages in the search index: each once, and none that no page has any more."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util import logging

if TYPE_CHECKING:
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

_KINDS = ("terms", "titleterms")


_COLLECT = "_word_collector"
"""The method of ``sphinx.search.IndexBuilder`` that finds the words of a page."""


def feed_each_word_once(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Let the index have every word of a page once, however often it is there.

    Which words a page has is all that Sphinx keeps; it stems and files half a million in
    order to know it of a page with a thousand reports. A build has an index of its own.
    """
    index = getattr(app.builder, "indexer", None)
    collect = getattr(index, _COLLECT, None)
    if collect is None or _COLLECT in vars(index):
        return

    def collect_once(tree: nodes.document) -> Any:
        found = collect(tree)
        found.words = list(dict.fromkeys(found.words))
        return found

    setattr(index, _COLLECT, collect_once)


def forget_words(app: Sphinx, exception: Exception | None) -> None:
    """Take out of the search index what only earlier builds had.

    Sphinx goes on from the index of the last build and leaves such words in it, each with an
    empty list: the name of somebody who wanted to be removed, for example.
    """
    name = getattr(app.builder, "searchindex_filename", None)
    if exception is not None or not name:
        return
    path = Path(app.outdir) / name
    unfinished = path.with_suffix(".new")
    with suppress(OSError):  # there is none, or no room for another
        unfinished.unlink(missing_ok=True)
        written = path.read_bytes()
        try:
            kept = _without_forgotten(written.decode())
        except ValueError:
            message = (
                "'%s' is no search index that we know, and may have words of earlier builds;"
                " a build into an empty folder has none"
            )
            logger.info(message, name)
            return
        if kept != written.decode():
            # In one step: a killed build leaves the old one whole.
            unfinished.write_bytes(kept.encode())
            unfinished.replace(path)


def _without_forgotten(text: str) -> str:
    """Return an index without the words that no page has; ``Search.setIndex({...})``, say.

    :raises ValueError: where that isn't what Sphinx's ``IndexBuilder.freeze`` gives
    """
    start, end = text.find("{"), text.rfind("}") + 1
    index = json.loads(text[start:end])
    words = {kind: index.get(kind) for kind in _KINDS}
    if not all(isinstance(found, dict) for found in words.values()):
        raise ValueError
    known = {kind: {w: d for w, d in found.items() if d != []} for kind, found in words.items()}
    if known == words:
        return text
    # As sphinx.search writes it.
    written = json.dumps(index | known, separators=(",", ":"), sort_keys=True)
    return text[:start] + written + text[end:]
