"""Reports in other languages: what translators get, and what becomes of their work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from conftest import headings_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Built, Project

HEAD = "---\nauthor: Ana\n---\n"


def translate(
    project: Project,
    words: Mapping[str, str],
    builder: str = "html",
    *,
    warnings: int | None = 0,
    language: str = "de",
    **config: Any,
) -> Built:
    """Build the project in a language that its page has these words in."""
    catalogue = Catalog(language)
    for message, translation in words.items():
        catalogue.add(message, translation)
    folder = project.srcdir / "locale" / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "index.mo").open("wb") as stream:
        write_mo(stream, catalogue)
    config |= {"language": language, "locale_dirs": ["locale"]}
    # What gettext's builder has read is no use to others.
    return project.build(builder, warnings=warnings, fresh=True, **config)


def offered(built: Built) -> dict[str, set[str]]:
    """Return what translators are offered -> where it stands."""
    path = built.outdir / "index.pot"
    place = re.compile(r"#: (.*):(-?\d+)$", re.MULTILINE)
    with path.open("rb") as stream:
        return {
            str(message.id): {
                f"{Path(name).name}:{line}"
                for name, line in place.findall(comment_of(path, message.id))
            }
            for message in read_po(stream)
            if message.id
        }


def comment_of(path: Path, message: str) -> str:
    """Return what stands above a message in a file of gettext's."""
    before, _, _ = path.read_text("utf-8").partition(f'msgid "{message}"')
    return before.rpartition("\n\n")[2]


MD = """\
---
title: The tides
author: Ana
summary: What the sea does
quote: It comes and goes.
---
I computed.[^1]

[^1]: All but one.

## What I did

- One

| Head |
| ---- |
| Cell |

![A boat](boat.png)

> Said

<p>In a block</p>
"""
RST = """\
:author: Bob

The ebb
=======

I saw [#f]_ it.

.. [#f] All of it.

Where
-----

.. figure:: boat.png
   :alt: A boat

   At sea

term
  Meant
"""


def test_everything_is_offered(project: Project, png: bytes) -> None:
    """Translators get each text of a report with its own file and line, and nothing else."""
    project.write({"reports/ana.md": MD, "reports/bob.rst": RST, "reports/boat.png": png})
    messages = offered(project.build("gettext"))
    own = {message: places for message, places in messages.items() if "index.md" not in str(places)}
    assert own == {
        "The tides": {"ana.md:2"},
        "What the sea does": {"ana.md:4"},
        "It comes and goes.": {"ana.md:5"},
        "I computed.[^1]": {"ana.md:7"},
        "All but one.": {"ana.md:9"},
        "What I did": {"ana.md:11"},
        "One": {"ana.md:13"},
        "Head": {"ana.md:15"},
        "Cell": {"ana.md:15"},
        "A boat": {"ana.md:19", "bob.rst:13"},
        "Said": {"ana.md:21"},
        "In a block": {"ana.md:23"},
        "The ebb": {"bob.rst:4"},
        "I saw [#f]_ it.": {"bob.rst:6"},
        "All of it.": {"bob.rst:8"},
        "Where": {"bob.rst:11"},
        "At sea": {"bob.rst:16"},
        "term": {"bob.rst:18"},
        "Meant": {"bob.rst:19"},
    }


@pytest.mark.parametrize(("language", "sign"), [("de", "Ü"), ("ja", "訳"), ("ar", "ت")])
def test_everything_is_translated(project: Project, png: bytes, language: str, sign: str) -> None:
    """What translators are offered is shown in their words, under the anchors it had."""
    project.write({"reports/ana.md": MD, "reports/bob.rst": RST, "reports/boat.png": png})
    before = project.build().page()
    messages = offered(project.build("gettext", fresh=True))
    words = {message: f"{sign} {message}" for message in messages}
    page = translate(project, words, language=language).page()
    assert page.ids == before.ids
    assert page.dangling() == []
    unseen = {"What the sea does", "It comes and goes.", "A boat"}
    for message in messages.keys() - unseen:
        plain = re.sub(r" ?\[.*?\]_?", "", message)
        assert f"{sign} {plain}" in re.sub(r" ?\[.*?\]_?", "", page.text)
    assert [i.get("alt") for i in page.all("img")] == [f"{sign} A boat"] * 2


