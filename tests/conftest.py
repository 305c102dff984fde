"""Projects on disk, built as a user builds them."""

from __future__ import annotations

import cProfile
import io
import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import html5lib
import pytest
from jinja2 import BytecodeCache
from PIL import Image
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.testing.util import SphinxTestApp

from sphinx_roundup import log
from sphinx_roundup.commands.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import CodeType
    from xml.etree.ElementTree import Element

    from checked import Check
    from docutils import nodes
    from jinja2.bccache import Bucket
    from oracle import Listener, Stage

pytest.register_assert_rewrite("oracle")

CORPORA = Path(
    os.environ.get("ROUNDUP_CORPORA")
    or Path(__file__).resolve().parents[1].parent / "shared" / "corpora"
)

EXAMPLE = Path(__file__).resolve().parents[1] / "example_site"

CONF = """\
extensions = ["myst_parser", "sphinx_design", "sphinx_roundup"]
exclude_patterns = ["reports"]
html_theme = "basic"
source_suffix = {".rst": "restructuredtext"}  # Sphinx fills its default, for all builds
copyright = "2025, everybody"
version = "1"
"""
PAGE_MD = """\
# Spring retreat

Hello from the organiser.

```{roundup} reports/
```

PAGE-END
"""
PAGE_RST = """\
Spring retreat
==============

Hello from the organiser.

.. roundup:: reports/

PAGE-END
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read the real reports."""
    for item in items:
        if "corpora" in getattr(item, "fixturenames", ()):
            item.add_marker("corpora")


@pytest.fixture
def each_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let builds report each warning by itself, also where several have the same cause."""
    monkeypatch.setattr(log, "merge_problems", lambda places: [[place] for place in places])


class Page:
    """A page as a browser reads it."""

    def __init__(self, html: str) -> None:
        self.root: Element = html5lib.parse(html, namespaceHTMLElements=False)

    @property
    def text(self) -> str:
        """What a reader sees, blanks folded."""
        return text_of(self.root.find("body"))

    @property
    def ids(self) -> list[str]:
        """Every id, in the order of the page."""
        return [e.get("id") for e in self.root.iter() if e.get("id")]

    def by_id(self, id_: str) -> Element:
        """Return the element with an id, which must be there once."""
        (found,) = [e for e in self.root.iter() if e.get("id") == id_]
        return found

    def by_class(self, name: str, within: Element | None = None) -> list[Element]:
        """Return the elements of a class."""
        start = self.root if within is None else within
        return [e for e in start.iter() if name in (e.get("class") or "").split()]

    def all(self, tag: str, within: Element | None = None) -> list[Element]:
        """Return the elements with a tag."""
        return list((self.root if within is None else within).iter(tag))

    def reports(self) -> list[Element]:
        """Return the sections of the reports."""
        return [e for e in self.by_class("roundup-report") if e.tag == "section"]

    def report(self, id_: str) -> Element:
        """Return the section of the report that an anchor leads to."""
        target = self.by_id(id_)
        (found,) = [s for s in self.reports() if s is target or target in list(s.iter())]
        return found

    def mentioned_by(self, id_: str) -> list[tuple[str, str]]:
        """Return who mentions whom an anchor belongs to, and where."""
        lines = self.by_class("roundup-mentions", self.report(id_))
        return [("".join(a.itertext()), a.get("href", "")) for p in lines for a in self.all("a", p)]

    def dangling(self) -> list[str]:
        """Return the links of reports within the page that lead nowhere."""
        ids = set(self.ids)
        hrefs = [a.get("href", "") for report in self.reports() for a in self.all("a", report)]
        return [h for h in hrefs if h.startswith("#") and len(h) > 1 and h[1:] not in ids]


def text_of(element: Element) -> str:
    """Return the text of an element, blanks folded, without decoration and what is no text."""
    parts: list[str] = []

    def collect(node: Element) -> None:
        is_link = "headerlink" in (node.get("class") or "")
        if node.tag in {"script", "style", "title"} or is_link or node.get("aria-hidden"):
            return
        parts.append(node.text or "")
        for child in node:
            if isinstance(child.tag, str):
                collect(child)
            parts.append(child.tail or "")

    collect(element)
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def headings_of(element: Element) -> list[tuple[str, str]]:
    """Return the headings in an element: tag and text."""
    return [(e.tag, text_of(e)) for e in element.iter() if re.fullmatch(r"h\d", str(e.tag))]


def without_colours(text: str) -> str:
    """Return what was printed, without terminal codes."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


class CompiledTemplates(BytecodeCache):
    """The templates of Sphinx and of themes, which take half of a small build to compile."""

    def __init__(self) -> None:
        self.compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that an earlier build has compiled."""
        bucket.code = self.compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template for later builds."""
        assert bucket.code
        self.compiled[bucket.key, bucket.checksum] = bucket.code


class Templates(BuiltinTemplateLoader):
    """Sphinx's own template bridge, with templates compiled once in a process."""

    cache = CompiledTemplates()

    def init(self, *args: Any, **kwargs: Any) -> None:
        """Share the compiled templates with the other builds."""
        super().init(*args, **kwargs)
        self.environment.bytecode_cache = self.cache


def count_calls(function: Callable[..., object], *arguments: object) -> int:
    """Return how many functions *function* calls, those written in C included.

    The same work is always the same number, on a busy machine, too.
    """
    profile = cProfile.Profile()
    profile.runcall(function, *arguments)
    return sum(entry.callcount for entry in profile.getstats())


