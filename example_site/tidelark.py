"""Tides from a handful of numbers.

A *constituent* is a tuple of amplitude (metres), speed (degrees an hour) and phase (degrees).
Four or five of them describe a harbour well enough to go out rowing.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, radians

TWELFTHS = (0, 1, 3, 6, 9, 11, 12)


def height(constituents: Sequence[tuple[float, float, float]], hours: float) -> float:
    """Return the height of the sea, in metres above its mean level.

    :param constituents: the harbour, see above
    :param hours: the time, counted from the moment the phases refer to

    >>> round(height([(0.86, 28.984, 0)], 0), 2)
    0.86
    """
    return sum(a * cos(radians(speed * hours - phase)) for a, speed, phase in constituents)


def turns(
    constituents: Sequence[tuple[float, float, float]], start: float, end: float
) -> list[tuple[float, float]]:
    """Return each high and low water between two times, as (hours, height).

    The curve is sampled ten times an hour; a parabola through the three samples
    around a turn says where between them it really is.

    >>> [(round(t, 2), round(h, 2)) for t, h in turns([(0.86, 28.984, 0)], 1, 13)]
    [(6.21, -0.86), (12.42, 0.86)]
    """
    hours = [start + k / 10 for k in range(round((end - start) * 10) + 1)]
    samples = [(t, height(constituents, t)) for t in hours]
    steps = [(t, after - before) for (_, before), (t, after) in pairwise(samples)]
    found = []
    for (t, before), (_, after) in pairwise(steps):
        if (before > 0) != (after > 0):
            turn = t + 0.05 * (before + after) / (before - after)
            found.append((turn, height(constituents, turn)))
    return found


def twelfths(low: float, high: float, hour: float) -> float:
    """Return the height some hours after low water, by the sailors' rule of twelfths.

    >>> twelfths(0.2, 2.6, 3)
    1.4
    """
    whole = min(int(hour), 5)
    share = TWELFTHS[whole] + (hour - whole) * (TWELFTHS[whole + 1] - TWELFTHS[whole])
    return low + (high - low) * share / 12
