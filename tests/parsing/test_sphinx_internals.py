"""Private names of others; a test fails first when a new version changes one."""

from __future__ import annotations

import re
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from docutils.parsers.rst import roles
from docutils.parsers.rst.states import Inliner
from docutils.readers import standalone
from markdown_it import MarkdownIt
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from sphinx.util import logging
from sphinx.util.docutils import LoggingReporter

import sphinx_roundup
from sphinx_roundup.parsing import sphinx_internals
from sphinx_roundup.parsing.allowed import DIRECTIVE_CLASSES, ROLE_FUNCTIONS
from sphinx_roundup.parsing.markdown import ReportRenderer, markdown_parser
from sphinx_roundup.parsing.resource_limits import BoundedInliner

if TYPE_CHECKING:
    from conftest import Project
    from sphinx.environment import BuildEnvironment

PACKAGE = Path(sphinx_roundup.__file__).parent


# -- The entries -------------------------------------------------------------------------


def test_document_of_its_own(project: Project) -> None:
    """A document is made with a reporter and a transformer, which know its environment."""
    env = project.build(warnings=None).env
    settings = env.get_doctree("index").settings
    settings.halt_level, settings.env = 5, env
    document = sphinx_internals.new_sphinx_document(nodes.document, "x.md", settings)
    assert isinstance(document.reporter, LoggingReporter)
    assert document.reporter.source == document["source"] == "x.md"
    document.transformer.set_environment(env)
    document.transformer.apply_transforms()


def test_roles_are_lent() -> None:
    """Roles of a ``role`` directive stay on their side, whoever made them."""
    register = vars(roles)["_roles"]
    host = roles.CustomRole("host", roles.math_role)
    register.update({"host": host, "": roles.math_role, "kept": roles.math_role})
    before = dict(register)

    def parse() -> None:
        with sphinx_internals.lend_roles():
            assert register.keys().isdisjoint({"host", ""})
            assert "kept" in register
            roles.register_local_role("report", host)
            raise KeyError

    try:
        with pytest.raises(KeyError):
            parse()
        assert register == before
    finally:
        for name in ("host", "", "kept"):
            del register[name]


def test_environment_is_lent(project: Project) -> None:
    """A page's current document and reference context are as before, also after an error."""
    env = project.build(warnings=None).env
    page, context = env.current_document, env.ref_context
    context["py:module"] = "x"

    def parse() -> None:
        with sphinx_internals.lend_environment(env, "y", "text"):
            assert env.docname == "y"
            assert env.current_document.highlight_language == "text"
            assert env.ref_context == {}
            raise KeyError

    with pytest.raises(KeyError):
        parse()
    assert env.current_document is page
    assert env.ref_context is context


@pytest.mark.parametrize("primary", ["c", None])
def test_default_domain(project: Project, primary: str | None) -> None:
    """A report has the host's default domain."""
    env = project.build(warnings=None, primary_domain=primary).env
    with sphinx_internals.lend_environment(env, "y", "text"):
        domain = env.current_document.default_domain
        assert (domain.name if domain else None) == primary


def test_page_is_lent(project: Project) -> None:
    """While a report is translated, its page is the current one, and what is noted of it goes."""
    env = project.build(warnings=None).env
    before, equations = dict(env.metadata["index"]), env.domains.math_domain.equations
    with sphinx_internals.lend_environment(env, "y", "text"):
        with sphinx_internals.lend_page(env, "index"):
            assert env.docname == "index"
            env.metadata["index"]["myst_slugs"] = {}
            equations["x"] = ("index", 1)
        assert env.docname == "y"
    assert env.metadata["index"] == before
    assert equations == {}


def test_terms_are_lent(project: Project) -> None:
    """Terms that are noted in the meantime come back apart from the project's."""
    env = project.build(warnings=None).env
    standard = env.domains.standard_domain
    standard.objects["term", "tide"] = ("index", "term-tide")
    before = dict(standard.objects)
    with sphinx_internals.lend_terms(env, "y") as noted:
        standard.note_object("term", "tide", "x")
        assert noted == {}
    assert noted == {("term", "tide"): "x"}
    assert standard.objects == before


def test_log_is_held() -> None:
    """What is logged while the log is held comes back as records, with their locations."""
    with sphinx_internals.suppress_logging() as held:
        logging.getLogger("sphinx.x").warning("words", location=("a", 3), type="t", subtype="s")
    (record,) = held.clear()
    assert (record.location, record.type, record.subtype) == (("a", 3), "t", "s")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no such timer here")
def test_no_time_limit_in_a_thread() -> None:
    """Signals are for the main thread; elsewhere nothing is limited, and nothing fails."""
    seen: list[float] = []

    def parse() -> None:
        with sphinx_internals.time_limit(1):
            seen.append(signal.getitimer(signal.ITIMER_VIRTUAL)[0])

    thread = threading.Thread(target=parse)
    thread.start()
    thread.join()
    assert seen == [0]


# -- Subclasses --------------------------------------------------------------------------


