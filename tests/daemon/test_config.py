import subprocess
import sys
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connectors.garmin.settings import Settings as Garmin
from connectors.strava.settings import Settings as Strava
from daemon.config import Config, ConfigError, Notify, Secret, load
from daemon.config.refusing import refusals
from rules import discover
from rules.progression.session_spike import Settings as SessionSpike

STRAVA = '[connectors.strava]\nclient_id = "12345"\nclient_secret = "hush-hush"\n'


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def mistakes(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        loaded(folder, text)
    return {problem.path: problem.message for problem in caught.value.problems}


def test_an_empty_file_is_one_runner_with_every_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    config = loaded(tmp_path, "")
    (athlete,) = config.athletes
    assert config.database == "sqlite:////data/shinguard/shinguard.db"
    assert (athlete.name, athlete.language, athlete.units, athlete.week_starts) == ("me", "en", "metric", "monday")
    assert athlete.timezone == ZoneInfo("Asia/Tokyo")
    assert athlete.notify == Notify(
        quiet_from=time(21, 30), quiet_until=time(7, 0), per_day=1, per_7_days=3, receivers={}
    )
    assert athlete.connectors == {}
    assert athlete.rules == {rule.name: rule.settings_type() for rule in discover()}


def test_what_is_written_is_what_is_meant(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        f"""
        database = "postgresql://anna:geheim@db/shinguard"
        units = "imperial"
        week_starts = "sunday"
        timezone = "Europe/Amsterdam"
        [notify]
        quiet_from = "22:00"
        quiet_until = 06:45:00
        per_day = 2
        [notify.receivers]
        phone = "ntfys://ntfy.sh/topic"
        {STRAVA}
        [connectors.garmin]
        interval_minutes = 30
        [rules.session-spike]
        limit = 1.2
        [rules.weekly-ramp]
        enabled = false
        """,
    )
    (athlete,) = config.athletes
    assert config.database == "postgresql://anna:geheim@db/shinguard"
    assert (athlete.units, athlete.week_starts, athlete.timezone.key) == ("imperial", "sunday", "Europe/Amsterdam")
    assert athlete.notify.policy.quiet_until == time(6, 45)
    assert athlete.notify.receivers["phone"].reveal() == "ntfys://ntfy.sh/topic"
    assert athlete.connectors == {
        "strava": Strava(client_id="12345", client_secret="hush-hush"),
        "garmin": Garmin(interval_minutes=30),
    }
    assert athlete.intervals == {"strava": timedelta(hours=1), "garmin": timedelta(minutes=30)}
    assert athlete.rules["session-spike"] == SessionSpike(limit=1.2)
    assert "weekly-ramp" not in athlete.rules


def test_a_household_lays_each_runners_settings_over_the_common_ones(tmp_path: Path) -> None:
    anna, bob = loaded(
        tmp_path,
        f"""
        timezone = "Europe/Amsterdam"
        [notify.receivers]
        phone = "json://both"
        {STRAVA}
        [rules.session-spike]
        warning = 3.0
        [athletes.anna]
        timezone = "Asia/Tokyo"
        rules.session-spike.limit = 1.3
        notify.receivers.phone = "json://anna"
        [athletes.bob]
        connectors.strava.client_secret = "other"
        """,
    ).athletes
    assert (anna.name, anna.timezone.key, bob.name, bob.timezone.key) == (
        "anna",
        "Asia/Tokyo",
        "bob",
        "Europe/Amsterdam",
    )
    assert anna.rules["session-spike"] == SessionSpike(limit=1.3, warning=3.0)
    assert bob.rules["session-spike"] == SessionSpike(warning=3.0)
    assert anna.notify.receivers == {"phone": Secret("json://anna")}
    assert anna.connectors == {"strava": Strava(client_id="12345", client_secret="hush-hush")}
    assert bob.connectors == {"strava": Strava(client_id="12345", client_secret="other")}


def test_four_mistakes_are_told_at_once_each_with_its_path(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
        languag = "en"
        [rules.session-spike]
        limit = 9
        [athletes.anna.connectors.strava]
        client_secret = "hush-hush"
        [athletes.bob]
        timezone = "Europe/Amstrdam"
        """,
    )
    assert found == {
        "languag": "is not known; did you mean language?",
        "rules.session-spike.limit": "must be 2.0 or less",
        "athletes.anna.connectors.strava.client_id": "is missing",
        "athletes.bob.timezone": "is not a time zone such as Europe/Amsterdam; did you mean Europe/Amsterdam?",
    }


def test_what_all_share_is_told_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, 'units = "miles"\n[athletes.anna]\n[athletes.bob]\n')
    assert str(caught.value) == "units: must be one of: metric, imperial"


def test_a_runner_is_alone_or_not(tmp_path: Path) -> None:
    texts = ("", "[athletes.anna]\n", "[athletes.anna]\n[athletes.bob]\n")
    assert [[each.alone for each in loaded(tmp_path, text).athletes] for text in texts] == [[True], [True], [False] * 2]


def test_a_mistake_is_told_where_it_stands_though_another_one_lies_over_it(tmp_path: Path) -> None:
    text = 'language = "fr"\n[athletes.anna]\nlanguage = "de"\n[athletes.bob]\nlanguage = "nl"\n'
    assert set(mistakes(tmp_path, text)) == {"language", "athletes.anna.language"}


def test_a_mistake_that_every_runner_overrides_is_told(tmp_path: Path) -> None:
    text = 'units = "stone"\n[connectors.strava]\nclient_id = "x"\n'
    own = '[athletes.anna]\nunits = "metric"\nconnectors.strava = { client_id = "1", client_secret = "hush-hush" }\n'
    # What completes the table of Strava stands with Anna: nothing is missing.
    assert set(mistakes(tmp_path, text + own)) == {"units", "connectors.strava.client_id"}


def test_all_mistakes_of_one_table_are_told_at_once(tmp_path: Path) -> None:
    text = (
        '[connectors.strava]\nclient_id = "x"\nbase_url = "http://example.org"\ninterval_minutes = "often"\n'
        "daily_reserve = -1\nclient_scret = 1\n"
        '[connectors.garmin]\nbase_url = "garmin"\ninterval_minutes = 0\n'
        "[rules.session-spike]\nlimit = 9\nwarning = true\n"
    )
    assert mistakes(tmp_path, text) == {
        "connectors.strava.client_id": "must be the number that www.strava.com/settings/api shows",
        "connectors.strava.client_secret": "is missing",
        "connectors.strava.base_url": "must start with https:// (plain http is for this machine only, http://127.0.0.1)",
        "connectors.strava.interval_minutes": "must be a whole number",
        "connectors.strava.daily_reserve": "must be 0 or more",
        "connectors.strava.client_scret": "is not known; did you mean client_secret?",
        "connectors.garmin.base_url": "must be a whole address, such as https://www.example.org",
        "connectors.garmin.interval_minutes": "must be 1 or more",
        "rules.session-spike.limit": "must be 2.0 or less",
        "rules.session-spike.warning": "must be a number",
    }


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Settings whose options bound each other."""

    low: float = 1.0
    high: float = 2.0
    name: str

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("high must be low or more")
        if self.low < 0:
            raise ValueError("low must be 0 or more")
        if not self.name.islower() and not self.name.isdigit():
            raise ValueError("name must be in small letters")


@pytest.mark.parametrize(
    ("values", "spoilt", "told"),
    [
        ({"low": -1.0, "name": "A"}, set(), ["low must be 0 or more", "name must be in small letters"]),
        ({"low": 3.0, "high": 2.0, "name": "A"}, set(), ["high must be low or more", "name must be in small letters"]),
        # Beside a `low` that cannot be read nothing is known of `high`.
        ({"high": 0.5, "name": "A"}, {"low"}, ["name must be in small letters"]),
        ({"low": -1.0}, {"name"}, ["low must be 0 or more"]),
        ({"name": "a"}, set(), []),
    ],
)
def test_settings_are_asked_again_without_what_they_refused(
    values: dict[str, object], spoilt: set[str], told: list[str]
) -> None:
    assert list(refusals(Bounds, values, spoilt=spoilt)) == told


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("[connectors.intervals]", "connectors.intervals.api_key", "is missing"),
        (
            '[connectors.intervals]\napi_key = "two words"',
            "connectors.intervals.api_key",
            "must be the key that intervals.icu shows",
        ),
        ("[connectors.strva]", "connectors.strva", "is not known; did you mean strava?"),
        ("[rules.session-spik]", "rules.session-spik", "is not known; did you mean session-spike?"),
        ("[rules.session-spike]\nlimt = 1", "rules.session-spike.limt", "is not known; did you mean limit?"),
        ("[rules.session-spike]\nlimit = 0.9", "rules.session-spike.limit", "must be 1.0 or more"),
        ('[rules.session-spike]\nlimit = "1.1"', "rules.session-spike.limit", "must be a number"),
        ("[rules.session-spike]\nlimit = true", "rules.session-spike.limit", "must be a number"),
        ("[rules.session-spike]\nenabled = 1", "rules.session-spike.enabled", "must be true or false"),
        ("rules = 3", "rules", "must be a table"),
        ("[notify]\nper_day = -1", "notify.per_day", "must be 0 or more"),
        ("[notify]\nper_day = 1.5", "notify.per_day", "must be a whole number"),
        ('[notify]\nquiet_from = "25:00"', "notify.quiet_from", 'must be a time of day such as "21:30"'),
        ("[notify]\nquiet_from = 2130", "notify.quiet_from", 'must be a time of day such as "21:30"'),
        ('language = "xx"', "language", "must be one of: en"),
        ("[rules.session-spike]\nlimit = nan", "rules.session-spike.limit", "must be a number"),
        ('databse = "sqlite:////x"', "databse", "is not known; did you mean database?"),
        ('[notify.receivers]\nphone = "ntfy.sh/topic"', "notify.receivers.phone", "is not an address: it begins with"),
        ('[athletes.anna]\ndatabase = "sqlite:///x"', "athletes.anna.database", "is not known"),
        ("athletes = 1", "athletes", "must be a table with a table for each athlete"),
        ("[athletes]\nanna = 1", "athletes.anna", "must be a table"),
        ("database = 1", "database", 'must be a text, { file = "path" } or { env = "NAME" }, and not empty'),
        # What the Settings of a source refuse themselves is told at the option that they name.
        (STRAVA.replace("12345", "12345a"), "connectors.strava.client_id", "must be the number that "),
        (STRAVA + "interval_minutes = 0", "connectors.strava.interval_minutes", "must be 1 or more"),
        ('[connectors.garmin]\nbase_url = "http://example.org"', "connectors.garmin.base_url", "must start with https"),
    ],
)
def test_a_mistake_is_told_by_its_path(tmp_path: Path, text: str, path: str, message: str) -> None:
    found = mistakes(tmp_path, text)
    assert list(found) == [path]
    assert found[path].startswith(message)


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    path = str(tmp_path / "config.toml")
    assert mistakes(tmp_path, 'units = "metric"\nlanguage = en\n') == {path: "line 2, column 12: Invalid value"}


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "none.toml")
    assert str(caught.value) == f"{tmp_path / 'none.toml'}: cannot be read: there is no such file or folder"


