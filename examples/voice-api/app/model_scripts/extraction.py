"""Names, numbers and places in what was said."""

import re

from app.model_scripts.model_loader import model_loader

CITIES = {"Berlin", "Vienna", "Zurich", "Paris", "Madrid", "Rome", "London", "Oslo", "Prague", "Lisbon"}
MONEY = re.compile(r"(\d+(?:[.,]\d{2})?) ?(EUR|USD|GBP|CHF)")
PERSON = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? ([A-Z]\w+)")


def entities(text: str) -> list[tuple[str, str]]:
    """What is named in a text, as (kind, text)."""
    model_loader.load("voice/ner-small")
    found = [("person", name) for name in PERSON.findall(text)]
    found += [("money", f"{amount} {currency}") for amount, currency in MONEY.findall(text)]
    found += [("city", word) for word in re.findall(r"\w+", text) if word in CITIES]
    return found


def grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Entities by kind, each once."""
    groups: dict[str, list[str]] = {}
    for kind, text in pairs:
        group = groups.setdefault(kind, [])
        if text not in group:
            group.append(text)
    return groups


def highlighted(text: str, pairs: list[tuple[str, str]]) -> str:
    """The text with its entities marked."""
    for kind, part in pairs:
        mark = f"[{part}]({kind})"
        if mark in text:
            continue
        text = text.replace(part, mark, 1)
    return text


def confidence(pairs: list[tuple[str, str]], length: int) -> float:
    """How sure the extraction is: dense texts are surer."""
    if not length:
        return 0.0
    weight = sum(2 if kind == "person" else 1 for kind, _ in pairs)
    return min(1.0, weight / length)
