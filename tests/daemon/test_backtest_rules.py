"""A replay asks each rule when it can have something new to say, and finds what it finds by asking always."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from daemon.backtest import Told, replay
from daemon.backtest_rules import Panel, is_replayed
from daemon.records import Past, Policy
from rules import discover
from rules.history import History
from rules.records import Moment, PainEntry, Shoe, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Judged, Life, Rule, Text, Verdict, rule
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
        yield Clear(because=Text("{now_at}"), at=state.now, values={"now_at": state.now.isoformat()})

    found: Rule = counts.rule  # type: ignore[attr-defined]  # as `discover` reads it back
    return found, asked


def at(index: int, hour: int) -> datetime:
    return datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=index, hours=hour)


# A run of half an hour until 18:00 on day 0 and until 05:00 on day 2.
PAST = History([run(at(0, 17), 5000, elapsed_s=3600), run(at(2, 4), 5000, elapsed_s=3600)], known_through=day(5))
EVENING, NIGHT = PAST.sessions
LIFE = [
    (at(0, 7), ()),
    (at(0, 18), (EVENING,)),
    (at(1, 7), (EVENING,)),
    (at(1, 12), (EVENING,)),
    (at(2, 5), (EVENING, NIGHT)),
    (at(2, 7), (EVENING, NIGHT)),
    (at(3, 7), (NIGHT,)),
    (at(4, 7), ()),
]


@pytest.mark.parametrize(
    ("judged", "asked"),
    [
        (Judged.AT_ANY_TIME, [now for now, _ in LIFE]),
        # On the mornings of days 1 and 2 a session has ended since the morning before.
        (Judged.BY_SESSION, [at(0, 7), at(0, 18), at(2, 5), at(3, 7), at(4, 7)]),
        (Judged.BY_DAY, [at(0, 7), at(1, 7), at(2, 7), at(3, 7), at(4, 7)]),
    ],
)
def test_a_rule_is_asked_when_it_can_have_something_new_to_say(judged: Judged, asked: list[datetime]) -> None:
    counts, moments = counting(judged)
    panel = Panel([counts], {"counts": Settings()})
    heard = [panel.hear(RunnerState(now=now, history=PAST, judged=session)) for now, session in LIFE]
    assert moments == asked
    # In between it is heard as it last spoke; before seven what goes by the day is not heard at all.
    for (now, _sessions), (results, names) in zip(LIFE, heard, strict=True):
        if judged is Judged.BY_DAY and now == at(2, 5):
            assert (dict(results), "counts" in names) == ({}, False)
        else:
            last = max(moment for moment in asked if moment <= now)
            assert [(verdict.values, "counts" in names) for _, verdict in results.values()] == [
                ({"now_at": last.isoformat()}, True)
            ]
