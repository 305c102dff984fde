"""Whoever can't see a picture is told what it shows, or its author is told to say so."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from conftest import each_alone, told_of
from photos import drawn, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built

    Build = Callable[..., Built]

PHOTO = encoded("JPEG", drawn((900, 600)))
HEAD = {"md": "---\nauthor: Ana\n---\n", "rst": ":author: Ana\n\n\n"}

UNTOLD = [
    ("md", "![](IMG_12.jpg)", "![what it shows](...)"),
    ("md", "![ ](IMG_12.jpg)", "has no words"),
    ("md", '<img src="IMG_12.jpg">', "has no words"),
    ("md", "```{figure} IMG_12.jpg\n\nA caption\n```", "has no words"),
    ("rst", ".. image:: IMG_12.jpg", ":alt: what it shows"),
    ("rst", ".. figure:: IMG_12.jpg\n\n   A caption", ":alt: what it shows"),
    ("md", "![image](IMG_12.jpg)", "'image' is a file's name"),
    ("md", "![img_12.JPG](IMG_12.jpg)", "is a file's name"),
    ("md", "![IMG_12](IMG_12.jpg)", "is a file's name"),
    ("md", "![DSC00042](IMG_12.jpg)", "is a file's name"),
    ("md", "![Screenshot 2026-04-01 12.30.01](IMG_12.jpg)", "is a file's name"),
    ("md", "![another-one.png](IMG_12.jpg)", "is a file's name"),
    ("rst", ".. image:: IMG_12.jpg\n   :alt: IMG_12.jpg", "is a file's name"),
]


@pytest.mark.usefixtures("each_warning")
def test_picture_without_words(build: Build) -> None:
    """No words, or a file's name for words: a warning at the line, and an empty text."""
    reports = each_alone((suffix, f"{HEAD[suffix]}{image}\n") for suffix, image, _ in UNTOLD)
    built = build({**reports, "IMG_12.jpg": PHOTO}, warnings=len(UNTOLD))
    for name, (_suffix, _image, told) in zip(reports, UNTOLD, strict=True):
        (line,) = told_of(built, name)
        assert line.startswith(f"reports/{name}:4: WARNING: ")
        assert told in line
        assert line.endswith("[roundup.alt]")
    page = built.page()
    assert [image.get("alt") for image in page.all("img")] == [""] * len(UNTOLD)
    assert [a for a in page.all("a") if page.all("img", a)] == []
    assert build({}, suppress_warnings=["roundup.alt"], fresh=True)


def test_picture_with_words(build: Build) -> None:
    """Words are words, and a picture that its author calls decoration needs none."""
    md = ("![A quay](quay.jpg)", "![quay](quay.jpg)", "![Table 4](quay.jpg)")
    text = "\n\n".join((*md, '<img src="quay.jpg" alt="">'))
    rst = ".. image:: quay.jpg\n   :alt:\n\n.. image:: quay.jpg\n   :alt: The quay\n"
    build({"ana.md": f"{HEAD['md']}{text}\n", "b.rst": HEAD["rst"] + rst, "quay.jpg": PHOTO})


def test_link_that_is_a_picture_without_words(build: Build) -> None:
    """The link keeps a name for those who can't see the picture: where it leads."""
    text = f"{HEAD['md']}[![](b.jpg)](https://www.example.org/x) and [![](b.jpg)](mailto:a@b.c)\n\n[![](b.jpg)](https://b.example)\n"
    page = build({"ana.md": text, "b.jpg": PHOTO}, warnings=1).page()
    links = [a.get("title") for a in page.all("a", page.report("ana")) if page.all("img", a)]
    assert links == ["example.org", "mailto:a@b.c", "b.example"]


def test_picture_inside_of_the_text(build: Build) -> None:
    """A picture that is in the text may have no description, either."""
    written = base64.b64encode(PHOTO).decode()
    text = f"{HEAD['md']}![](data:image/jpeg;base64,{written})\n"
    built = build({"ana.md": text}, warnings=1)
    assert "a picture has no words" in built.warnings[0]
