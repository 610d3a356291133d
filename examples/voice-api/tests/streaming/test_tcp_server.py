import asyncio
from unittest.mock import MagicMock

import pytest

from app.streaming.buffers import RingBuffer
from app.streaming.server import packet, receive, reply, unpack

PROMPTS = ["welcome", "please hold", "one moment", "goodbye", "press one", "press two", "all lines are busy", "recorded"]


@pytest.mark.parametrize("size", [160, 320, 640, 960, 1280, 1600])
def test_audio_chunk_processing(size):
    reader = MagicMock()
    reader.chunk = bytes(size)
    assert asyncio.run(receive(reader, RingBuffer(65536))) == 1


@pytest.mark.parametrize("text", ["busy", "accepted", "try later"])
def test_reply_waits_until_it_is_sent(text):
    writer = MagicMock()
    assert asyncio.run(reply(writer, text)) == 4 + len(text)


@pytest.mark.parametrize("millis", [10, 20, 30, 60])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_packet_is_unpacked(prompt, millis):
    chunk = prompt.encode() * millis
    assert unpack(packet(chunk)) == [chunk]


@pytest.mark.parametrize("count", range(1, 13))
def test_packets_in_a_row(count):
    chunks = [bytes([number]) * 160 for number in range(count)]
    assert unpack(b"".join(packet(chunk) for chunk in chunks)) == chunks


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5, 10, 80, 159])
def test_half_a_packet_waits(cut):
    whole = packet(b"x" * 160)
    assert unpack(whole + whole[:-cut]) == [b"x" * 160]
