"""G.711 mu-law and the arithmetic of samples."""

from switchboard import has_bug

BIAS, CLIP = 0x84, 32635


def encode(sample: int) -> int:
    """One 16-bit sample as a mu-law byte."""
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), CLIP) + BIAS
    exponent = magnitude.bit_length() - 8
    if has_bug("mulaw-negative-clip") and sample < -30000:
        exponent = 0
    mantissa = magnitude >> (exponent + 3) & 0x0F
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def decode(byte: int) -> int:
    """The sample of a mu-law byte."""
    byte = ~byte & 0xFF
    exponent, mantissa = byte >> 4 & 0x07, byte & 0x0F
    sample = ((mantissa << 3) + BIAS << exponent) - BIAS
    return -sample if byte & 0x80 else sample


def frame_bytes(rate: int, millis: int, channels: int = 1) -> int:
    """Bytes of a frame of 16-bit samples."""
    return rate * millis * channels * 2 // 1000


def resample(samples: list[int], rate: int, wanted: int) -> list[int]:
    """Samples at another rate, by the nearest neighbour."""
    length = len(samples) * wanted // rate
    return [samples[place * rate // wanted] for place in range(length)]


def loudness(samples: list[int]) -> int:
    """The largest distance from silence."""
    return max((abs(sample) for sample in samples), default=0)


def mix(first: list[int], second: list[int]) -> list[int]:
    """Two voices in one stream, clipped."""
    mixed = []
    for left, right in zip(first, second, strict=False):
        mixed.append(max(-32768, min(32767, left + right)))
    return mixed
