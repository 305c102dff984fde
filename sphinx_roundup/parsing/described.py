"""What a report describes, where its host allows a directive for it: terms, tokens, functions."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment


@contextmanager
def own_objects(env: BuildEnvironment) -> Iterator[None]:
    """Let the domains know nothing but what a report describes, and forget it afterwards.

    A directive that the host allows may note an object. Under the report's file it would be
    on a page that doesn't exist, and the host's object of that name would be lost.
    """
    kept = [(domain.data, dict(domain.data)) for domain in env.domains.sorted()]
    for data, known in kept:
        data.update({key: {} for key, value in known.items() if type(value) is dict})
    try:
        yield
    finally:
        for data, known in kept:
            data.clear()
            data.update(known)


def objects_described(env: BuildEnvironment) -> dict[tuple[str, str], str]:
    """Return what a report describes, in its room: type and name -> id.

    Those of the ``std`` domain: terms of a glossary, tokens of a grammar and the like.
    """
    objects = env.domains.standard_domain.objects
    return {key: node_id for key, (_docname, node_id) in objects.items()}
