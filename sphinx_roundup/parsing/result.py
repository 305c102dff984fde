"""What parsing a report gives: everything that a page may know of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes

    from sphinx_roundup.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedReport:
    """The result of parsing one report alone.

    The same bytes, slug and configuration give the same result. Nothing in it belongs to
    a page: links and images are as their author wrote them, every id begins with the
    slug, and no node knows a document.
    """

    slug: str
    """What every id of the report begins with, followed by ``--``."""
    body: tuple[nodes.Node, ...] = ()
    """Blocks first, then sections, then the footnotes."""
    title: nodes.title | None = None
    """The report's own title, taken out of the body, where its first heading is one."""
    title_ids: tuple[str, ...] = ()
    """The ids of the section whose heading became the title."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Explicit targets, ``(label)=`` or ``.. _label:``: normalised name -> id."""
    equations: Mapping[str, str] = field(default_factory=dict)
    """Labels of equations -> id, in the order of their numbers."""
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What a directive that the host allowed describes: type and name in the ``std`` domain,
    such as ``("term", "tide")`` -> id."""
    fragments: Mapping[str, str] = field(default_factory=dict)
    """What may stand behind the ``#`` of a link to this report -> id: the headings' anchors
    as GitHub makes them, and the labels."""
    problems: tuple[Problem, ...] = ()
    """What the parsers and the rules for reports had to say, in the order of the lines."""
    failed: bool = False
    """The report couldn't be parsed: there is no body, and a problem says why."""
