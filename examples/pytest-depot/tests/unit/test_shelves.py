import pytest

from depot.shelves import Full, Shelf, emptiest


@pytest.mark.parametrize("room", [1, 2, 5])
def test_shelf_takes_what_fits(room):
    shelf = Shelf("A1", room)
    for number in range(room):
        shelf.put(f"crate {number}")
    with pytest.raises(Full, match=f"room for {room}"):
        shelf.put("one more")


def test_oldest_crate_leaves_first():
    shelf = Shelf("A1", 2)
    shelf.put("first")
    shelf.put("second")
    assert shelf.take() == "first"


def test_emptiest_of_equals_is_the_first():
    assert emptiest([Shelf("A1", 2), Shelf("A2", 2)]).name == "A1"
