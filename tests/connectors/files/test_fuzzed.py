"""The seeds of the fuzzer, all that it ever found, and small changes to them; `make fuzz` makes a million."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import CASES, seeds_of
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_and_findings_are_read_or_refused_in_words(target: str) -> None:
    for data in seeds_of(target):
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
@given(st.data())
@settings(deadline=timedelta(seconds=1), suppress_health_check=[HealthCheck.too_slow])
def test_a_file_with_some_bytes_changed_is_read_or_refused_in_words(target: str, data: st.DataObject) -> None:
    changed = bytearray(data.draw(st.sampled_from(list(seeds_of(target)))))
    for _change in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed)))
        length = data.draw(st.integers(0, 8))
        changed[at : at + length] = data.draw(st.binary(max_size=8))
    TARGETS[target](bytes(changed))


def test_the_cases_belong_to_targets() -> None:
    assert {folder.name for folder in CASES.iterdir() if folder.is_dir()} <= set(TARGETS)
