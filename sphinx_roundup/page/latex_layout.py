"""Look of reports and rosters in LaTeX: headings, fonts, rules, captions, columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.util.images import get_image_size
from sphinx.util.texescape import escape

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.nodes import (
    BYLINE_CLASS,
    FACES_CLASS,
    FACTS_CLASS,
    LIST_CLASS,
    REPORT,
    TITLE_CLASS,
    report_sections,
)
from sphinx_roundup.page.latex_text import KNOWN, latex, uses_plain_pdflatex
from sphinx_roundup.reports import make_slug

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

COMMANDS = r"""\makeatletter
\gdef\rounduprule{\par\Needspace{11\baselineskip}\bigskip
  {\color[gray]{.75}\leaders\hrule\vskip.4pt}\nobreak\global\@nobreaktrue}
\gdef\roundupfirst{\@ifundefined{chapter}{\rounduprule}{}}
\long\gdef\roundupcaption#1#2{{\raggedright\small\itshape NUMBER#2\endgraf}}
\gdef\roundupfit{\dimen@\dimexpr\pagegoal-\pagetotal-4\baselineskip\relax
  \ifdim\dimen@>.15\textheight\ifdim\dimen@<\spx@image@maxheight\spx@image@maxheight\dimen@\fi\fi}
\gdef\roundupreport{\par\begingroup
  \spx@image@maxheight.35\textheight
  \let\roundupfigure\figure
  \def\figure[##1]{\par\roundupfit\let\centering\raggedright\roundupfigure[H]}%
  \long\def\@makecaption##1##2{\vskip.5\abovecaptionskip\roundupcaption{##1}{##2}}%
  \def\LT@makecaption##1##2##3{\LT@mcol\LT@cols l{\hbox to\z@{%
    \parbox[t]\linewidth{\roundupcaption{##2}{##3}\vskip\baselineskip}\hss}}}}
\gdef\roundupface{\par\noindent\begin{minipage}{1.9cm}}
\gdef\roundupbeside{\end{minipage}\begin{minipage}{\dimexpr\linewidth-1.9cm}\raggedright}
\gdef\roundupkeep{\par\nobreak\medskip\@afterheading}
\gdef\roundupcolumns{\raggedcolumns\raggedright\interlinepenalty10000 \let\sphinxcrossref\relax}
\makeatother
"""
r"""Commands for reports and lists of people, global as they may be within a group.

The line above a report vanishes on top of a page; chapters have none. Figures stay where they are,
and Sphinx's style scales pictures to a third of a page, and those of figures to a sixth if that is
what is left of it.
"""
_GREY = r"\color[gray]{.35}"
_HEAD = {TITLE_CLASS: rf"\large{_GREY}", BYLINE_CLASS: rf"\small{_GREY}"}
_BLOCKS = frozenset({"roundup-roster", "roundup-people"})
_SMALL_PRINT = frozenset({"roundup-event", "roundup-license", "roundup-mentions"})
_IN_INDEX = {r"\{": r"\sphinxleftcurlybrace{}", r"\}": r"\sphinxrightcurlybrace{}"}
_IN_INDEX |= {'"': '""', "@": '"@', "!": '"!', "|": r"\textbar{}"}
_FACE_SIZES = ("1.5cm", "0.85cm")  # of a portrait, and of each of several


def set_document(document: nodes.document, env: BuildEnvironment) -> None:
    """Lay out the reports and the lists of people, and add authors to the index if there is one."""
    has_index = any(node["entries"] for node in document.findall(addnodes.index))
    reports = report_sections(document)
    blocks = [b for b in document.findall(nodes.container) if _BLOCKS.intersection(b["classes"])]
    if reports or blocks:
        document.insert(0, latex(COMMANDS.replace("NUMBER", "#1: " if env.config.numfig else "")))
    for report in reports:
        rule = r"\roundupfirst" if report.parent.parent is document else r"\rounduprule"
        begin = latex(rf"{rule}\roundupreport{{}}")
        report.parent.replace(report, [begin, report, latex(r"\par\endgroup")])
        _set_head(report, env.srcdir)
        report.insert(1, [*(_index_authors(report, env) if has_index else ()), latex(r"\nobreak")])
    for block in blocks:
        _set_roster(block)
    _set_small_print(document)


def _set_small_print(document: nodes.document) -> None:
    """Set the small print in grey, without links to other events."""
    for paragraph in list(document.findall(nodes.paragraph)):
        if paragraph["classes"] == ["roundup-editions"]:
            paragraph.parent.remove(paragraph)
        elif _SMALL_PRINT.intersection(paragraph["classes"]):
            _set_style(paragraph, rf"\small{_GREY}")


def _index_authors(report: nodes.section, env: BuildEnvironment) -> list[nodes.Node]:
    """Return entries of the index in the font of the text, which Sphinx's own are not."""
    config, entries = env.config, list[nodes.Node]()
    place = get_roundup_domain(env).project_index.find_file(report[REPORT])
    for name in [author.name for author in place.authors] if place else []:
        if uses_plain_pdflatex(config) and not re.fullmatch(f"[{KNOWN}]*", name):
            continue
        slug, shown = make_slug(name), escape(name, config.latex_engine)
        # makeindex knows the letters of ASCII alone; the others are symbols.
        key = slug if slug.isascii() or config.latex_use_xindy else f"~{slug}"
        for sign, quoted in _IN_INDEX.items():
            shown = shown.replace(sign, quoted)
        entries.append(latex(rf"\index{{{key}@{shown}}}"))
    return entries


def _set_head(report: nodes.section, srcdir: Path) -> None:
    """Set the title and the byline in grey, beside the portraits, on a page with the text."""
    parts = [part for name in _HEAD for part in _children(report, name)]
    faces = _children(report, FACES_CLASS)
    place = min(map(report.index, (*parts, *faces)), default=1)
    for part in (*parts, *faces):
        report.remove(part)
    for part in parts:
        style = _HEAD[part["classes"][0]]
        _set_style(part, style, r"\nobreak\vskip-\parskip" * (len(parts) > 1))
    images = [image for part in faces for image in part.findall(nodes.image)]
    for image in images:
        width, height = get_image_size(srcdir / image["uri"]) or (1, 1)
        image["width" if width >= height else "height"] = _FACE_SIZES[len(images) > 1]
    head = [*parts, latex(r"\roundupkeep")]
    if images:
        beside, end = latex(r"\roundupbeside"), latex(r"\end{minipage}\roundupkeep")
        head = [latex(r"\roundupface"), *faces, beside, *parts, end]
    report.insert(place, head)


def _set_roster(block: nodes.container) -> None:
    """Set lists of people in two columns, without bullets and pictures."""
    for label in _children(block, "roundup-label"):
        label.replace_self(nodes.rubric("", "", *label.children))
    for items in [n for n in block.findall(nodes.bullet_list) if LIST_CLASS in n["classes"]]:
        rows = [_make_row(item) for item in items.children]
        begin = latex(r"\begin{multicols}{2}\roundupcolumns")
        items.parent.replace(items, [begin, *rows, latex(r"\end{multicols}")])


def _make_row(item: nodes.Node) -> nodes.paragraph:
    """Return the name of a person, the title or else the summary, facts and links, a line each."""
    row, *works = item.findall(nodes.paragraph)
    summaries = _children(row, "roundup-summary") if _children(row, "roundup-words") else []
    for part in list(row.children):
        if isinstance(part, nodes.Text) or part in summaries:
            row.remove(part)
        elif isinstance(part, nodes.inline):
            small = r"\small " if FACTS_CLASS in part["classes"] else ""
            part.replace_self([latex(rf"\newline{{{small}"), part, latex("}")])
    for work in works:
        row += [latex(r"\newline "), *work.children]
    return row


def _set_style(paragraph: nodes.Element, style: str, end: str = "") -> None:
    paragraph.insert(0, latex(rf"{{{style} "))
    paragraph.append(latex(rf"\par}}{end}"))


def _children(node: nodes.Element, name: str) -> list[nodes.Element]:
    """Return the children of a class, which no report can give."""
    return [n for n in node.children if isinstance(n, nodes.Element) and name in n["classes"]]
