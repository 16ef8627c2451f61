"""Thirty weeks of one runner with all that the rules watch: what the source holds, and what the runner says.

Days are numbered: 0 is the Monday on which the service is switched on, with twelve weeks of history before it. What
happens stands in tables; only mornings and heart rates have noise, the same for the same seed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connectors.base import Batch, Listing
from daemon.store.logs import add_injury, add_mark, add_pain
from daemon.store.shoe_options import set_default
from rules.records import Activity, DailyWellness, PlannedWorkout, Shoe, Sport
from rules.said import MarkKind, Moment, RedFlag, Site

ZONE = ZoneInfo("Europe/Amsterdam")
DAY = timedelta(days=1)
SWITCHED_ON = date(2026, 1, 5)  # a Monday; the clocks change on day 83
WEEKS_BEFORE, DAYS = 12, 210
MORNING, EVENING = time(7, 10), time(20, 30)

WEEK = {1: (8_000, "easy"), 2: (9_000, "tempo"), 3: (7_000, "easy"), 5: (6_000, "easy"), 6: (14_000, "long")}
"""By the day of the week, Monday 0: 44 km, of which one hard run."""
# (seconds a kilometre, heart rate, share of the time in zones 4 and 5, shoe)
KINDS = {
    "easy": (360, 140, 0.0, "daily"),
    "tempo": (330, 158, 0.4, "tempo"),
    "long": (365, 143, 0.0, "daily"),
    "race": (290, 170, 0.9, "tempo"),
}
# fmt: off
OTHERWISE: dict[int, tuple[int, str] | None] = {
    13: (17_000, "long"),
    34: (19_000, "long"),  # a watch gone astray: it was 14 km, and is corrected the day after
    **dict.fromkeys(range(42, 50)),  # ill
    69: (21_100, "race"),
    # On holiday, a run on each of eight days.
    **dict.fromkeys(range(75, 87)), **dict.fromkeys(range(78, 86), (6_000, "easy")),
    # Three hard days of four; the second is deleted in the source on day 96.
    **dict.fromkeys(range(91, 97)), 92: (9_000, "tempo"), 93: (9_000, "tempo"), 95: (6_000, "tempo"),
    # Eight days in a row.
    **dict.fromkeys(range(105, 111), (5_000, "easy")), 111: (14_000, "long"), 112: (5_000, "easy"), 113: None,
    # The knee, and the way back.
    **dict.fromkeys(range(128, 196)),
    149: (4_000, "easy"), 151: (4_000, "easy"), 153: (6_000, "easy"), 156: (5_000, "easy"), 158: (5_000, "easy"),
    160: (9_000, "easy"), 163: (6_000, "easy"), 165: (6_000, "easy"), 167: (8_000, "easy"), 170: (7_000, "easy"),
    172: (7_000, "easy"), 174: (9_000, "long"), 177: (8_000, "easy"), 179: (8_000, "easy"), 181: (10_000, "long"),
    184: (8_000, "easy"), 186: (8_000, "easy"), 188: (11_000, "long"), 191: (9_000, "easy"), 193: (9_000, "easy"),
    195: (12_000, "long"), 196: None, 200: None, 202: (13_100, "long"), 209: (13_000, "long"),
}
# fmt: on
SHORT_NIGHTS, ILL = range(22, 31), range(42, 48)
FASTER_HEART = {27, 28, *ILL}
TREADMILL_FROM, DEFAULT_FROM, RETIRED_FROM = 59, 66, 40
NO_STRENGTH_FROM = 100
NO_PLANS = range(126, 195)
OUTAGE = (180, time(10)), (182, time(22))


def at(number: int, clock: time) -> datetime:
    """Return a moment of a numbered day."""
    return datetime.combine(SWITCHED_ON + number * DAY, clock, ZONE)


def number_of(moment: datetime) -> int:
    """Return the number of the local day of a moment."""
    return (moment.astimezone(ZONE).date() - SWITCHED_ON).days


@dataclass(slots=True)
class Source:
    """What the watch's service holds."""

    activities: list[Activity] = field(default_factory=list)
    mornings: list[DailyWellness] = field(default_factory=list)
    plans: list[PlannedWorkout] = field(default_factory=list)

    def __post_init__(self) -> None:
        chance = random.Random(1)
        for number in range(-7 * WEEKS_BEFORE, DAYS):
            self._day(number, chance)
            self.mornings.append(_morning(number, chance))

    def _day(self, number: int, chance: random.Random) -> None:
        weekday = number % 7
        if weekday in (0, 4) and number < NO_STRENGTH_FROM:
            self._add(f"strength{number}", Sport.STRENGTH, at(number, time(17)), 0, 2400)
        if weekday == 5:
            self._add(f"walk{number}", Sport.WALK, at(number, time(13)), 5_000, 3600, gear_id=_daily(number))
        planned = OTHERWISE.get(number, WEEK.get(weekday))
        if planned is None:
            return
        distance_m, kind = planned
        pace_s, bpm, hard, gear = KINDS[kind]
        moving_s = distance_m * pace_s // 1000
        inside = weekday == 3 and number >= TREADMILL_FROM
        self._add(
            f"run{number}",
            Sport.TREADMILL_RUN if inside else Sport.RUN,
            at(number, time(9) if weekday > 4 else time(18)),
            distance_m,
            moving_s,
            average_heart_rate_bpm=bpm + round(4 * chance.random() - 2, 1),
            climb_m=None if inside else distance_m // 200,
            hard_s=round(moving_s * hard),
            gear_id=None if inside else _daily(number) if gear == "daily" else gear,
            is_race=kind == "race",
        )
        if kind in ("long", "race") and number not in NO_PLANS:
            self.plans.append(
                PlannedWorkout(
                    source="garmin",
                    source_id=f"plan{number}",
                    day=SWITCHED_ON + number * DAY,
                    title="Long run",
                    sport=Sport.RUN,
                    distance_m=14_000 if number == 34 else distance_m,
                    is_race=kind == "race",
                )
            )

    def _add(self, name: str, sport: Sport, start: datetime, distance_m: int, moving_s: int, **more: object) -> None:
        made = Activity(
            source="garmin",
            source_id=name,
            sport=sport,
            start=start,
            elapsed_s=moving_s + 60,
            moving_s=moving_s,
            distance_m=distance_m,
        )
        self.activities.append(replace(made, **more))  # type: ignore[arg-type]  # fields of several types

    def batch(self, now: datetime, *, since: datetime | None) -> Batch:
        """Return what it tells at a moment, of runs that started since another."""
        number = number_of(now)
        told = [_as_told(each, number) for each in self.activities if each.end <= now]
        held = [each for each in told if not (each.source_id == "run93" and number >= 96)]
        listed = [each for each in held if since is None or each.start >= since]
        today = now.date()
        return Batch(
            activities=tuple(listed),
            listing=Listing(since=since, source_ids=frozenset(each.source_id for each in listed)),
            shoes=tuple(_shoes(held, number)),
            mornings=tuple(each for each in self.mornings if today - (3 if since else 400) * DAY <= each.day <= today),
            planned=tuple(plan for plan in self.plans if today <= plan.day <= today + 14 * DAY),
        )


