"""What is on the shelves."""

import logging

log = logging.getLogger("shop.stock")


class OutOfStock(Exception):
    """There is not enough left."""


class Stock:
    """Counts of things, some of them promised to somebody."""

    def __init__(self, counts: dict[str, int]):
        self.counts = dict(counts)
        self.promised: dict[str, int] = {}

    def free(self, name: str) -> int:
        """How many nobody has been promised."""
        return self.counts.get(name, 0) - self.promised.get(name, 0)

    def promise(self, name: str, count: int) -> None:
        """Keep some for an order."""
        if self.free(name) < count:
            raise OutOfStock(f"{count} x {name} wanted, {self.free(name)} free")
        self.promised[name] = self.promised.get(name, 0) + count
        if self.free(name) < 3:
            log.warning("%s: only %d left", name, self.free(name))

    def ship(self, name: str, count: int) -> None:
        """Take what was promised off the shelf."""
        self.promised[name] -= count
        self.counts[name] -= count

    def inventory(self, counted: dict[str, int]) -> dict[str, int]:
        """Differences between what was counted and what is known."""
        names = sorted(self.counts.keys() | counted.keys())
        found = {}
        for name in names:
            difference = counted.get(name, 0) - self.counts.get(name, 0)
            if difference:
                found[name] = difference
        return found
