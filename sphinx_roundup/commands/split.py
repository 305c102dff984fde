"""``sphinx-roundup split``: a page that was written by hand, cut into reports at its headings."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_roundup.commands.cli import (
    CannotRun,
    Status,
    create_file,
    note,
    note_problems,
    read_bytes,
    read_utf8,
    show_path,
    write,
)
from sphinx_roundup.commands.new import stem_for
from sphinx_roundup.commands.sources import read_outline, replace_file
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import (
    Person,
    folded,
    make_slug,
    read_people_file,
    unique,
    without_controls,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Collection, Iterator, Sequence

    from sphinx_roundup.commands.sources import Heading, Link, Outline

DESCRIPTION = """\
Cuts a page that was written by hand, in Markdown or reST, into reports, at the headings that
you name. Each report is a file with the same bytes as on the page; the page keeps all other
lines, and gets the 'roundup' directive in place of the reports. The links that this breaks are
listed with their lines: paths relative to the page, and references to what is in another file.

examples:
  sphinx-roundup split retreat.md                       list the page's headings
  sphinx-roundup split retreat.md --level 2             list the files, and write nothing
  sphinx-roundup split retreat.md --level 2 --write     write them
  sphinx-roundup split retreat.md --names people.yml --closing "Thanks to all" --write

The reports of retreat.md are written to retreat/reports, which must not exist. A page in HTML
is first turned into Markdown, for you to correct: 'split retreat.html --write' writes
retreat.md. This needs an extra: pip install "sphinx-roundup[html]"
"""

MISSING = (
    "a page in HTML needs a library that turns it into Markdown: run"
    " 'pip install \"sphinx-roundup[html]\"'"
)
_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_EXTERNAL = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("page", metavar="PAGE", type=Path, help="a file: .md, .rst or .html")
    headings = parser.add_mutually_exclusive_group()
    headings.add_argument(
        "--level",
        type=int,
        choices=range(1, 7),
        help="each heading of this level begins a report",
    )
    headings.add_argument(
        "--names",
        metavar="FILE",
        type=Path,
        help="each heading in this file begins a report: a text file with one a line, or a"
        " people file (.yml)",
    )
    parser.add_argument(
        "--closing",
        metavar="HEADING",
        help="from this heading on, everything stays on the page",
    )
    parser.add_argument("--write", action="store_true", help="write the files")


def run(options: Namespace) -> Status:
    """List the files that a page would be cut into, or write them."""
    suffix = options.page.suffix.lower()
    if suffix in {".html", ".htm"}:
        _convert(options.page, write_it=options.write)
        return Status.DONE
    if suffix not in {".md", ".rst"}:
        raise CannotRun(f"{show_path(options.page)} is no .md, .rst or .html file")
    page = read_page(options.page)
    headings, closing = page.outline.headings, _find_closing(options.closing, page)
    before = [h for h in headings if closing is None or h.start < closing.start]
    chosen = _choose(before, options)
    if not chosen:
        raise CannotRun(f"no heading begins a report; the page has {_levels(headings)}")
    result = lay_out(page, cut_page(headings, len(page.lines), chosen, closing))
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
    lines: list[str]
    """With their ends; a byte order mark is part of the first."""
    outline: Outline

    @property
    def syntax(self) -> str:
        """``md`` or ``rst``."""
        return self.path.suffix.lower()[1:]


class Part(NamedTuple):
    """Lines of the page that stay together."""

    start: int
    end: int
    heading: Heading | None = None
    """The one that begins a report; ``None`` for what stays on the page."""


def read_page(path: Path) -> Page:
    """Return a page.

    :raises CannotRun: if it can't be read, or isn't UTF-8
    """
    text = read_utf8(path)
    outline = read_outline(text, path.suffix.lower()[1:])
    return Page(path.resolve(), [line for line in _LINE.split(text) if line], outline)


def cut_page(
    headings: Sequence[Heading],
    last: int,
    chosen: Collection[Heading],
    closing: Heading | None = None,
) -> list[Part]:
    """Return the parts of a page in their order; together they have all its lines.

    A report ends at the next report, and at a heading that isn't below its own.

    :param last: the number of lines
    :param chosen: the headings that begin a report
    :param closing: from this heading on, all stays on the page
    """
    parts = []
    start, current = 0, None
    for heading in headings:
        is_end = current is not None and heading.level <= current.level
        if heading in chosen or is_end or heading == closing:
            parts.append(Part(start, heading.start, current))
            start, current = heading.start, heading if heading in chosen else None
        if heading == closing:
            break
    parts.append(Part(start, last, current))
    return [part for part in parts if part.start < part.end]


def _find_closing(wanted: str | None, page: Page) -> Heading | None:
    if wanted is None:
        return None
    for heading in page.outline.headings:
        if folded(heading.text) == folded(wanted):
            return heading
    raise CannotRun(f"the page has no heading '{shown(wanted)}'")


def _choose(headings: Sequence[Heading], options: Namespace) -> list[Heading]:
    """Return the headings that begin a report; those that aren't found are listed."""
    if options.names is None:
        return [heading for heading in headings if heading.level == options.level]
    people = _read_names(options.names)
    spellings = {folded(name) for names in people for name in names}
    chosen = [heading for heading in headings if folded(heading.text) in spellings]
    found = {folded(heading.text) for heading in chosen}
    missing = [shown(names[0]) for names in people if found.isdisjoint(map(folded, names))]
    if missing and chosen:
        note(f"the page has no heading for: {', '.join(missing)}")
    return chosen


