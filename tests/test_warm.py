"""What is kept of one build for the next changes how long that takes, and nothing else."""

from __future__ import annotations

import gc
import os
import time
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from conftest import CONF
from docutils import nodes

from sphinx_roundup.page import keeping
from sphinx_roundup.parsing import cache, shelf, surroundings

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project

REPORTS = {
    "ana.md": "---\nauthor: Ana\n---\n\n## What I did\n\nHello @bob.[^1]\n\n[^1]: A note.\n",
    "bob.md": "---\nauthor: {name: Bob, github: bob}\n---\n\n- [x] done\n\n```{note}\nWell.\n```\n",
    "cyd.rst": ":author: Cyd\n\nWhat I did\n----------\n\nSee [1]_ and |x|.\n\n"
    ".. |x| replace:: *this*\n.. [1] A note.\n",
    "dan.md": "---\nauthor: Dan\n---\n\n{nonsense}`x`\n\nText\n---\n",
}
WARNINGS = 2
"""Of dan.md."""


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the name of each report that is parsed."""
    names: list[str] = []
    parse_report = cache.parse_report

    def parse(report: Any, *args: Any) -> Any:
        names.append(Path(report.filename).name)
        return parse_report(report, *args)

    monkeypatch.setattr(cache, "parse_report", parse)
    return names


def output(built: Built) -> dict[str, bytes]:
    """Return the pages that a builder wrote, and the inventory.

    Not the search index, in which Sphinx leaves the words of earlier builds.
    """
    files = [*built.outdir.rglob("*.html"), built.outdir / "objects.inv"]
    return {path.name: path.read_bytes() for path in files}


def shelves(project: Project) -> list[Path]:
    """Return the files in which something is kept."""
    return sorted((project.srcdir / "_build" / "doctrees" / "roundup" / "reports").glob("*"))


def edit(project: Project, name: str = "ana.md", more: str = "\nMore.\n") -> None:
    """Let somebody write more."""
    path = project.srcdir / "reports" / name
    path.write_text(path.read_text("utf-8") + more, "utf-8")


# -- Nothing else changes ----------------------------------------------------------------


def test_page_is_the_same(project: Project, parsed: list[str]) -> None:
    """A cold, a warm, an edited-and-edited-back and a parallel build give the same bytes."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    project.write({"other.md": "# Other\n\n```{roundup} others/\n```\n", "others/eve.md": "Hi."})
    cold = output(project.build(warnings=None))
    assert len(parsed) == len(REPORTS) + 1
    warm = output(project.build(fresh=True, warnings=None))
    assert len(parsed) == len(REPORTS) + 1
    edit(project)
    assert output(project.build(warnings=None)) != cold
    project.write({"reports/ana.md": REPORTS["ana.md"]})
    back = output(project.build(warnings=None))
    assert parsed[len(REPORTS) + 1 :] == ["ana.md", "ana.md"]
    parallel = output(project.build(fresh=True, warnings=None, parallel=4))
    assert cold == warm == back == parallel


def test_doctree_is_the_same(project: Project) -> None:
    """What comes from the disk is the same tree, with the same places for messages."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})

    def tree(built: Built) -> list[tuple[str, str | None, int | None]]:
        document = built.doctree()
        return [(str(n), n.source, n.line) for n in document.findall(nodes.Element)]

    assert tree(project.build(warnings=None)) == tree(project.build(warnings=None, fresh=True))


def test_warnings_come_again(project: Project) -> None:
    """A report that isn't parsed again is still warned of, at its line."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    first = project.build(warnings=WARNINGS).warnings
    edit(project)
    assert project.build(warnings=WARNINGS).warnings == first
    assert project.build(fresh=True, warnings=WARNINGS).warnings == first


# -- Who uses it -------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["basic", "furo"])
def test_other_builders(project: Project, parsed: list[str], theme: str) -> None:
    """Latex after html parses what was edited between them, whatever the theme declares."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    project.write({"conf.py": CONF.replace("basic", theme)})
    project.build(warnings=None)
    edit(project)
    parsed.clear()
    project.build("latex", warnings=None)
    assert parsed == ["ana.md"]


def test_other_pages(project: Project, parsed: list[str]) -> None:
    """A page that shows a report of another's takes what was kept for that one."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    project.build(warnings=None)
    parsed.clear()
    project.write({"more.md": "---\norphan: true\n---\n# More\n\n```{roundup} reports/\n```\n"})
    project.build(warnings=None)
    assert parsed == []
    assert len(shelves(project)) == 2


# -- What is no entry --------------------------------------------------------------------


