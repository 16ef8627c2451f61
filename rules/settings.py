"""The bounds of an option, told in the standard library only: the configuration turns them into checks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Between:
    """Both ends are allowed. Stands in `Annotated[float, Between(low, high)]` on a field of a rule's Settings."""

    low: float
    high: float


def permille(ratio: float) -> int:
    """Return a ratio as whole thousandths, so that 1.10 is compared exactly: 1100."""
    return round(ratio * 1000)


def metres(distance_km: float) -> int:
    """Return an option in kilometres as whole metres."""
    return round(distance_km * 1000)
