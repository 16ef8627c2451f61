"""The usual figures of twelve weeks: six kilometres every other day in 30 minutes, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from daemon.cli.load import notes
from daemon.load_table import as_json, load_table
from daemon.wording import Format
from rules.history import History
from rules.load import Heart
from rules.mornings import Mornings
from rules.pains import PainLog
from rules.said import Moment, PainEntry, Site
from rules.state import RunnerState
from tests.rules.progression.weeks import weeks
from tests.rules.series import day, runs, state
from tests.rules.waking import awake, told

TWENTY_WEEKS = 140


def runner(series: str = "", **more: Any) -> RunnerState:
    """Return the runner of so many days, on whose runs all this is told."""
    series = series or weeks(TWENTY_WEEKS)
    today = len(series.split()) - 1
    past = History([replace(run, **more) for run in runs(series)], known_through=day(today - 1))
    return replace(awake(today), history=past)


def hurt(index: int) -> PainEntry:
    at = datetime.combine(day(index), time(12), UTC)
    return PainEntry(entry_id=1, at=at, site=Site.KNEE, moment=Moment.AFTER, level=3)


def test_twelve_weeks_end_yesterday() -> None:
    table = load_table(runner())
    assert table is not None
    assert [week.last for week in table.weeks] == [day(139 - 7 * back) for back in range(11, -1, -1)]
    assert all(week.last - week.first == timedelta(days=6) for week in table.weeks)


def test_every_week_alike_by_distance() -> None:
    # Four runs in any seven days: 24 km, 24 / 7 a day, and the mean of any 28 or 21 days is the same.
    table = load_table(runner())
    assert table is not None
    assert table.heart is None
    for week in table.weeks:
        assert week.load == 24_000
        assert week.acute == pytest.approx(24_000 / 7)
        assert week.chronic == pytest.approx(24_000 / 7)
        assert week.ratio_coupled == pytest.approx(1)
        assert week.ratio_uncoupled == pytest.approx(1)
        assert week.monotony == pytest.approx(1.1547, abs=1e-4)
        assert week.strain == pytest.approx(27_713, abs=1)
    # Begun long before with 0 or 6 km, the weighted means are near that of the days.
    assert table.weeks[0].ewma_chronic == pytest.approx(24_000 / 7, rel=0.05)


def first_chronic(series: str) -> float | None:
    table = load_table(runner(series))
    assert table is not None
    return table.weeks[0].ewma_chronic


def test_the_weighted_means_begin_eight_weeks_before() -> None:
    # Of 141 days, 57 to 140 are shown, and the means begin on day 1; of 140 days 56 to 139, and they begin on day 0.
    assert first_chronic("60 " + weeks(140)) == first_chronic("1 " + weeks(140))
    assert first_chronic("60 " + weeks(139)) != first_chronic("1 " + weeks(139))


def test_the_last_week_with_a_run_more() -> None:
    table = load_table(runner(weeks(TWENTY_WEEKS, more=(138,))))
    assert table is not None
    last = table.weeks[-1]
    assert last.load == 30_000
    assert last.acute == pytest.approx(30_000 / 7)
    assert last.chronic == pytest.approx(102_000 / 28)  # 3 x 24 + 30 km
    assert last.ratio_coupled == pytest.approx(1.1765, abs=1e-4)  # 30 / 7 by 102 / 28 = 120 / 102
    assert last.ratio_uncoupled == 1.25  # 30 by 24
    assert last.monotony == pytest.approx(1.5811, abs=1e-4)
    assert last.strain == pytest.approx(47_434, abs=1)
    assert table.weeks[-2].load == 24_000


def test_by_trimp_where_it_is_known() -> None:
    # 30 minutes at 120 bpm with 50 at rest and 190 at most: 25.072. Four of them: 100.289.
    beating = runner(average_heart_rate_bpm=120)
    mornings = Mornings(told("resting_heart_rate_bpm", "50 " * TWENTY_WEEKS))
    table = load_table(replace(beating, maximal_bpm=190, mornings=mornings))
    assert table is not None
    assert table.heart == Heart(resting_bpm=50, maximal_bpm=190)
    last = table.weeks[-1]
    assert last.load == pytest.approx(100.289, abs=0.002)
    assert last.acute == pytest.approx(14.327, abs=0.001)
    assert last.chronic == pytest.approx(14.327, abs=0.001)
    assert last.ewma_acute == pytest.approx(14.3, abs=3)
    assert last.ewma_chronic == pytest.approx(14.3, abs=1)
    assert last.strain == pytest.approx(115.80, abs=0.01)
    assert last.ratio_coupled == pytest.approx(1)
    assert last.monotony == pytest.approx(1.1547, abs=1e-4)


def test_a_missing_day_is_never_rest() -> None:
    # Of 20 days: one whole week, and no 28 days; what was before the first run is not known.
    table = load_table(runner(weeks(20)))
    assert table is not None
    assert [week.load for week in table.weeks] == [None] * 10 + [24_000, 24_000]
    last = table.weeks[-1]
    assert (last.chronic, last.ewma_chronic, last.ratio_coupled, last.ratio_uncoupled) == (None, None, None, None)
    assert table.weeks[0].monotony is None
    assert table.weeks[0].strain is None


def test_with_a_source_behind_the_weeks_end_on_the_last_known_day() -> None:
    table = load_table(state(weeks(100) + " 6 _ _ _"))
    assert table is not None
    assert table.weeks[-1].last == day(101)


def test_nothing_known() -> None:
    assert load_table(state("10")) is None
    assert (
        load_table(RunnerState(now=datetime(2025, 1, 1, tzinfo=UTC), history=History((), known_through=None))) is None
    )
    unknown = History(runs("5 5"), known_through=None)
    assert load_table(RunnerState(now=datetime(2025, 1, 3, tzinfo=UTC), history=unknown)) is None
    assert as_json(None, athlete="me") == {"athlete": "me", "unit": None, "weeks": []}


def test_cadence_at_the_easy_pace() -> None:
    # 30 minutes for 6 km: 300 s a kilometre. The six kilometres of the last week are run at 164, the others at 162.
    series = weeks(TWENTY_WEEKS)
    stepping = [replace(run, average_cadence_spm=164.0 if run.day > day(132) else 162.0) for run in runs(series)]
    steps = replace(runner(), history=History(stepping, known_through=day(139)))
    table = load_table(steps)
    assert table is not None
    assert table.easy_pace_s == 300
    assert [week.cadence_spm for week in table.weeks] == [162] * 11 + [164]
    assert table.cadence_spm == pytest.approx(162 + 2 / 12)  # 48 runs in 12 weeks, 4 of them at 164
    assert table.suggested_spm is None
    # The twelve weeks begin on day 56.
    sore, healed = (load_table(replace(steps, pain=PainLog((hurt(index),)))) for index in (56, 55))
    assert sore is not None
    assert healed is not None
    assert sore.suggested_spm == pytest.approx(170.275)
    assert healed.suggested_spm is None


def test_for_programs() -> None:
    found = as_json(load_table(runner()), athlete="me")
    assert (found["athlete"], found["unit"], found["resting_bpm"], found["maximal_bpm"]) == ("me", "m", None, None)
    assert len(found["weeks"]) == 12
    last = found["weeks"][-1]
    assert (last["first"], last["last"]) == (day(133).isoformat(), day(139).isoformat())
    assert (last["load"], last["cadence_spm"]) == (24_000, None)
    assert (found["easy_pace_s"], found["cadence_spm"], found["suggested_spm"]) == (None, None, None)
    beating = replace(
        runner(average_heart_rate_bpm=120),
        maximal_bpm=190,
        mornings=Mornings(told("resting_heart_rate_bpm", "50 " * TWENTY_WEEKS)),
    )
    trimp = as_json(load_table(beating), athlete="me")
    assert (trimp["unit"], trimp["resting_bpm"], trimp["maximal_bpm"]) == ("trimp", 50, 190)


def test_what_is_said_of_the_figures() -> None:
    style = Format("en", "metric")
    stepping = runner(average_cadence_spm=160.0)
    table = load_table(replace(stepping, pain=PainLog((hurt(100),))))
    assert table is not None
    said = list(notes(table, style))
    assert said[0].startswith("Load is distance. TRIMP needs maximal_heart_rate under [runner]")
    assert "grade X" in said[2]
    assert "went with fewer injuries. They are never an alert." in said[2]
    assert "within 5 % of your usual 5:00 a kilometre. It is never an alert" in said[4]
    assert said[5] == (
        "You logged knee pain, and at that pace your cadence is 160 steps/min: 5 % more, 168 steps/min, is worth a try."
    )
    assert "usual 8:02 a mile" in list(notes(table, Format("en", "imperial")))[4]  # 300 x 1.609344 = 482.8 s
    healthy = load_table(stepping)
    assert healthy is not None
    assert not any("knee" in line for line in notes(healthy, style))
    without = load_table(runner())
    assert without is not None
    assert "Cadence at an easy pace is not known: it takes five easy runs that tell it." in list(notes(without, style))
    heart = replace(without, heart=Heart(resting_bpm=50, maximal_bpm=190))
    assert next(notes(heart, style)) == "Load is Banister's TRIMP, by 50 bpm at rest and 190 bpm at most."
