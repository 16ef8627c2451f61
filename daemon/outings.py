"""Which records are one outing, and why. Pure, and the same whatever the order in which they came in.

A runner is in one place at a time: records of one family of sport that share half of the shorter one's time are one
outing, whoever recorded them, a late start and an early stop included. What has no true time is matched by what it
has, one to one: of two runs on a day each takes one copy, and none takes both.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from types import MappingProxyType

from daemon.copies import STARTS_WITHIN, Why, is_same_time, nearest, origin_of, rank, shared_s, way_of
from rules.records import Activity

Pairings = Mapping[tuple[str, str], bool]
"""What the runner said of two records, by their keys in the order of the alphabet: one outing (True) or two (False)."""
NOTHING_SAID: Pairings = MappingProxyType({})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outings:
    """The records, each in one group; `why` by key, without those that are the first of their group."""

    groups: list[list[Activity]] = field(default_factory=list)
    why: dict[str, Why] = field(default_factory=dict)


def outings(activities: Iterable[Activity], *, pairings: Pairings = NOTHING_SAID) -> Outings:
    """Given records of any sport, group those that are one outing.

    1. Records with a true time: those that share half of the shorter one's time. Of two that take about as long (80 %)
       neither may be over twice as far; what is only a part of another (a late start, pieces) may not come to more
       metres than it, by a quarter (on a treadmill, where watch and machine disagree, by as much again).
    2. Those that stand alone after it: started within 5 minutes, 3 % of the distance.
    3. Hidden starts: the same local day, 3 % of the distance, 5 % or 2 minutes of the elapsed or the moving time. Times
       without a zone: a whole number of quarters of an hour apart (within 2 minutes), up to 14 hours, and as near; else
       as in 1, as if the guess were right; beside a hidden start alone as it. A treadmill: up to twice as far.
    4. Runs logged by hand: the same local day, 20 % of the distance, up to 3 hours before a start or after an end. A
       start that is hidden, or a distance that the other does not know, says nothing against it.
    5. What the runner said of two records stands above all of it.
    6. Records that are gone from their source join what they would be a copy of, to go on naming it; in the ways of 2
       to 4 no other record of their origin.

    In 2 to 4 as many as can find a partner, the nearest first, and no outing takes two of one origin; but of times
    without a zone what is left over, and one recording twice if the guess were right: as far, from the same start.
    """
    grouping = _Grouping(pairings)
    exact: list[Activity] = []
    gone: list[Activity] = []
    loose: dict[Why, list[Activity]] = {Why.HIDDEN: [], Why.ZONE: [], Why.LOGGED: []}
    for each in sorted(activities, key=lambda each: (each.start, each.key)):
        (gone if each.gone else loose.get(way_of(each), exact)).append(each)
    for overlapping in _overlapping(exact):
        grouping.add_overlapping(overlapping)
    grouping.join_clocks()
    grouping.join(Why.HIDDEN, loose[Why.HIDDEN])
    grouping.join_without_zone(loose[Why.ZONE])
    grouping.join(Why.LOGGED, loose[Why.LOGGED])
    grouping.join_as_said()
    grouping.add_gone(gone)
    return Outings(grouping.groups, grouping.why)


def pair(one: str, other: str) -> tuple[str, str]:
    """Return two keys in the order in which `Pairings` have them."""
    return (one, other) if one < other else (other, one)


class _Grouping:
    """The groups while they grow. The first record of a group is the longest of those with a true time."""

    def __init__(self, pairings: Pairings) -> None:
        self.groups: list[list[Activity]] = []
        self.why: dict[str, Why] = {}
        self._pairings = pairings

    def add_overlapping(self, records: Sequence[Activity]) -> None:
        """Group records of one stretch of time, the longest first, each with whom it shares most."""
        if len(records) == 1:
            self.groups.append([records[0]])
            return
        made = _ByHour()
        for each in sorted(records, key=lambda each: (-each.elapsed_s, each.start, each.key)):
            fitting = [group for group in made.beside(each) if is_same_time(each, group)]
            if free := [group for group in fitting if not self._is_apart(each, group)]:
                self._put(each, max(free, key=lambda group: shared_s(each, group[0])), Why.OVERLAP)
            else:
                made.add([each])
        self.groups.extend(made.groups)

    def join_clocks(self) -> None:
        """Let records that overlap with none join an outing that began a little before or after them."""
        self.groups.sort(key=lambda group: (group[0].start, group[0].key))
        near: dict[str, Activity] = {}
        for one, other in pairwise(self.groups):
            if other[0].start - one[0].start <= STARTS_WITHIN:
                near |= {group[0].key: group[0] for group in (one, other) if len(group) == 1}
        if near:
            self.groups = [group for group in self.groups if group[0].key not in near]
            self.join(Why.CLOCK, near.values())

    def join(self, why: Why, records: Iterable[Activity]) -> None:
        """Match records with outings that have none of their origin, the better origin first; others stand alone."""
        for _rank, of_one in groupby(sorted(records, key=rank), key=rank):
            near = _Near(self.groups)
            choices = sorted((self._choice(why, each, near) for each in of_one), key=lambda choice: choice.order)
            for choice, group in zip(choices, _matched(choices), strict=True):
                if group is None:
                    self.groups.append([choice.record])
                else:
                    self._put(choice.record, group, why)

    def join_without_zone(self, records: Iterable[Activity]) -> None:
        """Match records whose zone nobody told; those of one time of day are copies of each other wherever it was."""
        among = _Grouping(self._pairings)
        for overlapping in _overlapping(records):
            among.add_overlapping(overlapping)
        firsts = [group[0] for group in among.groups]
        self.join(Why.ZONE, firsts)
        self._join_as_guessed(firsts)
        holding = self._holding()
        for first, *others in among.groups:
            for each in others:
                if self._is_apart(each, holding[first.key]):
                    self.groups.append([each])
                else:
                    self._put(each, holding[first.key], Why.OVERLAP)

    def _join_as_guessed(self, records: Iterable[Activity]) -> None:
        """Join those that stand alone to the recording that they are if their zone was guessed right, of any origin.

        Two programs wrote one recording as two files, and one of them left the zone out. That both were under way at
        one time proves nothing here: where the guess is wrong it was another run of the day.
        """
        holding = self._holding()
        alone = {each.key: each for each in records if len(holding[each.key]) == 1}
        if not alone:
            return
        self.groups = [group for group in self.groups if group[0].key not in alone]
        near = _Near(self.groups)
        for each in alone.values():
            fitting = self._beginning_with(each, near)
            if fitting is None:
                self.groups.append([each])
            else:
                self._put(each, fitting, Why.OVERLAP)

    def join_as_said(self) -> None:
        """Join what the runner joined."""
        holding = self._holding() if self._pairings else {}
        for (one, other), together in sorted(self._pairings.items()):
            first, second = holding.get(one), holding.get(other)
            if together and first is not None and second is not None and first is not second:
                for each in second:
                    self._put(each, first, Why.JOINED)
                    holding[each.key] = first
                second.clear()
        self.groups = [group for group in self.groups if group]

    def add_gone(self, records: Sequence[Activity]) -> None:
        """Put records that their source has no more with what they would be copies of; else they stand alone.

        Without a true time, no record stands for another of its own origin: that may be another run of the day.
        """
        near = _Near(self.groups if records else ())
        loose: dict[Why, list[Activity]] = {Why.CLOCK: [], Why.HIDDEN: [], Why.ZONE: [], Why.LOGGED: []}
        for each in records:
            way = way_of(each)
            fitting = self._at_the_time_of(each, near) if way is Why.FIRST else None
            if fitting is not None:
                self._put(each, fitting, Why.OVERLAP)
            else:
                loose[Why.CLOCK if way is Why.FIRST else way].append(each)
        for why, left in loose.items():
            self.join(why, left)

    def _at_the_time_of(self, record: Activity, near: "_Near") -> list[Activity] | None:
        """Return the group that shares most of a record's time, of those of which it is a copy."""
        most_s, found = 0.0, None
        for group in near.around(record):
            shares = (shared_s(record, copy) for copy in group if is_same_time(record, [copy]))
            shared = max(shares, default=0.0)
            if shared > most_s and not self._is_apart(record, group):
                most_s, found = shared, group
        return found

    def _beginning_with(self, record: Activity, near: "_Near") -> list[Activity] | None:
        """Return the group that began nearest to a record, of those that began with it and went as far."""
        groups = (group for group in near.around(record) if not self._is_apart(record, group))
        found = [
            (far, group[0].key, group) for group in groups if (far := nearest(Why.CLOCK, record, group)) is not None
        ]
        return min(found, key=lambda each: each[:2])[2] if found else None

    def _choice(self, why: Why, record: Activity, near: "_Near") -> "_Choice":
        of = origin_of(record)
        options = []
        for group in near.around(record):
            has_one = any(origin_of(copy) == of for copy in group)
            far = None if has_one or self._is_apart(record, group) else nearest(why, record, group)
            if far is not None:
                options.append((far, group[0].key, group))
        options.sort(key=lambda option: option[:2])
        return _Choice(record, options[0][0] if options else 0.0, [group for *_order, group in options])

    def _put(self, record: Activity, group: list[Activity], why: Why) -> None:
        group.append(record)
        self.why[record.key] = why

    def _holding(self) -> dict[str, list[Activity]]:
        return {each.key: group for group in self.groups for each in group}

    def _is_apart(self, record: Activity, group: Iterable[Activity]) -> bool:
        if not self._pairings:
            return False
        return any(self._pairings.get(pair(record.key, copy.key)) is False for copy in group)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The outings that a record may be a copy of, the nearest first."""

    record: Activity
    nearest: float
    groups: list[list[Activity]]

    @property
    def order(self) -> tuple[float, str]:
        return self.nearest, self.record.key


class _Near:
    """Finds the groups of a day and of the days beside it."""

    def __init__(self, groups: Iterable[list[Activity]]) -> None:
        self._of_day: dict[date, dict[int, list[Activity]]] = {}
        for group in groups:
            for copy in group:
                self._of_day.setdefault(copy.day, {})[id(group)] = group

    def around(self, record: Activity) -> Iterator[list[Activity]]:
        """Yield each group once, the same in every run of the program."""
        found: dict[int, list[Activity]] = {}
        for away in (-1, 0, 1):
            found |= self._of_day.get(record.day + away * _DAY, {})
        yield from sorted(found.values(), key=lambda group: group[0].key)


class _ByHour:
    """Groups by the hours of their first records, so that only those of one time are compared."""

    def __init__(self) -> None:
        self.groups: list[list[Activity]] = []
        self._in: dict[int, list[int]] = {}

    def add(self, group: list[Activity]) -> None:
        """Take one more group."""
        for hour in _hours(group[0]):
            self._in.setdefault(hour, []).append(len(self.groups))
        self.groups.append(group)

    def beside(self, record: Activity) -> list[list[Activity]]:
        """Return the groups of the record's hours, in the order in which they were added."""
        found = {at for hour in _hours(record) for at in self._in.get(hour, ())}
        return [self.groups[at] for at in sorted(found)]


