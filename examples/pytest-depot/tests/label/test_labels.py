import pytest

from depot.labels import label

CODE = "4006381333931"


@pytest.mark.parametrize("width", [16, 24, 40])
def test_every_line_is_as_wide_as_the_roll(width):
    assert {len(line) for line in label(CODE, "a1", width).splitlines()} == {width}


def test_shelf_is_in_capitals():
    assert "B12" in label(CODE, "b12")


def test_broken_code_gets_no_label():
    with pytest.raises(ValueError, match="is no barcode"):
        label("4006381333930", "a1")


def test_long_name_is_cut():
    assert len(label(CODE, "the long shelf behind the door", 24).splitlines()[1]) == 24
