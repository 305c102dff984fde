"""The private names of others that we touch; this fails first when a new version moves them."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from docutils.parsers.rst import directives, roles
from docutils.readers import standalone
from myst_parser.mdit_to_docutils import base as myst_base
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx import environment
from sphinx.domains.math import MathDomain
from sphinx.domains.std import StandardDomain
from sphinx.transforms import SphinxTransformer, i18n
from sphinx.util import logging
from sphinx.util.docutils import CustomReSTDispatcher

if TYPE_CHECKING:
    from conftest import Project


def test_docutils_registers() -> None:
    """Docutils keeps roles and directives in dictionaries of its modules."""
    assert isinstance(vars(roles)["_roles"], dict)
    assert isinstance(vars(directives)["_directives"], dict)
    assert isinstance(roles.CustomRole, type)


def test_current_document(project: Project) -> None:
    """Sphinx's current document is made of a docname and a domain, and can be exchanged."""
    env = project.build(warnings=None).env
    document = type(env.current_document)(docname="x", default_domain=None)
    assert document.docname == "x"
    assert hasattr(document, "highlight_language")
    env.current_document = document
    assert env.docname == "x"
    assert callable(environment.BuildEnvironment._registry.fget)
    assert isinstance(env.ref_context, dict)


def test_log_can_be_held() -> None:
    """What is logged while the log is held comes back as records, with their locations."""
    with logging.suppress_logging() as held:
        logging.getLogger("sphinx.x").warning("words", location=("a", 3), type="t", subtype="s")
    (record,) = held.clear()
    assert (record.location, record.type, record.subtype) == (("a", 3), "t", "s")


def test_terms_are_noted() -> None:
    """Sphinx's own domain notes a term, its id and its place."""
    parameters = [*inspect.signature(StandardDomain._note_term).parameters]
    assert parameters == ["self", "term", "labelid", "location"]


def test_publisher_of_translations() -> None:
    """Sphinx parses a translation by a function that takes its text, path and line in a row."""
    from sphinx_roundup.parsing import clean_room

    parameters = [*inspect.signature(getattr(i18n, clean_room._PUBLISH)).parameters]
    assert [p for p in parameters if p != "app"][:3] == ["source", "source_path", "source_line"]


def test_renderer_methods() -> None:
    """MyST's renderer has the methods that the one for reports replaces or calls."""
    for name in (
        "render_link_unknown",
        "render_link_path",
        "render_link_project",
        "render_restructuredtext",
        "render_colon_fence",
        "render_math_block_label",
        "nested_render_text",
        "copy_attributes",
        "current_node_context",
        "add_line_and_source_path",
        "create_warning",
    ):
        assert inspect.isfunction(getattr(SphinxRenderer, name))


def test_renderer_makes_no_document_of_its_own(project: Project) -> None:
    """MyST's spare document is made once for all reports, and its maker is put back."""
    from sphinx_roundup.parsing import clean_room

    before = myst_base.make_document
    project.write({f"reports/{name}.md": f"Hello {name}." for name in ("ana", "bob", "cyd")})
    clean_room._spare_document.cache_clear()
    project.build()
    assert myst_base.make_document is before
    assert clean_room._spare_document.cache_info().misses == 1
    assert not clean_room._spare_document().children


def test_transforms_that_reports_leave_out(project: Project) -> None:
    """Each transform that reports leave out exists in what the project supports."""
    from sphinx_roundup.parsing import transforms

    app = project.build(warnings=None).app
    known = {t.__name__ for t in app.registry.get_transforms()}
    known |= {t.__name__ for t in standalone.Reader().get_transforms()}
    optional = {"AddFirstTitleCss", "AddSlugIds"}  # sphinx-design's, and a newer MyST's
    assert transforms._NOT_FOR_REPORTS - optional <= known
    assert hasattr(SphinxTransformer, "set_environment")
    assert isinstance(MathDomain.equations, property)
    assert hasattr(CustomReSTDispatcher, "directive")