@pytest.mark.slow
def test_damaged_files(project: Project, parsed: list[str]) -> None:
    """Whatever stands in the file, the page is right, and the file mends itself."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    cold = output(project.build(warnings=None))
    (path,) = shelves(project)
    whole = path.read_bytes()
    start = int(whole[-16:])
    pickles, index, end = whole[:start], whole[start:-16], whole[-16:]
    for damaged in (
        b"",
        whole[: len(whole) // 2],
        whole[:-1],
        pickles[:-1] + bytes([pickles[-1] ^ 1]) + index + end,
        pickles + b"{}\n" + end,
        pickles + b"[1]\n" + end,
        pickles + b'{"x": 1}\n' + end,
        pickles + b'{"x": [1, 1e999, "y"]}\n' + end,
        pickles + b"{" + index + end,
        pickles + index.replace(b"[", b"[-") + end,
        pickles + index + b"%16d" % -1,
        b"x" + whole[1:],
    ):
        path.write_bytes(damaged)
        parsed.clear()
        assert output(project.build(fresh=True, warnings=None)) == cold
        assert parsed
        parsed.clear()
        project.build(fresh=True, warnings=None)
        assert parsed == []


def test_foreign_entries(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Something else under a key, or a pickle of what isn't there any more, is no entry."""
    path = tmp_path / "page.shelf"
    written = shelf.Shelf(path, {})
    written.keep("number", 3)
    written.keep("function", lambda: None)  # can't be pickled
    written._write("gone", b"cnowhere\nNothing\n.")
    index = written.save()
    assert index.keys() == shelf.read_index(path).keys() == {"number", "gone"}
    found = shelf.Shelf(path, {path: index})
    assert found.find("number", int) == 3
    assert found.find("number", str) is None
    assert found.find("gone", object) is None
    assert found.find("function", object) is None
    found.close()
    assert not caplog.records


def test_entries_of_a_page_that_is_written_now(tmp_path: Path) -> None:
    """What another build replaces or removes while this one reads is no entry, and no error."""
    ours, theirs = tmp_path / "ours.shelf", tmp_path / "theirs.shelf"
    first = shelf.Shelf(theirs, {})
    first.keep("x", "a")
    index = first.save()
    here = shelf.Shelf(ours, {theirs: index})
    assert here.find("x", str) == "a"
    here.close()
    second = shelf.Shelf(theirs, {})
    second.keep("y", "much longer than before" * 9)
    second.save()
    late = shelf.Shelf(ours, {theirs: index})
    assert late.find("x", str) is None
    late.close()
    theirs.unlink()
    assert shelf.Shelf(ours, {theirs: index}).find("x", str) is None
    assert shelf.read_index(theirs) == {}


def test_two_builds_at_once(project: Project, parsed: list[str]) -> None:
    """A build that began before another ended takes nothing of it for its own."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    built = project.build(warnings=None)
    env = built.env
    keeping.open_cache(built.app)
    early = keeping.get_cache(env)
    edit(project)
    page = output(project.build(warnings=None))
    env.current_document.docname = "index"
    assert early.read(env, "reports/bob.md", "other").filename == "reports/bob.md"
    early.save("index")  # and puts its own in the place of theirs
    parsed.clear()
    edit(project, "bob.md", "")
    assert output(project.build(fresh=True, warnings=None)) == page
    assert not [path for path in shelves(project) if path.suffix == ".new"]


def test_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that can't be written to costs time, and nothing else."""

    def refuse(path: Path, *_args: object) -> NoReturn:  # as the system does, but for root
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(Path, "open", refuse)
    full = shelf.Shelf(tmp_path / "page.shelf", {})
    full.keep("x", 1)
    full.save()
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_full_disk(tmp_path: Path) -> None:
    """What can't be written isn't there, and nobody is told."""
    (tmp_path / "file").write_text("no folder")
    full = shelf.Shelf(tmp_path / "file" / "page.shelf", {})
    full.keep("x", 1)
    full.save()
    assert shelf.read_index(tmp_path / "file" / "page.shelf") == {}
    (tmp_path / "folder.shelf").mkdir()
    blocked = shelf.Shelf(tmp_path / "folder.shelf", {})
    blocked.keep("x", 1)
    assert blocked.save() == {}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.shelf"]


# -- What is never kept ------------------------------------------------------------------


HOST = """
from docutils.parsers.rst import Directive
from docutils import nodes
class Host(Directive):
    def run(self):
        return [nodes.paragraph("", "host")]
def host(name, rawtext, text, lineno, inliner, options={}, content=[]):
    return [nodes.literal(rawtext, text)], []
def setup(app):
    app.add_directive("host", Host)
    app.add_directive("tip", Host, override=True)
    app.add_role("host", host)
    app.add_role("kbd", host, override=True)
roundup_allowed_directives = ["host", "only"]
roundup_allowed_roles = ["host", "download"]
"""


