"""Every command on a copy of the example site."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from sphinx_roundup.commands import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Ran

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "example_site"


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder with their content."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of the example, which is not the working folder."""
    left_out = shutil.ignore_patterns("_build", "__pycache__")
    return Path(shutil.copytree(EXAMPLE, tmp_path / "site", ignore=left_out))


def test_check(site: Path, command: Callable[..., Ran]) -> None:
    """All reports are checked; nothing is lost, and nothing is written."""
    before = files_of(site)
    ran = command("check", "site", "--format", "json")
    found = json.loads(ran.out)
    assert (ran.status, found["lost"], found["mended"]) == (0, 0, 0)
    assert len(found["reports"]) == 21
    assert "site/spring-2026/reports/pole.rst" in found["reports"]
    assert files_of(site) == before


def test_status(site: Path, command: Callable[..., Ran]) -> None:
    """The people of a page are listed, with links to the published site."""
    before = files_of(site)
    ran = command("status", "site/spring-2026.md", "--format", "json")
    table = json.loads(ran.out)
    assert (ran.status, table["page"], table["title"]) == (0, "spring-2026", "Spring retreat 2026")
    people = {each["handle"]: each for each in table["people"]}
    assert people["ana"]["state"] == "written"
    assert people["ana"]["link"] == "https://tidelark.example.org/spring-2026.html#ana"
    assert people["kenji"]["reports"] == people["yoshio"]["reports"]
    assert people["marit"]["state"] == "missing"
    assert files_of(site) == before


def test_new(site: Path, command: Callable[..., Ran]) -> None:
    """A new report is where the page gathers it, and its author is missing until it has words."""
    ran = command("new", "dulce", "--folder", "site/autumn-2025/reports")
    path = site / "autumn-2025/reports/dulce.md"
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("Wrote site/autumn-2025/reports/dulce.md, for Dulce Machava.\n")
    assert "@dulce" in command("status", "site/autumn-2025.md", "--missing").out.split()
    path.write_text(path.read_text("utf-8") + "\nI rowed.\n", "utf-8")
    assert "@dulce" not in command("status", "site/autumn-2025.md", "--missing").out.split()
    found = json.loads(command("check", str(path), "--format", "json").out)["findings"]
    assert {each["kind"] for each in found} == {"advice.template", "advice.short"}


@pytest.mark.usefixtures("site")
def test_people(command: Callable[..., Ran]) -> None:
    """The authors of the reports get entries; those of the project are its pages' reports."""
    ran = command("people", "--from", "site")
    entries = yaml.safe_load(ran.out)
    assert (ran.status, entries["sofie"]) == (0, "Sofie Brandt")
    assert "api.md" not in ran.err
    some = yaml.safe_load(command("people", "--from", "site/spring-2026/reports").out)
    assert set(some) < set(entries)


def test_find(site: Path, command: Callable[..., Ran]) -> None:
    """A person is found in the people file and in reports."""
    before = files_of(site)
    ran = command("find", "ana", "--source", "site")
    assert (ran.status, ran.err) == (0, "")
    files = {line.partition(":")[0] for line in ran.out.splitlines()}
    assert {"site/people.yml", "site/spring-2026/reports/ana.md"} <= files
    assert files_of(site) == before


def test_fetch(site: Path, command: Callable[..., Ran]) -> None:
    """The reports show no picture of another host; one that does is found."""
    ran = command("fetch", "site", "--dry-run")
    assert ran == (0, "no picture of another host in 21 reports\n", "")
    with (site / "spring-2026/reports/ana.md").open("a", encoding="utf-8") as file:
        file.write("\n![A boat](https://host.example/boat.jpg)\n")
    ran = command("fetch", "site/spring-2026", "--dry-run")
    assert ran.status == 0
    assert ran.out.endswith("would ask for https://host.example/boat.jpg\n")


def test_split(site: Path, command: Callable[..., Ran]) -> None:
    """A page that was put together by hand becomes a page and reports in the project."""
    page = site / "by-hand.md"
    names = ("Ana Ferreira", "Sofie Brandt", "Lena Hofstetter")
    parts = [f"## {name}\n\nA day at sea.\n" for name in names]
    page.write_text("# By hand\n\n" + "\n".join(parts), "utf-8")
    asked = ("split", "site/by-hand.md", "--names", "site/people.yml")
    assert command(*asked).status == 0
    assert not (site / "by-hand").exists()
    assert command(*asked, "--write").status == 0
    written = {path.name for path in (site / "by-hand/reports").iterdir()}
    assert written == {"ana-ferreira.md", "sofie-brandt.md", "lena-hofstetter.md"}
    table = json.loads(command("status", "site/by-hand.md", "--format", "json").out)
    assert {each["handle"] for each in table["people"] if each["state"] == "written"} == {
        *("ana", "sofie", "lena"),
    }


def test_all_commands() -> None:
    """No command is without a test on the example."""
    tests = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert set(cli.COMMANDS) <= tests
