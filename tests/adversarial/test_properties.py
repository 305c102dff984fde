"""Properties that hold for any text, tested on generated ones."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from docutils import nodes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinx_roundup.parsing import is_allowed_url, url_scheme
from sphinx_roundup.parsing.allowed import URL_SCHEMES
from sphinx_roundup.parsing.attributes import report_classes
from sphinx_roundup.parsing.html import replace_html
from sphinx_roundup.problems import COMMAND, escape
from sphinx_roundup.reports import BIDI_CONTROLS, candidates, make_anchor, read_fields, read_report
from sphinx_roundup.reports.decoding import CONTROLS

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.fuzz

settings.register_profile(
    "roundup",
    # The same texts in each run: chance is for the fuzz harness.
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=int(os.environ.get("ROUNDUP_EXAMPLES", "150")),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("roundup")


def made_of(*pieces: str) -> st.SearchStrategy[str]:
    """Return texts of some pieces, and of anything else between them."""
    return st.lists(st.one_of(st.sampled_from(pieces), st.text(max_size=3))).map("".join)


YAML = made_of(
    *("author", "authors", "title", "date", "links", "id", "draft", ": ", "- ", "\n", "\n  ", "  "),
    *("[", "]", "{", "}", "&a ", "*a", "!!x ", '"', "'", "|", ">", "#", "---", "...", "@ana", "%"),
    *("2020-01-01", "https://a.b", "\t", "\\", "\0", "<!--", "-->", "? ", "!!python/object:x "),
)
FIELDS = made_of(
    ":author:", ":title:", ":a", ": ", "\n", "\n  ", "T\n=", ".. ", "::", "- ", "[", "{"
)


@given(YAML, st.sampled_from(["\n---\n", "\n...\n", "\n"]))
def test_front_matter(head: str, end: str) -> None:
    """Any front matter gives fields, a body of as many lines, and problems at lines of its own."""
    text = f"---\n{head}{end}body\n"
    check_fields(text, "md")


@given(FIELDS)
def test_field_list(head: str) -> None:
    """So does any field list."""
    check_fields(f"{head}\n\nbody\n", "rst")


def check_fields(text: str, syntax: str) -> None:
    """Read the fields of a text."""
    found = read_fields(text, syntax)
    lines = text.count("\n")
    assert found.body.count("\n") == lines
    assert all(1 <= told.line <= lines + 1 for told in found.problems)
    assert all("\n" not in told.message % told.args for told in found.problems)


@given(
    st.one_of(st.binary(), YAML.map(lambda text: f"---\n{text}\n---\n".encode("utf-8", "replace")))
)
@pytest.mark.parametrize("name", ["bad.md", "bad.rst"])
def test_any_bytes(tmp_path: Path, name: str, data: bytes) -> None:
    """Any bytes are a report, with text that is harmless or none, told at lines that it has."""
    (tmp_path / name).write_bytes(data)
    report = read_report(tmp_path, name)
    lines = len(re.findall(rb"\r\n?|\n", data)) + 1
    assert not CONTROLS.search(report.text)
    assert not BIDI_CONTROLS.search(report.text)
    assert all(1 <= told.line <= lines for told in report.problems)
    assert report.problems or not report.unreadable


PATHS = made_of(
    "..", "/", "\\", "%2e", "%2f", "%5c", "./", "a", "conf.py", "?", "#", "~", "C:", "\0"
)


@given(PATHS, st.sampled_from(["", "reports", "events/2025/reports"]))
def test_paths(written: str, folder: str) -> None:
    """No path leads out of the source folder, however it is written."""
    for filename in candidates(written, folder):
        assert not filename.startswith("/")
        assert ".." not in filename.split("/")


URLS = made_of(
    *("javascript", "data", "http", "https", "mailto", "file", "vbscript", ":", "//", "/", "@"),
    *("\t", "\n", "\r", " ", "\0", "\x01", "\x1f", "\u200b", "\ufeff", "a", "&colon;", "%3a", "["),
)


@given(URLS)
def test_urls(url: str) -> None:
    """What is allowed is an address of the web or of a mailbox to a browser, too."""
    # https://url.spec.whatwg.org/#concept-basic-url-parser
    stripped = re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(0x21)))))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", stripped)
    if is_allowed_url(url):
        assert match
        assert match[1].lower() in URL_SCHEMES
    if match:
        assert url_scheme(url)


@given(st.text(), st.integers(2, 100))
def test_quotations(text: str, length: int) -> None:
    """Whatever is quoted in a message stays on its line, is short and commands nobody."""
    quoted = escape(text, length)
    assert "\n" not in quoted
    assert "\x1b" not in quoted
    assert not COMMAND.search(quoted)
    assert len(escape("a" * len(text), length)) <= length


@given(made_of("##", "#", "vso", "teamcity", "[", "]", "::", "error"))
def test_commands(text: str) -> None:
    """No command to a CI survives, nor comes about by what is done against it."""
    assert not re.search(r"##[\w-]*\[", escape(text, 500))


@given(st.text())
def test_anchors(text: str) -> None:
    """An anchor can stand in HTML, in XML and behind a "#"."""
    anchor = make_anchor(text)
    assert not re.search(r"""[\s"'<>&#%`=]|--""", anchor)
    assert not anchor or anchor[0] == "_" or anchor[0].isalpha()


@given(
    made_of("search", "sd-", "d-none", "position", "align-", "left", " ", "report-", "-", "{", "é")
)
def test_classes(text: str) -> None:
    """No class that a report asks for takes anything out of its place, or hides it."""
    names = report_classes(text.split())
    for name in names:
        assert re.fullmatch("[a-z0-9-]+", name)
        assert not re.match(r"sd-(d|position|hide|animate|stretched)-|search|head", name)
    assert report_classes(names) == names


HTML = made_of(
    *("<b>", "</b>", "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>"),
    *("<li>", "<a href=javascript:x>", "<a href='/x'>", "</a>", "<img src=x onerror=y>", "<br>"),
    "<script>",
    *("</script>", "<!--", "-->", "<", ">", "&lt;", "&#106;avascript", '"', "'", "=", "/", "\n"),
    *("<svg onload=x>", "<style>", "<iframe src=", "<details>", "<summary>", "<h1>", "<hr>"),
    *("<ol start=", "<td colspan=", "<a href='java", "script:x'>", "<figure>", "<figcaption>"),
)


@given(HTML)
@pytest.mark.parametrize("inline", [True, False])
def test_html(inline: bool, html: str) -> None:
    """Any HTML becomes nodes: none of them raw, no link to a script, no line that isn't there."""
    raw = nodes.raw("", html, format="html")
    raw.line = 1
    holder = nodes.section("", nodes.paragraph("", "before ", raw) if inline else raw)
    problems = replace_html(holder, lambda _source, line: line)
    assert not list(holder.findall(nodes.raw))
    for reference in holder.findall(nodes.reference):
        scheme = url_scheme(unquote(reference["refuri"]))
        assert scheme in {*URL_SCHEMES, ""}
    for image in holder.findall(nodes.image):
        assert set(image.attributes) <= {*nodes.image("").attributes, "uri", "alt", "align"} | {
            "width",
            "height",
        }
    assert all(1 <= told.line <= html.count("\n") + 1 for told in problems)
