"""Names of the fields at the top of a report: ours, other generators', and misspelled ones."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sphinx_roundup.problems import Problem, Subtype, escape, problem
from sphinx_roundup.reports.converters import NO, YES
from sphinx_roundup.reports.yaml_values import Entry, Listing, Mapping, Scalar, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_roundup.reports.yaml_values import Value

MAX_FIELDS = 200

KNOWN = frozenset(
    {"affiliation", "author", "authors", "avatar", "date", "draft", "id", "image", "lang"}
    | {"license", "links", "quote", "summary", "title", "topics", "updated", "url"}
)

GENERATED = KNOWN - {"license"} | {"by", "categories", "category", "keywords", "modified", "slug"}
GENERATED |= {"tags"}
"""Fields that a list below a title of reST is known by; others may be part of the text."""

PARSER_SETTINGS = frozenset({"html_meta", "myst", "substitutions"})
"""With these, MyST lets a file change how it is parsed, up to running templates
(https://myst-parser.readthedocs.io/en/latest/configuration.html#frontmatter-local-configuration)."""

_OF_GENERATORS = {
    "affiliation": "organization company institution organisation",
    "author": "by byline name presenter speaker writer",
    "authors": "key_investigators names presenters speakers writers",
    "avatar": "picture author_image_url headshot photo photo_url",
    "date": (
        "published publishdate pubdate published_date published_at created date_created"
        " created_at createdat publish_date"
    ),
    "image": (
        "featured_image overlay_image teaser thumbnail featuredimage images previewimage cover"
        " feature_image cover_image banner coverimage hero hero_image heroimage preview_image"
    ),
    "image_alt": "image_alt feature_image_alt",
    "lang": "language",
    "license": "licence",
    "links": "author_url homepage website",
    "slug": "permalink slug",
    "summary": "excerpt description custom_excerpt",
    "title": "project_title",
    "topics": "tags tag categories category topic",
    "updated": (
        "last_modified_at lastmod modified last_update updated_at date_modified last_modified"
        " last_updated lastupdate updatedat"
    ),
    "url": "link canonical_url",
}
"""Names that are read as our fields, where the report has none; of several, the first counts.
``-`` and blanks are written as ``_``. Sources: https://jekyllrb.com/docs/front-matter/,
https://github.com/jekyll/jekyll-seo-tag, https://mmistakes.github.io/minimal-mistakes/,
https://gohugo.io/content-management/front-matter/, https://www.getzola.org/documentation/,
https://docs.getpelican.com/en/latest/content.html, https://getnikola.com/handbook.html,
https://ablog.readthedocs.io/en/latest/manual/posting-and-listing.html, https://docusaurus.io/docs/,
https://cobalt-org.github.io/docs/front, https://hexo.io/docs/front-matter,
https://ghost.org/docs/content-api/#posts, https://dev.to/p/editor_guide,
https://obsidian.md/help/publish/seo, https://mystmd.org/guide/frontmatter,
https://quarto.org/docs/reference/formats/html.html, and reports of real events."""
_IGNORED = (
    "abstract address aliases author_title bibliography blogpost build comment"
    " comments contact doi email export exports github has_math hidetitle index jupytext kernelspec"
    " keywords layout linktitle location menu meta nav_order nocomments numbering orphan"
    " package_version parent path post redirect redirect_from revision save_as series short_title"
    " subtitle template thumbnails toc tocdepth twitter type uri version weight"
)
"""Names by which lines are known to be fields, too."""
_MEANINGS = {name: name for name in sorted(KNOWN)}
_MEANINGS |= {name: field for field, names in _OF_GENERATORS.items() for name in names.split()}

_AUTHORS = frozenset({"author", "authors"})
_NESTED = frozenset({"_build", "build", "date", "extra", "header", "params", "taxonomies"})
"""Mappings of fields: Hugo's, Zola's, those of themes; MkDocs' ``date: {created: ...}``."""
_DRAFT = frozenset(
    {"auto-draft", "draft", "future", "hidden", "pending", "private", "scheduled", "skip", "trash"}
    | {"unpublished"}
)
_HIDDEN = {
    **dict.fromkeys(("state", "status", "visibility"), _DRAFT),
    **dict.fromkeys(("hidden", "is_draft", "isdraft", "private", "saveasdraft", "unlisted"), YES),
    **dict.fromkeys(("ispublished", "is_published", "permalink", "publish", "published"), NO),
    "eleventyexcludefromcollections": YES,
    "list": {"never"},
    "render": NO | {"never"},
}
"""Values by which other generators don't publish or list a page: Jekyll, Hexo and dev.to
(``published``), Obsidian, Zola, Pelican, Nikola, Docusaurus, Ghost, WordPress, Eleventy,
Hashnode."""
OTHERS = (_MEANINGS.keys() | _HIDDEN.keys() | set(_IGNORED.split())) - KNOWN


def suggest_field(name: str) -> str | None:
    """Return the field that an unknown name is probably a misspelling of."""
    if _plain(name) in OTHERS or name in PARSER_SETTINGS:
        return None
    # At 0.8, "author_id" would be a misspelling of "author"; "auther" has 0.83.
    return next(iter(get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.82)), None)


