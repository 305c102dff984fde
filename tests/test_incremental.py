"""A page is read again when its reports change, and only then."""

from __future__ import annotations

import datetime as dt
import gc
import os
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from conftest import picture

from sphinx_roundup.page import directive

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

ANA = "---\nauthor: Ana\n---\nHello from Ana.\n"
BOB = "---\nauthor: Bob\n---\nHello from Bob.\n"
PNG = picture("PNG")


@pytest.fixture
def built(project: Project) -> Project:
    """Return a project that was built once."""
    project.write(
        {"reports/ana.md": ANA, "reports/bob.md": BOB, "other.md": "---\norphan:\n---\n# Other\n"}
    )
    project.build()
    return project


def changes(built: Built) -> str:
    """Return what Sphinx says of the pages that it reads again."""
    (line,) = [s for s in built.status.splitlines() if "added," in s]
    return line.partition(": ")[2].removeprefix("[new config] ").strip()


NOTHING = "0 added, 0 changed, 0 removed"
ONE = "0 added, 1 changed, 0 removed"


def test_touch_is_no_change(built: Project) -> None:
    """A file that is only newer has not changed: content decides."""
    os.utime(built.srcdir / "reports/ana.md")
    assert changes(built.build()) == NOTHING


def edit(project: Project) -> None:
    """Edit a report, its time put back to long ago."""
    project.write({"reports/ana.md": ANA + "Something new.\n"})
    os.utime(project.srcdir / "reports/ana.md", (1, 1))


def add(project: Project) -> None:
    """Add a report."""
    project.write({"reports/sub/chris.md": "---\nauthor: Chris\n---\nSomething new.\n"})


def describe(project: Project) -> None:
    """Add fields beside a report."""
    project.write({"reports/ana.meta": ".. title: Something new.\n"})


def rename(project: Project) -> None:
    """Rename a report."""
    (project.srcdir / "reports/bob.md").rename(project.srcdir / "reports/robert.md")


def remove(project: Project) -> None:
    """Remove a report."""
    (project.srcdir / "reports/bob.md").unlink()


@pytest.mark.parametrize("change", [edit, add, describe, rename, remove])
def test_change_shows(built: Project, change: Callable[[Project], None]) -> None:
    """An edited, added, renamed or removed report reads its page again, and then no more."""
    change(built)
    again = built.build()
    assert changes(again) == ONE
    text = again.page().text
    assert ("Something new." in text) == (change in {edit, add, describe})
    assert ("Hello from Bob." in text) == (change is not remove)
    assert changes(built.build()) == NOTHING


