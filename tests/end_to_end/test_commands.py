"""What each command does, in this process: real configuration, real database, real services on this machine."""

import json
import re
import stat
from datetime import date
from pathlib import Path

import pytest

from connectors.base import ACTIVITY, Quarantined, Words, of_a
from daemon.config import load
from daemon.language import activate
from daemon.store.put_aside import put_aside
from daemon.wording import style_of
from tests.end_to_end.conftest import Build, Shinguard
from tests.end_to_end.house import House, real_now
from tests.end_to_end.lives import DAY, LAST, ZONE, at, every_other_day, run
from tests.end_to_end.receiver import PASSWORD, TOPIC, Receiver


def test_init_writes_what_loads_and_is_its_owners(shinguard: Shinguard, tmp_path: Path) -> None:
    paths = [tmp_path / "one" / "shinguard.toml", tmp_path / "two" / "shinguard.toml"]
    topics = []
    for path in paths:
        done = shinguard(path, "init")
        assert done.exit_code == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        [athlete] = load(path).athletes
        assert (athlete.language, dict(athlete.connectors)) == ("en", {})
        topic = athlete.notify.receivers["phone"].reveal().removeprefix("ntfys://ntfy.sh/shinguard-")
        assert f"shinguard-{topic}" in done.output
        topics.append(topic)
    # 18 random bytes are 24 letters of base64.
    assert [len(topic) for topic in topics] == [24, 24]
    assert topics[0] != topics[1]


def test_init_writes_dutch_for_the_dutch(shinguard: Shinguard, tmp_path: Path) -> None:
    english, dutch = tmp_path / "english.toml", tmp_path / "dutch.toml"
    shinguard(english, "init")
    activate("nl")
    shinguard(dutch, "init")
    assert load(dutch).athletes[0].language == "nl"

    def comments(path: Path) -> set[str]:
        return {line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")}

    assert comments(english) & comments(dutch) == set()
    assert len(comments(english)) == len(comments(dutch)) > 5


def test_init_never_overwrites(shinguard: Shinguard, tmp_path: Path) -> None:
    path = tmp_path / "shinguard.toml"
    path.write_text('language = "nl"\n', encoding="utf-8")
    done = shinguard(path, "init")
    assert done.exit_code == 1
    assert "exists already" in done.output
    assert path.read_text(encoding="utf-8") == 'language = "nl"\n'


def test_status_tells_it_all(house: House, shinguard: Shinguard) -> None:
    done = shinguard(house, "status")
    assert done.exit_code == 0
    assert "  phone: " in done.output
    assert "session-spike (notice" in done.output
    # The shoes came to six sevenths: not an alert, and no secret either.
    alerts, _heading, info = done.output.partition("For your information\n")
    assert "shoe-worn" not in alerts
    assert "shoe-worn (for information" in info
    assert "The service does not run" in done.output


def test_alerts_and_what_was_not_pushed(house: House, shinguard: Shinguard) -> None:
    told = shinguard(house, "alerts").output
    assert "13 km is 30% longer than your longest run in 30 days (10 km)." in told
    assert "Run easy or rest for two days" in told
    # The shoes are for information only.
    digest = shinguard(house, "alerts", "--digest").output
    assert "shoe-worn: Harrier: 613 km of 700 km. (For your information.)" in digest
    assert "session-spike" not in digest


def test_notify_test_rings_the_phone(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    receiver.take()
    done = shinguard(house, "notify", "test")
    assert done.exit_code == 0
    assert receiver.take() == ["This is a test: messages arrive here."]
    receiver.status = 500
    done = shinguard(house, "notify", "test")
    assert done.exit_code == 1
    assert done.output.startswith("phone: ")
    assert not [secret for secret in (TOPIC, PASSWORD) if secret in done.output]


def test_a_sync_whose_message_is_refused_fails_and_the_message_waits(
    fresh: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    receiver.status = 500
    done = shinguard(fresh, "sync")
    assert done.exit_code == 1
    assert "phone did not take a message" in done.output
    assert fresh.status(real_now()).waiting == 1


def test_what_a_receiver_answered_is_said(fresh: House, receiver: Receiver, shinguard: Shinguard) -> None:
    receiver.status = 500
    assert shinguard(fresh, "notify", "test").output == "phone: it answered with the error 500\n"


def test_a_snoozed_rule_is_silent_until_the_snooze_ends(build: Build, receiver: Receiver, shinguard: Shinguard) -> None:
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY, 13_000)]), "garmin")
    house.log_in()
    house.live(at(LAST))
    done = shinguard(house, "snooze", "session-spike", "--days", "3")
    assert re.fullmatch(r"session-spike is silent until .+ at \d\d:\d\d\.\n", done.output)
    house.live(at(LAST + 2 * DAY, "09:00"))
    house.live(at(LAST + 2 * DAY, "10:00"))
    assert receiver.take() == []
    assert house.open_alerts(at(LAST + 2 * DAY, "10:00")) == {"session-spike"}

    assert shinguard(house, "snooze", "session-spike", "--end").output == "The snooze of session-spike is over.\n"
    house.live(at(LAST + 2 * DAY, "11:00"))
    assert [body.splitlines()[0] for body in receiver.take()] == [
        "13 km is 30% longer than your longest run in 30 days (10 km)."
    ]


