"""``sphinx-roundup split``: a page that was written by hand, cut into reports at its headings."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.cli import CannotRun, Status, note, read_utf8, show_path, write
from sphinx_roundup.commands.sources import read_headings, replace_file, split_lines
from sphinx_roundup.parsing import TooSlow, time_limit
from sphinx_roundup.problems import escape
from sphinx_roundup.reports import Person, casefolded, make_slug, stem_for, unique

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sphinx_roundup.commands.sources import Heading, Syntax

_BY_LINE = re.compile(r"([*_]{1,2})by:? +(.+)\1\s*", re.IGNORECASE)
_MOST_SECONDS = 30  # of processor time to read a page, which may have hundreds of reports


def run(options: Namespace) -> Status:
    """List the files that a page would be cut into, or write them."""
    if options.page.suffix.lower() not in {".md", ".rst"}:
        raise CannotRun(f"{show_path(options.page)} is no .md or .rst file")
    page = read_page(options.page)
    closing = _find_closing(options.closing, page)
    chosen = [h for h in _choose(page, options) if closing is None or h.start < closing.start]
    if not chosen:
        raise CannotRun(f"no heading begins a report; the page has {_levels(page.headings)}")
    result = lay_out(page, cut_page(page, chosen, closing))
    for path in (options.page, result.folder.parent):
        if path.is_symlink():
            raise CannotRun(f"{show_path(path)} is a symbolic link, and isn't followed")
    if result.folder.exists():
        raise CannotRun(f"{show_path(result.folder)} exists already; nothing was written")
    if options.write:
        _write(page, result)
    _report(page, result, verb="wrote" if options.write else "would write")
    return Status.DONE


# -- The page, and where it is cut -------------------------------------------------------


class Page(NamedTuple):
    """A page that was written by hand."""

    path: Path
    syntax: Syntax
    lines: list[str]  # with their ends; a byte order mark is part of the first
    headings: list[Heading]

    def name_of(self, heading: Heading) -> str:
        """Return the author in a line below a heading, ``*by Ana*``, else the heading's text."""
        below = next((line for line in self.lines[heading.end :] if line.strip()), "")
        match = _BY_LINE.fullmatch(below)
        return match[2] if match else heading.text

    def slice_of(self, part: Part) -> str:
        """Return the lines of a part as they are."""
        return "".join(self.lines[part.start : part.end])


class Part(NamedTuple):
    """Lines of the page that stay together."""

    start: int
    end: int
    heading: Heading | None = None
    """The one that begins a report; ``None`` for what stays on the page."""


def read_page(path: Path) -> Page:
    """Return a page."""
    text = read_utf8(path)
    syntax: Syntax = "rst" if path.suffix.lower() == ".rst" else "md"
    try:
        with time_limit(_MOST_SECONDS):
            headings = read_headings(text, syntax)
    except (RecursionError, TooSlow) as error:
        reason = "it has too much in each other, or takes too long"
        raise CannotRun(f"{show_path(path)} can't be read: {reason}") from error
    return Page(path.resolve(), syntax, split_lines(text), headings)


def cut_page(page: Page, chosen: Collection[Heading], closing: Heading | None = None) -> list[Part]:
    """Return the parts of a page in their order; together they have all its lines.

    A report ends at the next report, and at a heading that isn't below its own.

    :param chosen: the headings that begin a report
    :param closing: from this heading on, all stays on the page
    """
    parts = []
    start, current = 0, None
    for heading in page.headings:
        is_end = current is not None and heading.level <= current.level
        if heading in chosen or is_end or heading == closing:
            parts.append(Part(start, heading.start, current))
            start, current = heading.start, heading if heading in chosen else None
        if heading == closing:
            break
    parts.append(Part(start, len(page.lines), current))
    return [part for part in parts if part.start < part.end]


def _find_closing(wanted: str | None, page: Page) -> Heading | None:
    found = [h for h in page.headings if casefolded(h.text) == casefolded(wanted or "")]
    if wanted and not found:
        raise CannotRun(f"the page has no heading '{escape(wanted)}'")
    return found[0] if found else None


