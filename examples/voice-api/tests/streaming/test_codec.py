import pytest

from app.streaming.codec import decode, encode, frame_bytes, loudness, mix, resample
from switchboard import has_bug

RATES = {8000: "telephone", 11025: "announcements", 16000: "wideband", 22050: "speech synthesis", 44100: "music on hold",
         48000: "conference"}
NAMES = [str(rate) if has_bug("codec-tests-by-number") else use for rate, use in RATES.items()]
LOUD = [-32768, -32000, -31000, -30500, -30001]
SAMPLES = [*range(-29000, 29001, 1000), 30000, 31000, 32000, 32635, 32767]


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_survives_mu_law(sample):
    assert abs(decode(encode(sample)) - sample) <= max(16, abs(sample) // 16)


@pytest.mark.parametrize("sample", LOUD)
def test_loudest_negative_sample_survives_mu_law(sample):
    assert abs(decode(encode(sample)) - sample) <= 2048


@pytest.mark.parametrize("byte", range(0, 256, 4))
def test_byte_survives_both_ways(byte):
    assert encode(decode(byte)) in (byte, byte ^ 0x80)


@pytest.mark.parametrize("rate", RATES, ids=NAMES)
def test_second_of_audio(rate):
    assert frame_bytes(rate, 1000) == rate * 2


@pytest.mark.parametrize("millis", [10, 20, 30, 40, 60])
@pytest.mark.parametrize("channels", ["mono", "stereo"])
def test_frame_of_wideband(channels, millis):
    assert frame_bytes(16000, millis, ["mono", "stereo"].index(channels) + 1) % 320 == 0


@pytest.mark.parametrize("wanted", [8000, 16000, 24000, 48000])
@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_resampling_keeps_the_length_in_time(rate, wanted):
    assert len(resample([0] * (rate // 100), rate, wanted)) == wanted // 100


@pytest.mark.parametrize("level", [0, 1, 1000, 20000, 32767])
def test_two_voices_are_clipped(level):
    assert loudness(mix([level, level], [level, level])) == min(32767, 2 * level)
