"""Transforms of others do on pages what they ever did, and cost nothing where they do nothing."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx_design.dropdown import DropdownHtmlTransform

import sphinx_roundup
from sphinx_roundup.page import sparing

if TYPE_CHECKING:
    from conftest import Project

DROPDOWN = "```{dropdown} More\nHidden words.\n```\n"
EVERYTHING = (
    "{octicon}`heart` {bdg-ref}`x <other>` [to](other.md) ![A](a.png)\n\n"
    "```python\n>>> 1 # doctest: +SKIP\n```\n\n"
    ":::{card} Card\n:link: https://example.org\n:link-new-tab:\nWords.\n:::\n\n"
    "::::{tab-set}\n:::{tab-item} One\nFirst.\n:::\n::::\n\n:::{aside} Beside\nWords.\n:::\n\n"
    f"{DROPDOWN}\n| a |\n|---|\n| b |\n\n$$x$$\n\n"
    "{doc}`/other` [](/other.md) [](#other)\n\n"
    ":::{button-ref} other\n:ref-type: ref\n*Words*\n:::\n"
)
"""Something for every transform that is spared elsewhere."""

HELLO = {"reports/ana.md": "Hello."}
OTHER = "---\norphan: true\n---\n\n(other)=\n# Other\n\n```{only} html\nWords.\n```\n\n"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what will be the names of two transforms, each as often as it ran."""
    names: list[str] = []
    for transform in (DropdownHtmlTransform, HighlightLanguageTransform):
        method = "run" if transform is DropdownHtmlTransform else "apply"
        original = getattr(transform, method)

        def note(self: object, original: object = original, **kwargs: object) -> None:
            names.append(type(self).__name__)
            original(self, **kwargs)  # type: ignore[operator] # the method itself

        monkeypatch.setattr(transform, method, note)
    return names


def test_component_of_a_report(project: Project, ran: list[str]) -> None:
    """A dropdown becomes what sphinx-design makes of it; what isn't there isn't looked for."""
    project.write({"reports/ana.md": DROPDOWN})
    (details,) = project.build().page().all("details")
    assert "Hidden words." in text_of(details)
    assert ran == ["DropdownHtmlTransform"]


def test_page_without_any(project: Project, ran: list[str]) -> None:
    """Where a page has nothing of them, transforms don't go through its nodes."""
    project.write({"reports/ana.md": "Hello."})
    app = project.build(html_theme="furo").app
    assert not ran
    names = {f"{t.__module__}.{t.__qualname__}" for t in app.registry.get_post_transforms()}
    assert sparing.LOOKS_FOR.keys() | sparing.XREFS.keys() <= names


def test_project_without_reports(project: Project, ran: list[str]) -> None:
    """A project that has no reports is none of our business."""
    project.write({"index.md": f"# Page\n\n{DROPDOWN}"})
    project.build()
    assert ran == ["HighlightLanguageTransform", "DropdownHtmlTransform"][::-1]


