"""Figures about calls, here and from the service of a partner."""

from statistics import mean, median


def summary(seconds: list[int]) -> dict[str, float]:
    """Count, mean, median and longest of some calls."""
    if not seconds:
        return {"count": 0}
    return {"count": len(seconds), "mean": mean(seconds), "median": median(seconds), "longest": max(seconds)}


def service_level(waits: list[int], limit: int = 20) -> float:
    """Share of calls answered within a number of seconds."""
    if not waits:
        return 1.0
    return sum(wait <= limit for wait in waits) / len(waits)


def busiest_hour(starts: list[int]) -> int:
    """The hour in which most calls start; the earlier of two that are alike."""
    return min(range(24), key=lambda hour: (-starts.count(hour), hour))


class InsightsClient:
    """Asks a partner's service."""

    def __init__(self, client: object, address: str):
        self.client = client
        self.address = address

    def topics(self, call: int) -> list[str]:
        """What a call was about, the surest first."""
        response = self.client.get(f"{self.address}/calls/{call}/topics")
        response.raise_for_status()
        rows = response.json()["topics"]
        ranked = sorted(rows, key=lambda row: -row["score"])
        return [row["name"] for row in ranked if row["score"] >= 0.5]

    def trend(self, topic: str, days: int) -> str:
        """Whether a topic is on the rise."""
        response = self.client.get(f"{self.address}/topics/{topic}?days={days}")
        response.raise_for_status()
        counts = response.json()["counts"]
        half = len(counts) // 2
        before, after = sum(counts[:half]), sum(counts[half:])
        if after > before * 1.1:
            return "rising"
        if after < before * 0.9:
            return "falling"
        return "steady"
