"""The JSON Schemas that editors use say what the code says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from schema_cases import FRONT_MATTER_CASES, LINK_CASES, PERSON_CASES

import sphinx_roundup.reports
from sphinx_roundup.reports.fields import KNOWN
from sphinx_roundup.reports.people_file import KEYS, LABELS, parse_people
from sphinx_roundup.reports.record import read_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(sphinx_roundup.reports.__file__).parents[1] / "schemas"
PEOPLE = json.loads((FOLDER / "people.json").read_text("utf-8"))
FRONT_MATTER = json.loads((FOLDER / "front-matter.json").read_text("utf-8"))
PERSON = PEOPLE["$defs"]["person"]
LINKS = PEOPLE["$defs"]["links"]


class _Loader(yaml.SafeLoader):
    """Reads as editors do: YAML's JSON types alone, so that a date is a text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way
        first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def accepted(schema: dict[str, Any], text: str) -> bool:
    """Say whether a schema has nothing against a YAML text."""
    value = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


def cases(table: dict[str, tuple[list[str], list[str]]]) -> list[Any]:
    """Return each key with each value, and whether it is a good one."""
    return [
        pytest.param(key, value, values is good, id=f"{key}: {value}")
        for key, (good, bad) in table.items()
        for values in (good, bad)
        for value in values
    ]


@pytest.mark.parametrize("schema", [PEOPLE, FRONT_MATTER], ids=["people", "front-matter"])
def test_schemas_are_sound(schema: dict[str, Any]) -> None:
    """Each is a schema, and says of itself what it is for."""
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    assert all(schema[key] for key in ("title", "description", "examples"))


@pytest.mark.parametrize(
    ("schema", "keys", "table"),
    [
        (FRONT_MATTER, KNOWN, FRONT_MATTER_CASES),
        (PERSON, KEYS, PERSON_CASES),
        (LINKS, LABELS, {key: LINK_CASES[key] for key in LINK_CASES if key != "My blog"}),
    ],
    ids=["front-matter", "person", "links"],
)
def test_same_keys(schema: dict[str, Any], keys: Any, table: dict[str, Any]) -> None:
    """The schema has the keys of the code, and each of them its help and its test."""
    assert set(schema["properties"]) == set(keys) == set(table)
    for value in schema["properties"].values():
        assert value["description"].endswith(".")
        assert value["examples"]


@pytest.mark.parametrize(("key", "value", "good"), cases(FRONT_MATTER_CASES))
def test_front_matter(
    srcdir: Path, write: Callable[..., None], key: str, value: str, good: bool
) -> None:
    """Of each value in a front matter, the schema thinks what the code does."""
    text = f"{key}: {value}"
    write("ana.md", content=f"---\n{text}\n---\nText\n")
    assert (not read_report(srcdir, "ana.md").problems) is good
    assert accepted(FRONT_MATTER, text) is good


@pytest.mark.parametrize(("key", "value", "good"), cases(PERSON_CASES))
def test_person(key: str, value: str, good: bool) -> None:
    """Of each value in an entry of the people file, too."""
    text = f"ana:\n  {key}: {value}\n"
    assert (not parse_people(text).problems) is good
    assert accepted(PEOPLE, text) is good


@pytest.mark.parametrize(("key", "value", "good"), cases(LINK_CASES))
def test_links(key: str, value: str, good: bool) -> None:
    """Of each link of a person, too."""
    text = f"ana:\n  links:\n    {key}: {value}\n"
    assert (not parse_people(text).problems) is good
    assert accepted(PEOPLE, text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        *((text, True) for text in ("", "# x", "{}", "ana:", "ana: Ana", "ana: {}", "'@ana': Ana")),
        *((text, True) for text in ("123:", "no: Ana", "a.b_c-d:", "伟: 张伟", "ana: true")),
        *((text, True) for text in ("x" * 100 + ":",)),
        *((text, False) for text in ("[ana]", "ana", "- ana", "ana: 42", "ana: [Ana]", "a b: Ana")),
        *((text, False) for text in ("_a:", "a.:", "a/b:", "'@@a':", "'':", "x" * 101 + ":")),
        *((text, False) for text in ("ana: {nam: Ana}", "'—':")),
        *((text, False) for text in (f"ana: {'x' * 201}", f"ana: {{name: {'x' * 201}}}")),
    ],
)
def test_entries(text: str, good: bool) -> None:
    """Of the file's shape, the handles and the keys, too."""
    assert (not parse_people(text).problems) is good
    assert accepted(PEOPLE, text) is good


def test_front_matter_of_others() -> None:
    """Keys of other generators are left alone."""
    assert accepted(FRONT_MATTER, "tags: [a, b]\nlayout: post")
    assert accepted(FRONT_MATTER, "")


def examples(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give each example with its key."""
    for key, value in schema["properties"].items():
        yield from ((key, example) for example in value["examples"])


def test_examples_are_good(srcdir: Path, write: Callable[..., None]) -> None:
    """What editors show as an example is accepted by the schema and by the code."""
    validate = jsonschema.Draft202012Validator
    people = [{"ana": {key: example}} for key, example in examples(PERSON)]
    people += [{"ana": {"links": {key: example}}} for key, example in examples(LINKS)]
    for file in (*people, *PEOPLE["examples"]):
        validate(PEOPLE).validate(file)
        assert parse_people(json.dumps(file)).problems == ()
    heads = [{key: example} for key, example in examples(FRONT_MATTER)]
    for head in (*heads, *FRONT_MATTER["examples"]):
        validate(FRONT_MATTER).validate(head)
        write("ana.md", content=f"---\n{json.dumps(head)}\n---\nText\n")
        assert read_report(srcdir, "ana.md").problems == ()
