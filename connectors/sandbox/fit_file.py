"""What a watch writes: a FIT activity file of an outing, laid out as Garmin's FIT SDK says."""

import struct
from collections.abc import Iterator, Sequence
from datetime import datetime

from connectors.sandbox.world import Outing

_EPOCH_S = 631_065_600
"""FIT counts seconds from 1989-12-31T00:00:00Z."""
_PROFILE = 21_194
# Strava's words -> sport and sub-sport.
_SPORTS = {
    "Run": (1, 0),
    "TrailRun": (1, 3),
    "VirtualRun": (1, 58),
    "Walk": (11, 0),
    "Hike": (17, 0),
    "Ride": (2, 0),
    "GravelRide": (2, 46),
    "MountainBikeRide": (2, 8),
    "VirtualRide": (2, 58),
    "Swim": (5, 17),
    "WeightTraining": (10, 20),
    "Rowing": (15, 0),
}
_OTHER = (0, 0)
FILE_ID, SESSION, RECORD, EVENT, ACTIVITY, TIME_IN_ZONE = 0, 18, 20, 21, 34, 216
_TIMESTAMP = 253
_TIMER, _START, _STOP_ALL = 0, 0, 4
_ACTIVITY_FILE, _DEVELOPMENT = 4, 255
_PER_DEGREE = 2**31 / 180
_DEGREES_PER_M = 1 / 111_195
_BASE_TYPES = {"B": (0x02, 0xFF), "H": (0x84, 0xFFFF), "i": (0x85, 0x7FFFFFFF), "I": (0x86, 0xFFFFFFFF)}
"""Of each letter of `struct`: FIT's base type, and what is written where there is no value."""

type Field = tuple[int, str, int | Sequence[int] | None]
"""Number of a field in its message, letter of its type, its value or values."""


def fit_file(outing: Outing, *, every_s: int = 1) -> bytes:
    """Return the file: a point each `every_s` seconds of moving, and in the middle a pause for the rest of the time.

    The points lie in the Atlantic, in a line to the north.
    """
    sport, sub_sport = _SPORTS.get(outing.sport, _OTHER)
    start, end = _seconds(outing.start), _seconds(outing.end)
    offset = outing.start.utcoffset()
    assert offset is not None
    parts = [
        defined(FILE_ID, [(0, "B", _ACTIVITY_FILE), (1, "H", _DEVELOPMENT), (3, "I", outing.number), (4, "I", start)]),
        *_points(outing, every_s),
        defined(
            SESSION,
            [
                (_TIMESTAMP, "I", end),
                (2, "I", start),
                (5, "B", sport),
                (6, "B", sub_sport),
                (7, "I", 1000 * outing.elapsed_s),
                (8, "I", 1000 * outing.moving_s),
                (9, "I", round(100 * outing.distance_m)),
                (16, "B", _rounded(outing.average_heart_rate_bpm)),
                *_cadence(outing),
                (22, "H", round(outing.climb_m)),
                (254, "H", 0),
            ],
        ),
    ]
    if outing.hard_s is not None:
        zones = [1000 * seconds for seconds in _zones(outing.moving_s, outing.hard_s)]
        session_0: list[Field] = [(0, "H", SESSION), (1, "H", 0)]
        parts.append(defined(TIME_IN_ZONE, [*session_0, (2, "I", zones), (6, "B", [95, 114, 133, 152, 171, 190])]))
    local = end + round(offset.total_seconds())
    parts.append(defined(ACTIVITY, [(_TIMESTAMP, "I", end), (5, "I", local), (1, "H", 1)]))
    return sealed(b"".join(parts))


def sealed(body: bytes) -> bytes:
    """Put the header before the messages, and the checksum after them."""
    header = struct.pack("<BBHI4s", 14, 0x20, _PROFILE, len(body), b".FIT")
    whole = header + struct.pack("<H", checksum(header)) + body
    return whole + struct.pack("<H", checksum(whole))


