"""JSON-LD and Open Graph of pages with reports.

Search engines read JSON-LD in the words of https://schema.org, and chats show the tags of
sphinxext-opengraph (https://sphinxext-opengraph.readthedocs.io/). Both repeat only what the
page itself says.
"""

from __future__ import annotations

import json
import posixpath
import textwrap
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes
from sphinx.util.osutil import relative_uri

from sphinx_roundup.domain import Target, get_roundup_domain, words_of
from sphinx_roundup.nodes import is_ours, nodes_outside
from sphinx_roundup.pictures import PictureError
from sphinx_roundup.reports import collapsed, is_web_url, license_url, without_controls

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_roundup.domain import ReportLocation
    from sphinx_roundup.reports import Person

OPENGRAPH = "sphinxext.opengraph"

_LONGEST_DESCRIPTION = 300  # characters; a preview shows fewer

_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
"""No text can end its ``script`` element with these, nor begin another
(https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements)."""


def is_site(builder: Builder) -> bool:
    """Whether a builder writes web pages, each with its own address."""
    return builder.name in {"html", "dirhtml"}


def plain(text: str) -> str:
    """Return text on one line, without characters that XML forbids or that reorder text."""
    return collapsed(without_controls(text))


def address_of(builder: Builder, target: Target) -> str:
    """Return an address; without ``html_baseurl``, relative to its own page."""
    base = builder.config.html_baseurl
    page = posixpath.join(base, builder.get_target_uri(target.docname)) if base else ""
    return f"{page}#{quote(target.anchor)}" if target.anchor else page


def picture_of(app: Sphinx, docname: str) -> str | None:
    """Return the address of the published copy of the event's picture on a page.

    :returns: relative to the top of the site without ``html_baseurl``; ``None`` if there is no
        picture, or a broken one
    """
    domain = get_roundup_domain(app.env)
    event = domain.events.get(docname)
    if event is None or event.picture is None:
        return None
    try:
        copy = domain.publisher.publish(event.picture, app.config.roundup_image_width)
    except PictureError:
        return None
    name = domain.publisher.add_file(copy.full_path, docname)
    return posixpath.join(app.config.html_baseurl, app.builder.imagedir, quote(name))


def publish_event_picture(app: Sphinx, doctree: nodes.document, docname: str) -> None:  # noqa: ARG001
    """Add the event's picture to the output if metadata will name it.

    The head of a page may be written in another process, where it would be too late.
    """
    is_named = app.config.roundup_jsonld or OPENGRAPH in app.extensions
    if is_named and is_site(app.builder):
        picture_of(app, docname)


def describe(doctree: nodes.document) -> str:
    """Return the description of a page: its ``description`` field, else its first paragraph.

    :param doctree: with resolved links, whose text is part of it
    """
    for meta in [node for node in nodes_outside(doctree) if isinstance(node, nodes.meta)]:
        if meta.get("name") == "description" and meta.get("content"):
            return _shorten(meta["content"])
    top = next(iter(doctree.findall(nodes.section)), doctree)
    own = [n for n in top.children if isinstance(n, nodes.paragraph) and not is_ours(n)]
    return _shorten(words_of(own[0])) if own else ""


def _shorten(text: str) -> str:
    return textwrap.shorten(plain(text), _LONGEST_DESCRIPTION, placeholder="…")


