import pytest

from app.services.billing import CENTS_A_MINUTE, VAT, invoice_lines, price_cents, with_vat

MINUTES = [1, 2, 5, 10, 30, 60, 90, 480]


@pytest.mark.parametrize("minutes", MINUTES)
@pytest.mark.parametrize("kind", CENTS_A_MINUTE)
def test_started_minute_costs_a_whole_one(kind, minutes):
    assert price_cents(minutes * 60 - 59, kind) == price_cents(minutes * 60, kind) == minutes * CENTS_A_MINUTE[kind]


@pytest.mark.parametrize("cents", [0, 1, 99, 100, 12345])
@pytest.mark.parametrize("country", VAT)
def test_tax_of_a_country(country, cents):
    assert abs(with_vat(cents, country) - cents * (1 + VAT[country] / 100)) <= 0.5001


@pytest.mark.parametrize("kind", CENTS_A_MINUTE)
def test_invoice_has_a_line_for_each_kind(kind):
    assert len(invoice_lines([(kind, 60), (kind, 90)])) == 1
