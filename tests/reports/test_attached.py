"""Pictures inside of a report's text are put aside, and found again."""

from __future__ import annotations

import base64
import hashlib

import pytest

from sphinx_roundup.reports.attached import find_attached, put_aside, read_address

PHOTO = bytes(range(256))
WRITTEN = base64.b64encode(PHOTO).decode()
DIGEST = hashlib.sha256(PHOTO).hexdigest()
URI = f"data:image/PNG;base64,{WRITTEN}"
ASIDE = f"data:image/png;roundup,{DIGEST}"


def test_put_aside() -> None:
    """A long picture becomes a short word, the text around it and short ones stay."""
    text = f"a ![x]({URI}) b\n\n[y]: <{URI}>\n`data:image/png;base64,AAAA`"
    assert put_aside(text) == f"a ![x]({ASIDE}) b\n\n[y]: <{ASIDE}>\n`data:image/png;base64,AAAA`"
    assert put_aside("no picture") == "no picture"
    assert find_attached(text)[DIGEST] == PHOTO
    assert put_aside(f"`{URI}`") == f"`{URI}`"


@pytest.mark.parametrize(
    "uri", [URI, ASIDE, URI.rstrip("="), URI.replace(";base64", ";charset=utf-8;base64")]
)
def test_address(uri: str) -> None:
    """An image's address tells which picture it is, put aside or not."""
    assert read_address(uri) == ("png", DIGEST)


@pytest.mark.parametrize(
    "uri", ["a.png", "https://example.org/a.png", "data:text/html,x", "data:image/png;base64,A"]
)
def test_no_address(uri: str) -> None:
    """What is no picture inside of the text isn't taken for one."""
    assert read_address(uri) is None
    assert put_aside(uri) == uri
    broken = f"data:image/png;base64,{'A' * 401}"
    assert put_aside(broken) == broken
