"""Frugal transforms make the same page as Sphinx's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Built, Project

QUOTED = {
    "md": '---\nauthor: Ana\n---\n\n# "Quoted" -- it\'s\n\nNone here. *None* either.\n\n'
    '"First *it\'s* \'in\' `"code"`" -- and... \\"escaped\\" ``x\'\'.\n\n'
    'Only *"inside"* of one. [A "link"](https://example.org)[^1]\n\n- "a"\n- b . . .\n\n'
    "(own)=\n## Own\n\n[](#own) [where](#own) [nowhere](#none)\n\n"
    "[^1]: It's a &quot;note&quot;.\n\n| \"t\" |\n|---|\n| it's |\n",
    "rst": 'Title\n=====\n\n:lang: de\n\n"Zitat" -- \\"maskiert\\" |w|_ `a\'b`_ [1]_ gone_\n\n'
    ".. |w| replace:: it's\n.. _w: https://example.org\n.. _a'b: https://example.org\n\n"
    '::\n\n   "code"\n\n-o  "option" it\'s\n\n.. [1] "Note"\n',
}


@pytest.mark.parametrize(
    ("builder", "config"),
    [
        ("html", {}),
        ("html", {"language": "fr"}),
        ("html", {"language": "ja"}),
        ("html", {"smartquotes": False}),
        ("html", {"smartquotes_action": "qBdew"}),
        ("html", {"smartquotes_action": "-1"}),
        ("latex", {}),
        ("text", {}),
        ("gettext", {}),
    ],
)
def test_same_page(
    project: Project, monkeypatch: pytest.MonkeyPatch, builder: str, config: dict[str, Any]
) -> None:
    """Quotes, dashes and dots are the same, in every builder and with every setting."""
    project.write({f"reports/{syntax}.{syntax}": text for syntax, text in QUOTED.items()})
    index = (project.srcdir / "index.md").read_text("utf-8")
    project.write({"index.md": f"{index}\n[there](#below) [](#own)\n\n(below)=\nBelow.\n"})
    frugal = project.build(builder, warnings=None, **config)
    page = _page_of(frugal)
    monkeypatch.setattr("sphinx_roundup.page.join.make_frugal", lambda *_, **__: None)
    plain = project.build(builder, warnings=None, fresh=True, **config)
    assert _page_of(plain) == page
    assert set(plain.warnings) == set(frugal.warnings)
    assert ("“Quoted” – it’s" in page) == (builder == "html" and not config)


@pytest.mark.parametrize("text", ["{.language-hi}\nNo quotes.\n", "Quiet words.\n"])
@pytest.mark.parametrize("page", ["", "{.language-xx}\nOr here.\n"])
def test_unknown_languages_are_told(
    project: Project, monkeypatch: pytest.MonkeyPatch, text: str, page: str
) -> None:
    """That docutils doesn't know the quotes of a language is told, though there are none."""
    index = (project.srcdir / "index.md").read_text("utf-8")
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"conf.py": f"{conf}\nmyst_enable_extensions = ['attrs_block']\n"})
    project.write({"index.md": f"{index}\n{page}", "reports/ana.md": text})
    frugal = project.build(warnings=None).warnings
    monkeypatch.setattr("sphinx_roundup.page.join.make_frugal", lambda *_, **__: None)
    assert project.build(warnings=None, fresh=True).warnings == frugal
    assert bool(frugal) == ("language" in text + page)


def _page_of(built: Built) -> str:
    names = {"html": "index.html", "text": "index.txt", "gettext": "index.pot"}
    name = names.get(built.app.builder.name) or built.app.config.latex_documents[0][1]
    return re.sub("POT-Creation-Date.*", "", built.read(name))
