"""What stands on a page around its reports: who was there, the last words, other events."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.domain.records import Event
from sphinx_roundup.i18n import format_event
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import Placeholder, build_paragraph, text_nodes
from sphinx_roundup.people.roster import build_way_back
from sphinx_roundup.problems import Subtype

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx.config import Config

    from sphinx_roundup.context import DirectiveResult, PageReports

_OPTIONS = {"date": ("start", "end"), "place": ("place",), "image": ("picture",)}

LONG_ROSTER = 6
"""From so many reports on, a page has a roster without being asked."""


def can_hold_sections(placeholder: nodes.pending, location: str) -> bool:
    """Say whether sections may stand where the directive does, and tell where not."""
    if not isinstance(placeholder.parent, nodes.section | nodes.document):
        message = "a roundup can't stand inside of '%s'; put it between the paragraphs of the page"
        warn(Subtype.CONFIG, message, placeholder.parent.tagname, location=location)
        return False
    if isinstance(placeholder.parent, nodes.document):
        message = "the page needs a title above the roundup: '# Spring retreat'"
        warn(Subtype.CONFIG, message, location=location)
    return True


# -- Before the reports ------------------------------------------------------------------


def merge_events(gatherings: Sequence[DirectiveResult]) -> Event:
    """Return the one event of a page: of each option, what the first directive says."""
    merged = Event()
    for gathering in gatherings:
        for option, names in _OPTIONS.items():
            value = [getattr(gathering.event, name) for name in names]
            said = [getattr(merged, name) for name in names]
            if any(value) and any(said) and value != said:
                message = "a page has one event, and a directive above says another '%s'"
                warn(Subtype.CONFIG, message, option, location=gathering.location)
            elif any(value):
                merged = merged._replace(**dict(zip(names, value, strict=True)))
    return merged


def choose_roster(gatherings: Sequence[DirectiveResult]) -> tuple[int, str] | None:
    """Return before the reports of which directive the roster stands, and its style."""
    asked = [g.roster for g in gatherings]
    wanted = next((n for n, style in enumerate(asked) if style in {"list", "cards"}), None)
    if wanted is not None:
        return wanted, asked[wanted]
    count = sum(len(g.reports) for g in gatherings)
    return None if "none" in asked or count < LONG_ROSTER else (0, "list")


def frame_page(
    placeholders: Sequence[nodes.pending], gathered: PageReports, event: Event, config: Config
) -> None:
    """Put before the reports when and where it was and who was there, and keep the foot."""
    first, docname = placeholders[0], gathered.docname
    if text := format_event(event.start, event.end, event.place, config):
        line = build_paragraph(text_nodes(text), "roundup-event")
        first.parent.insert(first.parent.index(first), line)
    if gathered.roster:
        number, style = gathered.roster
        before = placeholders[number]
        roster = Placeholder(part="roster", docname=docname, about=style)
        before.parent.insert(before.parent.index(before), roster)
    top = first.parent
    while isinstance(top.parent, nodes.section):
        top = top.parent
    top.append(Placeholder(part="editions", docname=docname, about=""))


# -- Behind the reports ------------------------------------------------------------------


def set_closing_apart(placeholder: nodes.pending) -> None:
    """Wrap what the organiser says after the reports, with a rule before it.

    Sections follow one another in most formats without an end: the closing would be read
    as the last attendee's words.
    """
    parent = placeholder.parent
    start = parent.index(placeholder) + 1
    following = itertools.takewhile(
        lambda node: not isinstance(node, nodes.section | nodes.pending), parent.children[start:]
    )
    closing = [node for node in following if not _is_unseen(node)]
    if not closing:
        return
    for node in closing:
        parent.remove(node)
    # A rule of the organiser's becomes a part of its own: rules stand in sections alone.
    parts = [
        nodes.container("", *part, classes=["roundup-closing"])
        for is_rule, part in itertools.groupby(closing, _is_rule)
        if not is_rule
    ]
    parent.insert(start, [node for part in parts for node in (nodes.transition(), part)])


def _is_unseen(node: nodes.Node) -> bool:
    """Say whether *node* is no part of the closing: nothing to read, or a note to it."""
    html_comment = isinstance(node, nodes.raw) and node.astext().startswith("<!--")
    return html_comment or isinstance(node, nodes.Invisible | nodes.footnote | Placeholder)


def _is_rule(node: nodes.Node) -> bool:
    return isinstance(node, nodes.transition)


def build_foot(filename: str, gathered: PageReports, config: Config) -> list[nodes.Node]:
    """Return what stands below a report: who mentions its authors, and the way back."""
    foot: list[nodes.Node] = []
    if gathered.mentionable:
        foot.append(Placeholder(part="mentions", docname=gathered.docname, about=filename))
    if gathered.roster:
        foot.append(build_way_back(config))
    return foot
