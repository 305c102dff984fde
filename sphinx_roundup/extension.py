"""Registration with Sphinx, and the directives with their options.

A project without reports imports nothing else of the package but the domain. The work is done by
packages that are imported when they are needed.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils.parsers.rst import directives
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, is_directive_registered, is_role_registered
from sphinx.util.osutil import copyfile, ensuredir

from sphinx_roundup import __version__
from sphinx_roundup.config import (
    FLOATS,
    HEADINGS,
    ORDERS,
    ROSTERS,
    add_config_values,
    check_config_values,
)
from sphinx_roundup.domain import (
    RoundupDomain,
    RoundupRole,
    get_docs_to_write,
    get_roundup_domain,
    is_outdated,
)
from sphinx_roundup.nodes import STYLESHEET, Placeholder

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Set as AbstractSet
    from typing import Any

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata, OptionSpec


_STEPS = {
    "fill_placeholders": 8,  # before Sphinx resolves references (10), which may be among the nodes
    "show_copies": 90,  # before Sphinx downloads images (100) and converts them (150, 200)
    "unfold_tabs": 190,  # before sphinx-design changes tabs (200)
    "fit_to_print": 590,  # after all image converters, before pictures get their places (650)
    "protect_readers": 900,  # after all that may add words
}
"""Functions of :mod:`sphinx_roundup.page` that change a document to write, and their priorities."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to a Sphinx project."""
    add_config_values(app)
    app.add_message_catalog("sphinx_roundup", str(Path(__file__).parent / "locale"))
    app.add_domain(RoundupDomain)
    app.connect("config-inited", check_config_values)
    app.connect("builder-inited", prepare_build)
    # Late: other extensions register theirs when they are set up, or at "builder-inited".
    app.connect("env-before-read-docs", add_directives_and_roles, priority=900)
    app.connect("env-get-outdated", get_outdated_docs)
    # Around sphinx.ext.autosectionlabel, which listens at 500.
    app.connect("doctree-read", swap_report_titles, priority=499)
    app.connect("doctree-read", swap_report_titles, priority=501)
    app.connect("env-updated", end_reading, priority=100)  # before all that query the domain
    app.connect("env-get-updated", get_docs_to_write)
    app.connect("env-check-consistency", check_consistency)
    for step, priority in _STEPS.items():
        app.add_post_transform(_make_transform(step, priority))
    app.connect("build-finished", write_feed)
    return {
        "version": __version__,
        "env_version": 8,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _order(argument: str) -> str:
    directives.choice(argument.removeprefix("-"), ORDERS)
    return argument


def _days(argument: str) -> tuple[dt.date, dt.date | None]:
    from sphinx_roundup.reports import read_days  # noqa: PLC0415 - only where used

    return read_days(directives.unchanged_required(argument))


def _until(argument: str) -> dt.date:
    word, _, days = (argument or "").partition(" ")
    with suppress(ValueError):
        day, end = _days(days)
        if word == "until" and end is None:
            return day
    raise ValueError("write the last day, such as 'until 2026-06-01'")


class RoundupDirective(SphinxDirective):
    """``roundup``: gathers reports into sections of the page."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {
        "ask": _until,
        "class": directives.class_option,
        "date": _days,
        "exclude": directives.unchanged_required,
        "float": lambda argument: directives.choice(argument, FLOATS),
        "heading": lambda argument: directives.choice(argument, HEADINGS),
        "image": directives.unchanged_required,
        "name": directives.unchanged,
        "order": _order,
        "place": directives.unchanged_required,
        "roster": lambda argument: directives.choice(argument, ROSTERS),
        "topic": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the placeholder of the reports, and the label of ``:name:`` before it."""
        from sphinx_roundup.page import gather_reports  # noqa: PLC0415 - only where used

        return gather_reports(self)


class PlaceholderDirective(SphinxDirective):
    """Placeholder of a list: of all people, events or topics."""

    def run(self) -> list[nodes.Node]:
        """Return the placeholder."""
        part = self.name.lower().removeprefix("roundup-")
        about = " ".join(" ".join(self.arguments).split())
        node = Placeholder(part=part, docname=self.env.docname, about=about)
        self.set_source_info(node)
        return [node]


class OutcomesDirective(PlaceholderDirective):
    """``roundup-outcomes``: what the reports of an event link to, by default of the page's own."""

    optional_arguments = 1
    final_argument_whitespace = True


_DIRECTIVES = {
    "roundup": RoundupDirective,
    "roundup-events": PlaceholderDirective,
    "roundup-outcomes": OutcomesDirective,
    "roundup-people": PlaceholderDirective,
    "roundup-topics": PlaceholderDirective,
}


def add_directives_and_roles(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:  # noqa: ARG001
    """Register the directives, and ``person``, unless the project uses their names itself."""
    for name, directive in _DIRECTIVES.items():
        if not is_directive_registered(name):
            app.add_directive(name, directive)
    if not is_role_registered("person"):
        app.add_role("person", RoundupRole(warn_dangling=True))


def prepare_build(app: Sphinx) -> None:
    """Read the people file, if there is one."""
    get_roundup_domain(app.env).app = app
    if app.config.roundup_people:
        from sphinx_roundup.people import load_people  # noqa: PLC0415

        load_people(app)


def get_outdated_docs(_app: Sphinx, env: BuildEnvironment, *known: AbstractSet[str]) -> list[str]:
    """Return the pages whose reports have changed, but those that Sphinx knows as such."""
    domain = get_roundup_domain(env)
    pages = (domain.watched_files.keys() | domain.missing.keys()).difference(*known)
    return sorted(docname for docname in pages if is_outdated(env, docname))


def swap_report_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Keep the headings of reports from becoming labels of the project; then put them back."""
    if app.env.docname in get_roundup_domain(app.env).watched_files:
        from sphinx_roundup import links  # noqa: PLC0415

        links.swap_report_titles(app, doctree)


def end_reading(app: Sphinx, env: BuildEnvironment) -> None:
    """Make the copies of pictures and of the stylesheet, if a page has reports or lists.

    Before pages are written: their links to the stylesheet contain its checksum.
    """
    domain = get_roundup_domain(env)
    domain.end_reading()
    if not domain.is_used:
        return
    from sphinx_roundup.pictures import prepare_copies  # noqa: PLC0415 - only where used

    prepare_copies(app)
    if app.builder.format == "html":
        folder = "static_book" if app.builder.name == "epub" else "static"
        target = Path(app.outdir, "_static")
        ensuredir(target)
        source = Path(__file__).parent / folder / STYLESHEET
        copyfile(source, target / STYLESHEET, force=True)


def check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about similar names, and about pages that the feed leaves out."""
    if get_roundup_domain(env).is_used:
        from sphinx_roundup import people, web  # noqa: PLC0415 - only where used

        people.warn_similar_names(app, env)
        web.warn_undated(app, env)


def _make_transform(step: str, priority: int) -> type[SphinxPostTransform]:
    """Return a transform for a function of :data:`_STEPS`.

    All that writes pages with reports is imported and registered by the first document that
    is written: a build that writes none takes hardly longer than without the extension.
    """

    class RoundupTransform(SphinxPostTransform):
        default_priority = priority

        def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
            domain = get_roundup_domain(self.env)
            if not domain.is_used:
                return
            from sphinx_roundup import links, page, web  # noqa: PLC0415 - only where used

            if not domain.has_writers:
                domain.has_writers = True
                for package in (links, page, web):
                    package.setup(domain.app)
            getattr(page, step)(self.document, self.env)

    return RoundupTransform


def write_feed(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed, if there is one."""
    if app.config.roundup_feed:
        from sphinx_roundup import web  # noqa: PLC0415 - only where used

        web.write_feed(app, exception)
