"""The roles by which people, reports and events are linked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.roles import XRefRole

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment


class RoundupRole(XRefRole):
    """A cross-reference in plain type: names of people are no code."""

    innernodeclass = nodes.inline

    def process_link(
        self,
        env: BuildEnvironment,  # noqa: ARG002 - the signature of Sphinx's roles
        refnode: nodes.Element,
        has_explicit_title: bool,  # noqa: ARG002
        title: str,
        target: str,
    ) -> tuple[str, str]:
        """Make the short form ``person`` a role of the domain, too."""
        refnode["refdomain"] = "roundup"
        return title, target.strip()
