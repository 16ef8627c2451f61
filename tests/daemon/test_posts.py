"""When letters are due, by the runner's own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from daemon.posts import Post, is_due, post_as_json, post_from_json
from daemon.records import Kind

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DIGEST = Post(athlete="me", kind=Kind.DIGEST, zone=AMSTERDAM, at=time(7), weekday=0)
MORNING = Post(athlete="me", kind=Kind.MORNING, zone=AMSTERDAM, at=time(7, 15))


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Monday 2 March 2026, winter: 07:00 in Amsterdam is 06:00 UTC.
        pytest.param(utc(3, 2, 5, 59), False, id="a minute before"),
        pytest.param(utc(3, 2, 6, 0), True, id="on the minute"),
        pytest.param(utc(3, 2, 18, 0), True, id="twelve hours later: the service was off"),
        pytest.param(utc(3, 2, 18, 1), False, id="too late to be of use"),
        pytest.param(utc(3, 3, 6, 0), False, id="Tuesday"),
    ],
)
def test_the_digest_is_due_on_monday_at_seven_and_for_half_a_day(now: datetime, due: bool) -> None:
    assert is_due(DIGEST, written=None, now=now) is due
    assert is_due(DIGEST, written=now - timedelta(days=7), now=now) is due


def test_what_is_written_for_this_monday_is_not_written_again() -> None:
    assert not is_due(DIGEST, written=utc(3, 2, 6, 0), now=utc(3, 2, 6, 5))
    assert not is_due(DIGEST, written=utc(3, 2, 17, 0), now=utc(3, 2, 17, 5))
    assert is_due(DIGEST, written=utc(3, 2, 5, 59), now=utc(3, 2, 6, 0))


def test_the_morning_push_is_due_each_day() -> None:
    assert MORNING.last(utc(3, 3, 6, 14)) == datetime(2026, 3, 2, 7, 15, tzinfo=AMSTERDAM)
    assert MORNING.last(utc(3, 3, 6, 15)) == datetime(2026, 3, 3, 7, 15, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        # 29 March 2026: at 02:00 (01:00 UTC) the clock jumps to 03:00, and 02:30 does not exist.
        pytest.param(time(2, 30), utc(3, 29, 1, 30), id="a time that is skipped is an hour later"),
        # 25 October 2026: 02:30 comes twice, first at 00:30 UTC.
        pytest.param(time(2, 30), utc(10, 25, 0, 30), id="of a time that comes twice the first"),
        pytest.param(time(7), utc(3, 29, 5), id="seven in summer time is five in UTC"),
        pytest.param(time(7), utc(3, 28, 6), id="the day before it was six"),
    ],
)
def test_the_clocks_change(at: time, moment: datetime) -> None:
    post = Post(athlete="me", kind=Kind.MORNING, zone=AMSTERDAM, at=at)
    assert post.last(moment).timestamp() == moment.timestamp()
    before = moment - timedelta(minutes=1)
    assert post.last(before).timestamp() < before.timestamp() - timedelta(hours=22).total_seconds()
    assert is_due(post, written=None, now=moment)


@pytest.mark.parametrize("post", [DIGEST, MORNING])
def test_a_post_comes_back_from_json(post: Post) -> None:
    assert post_from_json(post_as_json(post)) == post


def test_a_zone_of_which_only_the_rules_are_known_is_the_machine_s_own() -> None:
    own = post_from_json(post_as_json(MORNING) | {"zone": "local"})
    assert own.at == time(7, 15)
    assert own.last(utc(3, 3, 12)).tzinfo is own.zone
