"""The reference agrees with the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import pytest
from documentation import DOCS, PICTURES, ROOT, build_docs
from docutils import nodes
from sphinx import addnodes

import sphinx_roundup
from sphinx_roundup import extension
from sphinx_roundup.commands.arguments import COMMANDS
from sphinx_roundup.config import VALUES
from sphinx_roundup.parsing import allowed
from sphinx_roundup.problems import Subtype
from sphinx_roundup.reports.fields import KNOWN
from sphinx_roundup.reports.people_file import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Built

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("docs")]

PACKAGE = Path(sphinx_roundup.__file__).parent
CLASS = re.compile(r"roundup-[a-z]+(?:-[a-z]+)*")


TRY = (
    "try it",
    """\
Tries it
at once.

examples:
  sphinx-roundup try          it
  sphinx-roundup try --loud   all""",
    ("what", {"nargs": "*", "help": "what to try"}),
    ("--times", {"metavar": "N", "default": 3, "help": "how often (%(default)s)"}),
    ("--loud", {"action": "store_true", "help": "be heard"}),
    ("--to", {"choices": ("left", "right"), "help": "where to"}),
)
"""A command with all kinds of arguments, so that the page of commands is tested whole."""


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Return the documentation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(COMMANDS, "try", TRY)
        yield build_docs(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="module")
def app() -> Mock:
    """Return an application that has noted what the extension adds."""
    noted = Mock()
    sphinx_roundup.setup(noted)
    extension.add_directives_and_roles(noted, Mock(), [])
    return noted


def described(docs: Built, domain: str, kind: str) -> set[str]:
    """Return what the reference describes of a kind; it must be there and nowhere else."""
    found = [each for each in docs.env.domains[domain].get_objects() if each[2] == kind]
    assert {docname.partition("/")[0] for _n, _d, _t, docname, _a, _p in found} == {"reference"}
    return {name for name, *_rest in found}


def same(one: set[str], other: set[str]) -> bool:
    """Say whether two sets are the same; show in the failing test what one of them lacks."""
    assert sorted(one ^ other) == []
    return True


def test_builds_without_a_warning(docs: Built) -> None:
    """There is nothing to say of the documentation, and every reference leads somewhere."""
    assert docs.warnings == []


# -- The reference and the code ----------------------------------------------------------


def test_values(docs: Built) -> None:
    """Each configuration value is described, and nothing else is."""
    assert same(described(docs, "std", "confval"), set(VALUES))


def test_defaults(docs: Built) -> None:
    """Each value's default is that of the code, and it has a type that it may have."""
    found = {}
    for desc in docs.doctree("reference/configuration").findall(addnodes.desc):
        name = desc[0].astext()
        kind, default = (body.astext() for body in desc.findall(nodes.field_body))
        found[name] = ast.literal_eval(default)
        assert kind.partition(" ")[0] in {each.__name__ for each in VALUES[name].types}, name
    assert found == {name: value.default for name, value in VALUES.items()}


def test_directives(docs: Built, app: Mock) -> None:
    """Each directive is described with all its options."""
    added = {call.args[0]: call.args[1] for call in app.add_directive.call_args_list}
    options = {f"{name}:{o}" for name, each in added.items() for o in each.option_spec or ()}
    assert same(described(docs, "rst", "directive"), set(added))
    assert same(described(docs, "rst", "directive:option"), options)


def test_roles(docs: Built, app: Mock) -> None:
    """Each role is described: those of the domain, and the short one."""
    (domain,) = (call.args[0] for call in app.add_domain.call_args_list)
    short = {call.args[0] for call in app.add_role.call_args_list}
    own = {f"{domain.name}:{name}" for name in domain.roles}
    assert same(described(docs, "rst", "role"), own | short)


def test_keys(docs: Built) -> None:
    """Each key of a report and of the people file is described."""
    assert same(described(docs, "std", "report-key"), set(KNOWN))
    assert same(described(docs, "std", "people-key"), set(KEYS))


def test_warnings(docs: Built) -> None:
    """Each kind of warning is described under the name by which it is silenced."""
    told = {f"roundup.{each.value}" for each in Subtype}
    assert same(described(docs, "std", "roundup-warning"), told)


def classes_in_code() -> set[str]:
    """Return the classes that the package gives to elements, and those that it has rules for."""
    sheets = [path.read_text("utf-8") for path in PACKAGE.glob("static*/*.css")]
    found = {name for sheet in sheets for name in re.findall(rf"\.({CLASS.pattern})", sheet)}
    for path in PACKAGE.rglob("*.py"):
        if "commands" in path.parts:  # a builder has such a name
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {word for word in node.value.split() if CLASS.fullmatch(word)}
    return found


def test_classes(docs: Built) -> None:
    """Each CSS class is described, and no other."""
    assert same(described(docs, "std", "css-class"), classes_in_code())