def is_field(name: str) -> bool:
    """Whether a name is a field's, ours or other generators', or a misspelling of one."""
    known = name in KNOWN | PARSER_SETTINGS or _plain(name) in OTHERS
    return known or suggest_field(name) is not None


def _plain(name: str) -> str:
    return name.replace("-", "_").replace(" ", "_")


def choose_fields(entries: Iterable[Entry], problems: list[Problem]) -> dict[str, Entry]:
    """Return the fields by our names, each once; also those of other generators."""
    fields: dict[str, Entry] = {}
    others: dict[str, Entry] = {}
    for number, entry in enumerate(entries):
        if number == MAX_FIELDS:
            message = "more than %d fields; this one and those below it are ignored"
            problems.append(problem(Subtype.FIELD, entry.line, message, MAX_FIELDS))
            break
        if entry.name in _NESTED and isinstance(entry.value, Mapping):
            for inner in entry.value.entries:
                others.setdefault(_plain(inner.name), inner)
        elif entry.name in KNOWN and entry.name not in fields:
            fields[entry.name] = entry
        elif ignored := _ignored(entry):
            problems.append(ignored)
        else:
            others.setdefault(_plain(entry.name), entry)
    _add_others(fields, others)
    return fields


def _add_others(fields: dict[str, Entry], others: dict[str, Entry]) -> None:
    """Add the fields of other generators, where ours are missing or empty."""
    if "blogpost" in others and "author" in fields:
        author = fields["author"]
        fields["author"] = replace(author, value=at_commas(author.value))
    if "title" in fields:
        others.pop("name", None)  # of what the report is about
    given = {name for name, entry in fields.items() if _text_of(entry)}
    given |= set() if given.isdisjoint(_AUTHORS) else _AUTHORS
    for name in filter(others.__contains__, _MEANINGS):
        field, text = _MEANINGS[name], _text_of(others[name])
        is_flag = field == "date" and text in YES | NO  # published: true
        if text and field not in given and not is_flag:
            fields[field] = others[name]
            given.add(field)
    for name, entry in others.items():
        if hides(entry, name):
            fields["draft"] = Entry(entry.key, Scalar("true", entry.line), entry.line)


def hides(entry: Entry, name: str) -> bool:
    """Whether a field keeps a page of another generator unpublished, such as ``status: draft``."""
    return _text_of(entry) in _HIDDEN.get(name, ())


def at_commas(value: Value) -> Value:
    """Return the authors of ABlog, which separates them by commas alone."""
    names = [name.strip() for name in text_of(value).split(",") if name.strip()]
    several = Listing(tuple(Scalar(name, value.line) for name in names), value.line)
    return several if len(names) > 1 else value


def _text_of(entry: Entry) -> str:
    """Return an entry's text, without case; a word for a list or a mapping."""
    return text_of(entry.value).casefold() if isinstance(entry.value, Scalar) else "several"


def _ignored(entry: Entry) -> Problem | None:
    args: tuple[str, ...] = (escape(entry.key),)
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
