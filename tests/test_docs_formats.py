"""The documentation as Read the Docs builds it: four formats, one folder of doctrees."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml
from conftest import Page
from documentation import DOCS, ROOT, copy_docs

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("docs_formats")]

# As in doc_builder/backends/sphinx.py of https://github.com/readthedocs/readthedocs.org: the
# working folder is that of conf.py, and only the first one is told to fail on warnings. For a
# PDF they go on with latexmk, which test_pdf.py runs on reports.
COMMANDS = {
    "html": "-T -W --keep-going -b html -d _build/doctrees -D language=en . {out}/html",
    "htmlzip": "-T -b singlehtml -d _build/doctrees -D language=en . {out}/htmlzip",
    "epub": "-T -b epub -d _build/doctrees -D language=en . {out}/epub",
    "pdf": "-T -b latex -d _build/doctrees -D language=en . {out}/pdf",
}
CONFIGURATIONS = [ROOT / ".readthedocs.yaml", DOCS / "examples" / "readthedocs.yaml"]


class Format(NamedTuple):
    """What came of a format's command."""

    folder: Path
    status: int
    said: str
    warned: str


@pytest.fixture(scope="module")
def formats(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Format]:
    """Return the documentation in all formats, made one after the other."""
    docs = copy_docs(tmp_path_factory.mktemp("readthedocs"))
    out = docs.parent / "output"
    environment = os.environ | {"READTHEDOCS": "True", "READTHEDOCS_OUTPUT": str(out)}
    done = {}
    for name, options in COMMANDS.items():
        command = [sys.executable, "-m", "sphinx", *options.format(out=out).split()]
        ran = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=docs, env=environment
        )
        done[name] = Format(out / name, ran.returncode, ran.stdout, ran.stderr)
    return done


@pytest.mark.parametrize("name", COMMANDS)
def test_builds_without_a_warning(formats: dict[str, Format], name: str) -> None:
    """Each format is made, and none has anything to say of it."""
    assert formats[name].status == 0, formats[name].warned
    assert formats[name].warned == ""


@pytest.mark.parametrize("name", ["htmlzip", "epub", "pdf"])
def test_reads_nothing_twice(formats: dict[str, Format], name: str) -> None:
    """The formats behind the first read no page but the gallery, which looks for pictures."""
    assert "0 added, 1 changed, 0 removed" in formats[name].said


def test_html_has_the_samples(formats: dict[str, Format]) -> None:
    """A sample's page has its reports, their pictures and who was there."""
    page = Page((formats["html"].folder / "samples" / "cards.html").read_text("utf-8"))
    assert len(page.reports()) == 3
    assert page.by_class("roundup-cards")
    assert "follows the directive" in "".join(page.by_class("roundup-closing")[0].itertext())
    (picture,) = page.all("img", page.report("ana"))
    assert (formats["html"].folder / "samples" / picture.get("src", "")).resolve().is_file()


def test_one_page_has_all(formats: dict[str, Format]) -> None:
    """The single page holds every report of the samples."""
    whole = Page((formats["htmlzip"].folder / "index.html").read_text("utf-8"))
    assert len(whole.reports()) >= 18


def test_book_and_paper_have_the_samples(formats: dict[str, Format]) -> None:
    """The e-book has the page of a sample, and LaTeX its words and its picture."""
    (book,) = formats["epub"].folder.glob("*.epub")
    with zipfile.ZipFile(book) as files:
        assert "We built a tide gauge" in files.read("samples/cards.xhtml").decode()
    (source,) = formats["pdf"].folder.glob("*.tex")
    text = source.read_text("utf-8")
    assert "We built a tide gauge" in text
    assert r"\setmainfont{FreeSerif}" in text
    assert (formats["pdf"].folder / "latexmkrc").is_file()


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=["ours", "template"])
def test_configuration(path: Path) -> None:
    """What Read the Docs is told has the keys that it knows, and names a conf.py."""
    told = yaml.safe_load(path.read_text("utf-8"))
    known = {"version", "build", "sphinx", "python", "formats"}
    assert told["version"] == 2
    assert set(told) <= known  # it refuses others
    assert told["sphinx"]["configuration"] == "docs/conf.py"
    assert set(told["formats"]) <= set(COMMANDS)


def test_warnings_fail_our_build_alone() -> None:
    """Our documentation is perfect or red; a user's preview isn't red for a missing alt text."""
    ours, theirs = (yaml.safe_load(path.read_text("utf-8")) for path in CONFIGURATIONS)
    assert ours["sphinx"]["fail_on_warning"] is True
    assert theirs["sphinx"]["fail_on_warning"] is False
    assert set(ours["formats"]) == {"htmlzip", "pdf", "epub"}


def _workflow(name: str) -> Any:
    return yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))


def test_who_may_publish() -> None:
    """One job may prove to PyPI who it is, and may do nothing else; the others may only read."""
    release = _workflow("release.yml")
    rights = {name: job["permissions"] for name, job in release["jobs"].items()}
    assert rights == {"build": {"contents": "read"}, "publish": {"id-token": "write"}}
    assert release["permissions"] == {}
    assert _workflow("ci.yml")["permissions"] == {"contents": "read"}


def test_strangers_build_without_rights() -> None:
    """The workflow that the documentation gives to users runs strangers' branches with no right."""
    text = (DOCS / "examples" / "reports.yml").read_text("utf-8")
    told = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - as text: YAML 1.1 takes "on" for true
    assert set(told["on"]) == {"pull_request"}
    assert told["permissions"] == {"contents": "read"}
    (job,) = told["jobs"].values()
    assert "permissions" not in job
    assert job["steps"][0]["with"]["persist-credentials"] == "false"


def test_continuous_tests_run_what_there_is() -> None:
    """The environments that GitHub runs are those of tox.ini."""
    tox = configparser.ConfigParser(interpolation=None)
    tox.read(ROOT / "tox.ini", "utf-8")
    named = {each.strip() for each in tox["tox"]["env_list"].split(",")}
    named |= {section.removeprefix("testenv:") for section in tox.sections()}
    jobs = [*_workflow("ci.yml")["jobs"].values(), _workflow("newest.yml")["jobs"]["tests"]]
    for job in jobs:
        matrix = job["strategy"]["matrix"]
        run = set(matrix.get("env", [])) or {each["env"] for each in matrix["include"]}
        assert run <= named


def test_newest_packages() -> None:
    """Once a week the tests run without pins, and only what opens an issue may write."""
    newest = _workflow("newest.yml")
    assert newest["permissions"] == {"contents": "read"}
    assert {name: job.get("permissions") for name, job in newest["jobs"].items()} == {
        "tests": None,
        "report": {"issues": "write"},
    }
    assert {"run": "truncate --size 0 constraints*.txt"}.items() <= next(
        step for step in newest["jobs"]["tests"]["steps"] if step.get("name") == "Pin nothing"
    ).items()
