"""Vouchers, and which of them may be used together."""

from dataclasses import dataclass
from datetime import date


class VoucherError(ValueError):
    """A voucher that can't be used."""


@dataclass(frozen=True)
class Voucher:
    """Either some percent or some cents off, until a day."""

    code: str
    until: date
    percent: int = 0
    cents: int = 0

    def off(self, total: int, today: date) -> int:
        """How many cents the voucher takes off."""
        if today > self.until:
            raise VoucherError(f"{self.code} ended on {self.until}")
        if self.percent:
            return total * self.percent // 100
        return min(total, self.cents)


def best(vouchers: list[Voucher], total: int, today: date) -> Voucher | None:
    """The voucher that takes off most; those that ended are left out."""
    usable = [voucher for voucher in vouchers if voucher.until >= today]
    if not usable:
        return None
    return max(usable, key=lambda voucher: voucher.off(total, today))


def parse(text: str) -> Voucher:
    """A voucher as it is printed: CODE 10% 2026-03-31 or CODE 500c 2026-03-31."""
    parts = text.split()
    if len(parts) != 3:
        raise VoucherError(f"three words are needed, {len(parts)} are there")
    code, value, until = parts
    if value.endswith("%"):
        return Voucher(code, date.fromisoformat(until), percent=int(value[:-1]))
    if value.endswith("c"):
        return Voucher(code, date.fromisoformat(until), cents=int(value[:-1]))
    raise VoucherError(f"{value} is neither percent nor cents")
