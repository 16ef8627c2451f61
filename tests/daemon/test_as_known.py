"""What a replay shows the rules at a moment is what was known then: by hand, and on random lives."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from daemon.as_known import AsKnown
from daemon.backtest import moments
from daemon.backtest_rules import is_replayed
from daemon.records import Past
from rules import discover, evaluate, wear
from rules.body import body_of
from rules.history import History
from rules.mornings import Mornings
from rules.on_foot import OnFoot, metres
from rules.pains import PainLog
from rules.records import DailyWellness, Run, Shoe, Sport
from rules.said import Injury, Mark, MarkKind, Moment, PainEntry, Site
from rules.state import RunnerState
from tests.daemon.lives import full_life

DAY = timedelta(days=1)
RULES = discover()
SETTINGS = {rule.name: rule.settings_type() for rule in RULES}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2025, in UTC."""
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


def march(day: int) -> date:
    return date(2025, 3, day)


def run(day: int, metres: int = 5000, *, sport: Sport = Sport.RUN, gear: str | None = None) -> Run:
    """From 17:00 to 18:00."""
    return Run(
        run_id=f"file-{sport}-{day}",
        sport=sport,
        start=at(day, 17),
        elapsed_s=3600,
        moving_s=3600,
        distance_m=metres,
        gear=() if gear is None else (("garmin", gear),),
    )


def known(past: Past, now: datetime) -> RunnerState:
    return AsKnown(past, until=march(31), threshold_bpm=165, maximal_bpm=185).at(now, ())


def asleep(morning: DailyWellness) -> int | None:
    return morning.asleep_s


def nights(past: Past, now: datetime) -> list[date]:
    """Return the days whose night is known at a moment, of those that rules look back on."""
    series = known(past, now).mornings.fullest(asleep, now.date(), days=70)
    return [] if series is None else [date.fromordinal(each) for each in series.known(now.date(), days=70)]


def test_this_mornings_values_are_there_from_seven_on_and_those_of_70_days() -> None:
    # The 70 days before 31 March begin on 20 January, those with the 31st a day later; the first of the mornings is
    # that of the 19th.
    first = date(2025, 1, 19)
    mornings = tuple(DailyWellness(source="garmin", day=first + n * DAY, asleep_s=n) for n in range(80))
    past = Past(runs=(), mornings=mornings)
    at_night = known(past, at(31, 6, 59)).mornings.told
    assert (at_night[0].day, at_night[-1].day) == (date(2025, 1, 20), march(30))
    days = [date(2025, 1, 21) + n * DAY for n in range(70)]
    assert days[-1] == march(31)
    assert nights(past, at(31, 6, 59)) == days[:-1]
    assert nights(past, at(31, 7)) == days


def test_a_baseline_that_starts_anew_hides_what_was_before_from_that_day_on() -> None:
    mornings = tuple(DailyWellness(source="garmin", day=march(n), asleep_s=n) for n in range(1, 11))
    past = Past(runs=(), mornings=mornings, mornings_from=march(8))
    assert nights(past, at(7, 9)) == [march(n) for n in range(1, 8)]
    assert nights(past, at(8, 6)) == []
    assert nights(past, at(8, 9)) == [march(8)]
    assert nights(past, at(9, 6)) == [march(8)]
    assert nights(past, at(10, 9)) == [march(8), march(9), march(10)]


def pain(day: int, hour: int, *, logged_at: datetime | None = None) -> PainEntry:
    return PainEntry(
        entry_id=day,
        at=at(day, hour),
        site=Site.KNEE,
        moment=Moment.AFTER,
        level=4,
        logged_at=logged_at,
    )


def test_pain_is_known_when_it_is_logged_and_not_when_it_hurt() -> None:
    first, late = pain(3, 20), pain(4, 20, logged_at=at(6, 9))
    past = Past(runs=(), pain=(first, late))
    moment_by_moment = [at(3, 19, 59), at(3, 20), at(5, 9), at(6, 8, 59), at(6, 9)]
    assert [known(past, now).pain.known(now) for now in moment_by_moment] == [
        (),
        (first,),
        (first,),
        (first,),
        (first, late),
    ]


def test_pain_of_long_ago_is_known() -> None:
    old = replace(pain(1, 20), at=datetime(2024, 2, 25, 20, tzinfo=UTC))
    older = replace(pain(2, 20), at=datetime(2014, 2, 24, 20, tzinfo=UTC))
    assert known(Past(runs=(), pain=(older, old)), at(31, 9)).pain.known(at(31, 9)) == (older, old)


