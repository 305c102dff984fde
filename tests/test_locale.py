"""The page's own words in other languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from conftest import text_of

import sphinx_roundup
from sphinx_roundup.i18n import CATALOG

if TYPE_CHECKING:
    from collections.abc import Callable

    from babel.messages.catalog import Catalog
    from conftest import Built

    Build = Callable[..., Built]

PACKAGE = Path(sphinx_roundup.__file__).parent
LANGUAGES = ("ar", "de", "es", "fr", "ja")
REPORTS = {
    "ana.md": "---\nauthor: Ana\nurl: https://example.org/ana\n---\nHello @bob.\n",
    "bob.md": "---\nauthor: {name: Bob, github: bob}\n---\nHello.\n",
}


def _read(language: str) -> Catalog:
    path = PACKAGE / "locale" / language / "LC_MESSAGES" / f"{CATALOG}.po"
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def test_words_are_offered() -> None:
    """The template holds what the code says, and nothing else."""
    keywords = {"_": None, "ngettext": (1, 2)}
    method = [("**.py", "python")]
    said = {found[2] for found in extract_from_dir(PACKAGE, method, keywords=keywords)}
    with (PACKAGE / "locale" / f"{CATALOG}.pot").open("rb") as stream:
        assert {message.id for message in read_po(stream) if message.id} == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_translated(language: str) -> None:
    """Each language has all words, with what is put into them, and as they are compiled."""
    with (PACKAGE / "locale" / f"{CATALOG}.pot").open("rb") as stream:
        template = read_po(stream)
    catalog = _read(language)
    assert {message.id for message in catalog} == {message.id for message in template}
    assert [message.id for message in catalog if message.id and not _is_whole(message.string)] == []
    assert list(catalog.check()) == []
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / f"{CATALOG}.mo").open("rb") as stream:
        assert _translations(read_mo(stream)) == _translations(catalog)


def _translations(catalog: Catalog) -> dict[str, list[str]]:
    return {str(tuple(each.id)): list(each.string) for each in catalog if each.id}


def _is_whole(translation: str | tuple[str, ...]) -> bool:
    return all(translation) if isinstance(translation, tuple) else bool(translation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_speaks_the_language(build: Build, language: str) -> None:
    """A page says its own words in the language of the project."""
    catalog = _read(language)

    def said(message: str, *values: str) -> str:
        found = catalog.get(message)
        assert found is not None
        return str(found.string) % values

    page = build(REPORTS, language=language).page()
    assert said("first published at %s", "example.org") in text_of(page.report("ana"))
    assert said("Mentioned by %s", "Ana") in text_of(page.report("bob"))


def test_region(build: Build) -> None:
    """A language of one country speaks that of all, where it has no words of its own."""
    page = build(REPORTS, language="de_AT").page()
    assert "Erwähnt von Ana" in text_of(page.report("bob"))
