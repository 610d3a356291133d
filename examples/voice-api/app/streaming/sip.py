"""SIP messages; nothing tests them yet."""

from dataclasses import dataclass, field

COMPACT = {"f": "from", "t": "to", "i": "call-id", "m": "contact", "v": "via", "l": "content-length", "c": "content-type"}


@dataclass
class Message:
    """A request or a response."""

    start: str
    headers: dict[str, list[str]] = field(default_factory=dict)
    body: str = ""

    @property
    def method(self) -> str | None:
        """The method of a request."""
        if self.start.startswith("SIP/2.0"):
            return None
        return self.start.split()[0]

    def first(self, name: str) -> str | None:
        """The first value of a header."""
        values = self.headers.get(name, [])
        return values[0] if values else None


def parse(text: str) -> Message:
    """The message in a text; compact header names are written out."""
    head, _, body = text.partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    message = Message(start, body=body)
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        name = COMPACT.get(name, name)
        message.headers.setdefault(name, []).append(value.strip())
    return message


def answer(request: Message, status: int, reason: str) -> str:
    """The response to a request."""
    lines = [f"SIP/2.0 {status} {reason}"]
    for name in ("via", "from", "to", "call-id", "cseq"):
        for value in request.headers.get(name, []):
            lines.append(f"{name.title()}: {value}")
    lines.append("Content-Length: 0")
    return "\r\n".join(lines) + "\r\n\r\n"


def media_port(sdp: str) -> int | None:
    """The port on which the other side wants to hear."""
    for line in sdp.splitlines():
        if line.startswith("m=audio"):
            return int(line.split()[1])
    return None
