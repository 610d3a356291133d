"""Tells people and systems what happened."""

from switchboard import has_bug

SEVERITY = {"error": "high", "handover": "medium", "missed": "medium", "digest": "low"}


def payload(event: str, agent: str, **details: object) -> dict[str, object]:
    """What is sent for an event."""
    if has_bug("payload-nested-under-event"):
        return {"event": {"name": event, "agent": agent, "severity": SEVERITY[event], **details}}
    body: dict[str, object] = {"event": event, "agent": agent}
    body["severity"] = SEVERITY[event]
    body["urgent"] = body["severity"] == "high"
    return body | details


def channels(event: str, hour: int) -> list[str]:
    """Where an event is sent at an hour of the day."""
    ways = ["dashboard"]
    if SEVERITY[event] == "high":
        ways.append("pager")
    if 8 <= hour < 18:
        ways.append("chat")
    return ways


class Notifier:
    """Sends payloads through an HTTP client."""

    def __init__(self, client: object, address: str):
        self.client = client
        self.address = address

    def send(self, event: str, agent: str, **details: object) -> bool:
        """Send one event; false when the other side refuses."""
        response = self.client.post(self.address, json=payload(event, agent, **details))
        response.raise_for_status()
        if response.status_code == 202:
            return True
        return bool(response.json().get("accepted"))

    def send_all(self, events: list[tuple[str, str]]) -> dict[str, int]:
        """Send many and count what became of them."""
        counts = {"sent": 0, "refused": 0}
        for event, agent in events:
            key = "sent" if self.send(event, agent) else "refused"
            counts[key] += 1
        return counts
