"""``sphinx-roundup split``: a page written by hand, split into a page and reports."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.commands.project import find_source, find_source_above, read_config
from sphinx_roundup.commands.splitting.cut import Wishes, cut_page
from sphinx_roundup.commands.splitting.layout import conf_py, lay_out
from sphinx_roundup.commands.splitting.links import Place
from sphinx_roundup.commands.splitting.names import plain
from sphinx_roundup.commands.splitting.pages import read_page
from sphinx_roundup.commands.splitting.pictures import Belongings
from sphinx_roundup.commands.terminal import CannotRun, Status
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import folded, make_slug, read_people_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from sphinx_roundup.commands.splitting.cut import Cut, Part
    from sphinx_roundup.commands.splitting.layout import Plan
    from sphinx_roundup.commands.splitting.pages import Page

_DIRECTIVE = re.compile(r"\{roundup\}|roundup::")

DESCRIPTION = """\
Splits a page of reports that was written by hand, in Markdown, reST or HTML, into a page with
the 'roundup' directive and a report file for each author. No text is lost: text above the
first author and below the last one stays on the page, pictures are copied, and links between
the authors' sections are adapted.

  sphinx-roundup split retreat.md --into docs
  sphinx-build docs out

Which headings are authors is recognised by their form. Check with --dry-run first, and correct
it if necessary:

  sphinx-roundup split retreat.html --into docs --dry-run
  sphinx-roundup split retreat.md --into docs --level 3
  sphinx-roundup split retreat.md --into docs --authors "Ana Silva, Bob Jones"

Nothing is overwritten. A page in HTML needs an extra: pip install "sphinx-roundup[html]"
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("page", metavar="PAGE", type=Path, help="a file: .md, .rst or .html")
    parser.add_argument(
        "--into",
        metavar="FOLDER",
        type=Path,
        required=True,
        help="the output folder; if it is in no project, a conf.py is written, too",
    )
    parser.add_argument(
        "--level",
        type=int,
        choices=range(1, 7),
        help="the level of the authors' headings, 1 to 6",
    )
    parser.add_argument(
        "--authors",
        metavar="NAMES",
        default="",
        help="the authors' headings, separated by commas",
    )
    parser.add_argument(
        "--pictures",
        metavar="FOLDER",
        type=Path,
        help="the folder for pictures like /images/x.jpg; by default they are searched around the"
        " page, in its repository, its project, or its folder",
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        default="",
        help="the address where the page was published, for links to other pages of that site",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="list what would be written, and write nothing"
    )


def run(given: Namespace) -> Status:
    """Run the command; return the exit status."""
    page = read_page(given.page)
    folder, srcdir = given.into, find_source_above(given.into)
    names = tuple(name.strip() for name in given.authors.split(",") if name.strip())
    wishes = Wishes(given.level, names, known_people(folder))
    cut = cut_page(page.markup.headings, page.first, len(page.source), wishes)
    place = choose_place(folder, page)
    base_url = given.base_url or page.base_url
    belongings = Belongings(page.path, folder, srcdir, given.pictures)
    plan = lay_out(page, cut, place, belongings, base_url)
    if srcdir is None:
        title = page.title or (plain(cut.title.text) if cut.title else "") or page.path.stem
        plan.files["conf.py"] = conf_py(title, not_pages(folder, page, place))
    refuse_to_overwrite(folder, plan)
    if not given.dry_run:
        write(folder, plan)
    _tell(given, page, cut, place, plan, srcdir)
    return Status.DONE


def known_people(folder: Path) -> frozenset[str]:
    """Return the names of the people file that the folder's project has, folded."""
    srcdir = find_source(folder)
    if srcdir is None:
        return frozenset()
    filename = read_config(srcdir).roundup_people.lstrip("/")
    people = read_people_file(srcdir, filename).people if filename else ()
    return frozenset(folded(name) for person in people for name in (person.name, *person.also))


