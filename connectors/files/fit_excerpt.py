"""A FIT file cut down to the messages of one kind, by stepping over all others.

A decoder takes 70 ms for a run of an hour, nearly all of it for points; stepping over them takes less than half a
millisecond. What is cut out is still FIT, and read by the decoder.
"""

from fitdecode.utils import compute_crc

from connectors.files.unreadable import UnreadableFile

_COMPRESSED, _DEFINITION, _DEVELOPERS = 0x80, 0x40, 0x20
_HEADER = 12


def excerpt(data: bytes, message: int) -> bytes:
    """Given a FIT file, return one with the messages of this global number only, of the first file of a chain.

    Checksums are not looked at. Raise UnreadableFile where the lengths do not add up.
    """
    try:
        return _sealed(_cut(data, message))
    except (IndexError, KeyError) as error:
        raise UnreadableFile("The file is damaged or not complete. Copy or download it again.") from error


def _cut(data: bytes, message: int) -> bytes:
    kept = bytearray()
    lengths: dict[int, int] = {}
    wanted: set[int] = set()
    at = data[0]
    end = at + int.from_bytes(data[4:8], "little")
    while at < end:
        head, begin = data[at], at
        at += 1
        if head & _COMPRESSED:
            local = head >> 5 & 0x3
            at += lengths[local]
        elif head & _DEFINITION:
            local = head & 0xF
            number = int.from_bytes(data[at + 2 : at + 4], "big" if data[at + 1] else "little")
            at, lengths[local] = _fields(data, at + 4)
            if head & _DEVELOPERS:
                at, more = _fields(data, at)
                lengths[local] += more
            (wanted.add if number == message else wanted.discard)(local)
        else:
            local = head & 0xF
            at += lengths[local]
        if local in wanted:
            kept += data[begin:at]
    if at != end or end > len(data):
        raise IndexError
    return bytes(kept)


def _fields(data: bytes, at: int) -> tuple[int, int]:
    """Return where a list of fields ends, three bytes each, and how long they are together."""
    end = at + 1 + 3 * data[at]
    return end, sum(data[at + 2 : end : 3])


def _sealed(messages: bytes) -> bytes:
    header = bytes([_HEADER, 0x20, 0, 0]) + len(messages).to_bytes(4, "little") + b".FIT"
    return header + messages + int(compute_crc(header + messages)).to_bytes(2, "little")
