"""`shinguard backtest`: from a file without a database, from the database, and what it says when it cannot."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from connectors.base import Batch
from daemon.backtest import Told
from daemon.cli.group import group
from daemon.cli.replayed import with_bar
from daemon.records import Item
from daemon.starting import no_run
from daemon.store.database import Database
from daemon.store.logs import add_injury, add_pain
from daemon.store.saving import save
from rules.records import Activity, DailyWellness, Sport
from rules.said import Moment, Site
from rules.verdicts import Severity, Text

Shinguard = Callable[..., Result]

HEADER = "start_utc,start_local,sport,distance_m,moving_time_s,average_heartrate_bpm\n"
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
# (day, hour, metres): every other day 8 and 10 km by turns; 12 km on day 40 is a spike, 14 km that evening another one.
LIFE = [*((number, 7, 8_000 + 1000 * (number % 4)) for number in range(0, 35, 2)), (40, 7, 12_000), (40, 19, 14_000)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The life, in a place one hour east of Greenwich, with a ride in it."""
    lines = ["2025-01-02T07:00,2025-01-02T08:00,Ride,90000,7200,"]
    for number, hour, metres in LIFE:
        start = FIRST + timedelta(days=number, hours=hour)
        lines.append(f"{start:%Y-%m-%dT%H:%M},{start + timedelta(hours=1):%Y-%m-%dT%H:%M},Run,{metres},3600,150")
    path = tmp_path / "life.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def shinguard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Shinguard:
    """Return a function that runs a command, where there is no configuration unless a test writes one."""
    monkeypatch.setenv("COLUMNS", "120")

    def shinguard(*arguments: str | Path) -> Result:
        command = ["--config", str(tmp_path / "shinguard.toml"), *map(str, arguments)]
        return CliRunner().invoke(group, command, prog_name="shinguard")

    return shinguard


