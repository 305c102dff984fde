"""Translated reports: catalogues, and the use of translations."""

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


def test_html(project: Project) -> None:
    """Text in blocks of HTML is offered with its tags, and keeps them when it is translated."""
    text = (
        "<div>\nSee <a href='#x' id=y>the <b>plan</b></a>.\n"
        "<details><summary>More<br></summary>[x](#y)</details></div>\n\n[y](#y)"
    )
    project.write({"reports/ana.md": f"{HEAD}{text}\n\n<h2 id='x'>A b</h2>\n"})
    words = {
        "See <a href='#x' id=y>the <b>plan</b></a>.": "<b>Siehe</b> <a href='#x' id=y>dort</a>.",
        "More<br>": "*Mehr*",
        "A b": "C",
    }
    assert words.keys() <= offered(project.build("gettext")).keys()
    page = translate(project, words).page()
    report = page.report("ana")
    assert text_of(report).startswith("Ana Siehe dort. Mehr")
    assert [text_of(each) for each in page.all("strong", report)] == ["Siehe"]
    assert [text_of(each) for each in page.all("em", report)] == ["Mehr"]
    assert page.dangling() == []


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


HOSTILE = [
    ("ana.md", "So <b>bold</b>.", "So <b>fett</b><script>alert(1)</script>.", "script"),
    ("ana.md", "Hi.", "Hallo. <img src=x onerror=alert(1)>", ""),
    ("ana.md", "Hi.", "Hallo {raw-html}`<script>alert(1)</script>`.", "raw-html"),
    ("ana.md", "Hi.", "Hallo {download}`../conf.py`.", "conf.py"),
    ("ana.md", "Hi.", "```{raw} html\n<script>alert(1)</script>\n```", "raw"),
    ("ana.md", "Hi.", "```{eval-rst}\n.. raw:: html\n\n   <script>1</script>\n```", "raw"),
    ("ana.md", "Hi.", "Hallo [Du](javascript:alert(1)).", ""),
    ("ana.md", "Hi.", "Hallo {{ 7 * 7 }}.", "substitution"),
    ("ana.md", "Hi.", "---\nmyst:\n  html_meta: {x: y}\n---\nHallo.", "---"),
    ("ana.rst", "Hi.", "Hallo :raw:`<script>alert(1)</script>`.", ""),
    ("ana.rst", "Hi.", ".. raw:: html\n\n   <script>alert(1)</script>", "raw"),
    ("ana.rst", "Hi.", ".. include:: ../conf.py", "include"),
    ("ana.rst", "Hi.", "Hallo |x|.\n\n.. |x| raw:: html\n\n   <script>1</script>", "raw"),
    ("ana.rst", "Hi.", "Hallo `Du <javascript:alert(1)>`_.", "javascript"),
]


@pytest.mark.parametrize(("name", "message", "translation", "about"), HOSTILE)
def test_hostile_translation(
    project: Project, name: str, message: str, translation: str, about: str
) -> None:
    """A translation brings nothing that a report can't, whatever the host's parser reads."""
    head = HEAD if name.endswith("md") else ":author: Ana\n\n"
    project.write({f"reports/{name}": f"{head}\n{message}\n\nKEEP\n"})
    project.write({"reports/bob.md": "# Bob\n\nALSO\n"})
    extensions = ["dollarmath", "substitution", "html_image", "amsmath"]
    built = translate(
        project,
        {message: translation},
        warnings=None,
        myst_enable_extensions=extensions,
        rst_epilog=".. |br| raw:: html\n\n   <br>\n",
    )
    page = built.page()
    report = page.report("ana")
    assert "KEEP" in text_of(report)
    assert "ALSO" in text_of(page.report("bob"))
    assert page.all("script", report) == []
    assert [e for e in report.iter() if any(a.startswith("on") for a in e.attrib)] == []
    hrefs = [a.get("href", "") for a in page.all("a", report)]
    assert [h for h in hrefs if "javascript" in h or "conf" in h] == []
    assert "49" not in text_of(report)
    line = 5 if name.endswith("md") else 4
    assert all(told.startswith(f"reports/{name}:{line}: ") for told in built.warnings)
    assert about in "".join(built.warnings)


