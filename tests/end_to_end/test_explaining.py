"""`alerts show`, `rules list`, `rules explain`: what an alert rests on, how the rules stand, what is known of them.

Ten kilometres every other day and 13 km yesterday, in a pair that came to 613 km: a notice, and a line for information.
"""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.wording import style_of
from rules import discover
from rules.verdicts import Rule
from tests.end_to_end.conftest import Shinguard
from tests.end_to_end.house import ALWAYS_AWAKE, House, real_now
from tests.end_to_end.lives import DAY, ZONE
from tests.end_to_end.receiver import Receiver

YESTERDAY = real_now().astimezone(ZONE).date() - DAY


def number_of(house: House, shinguard: Shinguard, rule: str) -> str:
    listed = shinguard(house, "alerts").output.splitlines()
    return next(line.split()[0] for line in listed if line.split()[1] == rule)


def test_runs_that_were_forgotten_are_counted_in_one_line(house: House, shinguard: Shinguard) -> None:
    number = number_of(house, shinguard, "session-spike")
    assert shinguard(house, "forget", "garmin", "--yes").exit_code == 0
    _said, _computed, runs, _evidence, _change = parts(shinguard(house, "alerts", "show", number).output)
    assert runs == ["The runs that made it", "2 runs are not on record any more, or not counted."]


