"""Projects of an organiser, for the tests of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import CONF

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Project

PEOPLE = """\
ana: {name: Ana Ferreira, links: {github: ana-gh, website: "https://ana.example.org"}}
bob: Bob Jones
chris: {name: Chris Lee, url: "https://chris.example.org/retreat"}
"""


def fill(project: Project, files: Mapping[str, str | bytes] = {}, more_conf: str = "") -> None:
    """Write a project with a people file."""
    project.write({"conf.py": CONF + "roundup_people = 'people.yml'\n" + more_conf})
    project.write({"people.yml": PEOPLE, **files})
