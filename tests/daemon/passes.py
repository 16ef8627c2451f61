"""Passes over one runner's alerts, for tests. Amsterdam time, winter: UTC + 1 h."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from daemon.alerts import Decision, as_it_stands, reconcile, speaking
from daemon.records import Alert, Key, Kind, Policy
from daemon.telling import Context
from rules.verdicts import Clear, Finding, Life, Rule, Severity, Text, Verdict

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=AMSTERDAM)  # a Wednesday


def rule(name: str, **life: Any) -> Rule:
    def silent(state: object, settings: object) -> Any:
        return iter(())

    return Rule(name=name, function=silent, settings_type=object, title=Text("look"), life=Life(**life))


SPIKE = rule("session-spike", ends_after=timedelta(hours=48), standing=True)
RAMP = rule("weekly-ramp", ends_after=timedelta(days=14), repeat=timedelta(days=14))
HEART = rule("resting-heart-rate", repeat=timedelta(days=7))
SHOE = rule("shoe-worn")
PLAN = rule("planned-session", standing=True, anew=True)
RETURN = rule("layoff-return", inhibits=("session-spike", "weekly-ramp"))
SILENT = rule("source-silent", outside_caps=True, well_again=True, standing=True, repeat=timedelta(days=7))
LOGIN = rule(
    "login-dead",
    outside_caps=True,
    well_again=True,
    standing=True,
    repeat=timedelta(days=7),
    inhibits=("source-silent",),
    same_subject=True,
)
LIVES = {each.name: each.life for each in (SPIKE, RAMP, HEART, SHOE, PLAN, RETURN, SILENT, LOGIN)}


def found(severity: Severity = Severity.NOTICE, *, at: datetime = NOON, subject: str = "-", stage: int = 0) -> Finding:
    return Finding(
        severity=severity,
        says=Text("{distance_m} is far."),
        do=Text("Rest."),
        values={"distance_m": 21_100},
        day=at.date(),
        at=at,
        subject=subject,
        stage=stage,
    )


def clear(*, at: datetime = NOON, subject: str = "-") -> Clear:
    return Clear(because=Text("It is back."), subject=subject)


class Runner:
    """One runner over several passes: what is stored, and what counts for the caps."""

    def __init__(self, **context: Any) -> None:
        self.alerts: dict[Key, Alert] = {}
        self.counted: tuple[datetime, ...] = ()
        self.context = context

    def hear(self, *results: tuple[Rule, Verdict], now: datetime = NOON, **context: Any) -> Decision:
        decision = reconcile(
            as_it_stands(results, heeded=speaking(self.alerts)),
            self.alerts,
            context=Context(now=now, counted=self.counted, **{"policy": Policy(), **self.context, **context}),
            lives=LIVES,
            asked=LIVES,
        )
        self.alerts |= {alert.key: alert for alert in decision.changes}
        self.counted += tuple(m.due_at for m in decision.messages if m.kind == Kind.ALERTS)
        return decision


def told(decision: Decision) -> list[tuple[Kind, list[str]]]:
    return [(message.kind, [item.rule for item in message.items]) for message in decision.messages]


def held(decision: Decision) -> list[tuple[str, str]]:
    return [(line.item.rule, line.because) for line in decision.digest]


def after(**delta: int) -> datetime:
    return NOON + timedelta(**delta)
