"""layoff-return: capped weeks and runs after two weeks off and more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from rules import lacks
from rules.evidence import Evidence, Grade
from rules.history import History, Session
from rules.progression.weekly_ramp import week_at_m
from rules.returns import LEAST_BASE_M, Break, BreakKind
from rules.settings import Between, metres, permille
from rules.state import RunnerState
from rules.verdicts import Ceiling, Finding, Judged, Life, NoData, Outlook, Severity, Text, Verdict, rule

LINE_STANDS = timedelta(days=7)
EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("A policy of ours after the rule of thumb of two weeks back for each week off; no study has tested it."),
)
WEEK_FORMULA = Text("cap of the week {cap_m}: a share of the usual week before, which rises to the whole")
RUN_FORMULA = Text("{distance_m} >= {run_cap_m} + {run_excess_m}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of layoff-return: how far above a cap the second message comes."""

    week_limit: Annotated[float, Between(1.0, 2.0)] = 1.10
    week_excess_km: Annotated[float, Between(0, 20)] = 2.0
    run_excess_km: Annotated[float, Between(0, 10)] = 1.0


def quiet_week_m(cap_m: int, settings: Settings) -> int:
    """Return the most metres in seven days that do not count as passing the week's cap: one metre more does."""
    return (cap_m * permille(settings.week_limit) + metres(settings.week_excess_km) * 1000 - 1) // 1000


def quiet_run_m(run_cap_m: int, settings: Settings) -> int:
    """Return the longest run that does not count as passing its cap: one metre more does."""
    return run_cap_m + metres(settings.run_excess_km) - 1


def _before(state: RunnerState, settings: Settings) -> Iterator[Outlook]:
    history = state.history
    for session in state.judged:
        newest = history.newest_break(history.position(session))
        if newest and newest.kind is BreakKind.UNSURE and not newest.is_over(session.day):
            yield _unsure(newest)
        layoff = history.newest_layoff(history.position(session))
        if layoff and not layoff.is_over(session.day):
            yield from _ceilings(history, session, layoff, settings)


def _ceilings(history: History, session: Session, pause: Break, settings: Settings) -> Iterator[Outlook]:
    position = history.position(session)
    week_m = week_at_m(history, session)
    if week_m is None:
        yield _unknown(history, session, pause)
        return
    values = _caps(pause, session.day) | {"week_m": week_m}
    if position == pause.position:
        says = Text("First run after {gap_days} off: the return allows {cap_m} in 7 days and {run_cap_m} in one run.")
    else:
        says = Text(
            "Back after {gap_days} off: the return allows {cap_m} in 7 days ({week_m} so far) and {run_cap_m} in "
            "one run."
        )
    run_m, most_m = values["run_cap_m"], values["cap_m"]
    room_m = max(0, most_m - week_m)
    yield Ceiling(severity=Severity.INFO, says=says, values=values, run_m=run_m, week_room_m=room_m, stands=True)
    earlier = range(pause.position + 1, position)
    passed = history.once_of(_passed, settings)
    if position > pause.position and not any(passed(history.sessions[at]) for at in earlier):
        yield Ceiling(
            severity=Severity.NOTICE,
            says=says,
            values=values,
            run_m=quiet_run_m(run_m, settings),
            week_room_m=max(0, quiet_week_m(most_m, settings) - week_m),
            stands=True,
        )


