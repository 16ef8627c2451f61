"""Which pairs of several origins are one shoe, and what each run was run in. Pure.

An origin is a service or a kind of file (`daemon.copies.origin`): Strava's export is not Garmin's, and neither is
Strava itself, though one of them may know the same pair under the same name.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from types import MappingProxyType

from daemon.copies import origin, origin_of_key
from rules.records import Run, Shoe, Sport

ShoeId = tuple[str, str]
"""(source, source_id)"""
Spans = Sequence[tuple[date, ShoeId | None]]
"""Oldest first: from that day on a run that names no shoe was run in this pair, or in none."""
Defaults = Mapping[Sport, Spans]
Split = frozenset[ShoeId]
"""Two records that the runner said are two pairs."""

_FILES = "files"
_RUNS_IN_COMMON_PERCENT = 80
_RUNS_TO_PROPOSE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Two pairs of different names that may be one: they were worn on the same runs."""

    one: Shoe
    other: Shoe
    runs: int
    """That both were worn on."""


def join_shoes(
    shoes: Sequence[Shoe],
    runs: Collection[Run],
    *,
    aliases: Mapping[ShoeId, ShoeId] = MappingProxyType({}),
    splits: Collection[Split] = frozenset(),
) -> tuple[Shoe, ...]:
    """Join the pairs that two origins both know: the same name, and 80 % of the runs in common.

    Counted are the runs that both origins know, for the pair that was worn on fewer of them. What the runner said is
    two pairs (`splits`) stays two; what is one by the runner's word (`aliases`: another name -> the pair that it is a
    name of) is joined whatever it wore. The pair that stands first in `shoes` names it, or the one that has the
    aliases. Its distance is that of the origin which has most of it, less the runs that are another pair's (`dress`).
    """
    wear = _Wear(runs)
    joined: list[list[Shoe]] = []
    for shoe in shoes:
        for pair in joined:
            if _may_be_one(pair, [shoe], splits) and any(
                is_named_alike(each, shoe) and wear.is_common(each, shoe) for each in pair
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
    elsewhere_m = _worn_elsewhere_m(runs, joined)
    return tuple(_joined(pair, elsewhere_m) for pair in joined)


def proposals(shoes: Iterable[Shoe], runs: Collection[Run], *, splits: Collection[Split]) -> Iterator[Proposal]:
    """Yield the joined pairs of different names that were worn on the same runs: 80 % of those both know, 3 at least.

    `runs` are undressed: they name the shoe of each copy.
    """
    wear = _Wear(runs)
    for one, other in combinations(shoes, 2):
        ones, others = _records(one), _records(other)
        if (one.retired and other.retired) or not _may_be_one(ones, others, splits):
            continue
        found = [wear.in_common(each, another) for each in ones for another in others]
        common, fewer = max(found, key=lambda counts: counts[0])
        if common >= _RUNS_TO_PROPOSE and common * 100 >= fewer * _RUNS_IN_COMMON_PERCENT:
            yield Proposal(one=one, other=other, runs=common)


def dress(runs: Iterable[Run], shoes: Iterable[Shoe], defaults: Defaults) -> tuple[Run, ...]:
    """Return the runs, each in one pair at most; one that names no shoe in the default pair of its sport on its day.

    A run never counts for two pairs. Where its copies name different ones, an origin that has both goes before one
    that has not and names what it has, then the better origin (in the order in which `Run.gear` stands). A shoe that
    nobody lists is no word against one that is listed.
    """
    pair_of = {shoe_id: shoe.ids for shoe in shoes for shoe_id in shoe.ids}
    return tuple(_dressed(run, pair_of, defaults) for run in runs)


def default_of(run: Run, defaults: Defaults) -> ShoeId | None:
    """Return the pair that a run wore for want of a shoe of its own, None where it names one or there is none."""
    return None if run.gear else default_on(run.day, defaults.get(run.sport, ()))


def default_on(day: date, spans: Spans) -> ShoeId | None:
    """Return the pair that is the default on a day, None where there is none."""
    at = bisect_right(spans, day, key=lambda span: span[0])
    return spans[at - 1][1] if at else None


def metres_by_default(runs: Iterable[Run], defaults: Defaults) -> Counter[ShoeId]:
    """Return the metres that each pair wore only because it was the default: no source counts them."""
    total: Counter[ShoeId] = Counter()
    for run in runs:
        if pair := default_of(run, defaults):
            total[pair] += run.distance_m or 0
    return total


def is_named_alike(one: Shoe, other: Shoe) -> bool:
    """Say whether two pairs have one name: capitals and blanks do not count."""
    return _plain(one.name) == _plain(other.name)


class _Wear:
    """Which pair was worn on which runs, and which runs an origin knows at all."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self._worn: dict[ShoeId, set[str]] = {}
        self._known_to: dict[str, set[str]] = {}
        for run in runs:
            for gear in run.gear:
                self._worn.setdefault(gear, set()).add(run.run_id)
            for copy in run.copies:
                self._known_to.setdefault(origin_of_key(copy), set()).add(run.run_id)

    def in_common(self, one: Shoe, other: Shoe) -> tuple[int, int]:
        """Return on how many runs both were worn, and of the runs that both origins know the fewer that one wore."""
        known = self._known_to.get(_origin(one), set()) & self._known_to.get(_origin(other), set())
        in_one = self._worn.get((one.source, one.source_id), set()) & known
        in_other = self._worn.get((other.source, other.source_id), set()) & known
        return len(in_one & in_other), min(len(in_one), len(in_other))

    def is_common(self, one: Shoe, other: Shoe) -> bool:
        """Say whether 80 % of the runs of the pair that wore fewer are the other's too."""
        common, fewer = self.in_common(one, other)
        return fewer > 0 and common * 100 >= fewer * _RUNS_IN_COMMON_PERCENT


def _may_be_one(ones: Iterable[Shoe], others: Sequence[Shoe], splits: Collection[Split]) -> bool:
    """Say whether no origin has two of them, and the runner did not say that they are two."""
    return not any(
        _origin(one) == _origin(other)
        or frozenset({(one.source, one.source_id), (other.source, other.source_id)}) in splits
        for one in ones
        for other in others
    )


def _records(shoe: Shoe) -> list[Shoe]:
    return [replace(shoe, source=source, source_id=source_id) for source, source_id in sorted(shoe.ids)]


def _origin(shoe: Shoe) -> str:
    return origin(shoe.source, shoe.source_id)


def _dressed(run: Run, pair_of: Mapping[ShoeId, frozenset[ShoeId]], defaults: Defaults) -> Run:
    if pair := default_of(run, defaults):
        return replace(run, gear=(pair,))
    word = _word(run, pair_of)
    if word is None or pair_of[word].issuperset(run.gear):
        return run
    return replace(run, gear=tuple(gear for gear in run.gear if gear in pair_of[word]))


def _word(run: Run, pair_of: Mapping[ShoeId, frozenset[ShoeId]]) -> ShoeId | None:
    """Return whose word holds on the shoe of a run; None where no copy names a listed one."""
    named = [gear for gear in run.gear if gear in pair_of]
    pairs = {pair_of[gear] for gear in named}
    if len(pairs) > 1:
        named.sort(key=lambda gear: not all(_knows(gear, pair) for pair in pairs))
    return named[0] if named else None


def _knows(gear: ShoeId, pair: Iterable[ShoeId]) -> bool:
    """Say whether the origin that names this shoe has that pair, too: then it could have named it."""
    return any(origin(*shoe_id) == origin(*gear) for shoe_id in pair)


def _worn_elsewhere_m(runs: Iterable[Run], joined: Iterable[list[Shoe]]) -> Counter[ShoeId]:
    """Return the metres that an origin counts for a pair, of runs that were run in another by a better word.

    A pair that the better one does not have may be the same under another name: it keeps what its own origin counts.
    """
    pairs = (frozenset((shoe.source, shoe.source_id) for shoe in pair) for pair in joined)
    pair_of = {shoe_id: pair for pair in pairs for shoe_id in pair}
    total: Counter[ShoeId] = Counter()
    for run in runs:
        if len(run.gear) > 1 and (word := _word(run, pair_of)) is not None:
            for gear in run.gear:
                if gear in pair_of and gear not in pair_of[word] and _knows(word, pair_of[gear]):
                    total[gear] += run.distance_m or 0
    return total


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _holding(shoe_id: ShoeId, joined: Iterable[list[Shoe]]) -> list[Shoe] | None:
    return next((pair for pair in joined if any((each.source, each.source_id) == shoe_id for each in pair)), None)


def _joined(pair: list[Shoe], elsewhere_m: Mapping[ShoeId, int]) -> Shoe:
    first, *others = pair
    totals: Counter[str] = Counter()
    for shoe in pair:
        if shoe.total_m is not None:
            # Two records of one origin follow one another: no run is in both.
            totals[_origin(shoe)] += max(0, shoe.total_m - elsewhere_m[shoe.source, shoe.source_id])
    # An export tells how it was on its day, if it tells at all: of retiring only services know.
    told = [shoe for shoe in pair if shoe.source != _FILES] or pair
    retired_at = [shoe.retired_at for shoe in told if shoe.retired_at is not None]
    names = {_plain(shoe.name): shoe.name for shoe in reversed(others)}
    return replace(
        first,
        total_m=max(totals.values(), default=None),
        limit_m=next((shoe.limit_m for shoe in pair if shoe.limit_m is not None), None),
        retired=all(shoe.retired for shoe in told),
        retired_at=max(retired_at) if len(retired_at) == len(told) else None,
        other_ids=tuple((shoe.source, shoe.source_id) for shoe in others),
        other_names=tuple(name for plain, name in names.items() if plain != _plain(first.name)),
    )
