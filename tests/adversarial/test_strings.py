"""Strings of contributors in the output of every writer."""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from babel.messages.pofile import read_po
from cases import HOSTILE
from docutils import nodes
from sphinx import addnodes

from sphinx_roundup.parsing.attributes import RULES, clean_attributes

if TYPE_CHECKING:
    from oracle import Outcome, Stage

TEX = r"}\textbf{INJECTED}\input{/etc/hostname}{^^7d^^5cinjected"
STRINGS = {
    "word": f"""{TEX}%#~_&$"><script>x</script>'onx=y@include""",
    "words": """x' onx=y "><script>x</script> @include injected .so injected """
    f"{TEX} 50% # ~ \\ {{ x",
    "controls": "a\x00b\x1b[31mc\u202ed\u2066e\x7ff ##vso[x]",
    "percent": "50%off",
}

_FIELDS = ("title", "author", "affiliation", "summary", "url", "id", "lang", "image", "avatar")
_FIELDS += ("license", "topics")
_ROLES = (
    *("abbr", "code", "command", "download", "doc", "eq", "envvar", "file", "guilabel", "index"),
    *("kbd", "keyword", "manpage", "menuselection", "numref", "option", "pep", "person", "ref"),
    *("rfc", "roundup:report", "samp", "sub", "term", "token", "any", "math", "bdg-primary"),
    *("bdg-link-info", "roundup:topic"),
)
_NAMED = "```{%s}\n:name: HERE\n:class: HERE\nHERE\n```"
_MADE = {
    "md": {
        **{f"field-{name}": f"---\n{name}: QUOTED\n---\nWords." for name in _FIELDS},
        **{f"role-{name}": f"{{{name}}}`HERE` {{{name}}}`x <HERE>`" for name in _ROLES},
        **{f"named-{name}": _NAMED % name for name in ("note", "container", "rubric", "topic")},
    },
    "rst": {"title": f"HERE\n{'=' * 5000}\n\nx"},
}


def reports() -> dict[str, str]:
    """Return a report for each place and string: file name -> text."""
    made = {}
    written = yaml.safe_load((HOSTILE / "places.yml").read_text("utf-8"))
    for syntax, places in written.items():
        for place, template in (places | _MADE[syntax]).items():
            for name, string in STRINGS.items():
                quoted = json.dumps(string)
                text = template.replace("QUOTED", quoted).replace("HERE", string)
                made[f"bad-{place.replace(':', '-')}-{name}.{syntax}"] = f"{text}\n"
    return made


BUILDERS = ("html", "latex", "texinfo", "man", "text", "epub", "xml", "gettext")
DESIGN = ["myst_parser", "sphinx_design", "sphinx_roundup"]
FEED = {"roundup_feed": "reports.xml", "html_baseurl": "https://docs.example.org/"}
UNKNOWN = ("onclick", "style", "data-x", "format", "srcdoc", "caption", "spec", "refname")


def kinds() -> list[type[nodes.Element]]:
    """Return the classes of docutils' and Sphinx's nodes."""
    found = [each for module in (nodes, addnodes) for each in vars(module).values()]
    classes = {c for c in found if inspect.isclass(c) and issubclass(c, nodes.Element)}
    return sorted(classes - {nodes.document}, key=lambda kind: kind.__name__)


def make(kind: type[nodes.Element]) -> nodes.Element | None:
    """Return a node of a class, unless that is one for others to inherit from."""
    for arguments in ((), ("x",), ("x", "x"), ("", "", "x")):
        try:
            return kind(*arguments)
        except TypeError:
            continue
    return None


@pytest.mark.parametrize("string", STRINGS.values(), ids=STRINGS)
def test_every_attribute_of_every_kind(string: str) -> None:
    """Whatever a node's attributes are set to, what is left has the characters that it may have."""
    for kind in kinds():
        if node := make(kind):
            check_kind(node, string)


