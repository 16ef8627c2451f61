"""The weekly digest in words, short enough for a phone. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from daemon.before_text import lacking, may_be_missing, one_run
from daemon.digest_content import Digest, ShoeAhead
from daemon.language import catalogue
from daemon.message import line_of, shorten
from daemon.records import DigestLine
from daemon.troubles import next_step
from daemon.vocabulary import source_name, word_of
from daemon.weeks import WeekSum
from daemon.wording import Format, capital
from rules.state import Plan
from rules.values import Values
from rules.verdicts import Text

LONGEST = 1500
"""Characters. What does not fit is left to `shinguard alerts --digest`."""
_FIXED, _TIP = 0, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A digest as it is read."""

    title: str
    body: str
    tip: str | None
    """The rule whose tip stands in it; None where there is none, or it did not fit."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A few lines that belong together, below a heading where they have one.

    Where the text is too long, lines of the part with the highest `rank` go first; those of rank 0 stay.
    """

    heading: str
    lines: tuple[str, ...]
    rank: int = _FIXED

    @property
    def text(self) -> str:
        return "\n".join([*([self.heading] if self.heading else []), *self.lines]) if self.lines else ""


def words_of(digest: Digest, *, style: Format) -> Written:
    """Put a digest into words, as many as fit."""
    about = Text("still watching") if digest.is_quiet else Text("your week")
    parts = [
        _Part("", tuple(_week(digest, style))),
        _Part("", tuple(_troubles(digest, style))),
        _Part("", tuple(_ahead(digest, style))),
        _listed(Text("Planned, and too long:"), (_plan(plan, style) for plan in digest.plans), style, rank=1),
        _listed(Text("Not pushed:"), (_held(line, digest, style) for line in digest.held), style, rank=2),
        _listed(Text("For your information:"), (_line(line, digest, style) for line in digest.informed), style, rank=4),
        _listed(Text("Shoes:"), (_shoe(shoe, style) for shoe in digest.shoes), style, rank=3),
        _Part("", tuple(_questions(digest, style))),
        _listed(Text("Tip:"), _tip(digest, style), style, rank=_TIP),
        _Part("", tuple(_rest(digest, style))),
    ]
    fitted = _fitted(parts, style)
    gives_tip = any(part.rank == _TIP and part.lines for part in fitted)
    return Written(
        title=style.title(style.say(about, {})),
        body=shorten(_joined(fitted), LONGEST),
        tip=digest.tip.rule if digest.tip is not None and gives_tip else None,
    )


def _fitted(parts: list[_Part], style: Format) -> list[_Part]:
    """Leave out the last lines of the least important parts where all is too long, and say so."""
    note: list[_Part] = []
    left_out = 0
    while len(_joined([*parts, *note])) > LONGEST:
        loose = [part for part in parts if part.rank != _FIXED and part.lines]
        if not loose:
            break
        least = max(loose, key=lambda part: part.rank)
        parts = [replace(part, lines=part.lines[:-1]) if part is least else part for part in parts]
        left_out += 1
        more = style.say(
            Text("Left out here: {left_out_count} (`shinguard alerts --digest`)."), {"left_out_count": left_out}
        )
        note = [_Part("", (more,))]
    return [*parts, *note]


def _joined(parts: list[_Part]) -> str:
    return "\n\n".join(part.text for part in parts if part.lines)


def _listed(heading: Text, lines: Iterator[str], style: Format, *, rank: int) -> _Part:
    return _Part(style.say(heading, {}), tuple(f"• {capital(line)}" for line in lines), rank)


def _week(digest: Digest, style: Format) -> Iterator[str]:
    week = digest.week
    values: Values = {"first_day": week.first, "last_day": week.last, "week_m": week.distance_m}
    if week.run_count == 0:
        says = (
            Text("{first_day} to {last_day}: no run.")
            if week.is_known
            else Text("{first_day} to {last_day}: no run is known.")
        )
        yield style.say(says, values)
    else:
        yield _plural(
            "{first_day} to {last_day}: {week_m} in {run_count} run.",
            "{first_day} to {last_day}: {week_m} in {run_count} runs.",
            values,
            week.run_count,
            style,
        )
    if week.unknown_run_count:
        yield _plural(
            "The distance of {run_count} run is not known and not in it.",
            "The distance of {run_count} runs is not known and not in it.",
            {},
            week.unknown_run_count,
            style,
        )
    if week.unknown_days:
        yield style.say(
            Text("Not known of it: {unknown_days}; something may still come in."),
            {"unknown_days": week.unknown_days},
        )
    yield from _beside(digest, style)


def _plural(one: str, many: str, values: Values, count: int, style: Format) -> str:
    template = catalogue(style.language).ngettext(one, many, count)
    return style.fill(template, {**values, "run_count": count})


