"""Packages of directives, roles and transforms."""

from __future__ import annotations

_KNOWN = frozenset({"docutils", "myst_parser", "sphinx", "sphinx_design", "sphinx_roundup"})


def package_of(made: object) -> str:
    """Return the package of a class or function; of anything else, its class's."""
    named = made if hasattr(made, "__qualname__") else type(made)
    return str(getattr(named, "__module__", "")).partition(".")[0]


def is_third_party(made: object) -> bool:
    """Say whether conf.py or an extension brought it that we don't know."""
    return package_of(made) not in _KNOWN
