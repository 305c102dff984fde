"""Values in conf.py: wrong ones are refused, and the README's are right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from conftest import CONF, Project, picture
from sphinx.errors import ConfigError

from sphinx_roundup.config import VALUES, check_config_values
from sphinx_roundup.limits import MOST, defaults, range_of

README = Path(__file__).parents[1].joinpath("README.md").read_text("utf-8")


WRONG: list[dict[str, Any]] = [
    {"roundup_allowed_directives": "mermaid"},
    {"roundup_allowed_directives": [None]},
    {"roundup_allowed_directives": [""]},
    {"roundup_allowed_roles": [1]},
    {"roundup_allowed_roles": {"gh": 1}},
    {"roundup_captions": ["below"]},
    {"roundup_captions": [["title"]]},
    {"roundup_captions": True},
    {"roundup_dollarmath": 1},
    {"roundup_edit_url": "https://example.org/edit"},
    {"roundup_edit_url": "\ud800{path}"},
    {"roundup_feed_length": 2.0},
    {"roundup_float": "up"},
    {"roundup_heading": "name"},
    {"roundup_heading": ["auto"]},
    {"roundup_image_width": "big"},
    {"roundup_image_width": 0},
    {"roundup_image_width": True},
    {"roundup_image_width": 10**5000},
    {"roundup_jsonld": "no"},
    {"roundup_jsonld": None},
    {"roundup_license": "CC BY"},
    {"roundup_max_bytes": 0},
    {"roundup_max_bytes": "1MB"},
    {"roundup_max_seconds": 10**12},
    {"roundup_mentions": False},
    {"roundup_order": None},
    {"roundup_order": "size"},
    {"roundup_order": "--file"},
    {"roundup_people": "../people.yml"},
    {"roundup_people": "/"},
    {"roundup_people": "a\0b.yml"},
    {"roundup_people": None},
    {"roundup_people": Path("people.yml")},
    {"roundup_roster": 6},
]


@pytest.mark.parametrize("value", WRONG, ids=lambda value: next(iter(value)))
def test_wrong_value(value: dict[str, Any]) -> None:
    """A value of a wrong type, or that can't be meant, is an error that names it."""
    (name,) = value
    with pytest.raises(ConfigError, match=f"^{name} takes "):
        check_config_values(None, {n: v.default for n, v in VALUES.items()} | value)  # type: ignore[arg-type]


def test_wrong_value_ends_the_build(project: Project) -> None:
    """Such an error is the end of a build."""
    project.write({"conf.py": f'{CONF}roundup_order = "size"\n'})
    with pytest.raises(ConfigError, match=r"^roundup_order takes "):
        project.build()


class Unprintable:
    """A value that can't even be shown."""

    def __repr__(self) -> str:
        raise ValueError


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("value", [None, Unprintable(), object(), b"x", {"a": 1}, 1.5, "\ud800"])
def test_no_value_of_a_foreign_type(name: str, value: object) -> None:
    """Each value refuses what has nothing to do with it, in a message of one line."""
    given = {each: value.default for each, value in VALUES.items()} | {name: value}
    with pytest.raises(ConfigError, match=f"^{name} takes ") as caught:
        check_config_values(None, given)  # type: ignore[arg-type]
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("least", [True, False])
def test_extreme_numbers(project: Project, *, least: bool) -> None:
    """A build ends with every number as small, or as large, as it may be."""
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\n![A](p.png) *B*\n\n@ana `x`\n"})
    project.write({"reports/p.png": picture("PNG")})
    numbers = {name: range_of(name)[0 if least else 1] for name in defaults()}
    numbers |= {"roundup_image_width": 1 if least else MOST}
    project.build(warnings=None, **numbers)


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
