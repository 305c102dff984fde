"""Passes over reports for LaTeX, Texinfo and manual pages, which allow less than HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.latex.nodes import footnotemark, footnotetext
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.log import warn
from sphinx_roundup.nodes import around, blocks_of_reports, report_sections
from sphinx_roundup.page import latex_blocks, latex_layout, latex_text
from sphinx_roundup.page.latex_text import replace_text
from sphinx_roundup.page.section import TITLE_CLASS
from sphinx_roundup.parsing import content_of
from sphinx_roundup.problems import Subtype, escape

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_NOT_IN_NAMES = " ,:()\t\n"
"""Characters of Texinfo's own syntax, which Sphinx's writer leaves out of the names of nodes."""

_BACKSLASH = "\N{FULLWIDTH REVERSE SOLIDUS}"


class PrepareForLaTeX(SphinxPostTransform):
    """Change the reports of a document so that LaTeX can set them, without an error or a loss.

    After others have converted images (200) and replaced those that LaTeX can't show (500), and
    before Sphinx moves footnotes to where they are referenced (600).
    """

    default_priority = 590
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Apply all passes to each report."""
        if latex_text.uses_plain_pdflatex(self.config):
            self._describe_characters()
        for block in blocks_of_reports(self.document):
            latex_text.break_long_words(block)
            latex_text.remove_blank_lines(block)
            latex_text.break_long_lines(block)
        for report in report_sections(self.document):
            latex_text.divide_long_code(report)
            latex_text.break_addresses(report)
            latex_text.move_long_captions(report)
            latex_text.set_formulas(report)
            latex_blocks.set_tables(report)
            latex_blocks.flatten_deep_lists(report)
            latex_blocks.set_boxes(report)
            latex_blocks.remove_long_frames(report)
            place_footnotes(report)
            latex_blocks.set_pictures(report, self.env.srcdir)
        latex_layout.set_document(self.document, self.env)

    def _describe_characters(self) -> None:
        """Describe what pdflatex can't print, and warn once about all of it."""
        language = self.config.language or ""
        if described := latex_text.describe_characters(self.document, language):
            message = (
                "pdflatex has no font for characters of reports, such as %s (%d in all), and prints"
                " their names or codes; set latex_engine = 'xelatex' in conf.py"
            )
            examples = escape(" ".join(list(described)[:3]))
            places = (n for e in described.values() for n in (e, *around(e)) if n.source and n.line)
            location = next(places, self.env.current_document.docname)
            warn(Subtype.CONFIG, message, examples, len(described), location=location)


