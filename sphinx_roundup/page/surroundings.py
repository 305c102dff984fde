"""Content around the reports of a page: event line, roster, closing words, other events.

What depends on other pages is a placeholder, which is filled once all pages are read.
"""

from __future__ import annotations

import posixpath
from html import escape
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.context import PageContext
from sphinx_roundup.domain import Event, Target, get_roundup_domain, words_of
from sphinx_roundup.i18n import DIVIDER, _, format_event, list_separators, ngettext
from sphinx_roundup.log import warn
from sphinx_roundup.nodes import (
    FACTS_CLASS,
    REPORT,
    Placeholder,
    build_block,
    build_image,
    build_list,
    build_paragraph,
    build_span,
    divide,
    elements_in,
    join_nodes,
    nodes_outside,
    only_in,
    put_into,
    report_sections,
    text_nodes,
)
from sphinx_roundup.page.outcomes import add_link_anchors, build_outcomes, find_event
from sphinx_roundup.page.section import add_to_byline, build_license
from sphinx_roundup.parsing import clean_address
from sphinx_roundup.people import (
    ROSTER_ID,
    build_mentioned_by,
    build_people_list,
    build_roster,
    build_topics,
)
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports import EDIT_URL_HINT, editor_url, is_expected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.context import DirectiveResult, PageReports
    from sphinx_roundup.domain import Answer, Backlink, Edition
    from sphinx_roundup.reports import People, Person

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
    """Return the one event of a page: of each option, the value of the first directive.

    A page is one by topic if all directives name a topic, and none says when or where.
    """
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
    is_event = any((merged.start, merged.place, *(not r.event.by_topic for r in results)))
    return merged._replace(by_topic=not is_event)


def choose_roster(results: Sequence[DirectiveResult]) -> tuple[int, str] | None:
    """Return the number of the directive before which the roster is, and its style."""
    styles = [result.roster for result in results]
    for number, style in enumerate(styles):
        if style not in {"auto", "none"}:
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
    parts = ("mentioned-by", "topics-of", "editions")
    top += [Placeholder(part=part, docname=docname, about="") for part in parts]


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


def build_ask(
    result: DirectiveResult, page: PageReports, env: BuildEnvironment
) -> list[nodes.Node]:
    """Return the request for more reports below those of a directive, for browsers.

    ::

        <only expr="html and not epub">
            <admonition classes="roundup-ask">
                <title> Were you there?
                <paragraph> <reference> Add your report
                <paragraph> Still writing: <reference> Bob Jones
    """
    if result.ask is None:
        return []
    edit_url, people = env.config.roundup_edit_url, get_roundup_domain(env).people_file

    def link(text: str, author: Person | None = None, filename: str = "") -> list[nodes.Node]:
        url = editor_url(edit_url, result.ask or "", author, people, filename)
        return [nodes.reference("", text, refuri=clean_address(url))] if url else []

    lines = [link(_("Add your report"))]
    if not lines[0]:
        message = "':ask:' has no editor to link to: %s"
        warn(Subtype.CONFIG, message, EDIT_URL_HINT, location=result.location)
        return []
    links = [link(p.name, p, name) for p, name in _find_missing(page, people)]
    if links:
        names = join_nodes(links, list_separators(len(links), env.config))
        lines.append(put_into(_("Still writing: %s"), names))
    title = nodes.title("", _("Were you there?"), translatable=False)
    box = nodes.admonition("", title, *map(build_paragraph, lines), classes=["roundup-ask"])
    return [only_in("html and not epub", box)]


def _find_missing(page: PageReports, people: People) -> Iterator[tuple[Person, str]]:
    """Yield the people who have yet to write, as ``status --missing``, and their empty report."""
    written = {author.key for report in page.drafts for author in report.authors}
    begun: dict[str, str] = {}
    for filename, each in page.by_name.items():
        keys = {author.key for author in each.report.authors}
        if each.is_blank:
            begun |= dict.fromkeys(keys, filename)
        else:
            written |= keys
    for person in people:
        is_elsewhere = person.url and person.key not in begun
        if is_expected(person, page.docname) and not is_elsewhere and person.key not in written:
            yield person, begun.get(person.key, "")


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


# -- Placeholders ------------------------------------------------------------------------

_PICTURE_PIXELS = 640  # of an event's picture: more than twice its width on the page


_BUILDERS: dict[str, Callable[[Any, str, PageContext], list[nodes.Node]]] = {
    "editions": lambda result, _about, page: build_editions(result, page),
    "events": lambda result, _about, page: build_events(result, page),
    "outcomes": lambda event, _about, page: build_outcomes(event, page),
    "people": lambda result, _about, page: build_people_list(result, page),
    "roster": build_roster,
    "topics": lambda result, _about, page: build_topics(result, page),
}
"""Part of a page -> function of the query's result, what it is about, and the page.

Not of ``mentioned-by`` and ``topics-of``, which are parts of each report.
"""


