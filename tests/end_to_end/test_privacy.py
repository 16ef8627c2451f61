"""What is not kept: after so many days, and of an account that the runner left."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from daemon import schema
from daemon.before import answer
from daemon.before_text import lacking
from daemon.runner import enabled
from daemon.wording import style_of
from rules.health import Trouble
from tests.end_to_end.conftest import Build
from tests.end_to_end.files_house import recording
from tests.end_to_end.house import House
from tests.end_to_end.lives import DAY, LAST, at, every_other_day, run
from tests.end_to_end.receiver import Receiver

NOON = at(LAST + 2 * DAY, "12:00")


def keep_for(house: House, days: int) -> None:
    """Set `retention_days`, as a person does."""
    text = house.path.read_text(encoding="utf-8")
    house.path.write_text(
        text.replace("[connectors.strava]\n", f"[connectors.strava]\nretention_days = {days}\n"), encoding="utf-8"
    )
    house.__dict__.pop("config", None)


def unlink(house: House, source: str) -> None:
    """Take a source out of the configuration."""
    text = house.path.read_text(encoding="utf-8")
    house.path.write_text(re.sub(rf"\[connectors\.{source}\]\n([^\[\n]+\n)*", "", text), encoding="utf-8")
    house.__dict__.pop("config", None)


def kept(house: House, source: str) -> int:
    """How many activities of a source are in the database."""
    count = select(func.count()).where(schema.activities.c.source == source)
    with house.database.read() as connection:
        return connection.scalar(count) or 0


def told(house: House, days: int) -> list[str]:
    """What is known of the days up to LAST + days, of which each second one has a run: metres, `?` or `-`."""
    history = house.state(at(LAST + days * DAY + DAY)).history
    found = []
    for number in range(-13, days + 1):
        day = LAST + number * DAY
        on = [session.distance_m for session in history.sessions_between(day, day)]
        nothing = "-" if history.is_known(day) else ""
        found.append(("?" if None in on else str(sum(filter(None, on)))) if on else nothing)
    return found


def test_two_weeks_of_strava_alone_that_is_kept_for_a_week(build: Build, receiver: Receiver) -> None:
    house = build(every_other_day(then=[run(40 + n, LAST + 2 * n * DAY) for n in range(1, 8)]), "strava")
    keep_for(house, 7)
    house.log_in()
    came = []
    for number in range(15):
        [pulled] = house.live(at(LAST + number * DAY)).pulled
        assert (pulled.saved.changed, pulled.saved.deleted) == (0, 0)
        came.append(pulled.saved.new)
        assert kept(house, "strava") <= 8
    # The first pull asks for seven days: -6, -4, -2 and 0. After it each run comes once.
    assert came == [4, *[0, 1] * 7]
    # On the last evening the runs of the days 8 to 14 are there, which came on the evenings of those days.
    # Those before the first pull, from -7 on, never came.
    assert told(house, 13)[-21:] == ["", *["?", "-"] * 7, *["9900", "-"] * 3]
    assert house.state(at(LAST + 14 * DAY)).history.breaks == ()
    assert receiver.take() == []
    # No day is named on which they would speak: by then as much is purged.
    silent = {each.rule: each.no_data.speaks_from for each in house.status(at(LAST + 14 * DAY)).silent}
    assert (silent["session-spike"], silent["weekly-ramp"], "rest-days" in silent) == (None, None, False)


def test_a_retention_that_is_set_later_purges_what_is_there_and_garmin_goes_on(
    build: Build, receiver: Receiver
) -> None:
    alone = run(41, LAST + DAY, services=frozenset({"strava"}))
    house = build(every_other_day(then=[alone, run(42, LAST + 2 * DAY), run(43, LAST + 10 * DAY)]))
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 2 * DAY))
    before = house.state(at(LAST + 2 * DAY))
    receiver.take()
    keep_for(house, 7)
    # Garmin's own eight days off are real, and its return is a line for the digest.
    house.live(at(LAST + 10 * DAY, "12:00"))
    assert kept(house, "strava") == 1
    assert told(house, 2)[-4:] == ["-", "10000", "?", "10000"]
    after = house.state(at(LAST + 10 * DAY, "12:00"))
    assert [session.day for session in after.history.sessions[:-1]] == [
        session.day for session in before.history.sessions
    ]
    # 40 x 10,000 + 2 x 10,000, as Garmin counts; Strava has one run more, 43 x 9,900 = 425,700.
    assert [(shoe.name, shoe.total_m) for shoe in after.shoes] == [(shoe.name, 425_700) for shoe in before.shoes]
    assert receiver.take() == []
    # The same evening brings nothing back.
    house.live(at(LAST + 10 * DAY))
    assert (kept(house, "strava"), receiver.take()) == (1, [])


def test_what_never_came_for_want_of_a_login_comes_after_it_however_long_that_took(build: Build) -> None:
    house = build(every_other_day(then=[run(40 + n, LAST + 2 * n * DAY) for n in range(1, 11)]), "strava")
    keep_for(house, 7)
    house.log_in()
    house.live(at(LAST))
    house.sandbox.fail("strava", "down")
    house.live(at(LAST + 10 * DAY))
    # Nothing new came, and what is old goes all the same.
    assert kept(house, "strava") == 0
    house.sandbox.lift()
    [pulled] = house.live(at(LAST + 20 * DAY)).pulled
    assert (pulled.trouble, pulled.saved.new) == (None, 10)
    # The run of the last evening before it is purged; of the ten since, nine are on these days.
    assert told(house, 19)[-20:] == ["?", *["-", "9900"] * 9, "-"]


def test_what_is_not_kept_is_neither_offered_to_accept_nor_promised_to_be_compared_one_day(build: Build) -> None:
    house = build(every_other_day(then=[run(40 + n, LAST + 2 * n * DAY) for n in range(1, 31)]), "strava")
    keep_for(house, 7)
    house.log_in()
    for number in range(0, 61, 2):
        house.live(at(LAST + number * DAY))
    now, me = at(LAST + 60 * DAY), house.athlete()
    found = answer(house.state(now), settings=me.rules, rules=enabled(me), day=LAST + 60 * DAY)
    [line] = [line for line in lacking(found, style_of(me)) if line.startswith("session-spike")]
    # The newest purged run: that of day 52, of which the evening is eight days ago.
    assert line == (
        "session-spike, weekly-ramp cannot say: Of the run on 8 April only its day is kept, as retention_days of "
        "Strava asks: it cannot be compared. Bring such runs in from another source or from files too, or keep "
        "them longer if the terms of Strava allow it."
    )


def test_status_says_what_is_purged_and_that_it_is_no_fault(build: Build) -> None:
    house = build(every_other_day(), "strava")
    keep_for(house, 7)
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 8 * DAY))
    said = house.command("status").stdout
    assert "What it delivered is purged after 7 days" in said
    assert "shinguard runs accept" not in said


@pytest.mark.parametrize("days", [-1, 36_501])
def test_a_retention_that_makes_no_sense_is_refused(build: Build, days: int) -> None:
    house = build(every_other_day(), "strava")
    keep_for(house, days)
    refused = house.command("status")
    assert refused.returncode == 2
    assert "connectors.strava.retention_days: must be a number of days" in refused.stderr


def test_a_source_that_left_the_configuration_is_kept_until_it_is_forgotten(build: Build, receiver: Receiver) -> None:
    """The long run was told by Strava's copy. It is Garmin's then, and is not told again."""
    long_run = run(41, LAST + 2 * DAY, 13_000, services=frozenset({"strava"}))
    house = build(every_other_day(then=[long_run]))
    house.log_in()
    house.live(at(LAST))
    house.live(at(LAST + 2 * DAY, "09:00"))
    assert len(receiver.take()) == 1
    house.sandbox.world.edit(41, services=frozenset({"strava", "garmin"}))
    house.live(at(LAST + 2 * DAY, "10:00"))
    unlink(house, "strava")
    assert house.status(NOON).unlinked == ("strava",)
    assert "To delete it: shinguard forget strava" in house.command("status").stdout

    declined = house.command("forget", "strava", said="no\n")
    assert (declined.returncode, "41 activities, 1 pair of shoes" in declined.stdout) == (1, True)
    assert kept(house, "strava") == 41
    done = house.command("forget", "Strava", said="y\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert kept(house, "strava") == 0

    house.live(at(LAST + 3 * DAY, "08:00"))
    assert receiver.take() == []
    status = house.status(at(LAST + 3 * DAY, "08:00"))
    assert (status.unlinked, [source.source for source in status.sources]) == ((), ["garmin"])
    state = house.state(at(LAST + 3 * DAY, "08:00"))
    assert len(state.history.sessions) == 41
    # 40 x 10,000 + 13,000
    assert [(shoe.name, shoe.key[:6], shoe.total_m) for shoe in state.shoes] == [("Harrier", "garmin", 413_000)]
    assert house.command("forget", "strava", "--yes").stderr == (
        "Nothing of strava is kept; there is something of: garmin.\n"
    )


def test_a_source_that_is_still_configured_needs_a_new_login_to_come_back(build: Build, receiver: Receiver) -> None:
    house = build(every_other_day(), "strava")
    house.log_in()
    house.live(at(LAST))
    said = house.command("forget", "strava", "--yes").stdout
    assert "[connectors.strava] stands in the configuration: after a new login" in said
    [pulled] = house.live(at(LAST + DAY)).pulled
    assert (pulled.trouble, pulled.cause) == (Trouble.LOGIN_DEAD, "never-logged-in")
    assert kept(house, "strava") == 0
    house.log_in()
    receiver.take()
    [pulled] = house.live(at(LAST + DAY, "21:00")).pulled
    assert pulled.saved.new == 40
    # A first import again: a history, and no news.
    assert [message for message in receiver.take() if "longer than" in message] == []


def test_what_the_runner_logged_is_no_source_that_can_be_forgotten(build: Build) -> None:
    house = build(every_other_day(), "strava")
    house.log_in()
    house.command("log", "run", "8km", "--duration", "48min")
    refused = house.command("forget", "log", "--yes")
    assert (refused.returncode, refused.stderr) == (1, "Nothing of log is kept; there is something of: strava.\n")
    assert kept(house, "log") == 1


def test_what_an_export_brought_belongs_to_files_and_is_told_to_who_forgets_its_service(
    build: Build, tmp_path: Path
) -> None:
    house = build(every_other_day(), "garmin")
    (tmp_path / "run.fit").write_bytes(recording(1, LAST))
    assert house.command("import", str(tmp_path / "run.fit")).returncode == 0
    hint = " What its export brought belongs to files, as your own recordings do."
    nothing = "Nothing of {} is kept; there is something of: files."
    assert house.command("forget", "strava", "--yes").stderr == nothing.format("strava") + hint + "\n"
    assert house.command("forget", "polar", "--yes").stderr == nothing.format("polar") + "\n"
