"""The answer before the run in words: the same in a command, in the morning push and in the digest. Pure."""

from collections.abc import Iterable, Iterator

from daemon.before import Answer
from daemon.before_standing import IS_ILL
from daemon.starting import NO_RUN
from daemon.vocabulary import name_of, word_of
from daemon.wording import Format
from rules.said import Mark, MarkKind, Site
from rules.values import Values
from rules.verdicts import NoData, Stop, Text

_UNWELL = {
    MarkKind.ILL: IS_ILL,
    MarkKind.INJURED: Text("You marked this day as injured."),
}
_UNWELL_SINCE = {
    MarkKind.ILL: Text(
        "You marked yourself as ill from {since} on: while you feel ill, do not run. When it is over: "
        "shinguard mark over {over}"
    ),
    MarkKind.INJURED: Text(
        "You marked yourself as injured from {since} on. When it is over: shinguard mark over {over}"
    ),
}

_OF_DAYS = {"known_days", "missing_days", "gap_days"}
"""Values of what rules lack while the last days are not known."""


def marked(marks: Iterable[Mark], style: Format) -> Iterator[str]:
    """Yield how the runner marked a day as not well; of a mark without an end since when, and how to end it."""
    for mark in marks:
        if mark.has_no_end:
            values = {"since": style.full_day(mark.first), "over": word_of(mark.kind, style.language)}
            yield style.say(_UNWELL_SINCE[mark.kind], values)
        else:
            yield style.say(_UNWELL[mark.kind], {})


def not_well(found: Answer, style: Format) -> Iterator[str]:
    """Yield what stops a run on that day, with what is asked, then how the runner marked it."""
    for _rule, stop in found.stops:
        yield f"{style.say(stop.says, stop.values)} {style.say(stop.do, stop.values)}"
    yield from marked(found.unwell, style)


def how_it_ends(stops: Iterable[Stop], style: Format) -> Iterator[str]:
    """Yield how what somebody has to see first comes to an end, of each site once: a sign outlasts a better evening.

    Else a pain of 0 on the same day seems to be lost.
    """
    for site in dict.fromkeys(Site(str(stop.values["pain_site"])) for stop in stops if stop.until_seen):
        says = Text(
            "The sign ({pain_site}) stands until a later day is logged as 0-2 without one: shinguard log pain 0 --site "
            "{calm}"
        )
        yield style.say(says, {"pain_site": site, "calm": word_of(site, style.language)})


def one_run(found: Answer, style: Format) -> Iterator[str]:
    """Yield how far one run may go on a day that stands before it or above it.

    A day on which the runner is not well says so first: a lock screen may cut off the rest. Where no run is the
    answer, no number of metres is one.
    """
    yield from not_well(found, style)
    if found.is_no:
        return
    nearest = found.binding
    if nearest is None and (found.lacking or found.unwell):
        yield style.say(Text("How far you can go cannot be known."), {})
    elif nearest is None:
        yield style.say(Text("No rule limits your run."), {})
    elif nearest.is_no_room:
        yield style.say(Text("There is no room for a run ({rule})."), {"rule": nearest.rule})
    elif found.is_of_race:
        yield style.say(Text("A race day: how far you race is not judged."), {})
    else:
        values: Values = {"up_to_m": nearest.most_m, "rule": nearest.rule}
        yield style.say(Text("Up to {up_to_m} in one run ({rule})."), values)


def how_far(found: Answer, style: Format) -> Iterator[str]:
    """Yield the answer of today: how far one run may go, and what is left of the seven days where that is a run."""
    yield from one_run(found, style)
    week = found.week
    if week is not None and not (found.is_stopped or found.has_no_room):
        values: Values = {"room_m": week.ceiling.week_room_m or 0, "rule": week.rule}
        yield style.say(Text("{room_m} left in the 7 days that end today ({rule})."), values)


def in_short(found: Answer, style: Format) -> Iterator[str]:
    """Yield the answer of today, in one short sentence where both of its numbers are known."""
    nearest, week = found.binding, found.week
    if nearest is None or nearest.is_no_room or week is None or found.is_of_race:
        yield from how_far(found, style)
        return
    yield from marked(found.unwell, style)
    values: Values = {"up_to_m": nearest.most_m, "room_m": week.ceiling.week_room_m or 0}
    yield style.say(Text("Up to {up_to_m} today; {room_m} left this week."), values)


def lacking(found: Answer, style: Format) -> Iterator[str]:
    """Yield what rules lack for that day, and from when they speak.

    A rule that named a limit did say something: nothing more where that is no already, else what may be missing of it.
    """
    if not found.has_run:
        yield style.say(NO_RUN, {})
    lines = []
    for rule, no_data in _heard(found):
        line = _unknown_days(found, rule, no_data, style) or style.say(no_data.lacks, no_data.values)
        if no_data.speaks_from is not None and no_data.speaks_from > found.day:
            line += " " + style.say(Text("Speaks from {day}."), {"day": style.day(no_data.speaks_from)})
        if rule in found.limiting:
            yield f"{rule}: {line}"
        else:
            lines.append((rule, line))
    yield from cannot_say(lines, style)


def may_be_missing(found: Answer, style: Format, *, lacks_are_told: bool = True) -> Iterator[str]:
    """Yield since when not all is known, unless what rules lack, where that is told, says so already."""
    lacks = _heard(found) if lacks_are_told else ()
    said = {_unknown_days(found, rule, no_data, style) for rule, no_data in lacks}
    if found.unknown_since is not None and not any(said):
        says = Text("Not all is known since {day}: a run that is missing there would count.")
        yield style.say(says, {"day": style.day(found.unknown_since)})


def _heard(found: Answer) -> Iterator[tuple[str, NoData]]:
    """Yield what rules lack, but for what could only make a no firmer."""
    for rule, no_data in found.lacking:
        # Without a run a rule would count its days from a first one that nobody ran.
        if (found.has_run or no_data.speaks_from is None) and rule not in found.answered:
            yield rule, no_data


def _unknown_days(found: Answer, rule: str, no_data: NoData, style: Format) -> str:
    """Name the days that a rule lacks, where their number says less, or blames a source that there is not."""
    if found.unknown_since is None or not _OF_DAYS & no_data.values.keys():
        return ""
    values = {"day": style.day(found.unknown_since)}
    if found.is_by_hand:
        return style.say(Text("What was run since {day} is not known until you bring it in."), values)
    if rule in found.limiting:
        return style.say(Text("What was run since {day} is not known yet."), values)
    return ""


def cannot_say(lacking: Iterable[tuple[str, str]], style: Format) -> Iterator[str]:
    """Yield what rules lack; those that lack the same share a line."""
    rules: dict[str, list[str]] = {}
    for rule, lacks in lacking:
        rules.setdefault(lacks, []).append(rule)
    for lacks, names in rules.items():
        values = {"rule": ", ".join(dict.fromkeys(names)), "lacks": lacks}
        yield style.say(Text("{rule} cannot say: {lacks}"), values)


def rest(resting: Iterable[tuple[str, MarkKind]], style: Format) -> Iterator[str]:
    """Yield which rules rest on a day, a line for each kind of mark."""
    rules: dict[MarkKind, list[str]] = {}
    for rule, kind in resting:
        rules.setdefault(kind, []).append(rule)
    for kind, names in rules.items():
        values = {"mark": name_of(kind, style.language), "rules": ", ".join(names)}
        yield style.say(Text("Marked as {mark}, so these rules rest: {rules}."), values)
