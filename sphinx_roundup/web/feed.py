"""The events and the reports of a project, as an Atom feed.

A feed follows from what is written alone, never from the clock: two builds make the same.
The format is that of RFC 4287 (https://www.rfc-editor.org/rfc/rfc4287).
"""

from __future__ import annotations

import posixpath
from contextlib import suppress
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_roundup.domain import get_roundup_domain
from sphinx_roundup.log import warn
from sphinx_roundup.pictures.json_state import memory_of_output, recall, remember
from sphinx_roundup.problems import Subtype
from sphinx_roundup.web.entries import collect_items
from sphinx_roundup.web.site import is_site, plain

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MIME_TYPE = "application/atom+xml"


def link_feed(
    app: Sphinx,
    pagename: str,
    templatename: str,  # noqa: ARG001 - an event's signature
    context: dict[str, Any],
    doctree: nodes.document | None,  # noqa: ARG001 - as above
) -> None:
    """Link to the feed in the head of a page of ours, where browsers and readers look for it."""
    name = app.config.roundup_feed
    is_ours = get_roundup_domain(app.env).is_shown_on(pagename)
    if not (name and is_ours and is_site(app.builder)):
        return
    title = escape(plain(app.config.project))
    href = escape(context["pathto"](quote(name), resource=True))
    link = f'<link rel="alternate" type="{MIME_TYPE}" title="{title}" href="{href}">\n'
    context["metatags"] = context.get("metatags", "") + link


def tell_undated(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about pages that aren't in the feed because they have no date."""
    directory = get_roundup_domain(env).directory
    for docname in directory.newest_first if app.config.roundup_feed else ():
        if directory.end_of(docname) is None:
            message = "this page has no date, so it isn't in the feed; add ':date:'"
            warn(Subtype.CONFIG, message, location=docname)


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed if it has changed; removed people are removed from it."""
    if exception or not is_site(app.builder):
        return
    name = app.config.roundup_feed
    _take_out_old_feed(app, name)
    if not name:
        return
    path, content = Path(app.outdir, name), _format(app, name)
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    remember(memory_of_output(app.builder, "feed"), {"name": name, "digest": _digest(content)})


def _format(app: Sphinx, name: str) -> bytes:
    from sphinx_roundup.web.atom import format_feed  # noqa: PLC0415 - needs the extra

    home, lang = app.config.html_baseurl, app.config.language.replace("_", "-")
    title, address = plain(app.config.project) or home, posixpath.join(home, quote(name))
    return format_feed(title, home, address, lang, collect_items(app))


def _take_out_old_feed(app: Sphinx, name: str) -> None:
    """Remove the feed that an earlier build wrote under another name, if it is unchanged.

    An outdated feed would name people for ever. A file with that name and other content is
    the project's own.
    """
    before = recall(memory_of_output(app.builder, "feed"))
    with suppress(OSError, ValueError, TypeError, KeyError):
        path = Path(app.outdir, before["name"])
        if before["name"] != name and _digest(path.read_bytes()) == before["digest"]:
            path.unlink()


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
