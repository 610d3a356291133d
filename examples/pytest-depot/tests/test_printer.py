import socket

import pytest

from depot.labels import label
from depot.printer import Printer


@pytest.fixture(scope="module")
def printer():
    """A printer that takes everything and never says so."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield Printer(*server.getsockname())


@pytest.mark.parametrize("copies", [1, 2, 10])
def test_copies_are_confirmed(printer, copies):
    assert printer.send(label("4006381333931", "a1") * copies) == b"ok"


@pytest.mark.parametrize("shelf", ["a1", "b12"])
def test_label_of_a_shelf_is_confirmed(printer, shelf):
    assert printer.send(label("4006381333931", shelf)) == b"ok"
