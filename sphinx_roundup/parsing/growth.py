"""Limits on substitutions, which may grow on the page beyond the size of a report."""

from __future__ import annotations

from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.problems import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.problems import Problem

_NODE = 20
"""What a node weighs, in characters."""


def cut_substitutions(document: nodes.document, limits: Limits) -> list[Problem]:
    """Show substitutions as they are written that would never end, or be too long together.

    Ten definitions of ten references each to the next are ten thousand million words.
    """
    weights = _weigh(document)
    reported: dict[str, Problem] = {}
    spent = 0
    for reference in list(document.findall(nodes.substitution_reference)):
        name = _name_of(reference)
        weight = weights.get(name, 0)
        if weight is not None and spent + weight <= limits.bytes:
            spent += weight
            continue
        message = "the substitution |%s| grows too large, and is shown as it is written"
        if weight is None:
            message = "the substitution |%s| leads back to itself, and is shown as it is written"
        line = next((n.line for n in (reference, reference.parent) if n.line), 1)
        reported.setdefault(name, problem(Subtype.DIRECTIVE, line, message, name))
        text = f"|{reference.astext()}|"
        reference.replace_self(nodes.inline("", text, classes=["roundup-missing"]))
    return list(reported.values())


def _name_of(reference: nodes.substitution_reference) -> str:
    return str(reference["refname"]).lower()


def _weigh(document: nodes.document) -> Mapping[str, int | None]:
    """Return how much each substitution would be, ``None`` for what leads back to itself.

    Docutils ends the report at circles of several substitutions.
    """
    definitions = {name.lower(): node for name, node in document.substitution_defs.items()}
    inner = {
        name: [_name_of(r) for r in definition.findall(nodes.substitution_reference)]
        for name, definition in definitions.items()
    }
    weights: dict[str, int | None] = dict.fromkeys(definitions)
    sorter = TopologicalSorter(inner)
    with suppress(CycleError):  # what is in no circle can be sorted all the same
        sorter.prepare()
    while ready := sorter.get_ready():
        sorter.done(*ready)
        for name in [name for name in ready if name in definitions]:
            definition = definitions[name]
            own = len(definition.astext()) + _NODE * sum(1 for _ in definition.findall())
            weights[name] = own + sum(weights.get(each) or 0 for each in inner[name])
    return weights
