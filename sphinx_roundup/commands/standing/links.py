"""Links for people: to their section, and to a new file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_roundup.commands.new import make_report, stem_for
from sphinx_roundup.commands.pages import folder_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx_roundup.commands.pages import Page
    from sphinx_roundup.commands.project import Project
    from sphinx_roundup.reports.people import People
    from sphinx_roundup.reports.person import Person

_GITHUB = re.compile(
    r"(?P<repo>https?://(?:www\.)?github\.[\w.-]+/[\w.-]+/[\w.-]+)/(?:edit|blob|tree)"
    r"/(?P<base>[^?#]*)\{path\}"
)
"""How ``roundup_edit_url`` names a repository; the base is a branch, and perhaps a folder."""


def page_url(page: Page, base: str | None, project: Project) -> str:
    """Return the address of the built page.

    :param base: of the site; ``html_baseurl``, if ``None``
    """
    site = project.config.html_baseurl if base is None else base
    return f"{site.rstrip('/')}/{page.uri}" if site else page.uri


def link_on_page(url: str, anchor: str) -> str:
    """Return the address of a person's section on a page."""
    return f"{url}#{quote(anchor)}"


def edit_url(filename: str, project: Project) -> str:
    """Return the address at which a report can be edited, empty if conf.py gives none."""
    url: str = project.config.roundup_edit_url
    return url.replace("{path}", quote(filename))


def new_file_linker(page: Page, people: People, project: Project) -> Callable[[Person], str] | None:
    """Return a function that makes links to GitHub's editor, with front matter in a new file.

    ``None`` where ``roundup_edit_url`` names no repository there. The parameters are those of
    https://docs.github.com/repositories/working-with-files/managing-files/creating-new-files.
    """
    match = _GITHUB.match(project.config.roundup_edit_url)
    folders = (folder_of(project.srcdir, watch) for watch in page.watches)
    folder = next((found for found in folders if found is not None), None)
    if match is None or folder is None:
        return None
    base = quote(match["base"], safe="/%")
    place = f"{match['repo']}/new/{base}{quote(folder)}".rstrip("/")

    def link(person: Person) -> str:
        filename = quote(f"{stem_for(person)}.md", safe="")
        value = quote(make_report(person, people, "md"), safe="")
        return f"{place}?filename={filename}&value={value}"

    return link