def fill_placeholders(document: nodes.document, env: BuildEnvironment) -> None:
    """Replace the placeholders of a document, which may hold several pages, by query results."""
    domain = get_roundup_domain(env)
    if not domain.may_be_in(env.docname):
        return
    with_turns: set[str] = set()
    taken: dict[str, set[str]] = {}
    # Outside of reports, and "Mentioned by" last.
    found = [node for node in nodes_outside(document) if isinstance(node, Placeholder)]
    for node in sorted(found, key=lambda node: node["part"] == "mentioned-by"):
        part, docname, page = node["part"], node["docname"], _page_of(node)
        context, index = PageContext(env, docname), domain.project_index
        result: Any = find_event(node, env) if part == "outcomes" else index.query(part, docname)
        built = _BUILDERS[part](result, node["about"], context) if part in _BUILDERS else []
        if part == "roster" and built and context.is_for_browsers:
            with_turns.add(docname)
        elif part == "topics-of":
            _add_topics(_sections_of(page), result, context)
        elif part == "mentioned-by":
            _add_feet(_sections_of(page), result, context, has_turns=docname in with_turns)
        _free_ids(built, taken.setdefault(docname, set(domain.anchors.get(docname, ()))))
        node.replace_self(built)


def _sections_of(page: nodes.Element) -> list[nodes.section]:
    """Return the sections of the reports on a page: several may be in one document."""
    return [section for section in report_sections(page) if _page_of(section) is page]


def _add_topics(
    sections: Sequence[nodes.section], topics: Mapping[str, Sequence[Answer]], context: PageContext
) -> None:
    """Add links to the topics of each report, by its file name, where a page lists topics."""
    for section in sections:
        if found := topics.get(section[REPORT]):
            links = ([context.link(each.target, each.text)] for each in found if each.target)
            add_to_byline(section, divide(links, ", "))


def _add_feet(
    sections: Sequence[nodes.section],
    mentions: Mapping[str, Sequence[Backlink]],
    context: PageContext,
    *,
    has_turns: bool,
) -> None:
    """Add to each report its licence, who mentions its authors, and links to neighbours and roster.

    Its links to outcomes get anchors, if a page lists them.

    ::

        <container classes="roundup-foot">
            <paragraph classes="roundup-license">
            <paragraph classes="roundup-mentions">
            <raw> <p class="roundup-turn">               with a roster, for browsers

    :param mentions: by the reports' file names
    """
    titles = [words_of(next(section.findall(nodes.title))) for section in sections]
    links = [(section["ids"][0], title) for section, title in zip(sections, titles, strict=True)]
    domain = get_roundup_domain(context.env)
    places = domain.locations.get(context.docname, {})
    for section, before, after in zip(sections, [None, *links], [*links[1:], None], strict=False):
        lines = build_license(places[section[REPORT]].license)
        lines += build_mentioned_by(mentions.get(section[REPORT], ()), context)
        lines += [_build_turn(before, after)] if has_turns else []
        section.extend([build_block(lines, "roundup-foot")] if lines else [])
    if context.docname in domain.outcome_events.values():
        add_link_anchors(sections)


def _build_turn(before: tuple[str, str] | None, after: tuple[str, str] | None) -> nodes.raw:
    """Return the last line of a report in one node: large pages have thousands of such links."""
    everybody = ROSTER_ID, _("Everybody")
    named = {"roundup-previous": before, "roundup-everybody": everybody, "roundup-next": after}
    html = "\n".join(
        f'<span class="{name}">'
        f'<a class="reference internal" href="#{link[0]}">{escape(link[1])}</a></span>'
        for name, link in named.items()
        if link
    )
    return nodes.raw("", f'<p class="roundup-turn">{html}</p>\n', format="html")


def _free_ids(built: list[nodes.Node], taken: set[str]) -> None:
    """Remove the ids of new nodes that something else on the page has already; add the others."""
    found = [each for new in built for each in elements_in(new) if each.attributes["ids"]]
    for node in found:
        node["ids"] = [node_id for node_id in node["ids"] if node_id not in taken]
    # An entry has its id twice: the target in it is for formats that ignore the other.
    taken.update(node_id for node in found for node_id in node["ids"])


def _page_of(node: nodes.Element) -> nodes.Element:
    """Return the page around *node*: in a PDF, several are in one document."""
    while not isinstance(node, addnodes.start_of_file | nodes.document):
        node = node.parent
    return node


def build_editions(
    neighbours: tuple[Edition | None, Edition | None], page: PageContext
) -> list[nodes.Node]:
    """Return links to the event before and to the one after, nothing if there is neither."""
    pairs = zip((_("Earlier: %s"), _("Later: %s")), neighbours, strict=True)
    links = [
        put_into(message, [page.link(Target(edition.docname), edition.title)])
        for message, edition in pairs
        if edition
    ]
    return [build_paragraph(divide(links, DIVIDER), "roundup-editions")] if links else []


def build_events(editions: Sequence[Edition], page: PageContext) -> list[nodes.Node]:
    """Return the events: a list, in HTML with their pictures.

    ::

        <container classes="roundup-events">
            <bullet_list classes="roundup-list">
                <list_item classes="roundup-edition">
    """
    items = [_build_item(edition, page) for edition in editions]
    return [build_block([build_list(items)], "roundup-events")] if items else []


def _build_item(edition: Edition, page: PageContext) -> nodes.list_item:
    event = format_event(edition.start, edition.end, edition.place, page.config)
    count = ngettext("%d report", "%d reports", edition.reports) % edition.reports
    name = page.link(Target(edition.docname), edition.title)
    words: list[nodes.Node] = [nodes.strong("", "", name)]
    for fact in filter(None, (event, count)):
        divider = nodes.Text(" " if page.is_html else DIVIDER)
        words += [divider, build_span([nodes.Text(fact)], FACTS_CLASS)]
    item = nodes.list_item("", build_paragraph(words), classes=["roundup-edition"])
    if edition.picture and page.is_html:
        item.insert(0, build_image(edition.picture, _PICTURE_PIXELS, "roundup-picture"))
    return item
