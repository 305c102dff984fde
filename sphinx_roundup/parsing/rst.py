"""Docutils' reST parser, set up for reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import Parser

from sphinx_roundup.parsing.resource_limits import bounded_inliner

if TYPE_CHECKING:
    from docutils import nodes

    from sphinx_roundup.limits import Limits


def parse_rst(text: str, document: nodes.document, limits: Limits) -> None:
    """Fill *document* with the nodes of *text*.

    Not by Sphinx's parser, which adds the host's ``rst_prolog``.
    """
    Parser(inliner=bounded_inliner(limits)).parse(text, document)
