"""Which pairs of several sources are one shoe, and what runs that name no shoe were run in. Pure."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from rules.records import Run, Shoe, Sport

ShoeId = tuple[str, str]
"""(source, source_id)"""
Defaults = Mapping[Sport, Sequence[tuple[date, ShoeId | None]]]
"""For each sport, oldest first: from that day on a run that names no shoe was run in this pair, or in none."""

_RUNS_IN_COMMON_PERCENT = 80


def join_shoes(
    shoes: Sequence[Shoe], runs: Iterable[Run], *, aliases: Mapping[ShoeId, ShoeId] = MappingProxyType({})
) -> tuple[Shoe, ...]:
    """Join the pairs that two sources both know: the same name, and 80 % of the runs in common.

    Counted are the runs that both sources know, for the pair that was worn on fewer of them. What the runner said is
    one pair (`aliases`: another name -> the pair that it is a name of) is joined whatever it wore. The pair that stands
    first in `shoes` names it, or the one that has the aliases; its distance is that of the source that has most of it.
    """
    worn: dict[ShoeId, set[str]] = {}
    known_to: dict[str, set[str]] = {}
    for run in runs:
        for gear in run.gear:
            worn.setdefault(gear, set()).add(run.run_id)
        for copy in run.copies:
            known_to.setdefault(copy.partition("-")[0], set()).add(run.run_id)
    joined: list[list[Shoe]] = []
    for shoe in shoes:
        for pair in joined:
            if all(each.source != shoe.source for each in pair) and any(
                _are_one_pair(each, shoe, worn, known_to) for each in pair
            ):
                pair.append(shoe)
                break
        else:
            joined.append([shoe])
    for alias, named in aliases.items():
        one, other = _holding(alias, joined), _holding(named, joined)
        if one and other and one is not other:
            other.extend(one)
            joined.remove(one)
    return tuple(_joined(pair) for pair in joined)


def default_of(run: Run, defaults: Defaults) -> ShoeId | None:
    """Return the pair that a run wore for want of a shoe of its own, None where it names one or there is none."""
    spans = defaults.get(run.sport, ())
    at = 0 if run.gear else bisect_right(spans, run.day, key=lambda span: span[0])
    return spans[at - 1][1] if at else None


def dress(runs: Iterable[Run], defaults: Defaults) -> tuple[Run, ...]:
    """Return the runs, each that names no shoe in the default pair of its sport on its day."""
    return tuple(replace(run, gear=(pair,)) if (pair := default_of(run, defaults)) else run for run in runs)


def metres_by_default(runs: Iterable[Run], defaults: Defaults) -> Counter[ShoeId]:
    """Return the metres that each pair wore only because it was the default: no source counts them."""
    total: Counter[ShoeId] = Counter()
    for run in runs:
        if pair := default_of(run, defaults):
            total[pair] += run.distance_m or 0
    return total


def _are_one_pair(one: Shoe, other: Shoe, worn: dict[tuple[str, str], set[str]], known_to: dict[str, set[str]]) -> bool:
    if _plain(one.name) != _plain(other.name):
        return False
    known = known_to.get(one.source, set()) & known_to.get(other.source, set())
    in_one = worn.get((one.source, one.source_id), set()) & known
    in_other = worn.get((other.source, other.source_id), set()) & known
    fewer = min(len(in_one), len(in_other))
    return fewer > 0 and len(in_one & in_other) * 100 >= fewer * _RUNS_IN_COMMON_PERCENT


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _holding(shoe_id: ShoeId, joined: Iterable[list[Shoe]]) -> list[Shoe] | None:
    return next((pair for pair in joined if any((each.source, each.source_id) == shoe_id for each in pair)), None)


def _joined(pair: list[Shoe]) -> Shoe:
    first, *others = pair
    totals: Counter[str] = Counter()
    for shoe in pair:
        if shoe.total_m is not None:
            totals[shoe.source] += shoe.total_m  # two records of one source, one after the other: no run is in both
    retired_at = [shoe.retired_at for shoe in pair if shoe.retired_at is not None]
    names = {_plain(shoe.name): shoe.name for shoe in reversed(others)}
    return replace(
        first,
        total_m=max(totals.values(), default=None),
        limit_m=next((shoe.limit_m for shoe in pair if shoe.limit_m is not None), None),
        retired=all(shoe.retired for shoe in pair),
        retired_at=max(retired_at) if len(retired_at) == len(pair) else None,
        other_ids=tuple((shoe.source, shoe.source_id) for shoe in others),
        other_names=tuple(name for plain, name in names.items() if plain != _plain(first.name)),
    )
