"""Registration with Sphinx: names that a project uses itself, and events in an unusual order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

from docutils.parsers.rst import Directive
from sphinx.util.docutils import docutils_namespace, register_directive, register_role

from sphinx_roundup import extension

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Built, Project


def test_names_of_the_project() -> None:
    """A directive or role that the project has under one of our names stays the project's."""
    app = Mock()
    with docutils_namespace():
        register_directive("roundup", Directive)
        register_role("person", lambda *_: ([], []))
        extension.add_directives_and_roles(app, Mock(), [])
    added = [call.args[0] for call in app.add_directive.call_args_list]
    assert added == ["roundup-events", "roundup-outcomes", "roundup-people", "roundup-topics"]
    app.add_role.assert_not_called()


def test_second_build_of_an_application(build: Callable[..., Built]) -> None:
    """Writers are registered once for an application, however often it builds."""
    built = build({"ana.md": "---\nauthor: Ana\n---\nHi.\n"})
    listeners = len(built.app.events.listeners["missing-reference"])
    built.app.build()
    assert len(built.app.events.listeners["missing-reference"]) == listeners


def test_objects_while_pages_are_read(project: Project) -> None:
    """An extension that asks for all objects while pages are read changes no later answer."""
    asking = """
def setup(app):
    app.connect("doctree-read", lambda app, _: list(app.env.domains["roundup"].get_objects()))
"""
    project.write({"conf.py": f"{project.srcdir.joinpath('conf.py').read_text('utf-8')}{asking}"})
    project.write({"reports/ana.md": "---\nauthor: Ana\n---\nHi.\n"})
    built = project.build()
    names = {name for name, *_rest in built.env.get_domain("roundup").get_objects()}
    assert "Ana" in names
