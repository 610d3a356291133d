"""Money is whole cents; tax is part of the price."""

TAX = {"book": 7, "food": 7, "toy": 19, "tool": 19}


def euros(cents: int) -> str:
    """Cents as people read them."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02} EUR"


def tax_in(cents: int, kind: str) -> int:
    """The tax that is part of a price."""
    rate = TAX[kind]
    return round(cents * rate / (100 + rate))


def bulk(cents: int, count: int) -> int:
    """The price of many: 5 % off from ten, 10 % off from fifty."""
    total = cents * count
    if count >= 50:
        return total * 90 // 100
    if count > 10:
        return total * 95 // 100
    return total


def split(cents: int, people: int) -> list[int]:
    """A bill in parts that add up again."""
    part, rest = divmod(cents, people)
    return [part + (number < rest) for number in range(people)]
