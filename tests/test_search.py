"""Reports in the search of html pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import html5lib
import sphinx

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from conftest import Built

    Build = Callable[..., Built]

BOMB = "img src=x onerror=alert(1)"
HEADINGS = {
    "code.md": f"# T\n\n## `<{BOMB}>`\n\nText.\n",
    "words.md": f"# T\n\n## a &lt;{BOMB}&gt;\n\nText.\n",
    "parts.md": f"# T\n\n## **<**{BOMB}\\>\n\nText.\n",
    "slash.md": "# T\n\n## `</ul><script>alert(1)</script>`\n\nText.\n",
    "box.md": f"# T\n\n```{{admonition}} `<{BOMB}>`\n:name: box\nText.\n```\n",
    "code.rst": f"T\n=\n\n``<{BOMB}>``\n-------------------------------------------\n\nText.\n",
    "name.md": f"---\nauthor: 'Ana <{BOMB}>'\n---\n\nText.\n",
    "title.md": f"---\ntitle: 'Ana <{BOMB}>'\n---\n\nText.\n",
}


def _titles(built: Built) -> list[str]:
    """Return the titles in the index of a built project."""
    text = built.read("searchindex.js")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    return [*index["alltitles"], *index["titles"]]


OLD, NEW = (8, 2, 3, "final", 0), (9, 0, 0, "final", 0)


def test_titles_are_no_html(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search page of Sphinx 8.2, which takes titles for HTML, finds no element in them."""
    monkeypatch.setattr(sphinx, "version_info", OLD)
    for title in _titles(build(HEADINGS, warnings=None)):
        assert not [*html5lib.parseFragment(title, namespaceHTMLElements=False)]


def test_titles_stay_where_they_are_escaped(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """From Sphinx 9.0 on, whose search page escapes titles, they are as they were written."""
    monkeypatch.setattr(sphinx, "version_info", NEW)
    assert f"<{BOMB}>" in _titles(build({"code.md": HEADINGS["code.md"]}))


def test_titles_read_as_before(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """A heading without a tag has the characters that its author wrote."""
    monkeypatch.setattr(sphinx, "version_info", OLD)
    titles = _titles(build({"ana.md": "# T\n\n## If 1 < 2 > 0 & more\n\nText.\n"}))
    assert "If 1 < 2 > 0 & more" in titles
