"""Weekly digests, for tests."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from daemon.digest_content import Digest, digest_of
from daemon.digest_text import words_of
from daemon.records import Alert, DigestLine, Item, Key, Snooze
from daemon.wording import Format
from rules.records import PlannedWorkout, Sport
from rules.state import Plan, RunnerState
from rules.verdicts import Ceiling, Severity, Text
from tests.daemon.weeks import AMSTERDAM, DAY, MONDAY, NOW, RULES, SETTINGS, SUNDAY

EN = Format("en", "metric", AMSTERDAM)
CAPPED = Text("The day's number of messages was reached.")
INFORMED = Text("For your information.")


def digest(
    state: RunnerState,
    *lines: DigestLine | tuple[datetime, DigestLine],
    alerts: Mapping[Key, Alert] | None = None,
    snoozes: tuple[Snooze, ...] = (),
    tip: Alert | None = None,
    week_starts: str = "monday",
    settings: Mapping[str, object] = SETTINGS,
) -> Digest:
    return digest_of(
        state,
        lines=[line if isinstance(line, tuple) else (NOW - DAY, line) for line in lines],
        alerts=alerts or {},
        snoozes=snoozes,
        tip=tip,
        settings=settings,
        rules=[rule for rule in RULES if rule.name in settings],
        week_starts=week_starts,
    )


def written(found: Digest, style: Format = EN) -> list[str]:
    """Return the lines of the text, without the empty ones."""
    return [line for line in words_of(found, style=style).body.splitlines() if line]


def line(
    rule: str = "session-spike",
    *,
    severity: Severity = Severity.NOTICE,
    because: Text = CAPPED,
    subject: str = "-",
    says: str = "13 km is long.",
    day: date = SUNDAY,
) -> DigestLine:
    item = Item(rule=rule, subject=subject, severity=severity, says=Text(says), do=Text("Rest."), values={}, day=day)
    return DigestLine(item=item, because=because)


def alert(rule: str, *, subject: str = "-", do: str = "Do it.", **more: Any) -> Alert:
    values: dict[str, Any] = {"opened_at": NOW - DAY, "found_at": NOW, "seen_at": NOW - DAY, **more}
    return Alert(
        rule=rule,
        subject=subject,
        severity=Severity.INFO,
        stage=0,
        says=Text(f"{rule} speaks."),
        do=Text(do),
        values={},
        day=MONDAY,
        at=NOW,
        **values,
    )


def plan(day: date, distance_m: int | None, most_m: int | None, **more: Any) -> Plan:
    workout = PlannedWorkout(source="garmin", source_id=f"{day}", day=day, title="Long", sport=Sport.RUN)
    ceiling = Ceiling(severity=Severity.NOTICE, says=Text(""), values={}, run_m=most_m)
    return Plan(workout=workout, distance_m=distance_m, rule="session-spike", ceiling=ceiling, **more)
