"""Audio over TCP: a length, then that many bytes."""

import asyncio
import time

from app.streaming.buffers import RingBuffer
from switchboard import has_bug

DRAIN_SECS = 0.012


def packet(chunk: bytes) -> bytes:
    """A chunk as it goes over the wire."""
    if has_bug("server-waits-for-drain"):
        time.sleep(DRAIN_SECS)
    return len(chunk).to_bytes(4, "big") + chunk


def unpack(data: bytes) -> list[bytes]:
    """The chunks of a stream; a last one that is not complete is left out."""
    chunks = []
    while len(data) >= 4:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size:
            break
        chunks.append(data[4 : 4 + size])
        data = data[4 + size :]
    return chunks


async def receive(reader: asyncio.StreamReader, buffer: RingBuffer) -> int:
    """Read until the other side closes; the number of chunks."""
    count = 0
    while True:
        head = await reader.readexactly(4)
        size = int.from_bytes(head, "big")
        if size == 0:
            return count
        chunk = await reader.readexactly(size)
        buffer.write(chunk)
        count += 1


async def reply(writer: asyncio.StreamWriter, text: str) -> int:
    """Send a text and wait until it is gone."""
    data = packet(text.encode())
    writer.write(data)
    await writer.drain()
    return len(data)


async def record(reader: asyncio.StreamReader, limit: int) -> bytes:
    """Everything that is said, up to a limit."""
    parts = bytearray()
    while len(parts) < limit:
        part = await reader.read(limit - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)


async def announce(sockets: list, event: str, agent: str) -> int:
    """Tell all of an agent's screens; the number that were reached."""
    reached = 0
    for socket in sockets:
        await socket.send_json({"event": event, "agent": agent})
        reached += 1
    return reached


async def barge_in(player: object, detector: object) -> bool:
    """Stop speaking when the caller speaks."""
    speaking = await detector.listen()
    if speaking:
        await player.stop()
    return bool(speaking)
