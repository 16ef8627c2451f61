"""shoe-worn: its steps, what cannot be known, and the limit that holds."""

from datetime import UTC, datetime

import pytest

import rules
from rules.history import History
from rules.records import Shoe, ShoeKind
from rules.shoes.shoe_worn import Settings, limit_m, shoe_worn, with_limits
from rules.state import RunnerState
from rules.verdicts import Clear, Finding, NoData, Severity, Text, Verdict
from tests.rules.series import judge, life_of
from tests.rules.shoes.wearing import pair, run, runner

NOW = datetime(2025, 6, 10, 8, 0, tzinfo=UTC)
STEPS = {"digest_from_m": 600_000, "warning_from_m": 800_000, "further_m": 100_000}
"""Of 700 km: six sevenths, eight, and one."""


def say(
    total_m: int | None, *, limit_m: int | None = None, retired: bool = False, settings: Settings | None = None
) -> Verdict:
    shoe = Shoe(source="garmin", source_id="a1", name="Blue", total_m=total_m, limit_m=limit_m, retired=retired)
    state = RunnerState(now=NOW, history=History((), known_through=None), shoes=(shoe,))
    (verdict,) = judge(shoe_worn, state, settings)
    return verdict


@pytest.mark.parametrize(
    ("total_m", "stage", "severity"),
    [
        # A seventh of 700 km is 100 km.
        (600_000, 600_000, Severity.INFO),
        (699_999, 600_000, Severity.INFO),
        (700_000, 700_000, Severity.NOTICE),
        (799_999, 700_000, Severity.NOTICE),
        (800_000, 800_000, Severity.WARNING),
        (899_999, 800_000, Severity.WARNING),
        (900_000, 900_000, Severity.WARNING),
        (1_200_000, 1_200_000, Severity.WARNING),
    ],
)
def test_fires_step_by_step(total_m: int, stage: int, severity: Severity) -> None:
    verdict = say(total_m)
    assert isinstance(verdict, Finding)
    assert (verdict.stage, verdict.severity) == (stage, severity)
    assert verdict.subject == "garmin-a1"
    assert verdict.says == "{shoe}: {distance_m} of {limit_m}."
    assert verdict.values == {"shoe": "Blue", "distance_m": total_m, "limit_m": 700_000, **STEPS}


@pytest.mark.parametrize("total_m", [0, 599_999])
def test_is_quiet(total_m: int) -> None:
    assert isinstance(say(total_m), Clear)


def test_a_retired_pair_is_quiet() -> None:
    assert isinstance(say(900_000, retired=True), Clear)
    assert isinstance(say(None, retired=True), Clear)


def test_cannot_know_without_a_distance() -> None:
    verdict = say(None)
    assert isinstance(verdict, NoData)
    assert verdict.subject == "garmin-a1"


@pytest.mark.parametrize(
    ("limit_m", "total_m", "stage"),
    [
        (300_000, 257_142, None),  # 6/7 of 300 km is 257.142 8 km
        (300_000, 257_143, 257_142),
        (300_000, 300_000, 300_000),
        (0, 600_000, 600_000),  # 0 is Garmin's way to say none: 700 km
    ],
)
def test_the_pairs_own_limit_goes_before(limit_m: int, total_m: int, stage: int | None) -> None:
    verdict = say(total_m, limit_m=limit_m)
    assert (verdict.stage if isinstance(verdict, Finding) else None) == stage


def test_another_limit_for_all() -> None:
    verdict = say(500_000, settings=Settings(limit_km=500))
    assert isinstance(verdict, Finding)
    assert verdict.stage == 500_000


def test_a_limit_that_was_raised_is_a_step_of_its_own() -> None:
    told, between, again = say(700_000), say(720_000, limit_m=750_000), say(750_000, limit_m=750_000)
    assert isinstance(told, Finding)
    assert isinstance(between, Finding)
    assert isinstance(again, Finding)
    # 6/7 of 750 km is 642.857 km: nothing new between 700 km and 750 km.
    assert (told.stage, between.stage, again.stage) == (700_000, 642_857, 750_000)
    assert (told.severity, between.severity, again.severity) == (Severity.NOTICE, Severity.INFO, Severity.NOTICE)


