"""Values of mornings, cadence and pain, by the ends of their names."""

from datetime import date

import pytest

from daemon.message import line_of
from daemon.records import Item
from daemon.wording import Format
from rules.verdicts import Severity, Text

EN, NL = Format("en", "metric"), Format("nl", "metric")


@pytest.mark.parametrize(
    ("name", "value", "en", "nl"),
    [
        # 7 x 3600 + 5 x 60 = 25,500
        ("asleep_s", 25_500, "7 h 05 min", "7 u 05 min"),
        ("asleep_s", 25_559, "7 h 05 min", "7 u 05 min"),
        ("asleep_s", 25_560, "7 h 06 min", "7 u 06 min"),
        ("asleep_s", 25_499.9, "7 h 04 min", "7 u 04 min"),
        ("week_s", 3_600_000, "1,000 h 00 min", "1.000 u 00 min"),
        ("asleep_s", 3600, "1 h 00 min", "1 u 00 min"),
        ("short_s", 3599, "59 minutes", "59 minuten"),
        ("short_s", 2700, "45 minutes", "45 minuten"),
        ("short_s", 119, "1 minute", "1 minuut"),
        ("short_s", 59, "0 minutes", "0 minuten"),
        ("variability_ms", 42, "42 ms", "42 ms"),
        ("variability_ms", 42.68, "42.6 ms", "42,6 ms"),
        ("cadence_spm", 164.9, "164 steps/min", "164 passen/min"),
        ("cadence_spm", 1, "1 step/min", "1 pas/min"),
        ("limit_ratio", 1.1, "1.10", "1,10"),
        ("limit_ratio", 1.329, "1.32", "1,32"),
        ("limit_ratio", 1.1 * 3, "3.30", "3,30"),  # 3.3000000000000003
        ("limit_ratio", 0.29, "0.29", "0,29"),  # 0.29 x 100 is 28.999999999999996
        ("stress_score", 41, "41.0", "41,0"),
        ("stress_score", 41.59, "41.5", "41,5"),
        ("strain_score", 1234.56, "1,234.5", "1.234,5"),
        ("planned_weekday", date(2026, 3, 8), "Sunday 8 March", "zondag 8 maart"),
        ("planned_weekday", "2026-03-08", "Sunday 8 March", "zondag 8 maart"),
        ("pain_site", "knee", "knee", "knie"),
        ("pain_site", "achilles", "Achilles tendon", "achillespees"),
        ("red_flags", "fever", "fever", "koorts"),
        ("red_flags", "at-night fever", "pain at night and fever", "pijn in de nacht en koorts"),
        (
            "red_flags",
            "at-night limp fever",
            "pain at night, a limp and fever",
            "pijn in de nacht, mank lopen en koorts",
        ),
        ("red_flags", "", "", ""),
    ],
)
def test_a_value_is_written_by_the_end_of_its_name(name: str, value: float | str | date, en: str, nl: str) -> None:
    assert (EN.value(name, value), NL.value(name, value)) == (en, nl)


def test_a_name_that_is_only_a_unit_is_text() -> None:
    assert EN.value("site", "knee brace") == "knee brace"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("asleep_s", "long"),
        ("variability_ms", "high"),
        ("cadence_spm", "fast"),
        ("limit_ratio", "1.1"),
        ("stress_score", "calm"),
        ("planned_weekday", 7),
        ("pain_site", 3),
        ("red_flags", 3),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_a_mistake(name: str, value: int | str) -> None:
    with pytest.raises(TypeError, match=f"{name} cannot be {value!r}"):
        EN.value(name, value)