def test_no_rule_above_footnotes(project: Project) -> None:
    """A translated report has footnotes as the original has them, whatever its host draws."""
    project.write({"reports/ana.md": HEAD + "I computed.[^1] Thanks.\n\n[^1]: All but one.\n"})
    words = {"I computed.[^1] Thanks.": "Ich rechnete.[^1] Danke."}
    page = translate(project, words, myst_footnote_transition=True).page()
    report = page.report("ana")
    assert text_of(report) == "Ana Ich rechnete.[1] Danke. [1] All but one."
    assert page.all("hr", report) == []


def test_roster_shows_translated_head(project: Project) -> None:
    """A title and a summary of the front matter are translated where a roster shows them."""
    text = "---\nauthor: Ana\ntitle: The tides\nsummary: What the sea does\n---\nHello.\n"
    project.write({"reports/ana.md": text})
    project.write({"index.md": "# Retreat\n\n```{roundup} reports/\n:roster: cards\n```\n"})
    words = {"The tides": "Die Gezeiten", "What the sea does": "Was das Meer tut"}
    page = translate(project, words).page()
    (roster,) = page.by_class("roundup-roster")
    assert "Die Gezeiten" in text_of(page.report("ana"))
    assert "Was das Meer tut" in text_of(roster)
    assert "The tides" not in page.text


def test_pointer_is_translated(project: Project) -> None:
    """The summary of what was written elsewhere is text of the page, and is offered once."""
    head = "---\nauthor: Ana\nurl: https://ana.org/x\nsummary: What the sea does\n---\n"
    project.write({"reports/ana.md": head})
    assert offered(project.build("gettext"))["What the sea does"] == {"ana.md:4"}
    page = translate(project, {"What the sea does": "Was das Meer tut"}).page()
    assert text_of(page.report("ana")).startswith("Ana Was das Meer tut")


def test_dialect_of_translations(project: Project) -> None:
    """A translation is read by the rules for reports: a dollar sign is one, HTML is refused."""
    project.write({"reports/ana.md": HEAD + "It was $5 or $6.\n\nSo <b>bold</b>.\n"})
    words = {
        "It was $5 or $6.": "Es waren $5 oder $6.",
        "So <b>bold</b>.": "So <b>fett</b><script>alert(1)</script>.",
    }
    built = translate(
        project, words, warnings=1, myst_enable_extensions=["dollarmath", "substitution"]
    )
    report = built.page().report("ana")
    assert "Es waren $5 oder $6." in text_of(report)
    assert [text_of(b) for b in built.page().all("strong", report)] == ["fett"]
    assert built.page().all("script", report) == []
    assert built.warnings[0].startswith("reports/ana.md:6: WARNING: ")
    assert "script" in built.warnings[0]


def test_forbidden_formula_in_translation(project: Project) -> None:
    """A formula can't do more in a translation than in a report."""
    project.write({"reports/bob.rst": ":author: Bob\n\nSo :math:`a`.\n"})
    words = {"So :math:`a`.": r"So :math:`\input{x}`."}
    built = translate(project, words, warnings=1)
    assert built.warnings[0].startswith("reports/bob.rst:3: WARNING: a formula can't use")
    assert r"\input{x}" in built.page().text