def test_commands(docs: Built) -> None:
    """Each command has a section with all its options."""
    page = docs.doctree("reference/commands")
    titles = {title.astext() for title in page.findall(nodes.title)} - {"Commands"}
    assert titles == {f"sphinx-roundup {name}" for name in COMMANDS}
    options = docs.env.domains.standard_domain.progoptions
    assert {option for program, option in options if program == "sphinx-roundup try"} == {
        *("--times", "--loud", "--to")
    }
    items = {i[0].astext(): i[1].astext() for i in page.findall(nodes.definition_list_item)}
    assert items["WHAT"] == "what to try"
    assert items["--times N"] == "how often (3)"
    assert items["--to left | right"] == "where to"
    words = {paragraph.astext() for paragraph in page.findall(nodes.paragraph)}
    assert words >= {"Tries it at once.", "examples:"}
    examples = "sphinx-roundup try          it\nsphinx-roundup try --loud   all"
    assert examples in {block.astext() for block in page.findall(nodes.literal_block)}


def test_gallery(docs: Built) -> None:
    """The gallery shows the pictures that are in its folder, by theme, with words for each."""
    page = docs.page("gallery")
    for theme in ("furo", "sphinx_rtd_theme"):
        section = page.by_id(theme.replace("_", "-"))
        names = {name for name in PICTURES if name.startswith(theme)}
        images = {Path(image.get("src", "")).name: image for image in page.all("img", section)}
        assert images.keys() >= names
        for name in names:
            _theme, width, scheme = name.removesuffix(".jpg").rsplit("-", 2)
            assert {theme, width, scheme} <= set(re.findall(r"\w+", images[name].get("alt", "")))


def test_lists_of_what_is_allowed(docs: Built) -> None:
    """What reports may use is listed whole."""
    page = docs.doctree("reference/markup")
    listed = {literal.astext() for literal in page.findall(nodes.literal)}
    assert listed >= {*allowed.DIRECTIVES, *allowed.ROLES, *allowed.INSTEAD}
    assert listed >= {*allowed.HTML_ELEMENTS, *allowed.HTML_MEDIA, *allowed.URL_SCHEMES}


# -- Links -------------------------------------------------------------------------------


def test_promises_are_tested(docs: Built) -> None:
    """Each module and test in the table of promises exists."""
    (table,) = docs.doctree("explanation/security").findall(nodes.table)
    rows = [list(row.findall(nodes.entry)) for row in table.findall(nodes.row)][1:]
    assert len(rows) > 20
    for promise, modules, tests in rows:
        for module in modules.findall(nodes.literal):
            assert (PACKAGE / module.astext()).is_file(), promise.astext()
        for each in tests.findall(nodes.literal):
            path, _, name = each.astext().partition("::")
            code = ast.parse((ROOT / "tests" / path).read_text("utf-8"))
            names = {node.name for node in code.body if isinstance(node, ast.FunctionDef)}
            assert name in names, promise.astext()


def test_named_modules_exist(docs: Built) -> None:
    """The page on the architecture names modules that exist, and all packages."""
    literals = {n.astext() for n in docs.doctree("explanation/architecture").findall(nodes.literal)}
    modules = {name for name in literals if name.endswith(".py") and name != "__init__.py"}
    assert len(modules) > 30
    gone = {n for n in modules if not (PACKAGE / n.removeprefix(f"{PACKAGE.name}/")).is_file()}
    assert not gone
    (layers,) = docs.doctree("explanation/architecture").findall(nodes.literal_block)
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages <= set(layers.astext().split())


def test_links_within_the_docs_lead_somewhere(docs: Built) -> None:
    """A link to a place on a page finds it."""
    pages = {name: docs.page(name) for name in docs.env.found_docs}
    ids = {name: set(page.ids) for name, page in pages.items()}
    links = 0
    for name, page in pages.items():
        for href in (a.get("href", "") for a in page.all("a")):
            target, _sign, anchor = href.partition("#")
            if anchor and ":" not in target and "?" not in target:
                path = Path(docs.outdir / name).parent / target
                there = path.resolve().relative_to(docs.outdir.resolve()) if target else Path(name)
                assert anchor in ids.get(str(there.with_suffix("")), {anchor}), (name, href)
                links += 1
    assert links > 300


def test_links_to_the_web(docs: Built) -> None:
    """A link to another site is encrypted, and says nothing of who follows it."""
    found = {a.get("href", "") for n in docs.env.found_docs for a in docs.page(n).all("a")}
    addresses = [urlsplit(href) for href in found if ":" in href and not href.startswith("mailto:")]
    assert len(addresses) > 30
    assert {address.scheme for address in addresses} == {"https"}
    asked = [name for address in addresses for name in parse_qs(address.query)]
    assert not [name for name in asked if name.startswith("utm_")]


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_to_the_docs(docs: Built, name: str) -> None:
    """The files at the project's top link to pages that the documentation has."""
    text = (ROOT / name).read_text("utf-8")
    site = r"https://sphinx-roundup\.readthedocs\.io/en/latest/([\w/-]+)\.html"
    pages = re.findall(site, text)
    assert pages
    assert set(pages) <= docs.env.found_docs
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / target).exists(), target


def test_one_sentence_a_line() -> None:
    """The pages have one sentence a line, so that a change to one shows as such."""
    two = re.compile(r"[a-z`)]{2}[.!?] +[A-Z][a-z]+ [a-z]")
    for path in [*DOCS.glob("*.md"), *DOCS.glob("*/*.md")]:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if not re.match(r"[ |:!-]|\d\.", line):
                assert not two.search(line), f"{path.name}:{number}"
