import pytest

from connectors import garmin_words
from connectors.reading import UnreadableError


@pytest.mark.parametrize("record", [None, {}, {"uuid": None}, {"uuid": "../admin"}, {"uuid": 5}])
def test_shoe_without_an_identifier_cannot_be_asked_for(record: object) -> None:
    with pytest.raises(UnreadableError):
        garmin_words.shoe_uuid(record)


@pytest.mark.parametrize(("kind", "expected"), [("Shoes", True), ("Bike", False), ("Other", False), (None, True)])
def test_only_shoes_are_shoes(kind: object, expected: bool) -> None:
    assert garmin_words.is_shoe({"gearTypeName": kind}) is expected
