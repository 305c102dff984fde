"""``sphinx-roundup schema``: what editors check people files and front matters by."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from sphinx_roundup.commands.command import Command, Status
from sphinx_roundup.commands.terminal import write

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

FILES = {"people": "people.json", "report": "front-matter.json"}

DESCRIPTION = """\
Prints the JSON Schema of the people file, or of the front matter of a report. Editors use it
to complete keys and to underline what the build would warn about.

examples:
  sphinx-roundup schema people > people.schema.json
  sphinx-roundup schema report > report.schema.json

For VS Code with the YAML extension, add this as the first line of people.yml:
  # yaml-language-server: $schema=people.schema.json"""


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=FILES, help="the people file, or a report's front matter")


def _run(given: Namespace) -> Status:
    write(files("sphinx_roundup").joinpath("schemas", FILES[given.what]).read_text("utf-8"))
    return Status.DONE


COMMAND = Command(
    "schema", "print the JSON Schema of people files or reports", DESCRIPTION, _add_arguments, _run
)
