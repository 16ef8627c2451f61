import pytest

from connectors import garmin_words
from connectors.reading import UnreadableError


@pytest.mark.parametrize("record", [None, {}, {"uuid": None}, {"uuid": "../admin"}, {"uuid": 5}])
def test_shoe_without_an_identifier_cannot_be_asked_for(record: object) -> None:
    with pytest.raises(UnreadableError):
        garmin_words.shoe_uuid(record)


DOCUMENTED = """
    running indoor_running obstacle_run street_running track_running trail_running treadmill_running ultra_run
    virtual_run cycling bmx cyclocross downhill_biking e_bike_fitness e_bike_mountain e_enduro_mtb enduro_mtb
    gravel_cycling indoor_cycling mountain_biking recumbent_cycling road_biking track_cycling virtual_ride handcycling
    indoor_handcycling fitness_equipment bouldering elliptical indoor_cardio hiit indoor_climbing indoor_rowing mobility
    pilates stair_climbing strength_training yoga meditation swimming lap_swimming open_water_swimming walking
    casual_walking speed_walking hiking rucking winter_sports backcountry_snowboarding backcountry_skiing
    cross_country_skiing_ws resort_skiing snowboarding_ws resort_skiing_snowboarding_ws skate_skiing_ws skating_ws
    snow_shoe_ws snowmobiling_ws water_sports boating_v2 boating fishing_v2 kayaking_v2 kiteboarding_v2
    offshore_grinding_v2 onshore_grinding_v2 paddling_v2 rowing_v2 sailing_v2 snorkeling stand_up_paddleboarding_v2
    surfing_v2 wakeboarding_v2 waterskiing whitewater_rafting_v2 windsurfing_v2 transition_v2 bike_to_run_transition_v2
    run_to_bike_transition_v2 swim_to_bike_transition_v2 team_sports american_football baseball basketball cricket
    field_hockey ice_hockey lacrosse rugby soccer softball ultimate_disc volleyball racket_sports badminton paddelball
    pickleball platform_tennis racquetball squash table_tennis tennis_v2 other boxing breathwork dance disc_golf
    floor_climbing golf inline_skating jump_rope mixed_martial_arts mountaineering rock_climbing stop_watch para_sports
    wheelchair_push_run wheelchair_push_walk
"""
"""The types of Garmin's activity API."""


def test_all_that_garmin_documents_is_known_without_its_family() -> None:
    assert [word for word in DOCUMENTED.split() if not garmin_words.is_known(word)] == []


@pytest.mark.parametrize(
    ("key", "parent", "expected"),
    [
        ("moon_jog", 1, True),
        # Of the family of fitness equipment: a run it is not.
        ("moon_rowing_machine", 29, True),
        ("quidditch", 17, False),
        ("quidditch", 0, False),
        ("quidditch", None, False),
        ("quidditch", [29], False),
        ("uncategorized", 17, False),
        ("", 17, False),
        ("", None, False),
        ("", 2, True),
        ("RUNNING", None, True),
        ("Swim_To_Bike_Transition", None, True),
        ("swimToBikeTransition", None, True),
    ],
)
def test_a_word_is_known_by_itself_or_by_its_family(key: str, parent: object, expected: bool) -> None:
    assert garmin_words.is_known(key, parent) is expected


@pytest.mark.parametrize(("kind", "expected"), [("Shoes", True), ("Bike", False), ("Other", False), (None, True)])
def test_only_shoes_are_shoes(kind: object, expected: bool) -> None:
    assert garmin_words.is_shoe({"gearTypeName": kind}) is expected