@pytest.mark.parametrize(("name", "value"), [("pain_site", "toe"), ("red_flags", "fever cough")])
def test_a_word_outside_the_vocabulary_is_a_mistake(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        EN.value(name, value)


@pytest.mark.parametrize(
    ("name", "value", "usual", "en", "nl"),
    [
        ("monotony_ratio", 1.0849, 1.0841, "1.0849, 1.0841", "1,0849, 1,0841"),
        ("monotony_ratio", 1.0849, 1.0799, "1.08, 1.07", "1,08, 1,07"),  # two decimals show it
        ("monotony_ratio", 1.0849, 1.0849, "1.08, 1.08", "1,08, 1,08"),  # there is none
        ("monotony_ratio", 1.085, 1.084, "1.085, 1.084", "1,085, 1,084"),
        ("strain_score", 198.21, 198.204, "198.21, 198.20", "198,21, 198,20"),
        ("strain_m", 47_434.2, 47_434.1, "47.4342 km, 47.4341 km", "47,4342 km, 47,4341 km"),
        ("strain_m", 47_434, 47_400, "47.43 km, 47.4 km", "47,43 km, 47,4 km"),
        ("strain_m", 47_500, 47_400, "47.5 km, 47.4 km", "47,5 km, 47,4 km"),
        ("strain_percent", 12.5, 12.4, "12%, 12%", "12%, 12%"),
    ],
)
def test_beside_the_usual_value_a_difference_is_seen(name: str, value: float, usual: float, en: str, nl: str) -> None:
    beside = f"usual_{name.rpartition('_')[2]}"
    values = {name: value, beside: usual, "window_days": 84}
    assert [style.fill(f"{{{name}}}, {{{beside}}}", values) for style in (EN, NL)] == [en, nl]


def test_a_difference_is_seen_in_miles_too() -> None:
    # 47,434.2 m are 29.474245 mi, 47,434.1 m 29.474183 mi, 47,400 m 29.452994 mi
    miles = Format("en", "imperial")
    said = [miles.fill("{strain_m}, {usual_m}", {"strain_m": 47_434.2, "usual_m": each}) for each in (47_434.1, 47_400)]
    assert said == ["29.4742 mi, 29.4741 mi", "29.47 mi, 29.45 mi"]


def test_distances_that_only_stand_in_one_text_stay_rounded() -> None:
    assert EN.fill("{week_m}, {limit_m}", {"week_m": 47_434, "limit_m": 47_400}) == "47.4 km, 47.4 km"


def test_a_usual_value_that_is_not_told_changes_nothing() -> None:
    # wrong-shoe tells the distance of a run in one sentence, and the usual speed of the pair in another.
    values = {"distance_m": 10_042, "speed_m": 13_500, "usual_m": 10_011}
    assert EN.fill("{distance_m}", values) == "10 km"
    assert EN.fill("{speed_m}, {usual_m}", values) == "13.5 km, 10 km"


@pytest.mark.parametrize(
    ("number", "in_english", "in_dutch"),
    [
        (7.0, "7 runs", "7 lopen"),
        (4.5, "4.5 runs", "4,5 lopen"),
        (1.0, "1 run", "1 loop"),
        (2.69, "2.6 runs", "2,6 lopen"),
    ],
)
def test_a_mean_of_runs_has_a_decimal_only_where_it_needs_one(number: float, in_english: str, in_dutch: str) -> None:
    assert (EN.runs(number), NL.runs(number)) == (in_english, in_dutch)


def test_nothing_is_nothing_in_every_language() -> None:
    assert (EN.say("", {}), NL.say("", {})) == ("", "")


@pytest.mark.parametrize(("language", "says"), [("en", "Sunday 8 March: 21.1 km."), ("nl", "Zondag 8 maart: 21,1 km.")])
def test_a_line_begins_with_a_capital_in_every_language(language: str, says: str) -> None:
    item = Item(
        rule="planned-session",
        subject="-",
        severity=Severity.NOTICE,
        says=Text("{run_weekday}: {distance_m}."),
        do=Text("Rest."),
        values={"run_weekday": date(2026, 3, 8), "distance_m": 21_100},
        day=date(2026, 3, 1),
    )
    assert line_of(item, today=date(2026, 3, 1), style=Format(language, "metric")) == says