def choose_place(folder: Path, page: Page) -> Place:
    """Return the names of what is written: those of the page where there is an index already."""
    index = next(iter(sorted(folder.glob("index.*"))), None) if folder.is_dir() else None
    if index is None or _DIRECTIVE.search(index.read_text("utf-8", "replace")):
        return Place(f"index.{page.syntax}", "reports/")
    stem = make_slug(page.path.stem) or "roundup"
    return Place(f"{stem}.{page.syntax}", f"{stem}/")


def not_pages(folder: Path, page: Page, place: Place) -> list[str]:
    """Return what isn't to be read as a page in a folder: the old page may lie in it, too."""
    path, target = page.path.resolve(), folder.resolve()
    old = [path.relative_to(target).as_posix()] if path.is_relative_to(target) else []
    return [place.reports.rstrip("/"), "_build", *old]


def refuse_to_overwrite(folder: Path, plan: Plan) -> None:
    """Look whether anything that would be written is there.

    :raises CannotRun: with the names
    """
    there = [name for name in _names_of(plan) if os.path.lexists(folder / name)]
    if there:
        more = f" and {len(there) - 5} more" if len(there) > 5 else ""
        listed = ", ".join(str(folder / name) for name in there[:5])
        raise CannotRun(f"nothing is written, for there is already {listed}{more}")
    blocked = next((f for f in (folder, *folder.parents) if f.exists() and not f.is_dir()), None)
    if blocked:
        raise CannotRun(f"{blocked} is no folder")


def write(folder: Path, plan: Plan) -> None:
    """Write the files of a plan, none of which may be there.

    :raises CannotRun: where the system doesn't let it
    """
    try:
        for name, text in plan.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as stream:
                stream.write(text)
        for copy in plan.copies:
            shutil.copyfile(copy.source, folder / copy.target)
    except OSError as error:
        raise CannotRun(f"{error.filename} can't be written: {error.strerror}") from None


def _tell(
    given: Namespace, page: Page, cut: Cut, place: Place, plan: Plan, srcdir: Path | None
) -> None:
    lines = [*_files(given, cut, place, plan), *_told_of(page, plan)]
    if plan.remote:
        lines.append(
            f"{plan.remote} picture(s) are on other hosts and become links; to have them here:"
            f" sphinx-roundup fetch {given.into}"
        )
    if srcdir is not None:
        lines += _next_in_conf(srcdir, (given.into.resolve() / place.reports).relative_to(srcdir))
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _next_in_conf(srcdir: Path, reports: Path) -> Iterator[str]:
    """Give a line about what is missing in conf.py, if anything is."""
    config, name = read_config(srcdir), reports.as_posix()
    to_add = []
    if "sphinx_roundup" not in config.extensions:
        to_add.append("'sphinx_roundup' to extensions")
    if name not in config.exclude_patterns:
        to_add.append(f"'{name}' to exclude_patterns")
    if to_add:
        yield f"in conf.py, add {' and '.join(to_add)}"


def _files(given: Namespace, cut: Cut, place: Place, plan: Plan) -> Iterator[str]:
    """Give a line for each file, with the authors of the reports."""
    whose = {place.reports + part.filename: _whose(part) for part in cut.reports}
    verb = "would write" if given.dry_run else "wrote"
    for name in _names_of(plan):
        note = f"  ({shown(whose[name])})" if name in whose else ""
        yield f"{verb} {given.into / name}{note}"


def _told_of(page: Page, plan: Plan) -> Iterator[str]:
    """Yield a line for each note about the old page; HTML has no line numbers."""
    for line in page.odd_lines:
        yield f"{page.path}:{line}: this line wasn't UTF-8, and was read as Western European"
    for told in plan.told:
        where = f"{page.path}" if page.is_html else f"{page.path}:{told.line}"
        yield f"{where}: {told.message}"


def _names_of(plan: Plan) -> list[str]:
    return [*plan.files, *(copy.target for copy in plan.copies)]


def _whose(part: Part) -> str:
    who = part.who
    return ", ".join(author.name for author in who.authors) or f"title: {who.title}"