def test_last_day_is_over(built: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that asks for reports until a day is read again after it, once, and asks no more."""
    config = {"roundup_edit_url": "https://github.com/me/p/edit/main/{path}"}
    page = "# Spring\n\n```{roundup} reports/\n:ask: until 2026-06-01\n```\n"
    built.write({"index.md": page})
    shown = []
    for day in ("05-31", "06-01", "06-02", "06-03"):
        now = dt.datetime.fromisoformat(f"2026-{day}T12:00+00:00").timestamp()
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(now)))
        again = built.build(**config)
        shown.append((len(again.page().by_class("roundup-ask")), changes(again)))
    assert shown[1:] == [(1, NOTHING), (0, ONE), (0, NOTHING)]


def test_edit_that_is_taken_back(built: Project) -> None:
    """A page whose report was edited and edited back has the bytes of the first build."""
    before = built.build(fresh=True).read("index.html")
    edit(built)
    assert built.build().read("index.html") != before
    built.write({"reports/ana.md": ANA})
    assert built.build().read("index.html") == before


def test_warnings_come_again(built: Project) -> None:
    """A page that is read again has the warnings of all its reports, at the same lines."""
    built.write({"reports/bob.md": BOB + "\n{nonsense}`x`\n\nText\n---\n"})
    first = built.build(warnings=2).warnings
    edit(built)
    assert built.build(warnings=2).warnings == first


def test_report_that_changes_while_it_is_read(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that is edited while its page is read is compared with what was there before."""
    edit(built)
    read_report = directive.read_report

    def late(*args: Any) -> Any:
        built.write({"reports/ana.md": ANA + "Something newer.\n"})
        return read_report(*args)

    with monkeypatch.context() as racing:
        racing.setattr(directive, "read_report", late)
        built.build()
    again = built.build()
    assert changes(again) == ONE
    assert "Something newer." in again.page().text


@pytest.mark.slow
def test_many_builds_in_one_process(built: Project) -> None:
    """Nothing of a build stays behind in the process."""
    environments: weakref.WeakSet[Any] = weakref.WeakSet()
    for _ in range(5):
        environments.add(built.build(fresh=True).env)
    gc.collect()
    # Sphinx's log and docutils' parser know one each: the last and the first that they met.
    assert len(environments) <= 2


def test_missing_image_arrives(built: Project) -> None:
    """A page whose report asked for an image in vain is read again once it is there."""
    built.write({"reports/ana.md": ANA + "\n![A camel](camel.png)\n"})
    assert len(built.build(warnings=1).env.images) == 0
    assert changes(built.build()) == NOTHING
    built.write({"reports/camel.png": PNG})
    again = built.build()
    assert changes(again) == ONE
    assert "reports/camel.png" in again.env.images


PORTRAITS = {
    "index.md": "# Spring\n\n```{roundup} reports/\n:roster: cards\n:image: event.png\n```\n",
    "list.md": "---\norphan: true\n---\n# List\n\n```{roundup-events}\n```\n\n"
    "```{roundup-people}\n```\n",
    "people.yml": "ana: {avatar: ana.png}\ncyd: {avatar: cyd.png, listed: true}\n",
    "reports/ana.md": "---\nauthor: ana\n---\nHi.",
    "reports/bob.md": "---\nauthor: Bob\navatar: bob.png\n---\nHi.",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ana.png", "cyd.png", "reports/bob.png", "event.png"])
def test_portrait_comes_and_goes(project: Project, name: str) -> None:
    """A portrait or an event's picture that comes or goes shows as in a fresh build."""
    config = {"roundup_people": "people.yml"}
    pictures = dict.fromkeys(("ana.png", "cyd.png", "reports/bob.png", "event.png"), PNG)
    project.write(PORTRAITS | pictures)
    project.build(**config)

    def images(*, fresh: bool) -> list[str | None]:
        built = project.build(warnings=None, fresh=fresh, **config)
        pages = [built.page(page) for page in ("index", "list")]
        return [image.get("src") for page in pages for image in page.all("img")]

    (project.srcdir / name).unlink()
    without = images(fresh=False)
    assert without == images(fresh=True)
    assert not any(src and src.endswith(f"/{name.rpartition('/')[2]}") for src in without)
    project.write({name: PNG})
    again = images(fresh=False)
    assert again == images(fresh=True)
    assert len(again) > len(without)
    assert changes(project.build(**config)) == NOTHING


@pytest.mark.slow
def test_parallel_equals_serial(project: Project) -> None:
    """Four readers and writers give the same pages as one, and keep what they remember."""
    for number in range(8):
        page = f"# Event {number}\n\n```{{roundup}} reports-{number}/\n```\n\nPAGE-END\n"
        project.write({f"page-{number}.md": page, f"reports-{number}/ana.md": ANA})
    toctree = "# Events\n\n```{toctree}\n:glob:\npage-*\n```\n"
    project.write({"index.md": toctree})
    config = {"exclude_patterns": ["reports*"]}
    names = [f"page-{number}.html" for number in range(8)]
    serial = project.build(fresh=True, **config)
    expected = {name: serial.read(name) for name in names}
    parallel = project.build(fresh=True, parallel=4, **config)
    assert {name: parallel.read(name) for name in names} == expected
    assert sorted(parallel.env.get_domain("roundup").data["watched_files"]) == sorted(
        serial.env.get_domain("roundup").data["watched_files"]
    )
    project.write({"reports-3/ana.md": ANA + "Something new.\n"})
    again = project.build(parallel=4, **config)
    assert changes(again) == ONE
    assert "Something new." in again.page("page-3").text


def test_directive_goes(built: Project) -> None:
    """A page without its directive forgets the reports."""
    built.write({"index.md": "# Spring retreat\n\nPAGE-END\n"})
    domain = built.build().env.get_domain("roundup")
    assert domain.data["watched_files"] == domain.data["locations"] == {}
