"""Labels of reports, kept apart from the host's labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docutils import nodes

from sphinx_roundup.nodes import nodes_in, report_sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx

    from sphinx_roundup.parsing.result import ParsedReport

_TITLE = "roundup_title"


def label_of(docname: str, slug: str, name: str = "") -> str:
    """Return the project's name for a report, or for something in it.

    ``retreat/ana``, or ``retreat/ana--week-2/map`` for the label ``map``. The page comes
    first, since two pages may gather the same report.
    """
    return "/".join(filter(None, (docname, slug, name))).lower()


def note_labels(
    document: nodes.document, docname: str, section: nodes.section, parsed: ParsedReport
) -> None:
    """Register a report's ids and labels with the page, as if they had been written on it.

    Sphinx's ``std`` domain takes the labels from there, once the page is read.
    """
    elements = [node for node in nodes_in(section) if isinstance(node, nodes.Element)]
    nodes_by_id = {node_id: each for each in elements for node_id in each.attributes["ids"]}
    document.ids.update(nodes_by_id)
    names = {label_of(docname, anchor): anchor for anchor in section["ids"]}
    names |= {label_of(docname, parsed.slug, n): i for n, i in parsed.labels.items()}
    for name, node_id in [(n, i) for n, i in names.items() if i in nodes_by_id]:
        document.nameids[name], document.nametypes[name] = node_id, True
        nodes_by_id[node_id]["names"].append(name)


def hide_report_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Keep sphinx.ext.autosectionlabel from taking a report's heading for a host's label.

    It names a section after its title's source text. A report on "Installation" would
    take ``{ref}`installation``` over, and two reports with a heading "Summary" be reported as
    duplicates; so would a report that two pages gather.
    """
    for section, title in _report_titles(app, doctree):
        title[_TITLE] = title.rawsource
        title.rawsource = f"{app.env.docname}/{section['ids'][0]}/{title.astext()}"


def show_report_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Put back what :func:`hide_report_titles` hid: gettext's messages are made of it."""
    for _section, title in _report_titles(app, doctree):
        title.rawsource = title.attributes.pop(_TITLE)


def _report_titles(
    app: Sphinx, doctree: nodes.document
) -> Iterator[tuple[nodes.section, nodes.title]]:
    """Yield the headings of reports that would otherwise become labels."""
    if "sphinx.ext.autosectionlabel" not in app.extensions:
        return
    for report in report_sections(doctree):
        for section in report.findall(nodes.section):
            yield section, cast("nodes.title", section.children[0])