@rule(
    Settings,
    title=Text("come back gently"),
    life=Life(standing=True, inhibits=("session-spike", "weekly-ramp")),
    evidence=EVIDENCE,
    before=_before,
    judged=Judged.BY_SESSION,
    on_hold=Text("Back after {gap_days} off."),
)
def layoff_return(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """The way back after two weeks or more without running.

    What it watches

    The first run after 14 or more known days without one, and the return that follows, which lasts twice as long as
    the days off, 16 weeks at most. The week is capped at a share of the week before the break (the median of eight):
    0.5 after 14 to 27 days off, 0.4 after 28 to 55, 0.3 and running and walking by turns after 56 and more. The cap
    stands for seven days and then rises in a straight line to the whole. One run is capped likewise, from 0.6 of the
    longest run of the last 30 days before the break. Told at the first run, with a word when that was clearly too long
    itself, and once more when a later one clearly passes a cap. Breaks of 7 to 13 days, and breaks after weeks below
    10 km, are a line in the digest.

    What was run before the first run on record is not known, and not taken for nothing. With fewer than eight weeks on
    record before the break the median is that of the whole weeks that are: a young record is no reason to come back
    without caps. With less than a week of it, or with so little in it that the weeks before would decide, it says that
    it cannot know.

    Caps do not rise while you log pain of 3 or more: the return gets longer by those days. Within twelve months of an
    injury that you logged, the caps are 0.8 of this.

    Why it matters

    Grade D: a policy of ours, after the rule of thumb of two weeks back for each week off. No study has tested these
    caps. The thought behind them, unproven here, is that fitness returns sooner than tendons and bones adapt.

    What to do

    Keep the week and each run within the caps, all of it easy. While the return lasts, notices of session-spike and
    weekly-ramp are held back, since the caps say it better; their warnings are not.

    Options

    week_limit (1.10): the second message comes above this ratio to the week's cap plus week_excess_km.

    week_excess_km (2): see week_limit.

    run_excess_km (1): the second message comes this far above the cap of one run.

    References

    None: no study is known to us that tested a way back after a break from running.
    """
    history, today, sessions = state.history, state.today, state.judged_and_newest()
    # Runs that come in late may belong to a return in whose place a newer one is.
    newest = history.newest_layoff(history.position(sessions[-1])) if sessions else None
    capped = None if newest is None or newest.is_over(today) else newest
    for session in sessions:
        position = history.position(session)
        pause = history.newest_break(position)
        if pause is None:
            continue
        day = max(session.day, today)
        if said := _of_break(pause, session, day):
            yield said
        if capped and history.newest_layoff(position) is capped and not capped.is_over(day):
            yield history.once_of(_in_return, settings)(session)


def _return_of(history: History, session: Session) -> Break:
    """Return the layoff after which a session came. Raise ValueError where there is none."""
    layoff = history.newest_layoff(history.position(session))
    if layoff is None:
        msg = f"{session.session_id} is of no return"
        raise ValueError(msg)
    return layoff


def _of_break(pause: Break, session: Session, day: date) -> Verdict | None:
    """Return what is to be said of the last break where there is no return, or none that is known."""
    kind = pause.kind
    if kind is BreakKind.UNSURE and not pause.is_over(day):
        return _unsure(pause)
    if kind is BreakKind.LINE and pause.day == session.day and day < pause.day + LINE_STANDS:
        return _line(pause, session)
    return None


def _in_return(history: History, session: Session, settings: Settings) -> Verdict:
    position = history.position(session)
    pause = _return_of(history, session)
    if position == pause.position:
        return _first_run(session, pause, settings)
    passed = history.once_of(_passed, settings)
    for at in range(position, pause.position, -1):
        if message := passed(history.sessions[at]):
            return message
    week_m = week_at_m(history, session)
    if week_m is None:
        return _unknown(history, session, pause)
    return Finding(
        severity=Severity.WARNING,
        says=Text("Back after {gap_days} off: {week_m} in 7 days, where the return allows {cap_m}."),
        do=Text("Stay below {cap_m} in 7 days and {run_cap_m} in one run, all easy."),
        values=_caps(pause, session.day) | {"week_m": week_m},
        day=session.day,
        at=session.end,
        subject=_return_subject(pause.day),
        formula=WEEK_FORMULA,
        runs=_runs_since(history, session, pause),
    )


def _first_run(session: Session, pause: Break, settings: Settings) -> Finding:
    values, formula = _caps(pause, session.day), WEEK_FORMULA
    says = Text("First run after {gap_days} off.")
    if session.distance_m is not None and session.distance_m > values["cap_m"]:
        do = Text(
            "This run was already more than the {cap_m} that the first week allows: rest or walk for the rest of it."
        )
    elif session.distance_m is not None and session.distance_m > quiet_run_m(values["run_cap_m"], settings):
        # Its runner knew of no cap yet: the one notice of a passed cap is left for a later run.
        says = Text("First run after {gap_days} off: {distance_m}, where the return allows {run_cap_m} in one run.")
        do, formula = _after_a_long_one(pause), RUN_FORMULA
        values |= {"distance_m": session.distance_m, "run_excess_m": metres(settings.run_excess_km)}
    elif pause.is_long:
        do = Text(
            "This week at most {cap_m}, running and walking by turns, all easy; your lungs are ahead of your tendons. "
            "No run above {run_cap_m}."
        )
    else:
        do = Text(
            "This week at most {cap_m}, all easy; your lungs are ahead of your tendons. No run above {run_cap_m}."
        )
    return Finding(
        severity=Severity.WARNING,
        says=says,
        do=do,
        values=values,
        day=session.day,
        at=session.end,
        subject=_return_subject(pause.day),
        formula=formula,
        runs=session.run_ids,
    )


def _after_a_long_one(pause: Break) -> Text:
    if pause.is_long:
        return Text(
            "Rest the next day. This week at most {cap_m}, running and walking by turns, all easy, and no run above "
            "{run_cap_m}."
        )
    return Text("Rest the next day. This week at most {cap_m}, all easy, and no run above {run_cap_m}.")


def _passed(history: History, session: Session, settings: Settings) -> Finding | None:
    """Return the second message when this session of a return clearly passed a cap."""
    pause = _return_of(history, session)
    values: dict[str, int | float] = {
        **_caps(pause, session.day),
        "week_limit_ratio": settings.week_limit,
        "week_excess_m": metres(settings.week_excess_km),
        "run_excess_m": metres(settings.run_excess_km),
    }
    week_m = week_at_m(history, session)
    if week_m is not None and week_m > quiet_week_m(pause.week_cap_m(session.day), settings):
        values["week_m"] = week_m
        says = Text("{week_m} in 7 days, back after {gap_days} off: the return allows {cap_m}.")
        do = Text("Rest or walk until your last 7 days are below {cap_m}, then go on, all easy.")
        formula = Text("{week_m} >= {week_limit_ratio} x {cap_m} + {week_excess_m}")
    elif session.distance_m is not None and session.distance_m > quiet_run_m(pause.run_cap_m(session.day), settings):
        values["distance_m"] = session.distance_m
        says = Text("{distance_m} in one run, back after {gap_days} off: the return allows {run_cap_m}.")
        do = Text("Rest the next day, and keep the next runs below {run_cap_m}, all easy.")
        formula = RUN_FORMULA
    else:
        return None
    return Finding(
        severity=Severity.NOTICE,
        says=says,
        do=do,
        values=values,
        day=session.day,
        at=session.end,
        subject=_return_subject(pause.day),
        stage=1,
        formula=formula,
        runs=_runs_since(history, session, pause),
    )


def _runs_since(history: History, session: Session, pause: Break) -> tuple[str, ...]:
    """Return the runs of the seven days up to a session, from the return on."""
    week = history.before(session.day - timedelta(days=6))
    return history.run_ids(max(week, pause.position), history.position(session) + 1)


def _line(pause: Break, session: Session) -> Finding:
    """Return the line in the digest about a short break, or one after hardly any running."""
    if pause.base_m is not None and pause.base_m < LEAST_BASE_M:
        do = Text("Start short and easy: there is little recent running to come back to.")
    else:
        do = Text("Start easy; after a break this short there is no cap.")
    return Finding(
        severity=Severity.INFO,
        says=Text("First run after {gap_days} off."),
        do=do,
        values={"gap_days": pause.gap_days},
        day=session.day,
        at=session.end,
        subject=_gap_subject(pause.day),
        formula=Text("{gap_days} without a run, all of them known"),
        runs=session.run_ids,
    )


def _unknown(history: History, session: Session, pause: Break) -> NoData:
    unknown = history.last_unknown(history.position(session) + 1)
    return lacks.distance(unknown, compared_for=None, subject=_return_subject(pause.day))


def _unsure(pause: Break) -> NoData:
    if pause.gap_known and pause.is_young:
        lacks = Text("{gap_days} without a run, and too little on record before them to know your usual week.")
    elif pause.gap_known:
        lacks = Text("{gap_days} without a run, but a distance before them is not known.")
    else:
        lacks = Text(
            "{gap_days} without a run, but not all of them are known: there may be runs that have not come in yet."
        )
    return NoData(lacks=lacks, values={"gap_days": pause.gap_days}, subject=_return_subject(pause.day))


def _caps(pause: Break, day: date) -> dict[str, int]:
    return {"gap_days": pause.gap_days, "cap_m": pause.week_cap_m(day), "run_cap_m": pause.run_cap_m(day)}


def _return_subject(day: date) -> str:
    return f"return-{day}"


def _gap_subject(day: date) -> str:
    return f"gap-{day}"