def test_inline_patterns(project: Project) -> None:
    """The inline parser of reports reads what docutils' own does."""
    env = project.build(warnings=None).env
    text = "*a* **b** ``c`` `d`_ e_ |f| [1]_ [#g]_ [K84]_ _`h` `i <j>`_ ana@example.org http://k.l"
    assert _read(BoundedInliner(), text, env) == _read(Inliner(), text, env)


def _read(inliner: Inliner, text: str, env: BuildEnvironment) -> str:
    from docutils.frontend import get_default_settings
    from docutils.parsers.rst import Parser
    from docutils.utils import new_document

    settings = get_default_settings(Parser)
    settings.env, settings.report_level = env, 5
    document = new_document("x", settings)
    Parser(inliner=inliner).parse(text, document)
    return document.pformat()


@pytest.mark.parametrize("dollarmath", [False, True])
def test_rules_of_markdown(*, dollarmath: bool) -> None:
    """The plugins that are listed for reports are those that MyST chooses for their dialect."""
    extensions = {"alert", "attrs_block", "attrs_inline", "colon_fence", "gfm_autolink"}
    extensions |= {"strikethrough", "tasklist"} | ({"dollarmath"} if dollarmath else set())
    disabled = ["front_matter", "myst_line_comment", "myst_block_break", "wordcount"]
    config = MdParserConfig(enable_extensions=extensions, disable_syntax=disabled)
    theirs = create_md_parser(config, DocutilsRenderer)
    ours = markdown_parser(ReportRenderer, None, dollarmath=dollarmath)
    assert ours.get_active_rules() == theirs.get_active_rules()
    ignored = ("myst_config", "strikethrough_single_tilde", "tasklists_editable")
    assert {k: v for k, v in theirs.options.items() if k not in ignored} == {
        k: v for k, v in ours.options.items() if k not in ignored
    }


def test_renderer_is_set_up(project: Project) -> None:
    """What MyST's renderer sets before it renders is what that of reports does."""
    settings = project.build(warnings=None).env.get_doctree("index").settings
    document = nodes.document(settings, LoggingReporter("x"))
    options = {"myst_config": MdParserConfig(), "document": document}
    theirs, ours = SphinxRenderer(MarkdownIt()), ReportRenderer(MarkdownIt())
    theirs.setup_render(options, {})
    ours.setup_render(options, {})
    fixed = {"md", "rules"}
    assert {k: v for k, v in vars(ours).items() if k not in fixed} == {
        k: v for k, v in vars(theirs).items() if k not in fixed
    }


# -- What reports use --------------------------------------------------------------------


def test_allowed_directives_and_roles(project: Project) -> None:
    """The classes of allowed directives are those of a plain project, but for two of our own."""
    project.write({"index.rst": "X\n=\n\n.. look::\n"})
    conf = (project.srcdir / "conf.py").read_text("utf-8")
    project.write({"conf.py": conf + LOOK})
    seen = project.build(warnings=None, primary_domain=None).env.metadata["index"]
    names = {
        name: f"{each.__module__}.{each.__qualname__}"
        for name, each in DIRECTIVE_CLASSES.items()
        if name not in {"contents", "thumbnail"}
    }
    assert seen["directives"] == names
    kinds = {name: type(role).__name__ for name, role in ROLE_FUNCTIONS.items()}
    assert seen["roles"] == kinds


LOOK = """
from docutils.parsers.rst import Directive, directives, roles
from docutils.parsers.rst.languages import get_language
from sphinx_roundup.parsing.allowed import DIRECTIVE_CLASSES, ROLE_FUNCTIONS

class Look(Directive):
    def run(self):
        document, english = self.state.document, get_language("en")
        names = DIRECTIVE_CLASSES.keys() - {"contents", "thumbnail"}
        classes = {n: directives.directive(n, english, document)[0] for n in names}
        found = {n: roles.role(n, english, 1, document.reporter)[0] for n in ROLE_FUNCTIONS}
        metadata = document.settings.env.metadata["index"]
        metadata["directives"] = {n: f"{c.__module__}.{c.__qualname__}" for n, c in classes.items()}
        metadata["roles"] = {n: type(role).__name__ for n, role in found.items()}
        return []

def setup(app):
    app.add_directive("look", Look)
"""


def test_transforms_that_reports_leave_out(project: Project) -> None:
    """Each transform that reports leave out exists in what the project supports."""
    from sphinx_roundup.parsing import transforms

    app = project.build(warnings=None).app
    known = {t.__name__ for t in app.registry.get_transforms()}
    known |= {t.__name__ for t in standalone.Reader().get_transforms()}
    optional = {"AddFirstTitleCss", "AddSlugIds"}  # sphinx-design's, and a newer MyST's
    assert transforms._NOT_FOR_REPORTS - optional <= known


# -- No other module ---------------------------------------------------------------------


def test_private_names_are_in_one_module() -> None:
    """Ruff lets one module of the package use private names of others."""
    text = Path(__file__).parents[2].joinpath("pyproject.toml").read_text("utf-8")
    files = re.findall(r'^"(sphinx_roundup/.*?)" = \[.*SLF001', text, re.MULTILINE)
    assert files == ["sphinx_roundup/parsing/sphinx_internals.py"]
    assert [p for p in PACKAGE.rglob("*.py") if "noqa: SLF001" in p.read_text("utf-8")] == []