def test_the_tag_of_a_message_opens_what_it_rests_on(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    number = number_of(house, shinguard, "session-spike")
    assert receiver.messages[0].tags == (f"#{number}",)
    day, style = YESTERDAY, style_of(house.athlete())
    done = shinguard(house, "alerts", "show", f"#{number}")
    assert done.exit_code == 0
    assert shinguard(house, "alerts", "show", number).output == done.output
    said, computed, runs, evidence, change = parts(done.output)
    assert said[:4] == [
        f"#{number} session-spike",
        "13 km is 30% longer than your longest run in 30 days (10 km).",
        "Run easy or rest for two days, and make your next long run no longer than this one.",
        f"Severity: notice. It is about {style.day(day)}.",
    ]
    assert [line.split()[0] for line in said[4:]] == ["Open", "Pushed"]
    assert computed == [
        "How it is computed",
        "13 km > 11 km, the larger of 1.10 x 10 km and 10 km + 1 km",
    ]
    # The oldest of the 30 days before is the first of those that are 10 km; six minutes a kilometre.
    assert [line.partition("  (garmin-")[0] for line in runs] == [
        "The runs that made it",
        f"{style.weekday(day - 30 * DAY)}  10 km  1 h 00 min",
        f"{style.weekday(day)}  13 km  1 h 18 min",
    ]
    assert evidence[1] == "Grade A-: a trial or a large prospective cohort in runners."
    assert evidence[3].startswith("Schuster Brandt Frandsen et al. 2025, British Journal of Sports Medicine")
    assert "doi 10.1136/bjsports-2024-109380. 5,205 runners" in evidence[3]
    assert change == [
        "Change it",
        "As it is set now, in the configuration:",
        "[rules.session-spike]",
        "limit = 1.10",
        "limit_after_injury = 1.05",
        "warning = 2.00",
        "To switch it off:",
        "[rules.session-spike]",
        "enabled = false",
        f"To hear nothing of it for a week: shinguard snooze {number}",
        "Why it exists: shinguard rules explain session-spike",
    ]


def parts(output: str) -> list[list[str]]:
    """Return the lines under each heading, the heading first."""
    found: list[list[str]] = []
    for line in output.splitlines():
        if not line.startswith(" "):
            found.append([])
        found[-1].append(line.strip())
    return found


def test_what_was_never_pushed_says_why_and_what_is_over_is_still_there(
    house: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    number = number_of(house, shinguard, "shoe-worn")
    said = shinguard(house, "alerts", "show", number).output
    assert "  In the digest since " in said
    assert "  Why it was not pushed: For your information.\n" in said
    # No run made it: the distance is the pair's own.
    assert "The runs that made it" not in said
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more="[rules.shoe-worn]\nenabled = false")
    assert shinguard(house, "sync").exit_code == 0
    said = shinguard(house, "alerts", "show", number).output
    assert "  Opened " in said
    assert "  The rule is switched off.\n" in said
    assert "shinguard snooze shoe-worn\n" in said


def test_an_alert_for_programs(house: House, shinguard: Shinguard) -> None:
    number = number_of(house, shinguard, "session-spike")
    found = json.loads(shinguard(house, "alerts", "show", number, "--json").output)
    assert (found["id"], found["rule"], found["is_open"]) == (int(number), "session-spike", True)
    assert found["values"]["ceiling_m"] == 11_000
    assert found["formula"] == "13 km > 11 km, the larger of 1.10 x 10 km and 10 km + 1 km"
    assert [(each["distance_m"], each["moving_s"]) for each in found["runs"]] == [(10_000, 3_600), (13_000, 4_680)]
    assert [each["year"] for each in found["evidence"]["studies"]] == [2025, 2015]
    assert found["settings"] == {"limit": 1.1, "limit_after_injury": 1.05, "warning": 2.0}


@pytest.mark.parametrize(
    ("number", "exit_code", "says"),
    [
        ("999", 1, "There is no alert with the number 999: see `shinguard alerts`."),
        ("#999", 1, "There is no alert with the number 999"),
        ("twelve", 2, "twelve is no number of an alert, such as 12 or #12."),
        ("1.5", 2, "1.5 is no number of an alert"),
    ],
)
def test_a_number_that_is_none_is_named(
    house: House, shinguard: Shinguard, number: str, exit_code: int, says: str
) -> None:
    done = shinguard(house, "alerts", "show", number)
    assert done.exit_code == exit_code
    assert says in done.output


def test_in_a_household_the_number_is_enough_and_the_runner_is_named(house: House, shinguard: Shinguard) -> None:
    number = number_of(house, shinguard, "session-spike")
    # The alerts of `me` are now those of one runner of two.
    text = house.path.read_text(encoding="utf-8")
    house.path.write_text(f'{text}\n[athletes.anna]\n[athletes.me]\nlanguage = "nl"\n', encoding="utf-8")
    lines = [line.strip() for line in shinguard(house, "alerts", "show", number).output.splitlines()]
    assert lines[1] == "13 km is 30% langer dan je langste loop in 30 dagen (10 km)."
    assert lines.count("[athletes.me.rules.session-spike]") == 2
    assert any(line.endswith(f"shinguard snooze {number} --athlete me") for line in lines)
    assert shinguard(house, "alerts", "show", number, "--athlete", "anna").exit_code == 1


def test_alerts_by_itself_is_as_it_was(house: House, shinguard: Shinguard) -> None:
    told = shinguard(house, "alerts").output
    assert "13 km is 30% longer than your longest run in 30 days (10 km)." in told
    assert "For your information" in told
    assert (
        "shoe-worn: Harrier: 613 km of 700 km. (For your information.)" in shinguard(house, "alerts", "--digest").output
    )
    assert shinguard(house, "alerts", "--athlete", "me").output == told
    assert shinguard(house, "alerts", "--athlete", "nobody").exit_code == 2


def rows(output: str) -> dict[str, str]:
    """Return the line of each rule, by its name."""
    return {line.split()[0]: line.rstrip() for line in output.splitlines() if line}


def test_the_list_tells_grade_state_and_the_last_finding(
    house: House, receiver: Receiver, shinguard: Shinguard
) -> None:
    off = "[rules.rest-days]\nenabled = false"
    house.write(receivers={"phone": receiver.address}, notify=ALWAYS_AWAKE, more=off)
    assert shinguard(house, "snooze", "weekly-ramp").exit_code == 0
    listed = rows(shinguard(house, "rules", "list").output)
    assert set(listed) >= {rule.name for rule in discover()}
    style, until = style_of(house.athlete()), real_now().astimezone(ZONE).date() + timedelta(days=7)
    number = number_of(house, shinguard, "session-spike")
    assert listed["Rule"].split() == ["Rule", "Grade", "State", "Last", "finding"]
    assert listed["session-spike"].split()[1:4] == ["A-", "on", f"#{number}"]
    assert f"{style.full_day(YESTERDAY)}: 13 km is 30% longer than" in listed["session-spike"]
    assert listed["weekly-ramp"].split()[1:4] == ["X", "snoozed", "until"]
    assert style.day(until) in listed["weekly-ramp"]
    assert listed["rest-days"].split()[1:] == ["C-", "off", "never"]
    # The mornings of the last ten days are missing: the watch was taken off.
    assert listed["resting-heart-rate"].split()[1:] == ["C", *["silent", "for", "want", "of", "data"], "never"]
    assert listed["login-dead"].split()[1:] == ["-", "on", "never"]


def test_the_list_fits_a_narrow_screen(house: House, shinguard: Shinguard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = shinguard(house, "rules", "list").output.splitlines()
    assert max(map(len, lines)) <= 80
    assert {rule.name for rule in discover()} <= {line.split()[0] for line in lines if line}


def test_the_list_for_programs(house: House, shinguard: Shinguard) -> None:
    found = {each["rule"]: each for each in json.loads(shinguard(house, "rules", "list", "--json").output)}
    assert set(found) == {rule.name for rule in discover()}
    spike = found["session-spike"]
    assert (spike["evidence"]["grade"], spike["enabled"], spike["silent"]) == ("A-", True, False)
    assert (spike["last_finding"]["day"], spike["last_finding"]["severity"]) == (YESTERDAY.isoformat(), "notice")
    assert (found["resting-heart-rate"]["silent"], found["resting-heart-rate"]["last_finding"]) == (True, None)
    assert found["weekly-ramp"]["settings"]["reference"] == "highest-recent"
    assert found["login-dead"]["evidence"] is None


def test_before_there_is_a_configuration_the_list_says_what_rules_are_for(shinguard: Shinguard, tmp_path: Path) -> None:
    done = shinguard(tmp_path / "none.toml", "rules", "list")
    assert done.exit_code == 0
    listed = rows(done.output)
    assert listed["session-spike"].split(maxsplit=2)[1:] == [
        "A-",
        "A session much longer than any of the 30 days before it.",
    ]
    assert not (tmp_path / "none.toml").exists()
    explained = shinguard(tmp_path / "none.toml", "rules", "explain", "session-spike")
    assert explained.exit_code == 0
    assert "\n[rules.session-spike]\nenabled = true\nlimit = 1.10\n" in explained.output


@pytest.mark.parametrize("rule", [rule for rule in discover() if rule.evidence is not None], ids=lambda rule: rule.name)
def test_explaining_prints_all_of_the_evidence(rule: Rule, shinguard: Shinguard, tmp_path: Path) -> None:
    said = shinguard(tmp_path / "none.toml", "rules", "explain", rule.name).output
    for heading in ("What it watches", "Why it matters", "What to do", "Options", "References"):
        assert f"\n{heading}\n" in said
    flat = " ".join(said.split())
    assert rule.evidence is not None
    assert f"References Grade {rule.evidence.grade}: {rule.evidence.grade.meaning}. {rule.evidence.note}" in flat
    for study in rule.evidence.studies:
        assert f"{study.citation}. {study.effect}" in flat
    assert "\nGrades: A large studies in runners, B one good study" in said
    assert "A plus or a minus leans to the next grade; - is about the program itself." in flat


def test_explaining_weekly_ramp_says_plainly_that_ten_percent_did_not_help_and_why_the_limit_is_here(
    shinguard: Shinguard, tmp_path: Path
) -> None:
    flat = " ".join(shinguard(tmp_path / "none.toml", "rules", "explain", "weekly-ramp").output.split())
    assert "Grade X: tested and not supported." in flat
    assert "the literal 10 % rule did not prevent injuries in the trial." in flat
    assert "The limit is here because runners ask for one, measured against the highest recent week" in flat
    assert (
        "doi 10.1177/0363546507307505. Trial, 532 novices: 20.8 % injured with the 10 % rule, 20.3 % without." in flat
    )


def test_explaining_prints_what_the_runner_set(house: House, receiver: Receiver, shinguard: Shinguard) -> None:
    own = "[rules.weekly-ramp]\nlimit = 1.25\n[rules.strength]\nenabled = false"
    house.write(receivers={"phone": receiver.address}, more=own)
    said = shinguard(house, "rules", "explain", "weekly-ramp").output
    assert (
        "[rules.weekly-ramp]\nenabled = true\nlimit = 1.25\nwarning = 1.30\n"
        'reference = "highest-recent"\nleast_week_km = 10\nleast_excess_km = 2\n'
    ) in said
    assert "[rules.strength]\nenabled = false\n" in shinguard(house, "rules", "explain", "strength").output


def test_a_rule_about_the_program_says_so_and_one_that_is_none_is_named(shinguard: Shinguard, tmp_path: Path) -> None:
    said = shinguard(tmp_path / "none.toml", "rules", "explain", "login-dead").output
    assert "\nReferences\nNone.\n" in said
    unknown = shinguard(tmp_path / "none.toml", "rules", "explain", "nonsense")
    assert unknown.exit_code == 1
    assert "session-spike" in unknown.output
    # However it is typed.
    assert shinguard(tmp_path / "none.toml", "rules", "explain", "Login_dead ").output == said