def test_addresses_below(project: Project) -> None:
    """A link whose address stands at the end of the report is one in the translation."""
    text = HEAD + "See [the site][site].\n\n[site]: https://example.org/\n"
    project.write({"reports/ana.md": text})
    words = {"See [the site][site].": "Siehe [die Seite][site]."}
    page = translate(project, words).page()
    hrefs = {text_of(a): a.get("href") for a in page.all("a", page.report("ana"))}
    assert hrefs["die Seite"] == "https://example.org/"


@pytest.mark.parametrize(
    ("name", "heading"),
    [("ana.md", "## 1. What I did"), ("ana.rst", "1. What I did\n-------------")],
)
def test_numbered_heading(project: Project, name: str, heading: str) -> None:
    """A heading that begins like a list is translated."""
    head = HEAD if name.endswith("md") else ":author: Ana\n\n"
    project.write({f"reports/{name}": f"{head}Hi.\n\n{heading}\n\nText.\n"})
    page = translate(project, {"1. What I did": "1. Was ich tat"}).page()
    assert headings_of(page.report("ana"))[1] == ("h3", "1. Was ich tat")
    assert text_of(page.by_id("ana--1-what-i-did")) in {"", "1. Was ich tat Text."}


def test_translated_title_stays_the_title(project: Project) -> None:
    """A heading is the report's title by what its author wrote, not by its translation."""
    project.write({"reports/ana.md": "---\nauthor: Ana\ntitle: Tides\n---\n# Tides\n\nHi.\n"})
    page = translate(project, {"Tides": "Gezeiten"}).page()
    assert text_of(page.report("ana")) == "Ana Gezeiten Hi."
    assert "roundup_words" not in translate(project, {}, "xml").read("index.xml")


@pytest.mark.parametrize("name", ["ana.md", "ana.rst"])
def test_more_targets(project: Project, png: bytes, name: str) -> None:
    """Pictures, code and index entries are translated where the host asks for it."""
    if name.endswith("md"):
        text = HEAD + "![](boat.png)\n\n```python\nx = 1\n```\n\n```{index} tide\n```\n\nHi.\n"
    else:
        text = ":author: Ana\n\n.. image:: boat.png\n\n.. code:: python\n\n   x = 1\n\n"
        text += ".. index:: tide\n\nHi.\n"
    project.write({f"reports/{name}": text, "reports/boat.png": png, "reports/boot.png": png})
    targets = {"gettext_additional_targets": ["image", "index", "literal-block"]}
    messages = offered(project.build("gettext", warnings=None, **targets))
    assert {".. image:: /reports/boat.png", "tide"} <= messages.keys()
    words = {".. image:: /reports/boat.png": ".. image:: /reports/boot.png", "tide": "Tide"}
    words["x = 1\n"] = "y = 2"
    words["x = 1"] = "y = 2"
    built = translate(project, words, warnings=None, **targets)
    page = built.page()
    assert "boot-" in str(page.all("img", page.report("ana"))[0].get("src"))
    assert "y = 2" in text_of(page.report("ana"))
    assert "Tide" in built.read("genindex.html")


CASES = [
    (
        "a.md",
        "See [x](https://x.org/).",
        "Siehe.",
        "the translation lacks the link 'https://x.org/'",
    ),
    (
        "a.md",
        "See [x](https://x.org/).",
        "Siehe [x](https://y.org/).",
        "the translation has the link 'https://y.org/' where the report has 'https://x.org/'",
    ),
    ("a.md", "See [x](#see).", "Siehe.", "the translation lacks the link '#see'"),
    ("a.md", "Note.[^1]", "Notiz.", "the translation lacks the footnote '[^1]'"),
    (
        "a.md",
        "Bare.",
        "Siehe <https://y.org/>.",
        "the translation has a link more than the report: 'https://y.org/'",
    ),
    ("a.md", "A ![b](p.png) c.", "Ein.", "the translation lacks the picture 'p.png'"),
    (
        "a.rst",
        "See `x <https://x.org/>`_.",
        "S.",
        "the translation lacks the link 'https://x.org/'",
    ),
    ("a.rst", "See Name_.", "Siehe.", "the translation lacks the link to a heading"),
    ("a.rst", "Note [#f]_.", "Notiz.", "the translation lacks the footnote '[#f]_'"),
    ("a.rst", "Note [1]_.", "Notiz.", "the translation lacks the footnote '[1]_'"),
    ("a.rst", "Note [K84]_.", "Notiz.", "the translation lacks the footnote '[K84]_'"),
    ("a.rst", "See :person:`Ana`.", "Siehe.", "the translation lacks the link 'Ana'"),
]


