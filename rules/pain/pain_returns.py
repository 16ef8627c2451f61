"""pain-returns: a pain that comes back, or a second one soon after the first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rules.evidence import Evidence, Grade, Study
from rules.pain_days import APART_DAYS, Day, Log
from rules.pain_verdicts import Reach, as_logged
from rules.said import Injury, Site
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, Judged, Life, Severity, Text, Verdict, rule

SAME_SITE_DAYS = 365
SECOND_SITE_DAYS = 56
APART = timedelta(days=APART_DAYS)
TIMES_BACK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """pain-returns has no options."""


EVIDENCE = Evidence(
    grade=Grade.D,
    note=Text(
        "An injury in the past went with more injuries; that looking for the cause helps is opinion, and the spans are "
        "a policy of ours."
    ),
    studies=(
        Study(
            authors="Malisoux et al.",
            year=2015,
            journal="Scandinavian Journal of Medicine and Science in Sports",
            doi="10.1111/sms.12154",
            effect=Text("An injury in the past: 1.72 (1.11 to 2.66)."),
        ),
    ),
)


@rule(
    Settings,
    title=Text("look for the cause of that pain"),
    life=Life(standing=True),
    evidence=EVIDENCE,
    judged=Judged.BY_LOG,
)
def pain_returns(state: RunnerState, settings: Settings) -> Iterator[Verdict]:
    """A pain that comes back, or a second one soon after another.

    What it watches

    The pain of 3 or more and the injuries that you log. It speaks when a pain begins at a site that hurt 15 to 365 days
    before, or where an injury began 15 to 365 days before; with fewer than 14 days free of pain between it is the same
    one that flares up. It speaks too when a pain begins within 56 days of pain or an injury at another site, and when
    one comes and goes within a year: 14 days after its first day or later, and back twice after a day of 0-2, at which
    pain-persists begins to count anew. What you log as another place is not taken for the same one twice. Told again
    when the pain gets worse: above 5, and above 7.

    Why it matters

    Grade D for what it asks. An injury in the past went with more injuries: 1.72 (1.11 to 2.66) in one study of
    runners. That looking for the cause helps is opinion, a sound one: rest alone leaves a cause where it was.

    What to do

    Look for the cause: build-up, strength, technique, shoes. A gait analysis can help.

    Options

    None.

    References

    Malisoux et al. 2015, Scandinavian Journal of Medicine and Science in Sports, doi 10.1111/sms.12154
    """
    for log in state.pain.lately(state.now):
        if log.bout:
            injuries = tuple([injury for injury in state.injuries if injury.day <= state.today])
            yield as_logged(log, state.pain.once(_judge, (log.site, injuries), state.now), state.today)


def _judge(found: Mapping[Site, Log], key: tuple[Site, tuple[Injury, ...]]) -> Verdict:
    site, injuries = key
    log = found[site]
    newest, first, since = log.bout[-1], log.bout[0], _since(log)
    values: dict[str, int | float | str | date] = {"level_count": newest.level, "pain_site": log.site}
    same = _same_site(log, first.day, injuries)
    other = _other_site(log.site, first, found, injuries)
    if same is not None:
        values |= {"gap_days": same, "apart_days": APART_DAYS + 1, "span_days": SAME_SITE_DAYS}
        says = Text("Pain {level_count} of 10 ({pain_site}): it hurt there {gap_days} before too.")
        formula = Text("{gap_days} between {apart_days} and {span_days}")
    elif other is not None:
        earlier_day, earlier_site = other
        gap_days = (first.day - earlier_day).days
        values |= {"earlier_site": earlier_site, "earlier_day": earlier_day}
        values |= {"gap_days": gap_days, "span_days": SECOND_SITE_DAYS}
        says = Text("Pain in a second place: {pain_site}, {level_count} of 10; on {earlier_day} it was {earlier_site}.")
        formula = Text("{gap_days} <= {span_days}")
    elif site is not Site.OTHER and newest.day - since >= APART and (back := _times_back(log, since)) >= TIMES_BACK:
        values |= {"first_day": since, "lasting_days": (newest.day - since).days, "limit_days": APART_DAYS}
        values |= {"back_count": back, "times_count": TIMES_BACK}
        says = Text("Pain {level_count} of 10 ({pain_site}): since {first_day} it has come back {back_count} times.")
        formula = Text("{lasting_days} >= {limit_days}, {back_count} >= {times_count} times back after a day of 0-2")
    else:
        because = Text("Not a pain that returns ({pain_site}), and none elsewhere in eight weeks.")
        return Clear(because=because, subject=log.subject, values=values)
    return Finding(
        severity=Severity.NOTICE,
        says=says,
        do=Text("Look for the cause: build-up, strength, technique, shoes. A gait analysis can help."),
        values=values,
        day=newest.day,
        at=newest.at,
        subject=log.subject,
        stage=Reach.of(max(day.level for day in log.bout)),
        formula=formula,
    )


def _same_site(log: Log, first: date, injuries: Iterable[Injury]) -> int | None:
    """Return how long before its first day the site last hurt or was injured, in days; None where not in the span."""
    if log.site is Site.OTHER:
        return None
    ends = [bout[-1].day for bout in log.bouts[:-1]]
    gaps = [(first - day).days for day in (*ends, *(each.day for each in injuries if each.site is log.site))]
    return min((gap for gap in gaps if APART_DAYS < gap <= SAME_SITE_DAYS), default=None)


def _since(log: Log) -> date:
    """Return the first day that hurt within a year of the last one: days are told without their year."""
    return next(day.day for day in log.bout if (log.bout[-1].day - day.day).days < SAME_SITE_DAYS)


def _times_back(log: Log, since: date) -> int:
    """Return how often it hurt again, since one of its days, after a day that was logged as 0-2."""
    days = log.between(since, log.bout[-1].day)
    return sum(two.hurts and not one.hurts for one, two in pairwise(days))


def _other_site(
    site: Site, first: Day, found: Mapping[Site, Log], injuries: Iterable[Injury]
) -> tuple[date, Site] | None:
    """Return when and where another site hurt or was injured last, before this one began to."""
    hurt = [
        (day.day, log.site)
        for log in found.values()
        for bout in log.bouts
        for day in bout
        if log.site is not site and (day.day, day.logged_at) < (first.day, first.logged_at)
    ]
    injured = [(injury.day, injury.site) for injury in injuries if injury.site is not site and injury.day < first.day]
    within = [each for each in (*hurt, *injured) if (first.day - each[0]).days <= SECOND_SITE_DAYS]
    return max(within, default=None)
