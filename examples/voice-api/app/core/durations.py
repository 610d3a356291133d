"""Lengths of calls: spoken, billed, parsed."""

import re

UNITS = {"h": 3600, "min": 60, "s": 1}


def spoken(seconds: int) -> str:
    """A length as an agent would say it."""
    if seconds < 0:
        raise ValueError("a call can't have a negative length")
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes else "", f"{seconds} s" if seconds else ""]
    return " ".join(part for part in parts if part) or "0 s"


def parse(text: str) -> int:
    """Seconds of a length written like "1 h 5 min"."""
    total = 0
    for amount, unit in re.findall(r"(\d+)\s*(h|min|s)\b", text):
        total += int(amount) * UNITS[unit]
    return total


def billed(seconds: int, step: int = 60) -> int:
    """Seconds that are charged: every started step counts."""
    return -(-seconds // step) * step


def overlap(first: tuple[int, int], second: tuple[int, int]) -> int:
    """Seconds in which two calls ran at once."""
    start = max(first[0], second[0])
    end = min(first[1], second[1])
    return max(0, end - start)