class Built:
    """A finished build."""

    def __init__(self, app: SphinxTestApp, warnings: list[str]) -> None:
        self.app = app
        self.env = app.env
        self.outdir = Path(app.outdir)
        self.warnings = warnings
        self.status = without_colours(app.status.getvalue())

    def page(self, docname: str = "index") -> Page:
        """Return a page of an html builder."""
        return Page((self.outdir / f"{docname}.html").read_text("utf-8"))

    def doctree(self, docname: str = "index") -> nodes.document:
        """Return a page's tree as it was read."""
        return self.app.env.get_doctree(docname)

    def read(self, pattern: str) -> str:
        """Return a file of the output, the only one of its name."""
        (path,) = self.outdir.glob(pattern)
        return path.read_text("utf-8")


class Project:
    """A source folder with the three lines of the README in it, and some reports."""

    def __init__(
        self, srcdir: Path, files: Mapping[str, str] = {"conf.py": CONF, "index.md": PAGE_MD}
    ) -> None:
        self.srcdir = srcdir
        self.write(files)

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files below the source folder; an ``index.rst`` replaces the ``index.md``."""
        if "index.rst" in files:
            (self.srcdir / "index.md").unlink(missing_ok=True)
        for name, content in files.items():
            path = self.srcdir / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, "utf-8")

    def build(
        self,
        builder: str = "html",
        *,
        warnings: int | None = 0,
        parallel: int = 0,
        fresh: bool = False,
        **config: Any,
    ) -> Built:
        """Build the project; fail unless it warns as often as expected (``None``: never mind)."""
        stream = io.StringIO()
        app = SphinxTestApp(
            builder,
            srcdir=self.srcdir,
            builddir=self.srcdir / "_build",
            freshenv=fresh,
            confoverrides={"template_bridge": "conftest.Templates", **config},
            warning=stream,
            status=io.StringIO(),
            parallel=parallel,
        )
        try:
            app.build()
        finally:
            app.cleanup()
        told = without_colours(stream.getvalue()).splitlines()
        told = [line.replace(f"{self.srcdir}/", "") for line in told if line.strip()]
        if warnings is not None:
            assert len(told) == warnings, "\n".join(told)
        return Built(app, told)


def copy_example(folder: Path) -> Project:
    """Copy the example site into a folder."""
    ignored = shutil.ignore_patterns("_build", "__pycache__")
    return Project(Path(shutil.copytree(EXAMPLE, folder / "example", ignore=ignored)), {})


def require(*programs: str) -> None:
    """Skip a test for which a program is missing; where everything must run, let it fail."""
    if missing := [program for program in programs if not shutil.which(program)]:
        message = f"not installed, see .ci/run: {', '.join(missing)}"
        if os.environ.get("ROUNDUP_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project to write reports into, and to build."""
    srcdir = tmp_path / "src"
    srcdir.mkdir()
    return Project(srcdir.resolve())


@pytest.fixture
def build(project: Project) -> Callable[..., Built]:
    """Return a function that writes reports and builds: ``build({"ana.md": "..."})``."""

    def write_and_build(reports: Mapping[str, str | bytes], **kwargs: Any) -> Built:
        project.write({f"reports/{name}": content for name, content in reports.items()})
        return project.build(**kwargs)

    return write_and_build


def each_alone(cases: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a report for each suffix and text: ``r0.md``, ``r1.rst`` and so on."""
    return {f"r{number}.{suffix}": text for number, (suffix, text) in enumerate(cases)}


def told_of(built: Built, name: str) -> list[str]:
    """Return the warnings about a report by its file's name."""
    return [line for line in built.warnings if line.startswith(f"reports/{name}:")]


def picture(kind: str, size: tuple[int, int] = (4, 3), mode: str = "RGB") -> bytes:
    """Return a picture as a file's bytes."""
    stream = io.BytesIO()
    Image.new(mode, size).save(stream, kind)
    return stream.getvalue()


@pytest.fixture(scope="session")
def listener() -> Iterator[Listener]:
    """Return a server that nobody may ask for anything."""
    from oracle import Listener

    listening = Listener()
    yield listening
    listening.close()


@pytest.fixture
def stage(project: Project, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a project that waits for a bad report."""
    from oracle import Stage

    monkeypatch.setenv("ROUNDUP_SECRET", "ENVSECRET123")
    return Stage(project, listener)


@pytest.fixture
def srcdir(tmp_path: Path) -> Path:
    """Return an empty source folder, beside a file that isn't in it."""
    (tmp_path / "secret.txt").write_text("CANARY-FILE", "utf-8")
    path = tmp_path / "docs"
    path.mkdir()
    return path


@pytest.fixture
def write(srcdir: Path) -> Callable[..., None]:
    """Return a function that writes files into it: ``write("r/ana.md", "r/bob.md")``."""

    def write_files(*filenames: str, content: str | bytes = "Some words.\n") -> None:
        for filename in filenames:
            path = srcdir / filename
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return write_files


@pytest.fixture(scope="session")
def png() -> bytes:
    """Return a small picture."""
    return picture("PNG")


@pytest.fixture(scope="session")
def corpora() -> Path:
    """Return the folder of real reports, which the project doesn't contain."""
    if not CORPORA.is_dir():
        pytest.skip("no corpora: name their folder in ROUNDUP_CORPORA")
    return CORPORA


class Ran(NamedTuple):
    """What came of a command."""

    status: int
    out: str
    err: str


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Return a function that runs a command in the test's own folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Ran:
        try:
            status = main(arguments)
        except SystemExit as end:  # argparse's own
            status = int(end.code or 0)
        return Ran(status, *capsys.readouterr())

    return run


@pytest.fixture
def check(project: Project, command: Callable[..., Ran]) -> Check:
    """Return the command ``check`` for the project."""
    from checked import Check

    return Check(project, command)
