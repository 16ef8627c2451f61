"""The simulated runner: 40 weeks to a half marathon and past it, the same at every start of the program.

Days are numbered. Day 70 is the season's last, day 1 the first of the ten weeks that the demo lives; those before are
0 and less. What happens in the ten weeks stands in tables, so that every sum can be checked by hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from connectors.sandbox.world import Morning, Outing, Pair, Plan, World

LIVED_DAYS = 70
_WEEKS_BEFORE = 30
_SEED = 7
# From this day on the runner keeps a list of shoes. The first pair was not new then; on day 0 it has 556,000 m.
_NEW_SHOES = -125
_DAILY_BEFORE_M = 69_050

DAILY = "daily"
TEMPO = "tempo"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    name: str
    pace_s_per_km: int
    heart_rate_bpm: int
    cadence_spm: int | None
    start: time
    sport: str = "Run"


_KINDS = {
    "easy": _Kind(name="Easy run", pace_s_per_km=358, heart_rate_bpm=141, cadence_spm=168, start=time(18, 30)),
    "tempo": _Kind(name="Tempo run", pace_s_per_km=318, heart_rate_bpm=159, cadence_spm=174, start=time(18, 30)),
    "long": _Kind(name="Long run", pace_s_per_km=366, heart_rate_bpm=144, cadence_spm=167, start=time(9, 30)),
    "race": _Kind(name="Half marathon", pace_s_per_km=303, heart_rate_bpm=169, cadence_spm=178, start=time(10, 0)),
    "walk": _Kind(name="Walk", pace_s_per_km=720, heart_rate_bpm=92, cadence_spm=112, start=time(15, 0), sport="Walk"),
    "ride": _Kind(name="Ride", pace_s_per_km=150, heart_rate_bpm=121, cadence_spm=None, start=time(17), sport="Ride"),
}
# Of the moving time, in heart rate zones 4 and 5.
_HARD_PERCENT = {"easy": 2, "tempo": 40, "long": 5, "race": 85, "walk": 0, "ride": 3}

# fmt: off
# Day, metres, kind, shoes: a line for each of the ten weeks, with the sum of its runs.
_LIVED: tuple[tuple[int, int, str, str | None], ...] = (
    # 39,170 m
    (2, 8_040, "easy", DAILY), (4, 9_020, "tempo", TEMPO), (6, 6_050, "easy", DAILY), (7, 16_060, "long", DAILY),
    # 40,240 m: less before the race; it is longer than the limit of a long run, and is a race
    (9, 8_010, "easy", DAILY), (11, 7_030, "tempo", TEMPO), (13, 4_020, "easy", DAILY), (14, 21_180, "race", TEMPO),
    # 29,130 m: after the race
    (16, 5_020, "easy", DAILY), (18, 6_040, "easy", DAILY), (20, 6_030, "easy", TEMPO), (21, 12_040, "long", DAILY),
    # 38,120 m
    (23, 8_030, "easy", DAILY), (24, 21_400, "ride", None), (25, 8_020, "tempo", TEMPO), (27, 7_040, "easy", DAILY),
    (28, 15_030, "long", DAILY),
    # 50,190 m: two runs more than in any week of late, the breach
    (30, 9_050, "easy", DAILY), (32, 10_040, "tempo", TEMPO), (33, 7_020, "easy", DAILY), (34, 8_030, "easy", DAILY),
    (35, 16_050, "long", DAILY),
    # 5,020 m: ill from day 38
    (37, 5_020, "easy", TEMPO),
    # 21,090 m: back again
    (45, 5_010, "easy", DAILY), (47, 6_040, "easy", DAILY), (49, 10_040, "long", DAILY),
    # 44,510 m: the long run that is too long
    (51, 8_020, "easy", DAILY), (52, 18_700, "ride", None), (53, 9_030, "tempo", TEMPO), (55, 7_040, "easy", DAILY),
    (56, 20_420, "long", DAILY),
    # nothing: holiday from day 57 to day 65
    (59, 7_600, "walk", None), (62, 9_300, "walk", None),
    # 27,110 m: home
    (66, 6_030, "easy", DAILY), (68, 8_040, "tempo", TEMPO), (70, 13_040, "long", DAILY),
)
# fmt: on

# Beats above the usual: nerves before the race, one morning; four mornings of illness.
_RAISED = {14: 6, 39: 8, 40: 10, 41: 9, 42: 7}
_NOT_WORN = frozenset({-40, -39, 25, 61})

# Shares of a week, and the day of the week (1 to 7): the build-up of the 30 weeks before.
_WEEK = ((2, 0.20, "easy", DAILY), (4, 0.22, "tempo", TEMPO), (6, 0.20, "easy", DAILY), (7, 0.38, "long", DAILY))
_FIRST_WEEK_M = 26_000
_WEEKLY_MORE_M = 550
_STEP_BACK = 0.75


def season(end: date, *, zone: str = "Europe/Amsterdam", now: datetime | None = None) -> World:
    """Return the season whose last day is `end`; a Sunday gives long runs on Sundays. `now` as in World."""
    random = Random(_SEED)
    outings = [
        _outing(number, row, end=end, zone=zone, random=random)
        for number, row in enumerate((*_before(random), *_LIVED), start=1)
    ]
    return World(
        zone=zone,
        outings=outings,
        pairs=(
            Pair(
                key=DAILY,
                number=1,
                name="Harrier 3",
                brand="Fellrunner",
                model="Harrier",
                first_day=_day(end, _NEW_SHOES),
                before_m=_DAILY_BEFORE_M,
            ),
            Pair(
                key=TEMPO,
                number=2,
                name="Kestrel",
                brand="Fellrunner",
                model="Kestrel",
                first_day=_day(end, _NEW_SHOES),
            ),
        ),
        mornings=_mornings(end, random),
        plans=_plans(end),
        now=now,
    )


def day_number(end: date, day: date) -> int:
    """Return the number of a day in the season that ends on `end`."""
    return LIVED_DAYS - (end - day).days


def _day(end: date, number: int) -> date:
    return end - timedelta(days=LIVED_DAYS - number)


def _before(random: Random) -> Iterator[tuple[int, int, str, str | None]]:
    """Yield the build-up: a little more every week, every fourth a quarter less."""
    for week in range(_WEEKS_BEFORE):
        whole_m = _FIRST_WEEK_M + week * _WEEKLY_MORE_M
        if week % 4 == 1:
            whole_m = round(whole_m * _STEP_BACK)
        monday = 1 - 7 * (_WEEKS_BEFORE - week)
        for weekday, share, kind, pair in _WEEK:
            day = monday + weekday - 1
            distance_m = round(whole_m * share * random.uniform(0.98, 1.02))
            yield day, distance_m, kind, pair if day >= _NEW_SHOES else None


def _outing(number: int, row: tuple[int, int, str, str | None], *, end: date, zone: str, random: Random) -> Outing:
    day, distance_m, word, pair = row
    kind = _KINDS[word]
    start = datetime.combine(_day(end, day), kind.start, ZoneInfo(zone)) + timedelta(seconds=random.randint(-900, 900))
    moving_s = round(distance_m / 1000 * kind.pace_s_per_km * random.uniform(0.98, 1.02))
    return Outing(
        number=number,
        start=start,
        sport=kind.sport,
        name=kind.name,
        distance_m=float(distance_m),
        moving_s=moving_s,
        elapsed_s=moving_s + random.randint(5, 240),
        average_heart_rate_bpm=float(kind.heart_rate_bpm + random.randint(-3, 3)),
        average_cadence_spm=float(kind.cadence_spm + random.randint(-2, 2)) if kind.cadence_spm else None,
        climb_m=float(random.randint(10, 60)),
        hard_s=moving_s * _HARD_PERCENT[word] // 100,
        is_race=word == "race",
        is_workout=word == "tempo",
        pair=pair,
        # Strava measures up to half a percent less, so that Garmin's sums are the ones to check.
        strava_later_s=random.randint(0, 4),
        strava_distance_m=round(distance_m * (1 - random.randint(0, 5) / 1000), 1),
        zone=zone,
    )


def _mornings(end: date, random: Random) -> Iterator[Morning]:
    # Dice of its own: what the others tell is worked out by hand in tests.
    stress = Random(_SEED)
    for number in range(1 - 7 * _WEEKS_BEFORE, LIVED_DAYS + 1):
        if number in _NOT_WORN:
            yield Morning(day=_day(end, number))
            continue
        raised = _RAISED.get(number, 0)
        yield Morning(
            day=_day(end, number),
            resting_heart_rate_bpm=50 + random.randint(-1, 1) + raised,
            asleep_s=26_400 + random.randint(-2_400, 2_400) + 200 * raised,
            heart_rate_variability_ms=60 + random.randint(-4, 4) - 2 * raised,
            stress_score=28 + stress.randint(-4, 4) + 2 * raised,
        )


def _plans(end: date) -> Iterator[Plan]:
    yield Plan(number=1, day=_day(end, 14), title="Half marathon", kind="race", distance_m=21_098)
    for number, week in enumerate(range(_WEEKS_BEFORE * -7, LIVED_DAYS + 21, 7), start=2):
        if week + 7 != 14:
            yield Plan(number=number, day=_day(end, week + 7), title="Long run", duration_s=5_400)