def _beside(digest: Digest, style: Format) -> Iterator[str]:
    """Set the week beside the mean of those before it that are known."""
    known = [week for week in digest.before if week.is_known]
    if not known:
        yield style.say(Text("The 4 weeks before are not known."), {})
        return
    mean_m = sum(week.distance_m for week in known) / len(known)
    values: Values = {
        "known_count": len(known),
        "mean_m": mean_m,
        "runs": style.runs(sum(week.run_count for week in known) / len(known)),
    }
    says = Text("Mean of the 4 weeks before: {mean_m} in {runs}.")
    if len(known) < len(digest.before):
        says = Text("Known of the 4 weeks before: {known_count}, with a mean of {mean_m} in {runs}.")
    lines = [style.say(says, values)]
    if digest.week.is_known and digest.week.run_count and mean_m > 0:
        lines.append(_compared(digest.week, mean_m, style))
    yield " ".join(lines)


def _compared(week: WeekSum, mean_m: float, style: Format) -> str:
    percent = abs(week.distance_m - mean_m) * 100 / mean_m
    if percent < 1:
        return style.say(Text("The week was equal to that."), {})
    if week.distance_m > mean_m:
        return style.say(Text("The week was {more_percent} above that."), {"more_percent": percent})
    return style.say(Text("The week was {less_percent} below that."), {"less_percent": percent})


def _troubles(digest: Digest, style: Format) -> Iterator[str]:
    for source in digest.troubles:
        if source.trouble is not None:
            what = next_step(source.source, source.trouble, source.cause, now=digest.now, style=style)
            yield f"{source_name(source.source, style.language)}: {what}"


def _ahead(digest: Digest, style: Format) -> Iterator[str]:
    first, *more = one_run(digest.today, style)
    yield f"{capital(style.weekday(digest.today.day))}: {first}"
    yield from more
    tells_lacks = digest.today.binding is None and not digest.today.is_no
    if tells_lacks:
        yield from lacking(digest.today, style)
    yield from _left(digest, style)
    yield from may_be_missing(digest.today, style, lacks_are_told=tells_lacks)


def _left(digest: Digest, style: Format) -> Iterator[str]:
    """Say what is left of the week that runs, unless that is nothing and was said."""
    week, has_no_room = digest.ahead.week, digest.today.has_no_room and digest.ahead.has_no_room
    if digest.today.is_stopped or has_no_room:
        return
    if week is not None and week.ceiling.week_room_m is not None:
        yield style.say(
            Text("Left up to {last_weekday}: {room_m} in all ({rule})."),
            {"last_weekday": digest.ahead.day, "room_m": week.ceiling.week_room_m, "rule": week.rule},
        )
    elif digest.ahead.lacking and digest.today.binding is not None:
        yield style.say(Text("What is left up to {last_weekday} is not known."), {"last_weekday": digest.ahead.day})


def _plan(plan: Plan, style: Format) -> str:
    most_m = (plan.ceiling.most_m if plan.ceiling else None) or 0
    values: Values = {"run_weekday": plan.workout.day, "distance_m": plan.distance_m or 0, "up_to_m": most_m}
    if plan.is_estimate:
        return style.say(Text("{run_weekday}: about {distance_m}; the limit is {up_to_m}."), values)
    return style.say(Text("{run_weekday}: {distance_m}; the limit is {up_to_m}."), values)


def _held(line: DigestLine, digest: Digest, style: Format) -> str:
    return f"{_line(line, digest, style)} ({style.say(line.because, line.because_values)})"


def _line(line: DigestLine, digest: Digest, style: Format) -> str:
    return line_of(digest.today.standing.told(line.item), today=digest.now.date(), style=style)


def _shoe(shoe: ShoeAhead, style: Format) -> str:
    values: Values = {"shoe": shoe.name, "distance_m": shoe.distance_m, "limit_m": shoe.limit_m}
    if shoe.limit_day is None:
        return style.say(Text("{shoe}: {distance_m}, beyond its limit of {limit_m}."), values)
    return style.say(
        Text("{shoe}: {distance_m} of {limit_m}, there around {limit_day}."), {**values, "limit_day": shoe.limit_day}
    )


def _questions(digest: Digest, style: Format) -> Iterator[str]:
    for site in digest.asked_sites:
        yield style.say(
            Text("How is it with your injury ({injury_site})? Log it: shinguard log pain LEVEL --site {site}"),
            {"injury_site": site.value, "site": word_of(site, style.language)},
        )


def _tip(digest: Digest, style: Format) -> Iterator[str]:
    if digest.tip is not None:
        tip = digest.tip
        yield f"{style.say(tip.says, tip.values)} {style.say(tip.do, tip.values)}"


def _rest(digest: Digest, style: Format) -> Iterator[str]:
    """Say what is not the matter: silence could also be blindness."""
    if digest.has_shoes and not digest.shoes:
        yield style.say(Text("Shoes: none near its limit."), {})
    if digest.ill_days:
        says = Text("{ill_days} of the week marked as ill: mornings were not judged.")
        yield style.say(says, {"ill_days": digest.ill_days})
    if digest.injured_days:
        says = Text("{injured_days} of the week marked as injured: load was not judged.")
        yield style.say(says, {"injured_days": digest.injured_days})
    if not (digest.held or digest.informed):
        yield style.say(Text("Nothing was held back. Still watching."), {})
