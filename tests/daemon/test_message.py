from datetime import date

import pytest

from daemon.message import Message, compose, shorten
from daemon.records import Item, Kind
from daemon.wording import Format
from rules.values import Values
from rules.verdicts import Severity, Text

TODAY = date(2026, 3, 10)  # a Tuesday

EN, NL, EN_MILES = Format("en", "metric"), Format("nl", "metric"), Format("en", "imperial")


def item(
    rule: str, severity: Severity, says: str, do: str = "Rest.", *, day: date = TODAY, values: Values | None = None
) -> Item:
    return Item(rule=rule, subject="-", severity=severity, says=Text(says), do=Text(do), values=values or {}, day=day)


SPIKE = item(
    "session-spike",
    Severity.NOTICE,
    "{distance_m} is {excess_percent} longer than your longest run in 30 days ({longest_m}).",
    "Run easy or rest for two days, and make your next long run no longer than this one.",
    values={"distance_m": 23_150, "excess_percent": 15, "longest_m": 20_050},
)
SHOE = item(
    "shoe-worn",
    Severity.NOTICE,
    "{shoe}: {distance_m}.",
    "Check sole and foam (tilting on a flat floor, folding double, uneven wear); start a new pair on short runs.",
    values={"shoe": "Ghost 15", "distance_m": 700_300},
)
SILENT = item("source-silent", Severity.WARNING, "Nothing came.", "See the status.")


def test_one_finding_in_english() -> None:
    message = compose([SPIKE], kind=Kind.ALERTS, today=TODAY, style=EN)
    assert message.title == "Shinguard: that run was a big step"
    assert message.body == (
        "23.1 km is 15% longer than your longest run in 30 days (20 km).\n"
        "Run easy or rest for two days, and make your next long run no longer than this one."
    )


def test_one_finding_in_dutch() -> None:
    message = compose([SPIKE], kind=Kind.ALERTS, today=TODAY, style=NL)
    assert message.title == "Shinguard: dat was een grote stap"
    assert message.body == (
        "23,1 km is 15% langer dan je langste loop in 30 dagen (20 km).\n"
        "Loop twee dagen rustig of neem rust, en maak je volgende duurloop niet langer dan deze."
    )


def test_one_finding_in_miles() -> None:
    # 23,150 m are 14.38 mi, 20,050 m 12.45 mi
    message = compose([SPIKE], kind=Kind.ALERTS, today=TODAY, style=EN_MILES)
    assert message.says == "14.3 mi is 15% longer than your longest run in 30 days (12.4 mi)."


def test_the_findings_of_a_pass_are_one_message_with_one_action() -> None:
    message = compose([SHOE, SPIKE], kind=Kind.ALERTS, today=TODAY, style=EN)
    assert message.title == "Shinguard: that run was a big step"
    assert message.body == (
        "• 23.1 km is 15% longer than your longest run in 30 days (20 km).\n"
        "• Ghost 15: 700.3 km.\n"
        "Run easy or rest for two days, and make your next long run no longer than this one."
    )


@pytest.mark.parametrize(
    ("rules", "first"),
    [
        (("shoe-worn", "weekly-ramp"), "weekly-ramp"),
        (("weekly-ramp", "resting-heart-rate"), "resting-heart-rate"),
    ],
)
def test_of_one_severity_the_body_comes_before_the_load_and_the_load_before_shoes(
    rules: tuple[str, str], first: str
) -> None:
    items = [item(rule, Severity.NOTICE, rule, f"for {rule}") for rule in rules]
    message = compose(items, kind=Kind.ALERTS, today=TODAY, style=EN)
    assert message.says.lower().startswith(f"• {first}\n")
    assert message.do == f"for {first}"


def test_the_most_severe_comes_first_whatever_its_rule() -> None:
    message = compose([SPIKE, SILENT], kind=Kind.ALERTS, today=TODAY, style=EN)
    assert message.says.splitlines()[0].startswith("• Nothing came.")
    assert message.severity == Severity.WARNING
    assert message.title == "Shinguard: your runs are not coming in"


@pytest.mark.parametrize(
    ("rules", "asks"),
    [
        (("weekly-ramp", "pain-response"), "pain-response"),
        (("weekly-ramp", "resting-heart-rate"), "weekly-ramp"),
    ],
)
def test_a_pain_asks_first_also_beside_a_warning(rules: tuple[str, str], asks: str) -> None:
    severities = (Severity.WARNING, Severity.NOTICE)
    items = [item(rule, severity, rule, f"for {rule}") for rule, severity in zip(rules, severities, strict=True)]
    message = compose(items, kind=Kind.ALERTS, today=TODAY, style=EN)
    assert message.says.splitlines()[0] == "• Weekly-ramp"
    assert message.do == f"for {asks}"


def test_trouble_with_a_source_keeps_its_own_action_beside_the_one_for_the_body() -> None:
    message = compose([SPIKE, SILENT], kind=Kind.ALERTS, today=TODAY, style=EN)
    assert message.body == (
        "• Nothing came. See the status.\n"
        "• 23.1 km is 15% longer than your longest run in 30 days (20 km).\n"
        "Run easy or rest for two days, and make your next long run no longer than this one."
    )


