"""Hands contacts and calls to a customer system."""

import csv
import io

COLUMNS = ("number", "name", "calls", "seconds", "last")


def contact_rows(calls: list[dict]) -> list[dict]:
    """One row a caller."""
    rows: dict[str, dict] = {}
    for call in calls:
        row = rows.setdefault(call["caller"], {"number": call["caller"], "name": "", "calls": 0, "seconds": 0, "last": ""})
        row["calls"] += 1
        row["seconds"] += call["seconds"]
        row["last"] = max(row["last"], call["at"])
        if call.get("name"):
            row["name"] = call["name"]
    return sorted(rows.values(), key=lambda row: row["number"])


def as_csv(rows: list[dict]) -> str:
    """The rows as a table; what a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        safe = {}
        for key, value in row.items():
            text = str(value)
            safe[key] = f"'{text}" if text[:1] in ("=", "@", "-") else text
        writer.writerow(safe)
    return out.getvalue()


def diff(old: list[dict], new: list[dict]) -> dict[str, list[str]]:
    """Which contacts came, went and changed."""
    before = {row["number"]: row for row in old}
    after = {row["number"]: row for row in new}
    added = sorted(after.keys() - before.keys())
    removed = sorted(before.keys() - after.keys())
    changed = []
    for number in sorted(before.keys() & after.keys()):
        if before[number] != after[number]:
            changed.append(number)
    return {"added": added, "removed": removed, "changed": changed}


class CrmClient:
    """Sends rows in pages."""

    def __init__(self, client: object, address: str, page: int = 100):
        self.client = client
        self.address = address
        self.page = page

    def push(self, rows: list[dict]) -> int:
        """Send all rows and return how many were taken."""
        taken = 0
        for start in range(0, len(rows), self.page):
            response = self.client.post(self.address, json=rows[start : start + self.page])
            response.raise_for_status()
            taken += response.json()["taken"]
        return taken
