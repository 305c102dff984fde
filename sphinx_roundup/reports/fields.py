"""Names of the fields at the top of a report: ours, other generators', and misspellings."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_roundup.reports.yaml_values import Entry

MAX_FIELDS = 200

KNOWN = frozenset(
    {"affiliation", "author", "authors", "avatar", "date", "draft", "id", "lang", "links"}
    | {"quote", "summary", "title", "updated", "url"}
)

PARSER_SETTINGS = frozenset({"html_meta", "myst", "substitutions"})
"""With these, MyST lets a file change how it is parsed, up to running templates
(https://myst-parser.readthedocs.io/en/latest/configuration.html#frontmatter-local-configuration)."""

SYNONYMS = {"by": "author", "writer": "author", "writers": "authors"}

_OF_GENERATORS = {
    "https://jekyllrb.com/docs/front-matter/": (
        "categories category excerpt layout permalink published redirect_from tags"
    ),
    "https://github.com/jekyll/jekyll-seo-tag and themes": (
        "comments featured featured_image header image last_modified_at nav_order sidebar"
        " short_title social thumbnail twitter"
    ),
    "https://gohugo.io/content-management/front-matter/": (
        "aliases description expirydate headless images keywords lastmod linktitle markup menu"
        " modified outputs params publishdate pubdate series slug translationkey type videos weight"
    ),
    "https://docs.getpelican.com/en/latest/content.html#file-metadata": (
        "save_as status subtitle template"
    ),
    "https://ablog.readthedocs.io/en/latest/manual/posting-and-listing.html": (
        "blogpost external language location nocomments redirect tag"
    ),
    "https://mystmd.org/guide/frontmatter": (
        "abbreviations banner bibliography copyright doi email exports funding github jupyter"
        " jupytext kernelspec license math name numbering options subject venue zenodo"
    ),
    "https://quarto.org/docs/reference/formats/html.html": (
        "abstract bibliography date-modified format header-includes linkcolor toc tocdepth"
    ),
    "https://www.sphinx-doc.org/en/master/usage/restructuredtext/field-lists.html": (
        "nocomments orphan no-search nosearch tocdepth"
    ),
    "https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#bibliographic-fields": (
        "address contact dedication organization revision version"
    ),
    "common in the reports of real events": (
        "build comment cover created date-created date_created date_modified expires export hero"
        " homepage index last_modified last_updated lastupdate link meta order output"
        " package_version parent pin place post preface publish resources rss_ignore sitemap theme"
        " thumbnails topicid updated-at updated_at updatedat uri view"
    ),
}
"""Names by their source; all are ignored silently."""
OTHERS = frozenset(name for names in _OF_GENERATORS.values() for name in names.split())


def suggest_field(name: str) -> str | None:
    """Return the field that an unknown name is probably a misspelling of.

    >>> suggest_field("authour")
    'author'
    """
    if name in OTHERS | PARSER_SETTINGS:
        return None
    # At 0.8, "author_id" would be a misspelling of "author"; "auther" has 0.83.
    close = get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.82)
    return SYNONYMS.get(name) or next(iter(close), None)


def is_field(name: str) -> bool:
    """Whether a name is a field's, ours or other generators', or a misspelling of one."""
    return name in KNOWN | OTHERS | PARSER_SETTINGS or suggest_field(name) is not None


def choose_fields(entries: Iterable[Entry], problems: list[Problem]) -> dict[str, Entry]:
    """Return the known fields by their names, each once.

    :param problems: gets those of repeated, misspelled and forbidden fields
    """
    fields: dict[str, Entry] = {}
    for number, entry in enumerate(entries):
        if number == MAX_FIELDS:
            message = "more than %d fields; this one and those below it are ignored"
            problems.append(problem(Subtype.FIELD, entry.line, message, MAX_FIELDS))
            break
        if entry.name in KNOWN and entry.name not in fields:
            fields[entry.name] = entry
        elif ignored := _ignored(entry):
            problems.append(ignored)
    return fields


def _ignored(entry: Entry) -> Problem | None:
    args: tuple[str, ...] = (shown(entry.key),)
    if entry.name in KNOWN:
        message = "'%s' is given twice; the first one counts, and this one is ignored"
    elif entry.name in PARSER_SETTINGS:
        message = "'%s' is ignored: a report can't change how it is read"
    elif meant := suggest_field(entry.name):
        message = "unknown field '%s', which is ignored; did you mean '%s'?"
        args = (*args, meant)
    else:
        return None
    return problem(Subtype.FIELD, entry.line, message, *args)
