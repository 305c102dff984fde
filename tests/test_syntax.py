"""Markdown of GitHub and of other generators shows as the reference says."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from conftest import picture, text_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from conftest import Built, Project

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "docs/reference/syntax.yml").read_text("utf-8")
)
NAMED = [(f"{number}-{index}", case) for number, group in enumerate(CASES.values())
         for index, case in enumerate(group)]  # fmt: skip


@pytest.fixture
def built(project: Project) -> Built:
    """Return the build of one page with a report for each case."""
    project.write({
        "reports/bob.md": "---\nslug: bobs-week\n---\n# Bob\n\nHi.\n\n## Plan\n\nText.\n",
        "reports/data.csv": "a,b\n",
        **{f"reports/{name}.png": picture("PNG", (40, 30)) for name in ("boat", "dark")},
        **{f"reports/case-{name}.md": f"# Case {name}\n\n{case['write']}" for name, case in NAMED},
    })  # fmt: skip
    return project.build(warnings=None, roundup_roster="none")


def test_syntax(built: Built) -> None:
    """Each case of the reference shows the words, elements and warnings that it names."""
    page = built.page()
    wrong = []
    for name, case in NAMED:
        report = page.report(f"case-{name}")
        words = text_of(report).removeprefix(f"Case {name}").strip()
        found = [re.sub(r".*?: WARNING: ", "", w) for w in built.warnings if f"case-{name}.md" in w]
        expected = [case["warning"]] if "warning" in case else []
        lacking = Counter(case.get("elements", "").split()) - Counter(names_in(report))
        told = len(found) == len(expected) and all(
            e in f for e, f in zip(expected, found, strict=True)
        )
        if words != case["words"] or lacking or not told:
            wrong.append((case["feature"], words, [*lacking], found))
    assert wrong == []
    assert page.dangling() == []


def names_in(report: Element) -> list[str]:
    """Return the names of the elements in a report, alone and with each class."""
    return [
        f"{each.tag}{name}"
        for each in report.iter()
        if "headerlink" not in (each.get("class") or "")
        for name in ("", *(f".{name}" for name in (each.get("class") or "").split()))
    ]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("What's *new*?", "whats-new"),
        ("⚙️ Set-up & _go_", "\N{VARIATION SELECTOR-16}-set-up--go"),
        (":rocket: Go", "rocket-go"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("x_y `z²`", "x_y-z²"),
        ("Middle <a id=mid></a>", "middle-"),
    ],
)
def test_anchors(project: Project, heading: str, anchor: str) -> None:
    """A heading has the anchor that GitHub gives it, in any case, with the prefix or without."""
    forms = (anchor, anchor.upper(), f"user-content-{anchor}")
    links = " ".join(f"[x](#{form})" for form in forms)
    project.write({"reports/ana.md": f"# Ana\n\n{links}\n\n## {heading}\n\nText.\n"})
    page = project.build().page()
    hrefs = {a.get("href") for a in page.all("a", page.report("ana")) if text_of(a) == "x"}
    assert len(hrefs) == 1
    assert page.dangling() == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![a](boat.png#gh-dark-mode-only)", ["boat"]),
        ("![a](boat.png#gh-dark-mode-only) ![b](sea.png#gh-light-mode-only)", ["sea"]),
        ("![a](boat.png#only-dark) ![b](sea.png#only-light)", ["sea"]),
        (
            (
                "[![a](boat.png#gh-dark-mode-only)](https://x.example) words"
                " <img src='sea.png#gh-light-mode-only' alt=b>"
            ),
            ["sea"],
        ),
    ],
)
def test_dark_and_light(project: Project, text: str, shown: list[str]) -> None:
    """Of a dark and a light picture the light one is shown, without an empty link."""
    pictures = {f"reports/{name}.png": picture("PNG", (40, 30)) for name in ("boat", "sea")}
    project.write({**pictures, "reports/ana.md": f"# Ana\n\n{text}\n"})
    page = project.build().page()
    report = page.report("ana")
    sources = [each.get("src") or "" for each in page.all("img", report)]
    assert [Path(source).stem.partition("-")[0] for source in sources] == shown
    assert not [a for a in page.all("a", report) if a.get("href") == "https://x.example"]


def test_without_the_list_of_emoji(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package that lists emoji, their names are shown."""
    monkeypatch.setitem(sys.modules, "emoji", None)
    project.write({"reports/ana.md": "# Ana\n\nHi :tada:\n"})
    assert "Hi :tada:" in project.build().page().text