def add_open_graph(
    app: Sphinx, pagename: str, _name: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add picture and description to the fields of a page, from which the tags are made.

    An address relative to the top of the site gets ``ogp_site_url`` in front.
    """
    domain = get_roundup_domain(app.env)
    is_used = OPENGRAPH in app.extensions and is_site(app.builder)
    if doctree is None or not (is_used and pagename in domain.events):
        return
    added: dict[str, str | None] = {"og:description": describe(doctree)}
    fields = context["meta"] or {}
    if "og:image" not in fields:
        added["og:image"] = picture_of(app, pagename)
        added["og:image:alt"] = plain(domain.title_of(pagename)) if added["og:image"] else None
    # A new dictionary, since the old one is the environment's. The extension itself escapes
    # nothing but quotation marks.
    context["meta"] = {name: escape(text) for name, text in added.items() if text} | fields


def add_metatags(
    app: Sphinx, pagename: str, _name: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Link the feed in the head of a page of ours; add JSON-LD and citation tags of an event."""
    domain, tags = get_roundup_domain(app.env), ""
    if doctree is None or not (is_site(app.builder) and domain.is_shown_on(pagename)):
        return
    if name := app.config.roundup_feed:
        title = escape(plain(app.config.project))
        href = escape(context["pathto"](quote(name), resource=True))
        kind = 'rel="alternate" type="application/atom+xml"'
        tags += f'<link {kind} title="{title}" href="{href}">\n'
    if app.config.roundup_jsonld and pagename in domain.events:
        # JSON escapes all that isn't ASCII: a page may have any encoding.
        data = json.dumps(_describe_event(app, pagename, doctree)).translate(_ESCAPES)
        tags += f'<script type="application/ld+json">{data}</script>\n'
    if app.config.roundup_citation_tags and pagename in domain.events:
        tags += _citation_tags(app, pagename)
    context["metatags"] = context.get("metatags", "") + tags


def _citation_tags(app: Sphinx, docname: str) -> str:
    """Return tags of https://scholar.google.com/intl/en/scholar/inclusion.html, and Zotero's."""
    index = get_roundup_domain(app.env).project_index
    day, places = index.end_of(docname), index.on_page(docname).values()
    tags = [("title", index.edition(docname).title)]
    for author in {author.key: author for place in places for author in place.authors}.values():
        tags += [("author", author.name), ("author_institution", author.affiliation or "")]
        tags.append(("author_orcid", author.orcid or ""))
    tags.append(("publication_date", f"{day:%Y/%m/%d}" if day else ""))
    tags.append(("public_url", address_of(app.builder, Target(docname))))
    named = ((name, escape(plain(text))) for name, text in tags if text)
    return "".join(f'<meta name="citation_{name}" content="{text}">\n' for name, text in named)


def _describe_event(app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, Any]:
    """Return an ``Event`` with its articles; without a date, a page with articles."""
    edition = get_roundup_domain(app.env).project_index.edition(docname)
    locations = get_roundup_domain(app.env).project_index.on_page(docname).values()
    location = {"@type": "Place", "name": plain(edition.place)} if edition.place else None
    image = picture_of(app, docname)
    if image and not app.config.html_baseurl:
        image = relative_uri(app.builder.get_target_uri(docname), image)
    is_event = edition.start is not None
    return {"@context": "https://schema.org"} | _without_blanks(
        {
            "@type": "Event" if is_event else "CollectionPage",
            "name": plain(edition.title),
            "url": address_of(app.builder, Target(docname)),
            "startDate": str(edition.start or ""),
            "endDate": str(edition.end or edition.start or ""),
            "location" if is_event else "contentLocation": location,
            "image": image,
            "description": describe(doctree),
            "subjectOf" if is_event else "hasPart": [
                _describe_report(place, app.builder) for place in locations
            ],
        }
    )


def _describe_report(place: ReportLocation, builder: Builder) -> dict[str, Any]:
    # People have no "@id": their address may be that of the report, which has it.
    address = address_of(builder, Target(place.docname, place.anchor))
    authors = [
        _describe_person(author, address_of(builder, Target(place.docname, anchor)))
        for author, anchor in zip(place.authors, place.anchors, strict=True)
    ]
    return _without_blanks(
        {
            "@type": "Article",
            "@id": address,
            "url": address,
            "headline": plain(place.title or place.text),
            "author": authors,
            "datePublished": str(place.date or ""),
            "dateModified": str(place.updated or ""),
            "inLanguage": place.lang,
            "license": place.license and license_url(place.license),
            "sameAs": place.url,
        }
    )


def _describe_person(person: Person, address: str) -> dict[str, Any]:
    affiliation = person.affiliation and {"@type": "Organization", "name": person.affiliation}
    return _without_blanks(
        {
            "@type": "Person",
            "name": person.name,
            "url": address,
            "affiliation": affiliation,
            "sameAs": [url for _label, url in person.links if is_web_url(url)],  # no e-mail address
        }
    )


def _without_blanks(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}
