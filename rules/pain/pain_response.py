"""pain-response: how far a pain allows running on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.evidence import Evidence, Grade
from rules.pain_days import HURTS_FROM, Day, Log
from rules.pain_verdicts import MOST_ALLOWED, Reach, as_logged, as_stop
from rules.said import NO_END, RedFlag, Site
from rules.state import RunnerState
from rules.verdicts import Advice, Finding, Judged, Life, NoData, Outlook, Severity, Text, Verdict, rule

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LEAST_REST = {Reach.LIGHT: 3 * DAY, Reach.MODERATE: 7 * DAY, Reach.SEVERE: 14 * DAY}
REST = {
    Reach.LIGHT: Text(
        "Stop and step back: 3-7 days of relative rest, with cross-training that is pain-free. Run again when you are "
        "pain-free."
    ),
    Reach.MODERATE: Text(
        "Stop and step back: 1-2 weeks without running, with cross-training that is pain-free. Run again when you are "
        "pain-free."
    ),
    Reach.SEVERE: Text(
        "Stop: 2-4 weeks without running, and have it looked at. Cross-training only where it is pain-free; run again "
        "when you are."
    ),
}


ALLOWED, STEP_BACK, NO_RUNNING = 0, 1, 4
"""The stages: one that is reached from below is told again. A step back adds its `Reach`, 0 to 2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """pain-response has no options."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reason:
    """What a day calls for, and why."""

    day: Day
    stage: int
    says: Text
    do: Text
    formula: Text
    values: dict[str, int]


EVIDENCE = Evidence(
    grade=Grade.B,
    note=Text(
        "B for the rule of 0 to 5; the lengths of rest are D, and so is where light ends and severe begins. Advisers "
        "disagree: one calls running on seldom wise, two say that rest alone mends no cause."
    ),
)


def _before(state: RunnerState, settings: Settings) -> Iterator[Outlook]:
    """The worst pain first. How it will be once the shortest rest is over is not known: it is asked about."""
    day = max((session.day for session in state.judged), default=state.today)
    hurting = [(_found(state, log), log) for log in state.pain.lately(state.now) if log.newest.hurts]
    for found, log in sorted(hurting, key=lambda each: -each[0].stage):
        last = _rests_through(found, state.today)
        if day <= last:
            yield as_stop(log, found, state.today, last=last)
        elif found.stage > ALLOWED:
            lacks = Text("The pain ({pain_site}) allows no run today: log how it is before you run on another day.")
            yield NoData(lacks=lacks, values=found.values)
        elif isinstance(as_logged(log, found, state.today), Finding):
            do = found.do if day == state.today else Text("Log how it is before that run.")
            yield Advice(says=found.says, do=do, values=found.values)


@rule(
    Settings,
    title=Text("mind that pain"),
    life=Life(standing=True),
    evidence=EVIDENCE,
    before=_before,
    judged=Judged.BY_LOG,
    on_hold=Text("Pain {level_count} of 10 ({pain_site})."),
)
def pain_response(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """How far a pain that you logged allows running on.

    What it watches

    The pain that you log, 0 to 10, during and after a run and the next morning, site by site. Of one day the highest
    counts. Up to 2 you can go on. From 3 to 5 is allowed as long as it is down to 0-2 the next morning and does not
    rise from one week to the next. Above 5, worse the next morning than after the run, not down by the next morning, or
    higher in these seven days than in the seven before where there was pain too: stop and step back, until a day is
    logged as 0-2. Pain on touching the bone is the exception: no running, whatever its level. An entry stands for
    seven days; then the rule asks, and after two more weeks without an answer it lets the matter rest.

    Why it matters

    Grade B for the rule of 0 to 5: some pain may be run with when it settles by the morning. Grade D for the lengths of
    rest, and for calling 3 to 5 light, 6 and 7 moderate and 8 to 10 severe. The advice that we follow disagrees, so
    you read both here: one holds that running on with pain is seldom wise, two that rest alone does not mend a cause.

    What to do

    Light pain: 3 to 7 days of relative rest. Moderate: 1 to 2 weeks without running. Severe: 2 to 4 weeks, with
    professional help. Meanwhile whatever is pain-free: cycling, swimming, aqua-jogging, crosstrainer, walking. Come
    back only when pain-free, and extend only when the body answers well. Log the next morning too: without it nobody
    can tell.

    Options

    None.

    References

    None: the grade is taken over with the advice; no study of it was checked by us.
    """
    for log in state.pain.lately(state.now):
        yield as_logged(log, _found(state, log), state.today)


def _found(state: RunnerState, log: Log) -> Finding:
    return state.pain.once(_judge, (log.site, log.newest.day >= state.today), state.now)


def _rests_through(found: Finding, today: date) -> date:
    """Return the last day on which a pain allows no run for certain, one that is past where it does not stop any."""
    if found.stage == NO_RUNNING:
        return NO_END
    if found.stage == ALLOWED:
        return date.min
    return max(today, found.day + LEAST_REST[Reach(found.stage - STEP_BACK)])


def _judge(found: Mapping[Site, Log], key: tuple[Site, bool]) -> Finding:
    site, is_of_today = key
    log = found[site]
    newest = log.newest
    back = (reason for day in reversed(log.stretch) if (reason := _why_back(log, day)))
    reason = _why_seen(log) or next(back, None) or _allowed(newest, is_of_today=is_of_today)
    return Finding(
        severity=Severity.NOTICE,
        says=reason.says,
        do=reason.do,
        values={
            "level_count": newest.level,
            "pain_site": log.site,
            "least_count": HURTS_FROM,
            "most_count": MOST_ALLOWED,
            **reason.values,
        },
        day=reason.day.day,
        at=reason.day.at,
        subject=log.subject,
        stage=reason.stage,
        formula=reason.formula,
    )


def _why_seen(log: Log) -> _Reason | None:
    """Return why there is no running at all before somebody has seen it: a sign in this stretch; None without one."""
    if not log.signs:
        return None
    if RedFlag.BONE in log.signs:
        says = Text("Pain on touching the bone ({pain_site}), {level_count} of 10.")
        do = Text("No running, and have it seen.")
        formula = Text("pain on touching the bone, whatever the level")
    else:
        says = Text("Pain {level_count} of 10 ({pain_site}).")
        do = Text("No running before somebody has seen it.")
        formula = Text("a sign that somebody should see, whatever the level")
    return _Reason(day=log.newest, stage=NO_RUNNING, says=says, do=do, formula=formula, values={})


def _why_back(log: Log, day: Day) -> _Reason | None:
    """Return why a day that hurts asks for a step back, the plainest reason first; None where it does not."""
    week, week_before = _highest(log, day.day), _highest(log, day.day - WEEK)
    if day.level > MOST_ALLOWED:
        says = Text("Pain {level_count} of 10 ({pain_site}): more than the {most_count} that can be run on.")
        formula = Text("{level_count} > {most_count}")
        values = {"level_count": day.level}
    elif day.morning is not None and day.morning >= HURTS_FROM:
        values = {"morning_count": day.morning}
        after = next((before.after for before in log.between(day.day - DAY, day.day - DAY)), None)
        if after is not None and day.morning > after:
            says = Text("Pain {morning_count} of 10 ({pain_site}) in the morning, after {after_count} the day before.")
            formula = Text("{morning_count} in the morning > {after_count} after the run")
            values["after_count"] = after
        else:
            says = Text("Pain {morning_count} of 10 ({pain_site}) in the morning: not down to 0-2.")
            formula = Text("{morning_count} in the morning, {least_count} or more")
    elif 0 < week_before < week:
        says = Text("Pain up to {level_count} of 10 ({pain_site}) in 7 days, {before_count} in the 7 before.")
        formula = Text("{level_count} > {before_count}")
        values = {"level_count": week, "before_count": week_before}
    else:
        return None
    reach = Reach.of(max(each.level for each in log.stretch))
    return _Reason(day=day, stage=STEP_BACK + reach, says=says, do=REST[reach], formula=formula, values=values)


def _allowed(newest: Day, *, is_of_today: bool) -> _Reason:
    if is_of_today:
        do = Text("Pain up to 5 of 10 is allowed if it is down to 0-2 tomorrow: log tomorrow morning how it is.")
    else:
        do = Text("Was it down to 0-2 the next morning? Log how it is now, before you run.")
    return _Reason(
        day=newest,
        stage=ALLOWED,
        says=Text("Pain {level_count} of 10 ({pain_site})."),
        do=do,
        formula=Text("{level_count}, from {least_count} to {most_count}"),
        values={},
    )


def _highest(log: Log, last: date) -> int:
    """Return the highest level of the seven days that end on one, 0 where nothing was logged."""
    return max((day.level for day in log.between(last - WEEK + DAY, last)), default=0)
