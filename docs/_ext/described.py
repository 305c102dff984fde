"""Parts of the reference that come from the code: commands, and what reports may use.

Also the kinds of things that the reference describes, so that each of them is in the index,
in the search and in ``objects.inv``, and a test can compare them with the code.
"""

from __future__ import annotations

import argparse
import itertools
import re
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, ClassVar

import yaml
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from sphinx_roundup.commands.arguments import COMMANDS, add_arguments
from sphinx_roundup.parsing import allowed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

PROGRAM = "sphinx-roundup"


class CommandsDirective(SphinxDirective):
    """``commands``: a section for each command, with its options as ``--help`` has them.

    ::

        <section ids="sphinx-roundup-check" names="...">
            <title>
            <literal_block>         how it is called
            <paragraph> ...         what it does
            <definition_list>       its arguments, each with the anchor of an option
    """

    def run(self) -> list[nodes.Node]:
        """Return the sections."""
        return [self._section(name) for name in COMMANDS]

    def _section(self, command_name: str) -> nodes.section:
        name = f"{PROGRAM} {command_name}"
        parser = argparse.ArgumentParser(prog=name)
        add_arguments(parser, command_name)
        section = nodes.section(ids=[nodes.make_id(name)], names=[nodes.fully_normalize_name(name)])
        self.state.document.note_explicit_target(section)
        usage = re.sub(r"\n +", "\n    ", parser.format_usage().partition(": ")[2].rstrip())
        section += nodes.title(name, name)
        section += nodes.literal_block(usage, usage, language="text")
        section += described(COMMANDS[command_name][1])
        section += self._arguments(name, parser)
        return section

    def _arguments(self, program: str, parser: argparse.ArgumentParser) -> nodes.definition_list:
        found = nodes.definition_list()
        for action in actions_of(parser):
            item = nodes.definition_list_item()
            item += self._term(program, action)
            item += nodes.definition("", nodes.paragraph("", help_of(action, parser)))
            found += item
        return found

    def _term(self, program: str, action: argparse.Action) -> nodes.term:
        shown = " ".join([", ".join(action.option_strings), argument_of(action)]).strip()
        term = nodes.term("", "", nodes.literal("", shown))
        for option in action.option_strings:
            node_id = nodes.make_id(f"{program}{option}")
            term["ids"].append(node_id)
            domain = self.env.domains.standard_domain
            domain.add_program_option(program, option, self.env.docname, node_id)
        self.state.document.note_explicit_target(term)
        return term


def actions_of(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments of a command, except ``--help``."""
    return [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001 - argparse has no public list


def argument_of(action: argparse.Action) -> str:
    """Return the placeholder of an argument's value in its usage."""
    if action.nargs == 0:
        return ""
    if action.metavar:
        return action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    if action.choices:
        return " | ".join(map(str, action.choices))
    return action.dest.upper()


def help_of(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    """Return the help of an argument, with its ``%(default)s`` filled in."""
    return (action.help or "") % (vars(action) | {"prog": parser.prog})


def described(text: str) -> list[nodes.Node]:
    """Return the paragraphs of a description; indented lines become examples."""
    found: list[nodes.Node] = []
    for kind, lines in itertools.groupby(text.splitlines(), _kind_of):
        words = "\n".join(lines)
        if kind == "example":
            found.append(nodes.literal_block(dedent(words), dedent(words), language="text"))
        elif kind == "words":
            found.append(nodes.paragraph("", " ".join(words.split())))
    return found


def _kind_of(line: str) -> str:
    if not line.strip():
        return ""
    return "example" if line.startswith(" ") else "words"


def _instead() -> list[tuple[str, Iterable[str]]]:
    return [(name, [words]) for name, words in sorted(allowed.INSTEAD.items())]


LISTS: dict[str, Callable[[], list[tuple[str, Iterable[str]]]]] = {
    "directives": lambda: [(name, []) for name in sorted(allowed.DIRECTIVES)],
    "options": lambda: [(name, []) for name in sorted(allowed.OPTIONS)],
    "instead": _instead,
    "roles": lambda: [(name, []) for name in sorted(allowed.ROLES)],
    "elements": lambda: [(name, []) for name in sorted(allowed.HTML_ELEMENTS)],
    "media": lambda: [(name, []) for name in sorted(allowed.HTML_MEDIA)],
    "schemes": lambda: [(name, []) for name in sorted(allowed.URL_SCHEMES)],
}


class AllowedDirective(SphinxDirective):
    """``allowed``: one of the lists of what reports may use, as the code has it."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"words": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return a line if there are only names, else a definition list."""
        items = LISTS[self.arguments[0]]()
        if not any(says for _names, says in items):
            return [nodes.paragraph("", "", *_literals(name for name, _says in items))]
        found = nodes.definition_list()
        for names, says in items:
            words = [nodes.Text(word) for word in says] if "words" in self.options else []
            told = words or _literals(says) or [nodes.Text("no options")]
            item = nodes.definition_list_item()
            item += nodes.term("", "", *_literals(names.split(", ")))
            item += nodes.definition("", nodes.paragraph("", "", *told))
            found += item
        return [found]


class SyntaxDirective(SphinxDirective):
    """``syntax``: a table of the cases in ``syntax.yml`` of one generator, which are tests."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        path = Path(self.env.relfn2path("syntax.yml")[1])
        self.env.note_dependency(str(path))
        cases = yaml.safe_load(path.read_text("utf-8"))[self.arguments[0]]
        group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (22, 48, 30)), cols=3)
        head = [[nodes.paragraph("", word)] for word in ("What", "Written", "Shows as")]
        group += nodes.thead("", _row(head))
        group += nodes.tbody("", *(_row(_cells(case)) for case in cases))
        return [nodes.table("", group, classes=["colwidths-given"])]


def _cells(case: Mapping[str, str]) -> list[list[nodes.Node]]:
    written = case["write"].rstrip()
    shows = [nodes.paragraph("", case["words"] or "the picture")]
    shows += [nodes.paragraph("", case[key]) for key in ("note",) if key in case]
    code = nodes.literal_block(written, written, language="text")
    return [[nodes.paragraph("", case["feature"])], [code], [*shows]]


def _row(cells: Iterable[Iterable[nodes.Node]]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", *cell) for cell in cells))


def _literals(words: Iterable[str]) -> list[nodes.Node]:
    divided: list[nodes.Node] = []
    for word in words:
        divided += [nodes.Text(", "), nodes.literal("", word)]
    return divided[1:]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directives, and the kinds of things that the reference describes."""
    app.add_directive("commands", CommandsDirective)
    app.add_directive("allowed", AllowedDirective)
    app.add_directive("syntax", SyntaxDirective)
    app.add_object_type("report-key", "report-key", "pair: %s; key of a report")
    app.add_object_type("people-key", "people-key", "pair: %s; key of the people file")
    app.add_object_type("roundup-warning", "roundup-warning", "pair: %s; warning")
    app.add_object_type("css-class", "css-class", "pair: %s; CSS class")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
