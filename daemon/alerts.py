"""The life of an alert, as pure functions: what the rules found meets what is open already.

An alert is (rule, subject) of one runner, for ever: a new value updates it, and it remembers what was told of it
and how. Nothing here knows a database or a phone; every decision carries its reason.
"""

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from daemon.records import STANDS, Alert, DigestLine, Key, Outgoing
from daemon.telling import TOO_OLD_TO_PUSH, Context, tell
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Rule, Text, Verdict

NO_DATA_CLOSES_AFTER = timedelta(days=14)
REMEMBERED = timedelta(days=60)
"""What was told of a closed alert matters for the longest repeat interval; no rule repeats later than this."""
_NO_DATA = Text("There was no data for 14 days.")

WHOLE = "-"
"""The subject of what a rule says of itself. That it cannot know (it rests) holds for each of its alerts."""

Results = Mapping[Key, tuple[Rule, Verdict]]
"""How each subject stands."""


class Decision(NamedTuple):
    """What one pass changes: alerts to store, messages to put into the outbox, lines for the digest."""

    changes: tuple[Alert, ...] = ()
    messages: tuple[Outgoing, ...] = ()
    digest: tuple[DigestLine, ...] = ()


def reconcile(
    results: Results,
    alerts: Mapping[Key, Alert],
    *,
    context: Context,
    lives: Mapping[str, Life],
    asked: Container[str],
) -> Decision:
    """Given how each subject stands in one pass and the alerts as stored, decide what changes and what is told.

    `lives` holds the life of each enabled rule, `asked` names those that were evaluated in this pass. Return the
    changed alerts, the messages and the digest lines.
    """
    now = context.now
    after = {key: alert for key, alert in alerts.items() if alert.is_open}
    ended: list[tuple[Alert, Clear]] = []
    for key, (rule, verdict) in results.items():
        alert = alerts.get(key)
        if isinstance(verdict, Finding):
            if alert is None or not _had_its_time(alert, verdict, rule, now):
                after[key] = _found(alert, rule, verdict, now)
        elif alert is None or not alert.is_open:
            continue
        elif isinstance(verdict, Clear):
            after[key] = _closed(alert, verdict.because, now)
            ended.append((alert, verdict))
        else:
            after[key] = _unknown(alert, now)
    for key, alert in after.items():
        if alert.is_open:
            after[key] = _as_time_passes(alert, results, now=now, life=lives.get(alert.rule), asked=asked)
    still_open = [alert for alert in after.values() if alert.is_open]
    told, messages, digest = tell(still_open, ended, context=context, lives=lives)
    for alert in told:
        after[alert.key] = alert
    changes = tuple([alert for key, alert in after.items() if alert is not alerts.get(key)])
    return Decision(changes=changes, messages=messages, digest=digest)


def speaking(alerts: Mapping[Key, Alert]) -> set[str]:
    """Return the names of the rules that have an open alert."""
    return {alert.rule for alert in alerts.values() if alert.is_open}


def as_it_stands(results: Iterable[tuple[Rule, Verdict]], *, heeded: Container[str]) -> Results:
    """Return how each subject stands: of several verdicts the last counts; one that cannot know takes nothing back.

    `heeded` names the rules that have an open alert: of another one only what it finds is of any effect, and what
    takes that back.
    """
    last: dict[Key, tuple[Rule, Verdict]] = {}
    found: set[str] = set()
    for said in results:
        rule, verdict = said
        name = rule.name
        if isinstance(verdict, Finding):
            found.add(name)
        elif name not in found and name not in heeded:
            continue
        key = (name, verdict.subject)
        if key not in last or not isinstance(verdict, NoData):
            last[key] = said
    return last


def _had_its_time(alert: Alert, finding: Finding, rule: Rule, now: datetime) -> bool:
    """Say whether this is an old finding, judged once more, of which the alert has ended."""
    if alert.is_open:
        return False
    if rule.judged is Judged.BY_SESSION:
        # Sessions are judged again for days: a streak that was broken since, or a break that is past, is none again.
        return finding.at <= alert.at and now - finding.at >= TOO_OLD_TO_PUSH
    ends_after = rule.life.ends_after
    return finding.at == alert.at and ends_after is not None and now - finding.at >= ends_after


def _found(alert: Alert | None, rule: Rule, finding: Finding, now: datetime) -> Alert:
    # An outage that comes back after it was told to be over is news; a body's sign that wavers is not.
    is_back = alert is not None and not alert.is_open
    known = None if is_back and rule.life.well_again else alert
    is_anew = rule.life.anew and alert is not None and (is_back or _came_back_untold(alert))
    found_at = alert.found_at if alert is not None and _is_judged_again(alert, rule, finding, now) else now
    return Alert(
        rule=rule.name,
        subject=finding.subject,
        severity=finding.severity,
        stage=max(finding.stage, int(is_anew)),
        says=finding.says,
        do=finding.do,
        values=finding.values,
        day=finding.day,
        at=finding.at,
        formula=finding.formula,
        runs=finding.runs,
        opened_at=known.opened_at if known is not None and known.is_open else now,
        found_at=found_at,
        seen_at=known.seen_at if known is not None and known.at == finding.at else now,
        told_at=known and known.told_at,
        told_severity=known and known.told_severity,
        told_stage=known and known.told_stage,
        told_by=known and known.told_by,
        held_because=known and known.held_because,
    )


def _is_judged_again(alert: Alert, rule: Rule, finding: Finding, now: datetime) -> bool:
    """Say whether it is the same session as before, judged once more since its days are known now: no sign of today."""
    is_same = alert.is_open and alert.at == finding.at and rule.judged is Judged.BY_SESSION
    return is_same and now - finding.at > STANDS


def _came_back_untold(alert: Alert) -> bool:
    """Say whether an open alert was opened since it was last told: its telling may be held back for a while."""
    return alert.told_at is not None and alert.opened_at > alert.told_at


def _closed(alert: Alert, because: Text, now: datetime) -> Alert:
    # Found again, it is held back for a reason that the digest has not told yet.
    return alert._replace(is_open=False, closed_at=now, closed_because=because, no_data_since=None, held_because=None)


def _unknown(alert: Alert, now: datetime) -> Alert:
    return alert if alert.no_data_since is not None else alert._replace(no_data_since=now)


def _as_time_passes(
    alert: Alert, results: Results, *, now: datetime, life: Life | None, asked: Container[str]
) -> Alert:
    """Return an open alert as it is by now: closed where it ends by itself."""
    if life is None:
        return _closed(alert, Text("The rule is switched off."), now)
    if alert.opened_at == now:
        # However late it came: it is told, or stands in the digest, before it ends.
        return alert
    if life.ends_after is not None and now - alert.at >= life.ends_after:
        return _closed(alert, Text("Its time is over."), now)
    if alert.key not in results and alert.rule in asked:
        whole = results.get((alert.rule, WHOLE))
        if whole is not None and isinstance(whole[1], NoData):
            alert = _unknown(alert, now)
        elif life.standing and now - alert.found_at < NO_DATA_CLOSES_AFTER:
            return _closed(alert, Text("It is over."), now)
        elif life.standing:
            # Nobody has looked for so long (the service was off): that it ended is not known.
            return _closed(alert, _NO_DATA, now)
    if alert.no_data_since is not None and now - alert.no_data_since >= NO_DATA_CLOSES_AFTER:
        return _closed(alert, _NO_DATA, now)
    return alert
