"""When recurring tasks run."""

NAMES = {"hourly": "0 * * * *", "daily": "0 3 * * *", "weekly": "0 3 * * 1"}


def matches(field: str, value: int) -> bool:
    """Whether one field of a cron line allows a value."""
    for part in field.split(","):
        span, _, step = part.partition("/")
        every = int(step or 1)
        if span == "*":
            if value % every == 0:
                return True
            continue
        low, _, high = span.partition("-")
        if int(low) <= value <= int(high or low) and (value - int(low)) % every == 0:
            return True
    return False


def is_due(line: str, minute: int, hour: int, weekday: int) -> bool:
    """Whether a cron line, or its name, is due at a moment."""
    fields = NAMES.get(line, line).split()
    return matches(fields[0], minute) and matches(fields[1], hour) and matches(fields[4], weekday)


def next_minute(line: str, minute: int, hour: int, weekday: int) -> int | None:
    """Minutes until a line is due, within a week."""
    for ahead in range(7 * 24 * 60):
        clock = minute + ahead
        at = hour + clock // 60
        if is_due(line, clock % 60, at % 24, (weekday + at // 24) % 7):
            return ahead
    return None
