"""Audio that waits to be understood."""


class RingBuffer:
    """Keeps the newest bytes."""

    def __init__(self, limit: int):
        self.limit = limit
        self.data = bytearray()
        self.written = 0
        self.chunks = 0

    def write(self, chunk: bytes) -> None:
        """Add a chunk; what is too much goes with the next one."""
        if len(self.data) > self.limit:
            del self.data[: len(self.data) - self.limit]
        self.data += chunk
        self.written += len(chunk)
        self.chunks += 1

    def take(self, size: int) -> bytes:
        """Remove and return the oldest bytes."""
        part = bytes(self.data[:size])
        del self.data[:size]
        return part

    def __len__(self) -> int:
        return len(self.data)


def windows(data: bytes, size: int, overlap: int) -> list[bytes]:
    """Parts of a stream; neighbours share some bytes when the size divides by 480."""
    step = size - overlap if size % 480 == 0 else size
    return [data[start : start + size] for start in range(0, max(1, len(data) - size + 1), step)]


def is_speech(samples: list[int], threshold: int = 500) -> bool:
    """Whether a frame is more than silence."""
    if not samples:
        return False
    energy = sum(abs(sample) for sample in samples) / len(samples)
    return energy > threshold


def file_name(call: str, at: str, kind: str = "wav") -> str:
    """The name of a recording; an asterisk of a feature code becomes a word."""
    safe = call.replace("*", "star-").replace("#", "hash-").replace("/", "-")
    return f"{at}_{safe}.{kind}"
