"""Names for the sections of reports in Texinfo, where each must have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_roundup.nodes import report_sections

if TYPE_CHECKING:
    from typing import Any

_NOT_IN_NAMES = " ,:()\t\n"
"""What Texinfo's own syntax has a use for, and Sphinx's writer leaves out of names."""


class NameSections(SphinxPostTransform):
    """Adds an ellipsis to headings like "(:", of which no name could be made.

    Sphinx's writer ends the build at one.
    """

    default_priority = 500
    formats = ("texinfo",)

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002 - Sphinx's signature
        """Name the sections of all reports."""
        for report in report_sections(self.document):
            for section in report.findall(nodes.section):
                title = section.next_node(nodes.title)
                if title is not None and not title.astext().strip(_NOT_IN_NAMES):
                    title.append(nodes.Text("…"))
