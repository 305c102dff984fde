"""One page from everybody's reports: the ``roundup`` directive for Sphinx.

A report travels one way: found on disk and read as a record (:mod:`.reports`), parsed
alone (:mod:`.parsing`), joined to the page, remembered by the domain, linked and written
(:mod:`.page`, :mod:`.domain`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup.collector import hold_collector, release_collector
from sphinx_roundup.config import add_config_values, check_config_values
from sphinx_roundup.domain import RoundupDomain
from sphinx_roundup.page.backlinks import fill_backlinks
from sphinx_roundup.page.directive import RoundupDirective
from sphinx_roundup.page.fill import (
    FillPlaceholders,
    RoundupEventsDirective,
    RoundupPeopleDirective,
    get_pages_with_new_answers,
)
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.page.labels import hide_report_titles, show_report_titles
from sphinx_roundup.page.links import resolve_sibling
from sphinx_roundup.page.mentions import AnchorParagraphs, LinkMentions
from sphinx_roundup.page.missing import tell_missing
from sphinx_roundup.page.outdated import get_outdated_docs
from sphinx_roundup.page.people import read_people, tell_likenesses
from sphinx_roundup.roles import RoundupRole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to a Sphinx project."""
    add_config_values(app)
    app.setup_extension("sphinx_design")  # the cards of rosters
    app.add_domain(RoundupDomain)
    app.add_role("person", RoundupRole(warn_dangling=True))
    app.add_directive("roundup", RoundupDirective)
    app.add_directive("roundup-events", RoundupEventsDirective)
    app.add_directive("roundup-people", RoundupPeopleDirective)
    app.add_transform(JoinReports)
    app.add_transform(LinkMentions)
    app.add_post_transform(FillPlaceholders)
    app.add_post_transform(AnchorParagraphs)
    app.add_css_file("roundup.css")
    app.connect("config-inited", check_config_values)
    app.connect("config-inited", add_static_path)
    app.connect("builder-inited", read_people)
    app.connect("builder-inited", hold_collector)
    app.connect("build-finished", release_collector)
    app.connect("env-get-outdated", get_outdated_docs)
    app.connect("env-updated", get_pages_with_new_answers)
    app.connect("env-check-consistency", tell_likenesses)
    # Around sphinx.ext.autosectionlabel, which listens at 500.
    app.connect("doctree-read", hide_report_titles, priority=499)
    app.connect("doctree-read", show_report_titles, priority=501)
    app.connect("doctree-resolved", fill_backlinks)
    app.connect("missing-reference", resolve_sibling)
    app.connect("warn-missing-reference", tell_missing)
    return {
        "version": __version__,
        "env_version": 2,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def add_static_path(app: Sphinx, config: Config) -> None:  # noqa: ARG001 - an event's signature
    """Let the stylesheet be copied."""
    config.html_static_path.append(str(Path(__file__).parent / "static"))
