"""hard-days: one hard day after another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from rules.effort import NEAR_S, Effort, effort_of
from rules.evidence import Evidence, Grade
from rules.history import History, Session
from rules.progression.session_spike import is_spike
from rules.said import MarkKind
from rules.settings import Between
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, NoData, Severity, Text, Verdict, rule

WINDOW_DAYS = 4
NEEDED_HARD = 3
USUAL_DAYS = 28
NEEDED_USUAL = 25
LOOK_BACK_DAYS = 7
"""So far back it looks for how things stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Options of hard-days: what makes a day hard."""

    hard_minutes: Annotated[float, Between(1, 120)] = 10.0
    hard_percent: Annotated[float, Between(1, 100)] = 20.0
    hard_exertion: Annotated[int, Between(2, 10)] = 7


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text("Hard and easy days by turns is what coaches ask for; no study cited here has tested it."),
)


class Days:
    """How hard each day was, kept once it is over: it is asked again and again. Days are named by their ordinals."""

    def __init__(self, history: History, asked: tuple[int | None, Settings]) -> None:
        """`asked` is the threshold heart rate that the runner set, and the settings."""
        self._history = history
        self._threshold_bpm, self._settings = asked
        self.first = (history.first_run_day or date.max).toordinal()
        """The day of the first run; without one, a day that never comes."""
        self._known = history.known
        self._kept: dict[int, tuple[Effort | None, datetime]] = {}

    def effort(self, day: int, *, so_far: datetime) -> Effort | None:
        """Return how hard the sessions of a day were that are over by then, None when there is none."""
        kept = self._kept.get(day)
        if kept is not None and kept[1] <= so_far:
            return kept[0]
        sessions = self._on(day)
        over = _over_by(sessions, so_far)
        effort = self._of(over) if over else None
        if len(over) == len(sessions):
            self._kept[day] = effort, max([session.end for session in over], default=so_far)
        return effort

    def hard_and_unknown(self, days: range, *, today: int, so_far: datetime) -> tuple[int, int]:
        """Return how many of these days were hard, and of how many more it is not known."""
        hard_count = unknown_count = 0
        for day in days:
            effort = self.effort(day, so_far=so_far)
            if effort is Effort.HARD:
                hard_count += 1
            elif effort is Effort.UNKNOWN or (effort is None and not self.is_over(day, today)):
                unknown_count += 1
        return hard_count, unknown_count

    def is_over(self, day: int, today: int) -> bool:
        """Say whether nothing of that day can still come in."""
        return day < today and day in self._known

    def over(self, day: int, *, so_far: datetime) -> list[Session]:
        """Return the sessions of a day that are over by then."""
        return _over_by(self._on(day), so_far)

    def _on(self, day: int) -> tuple[Session, ...]:
        on = date.fromordinal(day)
        return self._history.sessions_between(on, on)

    def _of(self, sessions: list[Session]) -> Effort:
        effort = effort_of(
            [run for session in sessions for run in session.runs],
            threshold_bpm=self._threshold_bpm,
            hard_s=self._settings.hard_minutes * 60,
            hard_percent=self._settings.hard_percent,
            hard_exertion=self._settings.hard_exertion,
        )
        if effort is Effort.HARD or not any(is_spike(self._history, session) for session in sessions):
            return effort
        return Effort.HARD


@rule(
    Settings,
    title=Text("time for an easy day"),
    life=Life(repeat=timedelta(days=7)),
    evidence=EVIDENCE,
    rests=(MarkKind.INJURED,),
    judged=Judged.BY_SESSION,
)
def hard_days(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """Three hard days in four.

    What it watches

    How many of four days in a row were hard; it speaks at the third. A day is hard when its runs together have 10
    minutes, or 20 % of their moving time, at or above threshold heart rate: in zones 4 and 5 where the source tells
    the time in zones. Where it does not, 20 minutes of runs whose mean heart rate is 0.95 or more of the
    threshold_heart_rate that you set under [runner]. A race, a run that is marked as a workout (intervals, tempo), an
    exertion of 7 and more that you log, and a run above the ceiling of session-spike (at its default settings) make a
    day hard too. Where zone 4 begins no source tells in what Shinguard keeps: it keeps the time in zones, which says
    the same, and without it the threshold is only the one that you set.

    The day of a race counts as hard, and nothing is said on it. A race is a run that its source calls one, or a run on
    a day that you marked as race; that one stands in your calendar is not enough. A run without heart rate, mark or
    logged exertion is unknown, neither hard nor easy. It is over after a known day that was not hard, with or without a
    run.

    Why it matters

    Grade D: the documents that this program grew from ask for hard and easy days by turns. It is the practice of
    coaches, and no study cited here has tested it. The thought behind it is that the body adapts on the days between.

    What to do

    Make the next day easy or a rest day, then take hard and easy days by turns.

    Options

    hard_minutes (10): so many minutes at or above threshold heart rate make a day hard.

    hard_percent (20): so does this share of the day's moving time, in percent.

    hard_exertion (7): so does an exertion from 1 to 10 that you log, from this on.

    References

    None: common coaching advice.
    """
    today, days = state.today.toordinal(), state.history.once(Days, (state.threshold_bpm, settings))
    so_far = max([state.now, *[session.end for session in state.judged]])
    newest = max(today, state.judged[-1].day.toordinal()) if state.judged else today
    # Back from the newest day to the one that tells how things stand; of what it passes the newest doubt is told.
    doubt: NoData | None = None
    for day in range(newest, max(days.first, newest - LOOK_BACK_DAYS) - 1, -1):
        effort = days.effort(day, so_far=so_far)
        if effort is Effort.HARD:
            around = range(day - WINDOW_DAYS + 1, day + 1)
            hard_count, unknown_count = days.hard_and_unknown(around, today=today, so_far=so_far)
            if hard_count >= NEEDED_HARD:
                that_day = days.over(day, so_far=so_far)
                is_judged = any(session.day == that_day[0].day for session in state.judged)
                if is_judged and not any(session.is_race for session in that_day):
                    yield _finding(days, that_day, around, settings, today=today, so_far=so_far)
                break
            if hard_count + unknown_count >= NEEDED_HARD:
                doubt = doubt or _depends(days.first, day, hard_count, unknown_count)
        elif effort is not Effort.UNKNOWN and days.is_over(day, today):
            easy_day = date.fromordinal(day)
            yield Clear(because=Text("{easy_day} was not a hard day."), values={"easy_day": easy_day})
            break
        elif effort is Effort.UNKNOWN:
            doubt = doubt or NoData(
                lacks=Text(
                    "Whether {unknown_day} was hard is not known. Heart rate zones tell it, heart rate and "
                    "threshold_heart_rate under [runner], a mark, or `shinguard log exertion`."
                ),
                values={"unknown_day": date.fromordinal(day)},
            )
        elif day < today:
            doubt = doubt or NoData(
                lacks=Text("Whether {unknown_day} was hard is not known: its runs may not have come in yet."),
                values={"unknown_day": date.fromordinal(day)},
            )
    if doubt:
        yield doubt


def _over_by(sessions: tuple[Session, ...], so_far: datetime) -> list[Session]:
    """Return the sessions that are over by then: in a replay the history goes on."""
    return [session for session in sessions if session.end <= so_far]


def _depends(first: int, day: int, hard_count: int, unknown_count: int) -> NoData:
    speaks_from = first + WINDOW_DAYS - 1
    return NoData(
        lacks=Text(
            "Hard days in {window_days}: {hard_count}; of {unknown_count} more it is not known whether they were hard."
        ),
        values={"hard_count": hard_count, "window_days": WINDOW_DAYS, "unknown_count": unknown_count},
        speaks_from=date.fromordinal(speaks_from) if day < speaks_from else None,
    )


def _finding(
    days: Days, that_day: list[Session], around: range, settings: Settings, *, today: int, so_far: datetime
) -> Finding:
    end = max(session.end for session in that_day)
    before = range(around.start - USUAL_DAYS, around.start)
    usual_count, unknown_count = days.hard_and_unknown(before, today=today, so_far=end)
    hard = [day for day in around if days.effort(day, so_far=so_far) is Effort.HARD]
    if USUAL_DAYS - unknown_count >= NEEDED_USUAL:
        says = Text("{hard_count} hard days in the last {window_days}, after {usual_count} in the {usual_days} before.")
    else:
        says = Text("{hard_count} hard days in the last {window_days}.")
    return Finding(
        severity=Severity.NOTICE,
        says=says,
        do=Text("Make the next day easy or a rest day, then take hard and easy days by turns."),
        values={
            "hard_count": len(hard),
            "window_days": WINDOW_DAYS,
            "usual_count": usual_count,
            "usual_days": USUAL_DAYS,
            "needed_count": NEEDED_HARD,
            "hard_s": round(settings.hard_minutes * 60),
            "hard_percent": settings.hard_percent,
            "near_s": NEAR_S,
            "exertion_count": settings.hard_exertion,
        },
        day=that_day[-1].day,
        at=end,
        formula=Text(
            "{hard_count} of {window_days} are hard, {needed_count} or more are told. Hard is {hard_s} or "
            "{hard_percent} of a day's running in heart rate zones 4 and 5, {near_s} at a mean heart rate near "
            "threshold, a race, a workout, an exertion of {exertion_count} or more, or a run above the ceiling of "
            "session-spike."
        ),
        runs=tuple(run_id for day in hard for session in days.over(day, so_far=end) for run_id in session.run_ids),
    )
