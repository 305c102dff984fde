"""Names of the fields at the top of a report: ours, other generators', and misspelled ones."""

from __future__ import annotations

import re
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
    {"affiliation", "author", "authors", "avatar", "date", "draft", "id", "image", "lang", "links"}
    | {"quote", "summary", "title", "updated", "url"}
)

GENERATED = KNOWN | {"by", "categories", "category", "keywords", "modified", "slug", "tags"}
"""Fields that a list below a title of reST is known by; others may be part of the text."""

PARSER_SETTINGS = frozenset({"html_meta", "myst", "substitutions"})
"""With these, MyST lets a file change how it is parsed, up to running templates
(https://myst-parser.readthedocs.io/en/latest/configuration.html#frontmatter-local-configuration)."""

_OF_GENERATORS = """
https://jekyllrb.com/docs/front-matter/
    categories category excerpt=summary layout permalink=slug published=date redirect_from tags
https://github.com/jekyll/jekyll-seo-tag and https://mmistakes.github.io/minimal-mistakes/
    comments featured_image=image image_alt=image_alt last_modified_at=updated nav_order
    overlay_image=image picture=avatar short_title teaser=image thumbnail=image toc twitter
https://gohugo.io/content-management/front-matter/
    aliases description=summary featuredimage=image images=image keywords lastmod=updated linktitle
    menu modified=updated publishdate=date pubdate=date series slug=slug type weight
https://www.getzola.org/documentation/content/page/#front-matter
    path template
https://docs.getpelican.com/en/latest/content.html#file-metadata
    save_as subtitle
https://getnikola.com/handbook.html#metadata-fields
    has_math hidetitle link=url previewimage=image
https://ablog.readthedocs.io/en/latest/manual/posting-and-listing.html
    blogpost language=lang location nocomments redirect tag
https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-blog
    author_image_url=avatar author_title author_url=links last_update=updated
https://cobalt-org.github.io/docs/front
    published_date=date
https://hexo.io/docs/front-matter and themes
    cover=image
https://ghost.org/docs/content-api/#posts
    canonical_url=url custom_excerpt=summary feature_image=image feature_image_alt=image_alt
    published_at=date updated_at=updated
https://dev.to/p/editor_guide
    cover_image=image
https://obsidian.md/help/publish/seo and plugins
    banner=image created=date date_created=date date_modified=updated
https://mystmd.org/guide/frontmatter and https://quarto.org/docs/reference/formats/html.html
    abstract bibliography date_modified=updated doi email exports github jupytext kernelspec
    license numbering tocdepth
https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html#bibliographic-fields
    address contact organization=affiliation orphan revision version
The reports of real events
    build by=author byline=author comment company=affiliation created_at=date createdat=date
    coverimage=image export headshot=avatar hero=image hero_image=image heroimage=image
    homepage=links index institution=affiliation key_investigators=authors last_modified=updated
    last_updated=updated lastupdate=updated meta name=author names=authors
    organisation=affiliation package_version parent photo=avatar photo_url=avatar post
    presenter=author presenters=authors preview_image=image project_title=title
    publish_date=date speaker=author speakers=authors thumbnails updatedat=updated uri
    website=links writer=author writers=authors
"""
"""Names below the page that documents them, ``-`` and blanks as ``_``. ``cover=image`` is read as
our field ``image`` where the report has none; of several, the first counts. Others are ignored."""
_NAMES = re.sub(r"(?m)^\S.*", "", _OF_GENERATORS).split()
_MEANINGS = {name: name for name in sorted(KNOWN)}
for _name, _equal, _field in (name.partition("=") for name in _NAMES if "=" in name):
    _MEANINGS.setdefault(_name, _field)

_AUTHORS = frozenset({"author", "authors"})
_NESTED = frozenset({"_build", "build", "date", "extra", "header", "params", "taxonomies"})
"""Mappings of fields: Hugo's, Zola's, those of themes; MkDocs' ``date: {created: ...}``."""
_DRAFT = frozenset(
    {"auto-draft", "draft", "future", "hidden", "pending", "private", "scheduled", "skip", "trash"}
    | {"unpublished", "wip"}
)
_HIDDEN = {
    **dict.fromkeys(("state", "status", "visibility"), _DRAFT),
    **dict.fromkeys(("hidden", "is_draft", "isdraft", "private", "unlisted"), YES),
    **dict.fromkeys(("ispublished", "is_published", "permalink", "publish", "published"), NO),
    "eleventyexcludefromcollections": YES,
    "list": {"never"},
    "render": NO | {"never"},
}
"""Values by which other generators don't publish or list a page: Jekyll, Hexo and dev.to
(``published``), Obsidian, Zola, Pelican, Nikola, Docusaurus, Ghost, WordPress, Eleventy."""


OTHERS = (frozenset(name.partition("=")[0] for name in _NAMES) | _HIDDEN.keys()) - KNOWN


def suggest_field(name: str) -> str | None:
    """Return the field that an unknown name is probably a misspelling of.

    >>> suggest_field("authour")
    'author'
    """
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
    """Return the fields by our names, each once; also those of other generators.

    :param problems: gets those of repeated, misspelled and forbidden fields
    """
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
    given = _given(fields)
    for name in filter(others.__contains__, _MEANINGS):
        field, text = _MEANINGS[name], _text_of(others[name])
        is_flag = field == "date" and text in YES | NO  # published: true
        if text and field not in given and not is_flag:
            fields[field] = others[name]
            given.add(field)
    for entry in [entry for name, entry in others.items() if hides(entry, name)]:
        fields["draft"] = Entry(entry.key, Scalar("true", entry.line), entry.line)


def _given(fields: dict[str, Entry]) -> set[str]:
    """Return the fields that aren't empty; the two for authors are one."""
    given = {name for name, entry in fields.items() if _text_of(entry)}
    return given if given.isdisjoint(_AUTHORS) else given | _AUTHORS


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
