"""The argument and the options of the directive, of any length and with any characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import headings_of, text_of

if TYPE_CHECKING:
    from conftest import Page, Project

ODD = {
    "NUL": "a\0b.md",
    "open quote": '"ana.md',
    "nothing in quotes": "''",
    "home": "~ ~/reports ~root",
    "absolute": "/etc/passwd /",
    "outside": ".. ../.. ../../etc/passwd",
    "long": "x" * 10_000,
    "long path": "x/" * 5_000,
    "slashes": "/" * 10_000,
    "drive": r"C:\reports\ana.md D:/reports \\host\reports",
    "wildcards": "*" * 500 + "x " + "**/" * 50 + "y " + "?" * 300,
    "brackets": "[ [] [!] [a [[:alpha:]] ]",
    "format": "%s %(x)s {0} {",
    "bidi": "\u202eana.md\u2066",
    "many": "missing.md " * 300,
    "option": "-rf --help",
    "dots": ". ./. ...",
}


def _write(project: Project, argument: str) -> None:
    page = f"# Spring\n\n```{{roundup}} {argument}\n```\n\nPAGE-END\n"
    names = ("reports/ana", "reports/c d", "my reports/eve")
    reports = {f"{name}.md": f"# {name.partition('/')[2]}\n\nHello.\n" for name in names}
    project.write({"index.md": page, **reports})


def _names(page: Page) -> list[str]:
    return [headings_of(section)[0][1] for section in page.reports()]


def test_lines(project: Project) -> None:
    """Each line of the argument is read by itself."""
    _write(project, "reports/")
    page = "Spring\n======\n\n.. roundup:: my reports\n   reports/c d.md\n"
    project.write({"index.rst": page})
    built = project.build(exclude_patterns=["*reports"])
    assert _names(built.page()) == ["eve", "c d"]


@pytest.mark.parametrize(
    "place", ["argument", "exclude", "place", "image", "name", "class", "body"]
)
def test_odd_values(project: Project, place: str) -> None:
    """No argument, option or line of the body ends a build, and the page stays whole."""
    _write(project, "reports/")
    form = {"argument": "{0}\n", "body": "reports/\n\n{0}\n"}.get(
        place, f"reports/\n:{place}: {{0}}\n"
    )
    for name, argument in ODD.items():
        directive = f"```{{roundup}} {form.replace('{0}', argument)}```"
        project.write({f"{name}.md": f"---\norphan: true\n---\n# X\n\n{directive}\n\nPAGE-END\n"})
    built = project.build(warnings=None, exclude_patterns=["*reports"])
    assert built.app.statuscode == 0
    for name in ODD:
        page = built.page(name)
        assert "PAGE-END" in text_of(page.root), name
        if place not in {"argument", "class"}:  # docutils quotes a wrong class
            assert len(page.reports()) == 2, name
    assert place in {"argument", "class"} or all(len(line) < 3_000 for line in built.warnings)


def test_long_name_is_reported(project: Project) -> None:
    """A name that no file can have is reported like one that isn't there."""
    _write(project, f"reports/ana.md {'x' * 10_000}")
    built = project.build(warnings=1, exclude_patterns=["*reports"])
    assert "has no reports" in built.warnings[0]
    assert _names(built.page()) == ["ana"]
