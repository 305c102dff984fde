"""A report in the language of its page: what translators wrote, under the rules for reports.

Sphinx's ``Locale`` finds the messages of a catalogue and puts them in their places. What it
does not know is that a report has one dialect, whatever its host enables for itself; that its
HTML is no HTML of ours; and, outside of reST, what a link is.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import init, translators
from sphinx.transforms.i18n import Locale, parse_noqa
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import extract_messages

from sphinx_roundup.messages import Problem, shown
from sphinx_roundup.parsing.allowed import url_scheme
from sphinx_roundup.parsing.clean_room import TRANSLATED, fill, new_document, translating
from sphinx_roundup.parsing.local import place, refuse_formulas
from sphinx_roundup.parsing.markup import replace_raw
from sphinx_roundup.reports.text import find_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

    from sphinx.config import Config

    from sphinx_roundup.parsing.dispatch import ReportDispatcher
    from sphinx_roundup.reports.record import Report

_HEADING = re.compile(r"(.+)\n==+")
_RST = ("::\n\n", ".. image::")
_DUMMY = "\n\n   dummy literal"
"""What Sphinx puts after a message that ends in two colons."""

_LINKS = (nodes.reference, addnodes.pending_xref, addnodes.download_reference)


def note_translation(
    document: nodes.document,
    report: Report,
    dispatcher: ReportDispatcher,
    catalogue: NullTranslations,
) -> None:
    """Have *document* translated among its transforms.

    :param dispatcher: gets what is to be said of the translations
    """
    details = {"report": report, "dispatcher": dispatcher, "catalogue": catalogue}
    document.note_pending(nodes.pending(ReportLocale, details))


def find_catalogue(docname: str, srcdir: Any, config: Config) -> NullTranslations | None:
    """Return what translates a page and its reports, if there is anything.

    Sphinx adds the same catalogue once more each time that it is asked for; with a thousand
    reports on a page, it would ask too often.
    """
    domain = docname_to_domain(docname, config.gettext_compact)
    translators.pop(("general", domain), None)
    folders = [srcdir / folder for folder in config.locale_dirs]
    catalogue, found = init(folders, config.language, domain)
    return catalogue if found else None


class ReportLocale(Locale):
    """Translates a report, and tells which links and footnotes its translation has lost."""

    _report: Report
    _dispatcher: ReportDispatcher
    _marks: dict[str, Counter[tuple[str, str]]]

    def apply(self, **kwargs: Any) -> None:
        """Translate the report."""
        page = self.document.settings.roundup_page
        details = self.startnode.details  # type: ignore[union-attr] # a pending node, as docutils has it
        self._report, self._dispatcher = details["report"], details["dispatcher"]
        catalogue = details["catalogue"]
        self._marks = {}
        # What has no place isn't offered to translators.
        place(self.document, self.document.findall(nodes.Element))
        self._name_pictures()
        written = [
            (node.line or 1, message, _marks_of(node))
            for node, message in extract_messages(self.document)
        ]
        translators.pop(("general", docname_to_domain(page, self.config.gettext_compact)), None)
        with translating(self.document, self._publish):
            super().apply(**kwargs)
        for line, message, marks in written:
            translation, is_meant = parse_noqa(catalogue.gettext(message))
            if translation != message and not is_meant:
                there = self._marks.get(translation, marks)
                self._dispatcher.problems += _compare(line, marks, there)

    def _name_pictures(self) -> None:
        """Name pictures as gettext's builder does, to which they are the page's."""
        folder = posixpath.dirname(self._report.filename)
        for image in self.document.findall(nodes.image):
            if "translatable" in image and not url_scheme(image["uri"]):
                path = posixpath.join("/", folder, image["uri"])
                image["original_uri"] = posixpath.normpath(path)

    def _publish(self, text: str, line: int) -> nodes.Element:
        """Return the paragraph, heading, code or picture that a translator wrote.

        :param line: of what it translates, which is the place of all that is in it
        """
        settings = self.document.settings
        document = new_document(f"{self.document['source']}:{line}{TRANSLATED}", settings)
        document.settings.roundup_links = settings.roundup_links
        with self._dispatcher.starting_at(line):
            fill(document, *_as_syntax(text, self._report.syntax))
        lines = self._report.text.split("\n")

        def locate(written: str, _line: int) -> int:
            return find_line(lines, written, line)

        self._dispatcher.problems += replace_raw(document, locate)
        for node in document.findall(nodes.Element):
            node.source, node.line = self.document["source"], line
        self._dispatcher.problems += refuse_formulas(document)
        settings.roundup_lasting &= document.settings.roundup_lasting
        self._marks.setdefault(text.removesuffix(_DUMMY), _marks_of(document))
        return next((n for n in document.children if isinstance(n, nodes.Element)), document)


def _as_syntax(text: str, syntax: Literal["md", "rst"]) -> tuple[str, Literal["md", "rst"]]:
    """Return a message as its parser must read it: Sphinx writes reST around some of them."""
    if text.startswith(_RST):
        return text, "rst"
    if syntax == "md" and (heading := _HEADING.fullmatch(text)):
        return f"# {heading[1]}", "md"  # the words may begin like a list: "1. What I did"
    return text, syntax


# -- What a translation must keep --------------------------------------------------------


def _marks_of(node: nodes.Element) -> Counter[tuple[str, str]]:
    """Return the links, footnotes and pictures in *node*, each as kind and target."""
    return Counter(mark for inner in node.findall(nodes.Element) for mark in _mark(inner, node))


def _mark(node: nodes.Element, top: nodes.Element) -> Iterator[tuple[str, str]]:
    if isinstance(node, nodes.footnote_reference | nodes.citation_reference):
        yield "footnote", node.rawsource or node.astext()
    elif isinstance(node, _LINKS):
        # A link to a heading is made of its words, which a translator may translate.
        yield "link", str(node.get("refuri") or node.get("reftarget") or "")
    elif isinstance(node, nodes.image) and node is not top:
        yield "picture", node["uri"]


def _compare(
    line: int, written: Counter[tuple[str, str]], there: Counter[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield what to say of the links and footnotes that a translation lacks, or has besides."""
    for kind in ("footnote", "link", "picture"):
        lost, more = (
            [target for each, target in some.elements() if each == kind]
            for some in (written - there, there - written)
        )
        while lost or more:
            ours, theirs = lost.pop(0) if lost else None, more.pop(0) if more else None
            yield _told(line, kind, ours, theirs)


def _told(line: int, kind: str, ours: str | None, theirs: str | None) -> Problem:
    """Return the warning under the name that Sphinx has for it on pages of the host's own."""
    args: tuple[str, ...] = (kind, _quoted(theirs or ours))
    if theirs is None:
        message = "the translation lacks the %s %s"
    elif ours is None:
        message = "the translation has a %s more than the report: %s"
    else:
        message = "the translation has the %s %s where the report has %s"
        args = (*args, _quoted(ours))
    return Problem("inconsistent_references", line, message, args, "i18n")


def _quoted(target: str | None) -> str:
    return f"'{shown(target)}'" if target else "to a heading"
