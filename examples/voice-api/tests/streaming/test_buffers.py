import pytest

from app.streaming.buffers import RingBuffer, file_name, is_speech, windows

SECONDS = {"telephone": 320, "wideband": 640, "music": 800, "conference": 1600}


@pytest.mark.parametrize("kib", [5, 6, 8, 10, 12, 20, 36])
def test_buffer_overflow_protection(kib):
    buffer = RingBuffer(limit=32768)
    for _ in range(8):
        buffer.write(bytes(kib * 1024))
    assert len(buffer) <= buffer.limit, f"buffer holds {len(buffer)} bytes, the limit is {buffer.limit}"


@pytest.mark.parametrize("rate", SECONDS)
def test_overlapping_windows(rate):
    size, overlap = SECONDS[rate], SECONDS[rate] // 4
    data = bytes(place % 251 for place in range(size * 4))
    first, second = windows(data, size, overlap)[:2]
    shared = overlap if first[-overlap:] == second[:overlap] else 0
    assert shared == overlap, f"overlap of {overlap} bytes expected, got {shared}"


@pytest.mark.parametrize("size", [480, 960, 1440, 4800])
def test_windows_of_whole_frames_overlap(size):
    data = bytes(place % 251 for place in range(size * 3))
    first, second = windows(data, size, 240)[:2]
    assert first[-240:] == second[:240]


@pytest.mark.parametrize("size", [1, 7, 160, 320, 1000])
def test_oldest_bytes_come_out_first(size):
    buffer = RingBuffer(limit=2000)
    buffer.write(b"a" * size)
    buffer.write(b"b" * size)
    assert buffer.take(size) == b"a" * size and len(buffer) == size


@pytest.mark.parametrize("level", [501, 1000, 5000, 30000])
def test_speech_is_louder_than_the_threshold(level):
    assert is_speech([level, -level] * 80)


@pytest.mark.parametrize("level", [0, 1, 100, 499, 500])
def test_silence_is_not_speech(level):
    assert not is_speech([level, -level] * 80)


@pytest.mark.parametrize("call", ["1001", "*21", "#31", "0800/123", "**", "sip-9"])
def test_file_name_of_a_recording(call):
    assert not set("*#/") & set(file_name(call, "2026-01-18T164200"))
