"""What of the open alerts the morning push asks."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from daemon.morning import write_morning
from daemon.records import Alert, Telling
from daemon.runner import load_runner
from daemon.store.alerts import save_alerts
from daemon.store.database import Database
from rules.verdicts import Severity, Text
from tests.daemon.lived import runner
from tests.daemon.thirty_weeks import ZONE

NOW = datetime(2026, 3, 10, 7, 15, tzinfo=ZONE)
EARLIER = NOW - timedelta(hours=10)
FIRST_LINE = "How far you can go cannot be known today."


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
    return replace(made, **changed)


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
