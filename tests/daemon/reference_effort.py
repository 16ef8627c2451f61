"""What the rules say of load, effort and likeness, worked out the slow and obvious way: a scan for each day.

It follows the words of the rules and shares no code with them: it imports nothing of the program.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from tests.daemon.reference import days
from tests.daemon.reference_evenness import Weeks
from tests.daemon.reference_runner import Outing, Runner, Said, Session, said


def of_mornings(runner: Runner, *, until: date) -> Iterator[Said]:
    """Yield what is found on each morning, of the days that are over."""
    first = runner.sessions[0].day
    week = Weeks(runner)
    for number in range((until - first).days + 1):
        day = first + days(number)
        if runner.rests(day, "injured"):
            continue
        if number >= 85:
            yield from week.found(day)
        if number >= 77:
            yield from hard_share(runner, day)
        if number >= 28:
            yield from variety(runner, day)
            yield from easy_share(runner, day)


def of_sessions(runner: Runner, *, until: date) -> Iterator[Said]:
    """Yield what is found as each session ends."""
    spikes: set[Session] = set()
    for index, session in enumerate(runner.sessions):
        so_far = runner.until(index + 1)
        if is_spike(so_far):
            spikes.add(session)
        if session.end.date() > until:
            continue
        on = (session.day, session.end.date())
        if not any(runner.rests(day, "injured") for day in on):
            yield from spike(so_far)
            yield from hard_days(so_far, spikes)
        if not any(runner.rests(day, "ill") for day in on):
            yield from efficiency(so_far)


def spike(so_far: Runner) -> Iterator[Said]:
    """The last session beside the longest of 30 days, with a lower limit in the year after an injury."""
    session = so_far.sessions[-1]
    if not is_spike(so_far) or any(each.race for each in so_far.between(session.day, session.day)):
        return
    longest, ceiling = longest_before(so_far), ceiling_of(so_far)
    assert session.metres
    assert longest
    assert ceiling
    yield said(
        session.day,
        "session-spike",
        "WARNING" if session.metres > max(ceiling, 2 * longest) else "NOTICE",
        min(session.outings, key=lambda each: each.start).run_id,
        distance_m=session.metres,
        longest_m=longest,
        excess_percent=floor(Fraction(100 * session.metres, longest)) - 100,
        ceiling_m=ceiling,
    )


def is_spike(so_far: Runner) -> bool:
    metres, ceiling = so_far.sessions[-1].metres, ceiling_of(so_far)
    return metres is not None and ceiling is not None and metres > ceiling


def longest_before(so_far: Runner) -> int | None:
    """Return the longest session of 30 days before and earlier on the day; None where it is not to be known."""
    *before, session = so_far.sessions
    window = [other.metres for other in before if other.day >= session.day - days(30)]
    known = [metres for metres in window if metres is not None]
    if session.day < so_far.sessions[0].day + days(28) or len(known) < max(4, len(window)) or max(known) < 3000:
        return None
    return max(known)


def ceiling_of(so_far: Runner) -> int | None:
    longest = longest_before(so_far)
    share = Fraction(105 if so_far.prior(so_far.sessions[-1].day) else 110, 100)
    return None if longest is None else max(floor(share * longest), longest + 1000)


def variety(runner: Runner, day: date) -> Iterator[Said]:
    """All runs of four weeks within a tenth of one distance and a twentieth of one pace."""
    found = runner.between(day - days(28), day - days(1))
    metres = [each.metres for each in found if each.metres is not None]
    if len(found) < 8 or len(metres) < len(found):
        return
    paces = [Fraction(each.moving, each.metres) for each in found if each.metres]
    if 90 * max(metres) <= 110 * min(metres) and 95 * max(paces) <= 105 * min(paces):
        yield said(day, "variety", "INFO", run_count=len(found), shortest_m=min(metres), longest_m=max(metres))


def hard_share(runner: Runner, day: date) -> Iterator[Said]:
    """Three weeks with more than a quarter hard, and 5 points more than in the eight before."""
    lately = runner.between(day - days(21), day - days(1))
    before = runner.between(day - days(77), day - days(22))
    if sum(each.metres or 0 for each in lately) < 30_000 or not (
        enough_known(lately, runner) and enough_known(before, runner)
    ):
        return
    hard, known = hard_and_known(lately, runner)
    usual = Fraction(*hard_and_known(before, runner))
    if Fraction(hard, known) > Fraction(25, 100) and Fraction(hard, known) - usual >= Fraction(5, 100):
        share = floor(Fraction(100 * hard, known))
        percent = floor(100 * usual)
        yield said(day, "hard-share", "INFO", share_percent=share, usual_percent=percent, hard_s=hard, known_s=known)


def easy_share(runner: Runner, day: date) -> Iterator[Said]:
    """Four weeks with less than 70 % easy."""
    lately = runner.between(day - days(28), day - days(1))
    if len(lately) < 8 or not enough_known(lately, runner):
        return
    hard, known = hard_and_known(lately, runner)
    easy = known - hard
    if Fraction(easy, known) < Fraction(70, 100):
        percent = floor(Fraction(100 * easy, known))
        yield said(day, "easy-share", "INFO", easy_percent=percent, easy_s=easy, known_s=known)


def hard_seconds(run: Outing, runner: Runner) -> int | None:
    if run.in_zones is not None:
        return min(run.in_zones, run.moving)
    if run.bpm is None or runner.threshold is None:
        return None
    return run.moving if Fraction(run.bpm) >= Fraction(95, 100) * runner.threshold else 0


def hard_and_known(runs: Sequence[Outing], runner: Runner) -> tuple[int, int]:
    told = [(hard, run.moving) for run in runs if (hard := hard_seconds(run, runner)) is not None]
    return sum(hard for hard, _ in told), sum(moving for _, moving in told)


def enough_known(runs: Sequence[Outing], runner: Runner) -> bool:
    moving, (_, known) = sum(run.moving for run in runs), hard_and_known(runs, runner)
    return known > 0 and 10 * known >= 9 * moving


def hard_days(so_far: Runner, spikes: set[Session]) -> Iterator[Said]:
    """The last session's day, when it is the third hard one of four or the fourth."""
    day = so_far.sessions[-1].day
    if any(each.race for each in so_far.between(day, day)) or not is_hard(so_far, day, spikes):
        return
    last_four = sum(is_hard(so_far, day - days(back), spikes) for back in range(4))
    before = sum(is_hard(so_far, day - days(back), spikes) for back in range(4, 32))
    if last_four >= 3:
        yield said(day, "hard-days", "NOTICE", hard_count=last_four, usual_count=before)


