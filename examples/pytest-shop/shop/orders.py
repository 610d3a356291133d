"""Orders, from the cart to the parcel."""

from datetime import date, timedelta

from shop.prices import bulk, euros
from shop.stock import Stock
from shop.vouchers import Voucher


class Order:
    """Things, their prices, and at most one voucher."""

    def __init__(self, stock: Stock):
        self.stock = stock
        self.lines: list[tuple[str, int, int]] = []
        self.voucher: Voucher | None = None

    def add(self, name: str, cents: int, count: int = 1) -> None:
        """Put something into the cart."""
        self.stock.promise(name, count)
        self.lines.append((name, cents, count))

    def total(self, today: date) -> int:
        """What is to be paid."""
        total = sum(bulk(cents, count) for _, cents, count in self.lines)
        if self.voucher:
            total -= self.voucher.off(total, today)
        return total

    def receipt(self, today: date) -> str:
        """The receipt, one line a thing."""
        rows = [f"{count} x {name} {euros(bulk(cents, count))}" for name, cents, count in self.lines]
        if self.voucher:
            rows.append(f"voucher {self.voucher.code}")
        rows.append(f"total {euros(self.total(today))}")
        return "\n".join(rows)

    def close(self) -> None:
        """Ship everything."""
        for name, _, count in self.lines:
            self.stock.ship(name, count)
        self.lines.clear()


def delivery(ordered: date, days: int, holidays: frozenset[date] = frozenset()) -> date:
    """The day of delivery; Sundays and holidays do not count."""
    day = ordered
    while days:
        day += timedelta(days=1)
        if day.weekday() != 6 and day not in holidays:
            days -= 1
    return day
