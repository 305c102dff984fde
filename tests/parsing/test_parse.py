"""Parsing a report is a pure function."""

from __future__ import annotations

import gc
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinx_roundup.limits import Limits
from sphinx_roundup.parsing.parse import parse_report
from sphinx_roundup.parsing.resource_limits import BoundedDocument
from sphinx_roundup.reports import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Project

    from sphinx_roundup.parsing.parse import ParsedReport

TEXTS = {
    "md": "Hello[^1] $a$ {pep}`8` {index}`net`\n\n(map)=\n## What I did\n\n"
    "```{math}\n:label: e\na\n```\n\n{eq}`e` [b](bob.md) ![](c.png)\n\n[^1]: Note.\n",
    "rst": ".. role:: mine\n\n:mine:`Hello` [1]_ [C]_ :pep:`8`\n\n.. index:: net\n\n"
    "What I did\n----------\n\n.. math:: a\n   :label: e\n\n:eq:`e`\n\n"
    ".. [1] Note.\n.. [C] Cited.\n",
}


@pytest.fixture
def parse(project: Project) -> Iterator[Callable[[str, str], ParsedReport]]:
    """Return a function that parses a text, within an environment that stays as it is."""
    app = SphinxTestApp(srcdir=project.srcdir, builddir=project.srcdir / "_build")
    app.build()
    env = app.env

    def parse_text(text: str, syntax: Any) -> ParsedReport:
        settings = env.get_doctree("index").settings.copy()
        settings.env = env
        before = pickle.dumps((env.domaindata, dict(env.metadata), env.ref_context))
        report = Report(filename=f"reports/ana.{syntax}", syntax=syntax, text=text)
        parsed = parse_report(report, "ana", settings)
        assert pickle.dumps((env.domaindata, dict(env.metadata), env.ref_context)) == before
        return parsed

    yield parse_text
    app.cleanup()


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_same_text_same_result(parse: Callable[[str, str], ParsedReport], syntax: str) -> None:
    """The same text gives the same result, and the environment is as it was."""
    first, second = parse(TEXTS[syntax], syntax), parse(TEXTS[syntax], syntax)
    assert [n.pformat() for n in first.body] == [n.pformat() for n in second.body]
    assert (first.labels, first.fragments, first.equations, first.problems) == (
        second.labels,
        second.fragments,
        second.equations,
        second.problems,
    )
    assert not first.failed


@pytest.mark.parametrize("syntax", ["md", "rst"])
def test_everything_is_under_the_slug(
    parse: Callable[[str, str], ParsedReport], syntax: str
) -> None:
    """Every id begins with the slug, and what refers to one still does."""
    parsed = parse(TEXTS[syntax], syntax)
    elements = [e for n in parsed.body for e in n.findall(lambda e: hasattr(e, "attributes"))]
    ids = {i for e in elements for i in e["ids"]}
    assert len(ids) >= 5
    assert all(i.startswith("ana--") for i in ids)
    assert {e["refid"] for e in elements if "refid" in e} <= ids
    assert set(parsed.labels.values()) | set(parsed.equations.values()) <= ids
    assert set(parsed.fragments.values()) <= ids


def test_result_can_be_pickled(parse: Callable[[str, str], ParsedReport]) -> None:
    """A result holds no document: it is small, and can be kept."""
    assert len(pickle.dumps(parse(TEXTS["md"], "md"))) < 8000


def test_nothing_is_kept(project: Project, parse: Callable[[str, str], ParsedReport]) -> None:
    """The parser of Markdown keeps no report's document, which leads to the whole page."""
    assert not parse("Hello [Bob](bob.md).\n\n## What I did\n", "md").failed
    gc.collect()
    left = [each for each in gc.get_objects() if type(each) is BoundedDocument]
    assert not [each for each in left if each["source"].startswith(str(project.srcdir))]


def test_fragments_are_githubs(parse: Callable[[str, str], ParsedReport]) -> None:
    """A heading is found by the anchor that GitHub gives it, and by the one that we do."""
    parsed = parse("# Ça & là!\n\n## 旅\n\n## 旅\n", "md")
    assert {"ça--là", "ca-la", "旅", "旅-1"} <= parsed.fragments.keys()


def test_anchor_of_a_title_in_html(parse: Callable[[str, str], ParsedReport]) -> None:
    """The anchor of an ``<h1>`` goes with it: a second label would be a warning of LaTeX."""
    parsed = parse("<a id=top></a>\n\n<h1>The Sea</h1>\n", "md")
    assert parsed.title_ids == ("ana--the-sea", "ana--top")
    assert parsed.fragments["the-sea"] == "ana--the-sea"
    assert parsed.body == ()


def test_failures_are_told(
    parse: Callable[[str, str], ParsedReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that breaks a parser, or is too large, says why in one problem."""
    table = "|a" * 20 + "|\n" + "|-" * 20 + "|\n" + ("|x" * 20 + "|\n") * 30
    monkeypatch.setattr("sphinx_roundup.parsing.parse.limits_of", lambda _config: Limits(nodes=500))
    (told,) = parse(table, "md").problems
    assert "too many parts" in told.args[0]
    assert not parse("The next one.", "md").failed

    def fail(*_args: object) -> None:
        raise ZeroDivisionError("words")

    monkeypatch.setattr("sphinx_roundup.parsing.parse.fill", fail)
    parsed = parse("Hello", "md")
    assert parsed.failed
    assert parsed.problems[0].args == ("ZeroDivisionError: words",)

    def recurse(*_args: object) -> None:
        raise RecursionError

    monkeypatch.setattr("sphinx_roundup.parsing.parse.fill", recurse)
    assert parse("Hello", "md").problems[0].args == ("it is nested too deeply",)