def lines(result: Result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


SPIKES = [
    {
        "date": "2025-02-10",
        "rule": "session-spike",
        "severity": "notice",
        "subject": "file-20",
        # 12 / 10 is 20 % more; the ceiling is 1.1 x 10 km.
        "values": {
            "distance_m": 12_000,
            "longest_m": 10_000,
            "excess_percent": 20,
            "ceiling_m": 11_000,
            "limit_ratio": 1.1,
            "excess_m": 1000,
        },
        "pushed": True,
        "message_id": 1,
        "reason": "new",
    },
    {
        "date": "2025-02-10",
        "rule": "session-spike",
        "severity": "notice",
        "subject": "file-21",
        # 14 / 12 is 16.6 % more; the ceiling is 1.1 x 12 km.
        "values": {
            "distance_m": 14_000,
            "longest_m": 12_000,
            "excess_percent": 16,
            "ceiling_m": 13_200,
            "limit_ratio": 1.1,
            "excess_m": 1000,
        },
        "pushed": False,
        "message_id": None,
        "reason": "The day's number of messages was reached.",
    },
]


def test_kinds_that_nobody_knows_are_named(shinguard: Shinguard, file: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("2025-01-03T07:00,2025-01-03T08:00,sport,9000,3600,\n" * 2)
    found = shinguard("backtest", "--history", file, "--json")
    assert found.stderr == "life.csv: nobody knows these kinds, so they do not count as runs: sport (2).\n"
    assert [json.loads(line)["rule"] for line in found.stdout.splitlines()][:1] == ["session-spike"]


def test_a_file_needs_neither_configuration_nor_database(shinguard: Shinguard, file: Path) -> None:
    assert lines(shinguard("backtest", "--history", file, "--json")) == SPIKES
    assert sorted(path.name for path in file.parent.iterdir()) == ["life.csv"]


def test_it_says_what_is_pushed_and_held_back_and_the_rate(shinguard: Shinguard, file: Path) -> None:
    said = shinguard("backtest", "--history", file).stdout
    # Active are days 28 to 40: 13 days, in which 1 message is 2.3 per 30.
    expected = """\
10 February 2025  session-spike (notice): 12 km is 20% longer than your longest run in 30 days (10 km).
    Pushed 10 February at 09:00, message 1.
10 February 2025  session-spike (notice): 14 km is 16% longer than your longest run in 30 days (12 km).
    In the digest: The day's number of messages was reached.

1 January 2025 to 10 February 2025: 13 active days (20 km or more in 28 days, after the first 28).
"""
    assert said.startswith(expected)
    assert [line.split() for line in said.splitlines() if line.startswith(("session-spike  ", "together"))] == [
        ["session-spike", "1", "2.3", "1", "0"],
        ["together", "1", "2.3"],
    ]
    assert "session-spike, held back 1 time: The day's number of messages was reached." in said
    assert "Had nothing to say: easy-share, " in said
    not_lived = next(line for line in said.splitlines() if line.startswith("Not lived again"))
    for rule in ("login-dead", "pain-returns", "planned-session", "shoe-worn"):
        assert rule in not_lived
    assert "No mornings are on record" in said
    assert "Injuries" not in said


def test_it_speaks_dutch_and_miles(shinguard: Shinguard, file: Path, tmp_path: Path) -> None:
    (tmp_path / "shinguard.toml").write_text('language = "nl"\nunits = "imperial"\n')
    said = shinguard("backtest", "--history", file).stdout
    # 12 km are 7.45 miles, 10 km 6.21.
    assert "10 februari 2025  session-spike (let op): 7,4 mi is 20% langer dan je langste loop in 30 dagen" in said
    # 20 km are 12.4 miles.
    assert "1 januari 2025 tot en met 10 februari 2025: 13 actieve dagen (12,4 mi of meer in 28 dagen" in said
    assert ["samen", "1", "2,3"] in [line.split() for line in said.splitlines()]
    file.write_text(file.read_text() + "2025-03-01T07:00,2025-03-01T07:00,Run,far,3600,\n")
    assert "life.csv, regel 23, kolom distance_m" in shinguard("backtest", "--history", file).stderr


def test_a_setting_is_tried_beside_what_is_set(shinguard: Shinguard, file: Path) -> None:
    # 12 km are not above 1.25 x 10; 14 km are not above 1.25 x 12.
    said = shinguard("backtest", "--history", file, "--rule", "session-spike", "--set", "limit=1.25").stdout
    rows = [re.split(" {2,}", line.strip()) for line in said.splitlines() if line.startswith(("session-", "together"))]
    assert "as it is -> limit=1.25, where they differ:\n" in said
    assert rows == [
        ["session-spike", "1 -> 0", "2.3 -> 0.0", "1 -> 0", "0"],
        ["together", "1 -> 0", "2.3 -> 0.0"],
    ]
    assert "Only as it is:\n10 February 2025  session-spike (notice): 12 km" in said
    assert "Only with" not in said


def test_what_a_setting_would_add_is_named_too(shinguard: Shinguard, file: Path) -> None:
    # 14 km are more than 1.1 x 12: a warning then, which passes the day's cap.
    said = shinguard("backtest", "--history", file, "--rule", "session-spike", "--set", "warning=1.1").stdout
    assert "Only with warning=1.1:\n10 February 2025  session-spike (warning): 14 km" in said
    assert "Only as it is" not in said


def test_a_setting_that_changes_nothing_is_said_to(shinguard: Shinguard, file: Path, tmp_path: Path) -> None:
    # 12 km are more than 1.15 x 10 too, and 14 km more than 1.15 x 12 (13.8); neither is a warning, from 1.5 on.
    tried = ("backtest", "--history", file, "--rule", "session-spike", "--set", "limit=1.15")
    said = shinguard(*tried).stdout
    assert "as it is -> limit=1.15: nothing differs.\n" in said
    assert "where they differ" not in said
    assert ["session-spike", "1", "2.3", "1", "0"] in [line.split() for line in said.splitlines()]
    (tmp_path / "shinguard.toml").write_text('language = "nl"\n')
    said = shinguard(*tried).stdout
    assert "zoals nu -> limit=1.15: geen verschil.\n" in said
    assert "Niet nagespeeld, omdat hun verleden niet is vastgelegd: " in said


def test_for_programs_the_tried_setting_counts(shinguard: Shinguard, file: Path) -> None:
    tried = shinguard("backtest", "--history", file, "--rule", "session-spike", "--set", "enabled=false", "--json")
    assert lines(tried) == []


@pytest.mark.parametrize(
    ("dates", "count"),
    [
        (("--from", "2025-02-10"), 2),
        (("--from", "2025-02-10", "--to", "2025-02-10"), 2),
        (("--to", "2025-02-09"), 0),
        (("--from", "2024-01-01", "--to", "2030-01-01"), 2),
    ],
)
def test_from_and_to_choose_what_is_shown(shinguard: Shinguard, file: Path, dates: tuple[str, ...], count: int) -> None:
    assert len(lines(shinguard("backtest", "--history", file, "--json", *dates))) == count


def test_what_was_told_before_the_range_counts_in_it(shinguard: Shinguard, tmp_path: Path) -> None:
    # 10 km on each of 12 days. From the seventh on it is a streak, which is told once: on 7 January.
    path = tmp_path / "streak.csv"
    rows = [f"2025-01-{number:02}T07:00,2025-01-{number:02}T07:00,Run,10000,3600," for number in range(1, 13)]
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    found = lines(shinguard("backtest", "--history", path, "--json", "--from", "2025-01-11"))
    assert [(each["date"], each["pushed"], each["reason"]) for each in found] == [
        ("2025-01-11", False, "It was told before."),
        ("2025-01-12", False, "It was told before."),
    ]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--rule", "session-spke", "--set", "limit=1.2"), "rules.session-spke: is not known; did you mean session-s"),
        (
            ("--rule", "session-spike", "--set", "limt=1.2"),
            "rules.session-spike.limt: is not known; did you mean limit",
        ),
        (("--rule", "session-spike", "--set", "limit=9"), "rules.session-spike.limit: must be 2.0 or less"),
        (("--rule", "session-spike", "--set", "limit=far"), "rules.session-spike.limit: must be a number"),
        (
            ("--rule", "session-spike", "--set", "limt=1.2"),
            "session-spike has: enabled, limit, limit_after_injury, warning.",
        ),
        (("--rule", "nope", "--set", "limit=1.2"), "There is no rule nope; there are: easy-share, efficiency-drop, "),
        (("--rule", "nope"), "There is no rule nope; there are: easy-share, efficiency-drop, "),
        (("--rule", "session-spike"), "--rule and --set go together"),
        (("--set", "limit=1.2"), "--rule and --set go together"),
        (("--rule", "session-spike", "--set", "limit"), "--rule and --set go together"),
        (("--from", "2025-02-02", "--to", "2025-02-01"), "--from is later than --to."),
        (("--from", "2026-01-01"), "The history goes from 1 January 2025 to 10 February 2025."),
        (("--to", "2024-12-31"), "The history goes from 1 January 2025 to 10 February 2025."),
        (("--from", "soon"), "soon is no day: write today, tomorrow, the name of a day, or a date like"),
    ],
)
def test_what_cannot_be_is_said(shinguard: Shinguard, file: Path, arguments: tuple[str, ...], error: str) -> None:
    result = shinguard("backtest", "--history", file, *arguments)
    assert result.exit_code != 0
    assert error in " ".join(result.stderr.replace("│", " ").split())


