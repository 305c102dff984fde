"""Outcomes of an event: what its reports link to, with links back; its figures."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from docutils import nodes

from sphinx_roundup.domain import Target, get_roundup_domain
from sphinx_roundup.i18n import DIVIDER, _, list_separators, ngettext
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import (
    REPORT,
    around,
    build_block,
    build_paragraph,
    find_all,
    is_inside,
    join_nodes,
    report_sections,
)
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports import (
    SEPARATOR,
    collapsed,
    make_slug,
    natural_key,
    unique,
    without_controls,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import PageContext
    from sphinx_roundup.domain import RoundupDomain
    from sphinx_roundup.nodes import Placeholder

_LINK = re.compile(
    r"""
    https?://(?:www\.)?(?P<repository>[\w.-]+(?::\d+)?(?:/[\w.~+-]+){2,22}?)
      (?: /pulls?/(?P<pull>\d+)
        | (?:/-)?/merge_requests/(?P<merge>\d+)
        | (?:/-)?/(?:issues|work_items)/(?P<issue>\d+)
        | (?:/releases/tag|/-/releases)/(?P<release>[^?#]*[^?#/])
      )(?=[/?#]|$)
    | https?://(?:dx\.)?doi\.org/(?P<doi>10\.[^?#]*[^?#/])
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Addresses at GitHub, GitLab, and Gitea (Codeberg), on any host, and those of DOIs."""


class _Link(NamedTuple):
    """A link of a report to an outcome."""

    filename: str  # of the report
    node: nodes.reference
    anchor: str  # once it is added; of a link in a heading or around a picture, of its section
    kind: str  # name of a group
    repository: str  # empty for a DOI
    name: str  # number, tag, or DOI
    url: str  # without what leads to a part of it


def _find_links(sections: Iterable[nodes.section]) -> Iterator[_Link]:
    """Yield the links of reports to outcomes, their anchors as in ``ana--link--tidelark-12``."""
    for section in sections:
        taken: dict[str, int] = {}
        for node in find_all(section, nodes.reference):
            match = _LINK.match(node.get("refuri", ""))
            if match is None or match.lastgroup is None or is_inside(node, nodes.Invisible):
                continue
            kind, repository = match.lastgroup, match["repository"] or ""
            name = collapsed(without_controls(unquote(match[kind])))
            slug = unique(make_slug(f"{repository.rpartition('/')[2]} {name}"), taken)
            anchor = f"{section['ids'][0]}{SEPARATOR}link{SEPARATOR}{slug}"
            if not _may_have_anchor(node):
                anchor = next(n["ids"][0] for n in around(node) if isinstance(n, nodes.section))
            yield _Link(section[REPORT], node, anchor, kind, repository, name, match[0])


def _may_have_anchor(node: nodes.reference) -> bool:
    in_text = isinstance(node.parent, nodes.TextElement)
    return in_text and not is_inside(node, (nodes.title, nodes.caption))


def add_link_anchors(sections: Iterable[nodes.section]) -> None:
    """Give the links to outcomes the anchors to which the list leads."""
    for _filename, node, anchor, *_rest in _find_links(sections):
        if _may_have_anchor(node):
            node.parent.insert(node.parent.index(node), nodes.target("", "", ids=[anchor]))


def find_event(node: Placeholder, env: BuildEnvironment) -> str | None:
    """Return the page of the event that a ``roundup-outcomes`` is about; warn if there is none."""
    domain = get_roundup_domain(env)
    event = domain.outcome_events[node["docname"], node["about"]]
    if event is None:
        message = "roundup-outcomes: there is no event '%s'; name the page of one: %s"
        known = ", ".join(domain.project_index.newest_first[:5])
        warn(Subtype.CONFIG, message, node["about"] or node["docname"], known, location=node)
    return event


def build_outcomes(event: str | None, context: PageContext) -> list[nodes.Node]:
    """Return figures, then a list by repository, each entry with who named it.

    ::

        <container classes="roundup-outcomes">
            <paragraph classes="roundup-label">      "8 people · 2 for the first time · 9 reports"
            <bullet_list>                            of repositories
                <list_item>
                    <bullet_list>                    "Pull request #12 · Ana and Bob"
    """
    if event is None:
        return []
    domain = get_roundup_domain(context.env)
    rows = _find_rows(domain, event, context)
    items = []
    for _folded, group in groupby(sorted(rows), itemgetter(1)):
        outcomes = [rows[key] for key in group]
        repository = outcomes[0][0].repository
        site = nodes.reference("", repository, refuri=f"https://{repository}")
        head = build_paragraph([nodes.strong("", "", site if repository else nodes.Text("DOI"))])
        inner = [_build_row(link, [*who.values()], context) for link, who in outcomes]
        items.append(nodes.list_item("", head, nodes.bullet_list("", *inner)))
    figures = build_paragraph([nodes.Text(DIVIDER.join(_figures(domain, event)))], "roundup-label")
    lists = [nodes.bullet_list("", *items)] if items else []
    return [build_block([figures, *lists], "roundup-outcomes")]


_Rows = dict[tuple[object, ...], tuple[_Link, dict[str, list[nodes.Node]]]]


def _find_rows(domain: RoundupDomain, event: str, context: PageContext) -> _Rows:
    """Return each outcome with links to all who name it, by what sorts and distinguishes them."""
    places = domain.project_index.on_page(event)
    rows: _Rows = {}
    for link in _find_links(report_sections(context.env.get_doctree(event))):
        repository, order = link.repository.casefold(), _LINK.groupindex[link.kind]
        key = not repository, repository, order, natural_key(link.name)
        _first, who = rows.setdefault(key, (link, {}))
        place = places[link.filename]
        names = {author.key: author.name for author in place.authors}
        for person, name in (names or {link.filename: place.text}).items():
            who.setdefault(person, [context.link(Target(event, link.anchor), name)])
    return rows


def _build_row(link: _Link, who: list[list[nodes.Node]], context: PageContext) -> nodes.list_item:
    labels = {
        "pull": _("Pull request %s") % f"#{link.name}",
        "merge": _("Merge request %s") % f"!{link.name}",
        "issue": _("Issue %s") % f"#{link.name}",
        "release": _("Release %s") % link.name,
    }
    target = nodes.reference("", labels.get(link.kind, link.name), refuri=link.url)
    names = join_nodes(who, list_separators(len(who), context.config))
    return nodes.list_item("", build_paragraph([target, nodes.Text(DIVIDER), *names]))


def _figures(domain: RoundupDomain, event: str) -> list[str]:
    """Return how many people, first-timers, reports and pictures there are, if any."""
    index, reports = domain.project_index, domain.project_index.on_page(event)
    here = {person.key for entry in index.roster(event) for person in entry.people}
    known = index.known_before(event)
    authors = (author for place in reports.values() for author in place.authors)
    portraits = {(author.avatar or "").removeprefix("/") for author in authors}
    pictures = len(domain.pictures.get(event, set()) - portraits)
    figures = {
        ngettext("%d person", "%d people", len(here)): len(here),
        _("%d for the first time"): 0 if known is None else len(here - known),
        ngettext("%d report", "%d reports", len(reports)): len(reports),
        ngettext("%d picture", "%d pictures", pictures): pictures,
    }
    return [text % number for text, number in figures.items() if number]
