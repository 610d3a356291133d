"""Personal data is taken out of transcripts before anything is stored."""

import re

RULES = [
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w")),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("card", re.compile(r"\b(?:\d{4}[ -]?){3}\d{4}\b")),
    ("phone", re.compile(r"\+\d[\d ]{7,14}\d")),
    ("date", re.compile(r"\b\d{1,2}\.\d{1,2}\.\d{4}\b")),
]


def redact(text: str) -> str:
    """The text with every piece of personal data replaced by its kind."""
    for kind, pattern in RULES:
        text = pattern.sub(f"[{kind}]", text)
    return text


def luhn(number: str) -> bool:
    """Whether a card number's check digit is right."""
    total = 0
    for place, digit in enumerate(int(sign) for sign in reversed(number) if sign.isdigit()):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def retention_days(kind: str, country: str) -> int:
    """How long a kind of data may be kept."""
    if kind == "recording":
        days = 30 if country in ("Germany", "Austria") else 90
    elif kind == "transcript":
        days = 180
    elif kind == "invoice":
        days = 3650
    else:
        days = 7
    return days


def consent_line(country: str, recorded: bool) -> str:
    """The sentence that is read out before a call is recorded."""
    if not recorded:
        return ""
    if country in ("Germany", "Austria", "Switzerland"):
        sentence = "Dieses Gespräch wird aufgezeichnet."
    elif country in ("France", "Belgium"):
        sentence = "Cet appel est enregistré."
    else:
        sentence = "This call is recorded."
    return sentence