def _hours(activity: Activity) -> range:
    first_s = int(activity.start.timestamp())
    return range(first_s // 3600, (first_s + activity.elapsed_s) // 3600 + 1)


def _matched(choices: Sequence[_Choice]) -> list[list[Activity] | None]:
    """Give as many records as can be a group of their own: Kuhn's algorithm, by the shortest augmenting paths."""
    holder: dict[int, int] = {}
    found: list[list[Activity] | None] = [None] * len(choices)
    dead: set[int] = set()
    for first in range(len(choices)):
        # From a group to the record that asks for it; those asked for by one record are asked nearest first.
        asked_by: dict[int, int] = {}
        asking = deque([first])
        free: list[Activity] | None = None
        while asking and free is None:
            at = asking.popleft()
            for group in choices[at].groups:
                if id(group) in asked_by or id(group) in dead:
                    continue
                asked_by[id(group)] = at
                if id(group) not in holder:
                    free = group
                    break
                asking.append(holder[id(group)])
        if free is None:
            # From none of these a free one can be reached, now or later.
            dead |= asked_by.keys()
        while free is not None:
            at = holder[id(free)] = asked_by[id(free)]
            found[at], free = free, found[at]
    return found


def _overlapping(exact: Iterable[Activity]) -> Iterator[list[Activity]]:
    """Yield the records, in order of their start, in stretches of time without a gap; most stand alone."""
    stretch: list[Activity] = []
    end = datetime.min.replace(tzinfo=UTC)
    for each in exact:
        if stretch and each.start >= end:
            yield stretch
            stretch = []
        end = max(end, each.end)
        stretch.append(each)
    if stretch:
        yield stretch
