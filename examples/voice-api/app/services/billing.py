"""What a call costs."""

from app.core.durations import billed

CENTS_A_MINUTE = {"local": 1, "national": 2, "mobile": 9, "international": 24, "satellite": 310}
VAT = {"Austria": 20, "Belgium": 21, "France": 20, "Germany": 19, "Italy": 22, "Luxembourg": 17, "Spain": 21}


def price_cents(seconds: int, kind: str) -> int:
    """Cents for a call of a kind, every started minute in full."""
    return billed(seconds) // 60 * CENTS_A_MINUTE[kind]


def with_vat(cents: int, country: str) -> int:
    """Cents with the tax of a country, halves rounded up."""
    return (cents * (100 + VAT[country]) + 50) // 100


def invoice_lines(calls: list[tuple[str, int]]) -> list[str]:
    """One line for each kind of call."""
    lines = []
    for kind in CENTS_A_MINUTE:
        lengths = [seconds for name, seconds in calls if name == kind]
        if not lengths:
            continue
        cents = sum(price_cents(length, kind) for length in lengths)
        lines.append(f"{len(lengths)} x {kind}: {cents / 100:.2f}")
    return lines


def dunning(days_late: int) -> str:
    """What is sent to somebody who has not paid."""
    if days_late <= 0:
        letter = "none"
    elif days_late <= 14:
        letter = "reminder"
    elif days_late <= 30:
        letter = "second reminder"
    elif days_late <= 60:
        letter = "final notice"
    else:
        letter = "collection"
    return letter