def test_secrets_are_read_from_files_and_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "strava").write_text("from-a-file\n")
    monkeypatch.setenv("SHINGUARD_TOPIC", "ntfys://ntfy.sh/from-the-environment")
    config = loaded(
        tmp_path,
        STRAVA.replace('"hush-hush"', '{ file = "strava" }')
        + '[notify.receivers]\nphone = { env = "SHINGUARD_TOPIC" }\n',
    )
    (athlete,) = config.athletes
    assert athlete.connectors["strava"] == Strava(client_id="12345", client_secret="from-a-file")
    assert athlete.notify.receivers["phone"].reveal() == "ntfys://ntfy.sh/from-the-environment"


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ('{ file = "none" }', "the file {folder}/none cannot be read: there is no such file or folder"),
        ('{ file = "empty" }', "the file {folder}/empty is empty"),
        ('{ file = "binary" }', "the file {folder}/binary cannot be read: it is not text"),
        ('{ env = "SHINGUARD_NOT_SET" }', "the environment variable SHINGUARD_NOT_SET is not set"),
        ('""', 'must be a text, {{ file = "path" }} or {{ env = "NAME" }}, and not empty'),
        ('{ file = "a", env = "B" }', 'must be a text, {{ file = "path" }} or {{ env = "NAME" }}, and not empty'),
        ("5", 'must be a text, {{ file = "path" }} or {{ env = "NAME" }}, and not empty'),
    ],
)
def test_a_secret_that_is_not_there_is_told(tmp_path: Path, secret: str, message: str) -> None:
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    found = mistakes(tmp_path, f"[notify.receivers]\nphone = {secret}\n")
    assert found == {"notify.receivers.phone": message.format(folder=tmp_path)}


