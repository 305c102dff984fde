"""``sphinx-roundup status``: who has written for a page, and who hasn't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_roundup.commands.pages import choose_page, read_pages
from sphinx_roundup.commands.project import add_source_argument, open_project, read_people
from sphinx_roundup.commands.standing.formats import FORMATS, Row
from sphinx_roundup.commands.standing.links import (
    edit_url,
    link_on_page,
    new_file_linker,
    page_url,
)
from sphinx_roundup.commands.standing.standings import State, find_standings
from sphinx_roundup.commands.terminal import Status, note, write

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from sphinx_roundup.commands.pages import Page
    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.commands.standing.standings import Standing
    from sphinx_roundup.reports.people import People

DESCRIPTION = """\
Prints a table of the people of an event: who has written, how much, the number of pictures
and of pictures without a description, and the date of the last change.

  written      on the page
  elsewhere    not on this site: the report or the people file has a 'url'
  draft        hidden by 'draft: true'
  unreadable   could not be shown; sphinx-roundup check gives the reason
  not shown    the page leaves the file out
  missing      in the people file, without a report on this page, or with an empty one

People whose 'listed' in the people file names only other pages are not missing.

examples:
  sphinx-roundup status                         the project's only page with a roundup
  sphinx-roundup status spring-2026             a page by its name, or by its file
  sphinx-roundup status --missing               @ana @bob, to paste into a message
  sphinx-roundup status --links                 links to all people on the page
  sphinx-roundup status --missing --links       a link for each that opens a new report on
                                                GitHub, with the front matter filled in
  sphinx-roundup status --format markdown       a table for an issue

The links to GitHub take the repository from roundup_edit_url in conf.py."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "page",
        metavar="PAGE",
        nargs="?",
        help="the page, its file, or its reports; by default the only page with reports",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("--missing", action="store_true", help="only the handles of missing people")
    parser.add_argument(
        "--links", action="store_true", help="only links: to people on the page, or to new files"
    )
    parser.add_argument(
        "--base-url", metavar="URL", help="address of the site; by default html_baseurl of conf.py"
    )
    parser.add_argument("--dirhtml", action="store_true", help="the site is built with dirhtml")
    add_source_argument(parser)


def run(given: Namespace) -> Status:
    """Run the command; return the exit status."""
    project = open_project(given.source, given.page)
    people = read_people(project)
    pages = read_pages(project, dirs=given.dirhtml)
    page = choose_page(pages, given.page, project)
    standings = find_standings(page, people, project)
    _tell_strangers(standings, [other for other in pages if other is not page])
    rows = _make_rows(standings, page, people, project, given.base_url)
    if given.missing:
        rows = [row for row in rows if row.standing.state is State.MISSING]
        if not rows:
            note("No one is missing.")
    form = FORMATS[given.format]
    if given.links:
        _tell_linkless(rows)
        write(form.links(rows))
    elif given.missing:
        write(form.handles(rows))
    else:
        write(form.table(page.title, page.docname, rows))
    return Status.DONE


def _make_rows(
    standings: Sequence[Standing], page: Page, people: People, project: Project, base: str | None
) -> list[Row]:
    url = page_url(page, base, project)
    new_file = new_file_linker(page, people, project)
    rows = []
    for each in standings:
        link = link_on_page(url, each.anchor) if each.anchor else each.url or ""
        new = _place_to_write(each, project) or (new_file(each.person) if new_file else "")
        rows.append(Row(each, link, new if each.state is State.MISSING else ""))
    return rows


def _place_to_write(standing: Standing, project: Project) -> str:
    """Return the address to edit the file that is still to be filled in."""
    waiting = next((piece.filename for piece in standing.pieces), "")
    return edit_url(waiting, project) if waiting else ""


def _tell_strangers(standings: Sequence[Standing], others: Sequence[Page]) -> None:
    """Say that people who wrote for other pages may not have been at this event."""
    reports = (report for page in others for report in page.reports)
    known = {author.key for report in reports for author in report.place.authors}
    missing = [s.person.key for s in standings if s.state is State.MISSING]
    if number := len(known.intersection(missing)):
        note(
            f"{number} of the missing people wrote for another page; if they weren't at this"
            f" event, list their events in the people file: 'listed: [{others[0].docname}]'"
        )


def _tell_linkless(rows: Sequence[Row]) -> None:
    if any(row.standing.state is State.MISSING and not row.new for row in rows):
        note(
            "There are no links for those who are missing: in conf.py, roundup_edit_url names no"
            " repository on GitHub, as 'https://github.com/me/project/edit/main/docs/{path}' does"
        )
