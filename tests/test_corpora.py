"""Real reports of four events, unchanged: properties of any such page."""

from __future__ import annotations

import csv
import re
import shutil
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest
from conftest import Project, headings_of, text_of
from docutils import nodes
from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built

SITES = [
    "freebsd-2020q2/site",
    "freebsd-2020q2/site-fm",
    "fury-2023/site",
    "mirage-2017-march/site",
    "mirage-2017-march/site-fm",
    "ropensci-unconf18/site",
]
UNREADABLE = {"bc-dc.md": 7}
WITH_AUTHORS = [site for site in SITES if site.endswith("-fm") or site.startswith("ropensci")]


class Site(NamedTuple):
    """A project that holds a corpus's files."""

    name: str
    project: Project
    html: Built
    """Built once for all tests of a process."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(site, marks=pytest.mark.xdist_group(site)) for site in SITES],
)
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, corpora: Path
) -> Site:
    """Return a project that holds a corpus's files, built."""
    project = fill(Project(tmp_path_factory.mktemp("site").resolve()), corpora, request.param)
    return Site(request.param, project, build(project, "html"))


def fill(project: Project, corpora: Path, name: str) -> Project:
    """Copy a corpus into *project*, with the organiser's words where there are some."""
    source = corpora / name
    shutil.copytree(source, project.srcdir, dirs_exist_ok=True)
    intro, outro = (
        (source / part).read_text("utf-8") if (source / part).exists() else ""
        for part in ("intro.md", "outro.md")
    )
    page = f"# The event\n\n{intro}\n\n```{{roundup}} reports/\n```\n\n{outro}\n\nPAGE-END\n"
    project.write({"index.md": page})
    return project


def build(project: Project, builder: str) -> Built:
    """Build a corpus; its own words may be warned of, so warnings are looked at apart."""
    excluded = ["reports", "intro.md", "outro.md"]
    return project.build(builder, warnings=None, exclude_patterns=excluded)


def report_files(project: Project) -> list[str]:
    """Return the names of the report files."""
    return sorted(p.name for p in (project.srcdir / "reports").iterdir())


def test_each_report_is_one_section(site: Site) -> None:
    """Each file becomes exactly one section, and no two ids of the page are the same."""
    page = site.html.page()
    assert len(page.reports()) == len(report_files(site.project))
    assert [i for i, count in Counter(page.ids).items() if count > 1] == []
    assert page.dangling() == []
    assert "PAGE-END" in page.text


@pytest.mark.parametrize("builder", ["html", "latex", "text"])
def test_warnings_name_reports(site: Site, builder: str) -> None:
    """Every warning names a report's own file and a line that it has."""
    built = site.html if builder == "html" else build(site.project, builder)
    for warning in built.warnings:
        if warning.startswith("index.md:"):  # the organiser's own words
            continue
        match = re.match(r"reports/([^:]+):(\d+): (WARNING|ERROR): ", warning)
        assert match, warning
        lines = (site.project.srcdir / "reports" / match[1]).read_bytes().splitlines()
        assert 1 <= int(match[2]) <= len(lines), warning


