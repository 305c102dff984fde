"""Limits on substitutions, which may grow on the page beyond the size of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinx_roundup.messages import Subtype, problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_roundup.limits import Limits
    from sphinx_roundup.messages import Problem

_NODE = 20
"""What a node weighs, in characters."""


def cut_substitutions(document: nodes.document, limits: Limits) -> list[Problem]:
    """Leave of the substitutions what is no longer than the longest report.

    Ten definitions of ten references each to the next are ten thousand million words.
    Those beyond are shown as they were written.
    """
    references = list(document.findall(nodes.substitution_reference))
    weights = _weigh(document)
    told: dict[str, Problem] = {}
    spent = 0
    for reference in references:
        name = _name_of(reference)
        if spent + weights.get(name, 0) <= limits.bytes:
            spent += weights.get(name, 0)
            continue
        line = next((n.line for n in (reference, reference.parent) if n.line), 1)
        message = "the substitution |%s| grows too large, and is shown as it is written"
        told.setdefault(name, problem(Subtype.DIRECTIVE, line, message, name))
        text = f"|{reference.astext()}|"
        reference.replace_self(nodes.inline("", text, classes=["roundup-missing"]))
    return list(told.values())


def _name_of(reference: nodes.substitution_reference) -> str:
    return str(reference["refname"]).lower()


def _weigh(document: nodes.document) -> Mapping[str, int]:
    """Return how much each substitution would be; what leads back to itself counts once."""
    parts = {
        name.lower(): (
            len(definition.astext()) + _NODE * sum(1 for _ in definition.findall()),
            [_name_of(r) for r in definition.findall(nodes.substitution_reference)],
        )
        for name, definition in document.substitution_defs.items()
    }
    weights: dict[str, int] = {}
    for first in parts:
        waiting = [first]
        while waiting:  # not by recursion, for there may be thousands in a row
            name = waiting[-1]
            own, inner = parts[name]
            unknown = [i for i in inner if i in parts and i not in weights and i not in waiting]
            if name in weights or not unknown:
                weights.setdefault(name, own + sum(weights.get(i, 0) for i in inner))
                waiting.pop()
            else:
                waiting.append(unknown[0])
    return weights
