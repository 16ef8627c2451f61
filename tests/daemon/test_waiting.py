"""What waits in the outbox, before it goes out: renewed, or taken back and not told."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daemon import waiting
from daemon.records import Alert, Heard, Item, Kind, Snooze, Telling
from daemon.waiting import Line, Tidied, untold
from rules.verdicts import Severity, Text
from tests.daemon.passes import NOON, after

PUSHED = Heard(NOON, Severity.NOTICE, 1, Telling.PUSH)
NEVER = Heard()
OVER = "It came to an end before it could be sent."


def alert(heard: Heard = PUSHED, **values: Any) -> Alert:
    made = Alert(
        rule="pain-response",
        subject="knee",
        severity=Severity.NOTICE,
        stage=1,
        says=Text("Pain."),
        do=Text("Log tomorrow."),
        values={"level_count": 4},
        day=NOON.date(),
        at=NOON,
        opened_at=NOON,
        found_at=NOON,
        seen_at=NOON,
    )
    return made.as_heard(heard)._replace(**values)


def item(severity: Severity = Severity.NOTICE, do: str = "Log tomorrow.") -> Item:
    return Item(
        rule="pain-response",
        subject="knee",
        severity=severity,
        says=Text("Pain."),
        do=Text(do),
        values={"level_count": 4},
        day=NOON.date(),
    )


def line(
    of: Alert,
    *,
    number: int = 1,
    told_at: datetime | None = NOON,
    before: Heard = NEVER,
    words: Item | None = None,
    kind: Kind = Kind.ALERTS,
    is_untold: bool = True,
) -> Line:
    return Line(
        message_id=number,
        kind=kind,
        item=words or item(),
        alert=of,
        told_at=told_at,
        before=before,
        is_untold=is_untold,
    )


def tidied(lines: list[Line], *, reachable: bool, snoozes: tuple[Snooze, ...] = ()) -> Tidied:
    return waiting.tidied(lines, reachable=reachable, snoozes=snoozes, now=NOON)


def snoozed(subject: str | None = None, *, days: int = 7) -> tuple[Snooze, ...]:
    return (Snooze(rule="pain-response", subject=subject, until=after(days=days)),)


def heard(found: Tidied) -> list[Heard]:
    return [each.heard for each in found.alerts]


def reasons(found: Tidied) -> list[str]:
    return [str(each.because) for each in found.digest]


def test_what_still_holds_goes_out_as_it_is() -> None:
    assert tidied([line(alert())], reachable=True) == Tidied()


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(NEVER, id="never told"),
        pytest.param(Heard(after(days=-3), Severity.INFO, 0, Telling.DIGEST), id="a line of the digest"),
        pytest.param(Heard(after(days=-3), Severity.NOTICE, 0, Telling.PUSH), id="a message that arrived"),
    ],
)
def test_what_is_over_before_anybody_got_it_leaves_what_was_told_before(before: Heard) -> None:
    over = line(alert(is_open=False), before=before)
    found = tidied([over], reachable=True)
    assert (found.taken, found.renewed, heard(found), reasons(found)) == ((over,), (), [before], [OVER])


def test_what_one_of_several_receivers_got_was_told() -> None:
    assert tidied([line(alert(is_open=False), is_untold=False)], reachable=True) == Tidied()


def test_of_two_pushes_that_nobody_got_what_was_told_before_the_first_is_true() -> None:
    worse = Heard(after(hours=1), Severity.WARNING, 1, Telling.PUSH)
    closed = alert(worse, is_open=False)
    first, second = line(closed), line(closed, number=2, told_at=after(hours=1), before=PUSHED)
    found = tidied([first, second], reachable=True)
    assert (found.taken, heard(found), reasons(found)) == ((first, second), [NEVER], [OVER])


def test_what_a_later_message_or_the_digest_told_stays_told() -> None:
    for by in Telling:
        later = alert(Heard(after(hours=1), Severity.WARNING, 1, by), is_open=False)
        assert tidied([line(later)], reachable=True) == Tidied(taken=(line(later),))


def test_between_two_pushes_that_nobody_got_a_line_of_the_digest_stays_told() -> None:
    stands = Heard(after(hours=1), Severity.WARNING, 1, Telling.DIGEST)
    closed = alert(Heard(after(hours=2), Severity.WARNING, 2, Telling.PUSH), is_open=False)
    lines = [line(closed), line(closed, number=2, told_at=after(hours=2), before=stands)]
    assert untold(closed, lines).heard == stands


def test_words_that_are_others_by_now_are_renewed() -> None:
    now = alert(do=Text("Log now."), values={"level_count": 5}, day=after(days=1).date())
    [renewed] = tidied([line(now)], reachable=True).renewed
    assert renewed.item == item(do="Log now.")._replace(values={"level_count": 5}, day=after(days=1).date())
    # For the second of two receivers, too.
    assert len(tidied([line(now, is_untold=False)], reachable=True).renewed) == 1


def test_what_was_worse_and_is_told_as_less_is_news_when_it_is_worse_again() -> None:
    told = Heard(NOON, Severity.WARNING, 3, Telling.PUSH)
    found = tidied([line(alert(told), words=item(Severity.WARNING))], reachable=True)
    assert [each.item.severity for each in found.renewed] == [Severity.NOTICE]
    assert heard(found) == [Heard(NOON, Severity.NOTICE, 1, Telling.PUSH)]
    # It was told as bad before, or is told so already to one receiver.
    before = Heard(after(days=-3), Severity.WARNING, 3, Telling.PUSH)
    assert heard(tidied([line(alert(told), words=item(Severity.WARNING), before=before)], reachable=True)) == []
    partly = line(alert(told), words=item(Severity.WARNING), is_untold=False)
    assert heard(tidied([partly], reachable=True)) == []


def test_an_alarm_stays_an_alarm_until_it_arrives() -> None:
    # The rule says alarm for an hour; its receiver was away for longer.
    calmer = alert(PUSHED._replace(severity=Severity.ALARM), do=Text("Be seen."))
    found = tidied([line(calmer, words=item(Severity.ALARM))], reachable=True)
    assert [(each.item.severity, each.item.do) for each in found.renewed] == [(Severity.ALARM, "Be seen.")]
    assert heard(found) == []


def test_what_is_only_for_information_by_now_is_not_pushed_and_left_to_the_next_pass() -> None:
    found = tidied([line(alert(severity=Severity.INFO))], reachable=True)
    assert (len(found.taken), heard(found), reasons(found)) == (1, [NEVER], [])


def test_well_again_is_taken_back_when_it_is_not_and_keeps_its_own_words() -> None:
    well = line(alert(is_open=False), kind=Kind.WELL_AGAIN, told_at=None)
    assert tidied([well], reachable=True) == Tidied()
    ill = well._replace(alert=alert())
    assert tidied([ill], reachable=True) == Tidied(taken=(ill,))


def test_without_a_receiver_what_is_open_stands_in_the_digest_and_was_told_there() -> None:
    found = tidied([line(alert())], reachable=False)
    assert (len(found.taken), heard(found), reasons(found)) == (
        1,
        [PUSHED._replace(by=Telling.DIGEST)],
        ["No receiver is configured."],
    )


def test_without_a_receiver_an_alarm_waits_for_one_until_it_is_over() -> None:
    told = PUSHED._replace(severity=Severity.ALARM)
    is_one = line(alert(told, severity=Severity.ALARM), words=item(Severity.ALARM))
    was_one = line(alert(told), words=item(Severity.ALARM))
    for waits in (is_one, was_one):
        assert tidied([waits], reachable=False) == Tidied()
    over = line(alert(told, is_open=False), words=item(Severity.ALARM))
    assert reasons(tidied([over], reachable=False)) == [OVER]


@pytest.mark.parametrize("reachable", [True, False])
@pytest.mark.parametrize("subject", [None, "knee"])
def test_what_is_snoozed_while_it_waits_is_not_told_and_left_to_the_next_pass(
    reachable: bool, subject: str | None
) -> None:
    waits = line(alert())
    found = tidied([waits], reachable=reachable, snoozes=snoozed(subject))
    assert (found.taken, found.renewed, heard(found), reasons(found)) == ((waits,), (), [NEVER], [])


@pytest.mark.parametrize(
    ("waits", "snoozes"),
    [
        pytest.param(line(alert(), is_untold=False), snoozed(), id="one receiver has it"),
        pytest.param(line(alert()), snoozed("shin"), id="another place"),
        pytest.param(line(alert()), snoozed(days=0), id="a snooze that has ended"),
        pytest.param(line(alert(is_open=False), kind=Kind.WELL_AGAIN, told_at=None), snoozed(), id="well again"),
    ],
)
def test_a_snooze_holds_back_nothing_else(waits: Line, snoozes: tuple[Snooze, ...]) -> None:
    assert tidied([waits], reachable=True, snoozes=snoozes) == Tidied()


def test_a_snooze_does_not_hold_back_an_alarm_that_waits() -> None:
    is_one = line(alert(severity=Severity.ALARM), words=item(Severity.ALARM))
    was_one = line(alert(PUSHED._replace(severity=Severity.ALARM)), words=item(Severity.ALARM))
    for waits in (is_one, was_one):
        assert tidied([waits], reachable=True, snoozes=snoozed()) == Tidied()


def test_what_is_over_is_over_though_it_is_snoozed() -> None:
    found = tidied([line(alert(is_open=False))], reachable=True, snoozes=snoozed())
    assert (heard(found), reasons(found)) == ([NEVER], [OVER])


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_what_is_true_is_the_last_telling_that_somebody_got(arrived: list[bool]) -> None:
    """Pushes one after the other, each worse: of those after the last that arrived nothing is left."""
    tellings = [NEVER, *(Heard(after(hours=n), Severity.NOTICE, n, Telling.PUSH) for n in range(len(arrived)))]
    closed = alert(tellings[-1], is_open=False)
    lines = [
        line(closed, number=number, told_at=told.at, before=before, is_untold=not arrived[number])
        for number, (before, told) in enumerate(pairwise(tellings))
    ]
    last = max((number + 1 for number, came in enumerate(arrived) if came), default=0)
    found = tidied(lines, reachable=True)
    assert heard(found) == ([] if arrived[-1] else [tellings[last]])
    assert reasons(found) == ([] if arrived[-1] else [OVER])