def _as_told(activity: Activity, number: int) -> Activity:
    is_corrected = activity.source_id == "run34" and number >= 35
    return replace(activity, distance_m=14_000, moving_s=14 * KINDS["long"][0]) if is_corrected else activity


def _daily(number: int) -> str:
    # On day 52 the old pair is worn once more, or so the watch says.
    return "new" if number >= RETIRED_FROM and number != 52 else "old"


def _shoes(activities: list[Activity], number: int) -> Iterator[Shoe]:
    before = {"old": ("Harrier", 150_000, -84), "tempo": ("Kestrel", 20_000, -84), "new": ("Heron", 0, 38)}
    for key, (name, before_m, first) in before.items():
        if number >= first:
            worn_m = sum(each.distance_m for each in activities if each.gear_id == key)
            yield Shoe(
                source="garmin",
                source_id=key,
                name=name,
                total_m=before_m + worn_m,
                retired=key == "old" and number >= RETIRED_FROM,
            )


def _morning(number: int, chance: random.Random) -> DailyWellness:
    short, ill = number in SHORT_NIGHTS, number in ILL
    noise = [2 * chance.random() - 1 for _ in range(4)]
    return DailyWellness(
        source="garmin",
        day=SWITCHED_ON + number * DAY,
        resting_heart_rate_bpm=round(50 + noise[0]) + (9.0 if number in FASTER_HEART else 0.0),
        asleep_s=round((5.5 if short else 7.3) * 3600 + 900 * noise[1]),
        heart_rate_variability_ms=60 + 4 * noise[2] - (14 if short or ill else 0),
        stress_score=30 + 3 * noise[3] + (9 if short or ill else 0),
    )


Saying = Callable[[Connection, datetime], object]


def sayings() -> Iterator[tuple[datetime, Saying]]:
    """Yield what the runner says, and when."""

    def pain(
        number: int, clock: time, level: int, moment: Moment, site: Site = Site.KNEE, *flags: RedFlag
    ) -> tuple[datetime, Saying]:
        when = at(number, clock)

        def say(connection: Connection, now: datetime) -> object:
            return add_pain(connection, "me", at=when, site=site, moment=moment, level=level, red_flags=flags, now=now)

        return when, say

    def mark(number: int, clock: time, kind: MarkKind, first: int, last: int) -> tuple[datetime, Saying]:
        days = {"first": SWITCHED_ON + first * DAY, "last": SWITCHED_ON + last * DAY}

        def say(connection: Connection, now: datetime) -> object:
            return add_mark(connection, "me", kind=kind, now=now, **days)

        return at(number, clock), say

    def injury(connection: Connection, now: datetime) -> object:
        return add_injury(connection, "me", day=now.date(), site=Site.KNEE)

    def default(connection: Connection, now: datetime) -> None:
        pair = Shoe(source="garmin", source_id="tempo", name="Kestrel")
        set_default(connection, "me", Sport.TREADMILL_RUN, pair, first_day=now.date())

    yield mark(43, time(9), MarkKind.ILL, 43, 47)
    yield at(DEFAULT_FROM, time(9)), default
    yield mark(76, time(20), MarkKind.HOLIDAY, 77, 86)
    yield pain(120, time(19, 30), 4, Moment.AFTER)
    yield pain(121, time(8), 2, Moment.NEXT_MORNING)
    yield pain(125, time(19, 30), 5, Moment.AFTER)
    yield pain(126, time(8), 5, Moment.NEXT_MORNING)
    yield pain(127, time(19, 30), 6, Moment.DURING)
    yield at(127, time(20)), injury
    yield mark(127, time(20, 5), MarkKind.INJURED, 128, 148)
    yield pain(134, time(9), 3, Moment.NEXT_MORNING)
    yield pain(141, time(9), 1, Moment.NEXT_MORNING)
    yield pain(160, time(19, 30), 3, Moment.AFTER)
    yield pain(163, time(8), 1, Moment.NEXT_MORNING)
    yield pain(207, time(23), 3, Moment.AFTER, Site.SHIN, RedFlag.SWELLING)