class PrepareForTexinfo(SphinxPostTransform):
    """Give each section of a report a name, and each footnote of a page a label of its own.

    Sphinx's writer ends the build at a heading like "(:", of which no name can be made, and at
    a footnote that leads back to itself. It finds the footnotes of a page by their labels, which
    Texinfo doesn't show: every report's first would be the same.
    """

    default_priority = 590
    formats = ("texinfo",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Name the sections and label the footnotes of all reports."""
        for report in report_sections(self.document):
            for section in report.findall(nodes.section):
                title = section.next_node(nodes.title)
                if title is not None and not title.astext().strip(_NOT_IN_NAMES):
                    title.append(nodes.Text("…"))
            label_footnotes(report)


class PrepareForMan(SphinxPostTransform):
    r"""Replace ``\``, which begins a command of troff, in headings and alternative texts.

    The writer prints these unchanged at some levels, and escapes them at others.
    """

    default_priority = 500
    formats = ("man",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Replace them in all reports."""
        for report in report_sections(self.document):
            for image in report.findall(nodes.image):
                image["alt"] = image.get("alt", "").replace("\\", _BACKSLASH)
            for title in report.findall(nodes.title):
                for text in [n for n in title.findall(nodes.Text) if "\\" in n]:
                    replace_text(text, text.replace("\\", _BACKSLASH))


# -- Footnotes ---------------------------------------------------------------------------


class _Footnotes:
    """The footnotes of a report; references in them are marks, so that none leads to itself.

    :param mark: makes the mark of a reference
    """

    def __init__(
        self, report: nodes.section, mark: Callable[[nodes.footnote_reference], nodes.Node]
    ) -> None:
        self.by_id: dict[str, nodes.footnote] = {}
        self._inner: dict[str, list[nodes.footnote_reference]] = {}
        self.placed: set[str] = set()
        for footnote in report.findall(nodes.footnote):
            references = list(footnote.findall(nodes.footnote_reference))
            self.by_id |= dict.fromkeys(footnote["ids"], footnote)
            self._inner |= dict.fromkeys(footnote["ids"], references)
            for figure in list(footnote.findall(nodes.figure)):
                figure.parent.replace(figure, content_of(figure))  # it can't float
            for reference in references:
                reference.replace_self(mark(reference))

    def due_at(self, reference: nodes.footnote_reference) -> list[nodes.footnote_reference]:
        """Return one reference to each footnote that is first referenced here, and note them."""
        due = []
        waiting = [reference]
        while waiting:
            found = waiting.pop()
            if found["refid"] not in self.placed:
                self.placed.add(found["refid"])
                due.append(found)
                waiting += reversed(self._inner.get(found["refid"], []))
        return due


def place_footnotes(report: nodes.section) -> None:
    """Place the footnotes of a report where LaTeX can set any text.

    A paragraph of a section holds its footnotes itself. Those of a heading, a list, a table, a
    link and all else come after it, since code in them would end the PDF. The same with
    a footnote that another footnote references, which Sphinx would leave out.
    """
    if not any(report.findall(nodes.footnote)):
        return
    footnotes = _Footnotes(report, _mark)
    ends: dict[int, nodes.Element] = {}
    for reference in list(report.findall(nodes.footnote_reference)):
        due = footnotes.due_at(reference)
        block = _block_around(reference)
        # A report's title may be in a box, which would keep the footnote.
        is_plain = isinstance(block, nodes.paragraph) and TITLE_CLASS not in block["classes"]
        if reference.parent is block and is_plain and due:
            reference.replace_self(due)
            continue
        reference.replace_self(_mark(reference))
        footnotes.by_id[reference["refid"]]["referred"] = True
        for each in due:
            footnote = footnotes.by_id[each["refid"]]
            footnote.parent.remove(footnote)
            text = footnotetext("", *footnote.children, ids=footnote["ids"])
            last = ends.get(id(block), block)
            block.parent.insert(block.parent.index(last) + 1, text)
            ends[id(block)] = text
    for footnote in list(report.findall(nodes.footnote)):
        if footnotes.placed.isdisjoint(footnote["ids"]):  # Sphinx would leave it out
            footnote.replace_self(footnote.children[1:])


def _mark(reference: nodes.footnote_reference) -> footnotemark:
    return footnotemark("", reference.astext(), refid=reference["refid"])


def _block_around(node: nodes.Node) -> nodes.Element:
    """Return the heading or the block of a section that *node* is in."""
    block = node.parent
    while not isinstance(block.parent, nodes.section):
        block = block.parent
    return block


def label_footnotes(report: nodes.section) -> None:
    """Label each footnote of a report by its id, and show those that another one references."""
    footnotes = _Footnotes(report, lambda each: nodes.inline("", f"[{each.astext()}]"))
    for reference in list(report.findall(nodes.footnote_reference)):
        reference.replace_self([reference, *footnotes.due_at(reference)[1:]])
    for reference in report.findall(nodes.footnote_reference):
        _relabel(reference, footnotes.by_id[reference["refid"]])
    for footnote in footnotes.by_id.values():
        _relabel(next(footnote.findall(nodes.label)), footnote)


def _relabel(node: nodes.Element, footnote: nodes.footnote) -> None:
    node[:] = [nodes.Text(footnote["ids"][0])]
