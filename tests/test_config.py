"""Wrong values in conf.py are told at once; what is documented is what there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.errors import ConfigError

from sphinx_roundup.config import VALUES
from sphinx_roundup.messages import Subtype

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


def test_readme_names_every_value_and_subtype() -> None:
    """The README names every configuration value and every kind of warning, and no other."""
    assert set(re.findall(r"`(roundup_[a-z_]+)`", README)) == set(VALUES)
    (line,) = [line for line in README.splitlines() if "suppress_warnings" in line]
    named = re.findall(r"`(?:roundup\.)?([a-z]+)`", line.partition("`suppress_warnings`: ")[2])
    assert sorted(named) == sorted(subtype.value for subtype in Subtype)


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
