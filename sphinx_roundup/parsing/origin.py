"""Where a directive, a role or a transform comes from: from below us, or from the host."""

from __future__ import annotations

_OURS = frozenset({"docutils", "myst_parser", "sphinx", "sphinx_design", "sphinx_roundup"})


def origin_of(made: object) -> tuple[str, str]:
    """Return the module and name of a class or function; of anything else, its class's."""
    named = made if hasattr(made, "__qualname__") else type(made)
    return str(getattr(named, "__module__", "")), str(getattr(named, "__qualname__", ""))


def is_foreign(made: object) -> bool:
    """Say whether the host brought it, so that nobody knows what it looks at."""
    return origin_of(made)[0].partition(".")[0] not in _OURS
