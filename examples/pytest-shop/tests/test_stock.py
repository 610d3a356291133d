import sys

import pytest

from shop.stock import OutOfStock, Stock


class TestPromises:
    def test_promised_things_are_not_free(self, stock):
        stock.promise("globe", 3)
        assert stock.free("globe") == 1

    def test_more_than_there_is(self, stock):
        with pytest.raises(OutOfStock, match="5 x globe wanted, 4 free"):
            stock.promise("globe", 5)

    def test_empty_shelf(self, stock):
        with pytest.raises(OutOfStock):
            stock.promise("lamp", 1)

    def test_shipping_keeps_what_is_free(self, stock):
        stock.promise("atlas", 10)
        stock.ship("atlas", 10)
        assert stock.free("atlas") == 50

    def test_shipping_what_was_never_promised(self, stock):
        with pytest.raises(OutOfStock):
            stock.ship("globe", 1)


class TestInventory:
    @pytest.mark.parametrize(
        ("counted", "found"),
        [({"globe": 4, "atlas": 60}, {}), ({"globe": 3, "atlas": 60}, {"globe": -1}),
         ({"globe": 4, "atlas": 60, "pen": 2}, {"pen": 2})],
        ids=["all there", "one missing", "something found"],
    )
    def test_differences(self, stock, counted, found):
        assert stock.inventory(counted) == found

    @pytest.mark.skipif(sys.platform != "win32", reason="the scanner's driver is there for Windows only")
    def test_scanner(self):
        assert Stock.from_scanner("COM3")

    @pytest.mark.skip(reason="the second warehouse opens in spring")
    def test_two_warehouses(self, stock):
        assert stock.elsewhere("globe")
