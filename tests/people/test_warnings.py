"""Warnings about people who can't be distinguished, or who are nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Project

PEOPLE = """\
ana: Ana F
cyd:
  name: Cyd
  also: [ana f]
  listed: nowhere
sam1: Sam
sam2: Sam
"""


def test_ambiguous_people(project: Project) -> None:
    """Each is reported once, at the line to edit, and stays a person of their own."""
    author = "---\nauthor: {{name: {}, github: d}}\n---\nHi.\n"
    project.write(
        {
            "people.yml": PEOPLE,
            "index.md": "# P\n\n```{roundup} reports/\n```\n",
            "reports/a.md": "---\nauthor: Sam\n---\nHi.\n",
            "reports/b.md": author.format("Dora Ek"),
            "reports/c.md": author.format("'Ek, Dora'"),
        }
    )
    built = project.build(warnings=4, roundup_people="people.yml")
    found = [warning.partition(" WARNING: ")[::2] for warning in built.warnings]
    expected = [
        ("people.yml:4:", "'ana f' in 'also' means 'ana' as well (line 1)"),
        ("reports/a.md:2:", "'Sam' may be 'sam1' or 'sam2'"),
        ("people.yml:5:", "'cyd' is to be listed on 'nowhere', which is no page"),
        ("reports/c.md:2:", "'Ek, Dora' may be 'Dora Ek' (reports/b.md:2)"),
    ]
    assert [place for place, _ in found] == [place for place, _ in expected]
    for (_, text), (_, words) in zip(found, expected, strict=True):
        assert text.startswith(words)
    assert len(built.page().reports()) == 3
