"""Sphinx domain of people, reports and events: stored data, roles and their resolution.

All is plain data by docname, so that Sphinx can pickle it, drop a page's part and merge the
parts of parallel readers.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.domains import Domain, ObjType
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from sphinx_roundup.domain.records import (
    Answer,
    Event,
    Mention,
    Queries,
    ReportLocation,
    Target,
    WatchedFiles,
    words_of,
)
from sphinx_roundup.nodes import Placeholder, find_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from sphinx_roundup.domain.project_index import ProjectIndex
    from sphinx_roundup.reports import People

T = TypeVar("T")


class RoundupRole(XRefRole):
    """A cross-reference in plain type: names of people are no code."""

    innernodeclass = nodes.inline

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature of Sphinx's roles
        refnode: nodes.Element,
        has_explicit_title: bool,  # noqa: ARG002
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Make the short form ``person`` a role of the domain, too."""
        refnode["refdomain"] = "roundup"
        return title, target.strip()


class _Stored(Generic[T]):
    """Part of a domain's data, under the attribute's own name."""

    def __set_name__(self, owner: type[Domain], name: str) -> None:
        self._name = name

    def __get__(self, domain: Domain, owner: type[Domain]) -> T:
        return cast("T", domain.data[self._name])


_BY_PAGE = (
    *("anchors", "events", "locations", "mentions", "missing", "pictures", "queries"),
    "watched_files",
)


