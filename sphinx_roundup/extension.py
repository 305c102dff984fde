"""All that the extension registers with Sphinx, as a table of contents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_roundup import __version__
from sphinx_roundup.config import add_config_values, check_config_values
from sphinx_roundup.domain import RoundupDomain, end_reading
from sphinx_roundup.machines.feed import link_feed, tell_undated, write_feed
from sphinx_roundup.machines.opengraph import offer_open_graph
from sphinx_roundup.machines.site import publish_event_picture
from sphinx_roundup.machines.structured import add_structured_data
from sphinx_roundup.page.boxes import box_reports
from sphinx_roundup.page.direction import turn_reports
from sphinx_roundup.page.directive import RoundupDirective
from sphinx_roundup.page.fill import (
    FillPlaceholders,
    RoundupEventsDirective,
    RoundupPeopleDirective,
    take_ways_back,
)
from sphinx_roundup.page.join import JoinReports
from sphinx_roundup.page.keeping import (
    note_settled_values,
    open_cache,
    save_page,
    sweep_cache,
)
from sphinx_roundup.page.labels import hide_report_titles, show_report_titles
from sphinx_roundup.page.linking.links import resolve_sibling
from sphinx_roundup.page.linking.missing import claim_label, tell_missing
from sphinx_roundup.page.linking.numbers import resolve_number
from sphinx_roundup.page.outdated import get_docs_to_write, get_outdated_docs
from sphinx_roundup.page.paper.info_names import NameSections
from sphinx_roundup.page.paper.notes import SettleNotesOnPaper
from sphinx_roundup.page.paper.pictures import SetPicturesOnPaper
from sphinx_roundup.page.people.late_links import make_late_links
from sphinx_roundup.page.people.listed import read_people, tell_likenesses
from sphinx_roundup.page.people.mention_anchors import AnchorParagraphs
from sphinx_roundup.page.people.mentions import LinkMentions
from sphinx_roundup.page.pictures.convert import ConvertPictures, ReplaceUnshownPictures
from sphinx_roundup.page.pictures.nodes import depart_picture, roundup_picture, visit_picture
from sphinx_roundup.page.pictures.publish import (
    PublishPictures,
    close_publisher,
    make_pictures,
    open_publisher,
)
from sphinx_roundup.page.tabs import UnfoldTabs
from sphinx_roundup.page.words import CATALOG
from sphinx_roundup.roles import RoundupRole

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:  # noqa: PLR0915 - as long as what it lists
    """Add the extension to a Sphinx project."""
    add_config_values(app)
    app.add_domain(RoundupDomain)
    app.add_role("person", RoundupRole(warn_dangling=True))
    app.add_directive("roundup", RoundupDirective)
    app.add_directive("roundup-events", RoundupEventsDirective)
    app.add_directive("roundup-people", RoundupPeopleDirective)
    app.add_node(roundup_picture, html=(visit_picture, depart_picture))
    app.add_transform(JoinReports)
    app.add_transform(LinkMentions)
    app.add_post_transform(UnfoldTabs)
    app.add_post_transform(FillPlaceholders)
    app.add_post_transform(AnchorParagraphs)
    app.add_post_transform(PublishPictures)
    app.add_post_transform(ConvertPictures)
    app.add_post_transform(ReplaceUnshownPictures)
    app.add_post_transform(NameSections)
    app.add_post_transform(SettleNotesOnPaper)
    app.add_post_transform(SetPicturesOnPaper)
    app.add_latex_package("placeins")  # keeps figures in their report
    app.add_css_file("roundup.css")
    app.add_message_catalog(CATALOG, str(Path(__file__).parent / "locale"))
    app.connect("config-inited", check_config_values)
    app.connect("config-inited", note_settled_values)
    app.connect("builder-inited", add_static_path)
    app.connect("builder-inited", read_people)
    app.connect("builder-inited", open_publisher)
    app.connect("builder-inited", open_cache)
    app.connect("build-finished", write_feed)
    app.connect("build-finished", sweep_cache)
    app.connect("build-finished", close_publisher)
    app.connect("env-get-outdated", get_outdated_docs)
    app.connect("env-updated", end_reading, priority=100)  # before all that ask the domain
    app.connect("env-updated", make_pictures)
    app.connect("env-get-updated", get_docs_to_write)
    app.connect("env-check-consistency", tell_likenesses)
    app.connect("env-check-consistency", tell_undated)
    # Around sphinx.ext.autosectionlabel, which listens at 500.
    app.connect("doctree-read", hide_report_titles, priority=499)
    app.connect("doctree-read", show_report_titles, priority=501)
    app.connect("doctree-read", save_page)
    app.connect("doctree-resolved", take_ways_back)
    app.connect("doctree-resolved", make_late_links)
    app.connect("doctree-resolved", turn_reports)
    app.connect("doctree-resolved", box_reports)
    app.connect("doctree-resolved", publish_event_picture)
    app.connect("html-page-context", link_feed)
    app.connect("html-page-context", add_structured_data)
    # Before sphinxext.opengraph, which listens at 500.
    app.connect("html-page-context", offer_open_graph, priority=499)
    app.connect("missing-reference", resolve_sibling)
    app.connect("missing-reference", resolve_number)
    app.connect("missing-reference", claim_label, priority=900)  # after all who may know it
    app.connect("warn-missing-reference", tell_missing)
    return {
        "version": __version__,
        "env_version": 6,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def add_static_path(app: Sphinx) -> None:
    """Let the stylesheet be copied; readers of e-books have one of their own."""
    folder = "static_book" if app.builder.name == "epub" else "static"
    app.config.html_static_path.append(str(Path(__file__).parent / folder))