def test_one_alert_is_snoozed_by_its_number(house: House, shinguard: Shinguard) -> None:
    number = next(n for n, alert in house.status(real_now()).alerts.items() if alert.rule == "shoe-worn")
    said = shinguard(house, "snooze", f"#{number}").output
    assert re.fullmatch(rf"Alert {number} \(shoe-worn, Harrier\) is silent until .+ at \d\d:\d\d\.\n", said)
    until = said.partition("until ")[2].rstrip(".\n")
    for command in ("status", "alerts"):
        [line] = [line for line in shinguard(house, command).output.splitlines() if "shoe-worn" in line]
        assert line.endswith(f"(snoozed until {until})")
    told = json.loads(shinguard(house, "status", "--json").output)["athletes"][0]
    assert [(each["rule"], each["snoozed_until"] is None) for each in told["alerts"]] == [
        (each["rule"], each["rule"] != "shoe-worn") for each in told["alerts"]
    ]
    assert [each["rule"] for each in told["snoozes"]] == ["shoe-worn"]
    # It is that of one pair: the rule itself was not snoozed.
    assert shinguard(house, "snooze", "shoe-worn", "--end").exit_code == 1
    assert shinguard(house, "snooze", str(number), "--end").exit_code == 0


def test_a_snooze_of_a_rule_that_has_nothing_open_is_seen(house: House, shinguard: Shinguard) -> None:
    shinguard(house, "snooze", "weekly-ramp", "--days", "3")
    assert re.search(r"\nSnoozed\n  weekly-ramp is silent until .+\.\n", shinguard(house, "status").output)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (("nonsense",), "There is no rule nonsense"),
        (("",), 'There is no rule "": see `shinguard rules list`.'),
        (("#999",), "No alert with the number 999 is open"),
        (("999",), "No alert with the number 999 is open"),
        (("session-spike", "--end"), "Nothing was snoozed."),
    ],
)
def test_a_snooze_of_nothing_says_so(house: House, shinguard: Shinguard, what: tuple[str, ...], says: str) -> None:
    done = shinguard(house, "snooze", *what)
    assert done.exit_code == 1
    assert says in done.output


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (("today", "--athlete", ""), 'There is no athlete "": there is one runner, so leave --athlete out.'),
        (("sync", "--source", ""), '"" is not configured as a source; there are: garmin.'),
        (("mark", "delete", ""), 'There is no mark "": see `shinguard mark list`.'),
    ],
)
def test_a_name_that_is_empty_is_seen_to_be_so(
    fresh: House, shinguard: Shinguard, asked: tuple[str, ...], says: str
) -> None:
    done = shinguard(fresh, *asked)
    assert (done.exit_code != 0, done.output.splitlines()[-1].removeprefix("Error: ")) == (True, says)


def test_a_run_that_was_put_aside_is_accepted(build: Build, shinguard: Shinguard) -> None:
    # 10,000 m in 1,000 s are 36 km/h.
    house = build(every_other_day(then=[run(41, LAST + 2 * DAY)]), "garmin")
    house.sandbox.world.edit(41, moving_s=1_000)
    house.log_in()
    house.live(at(LAST))
    moment = at(LAST + 2 * DAY, "09:00")
    house.live(moment)
    [run_id] = house.status(moment).implausible
    assert house.state(moment).history.sessions[-1].distance_m is None

    done = shinguard(house, "runs", "accept", run_id)
    assert (done.exit_code, done.output) == (0, f"{run_id} counts from now on.\n")
    assert house.status(moment).implausible == ()
    assert house.state(moment).history.sessions[-1].distance_m == 10_000
    # It stays so when the source tells it again.
    house.live(at(LAST + 2 * DAY, "12:00"))
    assert house.state(moment).history.sessions[-1].distance_m == 10_000
    assert shinguard(house, "runs", "accept", "garmin-0").exit_code == 1


def test_what_to_do_about_a_run_that_was_put_aside_stands_by_itself(build: Build, shinguard: Shinguard) -> None:
    last = real_now().astimezone(ZONE).date() - DAY
    house = build(every_other_day(last, real_time=True), "garmin")
    house.sandbox.world.edit(40, moving_s=1_000)
    house.log_in()
    house.live(real_now())
    [run_id] = house.status(real_now()).implausible
    lines = [line.strip() for line in shinguard(house, "status").output.splitlines()]
    where = lines.index(f"{run_id}: its distance or speed cannot be right.")
    assert lines[where + 1] == f"If it is right all the same: shinguard runs accept {run_id}"


