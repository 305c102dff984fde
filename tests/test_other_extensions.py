"""Other extensions and the host's own pages behave the same with the extension."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Built, Project

REPORTS = {
    "reports/ana.md": "---\nauthor: Ana\n---\n\nHello @bob.\n",
    "reports/bob.md": "---\nauthor: {name: Bob, github: bob}\n---\n\nHello.\n",
}
EXTENSION = "roundup_other_extension"


def _with_extension(project: Project, monkeypatch: pytest.MonkeyPatch, code: str) -> list[str]:
    """Write another extension; return what a project with both has as ``extensions``."""
    project.write({f"{EXTENSION}.py": code} | REPORTS)
    monkeypatch.syspath_prepend(project.srcdir)
    monkeypatch.delitem(sys.modules, EXTENSION, raising=False)
    return ["myst_parser", EXTENSION, "sphinx_roundup"]


# -- What they log -----------------------------------------------------------------------

SLIPS = {
    "cpp": ".. cpp:function:: void f(int a\n",
    "c": ".. c:function:: void f(int a\n",
    "operator": ".. cpp:class:: A<\n\n.. cpp:member:: int operator\n",
    "no page": ":doc:`nowhere` and |nothing|\n",
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
@pytest.mark.parametrize("page", ["", "\n```{roundup} reports/\n```\n"])
def test_slip_on_a_page_of_the_host(project: Project, slip: str, page: str) -> None:
    """A declaration with a slip in it is warned of as with Sphinx alone."""
    project.write(REPORTS | {"index.md": f"# Retreat\n{page}"})
    project.write({"api.rst": f":orphan:\n\nAPI\n===\n\n{slip}"})
    ours = project.build(warnings=None).warnings
    project.write({"index.md": "# Retreat\n"})
    theirs = project.build(warnings=None, fresh=True, extensions=["myst_parser"]).warnings
    assert ours == theirs != []


LOGGING = """
from sphinx.util import logging
logger = logging.getLogger("other")
class Odd:
    def __str__(self):
        return "odd"
def warn(app, env):
    {call}
def setup(app):
    app.connect("env-check-consistency", warn)
"""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ('logger.warning("page %d is odd", "index")', None),
        ('logger.warning("%s and %s", "one")', None),
        ("logger.warning(Odd())", "odd"),
        ('logger.warning(ValueError("value"))', "value"),
        ("logger.warning(7)", "7"),
        ("logger.warning(None)", "None"),
        ('logger.warning("100% odd")', "100% odd"),
        ('logger.warning(b"bytes", location="reports/ana.md:1")', "bytes"),
    ],
)
def test_messages_of_others(
    project: Project, monkeypatch: pytest.MonkeyPatch, call: str, told: str | None
) -> None:
    """A message of another extension that is odd, or no text at all, ends no build."""
    extensions = _with_extension(project, monkeypatch, LOGGING.replace("{call}", call))
    with monkeypatch.context() as patched:
        patched.setattr("logging.raiseExceptions", False)  # which is for a terminal
        built = project.build(warnings=None, extensions=extensions)
    assert "Hello" in built.page().text
    assert [told] == [told for line in built.warnings if told and told in line] or told is None


# -- What they ask -----------------------------------------------------------------------

ASKING = """
def ask(app, *args):
    known = [name for name, *_ in app.env.get_domain("roundup").get_objects()]
    asked.append((EVENT, len(known)))
    app.env.get_domain("roundup").directory.everybody("index")
def setup(app):
    app.connect(EVENT, ask, priority=PRIORITY)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
