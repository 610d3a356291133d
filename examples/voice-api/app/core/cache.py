"""A cache in memory, and one in Redis for several workers."""

import socket


class MemoryCache:
    """Values with a time to live."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[float, object]] = {}
        self.hits = 0
        self.misses = 0

    def put(self, key: str, value: object, now: float, ttl: float) -> None:
        """Keep a value until its time is over."""
        self.values[key] = (now + ttl, value)

    def get(self, key: str, now: float) -> object | None:
        """The value, unless it is gone or too old."""
        until, value = self.values.get(key, (0.0, None))
        if now >= until:
            self.values.pop(key, None)
            self.misses += 1
            return None
        self.hits += 1
        return value


class RedisCache:
    """Speaks as much of the Redis protocol as is needed here."""

    def __init__(self, host: str, port: int):
        self.link = socket.create_connection((host, port), timeout=0.5)

    def command(self, *words: str) -> bytes:
        """Send one command and read one reply."""
        body = "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
        self.link.sendall(f"*{len(words)}\r\n{body}".encode())
        reply = self.link.recv(4096)
        if reply.startswith(b"-"):
            raise RuntimeError(reply[1:].decode())
        return reply

    def put(self, key: str, value: str, ttl: int) -> None:
        """Keep a value for some seconds."""
        self.command("SET", key, value, "EX", str(ttl))

    def get(self, key: str) -> bytes | None:
        """The value, if Redis still has it."""
        reply = self.command("GET", key)
        if reply.startswith(b"$-1"):
            return None
        return reply.split(b"\r\n")[1]
