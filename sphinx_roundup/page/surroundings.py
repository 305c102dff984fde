"""Content around the reports of a page: event line, roster, closing words, other events."""

from __future__ import annotations

import posixpath
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain import Event
from sphinx_roundup.i18n import format_event
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import Placeholder, build_block, build_paragraph, text_nodes
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config

    from sphinx_roundup.context import DirectiveResult, PageReports

_OPTIONS = {"date": ("start", "end"), "place": ("place",), "image": ("picture",)}

_LONG_ROSTER = 6  # number of reports from which a page has a roster unless it says otherwise


def remove_misplaced(directives: Sequence[nodes.pending]) -> list[nodes.pending]:
    """Return the directives that sections may replace; remove the others, and warn."""
    kept = []
    for node in directives:
        location, parent = node.details["result"].location, node.parent
        if isinstance(parent, nodes.document):
            message = "the page needs a title above the roundup: '# Spring retreat'"
            warn(Subtype.CONFIG, message, location=location)
        if isinstance(parent, nodes.section | nodes.document):
            kept.append(node)
        else:
            message = "a roundup can't be inside of '%s'; put it between the page's paragraphs"
            warn(Subtype.CONFIG, message, parent.tagname, location=location)
            parent.remove(node)
    return kept


def merge_events(results: Sequence[DirectiveResult]) -> Event:
    """Return the one event of a page: of each option, the value of the first directive."""
    merged = Event()
    for result in results:
        for option, names in _OPTIONS.items():
            value = [getattr(result.event, name) for name in names]
            known = [getattr(merged, name) for name in names]
            if any(value) and any(known) and value != known:
                message = "a page has one event, and a directive above says another '%s'"
                warn(Subtype.CONFIG, message, option, location=result.location)
            elif any(value):
                merged = merged._replace(**dict(zip(names, value, strict=True)))
    return merged


def choose_roster(results: Sequence[DirectiveResult]) -> tuple[int, str] | None:
    """Return the number of the directive before which the roster is, and its style."""
    styles = [result.roster for result in results]
    for number, style in enumerate(styles):
        if style in {"list", "cards"}:
            return number, style
    count = sum(len(result.reports) for result in results)
    return None if "none" in styles or count < _LONG_ROSTER else (0, "list")


def add_surroundings(
    directives: Sequence[nodes.pending], page: PageReports, event: Event, config: Config
) -> None:
    """Insert event line, roster and links to other events; the event's picture gets a class."""
    first, docname = directives[0], page.docname
    top = first.parent
    while isinstance(top.parent, nodes.section):
        top = top.parent
    if event.picture:
        _mark_lead(top, first, event.picture, docname)
    if text := format_event(event.start, event.end, event.place, config):
        below = top.first_child_matching_class(nodes.title)
        place = top.index(first) if below is None else below + 1
        top.insert(place, build_paragraph(text_nodes(text), "roundup-event"))
    if page.roster:
        number, style = page.roster
        before = directives[number]
        roster = Placeholder(part="roster", docname=docname, about=style)
        before.parent.insert(before.parent.index(before), roster)
    top += [
        Placeholder(part=part, docname=docname, about="") for part in ("mentioned-by", "editions")
    ]


def _mark_lead(top: nodes.Element, first: nodes.pending, picture: str, docname: str) -> None:
    """Give a class to the page's picture of the event, if it is above the reports."""
    for node in takewhile(lambda node: node is not first, top.findall(nodes.Element)):
        if not isinstance(node, nodes.image):
            continue
        path = posixpath.normpath(posixpath.join("/", posixpath.dirname(docname), node["uri"]))
        if path == f"/{picture}":
            owner = node.parent if isinstance(node.parent, nodes.figure) else node
            owner["classes"].append("roundup-lead")
            return


def wrap_closing(directive: nodes.pending) -> None:
    """Wrap the organiser's text after the reports, with a rule before it.

    Without it, most formats show this text as part of the last report.
    """
    parent = directive.parent
    start = parent.index(directive) + 1
    following = takewhile(
        lambda node: not isinstance(node, nodes.section | nodes.pending), parent.children[start:]
    )
    closing = [node for node in following if not _is_unseen(node)]
    for node in closing:
        parent.remove(node)
    # A rule of the organiser's divides the closing: rules are children of sections alone.
    for is_rule, part in groupby(closing, lambda node: isinstance(node, nodes.transition)):
        if not is_rule:
            rule = nodes.transition(classes=["roundup-end"])
            parent.insert(start, [rule, build_block([*part], "roundup-closing")])
            start += 2


def _is_unseen(node: nodes.Node) -> bool:
    """Whether *node* is no part of the closing: nothing to read, or a footnote to it."""
    html_comment = isinstance(node, nodes.raw) and node.astext().startswith("<!--")
    return html_comment or isinstance(node, nodes.Invisible | nodes.footnote | Placeholder)
