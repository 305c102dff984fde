"""The names of the fields: ours, those of other generators, and what is a slip of the pen."""

from __future__ import annotations

from difflib import get_close_matches

KNOWN = frozenset(
    {"affiliation", "author", "authors", "avatar", "date", "draft", "id", "lang", "links"}
    | {"quote", "summary", "title", "updated", "url"}
)

PARSER_SETTINGS = frozenset({"html_meta", "myst", "substitutions"})
"""With these, MyST lets a file change how it is read, up to running templates."""

_FOREIGN = """
abstract address aliases bibliography blogpost build categories category comment comments
contact copyright cover created date-created date-modified date_created date_modified dedication
description doi email excerpt expires expirydate export external featured featured_image github
header header-includes hero homepage image images index jupyter jupytext kernelspec keywords
language last_modified last_modified_at last_updated lastmod lastupdate layout license link
linkcolor linktitle location markup math menu meta modified name nav_order no-search nocomments
nosearch numbering options order organization orphan output outputs package_version params
parent permalink pin place post preface pubdate publish publishdate published redirect
redirect_from resources revision rss_ignore series short_title sidebar sitemap slug social
status subject subtitle tag tags template theme thumbnail thumbnails toc tocdepth topicid
translationkey twitter type updated-at updated_at updatedat uri version videos view weight
zenodo
"""
FOREIGN = frozenset(_FOREIGN.split())
"""What files bring along from Jekyll, Hugo, Pelican, ABlog, MyST, Quarto and Sphinx."""

SYNONYMS = {"by": "author", "writer": "author", "writers": "authors"}
"""What people write where we say something else."""


def meant_by(name: str) -> str | None:
    """Return the field that an unknown one was probably meant to be.

    >>> meant_by("authour")
    'author'
    """
    if name in FOREIGN | PARSER_SETTINGS:
        return None
    # At 0.8, "author_id" would be a slip for "author"; "auther" has 0.83.
    close = get_close_matches(name, sorted(KNOWN), n=1, cutoff=0.82)
    return SYNONYMS.get(name) or next(iter(close), None)


def is_field(name: str) -> bool:
    """Say whether a word is a field of ours or of others, or was meant to be."""
    return name in KNOWN | FOREIGN | PARSER_SETTINGS or meant_by(name) is not None