def test_a_bad_line_of_the_file_is_named(shinguard: Shinguard, file: Path) -> None:
    file.write_text(file.read_text() + "2025-03-01T07:00,2025-03-01T07:00,Run,far,3600,\n")
    result = shinguard("backtest", "--history", file)
    assert (result.exit_code, result.stdout) == (1, "")
    # The header, the ride and the 20 runs are 22 lines.
    assert "life.csv, line 23, column distance_m: expected a number" in result.stderr


def test_a_file_without_a_run_says_so(shinguard: Shinguard, tmp_path: Path) -> None:
    path = tmp_path / "rides.csv"
    path.write_text(HEADER + "2025-01-02T07:00,2025-01-02T08:00,Ride,90000,7200,\n")
    result = shinguard("backtest", "--history", path)
    assert (result.exit_code, result.stderr) == (1, "There is no run in rides.csv.\n")


def stored(folder: Path) -> None:
    """The same life in a database, with a copy of each run from a second source, and mornings."""
    url = f"sqlite:///{folder / 'shinguard.db'}"
    (folder / "shinguard.toml").write_text(
        f'database = "{url}"\ntimezone = "UTC"\n[connectors.strava]\nclient_id = "1"\nclient_secret = "unused"\n'
    )
    database = Database(url)
    database.upgrade()
    with database.begin() as connection:
        for source in ("garmin", "strava"):
            batch = Batch(activities=tuple(activity(source, *each) for each in LIFE), mornings=MORNINGS[source])
            save(connection, "me", source, batch, now=FIRST)
    database.close()


# Fourteen mornings of 50 bpm, then two of 56.
MORNINGS: dict[str, tuple[DailyWellness, ...]] = {
    "strava": (),
    "garmin": tuple(
        DailyWellness(source="garmin", day=date(2025, 1, number), resting_heart_rate_bpm=50.0 if number < 15 else 56.0)
        for number in range(1, 17)
    ),
}


def activity(source: str, number: int, hour: int, metres: int) -> Activity:
    return Activity(
        source=source,
        source_id=f"{number}{hour}",
        sport=Sport.RUN,
        start=FIRST + timedelta(days=number, hours=hour),
        elapsed_s=3600,
        moving_s=3600,
        distance_m=metres,
    )


