"""Memory of the project: its pages, reports and people."""

from sphinx_roundup.domain.domain import RoundupDomain, RoundupRole, get_roundup_domain

__all__ = ["RoundupDomain", "RoundupRole", "get_roundup_domain"]
