"""Translation of a report by Sphinx's ``Locale``, with the catalogue of its page.

``Locale`` has each message parsed by the parser that the host has set up for its own pages.
The dispatcher and the settings of reports are in force meanwhile; what they can't stop is
removed afterwards, like anything that a report isn't allowed.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from gettext import NullTranslations, translation
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.i18n import Locale
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import LITERAL_TYPE_NODES, extract_messages

from sphinx_roundup.nodes import elements_in
from sphinx_roundup.parsing.allowed import url_scheme
from sphinx_roundup.parsing.isolation import TRANSLATED, line_in_report
from sphinx_roundup.parsing.scoping import set_source_info
from sphinx_roundup.parsing.sphinx_internals import lend_page
from sphinx_roundup.parsing.transforms import REFUSE
from sphinx_roundup.problems import Problem, Subtype, problem, shown

if TYPE_CHECKING:
    from gettext import NullTranslations
    from pathlib import Path

    from sphinx.config import Config

    from sphinx_roundup.parsing.transforms import Passes
    from sphinx_roundup.reports import Report

_BOX = re.compile(r"\[[x ]\] ")
_FILE_CONFIG = "---"
"""The beginning of MyST's configuration of one file, which could switch on any extension."""


def note_translation(
    document: nodes.document, report: Report, catalogue: NullTranslations, passes: Passes
) -> None:
    """Add the translation of *document* to its transforms; *passes* collect the problems."""
    details = {"report": report, "catalogue": catalogue, "passes": passes}
    document.note_pending(nodes.pending(ReportLocale, details))


def find_catalogue(docname: str, srcdir: Path, config: Config) -> NullTranslations | None:
    """Return what translates a page and its reports, if there is anything."""
    domain = docname_to_domain(docname, config.gettext_compact)
    found: NullTranslations | None = None
    for folder in config.locale_dirs if config.language else ():
        try:
            more = translation(domain, srcdir / folder, [config.language])
        except (OSError, UnicodeError, ValueError):  # none there, or not to be read
            continue
        if found is None:
            found = more
        else:
            found.add_fallback(more)
    return found


class ReportLocale(Locale):
    """``Locale`` for one report, where the host reads files with its suffix."""

    def apply(self, **kwargs: Any) -> None:
        """Translate the report; where that fails, the rest of it stays as it is."""
        details = self.startnode.details  # type: ignore[union-attr] # a pending node, as docutils has it
        report, passes = details["report"], details["passes"]
        problems = passes.problems
        # What has no line isn't offered to translators.
        set_source_info(self.document, elements_in(self.document))
        self._name_pictures(posixpath.dirname(report.filename))
        if not self._find_translated(report, details["catalogue"], problems):
            return
        boxes = _find_boxes(self.document)
        settings = self.document.settings
        # MyST leaves the host's settings there, which transforms would take for the report's.
        self.document.settings = settings.copy()
        try:
            with lend_page(self.env, settings.roundup_page):
                super().apply(**kwargs)
        except Exception as error:  # noqa: BLE001 - whatever a host's parser raises
            message = "the translation of this report can't be used (%s: %s)"
            reason = type(error).__name__, shown(str(error))
            problems.append(problem(Subtype.PARSE, 1, message, *reason))
        finally:
            self.document.settings = settings
        _put_boxes_back(boxes)
        self._place_in_report()
        passes.run(REFUSE)

    def _name_pictures(self, folder: str) -> None:
        """Name pictures as gettext's builder does, to which they are the page's."""
        for image in self.document.findall(nodes.image):
            if "translatable" in image and not url_scheme(image["uri"]):
                path = posixpath.join("/", folder, image["uri"])
                image["original_uri"] = posixpath.normpath(path)

    def _find_translated(
        self, report: Report, catalogue: NullTranslations, problems: list[Problem]
    ) -> bool:
        """Say whether there is something to translate that the host's parser may read."""
        if not report.filename.endswith(tuple(self.config.source_suffix)):
            return False
        targets = self.config.gettext_additional_targets
        found = "index" in targets and any(self.document.findall(addnodes.index))
        is_markdown = report.syntax == "md"
        for node, message in list(extract_messages(self.document)):
            words = catalogue.gettext(message)
            if words == message:
                continue
            if is_markdown and not _is_markdown_message(node, message):
                node["translatable"] = False
            elif is_markdown and self._may_run_code(words):
                node["translatable"] = False
                told = "a translation that begins with '---' or has a substitution is not used: %s"
                problems.append(problem(Subtype.PARSE, node.line or 1, told, shown(words, 60)))
            else:
                found = True
        return found

    def _may_run_code(self, words: str) -> bool:
        """Say whether MyST would take a translation for code.

        Its substitutions are Jinja templates, which may do anything; a translator who copies
        one from a report must not run it.
        """
        extensions = getattr(self.config, "myst_enable_extensions", ())
        begin = getattr(self.config, "myst_sub_delimiters", "{{")[0] * 2
        return words.lstrip().startswith(_FILE_CONFIG) or (
            "substitution" in extensions and begin in words
        )

    def _place_in_report(self) -> None:
        """Give what was translated the place of what it translates."""
        for node in self.document.findall(nodes.Element):
            if TRANSLATED in (node.source or ""):
                node.line = line_in_report(str(node.source), 1)
                node.source = self.document["source"]


def _find_boxes(document: nodes.document) -> list[tuple[nodes.paragraph, str]]:
    """Return the paragraphs that begin with the box of a task, which translators don't see."""
    paragraphs = [p for p in document.findall(nodes.paragraph) if not _BOX.match(p.rawsource)]
    return [(p, found[0]) for p in paragraphs if (found := _BOX.match(p.astext()))]


def _put_boxes_back(boxes: list[tuple[nodes.paragraph, str]]) -> None:
    for paragraph, box in boxes:
        if not paragraph.astext().startswith(box):
            paragraph.insert(0, nodes.Text(box))


def _is_markdown_message(node: nodes.Element, message: str) -> bool:
    """Say whether Sphinx has a message parsed as its author wrote it.

    Code and the addresses of pictures it writes as reST, which no Markdown parser reads.
    """
    return not isinstance(node, LITERAL_TYPE_NODES) and not message.startswith(".. image::")


def translate_head(report: Report, catalogue: NullTranslations | None) -> Report:
    """Return *report* with what its head says about it translated: title, summary and quote.

    Not by Sphinx's ``Locale``: the head is no text of the page, and rosters on other pages
    show it as well.
    """
    if catalogue is None:
        return report
    title, summary, quote = (
        words and catalogue.gettext(words) for words in (report.title, report.summary, report.quote)
    )
    return replace(report, title=title, summary=summary, quote=quote)


def offer_summary(report: Report, path: str) -> list[nodes.comment]:
    """Return what offers translators a head's summary and quote, which rosters alone show.

    A comment is in no builder's output, and in gettext's where it is declared translatable.

    :param path: the report's file, which translators are sent to
    """
    offered = []
    for name, words in (("summary", report.summary), ("quote", report.quote)):
        if words:
            comment = nodes.comment(words, words, translatable=True)
            comment.source, comment.line = path, report.lines.get(name, 1)
            offered.append(comment)
    return offered
