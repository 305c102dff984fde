"""Translation of a report by Sphinx's ``Locale``, with the catalogue of its page.

``Locale`` parses each message with the parser of the host's own pages, within the dispatcher and
the settings of reports; then :data:`.transforms.REFUSE` runs again.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
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
from sphinx_roundup.parsing.html import BOX_CLASS
from sphinx_roundup.parsing.isolation import TRANSLATED, line_in_report
from sphinx_roundup.parsing.scoping import set_source_info
from sphinx_roundup.parsing.sphinx_internals import lend_page
from sphinx_roundup.parsing.transforms import REFUSE
from sphinx_roundup.problems import Problem, Subtype, problem, shown

if TYPE_CHECKING:
    from gettext import NullTranslations
    from pathlib import Path

    from sphinx.config import Config

    from sphinx_roundup.reports import Report

_FILE_CONFIG = "---"
"""The beginning of MyST's configuration of one file, which could enable any extension."""
_UNUSED = "a translation that begins with '---' or has a substitution is not used: %s"


def find_catalogue(docname: str, srcdir: Path, config: Config) -> NullTranslations | None:
    """Return the translations of a page and its reports, if there are any."""
    domain = docname_to_domain(docname, config.gettext_compact)
    found: list[NullTranslations] = []
    for folder in config.locale_dirs if config.language else ():
        with suppress(OSError, UnicodeError, ValueError):  # missing or invalid
            found.append(translation(domain, srcdir / folder, [config.language]))
    for more in found[1:]:
        found[0].add_fallback(more)
    return found[0] if found else None


class ReportLocale(Locale):
    """``Locale`` for one report, where the host reads files with its suffix.

    Details: ``report``, ``catalogue``, and the ``passes`` that collect the problems.
    """

    def apply(self, **kwargs: Any) -> None:
        """Translate the report; where that fails, the rest of it stays as it is."""
        details = self.startnode.details  # type: ignore[union-attr] # a pending node, as docutils has it
        report, passes = details["report"], details["passes"]
        problems = passes.problems
        # What has no line isn't offered to translators.
        set_source_info(self.document, elements_in(self.document))
        for image in self.document.findall(nodes.image):  # named as by gettext's builder
            if "translatable" in image and not url_scheme(image["uri"]):
                path = posixpath.join("/", posixpath.dirname(report.filename), image["uri"])
                image["original_uri"] = posixpath.normpath(path)
        if not self._find_translated(report, details["catalogue"], problems):
            return
        # The box of a task in Markdown isn't in the message of its paragraph.
        boxes = [n for n in self.document.findall(nodes.inline) if BOX_CLASS in n["classes"]]
        own = [(n.parent, n) for n in boxes if "<input" not in n.parent.rawsource]
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
        for paragraph, box in own:
            if box not in paragraph.children:
                paragraph.insert(0, [box, nodes.Text(" ")])
        for node in elements_in(self.document):
            if TRANSLATED in (node.source or ""):  # at the line of what is translated
                node.line = line_in_report(str(node.source), 1)
                node.source = self.document["source"]
        passes.run(REFUSE)

    def _find_translated(
        self, report: Report, catalogue: NullTranslations, problems: list[Problem]
    ) -> bool:
        """Whether there is a translation that the host's parser may read."""
        if not report.filename.endswith(tuple(self.config.source_suffix)):
            return False
        targets = self.config.gettext_additional_targets
        found = "index" in targets and any(self.document.findall(addnodes.index))
        is_markdown = report.syntax == "md"
        for node, text in list(extract_messages(self.document)):
            words = catalogue.gettext(text)
            if words == text:
                continue
            # Sphinx writes code and addresses of pictures as reST.
            is_rst = isinstance(node, LITERAL_TYPE_NODES) or text.startswith(".. image::")
            if is_markdown and (is_rst or self._may_run_code(words)):
                node["translatable"] = False
                if not is_rst:
                    args = node.line or 1, _UNUSED, shown(words, 60)
                    problems.append(problem(Subtype.PARSE, *args))
            else:
                found = True
        return found

    def _may_run_code(self, words: str) -> bool:
        """Whether MyST would take a translation for code: substitutions are Jinja templates."""
        extensions = getattr(self.config, "myst_enable_extensions", ())
        begin = getattr(self.config, "myst_sub_delimiters", "{{")[0] * 2
        has_template = "substitution" in extensions and begin in words
        return has_template or words.lstrip().startswith(_FILE_CONFIG)


def translate_head(report: Report, catalogue: NullTranslations | None) -> Report:
    """Return *report* with its front matter translated: title, summary and quote.

    Sphinx's ``Locale`` can't: it isn't text of the page, and rosters on other pages show it.
    """
    if catalogue is None:
        return report
    title, summary, quote = (
        words and catalogue.gettext(words) for words in (report.title, report.summary, report.quote)
    )
    return replace(report, title=title, summary=summary, quote=quote)


def offer_summary(report: Report, path: str) -> list[nodes.comment]:
    """Return the summary and quote of a report as comments, which gettext's builder alone writes.

    :param path: of the report's file, for translators
    """
    offered = []
    for name, words in (("summary", report.summary), ("quote", report.quote)):
        if words:
            comment = nodes.comment(words, words, translatable=True)
            comment.source, comment.line = path, report.lines.get(name, 1)
            offered.append(comment)
    return offered