@pytest.mark.parametrize(("name", "message", "translation", "told"), CASES)
def test_losses_are_told(
    project: Project, png: bytes, name: str, message: str, translation: str, told: str
) -> None:
    """A translation that loses a link or a footnote is told at the report's line."""
    project.write({"reports/p.png": png})
    _write_case(project, name, message)
    built = translate(project, {message: translation}, warnings=None)
    about = [each for each in built.warnings if "translat" in each]
    line = 5 if name.endswith("md") else 4
    assert [each.removesuffix(" [i18n.inconsistent_references]") for each in about] == [
        f"reports/{name}:{line}: WARNING: {told}"
    ]


def _write_case(project: Project, name: str, message: str) -> None:
    if name.endswith("md"):
        text = f"{HEAD}\n{message}\n\n[^1]: Foot.\n\n## See\n\nEnd.\n"
    else:
        notes = ".. [#f] Foot.\n.. [1] First.\n.. [K84] Knuth.\n"
        text = f":author: Ana\n\n\n{message}\n\n{notes}\nName\n----\n\nEnd.\n"
    project.write({f"reports/{name}": text})


def test_losses_that_are_meant(project: Project) -> None:
    """A translator who means it says so, as on every page of Sphinx."""
    project.write({"reports/ana.md": HEAD + "See <https://x.org/>.\n"})
    page = translate(project, {"See <https://x.org/>.": "Siehe dort. # noqa"}).page()
    assert text_of(page.report("ana")) == "Ana Siehe dort."


def test_faults_of_translations(project: Project) -> None:
    """What is wrong in a translation is told at the line of the report that it translates."""
    project.write({"reports/ana.md": HEAD + "Hi.\n\nHello.\n\nBye.\n"})
    project.write({"reports/bob.rst": ":author: Bob\n\nHi.\n\nHoy.\n"})
    words = {
        "Bye.": "Siehe {nope}`x` und [y](nirgends.md).",
        "Hoy.": "*Hallo und |wer|",
    }
    told = translate(project, words, warnings=None).warnings
    assert len([each for each in told if each.startswith("reports/ana.md:8: WARNING: ")]) == 3
    assert len([each for each in told if each.startswith("reports/bob.rst:5: WARNING: ")]) == 2
    assert len(told) == 5


def test_endings(project: Project) -> None:
    """A message may end in colons, and be translated by nothing but code or a list."""
    text = HEAD + "Look::\n\n* one\n"
    project.write({"reports/ana.md": text, "reports/bob.rst": ":author: Bob\n\nLook\n\n* one\n"})
    words = {"Look::": "Schau::", "Look": "Schau::", "one": "* eins"}
    page = translate(project, words).page()
    assert "Schau::" in text_of(page.report("ana"))
    assert "Schau:" in text_of(page.report("bob"))


def test_catalogue_is_opened_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reports of a page don't pile up one copy of its catalogue each."""
    from gettext import NullTranslations

    piled: list[NullTranslations] = []
    add = NullTranslations.add_fallback
    monkeypatch.setattr(
        NullTranslations, "add_fallback", lambda self, f: (piled.append(f), add(self, f))[1]
    )
    project.write({f"reports/r{number}.md": "Hi." for number in range(9)})
    assert translate(project, {"Hi.": "Hallo."}).page().text.count("Hallo.") == 9
    assert len(piled) < 4