@pytest.mark.parametrize("builder", ["html", "singlehtml", "epub", "latex", "text", "texinfo"])
def test_same_as_without(
    project: Project, png: bytes, builder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written is the same as when every transform runs; afterwards all are as before."""
    project.write({"reports/a.png": png, "reports/ana.md": EVERYTHING, "reports/bob.md": "Hello."})
    project.write({"other.md": f"{OTHER}{EVERYTHING}"})
    spared = project.build(builder, warnings=None, html_theme="furo")
    kept = _files(Path(spared.app.outdir))
    assert HighlightLanguageTransform in spared.app.registry.get_post_transforms()
    handlers = [each.handler for each in spared.app.events.listeners["doctree-resolved"]]
    assert any(handler.__module__ == "sphinx_design.extension" for handler in handlers)
    monkeypatch.setattr(sparing, "has_any", lambda *_: True)
    monkeypatch.setattr(sparing, "_COMPONENTS", {})
    monkeypatch.setattr(sparing, "XREFS", {})
    again = project.build(builder, warnings=None, fresh=True, html_theme="furo")
    assert _files(Path(again.app.outdir)) == kept


def _files(outdir: Path) -> dict[str, bytes]:
    kinds = {".html", ".xhtml", ".tex", ".txt", ".texi", ".js"}
    found = sorted(path for path in outdir.rglob("*") if path.suffix in kinds)
    return {str(path.relative_to(outdir)): path.read_bytes() for path in found}


TOCTREES = (
    "# Retreat\n\n```{roundup} reports/*.md\n```\n\n"
    "```{toctree}\n:caption: First\n\none\n```\n\n```{toctree}\n:hidden:\n\ntwo\n```\n"
)


def test_toctrees_of_the_root_page(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A theme's navigation is the same, whether the root page was just read or is read for it."""
    project.write({"index.md": TOCTREES, "one.md": "# One", "two.md": "# Two", **HELLO})
    built = project.build(html_theme="furo")
    kept = _files(built.outdir)
    assert "master_doctree" not in vars(built.env)
    with monkeypatch.context() as patched:
        patched.setattr(sphinx_roundup, "offer_toctrees", lambda *_: None)
        assert _files(project.build(html_theme="furo", fresh=True).outdir) == kept
    assert "Two" in kept["search.html"].decode()


def test_others_ask_for_the_root_page(project: Project) -> None:
    """Whoever looks for more in the root page's tree finds it."""
    listen = (
        "from docutils import nodes\n"
        "from sphinx import addnodes\n"
        "def tell(app, *args):\n"
        "    tree = app.env.master_doctree\n"
        "    (toctree,) = tree.findall(addnodes.toctree)\n"
        "    assert isinstance(tree, nodes.document) and toctree.document.ids == tree.ids\n"
        "    while toctree.parent:\n"
        "        toctree = toctree.parent\n"
        "    assert toctree is tree\n"
        "    assert len(tree) == 1 and tree[0].parent is tree and not hasattr(tree, 'gone')\n"
        "    print([n.astext() for n in tree.findall(nodes.title)],"
        "          'ana' in tree.ids, type(tree).__name__)\n"
        "def setup(app):\n"
        "    app.connect('html-page-context', tell)\n"
    )
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    index = (project.srcdir / "index.md").read_text("utf-8")
    project.write({"index.md": f"{index}\n```{{toctree}}\nother\n```\n", "other.md": "# Other"})
    project.write({"conf.py": conf + listen, **HELLO})
    with contextlib.redirect_stdout(io.StringIO()) as told:
        project.build()
    assert set(told.getvalue().splitlines()) == {"['Spring retreat', 'ana'] True RootTree"}


def test_what_others_change_meanwhile_stays(project: Project) -> None:
    """A listener or a transform that comes or goes while pages are written isn't put back."""
    project.write({"reports/ana.md": "Hello."})
    app = project.build().app
    transforms, listeners = app.registry.post_transforms, app.events.listeners["doctree-resolved"]
    for _ in range(2):
        sparing.spare_transforms(app, app.builder)
    assert HighlightLanguageTransform not in transforms
    transforms.pop(0)
    gone = listeners.pop(0)
    later = app.connect("doctree-resolved", lambda *_: None)
    kept = len(transforms)
    sparing.put_transforms_back(app, None)
    ids = [each.id for each in listeners]
    assert later in ids
    assert gone.id not in ids
    assert len(transforms) == kept
    assert HighlightLanguageTransform in transforms


def test_search_index(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search index is what Sphinx makes of every word, fed each word once."""
    words = "Walks walking walk the walk, Walked.\n\n## A walk\n\nWalk's zebra zebra.\n"
    project.write({"reports/ana.md": words, "reports/bob.md": words + EVERYTHING})
    built = project.build(warnings=None)
    (name,) = vars(built.app.builder.indexer).keys() & {"_word_collector"}
    kept = built.read("searchindex.js")
    monkeypatch.setattr(sphinx_roundup, "feed_each_word_once", lambda *_: None)
    plain = project.build(warnings=None, fresh=True)
    assert plain.read("searchindex.js") == kept
    fed = [getattr(b.app.builder.indexer, name)(plain.doctree()).words for b in (built, plain)]
    assert len(fed[0]) == len(set(fed[1])) < len(fed[1])
