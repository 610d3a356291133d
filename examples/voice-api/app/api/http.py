"""Requests and responses, and how their parts are read."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl

REASONS = {
    100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded", 182: "Queued", 183: "Session Progress", 200: "OK",
    202: "Accepted", 301: "Moved Permanently", 302: "Moved Temporarily", 305: "Use Proxy", 400: "Bad Request",
    401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 407: "Proxy Auth Required",
    408: "Request Timeout", 410: "Gone", 415: "Unsupported Media Type", 420: "Bad Extension", 480: "Unavailable",
    481: "Call Does Not Exist", 482: "Loop Detected", 483: "Too Many Hops", 484: "Address Incomplete",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 500: "Server Internal Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Server Time-out",
    600: "Busy Everywhere", 603: "Decline", 604: "Does Not Exist Anywhere",
}
CLASSES = {1: "provisional", 2: "success", 3: "redirection", 4: "client error", 5: "server error", 6: "global failure"}


@dataclass
class Request:
    """What a client asks."""

    method: str
    path: str
    body: dict | None = None
    token: str | None = None


@dataclass
class Response:
    """What the server answers."""

    status: int
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The body as JSON."""
        return json.dumps(self.body, default=as_text)


def as_text(value: object) -> str:
    """What JSON has no word for, as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be sent")


def status_class(status: int) -> str:
    """The family of a SIP status."""
    return CLASSES[status // 100]


def query(text: str) -> dict[str, str]:
    """The parameters of a query string; the last of a name counts."""
    return dict(parse_qsl(text, keep_blank_values=True))


def best_language(header: str, offered: list[str]) -> str:
    """The language the client likes best among those that are offered."""
    wishes = []
    for part in header.split(","):
        name, _, quality = part.strip().partition(";q=")
        wishes.append((-float(quality or 1), name.split("-")[0]))
    for _, name in sorted(wishes, key=lambda wish: wish[0]):
        if name in offered:
            return name
    return offered[0]