def defined(kind: int, fields: Sequence[Field], *, local: int = 0) -> bytes:
    """Return a message after its definition, in which each of its fields is described."""
    return definition(kind, fields, local=local) + message(fields, local=local)


def definition(kind: int, fields: Sequence[Field], *, local: int = 0) -> bytes:
    """Return what says which fields the messages have that follow under the same local number."""
    described = b"".join(
        struct.pack("BBB", number, struct.calcsize(letter) * len(_values(value)), _BASE_TYPES[letter][0])
        for number, letter, value in fields
    )
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, kind, len(fields)) + described


def message(fields: Sequence[Field], *, local: int = 0) -> bytes:
    """Return a message without its definition."""
    packed = [bytes([local])]
    for _, letter, told in fields:
        values = (_BASE_TYPES[letter][1] if value is None else value for value in _values(told))
        packed += [struct.pack(f"<{letter}", value) for value in values]
    return b"".join(packed)


def checksum(data: bytes) -> int:
    """Return FIT's checksum, CRC-16/ARC."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _CRCS[(crc ^ byte) & 0xFF]
    return crc


def _points(outing: Outing, every_s: int) -> Iterator[bytes]:
    """A watch stops its timer in a pause, and records nothing."""
    start, half = _seconds(outing.start), outing.moving_s // 2
    pause = outing.elapsed_s - outing.moving_s
    heart_rate, cadence = _rounded(outing.average_heart_rate_bpm), _cadence(outing)[0][2]
    yield definition(EVENT, [(_TIMESTAMP, "I", 0), (0, "B", 0), (1, "B", 0)], local=1)
    yield _event(start, _START)
    point = struct.Struct("<BIiiIHBB")
    shape: list[Field] = [(_TIMESTAMP, "I", 0), (0, "i", 0), (1, "i", 0), (5, "I", 0), (2, "H", 0), (3, "B", 0)]
    yield definition(RECORD, [*shape, (4, "B", 0)], local=2)
    paused = False
    for second in range(0, outing.moving_s + 1, every_s):
        if pause > 0 and second > half and not paused:
            yield _event(start + half, _STOP_ALL) + _event(start + half + pause, _START)
            paused = True
        metres = outing.distance_m * second / outing.moving_s if outing.moving_s else 0.0
        north = round((30 + metres * _DEGREES_PER_M) * _PER_DEGREE)
        at = start + second + (pause if paused else 0)
        # Altitude is in fifths of a metre above -500 m.
        values = (at, north, round(-40 * _PER_DEGREE), round(100 * metres), 5 * 500)
        yield point.pack(2, *values, *(0xFF if value is None else value for value in (heart_rate, cadence)))
    yield _event(_seconds(outing.end), _STOP_ALL)


def _event(at: int, kind: int) -> bytes:
    return message([(_TIMESTAMP, "I", at), (0, "B", _TIMER), (1, "B", kind)], local=1)


def _cadence(outing: Outing) -> tuple[tuple[int, str, int | None], tuple[int, str, int | None]]:
    """FIT counts one foot, and tells whole strides and 128ths apart."""
    if outing.average_cadence_spm is None:
        return (18, "B", None), (92, "B", None)
    whole, fraction = divmod(round(outing.average_cadence_spm / 2 * 128), 128)
    return (18, "B", whole), (92, "B", fraction)


def _zones(moving_s: int, hard_s: int) -> tuple[int, ...]:
    """Seconds below zone 1, in zones 1 to 5, and above the maximum: a third of what is hard is in zone 5."""
    easy_s = moving_s - hard_s
    return (0, easy_s - easy_s // 2, easy_s // 2, 0, hard_s - hard_s // 3, hard_s // 3, 0)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp()) - _EPOCH_S


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def _values(told: int | Sequence[int] | None) -> Sequence[int | None]:
    return told if isinstance(told, Sequence) else [told]


def _crcs() -> Iterator[int]:
    """Yield the checksum of each byte."""
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
        yield crc


_CRCS = tuple(_crcs())
