"""The ``roundup`` domain: what is remembered of the pages that gather reports.

It stores and answers. Everything is plain data by docname, so that Sphinx can pickle it,
drop a page's part and merge what parallel readers bring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from docutils import nodes
from sphinx.domains import Domain
from sphinx.util.nodes import make_refnode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from typing import Any

    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment


class Watch(NamedTuple):
    """What a directive looked for, and what it saw."""

    folder: str
    """The page's folder below the source folder, POSIX."""
    patterns: tuple[str, ...]
    exclude: tuple[str, ...]
    seen: tuple[tuple[str, str], ...]
    """File names and their fingerprints, sorted."""


class Place(NamedTuple):
    """Where a report is shown."""

    docname: str
    anchor: str
    text: str
    """The heading of its section."""
    fragments: dict[str, str]
    """What may stand behind the ``#`` of a link to the report -> anchor on the page."""


class RoundupDomain(Domain):
    """Reports, and the pages that gather them."""

    name = "roundup"
    label = "Roundup"
    data_version = 1
    initial_data: ClassVar[dict[str, dict[str, Any]]] = {
        "watches": {},
        "missing": {},
        "places": {},
    }

    @property
    def watches(self) -> dict[str, list[Watch]]:
        """What each page's directives saw: docname -> one for each directive."""
        return cast("dict[str, list[Watch]]", self.data["watches"])

    @property
    def missing(self) -> dict[str, dict[str, str]]:
        """Files that reports of a page asked for in vain: docname -> name -> fingerprint."""
        return cast("dict[str, dict[str, str]]", self.data["missing"])

    @property
    def places(self) -> dict[str, dict[str, Place]]:
        """Where reports are shown: docname -> report's file name -> place."""
        return cast("dict[str, dict[str, Place]]", self.data["places"])

    def note_watch(self, docname: str, watch: Watch) -> None:
        """Remember what a directive on *docname* saw."""
        self.watches.setdefault(docname, []).append(watch)

    def note_missing(self, docname: str, filename: str, fingerprint: str) -> None:
        """Remember that a report on *docname* asked in vain for *filename*, as it is now."""
        self.missing.setdefault(docname, {})[filename] = fingerprint

    def note_place(self, filename: str, place: Place) -> None:
        """Remember where the report *filename* is shown."""
        self.places.setdefault(place.docname, {})[filename] = place

    def get_place(self, filename: str) -> Place | None:
        """Return where *filename* is shown: of several pages, the first by name."""
        found = (self.places[docname].get(filename) for docname in sorted(self.places))
        return next((place for place in found if place), None)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        for by_docname in self.data.values():
            if isinstance(by_docname, dict):  # beside them stands the data's version
                by_docname.pop(docname, None)

    def merge_domaindata(self, docnames: AbstractSet[str], otherdata: dict[str, Any]) -> None:
        """Take over what another process read."""
        for kind in self.initial_data:
            for docname in docnames & otherdata[kind].keys():
                self.data[kind][docname] = otherdata[kind][docname]

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        """Resolve a link from a report: to a page, or to a report that another page gathers."""
        fragment = node.get("fragment", "")
        if typ == "page":
            docname, text = target, env.titles[target].astext()
            anchor = self.get_anchor(target, fragment)
        else:
            place = self.get_place(target)
            if place is None:
                return None
            docname, text = place.docname, place.text
            anchor = place.fragments.get(fragment, place.anchor)
        content = contnode if node["refexplicit"] else nodes.inline("", text)
        return make_refnode(builder, fromdocname, docname, anchor, content)

    def get_anchor(self, docname: str, fragment: str) -> str:
        """Return the anchor on a page that is meant by *fragment*, as far as it is known."""
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
        fromdocname: str,  # noqa: ARG002
        builder: Builder,  # noqa: ARG002
        target: str,  # noqa: ARG002
        node: pending_xref,  # noqa: ARG002
        contnode: nodes.Element,  # noqa: ARG002
    ) -> list[tuple[str, nodes.reference]]:
        """Find nothing yet: reports aren't linked to by name."""
        return []

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        """List nothing yet."""
        return iter(())


def get_roundup_domain(env: BuildEnvironment) -> RoundupDomain:
    """Return the domain of *env*."""
    return cast("RoundupDomain", env.get_domain("roundup"))