class RoundupDomain(Domain):
    """People, reports, and the pages that gather them."""

    name = "roundup"
    label = "Roundup"
    object_types: ClassVar[dict[str, ObjType]] = {
        kind: ObjType(kind, kind) for kind in ("person", "report", "event", "topic")
    }
    roles: ClassVar[dict[str, Any]] = {
        kind: RoundupRole(warn_dangling=True) for kind in object_types
    }
    data_version = 11
    initial_data: ClassVar[dict[str, dict[str, Any]]] = {
        kind: {} for kind in (*_BY_PAGE, "written")
    }

    app: Sphinx  # the application of this build, known from ``builder-inited`` on

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self._index: ProjectIndex | None = None
        self._is_read = False  # whether all pages are read, so that answers stay what they are
        self._used = False
        self.has_writers = False  # whether what writes pages with reports is set up
        self.warned_links: set[tuple[str | None, int | None, str]] = set()
        """Source, line and target of the links that this build has warned of."""
        self.number_keys: dict[str, dict[str, str]] = {}  # as :mod:`.links.labels` finds them
        self.pictures_found: Any = None  # by :func:`.pictures.known_pictures`, until all is read
        self.publisher: Any = None  # makes copies of pictures: a :class:`.pictures.Publisher`
        self.outcome_events: dict[tuple[str, str], str | None] = {}
        """Page and argument of each ``roundup-outcomes`` -> the event's docname, if it is known."""

    @property
    def is_used(self) -> bool:
        """Whether any page has one of our directives or roles, or had one in an earlier build.

        An ``any`` role of the project isn't affected.
        """
        return self._used if self._is_read else self._find_use()

    def _find_use(self) -> bool:
        asked = (each for queries in self.queries.values() for each in queries)
        ours = any(kind != "any" for pairs in asked for kind, _target in pairs)
        return bool(self.watched_files) or ours or any(self.written.values())

    def is_shown_on(self, docname: str) -> bool:
        """Whether a page has one of our directives."""
        return docname in self.watched_files or bool(self.queries.get(docname, Queries()).parts)

    def may_be_in(self, docname: str) -> bool:
        """Whether a document may have reports or lists: some builders join all pages to one."""
        builder = self.app.builder
        is_page = builder.format == "html" and not isinstance(builder, SingleFileHTMLBuilder)
        return not is_page or self.is_shown_on(docname)

    @cached_property
    def people_file(self) -> People:
        """The people file, which :func:`.people.load_people` sets in each build."""
        from sphinx_roundup.reports import People  # noqa: PLC0415 - only where used

        return People()

    # By docname:
    anchors = _Stored[dict[str, frozenset[str]]]()  # ids that no entry of a list can have
    events = _Stored[dict[str, Event]]()  # options of the page's directives about its event
    mentions = _Stored[dict[str, list[Mention]]]()  # mentions of people in the page's reports
    missing = _Stored[dict[str, dict[str, str]]]()  # files that it needs: name -> fingerprint
    pictures = _Stored[dict[str, set[str]]]()  # in its reports, as :mod:`.pictures` names them
    locations = _Stored[dict[str, dict[str, ReportLocation]]]()  # of its reports, by file name
    queries = _Stored[dict[str, Queries]]()  # queries of the page about the project
    watched_files = _Stored[dict[str, list[WatchedFiles]]]()  # that each of its directives found

    written = _Stored[dict[tuple[str, str], dict[str, str]]]()
    """Digests of pages as written: builder and its output folder -> docname -> digest."""

    def note_missing(self, docname: str, filename: str) -> None:
        """Remember that *docname* must be read again once *filename* is another."""
        from sphinx_roundup.reports import fingerprint  # noqa: PLC0415 - only where used

        if filename not in self.missing.setdefault(docname, {}):
            self.missing[docname][filename] = fingerprint(self.env.srcdir, filename)

    def note_picture(self, docname: str, name: str) -> None:
        """Remember that a report on *docname* shows a picture."""
        self.pictures.setdefault(docname, set()).add(name)

    def process_doc(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature of Sphinx's domains
        docname: str,
        document: nodes.document,
    ) -> None:
        """Remember what a page asks of others, and which ids its lists can't have."""
        targets, parts = set(), set()
        for node in find_all(document, (addnodes.pending_xref, Placeholder)):
            if isinstance(node, Placeholder):
                parts.add((node["part"], node["about"]))
            elif node["reftype"] == "any" or _is_query(node):
                targets.add((node["reftype"], node["reftarget"]))
        if targets or parts:
            self.queries[docname] = Queries(tuple(sorted(targets)), tuple(sorted(parts)))
        if {"people", "roster", "topics"} & {part for part, _about in parts}:
            # The others belong to parts of reports.
            ids = (i for i in document.ids if "--" not in i or "--person" in i)
            self.anchors[docname] = frozenset(ids)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for kind in _BY_PAGE:
            self.data[kind].pop(docname, None)
        self._index, self._is_read = None, False

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for kind in _BY_PAGE:
            for docname in docnames & otherdata[kind].keys():
                self.data[kind][docname] = otherdata[kind][docname]
        self._index, self._is_read = None, False

    def end_reading(self) -> None:
        """Keep the answers from now on: all pages are read."""
        self._index, self._is_read, self._used = None, True, self._find_use()
        self.number_keys.clear()
        self.outcome_events = {
            (docname, about): self.project_index.find_event(about or docname)
            for docname, queries in self.queries.items()
            for part, about in queries.parts
            if part == "outcomes"
        }

    @property
    def project_index(self) -> ProjectIndex:
        """Who and what is where; kept once all pages are read: others may ask before."""
        if self._index:
            return self._index
        from sphinx_roundup.domain.project_index import ProjectIndex  # noqa: PLC0415 - only where used

        index = ProjectIndex(self)
        self._index = index if self._is_read else None
        return index

    def title_of(self, docname: str) -> str:
        """Return the title of a page, in words alone."""
        title = self.env.titles.get(docname)
        return docname if title is None else words_of(title)

    def resolve_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature of Sphinx's domains
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Resolve a link: to a person, a report, an event, or from a report to a page."""
        fragment = node.get("fragment", "")
        if typ in {"page", "spot"}:
            anchor = fragment if typ == "spot" else self._find_anchor(target, fragment)
            answer: Answer | None = Answer(self.title_of(target), Target(target, anchor))
        else:
            answer = self.project_index.answer(typ, target, fromdocname, fragment)
        if answer is None:
            return None
        classes = []
        if typ == "mention":
            classes = ["roundup-mention"]
            _drop_surname(node, answer.text)
        return self._link(builder, fromdocname, answer, node, contnode, classes)

    @staticmethod
    def _link(
        builder: Builder,
        fromdocname: str,
        answer: Answer,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
        classes: Sequence[str] = (),
    ) -> nodes.reference:
        """Return a link; for a known person without a place, only their name."""
        words = nodes.inline("", answer.text, classes=list(classes))
        content = contnode if node["refexplicit"] else words
        if answer.target:
            return make_refnode(builder, fromdocname, *answer.target, content)
        if answer.url:
            return nodes.reference("", "", content, refuri=answer.url, internal=False)
        # Sphinx puts whatever it gets in the place of the cross-reference.
        return cast("nodes.reference", content)

    def _find_anchor(self, docname: str, fragment: str) -> str:
        """Return the anchor on a page that *fragment* means, as far as it is known."""
        headings = self.env.metadata[docname].get("myst_slugs", {})
        if fragment in headings:
            return str(headings[fragment][1])
        standard = self.env.domains.standard_domain
        for labels in (standard.labels, standard.anonlabels):
            if fragment in labels and labels[fragment][0] == docname:
                return labels[fragment][1]
        return fragment

    def resolve_any_xref(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature of Sphinx's domains
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        """Resolve an ``any`` to a person, or to an event by its title.

        Not what is a label or a page as well: two answers would be a warning without a cause.
        """
        standard = self.env.domains.standard_domain
        is_other = target.lower() in standard.labels or target.strip("/") in self.env.found_docs
        if is_other or not self.is_used:
            return []
        for typ in ("person", "event"):
            if answer := self.project_index.answer(typ, target, fromdocname):
                link = self._link(builder, fromdocname, answer, node, contnode)
                return [(f"roundup:{typ}", link)]
        return []

    def get_full_qualified_name(self, node: nodes.Element) -> str | None:
        """Return the name under which another project's inventory may have a person."""
        if node.get("reftype") != "person":
            return None
        from sphinx_roundup.reports import make_anchor  # noqa: PLC0415 - only where used

        return make_anchor(node["reftarget"])

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """List people, reports, events and topics, for the search and for other projects."""
        if not self.is_used:
            return iter(())
        from sphinx_roundup.domain.inventory import list_objects  # noqa: PLC0415 - only where used

        return list_objects(self.project_index)


def _drop_surname(mention: addnodes.pending_xref, name: str) -> None:
    """Drop the surname after a handle, which is a part of the shown name."""
    from sphinx_roundup.reports import after_surname  # noqa: PLC0415 - only where used

    index = mention.parent.index(mention) + 1
    after = mention.parent[index] if index < len(mention.parent) else None
    if isinstance(after, nodes.Text):
        mention.parent[index] = nodes.Text(after[after_surname(after, 0, name) :])


def _is_query(xref: addnodes.pending_xref) -> bool:
    return xref.get("refdomain") == "roundup" and xref["reftype"] not in {"page", "spot"}


def get_roundup_domain(env: BuildEnvironment) -> RoundupDomain:
    """Return the domain of *env*."""
    return cast("RoundupDomain", env.get_domain("roundup"))
