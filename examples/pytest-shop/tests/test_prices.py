import pytest

from shop.prices import bulk, euros, split, tax_in


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "0.00 EUR"), (5, "0.05 EUR"), (100, "1.00 EUR"), (123456, "1234.56 EUR"), (-250, "-2.50 EUR")],
    ids=["nothing", "five cents", "one euro", "a lot", "money back"],
)
def test_euros(cents, text):
    assert euros(cents) == text


@pytest.mark.parametrize("kind", ["book", "food", "toy", "tool"])
def test_tax_is_less_than_the_price(kind, record_property):
    tax = tax_in(1999, kind)
    record_property("tax_cents", tax)
    assert 0 < tax < 1999


@pytest.mark.parametrize(("count", "total"), [(1, 100), (9, 900), (10, 950), (49, 4655), (50, 4500), (100, 9000)])
def test_bulk_price(count, total):
    assert bulk(100, count) == total


@pytest.mark.parametrize("people", [1, 2, 3, 7])
def test_split_adds_up(people):
    parts = split(1000, people)
    assert sum(parts) == 1000 and max(parts) - min(parts) <= 1


@pytest.mark.xfail(reason="nobody may pay a bill yet that nobody shares", raises=ZeroDivisionError, strict=True)
def test_split_among_nobody():
    assert split(1000, 0) == []


def test_supplier_is_cheaper(price_list):
    assert "globe" in price_list