def is_hard(runner: Runner, day: date, spikes: set[Session]) -> bool:
    """Say whether what was run on a day was hard; what nobody knows of is not said to be."""
    runs = runner.between(day, day)
    if any(each.race or each.workout or (each.exertion or 0) >= 7 for each in runs):
        return True
    in_zones = sum(min(each.in_zones, each.moving) for each in runs if each.in_zones is not None)
    near = sum(hard_seconds(each, runner) or 0 for each in runs if each.in_zones is None)
    return (
        in_zones >= 600
        or (in_zones > 0 and 5 * in_zones >= sum(each.moving for each in runs))
        or near >= 1200
        or any(session in spikes for session in runner.on(day))
    )


def efficiency(so_far: Runner) -> Iterator[Said]:
    """The last three steady runs beside the others of 28 days, when a steady run comes in."""
    session = so_far.sessions[-1]
    if not any(is_steady(each) for each in session.outings):
        return
    steady = [each for each in so_far.between(session.day - days(28), session.day) if is_steady(each)]
    last, others = steady[-3:], steady[:-3]
    if len(others) < 8:
        return
    recent, normal = mean([per_beat(each) for each in last]), middle([per_beat(each) for each in others])
    if recent > Fraction(95, 100) * normal:
        return
    heart = mean([Fraction(each.bpm or 0) for each in last])
    yield said(
        session.day,
        "efficiency-drop",
        "NOTICE",
        value_bpm=floor(heart),
        baseline_bpm=floor(heart * recent / normal),
        before_count=len(others),
        drop_percent=floor(100 * (1 - recent / normal)),
    )


def is_steady(run: Outing) -> bool:
    return (
        run.bpm is not None
        and run.metres is not None
        and run.climb is not None
        and 1000 * run.climb < 15 * run.metres
        and run.moving >= 1800
        and not run.race
        and not run.workout
    )


def per_beat(run: Outing) -> Fraction:
    """Return the metres of a heartbeat."""
    return Fraction(60 * (run.metres or 0)) / (run.moving * Fraction(run.bpm or 1))


def mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the median."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