def _read_names(path: Path) -> list[tuple[str, ...]]:
    """Return the names in a file, each with its other spellings."""
    if path.suffix.lower() not in {".yml", ".yaml"}:
        lines = read_utf8(path).removeprefix("\ufeff").splitlines()
        return [(line.strip(),) for line in lines if line.strip()]
    found = read_people_file(path.resolve().parent, path.name)
    note_problems(path, found.problems)
    return [(person.name, *person.also) for person in found.people]


def _levels(headings: Sequence[Heading]) -> str:
    """Return the headings of each level, for a message."""
    if not headings:
        return "no headings"
    lists = []
    for level in sorted({heading.level for heading in headings}):
        words = [shown(heading.text, 40) for heading in headings if heading.level == level]
        more = f" and {len(words) - 5} more" if len(words) > 5 else ""
        lists.append(f"level {level}: {', '.join(words[:5])}{more}")
    return "\n  ".join(("these headings (name a --level, or --names):", *lists))


# -- The files ---------------------------------------------------------------------------


class Result(NamedTuple):
    """The files of a page that was cut."""

    folder: Path
    """Of the reports."""
    page: str
    """The new text of the page."""
    names: dict[Part, str]
    """Of the reports' files."""
    kept: list[tuple[Part, int]]
    """What stays on the page, each with its first line there."""


def lay_out(page: Page, parts: Sequence[Part]) -> Result:
    """Return the files of a page, which are slices of its lines."""
    stem = "" if page.path.stem == "index" else make_slug(page.path.stem) or "page"
    folder = f"{stem}/reports/" if stem else "reports/"
    taken: dict[str, int] = {}
    names = {
        part: f"{unique(stem_for(Person(part.heading.text)), taken)}.{page.syntax}"
        for part in parts
        if part.heading
    }
    runs = [list(run) for _key, run in groupby(parts, key=lambda part: part.heading is None)]
    is_only = sum(run[0].heading is not None for run in runs) == 1
    text, kept = "", []
    for run in runs:
        if run[0].heading:
            text += _directive([names[part] for part in run], folder, page, text, is_only)
            continue
        for part in run:
            kept.append((part, len(_LINE.split(text)) - 1))
            text += slice_of(page, part)
    return Result(page.path.parent / folder, text, names, kept)


def slice_of(page: Page, part: Part) -> str:
    """Return the lines of a part as they are."""
    return "".join(page.lines[part.start : part.end])