def _choose(page: Page, options: Namespace) -> list[Heading]:
    """Return the headings that begin a report; names that aren't found are listed."""
    headings = [h for h in page.headings if not options.level or h.level == options.level]
    if options.names is None:
        return headings if options.level else []
    lines = read_utf8(options.names).removeprefix("\ufeff").splitlines()
    wanted = {casefolded(line): line.strip() for line in lines if line.strip()}
    found = {h: {casefolded(h.text), casefolded(page.name_of(h))} for h in headings}
    chosen = [heading for heading in headings if found[heading] & wanted.keys()]
    missing = wanted.keys() - set().union(*found.values())
    if missing and chosen:
        names = ", ".join(escape(name) for key, name in wanted.items() if key in missing)
        note(f"the page has no heading for: {names}")
    return chosen


def _levels(headings: Sequence[Heading]) -> str:
    """Return the headings with their levels, for a message."""
    if not headings:
        return "no headings"
    lines = (f"level {heading.level}: {escape(heading.text)}" for heading in headings)
    return "\n  ".join(("these headings (name a --level, or --names):", *lines))


# -- The files ---------------------------------------------------------------------------


class Result(NamedTuple):
    """The files of a page that was cut."""

    folder: Path  # of the reports
    page: str  # the new text of the page
    names: dict[Part, str]  # of the reports' files


def lay_out(page: Page, parts: Sequence[Part]) -> Result:
    """Return the files of a page, which are slices of its lines."""
    stem = "" if page.path.stem == "index" else make_slug(page.path.stem) or "page"
    folder = f"{stem}/reports/" if stem else "reports/"
    taken: dict[str, int] = {}
    names = {
        part: f"{unique(stem_for(Person(page.name_of(part.heading))), taken)}.{page.syntax}"
        for part in parts
        if part.heading
    }
    runs = [list(run) for _key, run in groupby(parts, key=lambda part: part.heading is None)]
    is_only = sum(run[0].heading is not None for run in runs) == 1
    text = ""
    for run in runs:
        if run[0].heading:
            text += _directive([names[part] for part in run], folder, page, text, is_only)
        else:
            text += "".join(map(page.slice_of, run))
    return Result(page.path.parent / folder, text, names)


def _directive(names: Sequence[str], folder: str, page: Page, above: str, is_only: bool) -> str:
    """Return the directive for some reports in their order, with empty lines around it."""
    newline = next((end for end in ("\r\n", "\r") if page.lines[0].endswith(end)), "\n")
    # With the folder, it also finds later reports.
    argument = folder if is_only else " ".join(folder + name for name in names)
    body = names if is_only and len(names) > 1 else []
    if page.syntax == "rst":
        lines = [f".. roundup:: {argument}", *([""] if body else []), *(f"   {n}" for n in body)]
    else:
        lines = [f"```{{roundup}} {argument}", *body, "```"]
    is_apart = not above or not above.splitlines()[-1].strip()
    return newline.join([*([] if is_apart else [""]), *lines, "", ""])


def _write(page: Page, result: Result) -> None:
    """Write the reports, then the page."""
    result.folder.mkdir(parents=True)
    for part, name in result.names.items():
        (result.folder / name).write_bytes(page.slice_of(part).encode())
    replace_file(page.path, result.page.encode())


def _report(page: Page, result: Result, verb: str) -> None:
    here, folder = show_path(page.path), show_path(result.folder)
    write(f"{verb} {here}  (the directive in place of the reports)\n")
    for part, name in result.names.items():
        words = escape(part.heading.text) if part.heading else ""
        write(f"{verb} {folder}/{name}  ({words}: lines {part.start + 1}-{part.end})\n")
    if verb == "wrote":
        write(
            "Next: add the folder of the reports to exclude_patterns in conf.py, and see what is"
            f" to correct with 'sphinx-roundup check {folder}'. A report's author is the person of"
            " the people file whose name is its first heading.\n"
        )