def test_marks_and_injuries_count_from_their_first_day_and_strength_from_the_day_after() -> None:
    ill = Mark(mark_id=1, kind=MarkKind.ILL, first=march(5), last=march(6))
    injury = Injury(injury_id=1, day=march(5), site=Site.SHIN)
    past = Past(runs=(), marks=(ill,), injuries=(injury,), strength_days=(march(5),))
    before, on, after = (known(past, at(day, 9)) for day in (4, 5, 6))
    assert (before.marks, before.injuries, before.strength_days) == ((), (), ())
    assert (on.marks, on.injuries, on.strength_days) == ((ill,), (injury,), ())
    assert (after.marks, after.injuries, after.strength_days) == ((ill,), (injury,), (march(5),))


def test_strength_training_is_shown_for_84_days() -> None:
    # 84 days before 31 March: 31 days of March, 28 of February, 25 of January lead back to 6 January.
    past = Past(runs=(), strength_days=(date(2025, 1, 6), date(2025, 1, 7)))
    assert known(past, at(31, 9)).strength_days == (date(2025, 1, 6), date(2025, 1, 7))
    past = Past(runs=(), strength_days=(date(2025, 1, 5), date(2025, 1, 7)))
    assert known(past, at(31, 9)).strength_days == (date(2025, 1, 7),)


def test_the_runners_heart_is_the_one_that_is_set_now() -> None:
    state = known(Past(runs=()), at(1, 9))
    assert (state.threshold_bpm, state.maximal_bpm) == (165, 185)


SHOE = Shoe(source="garmin", source_id="blue", name="Blue", total_m=600_000)


def test_a_pair_had_come_as_far_as_it_has_now_less_what_was_run_and_walked_since() -> None:
    past = Past(
        runs=(run(3, 10_000, gear="blue"), run(5, 12_000), run(7, 8_000, gear="blue")),
        walks=(run(5, 3_000, sport=Sport.WALK, gear="blue"),),
        shoes=(SHOE,),
    )
    # 600 km now: before the run of the 7th 592, before the walk of the 5th 589, and it was first worn on the 3rd.
    totals = [[shoe.total_m for shoe in known(past, now).shoes] for now in (at(3, 17), at(3, 18), at(6, 9), at(7, 18))]
    assert totals == [[], [589_000], [592_000], [600_000]]
    state = known(past, at(6, 9))
    over = state.on_foot.every.all[: state.on_foot.every.over(state.now)]
    assert [each.run_id for each in over] == ["file-run-3", "file-run-5", "file-walk-5"]
    worn = state.on_foot.worn("garmin-blue")
    assert worn.run_ids(*worn.places(28, wear.moment(state))) == ("file-run-3", "file-walk-5")


def test_runs_and_walks_are_shown_for_60_days() -> None:
    # 60 days before 31 March: 31 of March, 28 of February and 1 of January lead back to 30 January.
    old, older = (
        replace(run(1, gear="blue"), run_id=f"{day}", start=datetime(2025, 1, day, 17, tzinfo=UTC)) for day in (31, 30)
    )
    state = known(Past(runs=(older, old), shoes=(SHOE,)), at(31, 9))
    start, stop = state.on_foot.runs.places(60, wear.moment(state))
    assert state.on_foot.runs.all[start:stop] == (old,)


def test_a_pair_is_retired_from_then_on_or_from_its_last_run_where_that_is_not_known() -> None:
    runs = (run(3, gear="blue"), run(7, gear="blue"))
    said = replace(SHOE, retired=True, retired_at=at(9, 12))
    told = [known(Past(runs=runs, shoes=(said,)), now).shoes[0].retired for now in (at(9, 11), at(9, 12))]
    assert told == [False, True]
    unsaid = replace(SHOE, retired=True)
    told = [known(Past(runs=runs, shoes=(unsaid,)), now).shoes[0].retired for now in (at(7, 17), at(7, 18))]
    assert told == [False, True]


