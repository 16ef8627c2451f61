"""What rules lack for a day, in words: never beside an answer that they gave already."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from daemon.before import Answer, Reply, answer
from daemon.before_text import how_far, lacking, may_be_missing
from daemon.wording import Format
from rules import discover
from rules.health import SourceHealth
from tests.rules.series import state

SETTINGS = {rule.name: rule.settings_type() for rule in discover()}
ROOM = "5 0 10 0 5 0 0 " * 7 + "5 _"  # 22 km less 10 are left of the week; yesterday, 20 February, is not known
NO_ROOM = "5 0 10 0 5 0 0 " * 6 + "5 0 10 0 5 6.8 _"
LONG_SILENT = "5 0 10 0 5 0 0 " * 7 + "_ " * 6


def ask(series: str, distance_m: int | None = None, *, sources: tuple[str, ...] = ("garmin",)) -> Answer:
    """Ask on the day after the series, of a runner whose files are brought in by hand and whose other sources not."""
    runner = state(series, judges_last=False)
    healths = tuple(
        SourceHealth(source=source, interval=None if source == "files" else timedelta(hours=1), enabled_at=runner.now)
        for source in sources
    )
    return answer(replace(runner, sources=healths), day=runner.today, settings=SETTINGS, distance_m=distance_m)


def lines(found: Answer) -> list[str]:
    return list(lacking(found, Format("en", "metric", UTC)))


@pytest.mark.parametrize(
    ("series", "distance_m", "reply", "said"),
    [
        pytest.param(NO_ROOM, None, Reply.UNKNOWN, [], id="no room"),
        pytest.param(NO_ROOM, 1_000, Reply.NO, [], id="no room for what is asked"),
        pytest.param(ROOM, 12_001, Reply.NO, [], id="what is asked is beyond it"),
        pytest.param(
            ROOM,
            11_000,
            Reply.UNKNOWN,
            ["weekly-ramp: What was run since 20 February is not known yet."],
            id="what is asked would fit",
        ),
        pytest.param(
            ROOM,
            None,
            Reply.UNKNOWN,
            ["weekly-ramp: What was run since 20 February is not known yet."],
            id="there is room",
        ),
    ],
)
def test_a_rule_that_named_a_limit_never_says_that_it_cannot_say(
    series: str, distance_m: int | None, reply: Reply, said: list[str]
) -> None:
    found = ask(series, distance_m)
    assert [rule for rule, _lack in found.lacking] == ["weekly-ramp"]
    assert (found.reply, lines(found)) == (reply, said)


def test_what_has_no_room_is_said_once() -> None:
    found = ask(NO_ROOM, sources=("files",))
    assert list(how_far(found, Format("en", "metric", UTC))) == ["There is no room for a run (weekly-ramp)."]
    assert lines(found) == []


def test_who_brings_files_in_is_not_told_that_a_source_is_behind() -> None:
    unknown = "What was run since {} is not known until you bring it in."
    assert lines(ask(ROOM, sources=("files",))) == [f"weekly-ramp: {unknown.format('20 February')}"]
    assert lines(ask(LONG_SILENT, sources=("files",))) == [
        f"layoff-return, rest-days, session-spike, weekly-ramp cannot say: {unknown.format('19 February')}"
    ]


def test_since_when_not_all_is_known_is_said_once() -> None:
    by_hand, asked = ask(ROOM, sources=("files",)), ask(LONG_SILENT)
    may_be = "Not all is known since {}: a run that is missing there would count."
    style = Format("en", "metric", UTC)
    # What the rules lack names the day; where that is not told, or names none, it is said apart.
    assert list(may_be_missing(by_hand, style)) == []
    assert list(may_be_missing(by_hand, style, lacks_are_told=False)) == [may_be.format("20 February")]
    assert list(may_be_missing(asked, style)) == [may_be.format("19 February")]


@pytest.mark.parametrize("sources", [("garmin",), ("files", "garmin"), ()])
def test_of_a_source_that_is_asked_a_rule_without_a_limit_says_what_it_lacks(sources: tuple[str, ...]) -> None:
    assert lines(ask(LONG_SILENT, sources=sources)) == [
        "layoff-return cannot say: 8 days without a run, but not all of them are known: there may be runs that have "
        "not come in yet.",
        "rest-days cannot say: 6 days of the last 7 may be rest or not: runs of them may not have come in yet.",
        "session-spike, weekly-ramp cannot say: Of the 28 days before, 22 days are known; 25 days needed: the others "
        "are not in yet.",
    ]