asked = []
"""


def _pages(built: Built, number: int) -> list[str]:
    return [built.read("index.html"), *(built.read(f"page-{n}.html") for n in range(number))]


@pytest.mark.parametrize("priority", [1, 999])
@pytest.mark.parametrize("event", ["env-merge-info", "doctree-read", "env-purge-doc"])
def test_objects_while_pages_are_read(
    project: Project, monkeypatch: pytest.MonkeyPatch, event: str, priority: int
) -> None:
    """Who asks for people and reports before all pages are read changes no answer."""
    code = f"EVENT, PRIORITY = {event!r}, {priority}\n{ASKING}"
    extensions = _with_extension(project, monkeypatch, code)
    number = 8  # from five on, Sphinx reads in parallel
    for n in range(number):
        project.write(
            {
                f"page-{n}.md": f"# Page {n}\n\n```{{roundup}} r{n}/\n:date: 2025-10-1{n}\n```\n",
                f"r{n}/ana.md": f"---\nauthor: Ana {n}\n---\n\nHello @bob.\n",
            }
        )
    lists = "```{roundup-people}\n```\n\n```{roundup-events}\n```\n\n"
    toctree = "```{toctree}\n:glob:\npage-*\n```\n"
    project.write({"index.md": f"# Retreats\n\n```{{roundup}} reports/\n```\n\n{lists}{toctree}"})
    config = {"exclude_patterns": ["r*/*"], "parallel": 2}
    built = project.build(extensions=extensions, **config)
    asked = sys.modules[EXTENSION].asked  # type: ignore[attr-defined] # as written above
    assert bool(asked) == (event != "doctree-read")  # which other processes have
    pages = _pages(built, number)
    again = project.build(extensions=extensions, **config)
    assert "0 added, 0 changed, 0 removed" in again.status
    plain = project.build(fresh=True, extensions=["myst_parser", "sphinx_roundup"], **config)
    assert _pages(plain, number) == pages


COPYING = """
copies = []
def copy(app, env):
    copies.append(env.master_doctree.deepcopy())
def setup(app):
    app.connect("env-check-consistency", copy)
    app.connect("write-started", lambda app, builder: copy(app, app.env))
"""


def test_copy_of_the_root_page(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The root page's tree can be copied and asked as that of any other page."""
    extensions = _with_extension(project, monkeypatch, COPYING)
    project.write({"index.md": "# P\n\n```{toctree}\n```\n\n```{roundup} reports/\n```\n"})
    built = project.build(extensions=extensions)
    whole = built.doctree().pformat()
    copies = sys.modules[EXTENSION].copies  # type: ignore[attr-defined] # as written above
    assert [copy.pformat() for copy in copies] == [whole, whole]


# -- What they leave for the end of the process ------------------------------------------

LATE = """
import atexit, gc, sys
class Late:
    def __init__(self, path):
        self.me = self  # the collector alone can take it away
        self.path = path
    def __del__(self):
        with open(self.path, "w") as stream:
            stream.write("late words")
def setup(app):
    Late(str(app.srcdir) + "/late.txt")
    threshold, stdout = gc.get_threshold(), sys.stdout
    def tell():
        print("at the end", gc.get_threshold() == threshold, gc.get_freeze_count())
    atexit.register(tell)
    stdout.write("no line end")
"""


def test_words_at_the_end_of_the_process(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others print, or have in a buffer, when the process ends is all there."""
    extensions = _with_extension(project, monkeypatch, LATE)
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write(
        {"conf.py": f"{conf}import sys\nsys.path.insert(0, '.')\nextensions = {extensions}\n"}
    )
    command = [sys.executable, "-m", "sphinx", "-q", ".", "_build/html"]
    run = subprocess.run(command, cwd=project.srcdir, capture_output=True, text=True, check=True)
    assert run.stdout.endswith("at the end True 0\n")
    assert "no line end" in run.stdout
    assert (project.srcdir / "late.txt").read_text("utf-8") == "late words"


# -- What both of them show --------------------------------------------------------------


@pytest.mark.parametrize("syntax", ["{download}`x <reports/n.zip>`", "![own](reports/p.png)"])
def test_file_of_a_page_and_a_report(project: Project, png: bytes, syntax: str) -> None:
    """A file that a page and a report give stays when the report gives it no more."""
    project.write(REPORTS | {"reports/n.zip": "n", "reports/p.png": png})
    project.write({"other.md": f"---\norphan: true\n---\n\n# Other\n\n{syntax}\n"})
    project.write({"reports/ana.md": "Hello. [n](n.zip) ![A](p.png)\n"})
    project.build()
    project.write({"reports/ana.md": "Hello.\n"})
    built = project.build()
    page = built.page("other")
    links = [a.get("href", "") for a in page.all("a") if "download" in (a.get("class") or "")]
    links += [image.get("src", "") for image in page.all("img")]
    assert [link for link in links if (built.outdir / link).is_file()] == links != []
