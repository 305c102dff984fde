"""What search engines are told: the event of a page and its reports, as JSON-LD.

The words are those of https://schema.org. Nothing is told that the page doesn't say.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx.util.osutil import relative_uri

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.domain.records import Spot
from sphinx_roundup.reports.checks import is_web_url
from sphinx_roundup.web.site import (
    address_of,
    describe,
    is_site,
    picture_of,
    places_on,
    plain,
)

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder

    from sphinx_roundup.domain.records import Place
    from sphinx_roundup.reports.person import Person

_IN_SCRIPTS = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
"""With these, no text ends the element that it stands in, or begins another
(https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements)."""


def add_structured_data(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - an event's signature
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put the data of an event into the head of its page."""
    is_wanted = app.config.roundup_jsonld and is_site(app.builder)
    if doctree is None or not (is_wanted and pagename in get_roundup_domain(app.env).events):
        return
    # What isn't ASCII is escaped as well: a page may have any encoding.
    written = json.dumps(describe_event(app, pagename, doctree)).translate(_IN_SCRIPTS)
    context["metatags"] += f'<script type="application/ld+json">{written}</script>\n'


def describe_event(app: Sphinx, docname: str, doctree: nodes.document) -> dict[str, Any]:
    """Return what is known of a page with a roundup: an ``Event``, with articles about it.

    Where nobody says when it was, it may be a month, or a team: a page with articles.

    Without ``html_baseurl``, addresses are relative. That is right: they count from the
    page (https://www.w3.org/TR/json-ld11/#inheriting-base-iri-from-html-s-base-element).
    """
    edition = get_roundup_domain(app.env).directory.edition(docname)
    places = places_on(app.env, docname).values()
    location = {"@type": "Place", "name": plain(edition.place)} if edition.place else None
    is_event = edition.start is not None
    return {"@context": "https://schema.org"} | _without_blanks(
        {
            "@type": "Event" if is_event else "CollectionPage",
            "name": plain(edition.title),
            "url": address_of(app.builder, Spot(docname)),
            "startDate": str(edition.start or ""),
            "endDate": str(edition.end or edition.start or ""),
            "location" if is_event else "contentLocation": location,
            "image": _picture_on(app, docname),
            "description": describe(doctree),
            "subjectOf" if is_event else "hasPart": [
                _describe_report(place, app.builder) for place in places
            ],
        }
    )


def _picture_on(app: Sphinx, docname: str) -> str | None:
    """Return the address of the event's picture as its page may write it."""
    address = picture_of(app, docname)
    if address and not app.config.html_baseurl:
        return relative_uri(app.builder.get_target_uri(docname), address)
    return address


def _describe_report(place: Place, builder: Builder) -> dict[str, Any]:
    # Only the report has this for its name: "@id" of a person would make the two one thing.
    address = address_of(builder, Spot(place.docname, place.anchor))
    authors = [
        _describe_person(author, address_of(builder, Spot(place.docname, anchor)))
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
