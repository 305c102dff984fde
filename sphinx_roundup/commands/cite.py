"""``sphinx-roundup cite``: a citation of a page and its authors."""

from __future__ import annotations

import math
import posixpath
import re
from typing import TYPE_CHECKING, Any

import yaml
from docutils import nodes

from sphinx_roundup.commands.cli import CannotRun, Status, note, to_json, write_file
from sphinx_roundup.commands.project import choose_page, read_project
from sphinx_roundup.problems import COMMAND, escape
from sphinx_roundup.reports import split_name

if TYPE_CHECKING:
    from argparse import Namespace

    from sphinx_roundup.commands.project import Page
    from sphinx_roundup.reports import Person

_TEX = str.maketrans(
    {sign: rf"\{sign}" for sign in "#$%&_"}
    | {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
    | {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)
r"""BibTeX counts the brace of ``\{``, too."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DIVIDES = re.compile(r",|\band\b", re.IGNORECASE)  # what BibTeX divides names at


def run(options: Namespace) -> Status:
    """Write the citation."""
    project = read_project(options.source, options.page)
    page, base = choose_page(project, options.page), project.config.html_baseurl
    if not page.authors:
        raise CannotRun(f"no report of '{escape(page.docname)}' names an author to cite")
    if not base:
        note("The citation has no address: conf.py has no html_baseurl.")
    url = posixpath.join(base, page.uri) if base else ""
    text = {"cff": _cff, "bibtex": _bibtex, "csl": _csl}[options.format](page, url)
    write_file(COMMAND.sub("#", text))
    return Status.DONE


def _cff(page: Page, url: str) -> str:
    """Return the Citation File Format, https://citation-file-format.github.io/."""
    authors = []
    for author in page.authors:
        given, family = split_name(author)
        names = {"family-names": family, "given-names": given}
        authors.append(_filled(names | {"affiliation": author.affiliation, "orcid": author.orcid}))
    data = {
        "cff-version": "1.2.0",
        "message": "If you refer to this page, please cite it as below.",
        "type": "dataset",
        "title": page.title,
        "authors": authors,
        "date-released": page.day and str(page.day),
        "url": url,
    }
    return yaml.safe_dump(_filled(data), allow_unicode=True, sort_keys=False, width=math.inf)


def _bibtex(page: Page, url: str) -> str:
    """Return BibTeX; ``affiliation`` and ``orcid-numbers`` are fields of the Web of Science."""
    names = {author: _bibtex_name(author) for author in page.authors}
    orcids = [f"{n}/{a.orcid.rpartition('/')[2]}" for a, n in names.items() if a.orcid]
    places = [f"{n}: {a.affiliation.translate(_TEX)}" for a, n in names.items() if a.affiliation]
    fields = {
        "author": f"{{{' and '.join(names.values())}}}",
        "title": f"{{{{{page.title.translate(_TEX)}}}}}",  # in its own upper and lower case
        "year": page.day and f"{{{page.day.year}}}",
        "month": page.day and _MONTHS[page.day.month - 1],
        "url": url and f"{{{url}}}",
        "affiliation": places and f"{{{'; '.join(places)}}}",
        "orcid-numbers": orcids and f"{{{'; '.join(orcids)}}}",
    }
    lines = [f"  {name} = {value}," for name, value in _filled(fields).items()]
    return "\n".join([f"@misc{{{_key(page)},", *lines, "}\n"])


def _bibtex_name(author: Person) -> str:
    """Return "Ferreira, Ana", with braces around what BibTeX would divide."""
    parts = [part.translate(_TEX) for part in reversed(split_name(author)) if part]
    is_one = len(parts) == 1
    return ", ".join(f"{{{part}}}" if is_one or _DIVIDES.search(part) else part for part in parts)


def _csl(page: Page, url: str) -> str:
    """Return CSL's JSON; ``ORCID`` and ``affiliation`` are as Crossref writes them."""
    authors = []
    for author in page.authors:
        given, family = split_name(author)
        affiliation = author.affiliation and [{"name": author.affiliation}]
        names = {"family": family, "given": given}
        authors.append(_filled(names | {"ORCID": author.orcid, "affiliation": affiliation}))
    item = {
        "id": _key(page),
        "type": "webpage",
        "title": page.title,
        "author": authors,
        "issued": page.day and {"date-parts": [page.day.timetuple()[:3]]},
        "URL": url,
    }
    return to_json([_filled(item)])


def _key(page: Page) -> str:
    return nodes.make_id(page.docname) or "reports"


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
