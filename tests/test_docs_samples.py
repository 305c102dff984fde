"""The samples in the documentation work as described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Project, picture
from documentation import DOCS, Sample, build_docs, samples_of
from docutils import nodes
from markdown_it import MarkdownIt

from sphinx_roundup.config import VALUES, check_config_values
from sphinx_roundup.extension import RoundupDirective
from sphinx_roundup.reports import read_fields, read_people_file, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import SimpleNamespace

    from conftest import Built

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("docs_samples")]

OPTION = re.compile(r":([a-z]+): *(.*)")


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return the documentation."""
    return build_docs(tmp_path_factory.mktemp("docs"))


@pytest.fixture(scope="module")
def samples(docs: Built) -> list[Sample]:
    """Return all blocks of code."""
    names = sorted(docs.env.found_docs)
    return [sample for name in names for sample in samples_of(docs.doctree(name), name)]


def test_front_matter(samples: list[Sample], tmp_path: Path) -> None:
    """What the documentation shows at the top of a report is understood."""
    heads = [s for s in samples if s.text.startswith("---\n") and s.language in {"md", "yaml"}]
    assert len(heads) > 8
    for number, sample in enumerate(heads):
        (tmp_path / f"{number}.md").write_text(f"{sample.text}\nText.\n", "utf-8")
        report = read_report(tmp_path, f"{number}.md")
        assert report.problems == (), sample
        assert report.lines, sample


def test_field_lists(samples: list[Sample]) -> None:
    """What it shows at the top of a report in reST is understood, too."""
    heads = [s for s in samples if s.language == "rst" and s.text.startswith(":")]
    assert heads
    for sample in heads:
        found = read_fields(sample.text, "rst")
        assert found.problems == (), sample
        assert found.fields, sample


def test_links_to_a_new_file(samples: list[Sample], tmp_path: Path) -> None:
    """The address that opens GitHub's editor fills in what a report may begin with."""
    addresses = [s.text.strip() for s in samples if "&value=" in s.text]
    assert addresses
    for address in addresses:
        asked = parse_qs(urlsplit(address).query)
        (name,), (text,) = asked["filename"], asked["value"]
        (tmp_path / name).write_text(f"{text}Text.\n", "utf-8")
        report = read_report(tmp_path, name)
        assert report.problems == ()
        assert [author.name for author in report.authors] == ["YOUR NAME"]


def test_people_files(samples: list[Sample], tmp_path: Path) -> None:
    """What it calls a people file is one."""
    files = [s for s in samples if s.caption.endswith("people.yml")]
    assert len(files) >= 3
    for sample in files:
        (tmp_path / "people.yml").write_text(sample.text, "utf-8")
        found = read_people_file(tmp_path, "people.yml")
        assert found.problems == (), sample
        assert found.people, sample


def test_settings(samples: list[Sample]) -> None:
    """What it puts into conf.py are values that exist, set as they may be."""
    files = [s for s in samples if s.language == "python" and s.caption.endswith("conf.py")]
    assert len(files) > 10
    for sample in files:
        given: dict[str, object] = {}
        exec(compile(sample.text, sample.docname, "exec"), {}, given)  # noqa: S102 - our own
        ours = {name: value for name, value in given.items() if name.startswith("roundup_")}
        assert ours.keys() <= VALUES.keys(), sample
        check_config_values(None, _settings(given))  # type: ignore[arg-type] # the app isn't looked at


def _settings(given: dict[str, object]) -> SimpleNamespace:
    class Settings(dict[str, object]):
        __getattr__ = dict.__getitem__

    return Settings({name: value.default for name, value in VALUES.items()} | given)  # type: ignore[return-value]


def directives_in(text: str) -> Iterator[dict[str, str]]:
    """Give the options of each ``roundup`` in a sample."""
    for token in MarkdownIt().parse(text):
        if token.type == "fence" and token.info.startswith("{roundup}"):
            lines = token.content.splitlines()
            yield {m[1]: m[2] for line in lines if (m := OPTION.fullmatch(line))}
    for match in re.finditer(r"^\.\. roundup::.*\n((?:   .*\n)*)", text, re.MULTILINE):
        lines = [line.strip() for line in match[1].splitlines()]
        yield {m[1]: m[2] for line in lines if (m := OPTION.fullmatch(line))}


def test_options(samples: list[Sample]) -> None:
    """The directives that it shows have options that exist, with values that they take."""
    found = [(s, options) for s in samples for options in directives_in(s.text)]
    assert len(found) > 15
    for sample, options in found:
        for name, value in options.items():
            assert name in RoundupDirective.option_spec, sample
            RoundupDirective.option_spec[name](value)


def test_sources_of_the_samples(samples: list[Sample]) -> None:
    """The directive that a page of samples shows is the one that made it."""
    for path in (DOCS / "samples").glob("*.md"):
        text = path.read_text("utf-8")
        shown = [
            o for s in samples if s.docname == f"samples/{path.stem}" for o in directives_in(s.text)
        ]
        assert shown == list(directives_in(text)), path.name


def test_quoted_warnings(docs: Built, project: Project) -> None:
    """The warnings that the guide for a folder of reports quotes are those of a build."""
    page = docs.doctree("how-to/bring-a-folder")
    quoted = [term.astext().removesuffix(" ...") for term in page.findall(nodes.term)]
    report = b"![A boat](Boat.jpg)\n\n![](boat.jpg)\n\n![A](https://a.example/b.png)\n\n"
    report += b"[a](/blog/2025)\n\nWe came home late, and slept.\n---\n"
    files = {"ana.md": report, "bob.md": b"Caf\xe9.\n"}
    files |= {"Eve Smith.docx": b"PK\x03\x04", "boat.jpg": picture("JPEG")}
    project.write({f"reports/{name}": content for name, content in files.items()})
    warned = "\n".join(project.build(exclude_patterns=["reports/bob.md"], warnings=None).warnings)
    assert len(quoted) == 8
    assert [words for words in quoted if words not in warned] == []


# -- The tutorial ------------------------------------------------------------------------


def test_tutorial(docs: Built, tmp_path: Path) -> None:
    """Who does what the tutorial says gets what it says, from an empty folder on."""
    folder = tmp_path.resolve()
    boat = folder / "docs/retreat/reports/bob/boat.jpg"
    boat.parent.mkdir(parents=True)
    boat.write_bytes((DOCS / "examples/boat.jpg").read_bytes())
    warned = []
    for sample in samples_of(docs.doctree("tutorial"), "tutorial"):
        if sample.caption:
            path = folder / sample.caption
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(sample.text, "utf-8")
        elif "WARNING" in sample.text:
            warned = build_tutorial(folder, warnings=1).warnings
            assert f"docs/{warned[0]}\n" == sample.text
    assert warned
    built = build_tutorial(folder, warnings=0)
    page = built.page("retreat")
    assert {"ana", "ana-ferreira", "bob", "bob-jones"} <= set(page.ids)
    assert len([e for e in page.by_class("roundup-person") if e.tag == "li"]) == 3
    (mentioned,) = page.by_class("roundup-mentions", page.report("bob"))
    assert "".join(mentioned.itertext()) == "Mentioned by Ana Ferreira"
    assert (folder / ".readthedocs.yaml").is_file()


def build_tutorial(folder: Path, *, warnings: int) -> Built:
    """Build what the tutorial has made so far."""
    return Project(folder / "docs", {}).build(html_theme="basic", warnings=warnings)
