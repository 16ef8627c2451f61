"""What of the open alerts the morning push asks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from daemon.before_standing import standing
from daemon.morning import write_morning
from daemon.records import Alert, Telling
from daemon.runner import load_runner
from daemon.store.alerts import save_alerts
from daemon.store.database import Database
from daemon.store.logs import add_mark
from rules import discover
from rules.history import History
from rules.said import Mark, MarkKind
from rules.state import RunnerState
from rules.verdicts import Severity, Text
from tests.daemon.lived import runner
from tests.daemon.thirty_weeks import ZONE

NOW = datetime(2026, 3, 10, 7, 15, tzinfo=ZONE)
EARLIER = NOW - timedelta(hours=10)
FIRST_LINE = "How far you can go cannot be known."


def alert(rule: str, *, subject: str = "-", **changed: Any) -> Alert:
    made = Alert(
        rule=rule,
        subject=subject,
        severity=Severity.NOTICE,
        stage=0,
        says=Text("It was {distance_m}."),
        do=Text("Hold {distance_m} for two weeks."),
        values={"distance_m": 44_000},
        day=EARLIER.date(),
        at=EARLIER,
        opened_at=EARLIER,
        found_at=EARLIER,
        seen_at=EARLIER,
        told_at=EARLIER,
        told_severity=Severity.NOTICE,
        told_stage=0,
        told_by=Telling.PUSH,
    )
    return made._replace(**changed)


@pytest.mark.parametrize(
    ("open_alert", "asks"),
    [
        pytest.param(alert("weekly-ramp"), True, id="what was pushed"),
        pytest.param(alert("weekly-ramp", told_by=Telling.DIGEST), True, id="what a cap held back"),
        pytest.param(alert("weekly-ramp", is_open=False, closed_at=EARLIER), False, id="what is over"),
        pytest.param(alert("sleep", severity=Severity.INFO), False, id="a line in the digest"),
        pytest.param(
            alert("stress", told_at=None, told_severity=None, told_stage=None, told_by=None),
            False,
            id="a sign with which no other agrees",
        ),
        pytest.param(alert("planned-session", subject="garmin-7"), False, id="a run that is planned on another day"),
        pytest.param(alert("shoe-worn", subject="garmin-a"), False, id="a worn pair, for months"),
    ],
)
def test_the_morning_push_asks_what_holds_on_this_day(database: Database, open_alert: Alert, asks: bool) -> None:
    athlete = runner()
    with database.begin() as connection:
        save_alerts(connection, athlete.name, [open_alert])
        letter = write_morning(connection, athlete, load_runner(connection, athlete, now=NOW))
    assert letter.body.splitlines() == [FIRST_LINE, *(["Hold 44 km for two weeks."] if asks else [])]


@pytest.mark.parametrize(("days_ahead", "asks"), [(-1, False), (0, True), (1, True)])
def test_a_day_off_that_is_past_is_not_asked_for(database: Database, days_ahead: int, asks: bool) -> None:
    # Whether it was taken is not known while a source is behind: the alert stands.
    athlete = runner()
    day_off = NOW.date() + timedelta(days=days_ahead)
    told = alert("rest-days", do=Text("Take {off_weekday} off."), values={"off_weekday": day_off.isoformat()})
    with database.begin() as connection:
        save_alerts(connection, athlete.name, [told])
        letter = write_morning(connection, athlete, load_runner(connection, athlete, now=NOW))
    assert letter.body.splitlines()[1:] == ([f"Take {day_off:%A %-d %B} off."] if asks else [])


INJURED, ILL = "You marked this day as injured.", "You marked this day as ill: while you feel ill, do not run."
HOLD, EASY, SEE = "Hold 44 km for two weeks.", "Easy or rest today.", "Have it seen."
BLESSURE = "Je hebt deze dag als geblesseerd gemarkeerd."
ZIEK = "Je hebt deze dag als ziek gemarkeerd: loop niet zolang je je ziek voelt."


@pytest.mark.parametrize(
    ("marks", "body"),
    [
        ((MarkKind.INJURED,), [INJURED, FIRST_LINE, EASY, SEE]),
        ((MarkKind.ILL,), [ILL, SEE]),  # who is not to run is not told to run easy, nor how far
        ((MarkKind.INJURED, MarkKind.ILL), [ILL, INJURED, SEE]),
        ((MarkKind.HOLIDAY,), [FIRST_LINE, HOLD, EASY, SEE]),
        ((MarkKind.RACE,), [FIRST_LINE, HOLD, EASY, SEE]),
    ],
)
def test_a_mark_of_the_day_comes_first_and_rules_that_rest_ask_nothing(
    database: Database, marks: tuple[MarkKind, ...], body: list[str]
) -> None:
    athlete = runner()
    told = [
        alert("weekly-ramp"),
        alert("resting-heart-rate", do=Text(EASY)),
        alert("layoff-return", do=Text(EASY)),  # of a return on a day of illness: the clock runs, and nothing is asked
        alert("pain-persists", do=Text(SEE)),
    ]
    with database.begin() as connection:
        save_alerts(connection, athlete.name, told)
        for kind in marks:
            add_mark(connection, athlete.name, kind=kind, first=NOW.date(), last=NOW.date(), now=EARLIER)
        letter = write_morning(connection, athlete, load_runner(connection, athlete, now=NOW))
    assert letter.body.splitlines() == body


@pytest.mark.parametrize(("kind", "line"), [(MarkKind.INJURED, BLESSURE), (MarkKind.ILL, ZIEK)], ids=["injured", "ill"])
def test_the_mark_in_dutch(database: Database, kind: MarkKind, line: str) -> None:
    athlete = replace(runner(), language="nl")
    with database.begin() as connection:
        add_mark(connection, athlete.name, kind=kind, first=NOW.date(), last=NOW.date(), now=EARLIER)
        letter = write_morning(connection, athlete, load_runner(connection, athlete, now=NOW))
    assert letter.body.splitlines()[0] == line


LOAD = {
    "session-spike",
    "strain",
    "planned-session",
    "monotony",
    "weekly-ramp",
    "hard-days",
    "easy-share",
    "hard-share",
}
BODY = {"sleep", "efficiency-drop", "stress", "heart-rate-variability", "resting-heart-rate"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, set()),
        (MarkKind.RACE, set()),
        (MarkKind.HOLIDAY, {"rest-days", "strength"}),
        (MarkKind.INJURED, LOAD | {"variety", "rest-days", "strength"}),
        (MarkKind.ILL, LOAD | BODY | {"variety", "rest-days", "strength", "layoff-return", "pain-response"}),
    ],
)
def test_which_rules_ask_nothing_on_a_marked_day(kind: MarkKind | None, expected: set[str]) -> None:
    marks = () if kind is None else (Mark(mark_id=1, kind=kind, first=NOW.date(), last=NOW.date()),)
    today = RunnerState(now=NOW, history=History((), known_through=None), marks=marks)
    assert _ask_nothing(today) == expected
    assert _ask_nothing(replace(today, now=NOW + timedelta(days=1))) == set()


def _ask_nothing(state: RunnerState) -> set[str]:
    found = standing(state, settings={})
    return {rule.name for rule in discover() if not found.asks(rule.name, "-")}
