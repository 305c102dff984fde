"""Projects without reports, which build the same as without the extension."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import html5lib
import pytest
from conftest import without_colours

from sphinx_roundup.domain import get_roundup_domain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

    from conftest import Project

ROOTS = Path(__file__).parent / "roots"
HOSTS = ("plain", "wordy", "large", "design", "named")
QUICK = ("plain", "named")
COMMON = """
exclude_patterns = ["_*"]
copyright = "2025, somebody"
version = "1"
epub_identifier = "x"
epub_uid = "x"
html_theme = "{theme}"
extensions += {added}
"""
BUILDERS = (
    *("html", "dirhtml", "singlehtml", "epub", "latex", "text", "man", "texinfo", "gettext"),
    *("xml", "pseudoxml", "json"),
)
PLAIN_ENV = os.environ | {"SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": "0", "LC_ALL": "C"}


def write(
    folder: Path,
    host: str,
    added: list[str],
    theme: str,
    files: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Copy a host project, and write some files of one's own into it."""
    shutil.copytree(ROOTS / f"guest-{host}", folder)
    shutil.copy(ROOTS / "guest-words" / "own_words.py", folder)
    with (folder / "conf.py").open("a") as conf:
        conf.write(COMMON.format(added=added, theme=theme))
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)


BUILD = """
import sys
from sphinx.cmd.build import main
for builder in sys.argv[4:]:
    options = ["-q", "-E", "-b", builder, "-d", sys.argv[3], sys.argv[1]]
    print("BUILT", builder, main([*options, sys.argv[2] + "/" + builder]), file=sys.stderr)
"""


def sphinx(folder: Path, builders: tuple[str, ...]) -> list[str]:
    """Build with the command line; return warnings and statuses."""
    places = (str(folder.parent / name) for name in ("src", "out", "trees"))
    command = [sys.executable, "-c", BUILD, *places, *builders]
    ran = subprocess.run(command, env=PLAIN_ENV, capture_output=True, text=True, check=False)
    return without_colours(ran.stderr).replace(str(folder), "").splitlines()


def output(folder: Path) -> dict[str, bytes]:
    """Return what a build has written; of an e-book, what is in it."""
    return dict(_output(folder))