def test_epilog_of_the_host(project: Project) -> None:
    """The host's ``rst_epilog``, which Sphinx adds to each translation, is no fault of a report."""
    project.write({"reports/ana.rst": ":author: Ana\n\nHi.\n"})
    epilog = ".. |br| raw:: html\n\n   <br>\n\n.. nope:: x\n"
    page = translate(project, {"Hi.": "Hallo."}, rst_epilog=epilog).page()
    assert text_of(page.report("ana")) == "Ana Hallo."


def test_translation_that_ends_a_parser(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A translation that the host's parser can't read costs nothing but itself."""
    from myst_parser.parsers.sphinx_ import MystParser

    def fail(*_args: object) -> None:
        raise KeyError("uri")

    project.write({"reports/ana.md": HEAD + "Hi.\n"})
    monkeypatch.setattr(MystParser, "parse", fail)
    project.write({"index.rst": "Retreat\n=======\n\n.. roundup:: reports/\n"})
    built = translate(project, {"Hi.": "Hallo."}, warnings=1)
    assert text_of(built.page().report("ana")) == "Ana Hi."
    assert "the translation of this report can't be used (KeyError: 'uri')" in built.warnings[0]


def test_host_without_markdown(project: Project) -> None:
    """Sphinx can't translate Markdown where the host doesn't read it; the report stays."""
    project.write({"reports/ana.md": HEAD + "Hi.\n", "reports/bob.rst": ":author: Bob\n\nHi.\n"})
    project.write({"index.rst": "Retreat\n=======\n\n.. roundup:: reports/\n"})
    page = translate(project, {"Hi.": "Hallo."}, extensions=["sphinx_roundup"]).page()
    assert text_of(page.report("ana")) == "Ana Hi."
    assert text_of(page.report("bob")) == "Bob Hallo."


def test_pages_headings_stay(project: Project) -> None:
    """Parsing a translated heading leaves the page's own headings to links."""
    project.write({"index.md": "# Retreat\n\n## Where\n\n```{roundup} reports/\n```\n"})
    project.write({"reports/ana.md": HEAD + "Hi.\n\n## What\n\nText.\n"})
    config = {"myst_heading_anchors": 3}
    before = project.build(fresh=True, **config).env.metadata["index"]["myst_slugs"]
    after = translate(project, {"What": "Was"}, **config).env.metadata["index"]["myst_slugs"]
    assert list(after) == list(before)


def test_box_of_a_block(project: Project) -> None:
    """The box of a task that has no text of its own stands before its block."""
    project.write({"reports/ana.md": HEAD + "- [x] > word\n"})
    page = project.build().page()
    (item,) = page.all("li", page.by_class("roundup-tasks")[0])
    assert text_of(item).split() == ["☑", "word"]


def test_boxes_of_tasks(project: Project) -> None:
    """A translation of a task list says what was done and what wasn't."""
    project.write({"reports/ana.md": HEAD + "- [x] tent\n- [ ] boat trip\n- [x]\n"})
    page = translate(project, {"tent": "Zelt", "boat trip": "Fahrt *im* Boot"}).page()
    items = [text_of(item) for item in page.all("li", page.report("ana"))]
    assert items == ["☑ Zelt", "☐ Fahrt im Boot", "[x]"]


def test_emoji(project: Project) -> None:
    """A name of an emoji is for translators as it is written, and an emoji on the page."""
    project.write({"reports/ana.md": HEAD + "A :tada: week.\n", "reports/bob.rst": "Hi :+1:\n"})
    page = translate(project, {"A :tada: week.": "Eine :tada: Woche."}).page()
    assert "Eine 🎉 Woche." in page.text
    assert "Hi 👍" in page.text


def test_forbidden_formula_in_translation(project: Project) -> None:
    """A formula can't do more in a translation than in a report."""
    project.write({"reports/bob.rst": ":author: Bob\n\nSo :math:`a`.\n"})
    words = {"So :math:`a`.": r"So :math:`\input{x}`."}
    built = translate(project, words, warnings=1)
    assert built.warnings[0].startswith("reports/bob.rst:3: WARNING: a formula can't use")
    assert r"\input{x}" in built.page().text


def test_numbered_heading(project: Project) -> None:
    """A heading that begins like a list is translated."""
    text = ":author: Ana\n\nHi.\n\n1. What I did\n-------------\n\nText.\n"
    project.write({"reports/ana.rst": text})
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
    """Pictures and code are translated where the host asks for it."""
    if name.endswith("md"):
        text = HEAD + "![](boat.png)\n\n```python\nx = 1\n```\n\nHi.\n"
    else:
        text = ":author: Ana\n\n.. image:: boat.png\n\n.. code:: python\n\n   x = 1\n\nHi.\n"
    project.write({f"reports/{name}": text, "reports/boat.png": png, "reports/boot.png": png})
    targets = {"gettext_additional_targets": ["image", "literal-block"]}
    messages = offered(project.build("gettext", warnings=None, **targets))
    assert ".. image:: /reports/boat.png" in messages
    words = {".. image:: /reports/boat.png": ".. image:: /reports/boot.png"}
    words |= {"x = 1\n": "y = 2", "x = 1": "y = 2"}
    page = translate(project, words, warnings=None, **targets).page()
    # Sphinx writes pictures and code as reST, which no parser of Markdown reads.
    picture, code = ("boat-", "x = 1") if name.endswith("md") else ("boot-", "y = 2")
    assert picture in str(page.all("img", page.report("ana"))[0].get("src"))
    assert code in text_of(page.report("ana"))


@pytest.mark.parametrize(
    ("name", "message", "lost"),
    [
        ("a.md", "See [x](a.md).", "inconsistent term references"),
        ("a.md", "Note.[^1]\n\n[^1]: Foot.", "inconsistent footnote references"),
        ("a.rst", "See Name_.\n\n.. _Name: https://x.org/", "inconsistent references"),
        ("a.rst", "Note [#f]_.\n\n.. [#f] Foot.", "inconsistent footnote references"),
    ],
)
def test_lost_links(project: Project, name: str, message: str, lost: str) -> None:
    """Sphinx warns of a link or footnote that a translation loses, at the report's line."""
    head = HEAD if name.endswith("md") else ":author: Ana\n\n"
    project.write({f"reports/{name}": f"{head}\n{message}\n"})
    built = translate(project, {message.partition("\n")[0]: "Nichts."}, warnings=None)
    about = [told for told in built.warnings if lost in told]
    line = 5 if name.endswith("md") else 4
    assert [told.partition(" ")[0] for told in about] == [f"reports/{name}:{line}:"]


def test_losses_that_are_meant(project: Project) -> None:
    """A translator who means it says so, as on every page of Sphinx."""
    project.write({"reports/ana.md": HEAD + "See <https://x.org/>.\n"})
    page = translate(project, {"See <https://x.org/>.": "Siehe dort. # noqa"}).page()
    assert text_of(page.report("ana")) == "Ana Siehe dort."


def test_faults_of_translations(project: Project) -> None:
    """What is wrong in a translation is told at the line of the report that it translates."""
    project.write({"reports/ana.md": HEAD + "Hi.\n\nHello.\n\nBye.\n"})
    project.write({"reports/bob.rst": ":author: Bob\n\nHi.\n\nHoy.\n"})
    words = {"Bye.": "Siehe {nope}`x` und [y](nirgends.md).", "Hoy.": "*Hallo und |wer|"}
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


def test_catalogue_of_sphinx_stays(project: Project) -> None:
    """Looking for a page's catalogue adds nothing to those that Sphinx keeps."""
    from sphinx.locale import translators

    from sphinx_roundup.parsing import find_catalogue

    project.write({"reports/ana.md": HEAD + "Hi.\n"})
    built = translate(project, {"Hi.": "Hallo."})
    before = dict(translators)
    built.app.config.locale_dirs = [*built.app.config.locale_dirs] * 2
    catalogue = find_catalogue("index", project.srcdir, built.app.config)
    assert catalogue is not None
    assert catalogue.gettext("Hi.") == "Hallo."
    assert dict(translators) == before


@pytest.mark.parametrize("content", [b"", b"xx", b"\xde\x12\x04\x95" + b"\0" * 3])
def test_broken_catalogue(project: Project, content: bytes) -> None:
    """A page whose catalogue is cut off is shown as it was written."""
    project.write({"reports/ana.md": f"{HEAD}Tide.\n", "locale/de/LC_MESSAGES/index.mo": content})
    config = {"language": "de", "locale_dirs": ["locale"], "gettext_auto_build": False}
    assert "Tide." in project.build(**config).page().text
