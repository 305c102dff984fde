"""Pictures that stand inside of a report's text, as an export of Google Docs has them.

Each is a line of a megabyte, which parsers would go through letter by letter. So they are
put aside before anything else reads the text, and a short word stands in their place.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from contextlib import suppress

_PICTURE = re.compile(
    r"(?<!`)data:image/([a-z0-9.+-]+)(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/]+={0,2})", re.IGNORECASE
)
_PUT_ASIDE = re.compile(r"data:image/([\w.+-]+);roundup,([0-9a-f]{64})")

_SHORT = 200
"""In characters. What is shorter is no burden, and more often an example than a photo."""


def put_aside(text: str) -> str:
    """Return a report's text with a short word in the place of each picture in it."""
    if ";base64," not in text:
        return text
    return _PICTURE.sub(_short, text)


def _short(match: re.Match[str]) -> str:
    kind, written = match.groups()
    content = _decode(written) if len(written) > _SHORT else None
    return f"data:image/{kind.lower()};roundup,{_digest(content)}" if content else match[0]


def find_attached(text: str) -> dict[str, bytes]:
    """Return the pictures in a report's text, as it was before :func:`put_aside`.

    :returns: SHA-256 in hexadecimal digits -> content
    """
    contents = (_decode(match[2]) for match in _PICTURE.finditer(text))
    return {_digest(content): content for content in contents if content}


def shortened(text: str) -> str:
    """Return words of a report as they were written, with the beginning of each picture."""
    return _PUT_ASIDE.sub(r"data:image/\1;base64,…", text) if ";roundup," in text else text


def read_address(uri: str) -> tuple[str, str] | None:
    """Return the kind of a picture inside of a report, such as ``png``, and its digest.

    :param uri: as an image of the report has it, put aside or not
    :returns: ``None`` for what is no picture
    """
    if aside := _PUT_ASIDE.fullmatch(uri):
        return aside[1], aside[2]
    written = _PICTURE.fullmatch(uri)
    content = _decode(written[2]) if written else None
    return (written[1].lower(), _digest(content)) if written and content else None


def _decode(written: str) -> bytes | None:
    with suppress(binascii.Error):
        return base64.b64decode(written.rstrip("=") + "==")  # some forget them
    return None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
