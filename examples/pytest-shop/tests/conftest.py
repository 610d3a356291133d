from datetime import date

import pytest

from shop.stock import Stock

TODAY = date(2026, 1, 15)


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def stock():
    return Stock({"globe": 4, "atlas": 60, "lamp": 0})


@pytest.fixture
def price_list(tmp_path):
    """The price list of the supplier, which the build should have fetched."""
    return (tmp_path.with_name("supplier") / "prices.csv").read_text()