def test_a_retired_pair_is_seen_for_60_days_after_it_was_retired_and_last_worn() -> None:
    retired_at, second = at(5, 12), timedelta(seconds=1)
    said = replace(SHOE, retired=True, retired_at=retired_at)
    once = AsKnown(Past(runs=(run(3, gear="blue"),), shoes=(said,)), until=march(31))
    moments_after = (retired_at, retired_at + 60 * DAY, retired_at + 60 * DAY + second)
    assert [[shoe.retired for shoe in once.at(now, ()).shoes] for now in moments_after] == [[True], [True], []]
    # Worn again on the 7th, it is seen until 60 days after 18:00; worn again later, it comes back.
    late = replace(run(7, gear="blue"), run_id="late", start=at(7, 17) + 100 * DAY)
    again = AsKnown(Past(runs=(run(3, gear="blue"), run(7, gear="blue"), late), shoes=(said,)), until=march(31))
    gone_at = at(7, 18) + 60 * DAY
    for now, totals in (
        (gone_at, [595_000]),
        (gone_at + second, []),
        (late.end - second, []),
        (late.end, [600_000]),
        (late.end + 60 * DAY, [600_000]),
        (late.end + 60 * DAY + second, []),
    ):
        assert [shoe.total_m for shoe in again.at(now, ()).shoes] == totals, now


def test_the_pairs_are_the_same_until_one_is_worn_again_or_retired() -> None:
    red = replace(SHOE, source_id="red", name="Red", retired=True, retired_at=at(6, 12))
    runs = (run(3, gear="blue"), run(4, gear="red"), run(7, gear="blue"))
    known_then = AsKnown(Past(runs=runs, shoes=(SHOE, red)), until=march(31))
    days = [at(3, 9), at(3, 18), at(4, 9), at(4, 18), at(6, 12), at(7, 9), at(7, 18)]
    seen = [known_then.at(now, ()).shoes for now in days]
    assert [[shoe.name for shoe in shoes] for shoes in seen] == [[], ["Blue"], ["Blue"], *([["Blue", "Red"]] * 4)]
    assert [one is other for one, other in pairwise(seen)] == [False, True, False, False, True, False]


def before(shoe: Shoe, to_come: list[Run]) -> Shoe:
    """Return the pair as it was before these runs."""
    later_m = metres(each for each in to_come if shoe.ids & set(each.gear))
    return replace(shoe, total_m=max(0, (shoe.total_m or 0) - later_m))


def only_what_was_known(past: Past, state: RunnerState, whole: History) -> RunnerState:
    """Return the runner with what was on record at that moment, put together anew."""
    now, today = state.now, state.today
    runs = [each for session in whole.sessions if session.end <= now for each in session.runs]
    on_foot = [each for each in (*past.runs, *past.walks) if each.end <= now]
    worn, to_come = {gear for each in on_foot for gear in each.gear}, [each for each in past.runs if each.end > now]
    body = body_of(
        [entry for entry in past.pain if entry.day <= today], [each for each in past.injuries if each.day <= today]
    )
    return RunnerState(
        now=now,
        history=History(runs, known_through=today - DAY, body=body),
        judged=state.judged,
        mornings=Mornings(
            each for each in past.mornings if today - 70 * DAY <= each.day and each.day < today + (now.hour >= 7) * DAY
        ),
        shoes=tuple(before(shoe, to_come) for shoe in past.shoes if shoe.ids & worn),
        on_foot=OnFoot((each for each in on_foot if each.day > today - 60 * DAY), past.shoes),
        strength_days=tuple(day for day in past.strength_days if today - 84 * DAY <= day < today),
        marks=tuple(mark for mark in past.marks if mark.first <= today),
        pain=PainLog(entry for entry in past.pain if entry.known_at <= now),
        injuries=tuple(injury for injury in past.injuries if injury.day <= today),
        threshold_bpm=165,
        maximal_bpm=185,
    )


@pytest.mark.parametrize("seed", range(8))
def test_at_random_moments_the_rules_say_what_they_say_with_nothing_of_what_came_later(seed: int) -> None:
    past = full_life(seed)
    until = past.runs[-1].day
    of_a_life = AsKnown(past, until=until, threshold_bpm=165, maximal_bpm=185)
    rules = [rule for rule in RULES if is_replayed(rule, past)]
    first = past.runs[0].end  # before it the one knows on which day history will begin
    all_of_them = [each for each in moments(past, of_a_life.history.sessions, zone=UTC, until=until) if each[0] > first]
    for now, judged in random.Random(seed).sample(all_of_them, 40):
        state = of_a_life.at(now, judged)
        then = only_what_was_known(past, state, of_a_life.history)
        for rule in rules:
            verdicts = [verdict for _, verdict in evaluate(state, SETTINGS, [rule])]
            assert verdicts == [verdict for _, verdict in evaluate(then, SETTINGS, [rule])], (rule.name, now)
