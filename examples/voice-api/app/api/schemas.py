"""Checks of what clients send."""


class SchemaError(ValueError):
    """What was sent does not fit."""


def text(value: object, longest: int = 200) -> str:
    """A text that is not empty and not too long."""
    if not isinstance(value, str) or not value.strip():
        raise SchemaError("a text is needed")
    if len(value) > longest:
        raise SchemaError(f"{len(value)} signs, at most {longest}")
    return value.strip()


def whole(value: object, low: int, high: int) -> int:
    """A whole number within limits."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise SchemaError("a whole number is needed")
    if not low <= value <= high:
        raise SchemaError(f"{value} is not within {low} and {high}")
    return value


def callback(url: object) -> str:
    """An address that may be called back."""
    address = text(url, longest=500)
    scheme, _, rest = address.partition("://")
    if scheme != "https":
        raise SchemaError("only https")
    host = rest.partition("/")[0]
    if host.startswith(("10.", "127.", "192.168.")) or host == "localhost":
        raise SchemaError("not inside the network")
    return address


def business_hours(value: dict[str, list[str]]) -> dict[str, tuple[int, int]]:
    """Opening hours in minutes of the day."""
    hours = {}
    for day, span in value.items():
        if len(span) != 2:
            raise SchemaError(f"{day}: from and to are needed")
        minutes = []
        for clock in span:
            hour, _, minute = clock.partition(":")
            minutes.append(int(hour) * 60 + int(minute or 0))
        if minutes[0] >= minutes[1]:
            raise SchemaError(f"{day}: closes before it opens")
        hours[day] = (minutes[0], minutes[1])
    return hours