@pytest.mark.parametrize(
    "text",
    [
        "```{host}\n```",
        "```{tip}\n```",
        "```{only} html\nx\n```",
        "{host}`x`",
        "{kbd}`x`",
        "{download}`ana.md`",
        "{external+python:ref}`x`",
        "<inv:python#x>",
    ],
)
def test_what_hangs_on_the_host(project: Project, parsed: list[str], text: str) -> None:
    """A report that uses what conf.py brought or allowed is parsed each time."""
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    conf += "extensions.append('sphinx.ext.intersphinx')\n"
    project.write({"conf.py": conf + HOST, "reports/ana.md": text, "reports/bob.md": "Hi."})
    for _ in range(2):
        project.build(fresh=True, warnings=None)
    assert sorted(parsed) == ["ana.md", "ana.md", "bob.md"]


def test_what_hangs_on_the_day(build: Callable[..., Built], parsed: list[str]) -> None:
    """A report with today's date in it is parsed each day; one with the version isn't."""
    reports = {"ana.rst": "It is |today|.", "bob.rst": "This is |version|."}
    for _ in range(2):
        build(reports, fresh=True)
    assert sorted(parsed) == ["ana.rst", "ana.rst", "bob.rst"]


def test_what_could_not_be_parsed(
    project: Project, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that failed is tried again; it may have been for want of memory."""
    project.write({"reports/ana.md": "Hello."})
    with monkeypatch.context() as broken:
        broken.setattr("sphinx_roundup.parsing.parse.fill", lambda *_: 1 / 0)
        project.build(warnings=1)
    project.build(fresh=True)
    assert parsed == ["ana.md", "ana.md"]


def test_report_that_changes_while_it_is_read(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read isn't kept under the fingerprint that the file had a moment ago."""
    project.write({"reports/ana.md": "Old."})
    read_report = cache.read_report

    def late(*args: Any) -> Any:
        project.write({"reports/ana.md": "New."})
        return read_report(*args)

    with monkeypatch.context() as racing:
        racing.setattr(cache, "read_report", late)
        assert "New." in project.build().page().text
    project.write({"reports/ana.md": "Old."})
    assert "Old." in project.build(fresh=True).page().text


# -- What the key names ------------------------------------------------------------------


def rebuilt(project: Project, parsed: list[str], **config: Any) -> bool:
    """Say whether another build parses the report again."""
    parsed.clear()
    project.build(fresh=True, warnings=None, **config)
    return bool(parsed)


def test_configuration_and_programs(
    project: Project, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another setting, version, conf.py, name or title is another result."""
    project.write({"reports/ana.md": "Hello."})
    assert rebuilt(project, parsed)
    assert not rebuilt(project, parsed)
    assert rebuilt(project, parsed, roundup_dollarmath=True)
    assert rebuilt(project, parsed, language="pt")
    assert not rebuilt(project, parsed, language="pt")
    assert not rebuilt(project, parsed, language="pt", html_title="x")
    project.write({"docutils.conf": "[general]\ntab_width: 3\n"})
    assert rebuilt(project, parsed)
    project.write({"conf.py": (project.srcdir / "conf.py").read_text("utf-8") + "# more\n"})
    assert rebuilt(project, parsed)
    for text in ("---\nauthor: Bob\n---\nHello.", "---\ntitle: Hello\n---\nHello.", "Hello!"):
        project.write({"reports/ana.md": text})
        assert rebuilt(project, parsed)
    monkeypatch.setattr(surroundings, "version", lambda _name: "0")
    assert rebuilt(project, parsed)


def test_catalogue(project: Project, parsed: list[str]) -> None:
    """Another translation is another result."""
    import gettext

    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    project.write({"reports/ana.md": "Hello."})
    folder = project.srcdir / "locale" / "pt" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for words in ("Olá.", "Viva."):
        catalogue = Catalog("pt")
        catalogue.add("Hello.", words)
        with (folder / "index.mo").open("wb") as stream:
            write_mo(stream, catalogue)
        vars(gettext)["_translations"].clear()  # which Python keeps as long as the process runs
        config = {"language": "pt", "locale_dirs": ["locale"], "gettext_auto_build": False}
        assert rebuilt(project, parsed, **config)
        assert words in project.build(warnings=None, **config).page().text


def test_extension_of_the_host(
    project: Project, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change in an extension that has no version is one of the project's."""
    monkeypatch.syspath_prepend(str(project.srcdir))
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    extensions = "extensions += ['roundup_package', 'roundup_module']\n"
    project.write({"reports/ana.md": "Hello.", "conf.py": conf + extensions})
    setup = "def setup(app): pass\n"
    project.write({"roundup_module.py": setup, "roundup_package/__init__.py": setup})
    for name in ("roundup_module.py", "roundup_package/other.py"):
        assert rebuilt(project, parsed)
        assert not rebuilt(project, parsed)
        project.write({name: setup + "# more\n"})
    assert rebuilt(project, parsed)
    monkeypatch.setattr("roundup_module.setup", lambda _app: {"version": "1"})
    assert rebuilt(project, parsed)
    project.write({"roundup_module.py": setup + "# of the same version\n"})
    assert not rebuilt(project, parsed)


def test_transforms_of_the_host(project: Project, parsed: list[str]) -> None:
    """A transform that conf.py brings counts, and is no hindrance."""
    transform = (
        "from sphinx.transforms import SphinxTransform\n"
        "class Host(SphinxTransform):\n    default_priority = 30\n    def apply(self): pass\n"
        "def setup(app):\n    app.add_transform(Host)\n"
    )
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"reports/ana.md": "Hello.", "conf.py": conf + transform})
    assert rebuilt(project, parsed)
    assert not rebuilt(project, parsed)


