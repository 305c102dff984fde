"""Order of all passes over the tree of a report, with its translation.

1. :data:`REFUSE`, on what the parser made.
2. Transforms of docutils, Sphinx and MyST, by their priorities. :class:`ReportLocale` runs at the
   priority of Sphinx's ``Locale``, whose class it has: that parses each message with the parser of
   the host's own pages, within the dispatcher and the settings of reports. :data:`REFUSE` follows.
3. :data:`MAKE_LOCAL`, and after it :func:`.valid_tree.make_valid`, the languages of code, the
   anchors, and :func:`.attributes.clean_attributes`.
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from gettext import NullTranslations, translation
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from docutils import nodes
from docutils.parsers.rst import Parser as RSTParser
from docutils.readers import standalone
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes
from sphinx.transforms.i18n import Locale
from sphinx.transforms.references import SphinxDanglingReferences
from sphinx.util.i18n import docname_to_domain
from sphinx.util.nodes import LITERAL_TYPE_NODES, extract_messages

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import elements_by_level, elements_in, nodes_in
from sphinx_roundup.parsing import resource_limits, scoping
from sphinx_roundup.parsing.allowed import url_scheme
from sphinx_roundup.parsing.html import BOX_CLASS, replace_html
from sphinx_roundup.parsing.misread import find_misread
from sphinx_roundup.parsing.resource_limits import cut_substitutions
from sphinx_roundup.parsing.sphinx_internals import TRANSLATED, lend_page, line_in_report
from sphinx_roundup.problems import Problem, Subtype, escape, problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from docutils.transforms import Transform
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.transforms import SphinxTransformer

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.reports import Report

JOIN_PRIORITY = 719
"""When reports join their page: after all that works on one text (footnotes at 620, the
last targets at 660, docname of footnotes at 700), before what works on a page: docutils'
``contents`` at 720, smart quotes at 750, labels at 850, the collectors at 880. Transforms
below it run on the report, the rest on the page, so that each node meets each once."""

_HTML_DEPTH = 10  # levels less than for other nodes, at which the whole report fails

_NOT_FOR_REPORTS = {
    *("AddFirstTitleCss", "AddSlugIds", "CitationDefinitionTransform"),
    *("CitationReferenceTransform", "DocInfo", "DocTitle", "FootnoteDocnameUpdater", "Locale"),
    *("ReorderConsecutiveTargetAndIndexNodes", "SectionSubTitle"),
    *("TranslationProgressTotaliser", "UIDTransform"),
}
"""Transforms that are about a document as a whole, write to the environment, or work on entries of
the index (which reports don't have) in the square of the time."""


@dataclass(slots=True)
class Passes:
    """Passes over the tree of a report; collects their problems."""

    document: nodes.document
    locate: Callable[[str, int], int]
    limits: Limits
    language: str | None
    problems: list[Problem] = field(default_factory=list)

    def run(self, passes: Iterable[TreePass]) -> None:
        """Run the passes that have nodes of their kinds to work on."""
        kinds: set[type] = set()
        for wanted, work in passes:
            types = () if kinds else set(map(type, nodes_in(self.document)))
            kinds |= {base for kind in types for base in kind.__mro__}
            if not kinds.isdisjoint(wanted):
                self.problems += work(self) or ()
                kinds = set()


TreePass: TypeAlias = "tuple[tuple[type, ...], Callable[[Passes], Iterable[Problem] | None]]"
"""The kinds of nodes that a pass works on, and the pass, which returns problems."""

REFUSE: tuple[TreePass, ...] = (
    (
        (nodes.raw,),
        lambda p: replace_html(p.document, p.locate, p.limits.depth - _HTML_DEPTH, p.language),
    ),
    (scoping.FORMULAS, lambda p: scoping.refuse_formulas(p.document)),
    ((nodes.substitution_reference,), lambda p: cut_substitutions(p.document, p.limits)),
)
"""Passes that replace by text, or remove, what isn't allowed in reports."""

MAKE_LOCAL: tuple[TreePass, ...] = (
    (scoping.MESSAGES, lambda p: scoping.replace_messages(p.document)),
    (scoping.CITATIONS, lambda p: scoping.make_citations_local(p.document)),
    ((nodes.Text,), lambda p: scoping.clean_text(p.document)),
    ((nodes.image,), lambda p: scoping.read_pictures(p.document)),
    ((nodes.comment, nodes.paragraph), lambda p: find_misread(p.document, p.locate)),
    (resource_limits.EXAMPLES, lambda p: resource_limits.replace_doctests(p.document)),
    ((nodes.footnote,), lambda p: scoping.move_footnotes_to_end(p.document)),
)
"""Passes that make items of a whole document items of one report."""


def apply_transforms(document: nodes.document, syntax: Literal["md", "rst"]) -> None:
    """Run on a report the transforms that are a report's (see :data:`JOIN_PRIORITY`)."""
    env: BuildEnvironment = document.settings.env
    transformer = cast("SphinxTransformer", document.transformer)
    transformer.set_environment(env)
    registered = get_roundup_domain(env).app.registry.get_transforms()
    transformer.add_transforms(_report_transforms(tuple(registered), syntax))
    transformer.apply_transforms()


@cache
def _report_transforms(
    registered: tuple[type[Transform], ...], syntax: Literal["md", "rst"]
) -> tuple[type[Transform], ...]:
    parser = MystParser() if syntax == "md" else RSTParser()
    candidates = [*standalone.Reader().get_transforms(), *registered]
    early = [t for t in candidates if (t.default_priority or 0) < JOIN_PRIORITY]
    own = [t for t in parser.get_transforms() if t.__module__.startswith("myst_parser.")]
    chosen = [t for t in [*early, *own] if t.__name__ not in _NOT_FOR_REPORTS]
    # It runs at 850, but what it resolves are the report's own names.
    return (*chosen, _DanglingReferences)


class _DanglingReferences(SphinxDanglingReferences):
    """Sphinx's transform, for reports in which a name is left."""

    def apply(self, **kwargs: Any) -> None:
        if [n for n in elements_by_level(self.document) if "refname" in n.attributes]:
            super().apply(**kwargs)


_FILE_CONFIG = "---"  # MyST's configuration of one file, which could enable any extension
_UNUSED = "a translation that begins with '---' or has a substitution is not used: %s"


def find_catalogue(docname: str, srcdir: Path, config: Config) -> NullTranslations | None:
    """Return the translations of a page and its reports, if there are any."""
    domain = docname_to_domain(docname, config.gettext_compact)
    found: list[NullTranslations] = []
    for folder in config.locale_dirs if config.language else ():
        with suppress(Exception):  # missing, or invalid: Sphinx goes on, too
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
        self._prepare(report.filename)
        if not self._find_translated(report, details["catalogue"], passes.problems):
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
            reason = type(error).__name__, escape(str(error))
            passes.problems.append(problem(Subtype.PARSE, 1, message, *reason))
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

    def _prepare(self, filename: str) -> None:
        """Set the lines that messages must have, and name images as gettext's builder does."""
        scoping.set_source_info(self.document, elements_in(self.document))
        for image in self.document.findall(nodes.image):
            if "translatable" in image and not url_scheme(image["uri"]):
                path = posixpath.join("/", posixpath.dirname(filename), image["uri"])
                image["original_uri"] = posixpath.normpath(path)

    def _find_translated(
        self, report: Report, catalogue: NullTranslations, problems: list[Problem]
    ) -> bool:
        """Whether there is a translation that the host's parser may read."""
        targets = self.config.gettext_additional_targets
        found = "index" in targets and any(self.document.findall(addnodes.index))
        for node, text in list(extract_messages(self.document)):
            words = catalogue.gettext(text)
            if words == text:
                continue
            # Sphinx writes code and addresses of pictures as reST.
            is_rst = isinstance(node, LITERAL_TYPE_NODES) or text.startswith(".. image::")
            if report.syntax == "rst" or not (is_rst or self._may_run_code(words)):
                found = True
                continue
            node["translatable"] = False
            if not is_rst:
                args = node.line or 1, _UNUSED, escape(words, 60)
                problems.append(problem(Subtype.PARSE, *args))
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
    """Return summary and quote of the report at *path* as comments, which gettext alone writes."""
    offered = []
    for name, words in (("summary", report.summary), ("quote", report.quote)):
        comment = nodes.comment(words or "", words or "", translatable=True)
        comment.source, comment.line = path, report.lines.get(name, 1)
        offered += [comment] if words else []
    return offered
