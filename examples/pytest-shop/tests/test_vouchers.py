from datetime import date, timedelta

import pytest

from shop.vouchers import Voucher, VoucherError, best, parse

UNTIL = date(2026, 3, 31)
TEN = Voucher("TEN", UNTIL, percent=10)
FIVE_EUROS = Voucher("FIVE", UNTIL, cents=500)


@pytest.mark.parametrize(("total", "code"), [(1000, "FIVE"), (4999, "FIVE"), (5100, "TEN"), (100000, "TEN")])
def test_best_voucher(today, total, code):
    assert best([TEN, FIVE_EUROS], total, today).code == code


def test_no_voucher_is_best(today):
    assert best([], 1000, today) is None


def test_voucher_of_more_than_the_total(today):
    assert FIVE_EUROS.off(300, today) == 300


@pytest.mark.parametrize("days", [1, 30, 365])
def test_voucher_that_ended(days):
    with pytest.raises(VoucherError, match="ended on 2026-03-31"):
        TEN.off(1000, UNTIL + timedelta(days=days))


def test_voucher_on_its_last_day():
    assert TEN.off(1000, UNTIL) == 100


@pytest.mark.parametrize("text", ["TEN 10% 2026-03-31", "FIVE 500c 2026-03-31"])
def test_printed_voucher(text):
    assert parse(text) in (TEN, FIVE_EUROS)


@pytest.mark.parametrize("text", ["", "TEN", "TEN 10 2026-03-31", "TEN 10% 2026-03-31 again"])
def test_misprinted_voucher(text):
    with pytest.raises(VoucherError):
        parse(text)


def test_misprinted_date():
    with pytest.raises(VoucherError):
        parse("TEN 10% 31.03.2026")
