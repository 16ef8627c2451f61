"""A replay asks each rule when it can have something new to say, and finds what it finds by asking always."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.as_known import AsKnown
from daemon.backtest import Told, moments, replay
from daemon.backtest_rules import Panel, is_replayed
from daemon.records import Past, Policy
from rules import discover
from rules.records import Shoe
from rules.said import Moment, PainEntry, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Rule, Severity, Text, Verdict, rule
from tests.daemon.lives import full_life
from tests.rules.series import FIRST, day, run

RULES = discover()
SETTINGS = {rule.name: rule.settings_type() for rule in RULES}
SEEDS = range(8)


def by_day(seed: int) -> Past:
    """A full life without runs over midnight: before seven a rule that goes by the day is not asked."""
    past = full_life(seed)
    return replace(past, runs=tuple(each for each in past.runs if each.end.date() == each.day))


def lived(past: Past, rules: tuple[Rule, ...]) -> list[Told]:
    told = replay(
        past,
        settings=SETTINGS,
        policy=Policy(),
        zone=UTC,
        until=past.runs[-1].day,
        threshold_bpm=165,
        maximal_bpm=185,
        rules=rules,
    )
    return sorted(told, key=lambda each: (each.at, each.item.rule, each.item.subject, each.because))


@pytest.mark.parametrize("seed", SEEDS)
def test_asking_less_often_changes_nothing_of_what_is_told(seed: int) -> None:
    past = by_day(seed)
    always = tuple(replace(rule, judged=Judged.AT_ANY_TIME) for rule in RULES)
    assert lived(past, RULES) == lived(past, always)


def test_those_lives_make_the_rules_speak() -> None:
    told = {each.item.rule for seed in SEEDS for each in lived(by_day(seed), RULES)}
    replayed = {rule.name for rule in RULES if is_replayed(rule, full_life(0))}
    # Its runs are too many of a kind for one, and too far apart for the other.
    assert replayed - told <= {"variety", "new-shoe"}


@pytest.mark.parametrize(
    ("past", "rooms"),
    [
        (Past(runs=()), {"progression", "recovery"}),
        (
            Past(
                runs=(),
                pain=(
                    PainEntry(
                        entry_id=1,
                        at=datetime(2025, 1, 1, tzinfo=UTC),
                        site=Site.KNEE,
                        moment=Moment.AFTER,
                        level=2,
                    ),
                ),
            ),
            {"progression", "recovery", "pain"},
        ),
        (
            Past(runs=(), shoes=(Shoe(source="garmin", source_id="blue", name="Blue"),)),
            {"progression", "recovery", "shoes"},
        ),
    ],
)
def test_lived_again_is_what_something_is_on_record_of(past: Past, rooms: set[str]) -> None:
    replayed = [rule for rule in RULES if is_replayed(rule, past)]
    assert {rule.room for rule in replayed} == rooms
    assert not any(rule.name == "planned-session" for rule in replayed)


class Settings:
    """Of a rule that only counts."""


def counting(judged: Judged) -> tuple[Rule, list[datetime]]:
    """Return a rule and the moments at which it is asked."""
    asked: list[datetime] = []

    @rule(Settings, title=Text(""), life=Life(), judged=judged)
    def counts(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
        asked.append(state.now)
        values = {"now_at": state.now.isoformat()}
        says, today = Text("{now_at}"), state.today
        yield Finding(severity=Severity.INFO, says=says, do=Text(""), day=today, at=state.now, values=values)
        yield Clear(because=says, subject="clear", values=values)
        yield NoData(lacks=says, subject="unknown", values=values)

    found: Rule = counts.rule  # type: ignore[attr-defined]  # as `discover` reads it back
    return found, asked


def at(index: int, hour: int) -> datetime:
    return datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=index, hours=hour)


def logged(now: datetime, *, later: timedelta = timedelta()) -> PainEntry:
    """A pain that the runner told of some time later."""
    return PainEntry(
        entry_id=1, at=now, site=Site.KNEE, moment=Moment.AFTER, level=2, logged_at=now + later if later else None
    )


# A run of an hour until 18:00 on day 0 and until 05:00 on day 2; pain on day 1, told of an hour later.
PAST = Past(
    runs=(run(at(0, 17), 5000, elapsed_s=3600), run(at(2, 4), 5000, elapsed_s=3600)),
    pain=(logged(at(1, 11), later=timedelta(hours=1)),),
    shoes=(Shoe(source="garmin", source_id="blue", name="Blue"),),
)
NOON_OF_THE_LAST = at(4, 12)
LIFE = [at(0, 7), at(0, 18), at(1, 7), at(1, 12), at(2, 5), at(2, 7), at(3, 7), at(4, 7), NOON_OF_THE_LAST]


def states() -> Iterator[RunnerState]:
    known = AsKnown(PAST, until=day(5))
    seen = dict(moments(PAST, known.history.sessions, zone=UTC, until=day(4)))
    assert list(seen) == LIFE[:-1]
    for now in LIFE:
        yield known.at(now, seen.get(now, ()))


@pytest.mark.parametrize(
    ("judged", "asked"),
    [
        (Judged.AT_ANY_TIME, LIFE),
        # On the mornings of days 1 and 2 a session has ended since the morning before.
        (Judged.BY_SESSION, [at(0, 7), at(0, 18), at(2, 5), at(3, 7), at(4, 7)]),
        (Judged.BY_DAY, [at(0, 7), at(1, 7), at(2, 7), at(3, 7), at(4, 7)]),
        (Judged.BY_LOG, [at(0, 7), at(1, 7), at(1, 12), at(2, 5), at(3, 7), at(4, 7)]),
        (Judged.BY_WEAR, [at(0, 7), at(0, 18), at(1, 7), at(2, 5), at(3, 7), at(4, 7)]),
    ],
)
def test_a_rule_is_asked_when_it_can_have_something_new_to_say(judged: Judged, asked: list[datetime]) -> None:
    counts, when = counting(judged)
    panel = Panel([counts], {"counts": Settings()})
    for now, state in zip(LIFE, states(), strict=True):
        results, names = panel.hear(state, heeded={"counts"})
        assert when == [moment for moment in asked if moment <= now]
        # In between what it found is found again; before seven not even that of what goes by the day.
        is_heard = judged is not Judged.BY_DAY or now != at(2, 5)
        found = {("counts", "-"): {"now_at": when[-1].isoformat()}} if is_heard else {}
        rest = {("counts", subject): {"now_at": now.isoformat()} for subject in ("clear", "unknown")}
        said = {key: verdict.values for key, (_rule, verdict) in results.items()}
        assert (said, "counts" in names) == ((found | rest, True) if now in asked else (found, False))


def test_a_rule_on_shoes_is_asked_when_a_pair_is_retired() -> None:
    counts, when = counting(Judged.BY_WEAR)
    panel = Panel([counts], {"counts": Settings()})
    runs = (replace(PAST.runs[0], gear=(("garmin", "blue"),)),)
    shoe = replace(PAST.shoes[0], retired=True, retired_at=at(1, 12))
    known = AsKnown(Past(runs=runs, shoes=(shoe,)), until=day(5))
    for now in (at(1, 7), at(1, 11), at(1, 12), at(1, 13)):
        panel.hear(known.at(now, ()), heeded=())
    assert when == [at(1, 7), at(1, 12)]


def test_of_a_rule_without_an_open_alert_only_what_it_finds_is_heard() -> None:
    counts, _when = counting(Judged.AT_ANY_TIME)

    def clear(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
        return (verdict for verdict in counts.function(state, settings) if not isinstance(verdict, Finding))

    quiet = replace(counts, name="quiet", function=clear)
    panel = Panel([quiet], {"quiet": Settings()})
    [state, *_later] = states()
    assert panel.hear(state, heeded=()) == ({}, {"quiet"})
    assert len(panel.hear(state, heeded={"quiet"})[0]) == 2
