"""RTP packets and the order they come in."""

import struct
from dataclasses import dataclass

PAYLOADS = {0: "PCMU", 3: "GSM", 8: "PCMA", 9: "G722", 18: "G729", 101: "telephone-event", 111: "opus"}


@dataclass
class Packet:
    """One packet of a voice stream."""

    sequence: int
    timestamp: int
    payload: int
    data: bytes


def parse(raw: bytes) -> Packet:
    """The packet in some bytes."""
    if len(raw) < 12:
        raise ValueError(f"{len(raw)} bytes; a header has 12")
    first, second, sequence, timestamp, _ = struct.unpack("!BBHII", raw[:12])
    if first >> 6 != 2:
        raise ValueError(f"version {first >> 6}; only 2 is known")
    skip = 12 + 4 * (first & 0x0F)
    return Packet(sequence, timestamp, second & 0x7F, raw[skip:])


def lost(packets: list[Packet]) -> int:
    """How many packets are missing between the first and the last."""
    if not packets:
        return 0
    numbers = [packet.sequence for packet in packets]
    span = (numbers[-1] - numbers[0]) % 65536 + 1
    return span - len(set(numbers))


class JitterBuffer:
    """Puts packets back in order."""

    def __init__(self, depth: int):
        self.depth = depth
        self.waiting: dict[int, Packet] = {}
        self.next: int | None = None
        self.late = 0
        self.received = 0

    def push(self, packet: Packet) -> list[Packet]:
        """Take one packet and give back what is ready."""
        self.received += 1
        if self.next is None:
            self.next = packet.sequence
        if packet.sequence < self.next:
            self.late += 1
            return []
        self.waiting[packet.sequence] = packet
        ready = []
        while self.next in self.waiting:
            ready.append(self.waiting.pop(self.next))
            self.next += 1
        if len(self.waiting) > self.depth:
            self.next = min(self.waiting)
        return ready


def dtmf(packets: list[Packet]) -> str:
    """The keys that were pressed during a call."""
    keys = "0123456789*#ABCD"
    pressed = ""
    last = None
    for packet in packets:
        if PAYLOADS.get(packet.payload) != "telephone-event":
            continue
        if packet.timestamp == last:
            continue
        last = packet.timestamp
        pressed += keys[packet.data[0]]
    return pressed