def test_no_secret_shows_in_a_representation_or_in_a_problem(tmp_path: Path) -> None:
    text = 'database = "postgresql://anna:geheim@db/x"\n' + STRAVA + '[notify.receivers]\nphone = "ntfys://geheim"\n'
    shown = repr(loaded(tmp_path, text))
    assert "hush-hush" not in shown
    assert "geheim" not in shown
    told = mistakes(
        tmp_path, text + '[connectors.garmin]\nbase_url = "http://user:geheim@example.org"\nlimit = "geheim"'
    )
    assert "geheim" not in str(told)
    assert "hush-hush" not in str(told)


def test_loading_loads_no_library_of_a_source(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(STRAVA + "[connectors.garmin]\n")
    script = (
        "import sys; from pathlib import Path; from daemon.config import load;"
        f"load(Path({str(path)!r}));"
        "print([name for name in ('stravalib', 'garminconnect', 'requests', 'apprise', 'sqlalchemy')"
        " if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


MARK = b"\xef\xbb\xbf"
"""What Windows' editors put before a text in UTF-8."""


def test_the_mark_of_windows_editors_is_no_part_of_the_file_nor_of_a_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(MARK + b"hush-hush\r\n")
    path = tmp_path / "config.toml"
    text = '[connectors.strava]\nclient_id = "12345"\nclient_secret = { file = "secret" }\n'
    path.write_bytes(MARK + text.encode())
    assert load(path).athletes[0].connectors == {"strava": Strava(client_id="12345", client_secret="hush-hush")}


def test_brackets_without_end_are_a_mistake_like_any_other(tmp_path: Path) -> None:
    path = str(tmp_path / "config.toml")
    assert mistakes(tmp_path, "a = " + "[" * 100_000) == {path: "is not TOML: too many brackets within each other"}


@pytest.mark.parametrize("source", ["garmin", "files", "intervals", "strava"])
def test_an_interval_beyond_a_year_is_refused(tmp_path: Path, source: str) -> None:
    own = {
        "intervals": 'api_key = "a"',
        "strava": 'client_id = "12345"\nclient_secret = "hush-hush"',
        "files": f'inbox = "{tmp_path}/in"',
    }.get(source, "")
    text = f"[connectors.{source}]\n{own}\ninterval_minutes = "
    # 366 days of 24 hours of 60 minutes.
    assert loaded(tmp_path, f"{text}527040").athletes[0].intervals == {source: timedelta(days=366)}
    for minutes in (527_041, 99_999_999_999_999):
        found = mistakes(tmp_path, f"{text}{minutes}")
        assert found == {f"connectors.{source}.interval_minutes": "must be 527040 or less"}


def test_names_of_runners_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    found = mistakes(tmp_path, '[athletes.anna]\n[athletes.Anna]\n[athletes."jos\u00e9"]\n[athletes."JOSE\u0301"]\n')
    assert found == {
        'athletes."Anna"': 'must differ from "anna" in more than capitals and blanks',
        'athletes."JOSE\u0301"': 'must differ from "jos\u00e9" in more than capitals and blanks',
    }


@pytest.mark.parametrize(
    ("written", "shown", "message"),
    [
        ('""', '""', "must be a name, and not empty"),
        ('" "', '" "', "must be a name, and not empty"),
        ('"anna "', '"anna "', "must not begin or end with a blank"),
        ('" anna"', '" anna"', "must not begin or end with a blank"),
        ('"an\\nna"', '"an\\nna"', "must hold only characters that can be seen, in one line"),
        ('"an\\u001b[2Jna"', '"an\\u001b[2Jna"', "must hold only characters that can be seen, in one line"),
        ('"an\\u200bna"', '"an\\u200bna"', "must hold only characters that can be seen, in one line"),
        ('"an/na"', '"an/na"', 'must hold no "/" and no "\\": it becomes part of the names of files'),
        ("'an\\na'", '"an\\\\na"', 'must hold no "/" and no "\\": it becomes part of the names of files'),
        (f'"{61 * "a"}"', f'"{61 * "a"}"', "must be shorter: it becomes part of the names of files"),
        (f'"{16 * "\U0001f3c3"}"', f'"{16 * "\U0001f3c3"}"', "must be shorter: it becomes part of the names of files"),
    ],
)
def test_names_of_runners_that_cannot_be_seen_or_typed_are_refused(
    tmp_path: Path, written: str, shown: str, message: str
) -> None:
    assert mistakes(tmp_path, f"[athletes.{written}]\n[athletes.bob]\n") == {f"athletes.{shown}": message}


def test_names_of_runners_may_have_blanks_within_and_letters_of_any_language(tmp_path: Path) -> None:
    config = loaded(tmp_path, '[athletes."Anna de Wit"]\n[athletes."\u00c5sa"]\n[athletes.asa]\n[athletes."a:b"]\n')
    assert [athlete.name for athlete in config.athletes] == ["Anna de Wit", "\u00c5sa", "asa", "a:b"]
