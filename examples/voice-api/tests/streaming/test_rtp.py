import struct

import pytest

from app.streaming.rtp import PAYLOADS, JitterBuffer, Packet, parse


def raw(sequence: int, payload: int, sources: int = 0) -> bytes:
    return struct.pack("!BBHII", 0x80 | sources, payload, sequence, 160, 7) + bytes(4 * sources) + b"voice"


@pytest.mark.parametrize("payload", PAYLOADS.values())
@pytest.mark.parametrize("sources", [0, 1, 2, 15])
def test_packet_is_parsed(payload, sources):
    number = next(key for key, name in PAYLOADS.items() if name == payload)
    packet = parse(raw(9, number, sources))
    assert (packet.sequence, packet.payload, packet.data) == (9, number, b"voice")


@pytest.mark.parametrize("size", range(12))
def test_header_is_too_short(size):
    with pytest.raises(ValueError, match="a header has 12"):
        parse(bytes(size))


@pytest.mark.parametrize(
    ("order", "ready"),
    [([1, 2, 3], 3), ([1, 3, 2], 3), ([2, 3, 4], 3), ([1, 3], 1), ([1, 2, 4, 3], 4), ([3, 1, 4], 2)],
    ids=["in order", "swapped", "starts late", "one lost", "last two swapped", "one too late"],
)
def test_order_is_restored(order, ready):
    buffer = JitterBuffer(depth=8)
    assert sum(len(buffer.push(Packet(number, 0, 0, b""))) for number in order) == ready
