"""What is the matter with a source, and what to do: the words of the rules that push it."""

from collections.abc import Container, Iterable
from datetime import date, datetime, timedelta

from connectors.base import UNREACHABLE
from daemon.connect import FILES
from daemon.language import _, active
from daemon.vocabulary import source_name
from daemon.wording import Format
from rules import discover, evaluate
from rules.health import SourceHealth, Trouble
from rules.history import History
from rules.state import RunnerState
from rules.verdicts import Finding, Text

_PUSHED = (Trouble.LOGIN_DEAD, Trouble.SUBSCRIPTION_LAPSED)


def what_and_do(source: str, trouble: Trouble, cause: str, *, now: datetime, style: Format) -> tuple[str, str]:
    """Return what is the matter, and the next step (empty: none), in the runner's language."""
    if trouble is Trouble.RATE_LIMITED:
        return _("its request limit is used up for now; nothing is lost."), ""
    if source == FILES:
        return _("its inbox cannot be read, or not be written to."), _(
            "Is it there, is its disk mounted, may Shinguard write to it? It is tried again by itself."
        )
    if trouble not in _PUSHED:
        if cause == UNREACHABLE:
            return _("it could not be reached; Shinguard tries again by itself."), _(
                "If that lasts: is this machine online, and does the service's own app work?"
            )
        return _("no usable answer; Shinguard tries again by itself."), ""
    health = SourceHealth(
        source=source, interval=timedelta(hours=1), enabled_at=now, trouble=trouble, trouble_since=now, cause=cause
    )
    state = RunnerState(now=now, history=History((), known_through=None), sources=(health,))
    rules = [rule for rule in discover() if rule.name == trouble.value]
    settings = {rule.name: rule.settings_type() for rule in rules}
    [found] = [verdict for _rule, verdict in evaluate(state, settings, rules) if isinstance(verdict, Finding)]
    return style.say(found.says, found.values), style.say(found.do, found.values)


def by_hand(source: SourceHealth, style: Format) -> str:
    """Say of what a person brings in how far it goes."""
    if source.last_success is None:
        return _("Nothing comes in by itself: bring in more with `shinguard import`.")
    at = style.moment(source.last_success)
    return _("Brought in by hand, up to {at}. Later days are unknown until you bring in more.", at=at)


def doubt(source: str, *, since: datetime, style: Format) -> tuple[str, ...]:
    """Say of a source whose list is not believed since when that is, and what to do."""
    login = {"login": source}
    return (
        _("Since {at} its list lacks most of what is known, or all. Nothing was deleted.", at=style.moment(since)),
        _(
            "If you deleted it yourself: {command}",
            command=style.fill("shinguard sync --source {login} --accept-deletions", login),
        ),
        _("If it is another account now: {command}", command=style.fill("shinguard forget {login}", login)),
    )


def first_import(source: str, *, until: datetime, style: Format) -> str:
    """Say why the rules are silent: they wait for the rest of a source's history, at most until an instant."""
    return _(
        "The first import of {source} is under way: the rules speak when it is done, {at} at the latest. Those about "
        "pain and about the sources do not wait.",
        source=source_name(source, active()),
        at=style.moment(until),
    )


def stuck(sources: Iterable[SourceHealth], *, known_through: date | None, awaited: Container[str]) -> tuple[str, ...]:
    """Return the sources whose first import brought a part and never ended, where no day is known for want of the rest.

    For those of `awaited` the rules still wait: they are not stuck yet.
    """
    return tuple(
        source.source
        for source in sources
        if known_through is None
        and source.interval is not None
        and source.last_success is None
        and source.last_run_day is not None
        and source.source not in awaited
    )


def stuck_import(source: str, style: Format) -> str:
    """Say what a first import that never ended means, and what to do."""
    return style.say(
        Text(
            "The first import of {source} brought a part and did not come to its end: until it does, no day counts as "
            "known, and most rules on your running are silent. To go on with it, and see what it stops at: shinguard "
            "sync --source {login}. To do without it, take it out of the configuration."
        ),
        {"source": source, "login": source},
    )


def next_step(source: str, trouble: Trouble, cause: str, *, now: datetime, style: Format) -> str:
    """Return both as one text."""
    return " ".join(text for text in what_and_do(source, trouble, cause, now=now, style=style) if text)
