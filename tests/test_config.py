"""Wrong values in conf.py are told at once, and the README's are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.errors import ConfigError

if TYPE_CHECKING:
    from conftest import Project

README = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "value",
    [
        {"roundup_heading": "name"},
        {"roundup_order": "size"},
        {"roundup_order": "--file"},
        {"roundup_max_bytes": 0},
        {"roundup_image_width": 0},
        {"roundup_captions": ["below"]},
        {"roundup_float": "up"},
        {"roundup_people": "../people.yml"},
        {"roundup_people": None},
        {"roundup_edit_url": "https://example.org/edit"},
        {"roundup_allowed_roles": [1]},
        {"roundup_allowed_directives": [None]},
    ],
)
def test_wrong_value_ends_the_build(project: Project, value: dict[str, Any]) -> None:
    """A value that can't be meant is an error that names it."""
    with pytest.raises(ConfigError, match=next(iter(value))):
        project.build(**value)


def test_warnings_can_be_suppressed(project: Project) -> None:
    """A kind of warning is switched off by its subtype."""
    project.write({"reports/ana.md": "![A camel](nothing.png)\n"})
    project.build(suppress_warnings=["roundup.image"])


def test_readme_example_works(project: Project) -> None:
    """The three lines of the README make a page."""
    blocks = [b[1] for b in re.findall(r"(?ms)^(`{3,4})(?:md|python)\n(.*?)\n\1$", README)]
    (page,) = [b for b in blocks if "{roundup}" in b]
    (conf,) = [b for b in blocks if "extensions =" in b]
    (project.srcdir / "index.md").unlink()
    project.write({"conf.py": conf + '\nroot_doc = "retreat"\n', "retreat.md": page})
    project.write({"reports/ana.md": "# Ana\n\nHello.\n"})
    page_text = project.build(exclude_patterns=["reports"]).page("retreat").text
    assert re.search(r"with a photo.*Ana.*Hello.*see you in autumn", page_text)
