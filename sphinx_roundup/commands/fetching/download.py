"""One picture from the web: within bounds, and really a picture."""

from __future__ import annotations

import http.client
import io
import time
import urllib.error
import urllib.request
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from sphinx_roundup import __version__
from sphinx_roundup.commands.fetching.hosts import Refused
from sphinx_roundup.pictures import PictureError, inspect_picture
from sphinx_roundup.problems import shown
from sphinx_roundup.reports import DEVICE, make_slug

if TYPE_CHECKING:
    from collections.abc import Callable

SUFFIXES = {"JPEG": ".jpg", "TIFF": ".tif"}
"""Those that aren't the name of the format."""
MOST_IN_NAME = 80
"""Characters of a picture's file name, without its suffix."""
_CHUNK = 65_536
"""Bytes that are read before the time is looked at."""


class CannotFetch(Exception):
    """Why a picture can't be had, as the rest of a sentence."""


class Bounds(NamedTuple):
    """What a download may cost."""

    seconds: float
    bytes: int
    pixels: int


class Picture(NamedTuple):
    """What was downloaded."""

    content: bytes
    name: str
    """For a file: safe, with the suffix of what it is."""


def download(opener: urllib.request.OpenerDirector, url: str, bounds: Bounds) -> Picture:
    """Return the picture at an address.

    :raises CannotFetch: where there is none, or it may not be had
    """
    try:
        content = _read(opener, ascii_url(url), bounds)
        kind = inspect_picture(io.BytesIO(content), len(content), bounds.pixels).format
    except (Refused, PictureError) as reason:
        raise CannotFetch(str(reason)) from None
    except urllib.error.HTTPError as error:
        error.close()
        raise CannotFetch(f"isn't there: the host says {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise CannotFetch(_reason(error, bounds)) from None
    return Picture(content, name_of(url) + SUFFIXES.get(kind, f".{kind.lower()}"))


def _read(opener: urllib.request.OpenerDirector, url: str, bounds: Bounds) -> bytes:
    """Read an answer; the time counts for all of it, not for each piece."""
    latest = time.monotonic() + bounds.seconds
    headers = {"User-Agent": f"sphinx-roundup/{__version__}", "Accept": "image/*"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - the opener has http and https alone
    parts: list[bytes] = []
    size = 0
    with opener.open(request, timeout=bounds.seconds) as answer:
        read: Callable[[int], bytes] = answer.read1
        while part := read(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > bounds.bytes:
                raise CannotFetch(f"is larger than {bounds.bytes // 1_000_000} MB")
            if time.monotonic() > latest:
                raise TimeoutError
    return b"".join(parts)


def _reason(error: Exception, bounds: Bounds) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"took longer than {bounds.seconds:g} seconds"
    return f"can't be reached: {shown(str(cause))}"


def ascii_url(url: str) -> str:
    """Return an address as it is sent: names of hosts and letters of any script encoded.

    :raises ValueError: where it is none
    """
    parts = urlsplit(f"https:{url}" if url.startswith("//") else url)
    if parts.username is not None or not parts.hostname:
        raise ValueError("the address has no host, or a password in it")
    host = (
        parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    )
    place = f"[{host}]" if ":" in host else host
    netloc = f"{place}:{parts.port}" if parts.port else place
    path, query = (quote(part, safe="%/:=&?~#+!$,;'@()*[]") for part in (parts.path, parts.query))
    return parts._replace(netloc=netloc, path=path, query=query, fragment="").geturl()


def name_of(url: str) -> str:
    """Return a file's name, without a suffix, out of an address.

    >>> name_of("https://x.org/a/Cat%20(1).JPG?size=large")
    'cat-1'
    """
    last = PurePosixPath(unquote(urlsplit(url).path)).name
    stem = last.rpartition(".")[0] or last
    name = make_slug(stem)[:MOST_IN_NAME].strip("-") or "picture"
    return f"{name}-picture" if DEVICE.match(name) else name
