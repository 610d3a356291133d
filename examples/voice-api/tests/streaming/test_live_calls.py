import asyncio
from unittest.mock import MagicMock

import pytest

from app.streaming.server import announce, barge_in, record
from switchboard import network_delay_ms


@pytest.mark.parametrize("screens", [2, 5])
def test_agent_screens_are_told(screens):
    assert asyncio.run(announce([MagicMock()] * screens, "ringing", "Ada")) == screens


@pytest.mark.parametrize("limit", [1600])
def test_recording_stops_at_the_limit(limit):
    assert len(asyncio.run(record(MagicMock(), limit))) <= limit


@pytest.mark.parametrize("caller", ["interrupts", "stays silent"])
def test_barge_in(caller):
    player = MagicMock()
    assert asyncio.run(barge_in(player, MagicMock())) is (caller == "interrupts")


@pytest.mark.parametrize("route", ["Frankfurt", "Dublin", "Singapore", "Sao Paulo"])
def test_first_byte_comes_in_time(route):
    delay = network_delay_ms(route)
    assert delay < 30, f"first byte from {route} after {delay:.1f} ms, 30 ms allowed"
