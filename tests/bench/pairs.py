"""Measuring two things in turn, so that the noise of the machine hits both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Medians of the rounds, in what the two functions return."""

    measured: float
    floor: float
    ratio: float
    """The median of each round's ratio, which is not the ratio of the medians."""


def in_turn(measured: Callable[[], float], floor: Callable[[], float], *, rounds: int) -> Pair:
    """Call both so many times, the order changing with each round."""
    found: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            below = floor()
            found.append((measured(), below))
        else:
            above = measured()
            found.append((above, floor()))
    return Pair(
        measured=median(above for above, _ in found),
        floor=median(below for _, below in found),
        ratio=median(above / below for above, below in found),
    )
