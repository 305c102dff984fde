"""Transforms of others do on pages what they ever did, and cost nothing where they do nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import text_of
from sphinx.transforms.post_transforms.code import HighlightLanguageTransform
from sphinx_design.dropdown import DropdownHtmlTransform

from sphinx_roundup.page import sparing

if TYPE_CHECKING:
    from conftest import Project

DROPDOWN = "```{dropdown} More\nHidden words.\n```\n"
EVERYTHING = (
    "{octicon}`heart` {bdg-ref}`x <other>` [to](other.md) ![A](a.png)\n\n"
    "```python\n>>> 1 # doctest: +SKIP\n```\n\n"
    ":::{card} Card\n:link: https://example.org\n:link-new-tab:\nWords.\n:::\n\n"
    "::::{tab-set}\n:::{tab-item} One\nFirst.\n:::\n::::\n\n:::{aside} Beside\nWords.\n:::\n\n"
    f"{DROPDOWN}\n| a |\n|---|\n| b |\n"
)
"""Something for every transform that is spared elsewhere."""


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
    app = project.build().app
    assert not ran
    names = {f"{t.__module__}.{t.__qualname__}" for t in app.registry.get_post_transforms()}
    assert sparing.LOOKS_FOR.keys() <= names


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
    project.write({"other.md": f"---\norphan: true\n---\n\n(other)=\n# Other\n\n{EVERYTHING}"})
    spared = project.build(builder, warnings=None)
    kept = _files(Path(spared.app.outdir))
    assert HighlightLanguageTransform in spared.app.registry.get_post_transforms()
    handlers = [each.handler for each in spared.app.events.listeners["doctree-resolved"]]
    assert any(handler.__module__ == "sphinx_design.extension" for handler in handlers)
    monkeypatch.setattr(sparing, "has_any", lambda *_: True)
    monkeypatch.setattr(sparing, "_COMPONENTS", {})
    assert _files(Path(project.build(builder, warnings=None, fresh=True).app.outdir)) == kept


def _files(outdir: Path) -> dict[str, bytes]:
    kinds = {".html", ".xhtml", ".tex", ".txt", ".texi", ".js"}
    found = sorted(path for path in outdir.rglob("*") if path.suffix in kinds)
    return {str(path.relative_to(outdir)): path.read_bytes() for path in found}


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
