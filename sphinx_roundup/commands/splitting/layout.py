"""Files made from a page: their names and contents."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sphinx_roundup.commands.markup.text import edited
from sphinx_roundup.commands.splitting.closing import part_from_closing
from sphinx_roundup.commands.splitting.head import page_head, report_head
from sphinx_roundup.commands.splitting.links import Mender, Place, Told
from sphinx_roundup.commands.splitting.mending import as_directives, mend_traps
from sphinx_roundup.reports import SKIPPED_NAMES, make_slug, unique
from sphinx_roundup.reports.field_list import FIELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sphinx_roundup.commands.splitting.cut import Cut, Part
    from sphinx_roundup.commands.splitting.pages import Page
    from sphinx_roundup.commands.splitting.pictures import Belongings, Copy

MOST_IN_NAME = 80
"""Characters of a report's file name."""


@dataclass
class Plan:
    """What is to be written."""

    files: dict[str, str] = field(default_factory=dict)
    """Texts by name, POSIX below the folder."""
    copies: list[Copy] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    remote: int = 0
    """Pictures that lie on other hosts."""


def lay_out(page: Page, cut: Cut, place: Place, belongings: Belongings, base_url: str) -> Plan:
    """Return the files of a page that is cut."""
    part_from_closing(page, cut)
    name_reports(cut, page.syntax)
    reports = [place.reports + part.filename for part in cut.reports]
    belongings.reserve([place.page, "conf.py", place.reports.rstrip("/"), *reports])
    mender = Mender(page, cut, place, belongings, base_url)
    plan = Plan()
    plan.files[place.page] = _page_text(page, cut, place, mender)
    for part in cut.reports:
        text, told = _report_text(page, part, mender)
        plan.files[place.reports + part.filename] = text
        plan.told += told
    plan.told = sorted({*plan.told, *mender.told})
    plan.copies, plan.remote = belongings.copies, mender.remote
    return plan


def name_reports(cut: Cut, syntax: str) -> None:
    """Give each report a file's name: that of its authors, else of its title."""
    taken: dict[str, int] = {}
    for part in cut.reports:
        words = " ".join(author.name for author in part.who.authors) or part.who.title
        slug = make_slug(words)[:MOST_IN_NAME].strip("-") or "report"
        if slug.startswith("index") or SKIPPED_NAMES.match(slug):
            slug = f"report-{slug}"  # such files stand for their folder, or aren't gathered
        part.filename = f"{unique(slug, taken)}.{syntax}"


def _body(page: Page, part: Part, mender: Mender, start: int) -> str:
    """Return the lines of a part as they are now, and the definitions that it needs."""
    source = page.source
    edits = mender.edits_for(part, start, part.end)
    if part.heading is None:
        edits += mender.levels
    return edited(source.text, edits, source.offset(start), source.offset(part.end))


def _brought(page: Page, part: Part, mender: Mender) -> str:
    source = page.source
    texts = []
    for definition in mender.brought_to(part):
        edits = mender.edits_for(part, definition.start, definition.end, here=False)
        start, end = source.offset(definition.start), source.offset(definition.end)
        text = edited(source.text, edits, start, end)
        texts.append(text.rstrip("\r\n") + source.newline)
    if urls := mender.unfollowed.get(part.filename):
        texts.append(
            f"{source.newline if texts else ''}.. Leads nowhere: {' '.join(urls)}{source.newline}"
        )
    return "".join(texts)


def _with_brought(text: str, brought: str, newline: str) -> str:
    if not brought:
        return text
    return text.rstrip(" \t\r\n") + newline * 2 + brought


