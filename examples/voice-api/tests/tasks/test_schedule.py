import pytest

from app.tasks.schedule import is_due, matches, next_minute


@pytest.mark.parametrize("step", [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30])
@pytest.mark.parametrize("minute", [0, 7, 12, 15, 30, 45, 59])
def test_every_so_many_minutes(step, minute):
    assert matches(f"*/{step}", minute) == (minute % step == 0)


@pytest.mark.parametrize("hour", range(24))
def test_office_hours(hour):
    assert matches("8-12,14-17", hour) == (8 <= hour <= 12 or 14 <= hour <= 17)


@pytest.mark.parametrize("name", ["hourly", "daily", "weekly"])
@pytest.mark.parametrize("weekday", ["Sunday", "Monday", "Saturday"])
def test_named_schedule_at_three(name, weekday):
    day = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"].index(weekday)
    assert is_due(name, minute=0, hour=3, weekday=day) == (name != "weekly" or weekday == "Monday")


@pytest.mark.parametrize(
    ("line", "ahead"), [("* * * * *", 0), ("5 * * * *", 5), ("0 13 * * *", 60), ("0 12 * * 2", 1440), ("0 0 * * 9", None)],
    ids=["always", "in five minutes", "in an hour", "tomorrow", "never"],
)
def test_next_time(line, ahead):
    assert next_minute(line, minute=0, hour=12, weekday=1) == ahead
