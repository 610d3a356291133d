import pytest

from depot.shelves import Shelf


@pytest.mark.parametrize("crates", [0, 1, 4])
def test_what_is_left_is_counted(crates):
    shelf = Shelf("A1", 4)
    for number in range(crates):
        shelf.put(f"crate {number}")
    assert len(shelf.crates) == crates


def test_shelf_that_was_emptied_has_room_again():
    shelf = Shelf("A1", 1)
    shelf.put("crate")
    shelf.take()
    shelf.put("crate")
    assert shelf.crates == ["crate"]
