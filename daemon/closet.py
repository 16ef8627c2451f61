"""How each pair of shoes stands: how far of its limit, and until when. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rules import wear
from rules.records import Shoe
from rules.shoes.shoe_worn import step_at, with_limits
from rules.state import RunnerState


class Standing(StrEnum):
    """Where a pair is on its way; the steps are those of shoe-worn."""

    UNKNOWN = "unknown"
    """Its distance is not known."""
    IN_USE = "in-use"
    NEAR = "near-limit"
    AT = "at-limit"
    BEYOND = "beyond-limit"
    RETIRED = "retired"


_STEPS = (Standing.IN_USE, Standing.NEAR, Standing.AT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One pair, with the limit that holds for it."""

    shoe: Shoe
    limit_m: int
    standing: Standing
    limit_day: date | None
    """When it comes to its limit at the use of the last eight weeks; None where that cannot be told."""
    worn_m: int | None
    """In these weeks; None where too few of their days are known."""


def closet(state: RunnerState, settings: Mapping[str, object]) -> Iterator[Pair]:
    """Yield every pair: those in use first, and among them what was worn most of late.

    `settings` are those of `rules.evaluate`.
    """
    shoes = with_limits(state, settings).shoes
    is_known = wear.lacking(state, wear.USE_DAYS) is None
    worn_m = {shoe.key: wear.use_m(state, shoe.key) for shoe in shoes}
    for shoe in sorted(shoes, key=lambda each: (each.retired, -worn_m[each.key], each.name.casefold())):
        limit_m = shoe.limit_m or 0
        can_tell = is_known and not shoe.retired
        yield Pair(
            shoe=shoe,
            limit_m=limit_m,
            standing=_standing(shoe, limit_m),
            limit_day=wear.forecast(shoe, worn_m[shoe.key], state.today, limit_m) if can_tell else None,
            worn_m=worn_m[shoe.key] if is_known else None,
        )


def as_json(pair: Pair) -> dict[str, Any]:
    """Return a pair as plain JSON types."""
    shoe = pair.shoe
    return {
        "shoe": shoe.key,
        "name": shoe.name,
        "other_names": list(shoe.other_names),
        "sources": sorted({source for source, _id in shoe.ids}),
        "kind": shoe.kind.value,
        "distance_m": shoe.total_m,
        "limit_m": pair.limit_m,
        "state": pair.standing.value,
        "limit_day": None if pair.limit_day is None else pair.limit_day.isoformat(),
        "worn_in_8_weeks_m": pair.worn_m,
        "default_for": sorted(sport.value for sport in shoe.default_for),
    }


def _standing(shoe: Shoe, limit_m: int) -> Standing:
    if shoe.retired:
        return Standing.RETIRED
    if shoe.total_m is None:
        return Standing.UNKNOWN
    step = step_at(shoe.total_m, limit_m)
    return _STEPS[step] if step < len(_STEPS) else Standing.BEYOND