def test_what_could_not_be_read_is_told_with_its_files_and_days(build: Build, shinguard: Shinguard) -> None:
    house = build(every_other_day(), "garmin")
    bad, damaged = of_a(ACTIVITY, Words("distance is missing")), Words("The file is empty. Copy it again.")
    items = [
        *((f"garmin-{day}", bad, date(2026, 3, day) if day < 5 else None) for day in range(1, 6)),
        *((f"rejected-{name}", Words("{kind}: {why}", kind=name, why=damaged), None) for name in ("a.fit", "b.fit")),
        ("strava-date", Words("It may have been packed anew."), None),
    ]
    brought = [Quarantined(source="files", source_id=source_id, what=what, day=day) for source_id, what, day in items]
    sent = [Quarantined(source="garmin", source_id="7", what=bad, day=date(2026, 3, 8))]
    with house.database.begin() as connection:
        for source, aside in (("files", brought), ("garmin", sent)):
            put_aside(connection, "me", source, aside, now=at(LAST))
    lines = [line.strip() for line in shinguard(house, "status").output.splitlines()]
    assert lines[lines.index("Put aside") + 1 :][:4] == [
        "Files (5x): activity: distance is missing (1 March 2026, 2 March 2026, 3 March 2026, …)",
        "Files (2x): The file is empty. Copy it again. (a.fit, b.fit)",
        "Files: It may have been packed anew.",
        "Garmin sent something that cannot be read (activity: distance is missing). (8 March 2026)",
    ]


def test_a_source_in_trouble_ends_with_what_to_do(build: Build, shinguard: Shinguard) -> None:
    house = build(every_other_day(real_time=True), "garmin")
    shinguard(house, "sync")
    lines = shinguard(house, "status").output.splitlines()
    assert lines[:3] == [
        "Sources",
        "  Garmin: Nobody has logged in to Garmin yet. Not synced yet.",
        "    Log in once: shinguard login garmin",
    ]


def test_a_receiver_that_was_never_used_is_not_called_well(build: Build, shinguard: Shinguard) -> None:
    house = build(every_other_day(real_time=True), "garmin")
    assert "  phone: not tried yet\n" in shinguard(house, "status").output


def test_on_a_new_installation_every_rule_says_what_it_lacks(build: Build, shinguard: Shinguard) -> None:
    house = build(every_other_day(real_time=True), "strava")
    lines = [line.strip() for line in shinguard(house, "status").output.partition("Silent for want")[2].splitlines()]
    named = [line.split(": ", 1) for line in lines if ": " in line and not line.startswith("The service")]
    rules = {lacks: set(names.split(", ")) for names, lacks in named}
    # What lacks the same shares a line.
    assert len(named) == len(rules)
    assert rules["No run is known yet."] >= {"session-spike", "weekly-ramp", "layoff-return", "rest-days", "hard-days"}
    assert rules["No source that you switched on tells of your nights and mornings."] == {
        "heart-rate-variability",
        "resting-heart-rate",
        "sleep",
        "stress",
    }
    assert rules["No shoes are known."] >= {"new-shoe", "shoe-worn"}


def test_the_source_may_be_written_as_it_is_shown(house: House, shinguard: Shinguard) -> None:
    assert shinguard(house, "sync", "--source", "Garmin").output == "Garmin: nothing new\n"


@pytest.mark.parametrize("port", ["-1", "65536", "port"])
@pytest.mark.parametrize("command", [("login", "strava"), ("sandbox",)])
def test_a_port_that_cannot_be_is_refused(
    house: House, shinguard: Shinguard, command: tuple[str, ...], port: str
) -> None:
    done = shinguard(house, *command, "--port", port)
    assert done.exit_code == 2
    assert port in done.output


def test_mornings_reset_begins_the_baseline_anew(house: House, shinguard: Shinguard) -> None:
    # Days -80 to -10 before the last run but one; sixty days were asked for, and the first thirteen had none.
    assert len(house.state(real_now()).mornings.told) > 14
    done = shinguard(house, "mornings", "reset")
    assert done.exit_code == 0
    assert house.state(real_now()).mornings.told == ()
    # Fourteen mornings from today on, and the fifteenth is judged by them.
    speaks_from = style_of(house.athlete()).day(real_now().astimezone(ZONE).date() + 14 * DAY)
    assert done.output == (
        "The baselines start anew today. With every morning known, resting-heart-rate speaks again from "
        f"{speaks_from}.\n"
        "`shinguard status` says what the other rules on mornings lack.\n"
    )
    assert f"  resting-heart-rate: Mornings known in the last 28 days: 0; 14 needed. Speaks from {speaks_from}.\n" in (
        shinguard(house, "status").output
    )


def test_a_household_must_say_whom_it_means(house: House, shinguard: Shinguard) -> None:
    house.path.write_text(
        house.path.read_text(encoding="utf-8") + '[athletes.anna]\n[athletes.bert]\nlanguage = "nl"\n', encoding="utf-8"
    )
    done = shinguard(house, "snooze", "session-spike")
    assert done.exit_code == 2
    assert "--athlete" in done.output
    assert shinguard(house, "snooze", "session-spike", "--athlete", "anna").exit_code == 0
    assert "anna, bert" in shinguard(house, "shoes", "--athlete", "carla").output
