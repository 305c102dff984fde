"""Lines and hints of what ``sphinx-roundup check`` finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from checked import Check

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Project, Ran


@pytest.fixture
def check(project: Project, command: Callable[..., Ran]) -> Check:
    """Return the command, run in a project."""
    return Check(project, command)


def found(check: Check, text: str, name: str = "bo.md") -> list[tuple[int, str]]:
    """Return the lines and messages of a build's warnings about a report."""
    (check.srcdir / "reports").mkdir(exist_ok=True)
    (check.srcdir / "reports" / name).write_text(text, "utf-8")
    return sorted((said.line, said.words) for said in check.warnings(f"reports/{name}"))


@pytest.mark.parametrize(
    "line",
    [
        r"![pic](C:\Users\me\pic.jpg)",
        "![pic](<my boat.jpg>)",
        "![pic](fjörd.jpg)",
        r"![pic](my\_boat.jpg)",
        "![pic](boat.jpg?a=1&amp;b=2)",
        "![pic](my%20boat.jpg)",
        "![pic](boat.jpg)",
        "[words](<no such.md>)",
        r"[words](..\..\x.md)",
        "[words](javascript:alert%281%29)",
    ],
)
def test_line_of_address(check: Check, line: str) -> None:
    """A wrong address is reported at its line, in all of Markdown's forms."""
    ((number, _words),) = found(check, f"# Bo\n\nOne\nTwo\n{line}\nthree.\n")
    assert number == 5


def test_line_of_far_address(check: Check) -> None:
    """An address that isn't found in the text is reported at its paragraph."""
    ((number, _words),) = found(check, "# Bo\n\nOne\n![pic][p]\n\n\n[p]: <a b.jpg>\n")
    assert number == 7
    far = "\n" * 300
    ((number, _words),) = found(check, f"# Bo\n\nOne\n![pic][p]\n{far}[p]: <a b.jpg>\n")
    assert number == 3


def test_line_of_alt_text(check: Check, project: Project, png: bytes) -> None:
    """A missing description is reported where the image is, not where its address is."""
    project.write({"reports/a.png": png, "reports/b.png": png})
    text = "# Bo\n\nOne\n\n![][b]\n\nTwo ![](a.png)\n\n[b]: b.png\n"
    assert [line for line, _words in found(check, text)] == [5, 7]


@pytest.mark.parametrize(
    ("name", "role", "directive"),
    [("bo.md", "{%s}`%s`", "```{%s}\nWords.\n```"), ("bo.rst", ":%s:`%s`", ".. %s::\n\n   Words.")],
)
def test_line_of_role(check: Check, name: str, role: str, directive: str) -> None:
    """A role is reported at its line in the paragraph, also if its text has several lines."""
    heading = "# Bo\n" if name.endswith("md") else "Bo\n==\n"
    words = role % ("nosuch", "one\ntwo\nthree")
    more = role % ("other", "x")
    text = f"{heading}\nFirst\nline {words} and\n{more}\nend.\n\n{directive % ('nosuch',)}\n"
    lines = text.split("\n")
    start = "```{nosuch}" if name.endswith("md") else ".. nosuch"
    expected = {
        next(n for n, line in enumerate(lines, 1) if sign in line)
        for sign in (words.split("\n")[0], more, start)
    }
    reported = found(check, text, name)
    assert {number for number, _words in reported} == expected
    assert [words for _n, words in reported if "'nosuch'" in words and "directive" in words]
    assert [words for _n, words in reported if "'nosuch'" in words and "role" in words]


@pytest.mark.parametrize(
    "comment",
    [
        "[//]: # (Tell who you are)",
        "[//]: # 'Tell who you are'",
        '[comment]: # "Tell who you are"',
        "[comment]: <> (Tell who you are)",
        "[//]: <> (Tell who you are)",
    ],
)
def test_comment_of_definitions(check: Check, comment: str) -> None:
    """The usual comments of Markdown may be repeated."""
    text = f"# Bo\n\n{comment}\n\nI rowed.\n\n{comment}\n\n> {comment}\n>\n> It floats.\n"
    assert found(check, text) == []


def test_definition_given_twice(check: Check) -> None:
    """A link that is defined twice is reported: one of its addresses is lost."""
    text = "# Bo\n\n[x]\n\n[x]: https://a.example/\n[x]: https://b.example/\n"
    assert found(check, text) == [(6, "Duplicate reference definition: X")]