def test_every_author_is_named_once(site: Site, corpora: Path) -> None:
    """Every author stands in the heading, title or byline of each report of theirs."""
    if site.name not in WITH_AUTHORS:
        return
    page = site.html.page()
    with (corpora / site.name).parent.joinpath("MAP.tsv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    shown: Counter[str] = Counter()
    for section in page.reports():
        heading = headings_of(section)[0][1]
        below = page.by_class("roundup-title", section) + page.by_class("roundup-byline", section)
        byline = " ".join(map(text_of, below))
        for author in {a for row in rows for a in row["authors"].split("; ") if a}:
            shown[author] += plain(author) in plain(f"{heading} | {byline}")
    expected = Counter(
        author
        for row in rows
        if row["file"] not in UNREADABLE
        for author in row["authors"].split("; ")
        if author
    )
    wrong = {a: (shown[a], n) for a, n in expected.items() if shown[a] < n}
    assert wrong == {}


def plain(text: str) -> str:
    """Return *text* without what typography adds."""
    return unicodedata.normalize("NFC", text).replace("’", "'")


def test_underline_traps_are_paragraphs(site: Site) -> None:
    """A row of hyphens under a last paragraph is a rule, and the first is told at its line."""
    built = site.html
    trapped = {w.split(": WARNING")[0] for w in built.warnings if "row of hyphens" in w}
    expected, honest = set(), []
    for path in sorted((site.project.srcdir / "reports").glob("*.md")):
        if path.name not in UNREADABLE:
            lines, headings = underlined(path.read_text("utf-8"))
            expected |= {f"reports/{path.name}:{line}" for line in lines}
            honest += headings
    assert trapped <= expected
    assert bool(trapped) == bool(expected)
    headings = {title for _tag, title in headings_of(built.page().root)}
    lines = {text_of(e) for e in built.page().by_class("roundup-title")}
    assert [h for h in honest if plain(h) not in {plain(t) for t in headings | lines}] == []


def underlined(text: str) -> tuple[list[int], list[str]]:
    """Return the lines of traps and the words of honest headings, seen by eye's rule."""
    body = re.sub(r"\A---\n.*?\n---\n", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    body = re.sub(
        r"^```.*?^```", lambda m: "\n" * m[0].count("\n"), body, flags=re.MULTILINE | re.DOTALL
    )
    lines = body.split("\n")
    traps, honest = [], []
    for number, line in enumerate(lines):
        before = lines[number - 1].strip() if number else ""
        if not re.fullmatch(r"-{2,}\s*", line) or not before or before.startswith(("|", "#", ">")):
            continue
        last = not "".join(lines[number + 1 :]).strip()
        if last or before.endswith((".", "!")):
            traps.append(number + 1)
        else:
            honest.append(before.replace("`", ""))
    return traps, honest


def test_local_images_are_on_the_page(site: Site) -> None:
    """Every image of a report that exists in the project is shown."""
    srcdir = site.project.srcdir
    published = set(site.html.env.images)
    for path in sorted((srcdir / "reports").iterdir()):
        text = path.read_bytes().decode("utf-8", "replace")
        pattern = r"!\[[^\]]*\]\(([^)\s]+)|<img[^>]+src=[\"']([^\"']+)|(?:image|figure):: (\S+)"
        for match in re.finditer(pattern, text):
            name = next(filter(None, match.groups()))
            for folder in (srcdir, path.parent):
                image = folder / name.lstrip("/")
                if image.is_file() and is_image(image):
                    assert str(image.relative_to(srcdir)) in published


def is_image(path: Path) -> bool:
    """Say whether a file is an image; some corpora hold a line of text in its place."""
    try:
        with Image.open(path):
            return True
    except UnidentifiedImageError:
        return False


def test_broken_encoding_costs_one_report(site: Site) -> None:
    """A Latin-1 file costs itself alone: a heading, and an error at its line."""
    about_it = [w for w in site.html.warnings if w.startswith("reports/bc-dc.md:")]
    assert len(about_it) == site.name.startswith("freebsd")
    for warning in about_it:
        assert "UTF-8" in warning
        page = site.html.page()
        assert len(page.by_class("roundup-missing")) == 1
        assert any("bc-dc" in title for _tag, title in headings_of(page.root))


def test_closing_words_stand_apart(site: Site) -> None:
    """The organiser's closing words follow a rule, behind the last report."""
    (closing,) = site.html.doctree().findall(
        lambda n: isinstance(n, nodes.container) and "roundup-closing" in n["classes"]
    )
    assert isinstance(closing.parent[closing.parent.index(closing) - 1], nodes.transition)
    assert "booked for next year" in closing.astext() or "PAGE-END" in closing.astext()
