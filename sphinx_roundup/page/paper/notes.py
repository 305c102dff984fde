"""Footnotes of reports in LaTeX and Texinfo, kept apart for each report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.builders.latex.nodes import footnotemark, footnotetext
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections
from sphinx_roundup.reports.slug import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


class SettleNotesOnPaper(SphinxPostTransform):
    """Place the footnotes of reports where LaTeX can set any text.

    Only a paragraph of a section holds its footnotes itself. Of a heading, a list, a table, a link
    and whatever else there is, the footnotes come next, since code in them would end the PDF. The
    same with a footnote that another footnote references::

        <section>                                 <section>
            <title> Head                              <title> Head
                <footnote_reference> 1                    <footnotemark> 1
            <paragraph>                               <footnotetext> 1
                <footnote_reference> 2       ->       <paragraph>
            <footnote> 1                                  <footnote_reference> 2
            <footnote> 2                                  <footnote_reference> 3
                <footnote_reference> 3                <footnote> 2
            <footnote> 3                                  <footnotemark> 3
                                                      <footnote> 3

    Before Sphinx moves footnotes to where they are referenced (at 600). It gives up at one
    that leads back to itself, and leaves out what the third in a row references.
    """

    default_priority = 590
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Place the footnotes of all reports."""
        for report in report_sections(self.document):
            if any(report.findall(nodes.footnote)):
                _place(report)
                _scope(report)


class NumberNotesInTexinfo(SphinxPostTransform):
    """Give each footnote of a page a label of its own, which Texinfo doesn't show.

    Sphinx's writer finds the footnotes of a page by their labels: every report's first would be
    the same. It ends the build at one that leads back to itself.
    """

    default_priority = 590
    formats = ("texinfo",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Label the footnotes of all reports."""
        for report in report_sections(self.document):
            footnotes, inner = _detach_inner(report, _words)
            placed: set[str] = set()
            for reference in list(report.findall(nodes.footnote_reference)):
                reference.replace_self([reference, *list(_unplaced(reference, inner, placed))[1:]])
            references = list(report.findall(nodes.footnote_reference))
            labelled: list[tuple[str, nodes.Element]] = [
                (footnotes[each["refid"]]["ids"][0], each) for each in references
            ]
            labelled += [
                (each["ids"][0], next(each.findall(nodes.label))) for each in footnotes.values()
            ]
            for label, node in labelled:
                node.children = []
                node.append(nodes.Text(label))


def _scope(report: nodes.section) -> None:
    """Put around a report what keeps its footnotes apart from those of others.

    Sphinx's package finds a footnote that is mentioned twice by the number of its document
    and its own: every report's first note would be the same.
    """
    scope = r"\gdef\thesphinxscope{\number\value{sphinxscope}%s}"
    own = f".{short_hash(report['ids'][-1])}"
    before, after = (nodes.raw("", scope % name, format="latex") for name in (own, ""))
    report.parent.replace(report, [before, report, after])


def _detach_inner(
    report: nodes.section, mark: Callable[[nodes.footnote_reference], nodes.Node]
) -> tuple[dict[str, nodes.footnote], dict[str, list[nodes.footnote_reference]]]:
    """Turn the references in footnotes into text; return footnotes and these by id."""
    footnotes: dict[str, nodes.footnote] = {}
    inner: dict[str, list[nodes.footnote_reference]] = {}
    for footnote in report.findall(nodes.footnote):
        references = list(footnote.findall(nodes.footnote_reference))
        footnotes |= dict.fromkeys(footnote["ids"], footnote)
        for figure in list(footnote.findall(nodes.figure)):
            figure.replace_self(list(_unfold(figure)))
        inner |= dict.fromkeys(footnote["ids"], references)
        for reference in references:
            reference.replace_self(mark(reference))
    return footnotes, inner


def _place(report: nodes.section) -> None:
    footnotes, inner = _detach_inner(report, _mark)
    placed: set[str] = set()
    ends: dict[int, nodes.Element] = {}
    for reference in list(report.findall(nodes.footnote_reference)):
        fresh = list(_unplaced(reference, inner, placed))
        block = _block_around(reference)
        if (
            reference.parent is block
            and isinstance(block, nodes.paragraph)
            and fresh[:1] == [reference]
        ):
            reference.replace_self([reference, *fresh[1:]])
            continue
        reference.replace_self(_mark(reference))
        footnotes[reference["refid"]]["referred"] = True
        for each in fresh:
            footnote = footnotes[each["refid"]]
            footnote.parent.remove(footnote)
            text = footnotetext("", *footnote.children, ids=footnote["ids"])
            last = ends.get(id(block), block)
            block.parent.insert(block.parent.index(last) + 1, text)
            ends[id(block)] = text


def _unfold(figure: nodes.figure) -> Iterator[nodes.Node]:
    """Yield the picture and the words of a figure, which can't float in a footnote."""
    yield nodes.target("", "", ids=figure["ids"])
    for child in figure.children:
        if isinstance(child, nodes.legend):
            yield from child.children
        else:
            content = child.children if isinstance(child, nodes.caption) else [child]
            yield nodes.paragraph("", "", *content)


def _mark(reference: nodes.footnote_reference) -> footnotemark:
    return footnotemark("", reference.astext(), refid=reference["refid"])


def _words(reference: nodes.footnote_reference) -> nodes.inline:
    return nodes.inline("", f"[{reference.astext()}]")


def _unplaced(
    reference: nodes.footnote_reference,
    inner: dict[str, list[nodes.footnote_reference]],
    placed: set[str],
) -> Iterator[nodes.footnote_reference]:
    """Yield one reference to each footnote that is due here, and note that it is."""
    waiting = [reference]
    while waiting:
        found = waiting.pop()
        if found["refid"] not in placed:
            placed.add(found["refid"])
            yield found
            waiting += reversed(inner.get(found["refid"], []))


def _block_around(node: nodes.Node) -> nodes.Element:
    """Return the heading or the block of a section that *node* is in."""
    block = node.parent
    while not isinstance(block.parent, nodes.section):
        block = block.parent
    return block
