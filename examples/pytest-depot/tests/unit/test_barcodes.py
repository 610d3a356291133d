import pytest

from depot.barcodes import check_digit, is_valid


@pytest.mark.parametrize(
    ("digits", "last"), [("400638133393", 1), ("590123412345", 7), ("000000000000", 0), ("978014300723", 4)]
)
def test_check_digit(digits, last):
    assert check_digit(digits) == last


@pytest.mark.parametrize("code", ["", "4006381333930", "400638133393", "40063813339AB"])
def test_broken_codes_are_refused(code):
    assert not is_valid(code)


def test_whole_code():
    assert is_valid("4006381333931")