def test_the_database_tells_what_a_file_tells_and_the_mornings(shinguard: Shinguard, tmp_path: Path) -> None:
    stored(tmp_path)
    found = lines(shinguard("backtest", "--json"))
    assert [(each["rule"], each["subject"], each["date"], each["pushed"]) for each in found] == [
        ("resting-heart-rate", "-", "2025-01-16", True),
        ("session-spike", "garmin-407", "2025-02-10", True),
        ("session-spike", "garmin-4019", "2025-02-10", False),
    ]
    assert [each["values"] for each in found[1:]] == [each["values"] for each in SPIKES]


def hurt(folder: Path) -> None:
    """A knee hurts on 11 January and is injured on the 29th, which is one trouble; the shin on 11 February."""
    database = Database(f"sqlite:///{folder / 'shinguard.db'}")
    at = datetime(2025, 1, 11, 20, tzinfo=UTC)
    with database.begin() as connection:
        add_pain(connection, "me", at=at, site=Site.KNEE, moment=Moment.AFTER, level=3, red_flags=(), now=at)
        add_injury(connection, "me", day=date(2025, 1, 29), site=Site.KNEE)
        add_injury(connection, "me", day=date(2025, 2, 11), site=Site.SHIN)
    database.close()


def test_it_counts_the_messages_before_pain_and_injuries_and_says_what_is_usual(
    shinguard: Shinguard, tmp_path: Path
) -> None:
    stored(tmp_path)
    hurt(tmp_path)
    said = shinguard("backtest", "--to", "2025-02-12").stdout
    # Pushed are the mornings on 16 January and the spike on 10 February: one of them before 11 February, none before
    # 11 January. Active are 29 January to 12 February, 15 days; of these 29 and 30 January, 11 and 12 February have a
    # message in the 14 days before: 4 of 15 are 26.7 %.
    assert (
        "Injuries, and pains of 3 and more, that began: 2. A message about body or load came in the 14 days before 1 "
        "of them, and none before 1.\n"
        "For comparison: of all active days, 26% had one in the 14 days before. With few cases a difference can be "
        "chance.\n"
    ) in said
    assert "pain-response" in said
    assert "No mornings" not in said


def test_a_setting_that_is_tried_has_its_own_count(shinguard: Shinguard, tmp_path: Path) -> None:
    stored(tmp_path)
    hurt(tmp_path)
    tried = ("--rule", "session-spike", "--set", "enabled=false")
    said = shinguard("backtest", "--to", "2025-02-12", *tried).stdout
    as_it_is, changed = said.partition("\nas it is:\n")[2].split("\nenabled=false:\n")
    assert "before 1 of them, and none before 1." in as_it_is
    # Without the spike no message is left before the shin.
    assert "before 0 of them, and none before 2." in changed


def test_an_empty_database_says_what_to_do(shinguard: Shinguard, tmp_path: Path) -> None:
    (tmp_path / "shinguard.toml").write_text(f'database = "sqlite:///{tmp_path / "shinguard.db"}"\n')
    result = shinguard("backtest")
    assert (result.exit_code, result.stderr) == (1, f"{no_run()}\n")


def test_without_file_and_configuration_it_says_how_to_begin(shinguard: Shinguard) -> None:
    assert "shinguard init" in str(shinguard("backtest").exception)


def told(number: int) -> Told:
    item = Item(
        rule="rest-days",
        subject="-",
        severity=Severity.NOTICE,
        says=Text("Rest."),
        do=Text("Rest."),
        values={},
        day=date(2025, 1, number),
    )
    moment = datetime(2025, 1, number, tzinfo=UTC)
    return Told(at=moment, item=item, found=True, how=None, because=Text("It was told before."))


@pytest.mark.parametrize(("second", "terminal", "shown"), [(0.2, True, False), (0.6, True, True), (0.6, False, False)])
def test_a_bar_is_shown_on_a_terminal_when_it_takes_longer_than_a_second(
    second: float, terminal: bool, shown: bool
) -> None:
    ticks = iter([0.0, second, 2 * second, 3 * second])
    written = io.StringIO()
    console = Console(file=written, force_terminal=terminal, width=60)
    all_of_them = [told(number) for number in (1, 2, 3)]
    seen = list(with_bar(all_of_them, last=date(2025, 1, 3), console=console, clock=lambda: next(ticks)))
    assert seen == all_of_them
    assert ("Living it again" in written.getvalue()) is shown
