"""Anchors keep the letters of every script, and are unique."""

from __future__ import annotations

import pytest

from sphinx_roundup.reports.slugs import make_anchor, make_slug, short_hash, unique


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Hannes Mehnert", "hannes-mehnert"),
        ("  What I  did -- and why?! ", "what-i-did-and-why"),
        ("Michele Orrù", "michele-orru"),
        ("Reynir Björnsson", "reynir-bjornsson"),
        ("Stefan Eßer", "stefan-esser"),
        ("Łukasz Ørsted", "lukasz-orsted"),
        ("İnci", "inci"),
        ("张伟", "张伟"),
        ("🦊", ""),
        ("Ana ❤\ufe0f", "ana"),
        ("❤\ufe0f", ""),
        ("\u3164\u115f\u034f", ""),
        ("\u0301", ""),
        ("1\ufe0f\u20e3", "1"),
        ("a\u20dd", "a"),
        ("葛\U000e0100城", "葛城"),
        ("दिव्या", "दिव्या"),
    ],
)
def test_slug(text: str, slug: str) -> None:
    """Words are joined by hyphens; Latin accents and invisible characters are left out."""
    assert make_slug(text) == slug
    assert "--" not in make_slug(text)


@pytest.mark.parametrize(
    ("text", "anchor"),
    [
        ("Ana", "ana"),
        ("2 weeks", "_2-weeks"),
        ("Searchbox", "_searchbox"),
        ("Index 1", "_index-1"),
        ("🦊", ""),
    ],
)
def test_anchor(text: str, anchor: str) -> None:
    """An anchor begins with a letter, and is none that a theme uses."""
    assert make_anchor(text) == anchor


def test_short_hash() -> None:
    """Any text, also the name of a file that can't be decoded, has eight digits."""
    assert len(short_hash("caf\udce9.md")) == 8


def test_unique() -> None:
    """What is taken gets a number."""
    taken: dict[str, int] = {}
    assert [unique("a", taken) for _each in range(3)] == ["a", "a-1", "a-2"]
