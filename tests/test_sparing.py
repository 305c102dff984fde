"""Sphinx-design's components work on pages as ever, and cost nothing where there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conftest import text_of
from sphinx_design.dropdown import DropdownHtmlTransform

from sphinx_roundup.page.sparing import COMPONENTS

if TYPE_CHECKING:
    import pytest
    from conftest import Project

DROPDOWN = "```{dropdown} More\nHidden words.\n```\n"


def test_component_of_a_report(project: Project) -> None:
    """A dropdown becomes what sphinx-design makes of it."""
    project.write({"reports/ana.md": DROPDOWN})
    page = project.build().page()
    (details,) = page.all("details")
    assert "Hidden words." in text_of(details)


def test_no_component(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a page has none, its transform doesn't go through the nodes."""
    ran: list[str] = []
    run = DropdownHtmlTransform.run

    def note(self: DropdownHtmlTransform, **kwargs: object) -> None:
        ran.append(self.env.current_document.docname)
        run(self, **kwargs)

    monkeypatch.setattr(DropdownHtmlTransform, "run", note)
    project.write(
        {"reports/ana.md": "Hello.", "other.md": f"---\norphan: true\n---\n\n# Other\n\n{DROPDOWN}"}
    )
    app = project.build().app
    assert ran == ["other"]
    assert COMPONENTS.keys() <= {t.__name__ for t in app.registry.get_post_transforms()}