def test_every_pair_has_its_verdict_and_none_has_none() -> None:
    pairs = tuple(Shoe(source="strava", source_id=str(at), name="N", total_m=at * 350_000) for at in range(3))
    state = RunnerState(now=NOW, history=History((), known_through=None), shoes=pairs)
    assert [type(verdict) for verdict in judge(shoe_worn, state)] == [Clear, Clear, Finding]
    assert judge(shoe_worn, RunnerState(now=NOW, history=History((), known_through=None))) == []
    assert life_of(shoe_worn).standing


PLAN = Text("Plan the next pair.")
LOOK = Text(
    "Check sole and foam (tilting on a flat floor, folding double, uneven wear); start a new pair on short runs."
)


@pytest.mark.parametrize(
    ("total_m", "severity", "stage", "do"),
    [
        (600_000, Severity.INFO, 600_000, PLAN),
        (700_000, Severity.NOTICE, 700_000, LOOK),
        (800_000, Severity.WARNING, 800_000, LOOK),
    ],
)
def test_a_finding_in_full(total_m: int, severity: Severity, stage: int, do: Text) -> None:
    assert say(total_m) == Finding(
        severity=severity,
        says=Text("{shoe}: {distance_m} of {limit_m}."),
        do=do,
        values={"shoe": "Blue", "distance_m": total_m, "limit_m": 700_000, **STEPS},
        day=NOW.date(),
        at=NOW,
        subject="garmin-a1",
        stage=stage,
        formula=Text(
            "{distance_m} of {limit_m}: a line in the digest from {digest_from_m} on, a message at {limit_m}, a "
            "warning at {warning_from_m} and again every {further_m}"
        ),
    )


def test_what_is_quiet_or_not_known_in_full() -> None:
    name = {"shoe": "Blue"}
    assert say(900_000, retired=True) == Clear(because=Text("{shoe} is retired."), subject="garmin-a1", values=name)
    assert say(None) == NoData(lacks=Text("The distance of {shoe} is not known."), subject="garmin-a1", values=name)
    assert say(599_999) == Clear(
        because=Text("{shoe}: {distance_m} of {limit_m}."),
        subject="garmin-a1",
        values={"shoe": "Blue", "distance_m": 599_999, "limit_m": 700_000},
    )


@pytest.mark.parametrize(
    ("kind", "own_m", "expected"),
    [
        (ShoeKind.DAILY, None, 700_000),
        (ShoeKind.TRAIL, None, 700_000),
        (ShoeKind.RACE, None, 400_000),
        (ShoeKind.RACE, 300_000, 300_000),
    ],
)
def test_a_pair_for_races_wears_out_sooner(kind: ShoeKind, own_m: int | None, expected: int) -> None:
    shoe = Shoe(source="garmin", source_id="a1", name="Blue", limit_m=own_m, kind=kind)
    assert limit_m(shoe, Settings()) == expected
    assert limit_m(shoe, Settings(limit_km=100, race_limit_km=200)) in (own_m, 200_000 if kind == "race" else 100_000)


def test_each_pair_has_its_own_limit_or_that_of_shoe_worn() -> None:
    shoes = [pair("Blue"), pair("Race", kind=ShoeKind.RACE), pair("Own", limit_m=500_000), pair("None", limit_m=0)]
    state = runner(shoes, [])

    def limits(settings: dict[str, object]) -> list[int | None]:
        return [shoe.limit_m for shoe in with_limits(state, settings).shoes]

    assert limits({}) == [700_000, 400_000, 500_000, 700_000]
    assert limits({"shoe-worn": Settings(limit_km=800, race_limit_km=300)}) == [800_000, 300_000, 500_000, 800_000]
    nobody = runner([], [])
    assert with_limits(nobody, {}) is nobody


def test_all_rules_on_shoes_go_by_the_limit_that_shoe_worn_is_set_to() -> None:
    state = runner([pair("Blue", 790_000)], [run(20, 56_000, "Blue")])
    every = {rule.name: rule.settings_type() for rule in rules.discover() if rule.room == "shoes"}

    def limits(settings: dict[str, object]) -> dict[str, object]:
        said = rules.evaluate(state, settings)
        return {rule.name: verdict.values["limit_m"] for rule, verdict in said if "limit_m" in verdict.values}

    assert limits(every) == {"shoe-worn": 700_000, "shoe-forecast": 700_000}
    assert limits(every | {"shoe-worn": Settings(limit_km=800)}) == {"shoe-worn": 800_000, "shoe-forecast": 800_000}