@pytest.mark.parametrize("rules", [("login-dead", "shoe-worn"), ("unheard-of", "receiver-dead")])
def test_of_one_severity_trouble_with_sources_comes_after_shoes_and_before_what_is_unheard_of(
    rules: tuple[str, str],
) -> None:
    message = compose([item(rule, Severity.NOTICE, rule) for rule in rules], kind=Kind.ALERTS, today=TODAY, style=EN)
    own, others = ("login-dead", "shoe-worn") if "shoe-worn" in rules else ("receiver-dead", "unheard-of")
    assert sorted(message.says.splitlines()) == sorted([f"• {others.capitalize()}", f"• {own.capitalize()} Rest."])
    assert message.says.startswith("• Shoe-worn" if "shoe-worn" in rules else "• Receiver-dead")


def login_dead(source: str) -> Item:
    return item(
        "login-dead",
        Severity.WARNING,
        "The login to {source} was revoked.",
        "Log in again: shinguard login {login}",
        values={"source": source, "login": source},
    )


def test_two_sources_that_need_a_login_are_two_lines_with_a_command_each() -> None:
    message = compose([login_dead("strava"), login_dead("garmin")], kind=Kind.SOURCES, today=TODAY, style=EN)
    assert message.body == (
        "• The login to Strava was revoked. Log in again: shinguard login strava\n"
        "• The login to Garmin was revoked. Log in again: shinguard login garmin"
    )


def test_in_a_household_the_title_and_the_command_name_the_runner() -> None:
    annas = Format("en", "metric", athlete="anna")
    message = compose([login_dead("strava")], kind=Kind.SOURCES, today=TODAY, style=annas)
    assert message.title == "Shinguard (anna): a login is needed"
    assert message.do == "Log in again: shinguard login strava --athlete anna"


@pytest.mark.parametrize(
    ("day", "en", "nl"),
    [
        (date(2026, 3, 10), "Seen.", "Seen."),
        (date(2026, 3, 9), "Yesterday: Seen.", "Gisteren: Seen."),
        (date(2026, 3, 8), "Sunday 8 March: Seen.", "Zondag 8 maart: Seen."),
    ],
)
def test_a_day_that_is_not_today_is_named(day: date, en: str, nl: str) -> None:
    found = item("shoe-worn", Severity.NOTICE, "Seen.", day=day)
    assert compose([found], kind=Kind.ALERTS, today=TODAY, style=EN).says == en
    assert compose([found], kind=Kind.ALERTS, today=TODAY, style=NL).says == nl


def test_the_summary_of_a_first_import() -> None:
    message = compose([SHOE], kind=Kind.SUMMARY, today=TODAY, style=EN)
    assert message.title == "Shinguard: this is where you stand"
    assert message.says == "Your history is in. Open today:\n• Ghost 15: 700.3 km."
    assert message.do.startswith("Check sole and foam")
    assert message.severity == Severity.INFO


def test_a_summary_of_several_says_where_to_find_what_to_do() -> None:
    message = compose([SHOE, SPIKE], kind=Kind.SUMMARY, today=TODAY, style=NL)
    assert len(message.says.splitlines()) == 3
    assert message.do == "`shinguard alerts` zegt bij elk wat je kunt doen."


def test_a_summary_with_nothing_open_says_so() -> None:
    message = compose([], kind=Kind.SUMMARY, today=TODAY, style=NL)
    assert message.body == "Je geschiedenis is binnen, en er is niets aan de hand."


def test_well_again_asks_for_nothing() -> None:
    back = item("source-silent", Severity.WARNING, "{source} answers.", "See the status.", values={"source": "garmin"})
    message = compose([back], kind=Kind.WELL_AGAIN, today=TODAY, style=EN)
    assert (message.title, message.body) == ("Shinguard: all is well again", "Garmin answers.")
    assert message.severity == Severity.INFO


def test_a_message_needs_something_to_tell() -> None:
    with pytest.raises(ValueError, match="something to tell"):
        compose([], kind=Kind.ALERTS, today=TODAY, style=EN)


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Run easy today.", 15, "Run easy today."),
        ("Run easy today.", 14, "Run easy…"),
        ("Run easy today.", 9, "Run easy…"),
        ("Run easy today.", 8, "Run…"),
        ("Run easy, rest today.", 12, "Run easy…"),
        ("Hardloopschoenen", 5, "Hard…"),
        ("Run", 1, "…"),
        ("Run", 0, ""),
        ("Run", -5, ""),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short
    assert len(short) <= max(limit, 0)


def test_what_to_do_outlives_what_was_found() -> None:
    message = Message(title="t", says="One thing was found here", do="Rest now.", severity=Severity.NOTICE)
    assert message.within(34) == "One thing was found here\nRest now."
    assert message.within(25) == "One thing was…\nRest now."  # 25 - 9 - 1 = 15 for what was found
    assert message.within(9) == "Rest now."
    assert message.within(7) == "Rest…"


@pytest.mark.parametrize("limit", range(60))
def test_a_message_never_passes_its_limit(limit: int) -> None:
    message = Message(title="t", says="• One thing\n• Another thing", do="Take a rest.", severity=Severity.NOTICE)
    assert len(message.within(limit)) <= limit
