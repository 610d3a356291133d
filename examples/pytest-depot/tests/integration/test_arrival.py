import pytest

from depot.barcodes import is_valid
from depot.labels import label
from depot.shelves import Shelf, emptiest


@pytest.fixture
def shelves():
    return [Shelf("A1", 1), Shelf("A2", 3), Shelf("B1", 2)]


def test_crates_go_where_most_room_is(shelves):
    names = []
    for number in range(6):
        shelf = emptiest(shelves)
        shelf.put(f"crate {number}")
        names.append(shelf.name)
    assert names == ["A2", "A2", "B1", "A1", "A2", "B1"]


@pytest.mark.parametrize("code", ["4006381333931", "5901234123457"])
def test_arriving_crate_is_labelled(shelves, code):
    assert is_valid(code)
    assert code in label(code, emptiest(shelves).name)


def test_returned_crate_finds_its_old_shelf(shelves):
    shelves[1].put("crate")
    shelves[1].take()
    assert emptiest(shelves).name == "A2"
