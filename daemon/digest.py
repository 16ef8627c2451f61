"""The weekly digest: the week that is over, what was held back and why, and what lies ahead."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from daemon.chart import draw
from daemon.chart_style import Theme
from daemon.config import Athlete
from daemon.digest_chart import chart_of
from daemon.digest_content import Digest, choose_tip, digest_of
from daemon.digest_text import words_of
from daemon.records import Kind, Letter
from daemon.runner import enabled
from daemon.store.alerts import load_alerts
from daemon.store.digest_lines import load_digest
from daemon.store.letters import last_letter, tips_given
from daemon.store.snoozes import load_snoozes
from daemon.wording import style_of
from rules.state import RunnerState

EXPIRES_AFTER = timedelta(days=3)
FIRST = timedelta(days=7)
"""So far back the first digest looks."""
_FURTHEST = timedelta(days=28)
"""After a longer silence older lines are no news any more."""


def write_digest(connection: Connection, athlete: Athlete, state: RunnerState) -> Letter:
    """Given a runner with plans, return what is sent: what happened since the last one, with its picture.

    Where figures stay off the lock screen, no picture is drawn: it would not be sent.
    """
    since = max(last_letter(connection, athlete.name, Kind.DIGEST) or state.now - FIRST, state.now - _FURTHEST)
    style = style_of(athlete)
    words = words_of(load_week(connection, athlete, state, since=since), style=style)
    theme = athlete.digest.picture if athlete.digest is not None and athlete.notify.numbers else "none"
    chart = chart_of(state, settings=athlete.rules, week_starts=athlete.week_starts)
    return Letter(
        kind=Kind.DIGEST,
        title=words.title,
        body=words.body,
        tip=words.tip,
        expires_at=state.now + EXPIRES_AFTER,
        picture=None if chart is None or theme == "none" else draw(chart, theme=Theme(theme), style=style),
    )


def load_week(connection: Connection, athlete: Athlete, state: RunnerState, *, since: datetime) -> Digest:
    """Return what the digest of a runner holds, with the lines written `since` then."""
    rules = enabled(athlete)
    alerts = load_alerts(connection, athlete.name, now=state.now)
    snoozes = load_snoozes(connection, athlete.name, now=state.now)
    tip = choose_tip(
        alerts.values(),
        given=tips_given(connection, athlete.name),
        lives={rule.name: rule.life for rule in rules},
        snoozes=snoozes,
        now=state.now,
    )
    return digest_of(
        state,
        lines=load_digest(connection, athlete.name, since=since),
        alerts=alerts,
        snoozes=snoozes,
        tip=tip,
        settings=athlete.rules,
        rules=rules,
        week_starts=athlete.week_starts,
    )
