"""Docutils' reST parser, set up for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst import Parser

from sphinx_roundup.parsing.budget import bounded_inliner

if TYPE_CHECKING:
    import re

    from docutils.parsers.rst.states import Inliner

    from sphinx_roundup.limits import Limits


def parse_rst(text: str, document: nodes.document, limits: Limits) -> None:
    """Fill *document* with the nodes of *text*.

    Not by Sphinx's parser, which adds the host's ``rst_prolog``.
    """
    Parser(inliner=_make_inliner(limits)).parse(text, document)


def _make_inliner(limits: Limits) -> Inliner:
    """Return what reads a line of text, and takes for an e-mail address what can be one.

    Docutils would send mail to ``'`` where ``'@ana'`` is written.
    """
    inliner = bounded_inliner(limits)
    read_uri = inliner.standalone_uri

    def standalone_uri(match: re.Match[str], lineno: int) -> Any:
        address = match["email"]
        if address and not any(map(str.isalnum, address.partition("@")[0])):
            return [nodes.Text(match["whole"])]
        return read_uri(match, lineno)

    inliner.standalone_uri = standalone_uri  # type: ignore[method-assign] # see budget.py
    return inliner