def _report_text(page: Page, part: Part, mender: Mender) -> tuple[str, list[Told]]:
    """Return a report: its head, and its lines as they were."""
    newline, heading = page.source.newline, part.heading
    head = report_head(part.who, heading.text if heading else "", page.syntax)
    first = part.body
    while first < part.end and not page.source.line(first).strip():
        first += 1
    text = _body(page, part, mender, first) if first < part.end else ""
    text = _with_brought(text, _brought(page, part, mender), newline)
    told = []
    if page.syntax == "md":
        text, lines = mend_traps(text)
        told = [Told(first + line, TRAP_AT_END) for line in lines]
    return _below_head(head.replace("\n", newline), text, page), told


def _below_head(head: str, text: str, page: Page) -> str:
    """Return a head and the text below it; one may be empty."""
    text, newline = text.rstrip(" \t\r\n"), page.source.newline
    if not text:
        return head
    blank = newline if head else ""
    if head and page.syntax == "rst" and FIELD.match(text):
        blank = f"{newline}..{newline}{newline}"  # or the text's own fields would be the report's
    return f"{head}{blank}{text}{newline}"


TRAP_AT_END = (
    "the row of hyphens below the last paragraph would make it a heading; there is an empty line"
    " between them now"
)


def _page_text(page: Page, cut: Cut, place: Place, mender: Mender) -> str:
    """Return the page: its head and title, the organiser's words, and a directive."""
    newline = page.source.newline
    raw = page.head_text
    head = page_head(raw, page.head, page.syntax, title_used=cut.title is None and bool(page.title))
    pieces = [head.replace("\n", newline)] if head else []
    if cut.title is None:
        pieces.append(_title(page).replace("\n", newline))
    groups = _groups(cut)
    is_only = sum(isinstance(group, list) for group in groups) == 1
    for group in groups:
        if isinstance(group, list):
            directive = _directive(group, place, page.syntax, is_only=is_only)
            pieces.append(directive.replace("\n", newline))
        elif text := _body(page, group, mender, group.start).strip("\r\n"):
            pieces.append(text + newline)
    pieces.append(_brought_to_page(page, cut, mender))
    text = newline.join(piece for piece in pieces if piece.strip())
    return as_directives(text, newline) if page.syntax == "md" else text


def _brought_to_page(page: Page, cut: Cut, mender: Mender) -> str:
    return _brought(page, next(p for p in cut.parts if not p.heading), mender)


def _title(page: Page) -> str:
    words = page.title or page.path.stem.replace("-", " ").replace("_", " ")
    words = " ".join(words.split())
    if page.syntax == "rst":
        bar = "#" * max(4, 2 * len(words))
        return f"{bar}\n{words}\n{bar}\n"
    escaped = re.sub(r"([\\`*_\[\]<>{}])", r"\\\1", words)
    return f"# {escaped}\n"


def _groups(cut: Cut) -> list[Part | list[Part]]:
    """Return the organiser's parts, and between them the runs of reports."""
    groups: list[Part | list[Part]] = []
    for part in cut.parts:
        if part.heading is None:
            groups.append(part)
        elif groups and isinstance(groups[-1], list):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _directive(parts: list[Part], place: Place, syntax: str, *, is_only: bool) -> str:
    """Return the directive that gathers some reports in their order.

    The only one names the folder, so that a report that is added later joins it.
    """
    names = [part.filename for part in parts]
    argument = place.reports if is_only else " ".join(place.reports + name for name in names)
    body = names if is_only and len(names) > 1 else []
    if syntax == "rst":
        lines = [f".. roundup:: {argument}", *([""] if body else []), *(f"   {n}" for n in body)]
    else:
        lines = [f"```{{roundup}} {argument}", *body, "```"]
    return "\n".join(lines) + "\n"


def conf_py(title: str, excluded: Sequence[str]) -> str:
    """Return the settings of a project that has nothing but a roundup.

    :param excluded: what lies in its folder and is no page
    """
    return (
        f"project = {json.dumps(title, ensure_ascii=False)}\n"
        'extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]\n'
        f"exclude_patterns = {json.dumps(excluded, ensure_ascii=False)}\n"
        "myst_heading_anchors = 6\n"
    )