def _output(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name == ".buildinfo" or path.suffix == ".pickle":
            continue
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".epub":
            with zipfile.ZipFile(path) as book:
                for each in book.infolist():
                    yield f"{name}/{each.filename}", _plain(each.filename, book.read(each))
        else:
            # XML names the source file, and all domains.
            data = path.read_bytes().replace(str(folder.parent).encode(), b"")
            data = data.replace(b' xmlns:roundup="https://www.sphinx-doc.org/"', b"")
            yield name, _plain(name, data)


def _plain(name: str, data: bytes) -> bytes:
    """Leave out the list of extensions from the search index."""
    if name.endswith(("searchindex.js", "searchindex.json")):
        index = json.loads(data.removeprefix(b"Search.setIndex(").removesuffix(b")"))
        del index["envversion"]
        return json.dumps(index).encode()
    return data


def build_twice(tmp_path: Path, host: str, theme: str, builders: tuple[str, ...]) -> None:
    """Build a host with and without the extension by each builder, and compare all."""
    folders = {name: tmp_path / name / "src" for name in ("without", "with")}
    for name, folder in folders.items():
        write(folder, host, ["sphinx_roundup"] if name == "with" else [], theme)
    without, with_it = (sphinx(folder, builders) for folder in folders.values())
    assert with_it == without
    assert [line for line in without if line.startswith("BUILT")] == [
        f"BUILT {builder} 0" for builder in builders
    ]
    plain, ours = (output(folder.parent / "out") for folder in folders.values())
    assert ours.keys() == plain.keys()
    assert [name for name in plain if plain[name] != ours[name]] == []


@pytest.mark.slow
@pytest.mark.parametrize("host", ["wordy", "large"])
def test_same_bytes_by_every_builder(tmp_path: Path, host: str) -> None:
    """No file is more, less or different, and no warning, whatever builder it is."""
    build_twice(tmp_path, host, "alabaster", BUILDERS)


@pytest.mark.parametrize(
    "host",
    [host if host in QUICK else pytest.param(host, marks=pytest.mark.slow) for host in HOSTS],
)
def test_same_bytes(tmp_path: Path, host: str) -> None:
    """Nor is any with another theme, or in hosts with names like ours."""
    build_twice(tmp_path, host, "furo", ("html", "latex"))


def test_role_of_the_host(project: Project) -> None:
    """A role ``person`` of the project's is its own on pages; in reports it is ours."""
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\n{person}`Ana`\n"})
    project.write({"other.md": "---\norphan:\n---\n# Other\n\n{person}`Ana`\n"})
    extensions = ["myst_parser", "sphinx.ext.extlinks", "sphinx_roundup"]
    extlinks = {"person": ("https://example.org/%s", "%s")}
    built = project.build(extensions=extensions, extlinks=extlinks)
    hrefs = [a.get("href") for a in built.page("other").by_class("extlink-person")]
    assert hrefs == ["https://example.org/Ana"]
    page = built.page()
    hrefs = [a.get("href") for a in page.by_class("reference", page.report("ana"))]
    assert hrefs == ["#ana"]


def test_any_and_search_without_reports(project: Project) -> None:
    """Without a page with reports the domain finds and lists nothing, and nothing is added."""
    project.write({"index.md": "# Home\n\n{any}`there` {any}`Ana`\n\n(there)=\n## There\n"})
    built = project.build(warnings=1)
    domain = get_roundup_domain(built.env)
    assert "'any' reference target not found: Ana" in built.warnings[0]
    assert list(domain.get_objects()) == []
    assert not domain.has_writers
    assert not (built.outdir / "_static" / "roundup.css").exists()


# -- With a page with reports -------------------------------------------------------------

NAVIGATION = ("toctree-wrapper", "related", "sphinxsidebar", "sidebar-drawer", "toc-drawer")
NAVIGATION += ("related-pages",)
RETREAT = {
    "reports/ana.md": "---\nauthor: Ana\n---\nHello.\n\n## One\n\n![A net](../picture.png) @bob\n",
    "reports/bob.rst": ":author: Bob\n\n.. figure:: ../picture.png\n   :alt: A net\n\n   A net\n",
}
EXTRA = """
exclude_patterns += ["reports"]
extensions += ["sphinx_roundup", "sphinx.ext.autosectionlabel"]
latex_documents = [
    ("part/one", "one.tex", "One", "Somebody", "howto"),
    ("retreat", "retreat.tex", "Retreat", "Somebody", "howto"),
]
"""


def shown(html: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Return what a page has beside its navigation: elements in their order, with their text."""
    found = []

    def visit(element: Element) -> None:
        classes = (element.get("class") or "").split()
        is_link = element.tag == "link" and element.get("rel") in {"next", "prev"}
        if element.tag == "nav" or is_link or not set(NAVIGATION).isdisjoint(classes):
            return
        words = f"{element.text or ''}|{element.tail or ''}".strip()
        found.append((str(element.tag), dict(element.attrib), words))
        for child in element:
            visit(child)

    visit(html5lib.parse(html, namespaceHTMLElements=False))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_other_pages(tmp_path: Path, theme: str) -> None:
    """A page with reports changes nothing on the others but the ways that lead to it."""
    index = (ROOTS / "guest-large" / "index.md").read_text()
    index = index.replace("part/two\n", "part/two\nretreat\n")
    built = []
    for name, text in (("without", "Nothing."), ("with", "```{roundup} reports/\n```\n")):
        page = {"retreat.md": f"# Retreat\n\n{text}\n", "index.md": index}
        folder = tmp_path / name / "src"
        write(folder, "large", [], theme, RETREAT | page)
        with (folder / "conf.py").open("a") as stream:
            stream.write(EXTRA)
        sphinx(folder, ("html", "text", "latex"))
        built.append(output(tmp_path / name / "out"))
    without, ours = built
    others = [
        name
        for name in without
        if "retreat" not in name and not name.endswith(("searchindex.js", "genindex.html", ".inv"))
    ]
    assert {"html/part/one.html", "text/part/two.txt", "latex/one.tex"} <= set(others)
    changed = [name for name in others if ours[name] != without[name]]
    changed.remove("text/index.txt")  # its table of contents
    assert [name for name in changed if not name.endswith(".html")] == []
    for name in changed:
        assert shown(ours[name]) == shown(without[name]), name
    for name in [name for name in ours if name.endswith(".html")]:
        assert (b"roundup.css" in ours[name]) == (name == "html/retreat.html"), name
        assert (b"ld+json" in ours[name]) == (name == "html/retreat.html"), name


LOADED = """
import sys
from sphinx.cmd.build import main
folder, *builders = sys.argv[1:]
for builder in builders:
    assert main(["-q", "-b", builder, folder, folder + "/../out/" + builder]) == 0
print("LOADED", *sorted(sys.modules))
"""


def loaded(folder: Path, *builders: str) -> set[str]:
    """Build in a process of its own; return the modules that it has imported."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED, str(folder), *builders],
        env=PLAIN_ENV,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = re.findall(r"(?m)^LOADED (.*)$", ran.stdout)
    return set(line.split())


FOR_REPORTS = {
    *("commands", "context", "i18n", "links", "page", "parsing", "people", "pictures", "reports"),
    "web",
}
"""Parts of the package that only a page with reports needs."""


def test_nothing_is_imported(tmp_path: Path) -> None:
    """Without a page with reports no other package is imported."""
    modules = []
    for name, added in (("without", []), ("with", ["sphinx_roundup"])):
        write(tmp_path / name / "src", "plain", added, "alabaster")
        modules.append(loaded(tmp_path / name / "src", "html", "latex", "epub", "text"))
    without, with_it = modules
    ours = {name.split(".")[1] for name in with_it if name.startswith("sphinx_roundup.")}
    assert not ours & FOR_REPORTS
    packages = {name.partition(".")[0] for name in with_it - without}
    assert not packages & {"PIL", "babel", "markdown_it", "myst_parser", "sphinx_design", "yaml"}


def test_unchanged_build_imports_little(tmp_path: Path) -> None:
    """A build in which nothing has changed imports nothing that parses or writes pages."""
    files = {
        "index.rst": "Retreat\n=======\n\n.. roundup:: _reports\n",
        "_reports/ana.rst": ":author: Ana\n\nHello.\n",
    }
    write(tmp_path / "src", "plain", ["sphinx_roundup"], "alabaster", files)
    first, second = (loaded(tmp_path / "src", "html") for _ in range(2))
    ours = {name.split(".")[1] for name in first - second if name.startswith("sphinx_roundup.")}
    assert ours >= {"context", "i18n", "links", "page", "parsing", "people", "web"}


def test_reports_need_no_sphinx() -> None:
    """Records of reports can be read without Sphinx, docutils and MyST."""
    code = """
import pkgutil, sys, sphinx_roundup.reports as reports
for module in pkgutil.iter_modules(reports.__path__):
    __import__(f"{reports.__name__}.{module.name}")
print(*{name.partition('.')[0] for name in sys.modules})
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"sphinx", "docutils", "myst_parser", "PIL", "babel"} & set(ran.stdout.split())