def check_kind(node: nodes.Element, string: str) -> None:
    """Set all attributes of a node to *string*, clean them, and look at what is left."""
    document = nodes.document(None, None)
    document.append(node)
    for name in (*RULES, *UNKNOWN):
        node[name] = string
    for name in ("classes", "names", "dupnames", "backrefs", "body_classes"):
        node[name] = [string]
    clean_attributes(document, "ana")
    for left in document.children:  # no entry of the index is
        check_node(left, string)


def check_node(node: nodes.Element, string: str) -> None:
    """See that no attribute has kept *string*, but those that writers escape."""
    assert node["names"] == node["dupnames"] == []
    for classes in (node["classes"], node.get("body_classes", [])):
        assert all(re.fullmatch("[a-z0-9_-]+", name) for name in classes)
    for name, value in node.non_default_attributes().items():
        text = str(value)
        assert not re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|##vso", text), name
        if type(node).__module__ == nodes.__name__:
            assert name in RULES or name in node.list_attributes
            assert name in ESCAPED or string not in text, name


ESCAPED = {
    *("alt", "docname", "explanation", "label", "name", "original_uri", "refdoc", "reftarget"),
    *("reftitle", "refuri", "roundup_words", "sd_tooltip", "sync_group", "sync_id", "title", "uri"),
    *("inv_match",),
}
"""Attributes that writers print as words or addresses."""


@pytest.mark.slow
def test_strings_of_every_place(stage: Stage, png: bytes, subtests: pytest.Subtests) -> None:
    """What is written at any place of a report is words, in the output of each writer."""
    page = (stage.srcdir / "index.md").read_text("utf-8")
    dated = page.replace("{roundup} reports/\n", "{roundup} reports/\n:date: 2026-05-01\n")
    stage.project.write({"index.md": f"{dated}\n\n```{{roundup-topics}}\n```\n"})
    stage.put({**reports(), "p.png": png})
    _check_builders(stage, subtests, **FEED)


def _check_builders(stage: Stage, subtests: pytest.Subtests, **config: Any) -> None:
    for builder in BUILDERS:
        with subtests.test(builder):
            config |= {"again": False, "extensions": DESIGN, "fresh": builder == "gettext"}
            check_output(stage.judge(name="bad-*", builder=builder, **config), builder)


def check_output(outcome: Outcome, builder: str) -> None:
    """See that nothing written is a command, an element or an entry by a report's words."""
    for path in (p for p in outcome.built.outdir.rglob("*") if p.suffix in CHECKS):
        CHECKS[path.suffix](path.read_text("utf-8"))
    if builder == "html":
        check_data(outcome)


def check_data(outcome: Outcome) -> None:
    """See that the data in the page's head is JSON, and that its feed is XML."""
    page = outcome.page
    for script in (s for s in page.all("script") if s.get("type") == "application/ld+json"):
        json.loads(script.text or "")
    feed = outcome.built.outdir / "reports.xml"
    if feed.exists():
        root = ET.fromstring(feed.read_bytes())  # noqa: S314 - what we have just written
        assert all("script" not in element.tag for element in root.iter())


def _check_tex(tex: str) -> None:
    assert r"\textbf{INJECTED" not in tex  # the oracle has looked at the rest


def _check_texinfo(text: str) -> None:
    text = re.sub("^@c .*", "", text, flags=re.MULTILINE)
    assert not re.search("(?<!@)(?:@@)*@include injected", text)
    assert not _CONTROLS.search(text)


def _check_man(text: str) -> None:
    assert not re.search(r"^[.'] *(so|injected)", text, re.MULTILINE)
    assert r"\textbf" not in text.replace(r"\e", "")
    assert not _CONTROLS.search(text)


def _check_text(text: str) -> None:
    assert not _CONTROLS.search(text)


def _check_pot(text: str) -> None:
    read_po(text.splitlines(keepends=True), abort_invalid=True)


def _check_xml(text: str) -> None:
    root = ET.fromstring(text)  # noqa: S314 - what we have just written
    assert all(element.tag != "script" for element in root.iter())


_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
CHECKS = {
    ".tex": _check_tex,
    ".texi": _check_texinfo,
    ".1": _check_man,
    ".txt": _check_text,
    ".pot": _check_pot,
    ".xml": _check_xml,
}
