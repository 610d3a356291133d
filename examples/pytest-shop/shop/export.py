"""Orders for the bookkeeping; used by hand so far."""

import csv
import io


def ledger(orders: list[dict]) -> str:
    """One line an order, in the order of their numbers."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["number", "date", "cents"])
    for order in sorted(orders, key=lambda row: row["number"]):
        writer.writerow([order["number"], order["date"], order["cents"]])
    return out.getvalue()


def monthly(orders: list[dict]) -> dict[str, int]:
    """Cents for each month."""
    months: dict[str, int] = {}
    for order in orders:
        month = order["date"][:7]
        months[month] = months.get(month, 0) + order["cents"]
    return months