def test_values_without_a_name(project: Project, parsed: list[str]) -> None:
    """Where a setting is nothing that can be named, nothing is kept, and the page is right."""
    setup = "def setup(app):\n    app.add_config_value('odd', __import__('os'), 'env')\n"
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"reports/ana.md": "Hello.", "conf.py": conf + setup})
    for _ in range(2):
        assert "Hello." in project.build(fresh=True, warnings=None).page().text
    assert parsed == ["ana.md", "ana.md"]


def test_names_of_values() -> None:
    """Values of all kinds have names that differ where they do, whatever their order in memory."""
    name = surroundings._name_value
    values = [1, "1", True, None, [1, "a"], {"a": 1}, {1, 2}, Path("a"), len, Path, b"x"]
    assert len({name(value) for value in values}) == len(values)
    assert name({"b", "a", "c"}) == name({"c", "b", "a"})
    assert name((1, 2)) == name([1, 2])
    with pytest.raises(surroundings.Unnamable):
        name(x for x in ())


def test_project_without_configuration(tmp_path: Path) -> None:
    """A project that is set up by the command line alone has no conf.py to be named."""
    assert not surroundings._digest_file(tmp_path / "conf.py")


# -- What doesn't stay -------------------------------------------------------------------


def test_what_nobody_uses(project: Project) -> None:
    """What no page is made of is removed, and so is what a killed build left."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    project.write({"more.md": "---\norphan: true\n---\n# More\n\n```{roundup} reports/\n```\n"})
    project.build(warnings=None)
    first, second = shelves(project)
    size = first.stat().st_size + second.stat().st_size
    killed, running = first.with_suffix(".1.new"), first.with_suffix(".2.new")
    killed.write_text("half")
    running.write_text("half")
    os.utime(killed, (time.time() - 9999,) * 2)
    (project.srcdir / "more.md").unlink()
    edit(project)
    project.build(warnings=None)
    assert running in shelves(project)
    assert len(shelves(project)) == 2
    running.unlink()
    (left,) = shelves(project)
    assert left.stat().st_size < size


def test_failed_build_keeps_what_it_has(project: Project, parsed: list[str]) -> None:
    """A build that fails later leaves what it has parsed to the next one."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    failing = "import os\ndef fail(app, env):\n    if 'FAIL' in os.environ:\n        1 / 0\n"
    connect = "def setup(app):\n    app.connect('env-updated', fail)\n"
    project.write({"conf.py": conf + failing + connect})
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("FAIL", "1")
        with pytest.raises(Exception, match="division"):
            project.build(warnings=None)
    parsed.clear()
    project.build(warnings=None)
    assert parsed == []


def test_page_that_cannot_be_read(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that fails while it reads a page leaves nothing half written."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    with monkeypatch.context() as broken:
        broken.setattr("sphinx_roundup.page.join.build_section", lambda *_args, **_kw: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            project.build(warnings=None)
    assert shelves(project) == []


@pytest.mark.slow
def test_many_builds_in_one_process(project: Project) -> None:
    """Nothing of a build stays behind in the process."""
    project.write({f"reports/{name}": text for name, text in REPORTS.items()})
    gc.collect()
    before = list(keeping._caches)
    environments: weakref.WeakSet[Any] = weakref.WeakSet()
    for _ in range(5):
        built = project.build(warnings=None, fresh=True)
        environments.add(built.env)
        assert not keeping.get_cache(built.env)._shelves
        del built
    gc.collect()
    # Sphinx's log and docutils' parser know one each: the last and the first that they met.
    assert len(environments) <= 2
    assert set(keeping._caches) <= set(environments) | set(before)
