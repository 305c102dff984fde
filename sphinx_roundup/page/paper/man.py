"""Backslashes of reports in manual pages, which Sphinx's writer doesn't escape everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from typing import Any

_BACKSLASH = "\N{FULLWIDTH REVERSE SOLIDUS}"


class ReplaceBackslashes(SphinxPostTransform):
    r"""Replaces ``\``, which begins a command of troff, in headings and words of pictures.

    The writer prints these as they are at some levels, and escapes them at others.
    """

    default_priority = 500
    formats = ("man",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Look at the titles and images of all reports."""
        for report in report_sections(self.document):
            for image in report.findall(nodes.image):
                image["alt"] = image.get("alt", "").replace("\\", _BACKSLASH)
            titles = list(report.findall(nodes.title))
            for text in [text for title in titles for text in title.findall(nodes.Text)]:
                if "\\" in text:
                    text.parent.replace(text, nodes.Text(text.replace("\\", _BACKSLASH)))
