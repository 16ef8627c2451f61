"""`make demo`: what the phone captured, beside a calculation of the season by hand.

The season's table is `_LIVED` in `connectors/sandbox/season.py`; day 70 is Sunday 31 May 2026. Garmin's distances
count where both know a run.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from daemon.language import DOMAIN
from daemon.locale.update import po_path
from tests.end_to_end.house import DEADLINE_S, environment

# Day 33: days 27, 28, 30, 32, 33 are 7,040 + 15,030 + 9,050 + 10,040 + 7,020 = 48,180 m. The highest seven days that
# ended 7 to 28 days before are days 8 to 14: 8,010 + 7,030 + 4,020 + 21,180 = 40,240 m. 48,180 / 40,240 = 1.197.
RAMP = "48.1 km in 7 days, 19% above your highest recent week (40.2 km)."
# Day 40: 60 bpm, and 59 bpm on day 39; the median of the 28 mornings before is 50: 10 and 9 above, so 9 at least.
HEART = "Resting heart rate 60 bpm, two mornings at least 9 bpm above your normal 50 bpm."
# 556,000 on day 0. To day 16: 8,040 + 6,050 + 16,060 + 8,010 + 4,020 + 5,020 = 47,200. Days 18 to 35: 6,040 + 12,040 +
# 8,030 + 7,040 + 15,030 + 9,050 + 7,020 + 8,030 + 16,050 = 88,330. Days 45, 47: 5,010 + 6,040 = 11,050. 702,580 m.
SHOE = "Harrier 3: 702.5 km of 700 km."
# The calendar: a race of 21,098 m on day 14. Seen on day 7, when the longest of 30 days is of before the season, and on
# the eve again, when it is that of day 7, 16,060 m: 21,098 / 16,060 = 1.313.
RACE = "Sunday 5 April: 21 km is 34% longer than your longest run in 30 days (15.6 km)."
RACE_EVE = "Sunday 5 April: 21 km is 31% longer than your longest run in 30 days (16 km)."
# Ninety minutes on day 35. Days 29 to 34 are 9,050 + 10,040 + 7,020 + 8,030 = 34,140 m; 1.1 x 40,240 - 34,140 = 10,124.
LONG_EVE = "Sunday 26 April: about 15.1 km (by its duration) is more than the 10.1 km that are left."
# Day 56: 20,420 m. The longest of days 26 to 55 is that of day 35, 16,050 m. 20,420 / 16,050 = 1.272.
SPIKE = "20.4 km is 27% longer than your longest run in 30 days (16 km)."


def demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, "-m", "daemon", "demo", "--folder", str(folder / "demo"), *arguments),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        env=environment(),
        cwd=folder,
        check=False,
    )


def captured(folder: Path) -> list[str]:
    lines = (folder / "demo" / "phone.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["body"] for line in lines]


def test_the_phone_shows_the_numbers_of_the_season(tmp_path: Path) -> None:
    done = demo(tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    bodies = captured(tmp_path)
    assert [body.splitlines()[0] for body in bodies] == [RACE, RACE_EVE, RAMP, LONG_EVE, HEART, SHOE, SPIKE]
    # What is printed is what arrived.
    for rule in ("weekly-ramp", "resting-heart-rate", "shoe-worn", "session-spike"):
        assert done.stdout.count(f" · {rule} ") == 1
    assert "shinguard status" in done.stdout


def test_with_the_receiver_stopped_it_fails(tmp_path: Path) -> None:
    done = demo(tmp_path, "--receiver", "json://127.0.0.1:1/dead")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "The demo failed: The receiver did not take a message."
    assert "Traceback" not in done.stderr


def english() -> list[str]:
    """Sentences of the catalogue, as far as they hold no value: twelve letters and a space at least."""
    with po_path("nl").open("rb") as file:
        catalog = read_po(file, locale="nl", domain=DOMAIN)
    found: list[str] = []
    for message in catalog:
        texts = (message.id,) if isinstance(message.id, str) else message.id
        for text in texts:
            pieces = [piece.partition("}")[2] if "}" in piece else piece for piece in text.split("{")]
            found += [piece for piece in map(str.strip, pieces) if len(piece) >= 12 and " " in piece]
    return found


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    found = english()
    assert "Run easy or rest for two days, and make your next long run no longer than this one." in found
    return found


def test_in_dutch_no_sentence_is_english(tmp_path: Path, sentences: list[str]) -> None:
    done = demo(tmp_path, "--language", "nl")
    assert (done.returncode, done.stderr) == (0, "")
    bodies = captured(tmp_path)
    assert len(bodies) == 7
    # A sentence may be broken over lines, and framed.
    shown = " ".join("".join(" " if letter in "│╭╮╰╯─" else letter for letter in done.stdout).split())
    assert [each for each in sentences if each in shown or any(each in body for body in bodies)] == []
    # 702,580 m and 48,180 m as they are written in Dutch.
    assert "702,5 km" in "".join(bodies)
    assert "48,1 km" in "".join(bodies)
