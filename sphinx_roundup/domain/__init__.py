"""Memory of the project: its pages, reports and people."""

from sphinx_roundup.domain.domain import RoundupDomain, get_roundup_domain

__all__ = ["RoundupDomain", "get_roundup_domain"]
