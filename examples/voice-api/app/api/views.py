"""How each kind of row is shown to a client."""

from app.core.durations import billed, spoken
from app.core.phone import country_of, masked


def base(row: dict) -> dict:
    """What every row shows."""
    return {"id": row["id"], "created": row["created"]}


def agent(row: dict) -> dict:
    """An agent, with the languages in a fixed order."""
    shown = base(row)
    shown["name"] = row["name"].title()
    shown["languages"] = sorted(row["languages"])
    shown["bilingual"] = len(row["languages"]) > 1
    return shown


def alert(row: dict) -> dict:
    """An alert; the level is one of three words."""
    shown = base(row)
    shown["rule"] = row["rule"]
    shown["level"] = {1: "note", 2: "warning"}.get(row["level"], "error")
    return shown


def call(row: dict) -> dict:
    """A call, with the caller's number masked."""
    shown = base(row)
    shown["caller"] = masked(row["caller"])
    shown["length"] = spoken(row["seconds"])
    shown["billed"] = billed(row["seconds"])
    return shown


def health(row: dict) -> dict:
    """A part of the system; no dates are shown to the public."""
    return {"id": row["id"], "part": row["part"], "up": row.get("up", True)}


def invoice(row: dict) -> dict:
    """An invoice in whole currency."""
    shown = base(row)
    shown["amount"] = f"{row['cents'] / 100:.2f} {row['currency']}"
    return shown


def model(row: dict) -> dict:
    """A language model and its size."""
    shown = base(row)
    shown["name"] = row["name"]
    shown["size"] = f"{row['bytes'] / 2**20:.0f} MiB"
    return shown


def number(row: dict) -> dict:
    """A telephone number that can be called."""
    shown = base(row)
    shown["number"] = row["number"]
    shown["country"] = country_of(row["number"])
    shown["free"] = "assigned" not in row
    return shown


def queue(row: dict) -> dict:
    """A queue and whether it is too long."""
    shown = base(row)
    shown["name"] = row["name"]
    shown["busy"] = row["waiting"] > 10
    return shown


def recording(row: dict) -> dict:
    """A recording, with seconds reckoned from its bytes."""
    shown = base(row)
    shown["call"] = row["call"]
    shown["seconds"] = row["bytes"] // 8000
    return shown


def transcript(row: dict) -> dict:
    """A transcript as one text."""
    shown = base(row)
    shown["call"] = row["call"]
    shown["text"] = "\n".join(row["lines"])
    return shown


def user(row: dict) -> dict:
    """A user; only supervisors listen in."""
    shown = base(row)
    shown["name"] = row["name"]
    shown["listens"] = row["role"] == "supervisor"
    return shown


def webhook(row: dict) -> dict:
    """A webhook, without the secret part of its address."""
    shown = base(row)
    shown["url"] = row["url"].partition("?")[0]
    shown["events"] = len(row["events"])
    return shown
