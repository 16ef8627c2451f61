"""What there is to do about each site: no part is empty, each line is graded, and nothing is promised."""

import re
from dataclasses import fields

import pytest

from rules.evidence import Grade
from rules.guidance import Guidance, Line, guidance
from rules.said import Site

PARTS = ("first_days", "running_on", "meanwhile", "mobility", "strength", "way_back", "whom")
PROMISES = re.compile(
    r"%|percent|promise|guarantee|certain|never again|\bwill\b|\bcures?\b|\bheals?\b|prevents?|get injured"
)


def lines(found: Guidance) -> list[Line]:
    return [line for part in PARTS for line in getattr(found, part)]


def text(found: Guidance, part: str) -> str:
    return " ".join(line.says for line in getattr(found, part))


def test_the_whole_of_one_site() -> None:
    found = guidance(Site.ACHILLES)
    assert found.site is Site.ACHILLES
    assert [[(line.says, line.grade.value) for line in getattr(found, part)] for part in PARTS] == [
        [
            (
                "Light pain: 3-7 days of relative rest. Moderate: 1-2 weeks without running. Severe: 2-4 weeks, with "
                "professional help. Cool for 15-20 minutes, at most 3 times a day, a cloth between.",
                "D",
            )
        ],
        [
            (
                "Pain 0-2 out of 10: go on. 3-5: only if back to normal the next morning and not rising from week to "
                "week. Above 5, or worse the next morning: stop and step back.",
                "B",
            ),
            ("Pain on the bone itself is the exception: no running, and have it seen.", "D"),
            ("Advisers disagree: running on is seldom wise, says one; rest alone mends no cause, say two.", "D"),
        ],
        [
            ("Cycling, swimming, aqua-jogging, crosstrainer, walking: whatever is pain-free.", "D"),
            ("Cycle with the middle of the foot on the pedal; a shoe with some heel eases it.", "D"),
        ],
        [
            ("5-10 minutes a day, never into the pain.", "D"),
            ("Move the ankle up and down without load; no hard stretching.", "D"),
        ],
        [
            ("Calf raises, knee straight and knee bent: on two legs, then one, then with a weight.", "D"),
            (
                "Heavy and slow (3 seconds up, 3 down): 3 sets of 8-12, 3 times a week with a day between, for months.",
                "D",
            ),
        ],
        [
            (
                "When daily life and brisk walking are pain-free: every second day 10 times 1 minute of running, 1 of "
                "walking. More only when the body answers well.",
                "D",
            ),
            ("Hills and sprints come last.", "D"),
        ],
        [
            (
                "Physiotherapist: if it lasts 14 days despite rest or comes back; look for the cause together. Family "
                "doctor: with any sign below.",
                "D",
            ),
            ("If you cannot rise on your toes any more: the doctor or the out-of-hours service at once.", "D"),
        ],
    ]


def test_the_parts_are_all_there_are() -> None:
    assert tuple(field.name for field in fields(Guidance)) == ("site", *PARTS)


@pytest.mark.parametrize("site", Site)
def test_every_site_has_all_parts_in_whole_sentences(site: Site) -> None:
    found = guidance(site)
    assert found.site is site
    for part in PARTS:
        assert getattr(found, part), part
    for line in lines(found):
        assert re.fullmatch(r"[A-Z0-9][^{}]+\.", line.says), line
        assert any(letter.islower() for letter in line.says)


@pytest.mark.parametrize("site", Site)
def test_nothing_is_promised_and_no_risk_is_given(site: Site) -> None:
    assert [line.says for line in lines(guidance(site)) if PROMISES.search(line.says)] == []


@pytest.mark.parametrize("site", Site)
def test_only_the_rule_of_pain_from_0_to_5_is_more_than_opinion(site: Site) -> None:
    graded = [(line.says[:19], line.grade) for line in lines(guidance(site)) if line.grade is not Grade.D]
    assert graded == [("Pain 0-2 out of 10:", Grade.B)]


@pytest.mark.parametrize("part", ["meanwhile", "mobility", "strength", "way_back", "whom"])
def test_every_site_has_something_of_its_own_in_each_part(part: str) -> None:
    assert len({text(guidance(site), part) for site in Site}) == len(Site)


PRONE = {
    Site.SHIN: "One sore spot on the shinbone",
    Site.FOOT: "One sore spot on a bone of the foot",
    Site.HIP: "Pain deep in the hip",
    Site.GROIN: "Pain deep in the groin",
}


@pytest.mark.parametrize("site", Site)
def test_pain_of_the_bone_is_the_exception_everywhere(site: Site) -> None:
    bone = guidance(site).running_on[1].says
    assert bone.startswith(PRONE.get(site, "Pain on the bone itself is the exception: "))
    assert bone.endswith(": no running, and have it seen.")
    assert ("can be bone stress" in bone) is (site in PRONE)


TENDONS = {Site.ACHILLES, Site.FOOT, Site.HAMSTRING, Site.GROIN, Site.BUTTOCK}


@pytest.mark.parametrize("site", Site)
def test_tendons_are_loaded_heavily_and_slowly_and_all_sites_three_times_a_week(site: Site) -> None:
    dose = guidance(site).strength[1].says
    assert dose.startswith("Heavy and slow (3 seconds up, 3 down): " if site in TENDONS else "3 sets of 8-12, slowly, ")
    assert "3 sets of 8-12" in dose
    assert "3 times a week with a day between" in dose


@pytest.mark.parametrize(
    ("site", "part", "words"),
    [
        (Site.KNEE, "strength", "Squats, step-downs"),
        (Site.KNEE, "whom", "swells, locks or gives way"),
        (Site.SHIN, "way_back", "only when hopping is pain-free"),
        (Site.SHIN, "whom", "hard or numb"),
        (Site.FOOT, "strength", "rolled towel under the toes"),
        (Site.ANKLE, "whom", "four steps"),
        (Site.CALF, "whom", "can be a clot: the doctor the same day"),
        (Site.HAMSTRING, "strength", "deadlifts"),
        (Site.THIGH, "whom", "no running, and the doctor first"),
        (Site.GROIN, "meanwhile", "No breaststroke"),
        (Site.HIP, "strength", "step-ups"),
        (Site.BUTTOCK, "whom", "tingling or numbness"),
        (Site.BACK, "whom", "out-of-hours service at once"),
        (Site.OTHER, "whom", "the emergency number at once"),
    ],
)
def test_the_site_is_met(site: Site, part: str, words: str) -> None:
    assert words in text(guidance(site), part)
