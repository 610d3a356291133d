"""Nightly cleaning; nothing tests it yet."""

from app.core.privacy import retention_days
from app.tasks.binding import Task, task


@task(bind=True, retries=3)
def purge_recordings(self: Task, rows: list[dict], today: int) -> dict:
    """Delete what may no longer be kept."""
    kept, gone = [], []
    for row in rows:
        age = today - row["day"]
        if age > retention_days(row["kind"], row["country"]):
            gone.append(row["id"])
        else:
            kept.append(row["id"])
    return {"task": self.request_id, "kept": kept, "gone": gone}


@task()
def compact(sizes: dict[str, int], limit: int) -> list[str]:
    """The files to pack, the largest first, until the rest is small enough."""
    total = sum(sizes.values())
    packed = []
    for name in sorted(sizes, key=lambda file: -sizes[file]):
        if total <= limit:
            break
        total -= sizes[name] * 2 // 3
        packed.append(name)
    return packed


@task()
def rotate_keys(ages: dict[str, int], longest: int = 90) -> dict[str, list[str]]:
    """Which keys to replace now and which soon."""
    now, soon = [], []
    for name, days in ages.items():
        if days >= longest:
            now.append(name)
        elif days >= longest - 14:
            soon.append(name)
    return {"now": sorted(now), "soon": sorted(soon)}


@task()
def archive_plan(days: list[int], today: int, shelf: int = 30) -> dict[str, int]:
    """How many recordings stay at hand, go to the archive and go for good."""
    plan = {"hot": 0, "cold": 0, "gone": 0}
    shelf = max(1, shelf)
    for day in days:
        age = today - day
        if age < shelf:
            plan["hot"] += 1
        elif age < 12 * shelf:
            plan["cold"] += 1
        else:
            plan["gone"] += 1
    total = sum(plan.values())
    if total != len(days):
        raise ArithmeticError(f"{len(days)} recordings, {total} in the plan")
    return plan
