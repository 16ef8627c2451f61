"""Random lives of runners for replays: the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from daemon.records import Past
from rules.records import DailyWellness, Run, Shoe, Sport
from rules.said import Injury, Mark, MarkKind, Moment, PainEntry, RedFlag, Site

FIRST = date(2024, 1, 1)  # of a leap year
DAYS = 400
PAIRS = (("garmin", "blue"), ("garmin", "red"))


def random_life(seed: int) -> Past:
    """A year or so: weeks of a plan, weeks off, streaks, races, double days, runs over midnight, broken records."""
    chance = random.Random(seed)
    runs: list[Run] = []
    day = FIRST
    usual_m = chance.randrange(4000, 12_000)
    while day < FIRST + timedelta(days=DAYS):
        block = chance.choice(("plan", "plan", "plan", "more", "off", "streak", "rest"))
        length = {"off": chance.randrange(7, 70), "streak": chance.randrange(5, 20)}.get(block, 7)
        usual_m = min(30_000, round(usual_m * (chance.uniform(1.05, 1.5) if block == "more" else 1)))
        for _ in range(length):
            if block == "streak" or (block in ("plan", "more") and chance.random() < 0.6):
                runs.extend(_random_day(chance, day, usual_m))
            day += timedelta(days=1)
    mornings = tuple(
        DailyWellness(
            source="garmin",
            day=FIRST + timedelta(days=number),
            resting_heart_rate_bpm=48 + chance.choice((0, 0.5, 1, 2, 3)) + chance.choice((0, 0, 0, 0, 6, 9)),
        )
        for number in range(DAYS)
        if chance.random() < 0.85
    )
    return Past(runs=tuple(sorted(runs, key=lambda run: run.start)), mornings=mornings)


def _random_day(chance: random.Random, day: date, usual_m: int) -> Iterator[Run]:
    hours = chance.choice(((7,), (7,), (18,), (7, 18), (7, 8), (23,)))
    for hour in hours:
        distance_m = round(usual_m * chance.choice((0.5, 0.8, 1, 1, 1.1, 1.3, 2.2))) + chance.randrange(100)
        yield Run(
            run_id=f"file-{day}-{hour}",
            sport=Sport.RUN,
            start=datetime.combine(day, time(hour, 20), UTC),
            elapsed_s=chance.choice((2700, 3000, 3600)),
            moving_s=2700,
            distance_m=None if chance.random() < 0.01 else distance_m,
            is_race=chance.random() < 0.02,
        )


def full_life(seed: int) -> Past:
    """The same runner with all that can be on record: a watch's figures, nights, shoes, and what the runner logs."""
    plain = random_life(seed)
    chance = random.Random(-seed - 1)
    good, bad = chance.randrange(FIRST.toordinal(), FIRST.toordinal() + DAYS), chance.randrange(30, 120)
    spell = range(good, good + bad)
    """Weeks in which nights are short and hearts are fast."""
    return replace(
        plain,
        runs=tuple(_measured(chance, run, is_bad=run.day.toordinal() in spell) for run in plain.runs),
        mornings=tuple(_woken(chance, each, is_bad=each.day.toordinal() in spell) for each in plain.mornings),
        strength_days=tuple(day for day in _days() if chance.random() < 0.15),
        marks=tuple(_marks(chance)),
        pain=tuple(sorted(_pain(chance), key=lambda entry: entry.at)),
        injuries=tuple(
            Injury(injury_id=number, day=day, site=chance.choice((Site.KNEE, Site.SHIN)))
            for number, day in enumerate(each for each in _days() if chance.random() < 0.004)
        ),
        shoes=tuple(
            Shoe(source=source, source_id=name, name=name, total_m=1_200_000, retired=False) for source, name in PAIRS
        ),
    )


def _days() -> Iterator[date]:
    return (FIRST + timedelta(days=number) for number in range(DAYS))


def _measured(chance: random.Random, run: Run, *, is_bad: bool) -> Run:
    return replace(
        run,
        average_heart_rate_bpm=None if chance.random() < 0.02 else chance.randrange(135, 150) + 12 * is_bad,
        climb_m=chance.choice((0, 20, 20, 400)),
        hard_s=None if chance.random() < 0.02 else chance.choice((0, 0, 0, 300, 1200)) * (1 + is_bad),
        is_workout=chance.random() < 0.1,
        exertion=chance.choice((None, None, 3, 5, 8)),
        gear=() if chance.random() < 0.1 else (chance.choice(PAIRS),),
    )


def _woken(chance: random.Random, morning: DailyWellness, *, is_bad: bool) -> DailyWellness:
    return replace(
        morning,
        asleep_s=round(chance.gauss(27_000, 1800)) - 6000 * is_bad,
        heart_rate_variability_ms=max(10.0, chance.gauss(60, 6) - 15 * is_bad),
        heart_rate_variability_low=None if chance.random() < 0.9 else chance.random() < 0.3,
        stress_score=float(chance.randrange(25, 40) + 15 * is_bad),
    )


def _marks(chance: random.Random) -> Iterator[Mark]:
    for number in range(12):
        first = FIRST + timedelta(days=chance.randrange(DAYS))
        last = first + timedelta(days=chance.randrange(8))
        yield Mark(mark_id=number, kind=chance.choice(tuple(MarkKind)), first=first, last=last)


def _pain(chance: random.Random) -> Iterator[PainEntry]:
    number = 0
    for day in _days():
        if chance.random() > 0.03:
            continue
        site = chance.choice((Site.KNEE, Site.KNEE, Site.SHIN, Site.OTHER))
        for later in range(chance.randrange(1, 20)):
            at = datetime.combine(day + timedelta(days=later), time(chance.randrange(8, 23)), UTC)
            yield PainEntry(
                entry_id=number,
                at=at,
                site=site,
                moment=chance.choice(tuple(Moment)),
                level=chance.randrange(9),
                red_flags=frozenset({chance.choice(tuple(RedFlag))} if chance.random() < 0.05 else ()),
                logged_at=at + timedelta(days=chance.randrange(4)) if chance.random() < 0.2 else None,
            )
            number += 1
