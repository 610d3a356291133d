import pytest

from app.core.durations import billed, overlap, parse, spoken

SECONDS = [0, 1, 9, 30, 59, 60, 61, 90, 119, 120, 300, 599, 600, 1800, 3599, 3600, 3601, 3661, 5400, 7322, 36000, 86399]
STEPS = {"to the second": 1, "by six": 6, "minutes": 60}


@pytest.mark.parametrize("seconds", SECONDS)
def test_spoken_length_is_read_back(seconds):
    assert parse(spoken(seconds)) == seconds


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("seconds", SECONDS)
def test_every_started_step_is_billed(seconds, step):
    charged = billed(seconds, STEPS[step])
    assert charged % STEPS[step] == 0 and 0 <= charged - seconds < STEPS[step]


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [((0, 10), (20, 30), 0), ((0, 10), (10, 20), 0), ((0, 10), (5, 15), 5), ((0, 60), (10, 20), 10), ((5, 9), (5, 9), 4)],
    ids=["apart", "touching", "overlapping", "inside", "the same"],
)
def test_overlap_of_two_calls(first, second, shared):
    assert overlap(first, second) == overlap(second, first) == shared


def test_negative_length():
    with pytest.raises(ValueError, match="negative"):
        spoken(-1)