def _directive(names: Sequence[str], folder: str, page: Page, above: str, is_only: bool) -> str:
    """Return the directive for some reports in their order, with empty lines around it.

    If it is the only one, it names the folder, so that it also finds later reports.
    """
    newline = next((end for end in ("\r\n", "\r") if page.lines[0].endswith(end)), "\n")
    argument = folder if is_only else " ".join(folder + name for name in names)
    body = names if is_only and len(names) > 1 else []
    if page.syntax == "rst":
        lines = [f".. roundup:: {argument}", *([""] if body else []), *(f"   {n}" for n in body)]
    else:
        lines = [f"```{{roundup}} {argument}", *body, "```"]
    is_apart = not above or not above.splitlines()[-1].strip()
    return newline.join([*([] if is_apart else [""]), *lines, "", ""])


def _write(page: Page, result: Result) -> None:
    """Write the reports, then the page.

    :raises CannotRun: if a file can't be written
    """
    try:
        result.folder.mkdir(parents=True)
        for part, name in result.names.items():
            (result.folder / name).write_bytes(slice_of(page, part).encode())
        replace_file(page.path, result.page.encode())
    except OSError as error:
        name = show_path(Path(error.filename))
        raise CannotRun(f"{name} can't be written: {error.strerror}") from None


# -- What is reported --------------------------------------------------------------------


def _report(page: Page, result: Result, verb: str) -> None:
    here, folder = show_path(page.path), show_path(result.folder)
    kept = " and ".join(f"{part.start + 1}-{part.end}" for part, _line in result.kept)
    lines = [f"{verb} {here}  (the directive{f' and lines {kept}' if kept else ''})"]
    for part, name in result.names.items():
        words = shown(part.heading.text) if part.heading else ""
        lines.append(f"{verb} {folder}/{name}  ({words}: lines {part.start + 1}-{part.end})")
    lines += list(broken_links(page, result))
    if verb == "wrote":
        lines.append(
            "Next: add the folder of the reports to exclude_patterns in conf.py. A report's author"
            " is the person of the people file whose name is its first heading."
        )
    write("".join(f"{line}\n" for line in lines))


def broken_links(page: Page, result: Result) -> Iterator[str]:
    """Yield a line about each link that the cut breaks, with its place in the new files."""
    for part, name in result.names.items():
        own = read_outline(slice_of(page, part), page.syntax).links
        yield from _broken(page, part, own, result.folder / name, 0)
    own = read_outline(result.page, page.syntax).links
    for part, line in result.kept:
        yield from _broken(page, part, own, page.path, line)


def _broken(page: Page, part: Part, own: Collection[Link], path: Path, first: int) -> Iterator[str]:
    whole = {(link.target, link.label) for link in own}
    told = set()
    for link in page.outline.links:
        key = (link.target, link.label)
        if not part.start <= link.start < part.end or key in told:
            continue
        place = f"{show_path(path)}:{first + link.start - part.start + 1}"
        if key not in whole:
            told.add(key)
            yield f"{place}: '{shown(link.label or link.target)}' refers to what is in another file"
        elif part.heading and not link.is_inside and not _EXTERNAL.match(link.target):
            told.add(key)
            yield f"{place}: '{shown(link.target)}' is relative to the page, not to this file"


# -- HTML --------------------------------------------------------------------------------


def _convert(path: Path, *, write_it: bool) -> None:
    """Turn a web page into Markdown, by its main element.

    :raises CannotRun: if the extra is missing, or the file can't be read or written
    """
    try:
        from bs4 import BeautifulSoup  # noqa: PLC0415 - an extra
        from markdownify import MarkdownConverter  # noqa: PLC0415 - as above
    except ImportError:
        raise CannotRun(MISSING) from None
    soup = BeautifulSoup(read_bytes(path), "html.parser")
    for silent in soup.select("script, style, template, noscript, nav, a.headerlink"):
        silent.decompose()
    main = soup.find("main") or soup.find(None, {"role": "main"}) or soup.body or soup
    text = MarkdownConverter(
        autolinks=False, heading_style="ATX", bullets="-", escape_misc=True
    ).convert_soup(main)
    text = without_controls(re.sub(r"\n{3,}", "\n\n", text)).strip() + "\n"
    if write_it:
        target = path.with_suffix(".md")
        create_file(target, text)
        write(f"wrote {show_path(target)}\nNext: correct it, and split it\n")
    else:
        write("\n".join(shown(line, len(line)) for line in text.split("\n")))
