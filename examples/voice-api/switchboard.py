"""Which known bugs the code has in the state that is being run.

`states.toml` lists the runs, oldest first, and says which bugs each run fixed or brought in. `VOICE_API_STATE` names the
run; without it the newest state is taken. The application and a few tests ask `has_bug(name)`; the wrong branch is left
out of coverage by the `exclude_also` line in pyproject.toml. Everything else (exceptions, durations, coverage) is real.
"""

import os
import random
import tomllib
from functools import cache
from pathlib import Path

STATES = tomllib.loads((Path(__file__).parent / "states.toml").read_text(encoding="utf-8"))
RUN_IDS = [run["id"] for run in STATES["run"]]


def run_id() -> str:
    """The run whose state is being tested."""
    return os.environ.get("VOICE_API_STATE") or RUN_IDS[-1]


@cache
def open_bugs(run: str) -> frozenset[str]:
    """The bugs that are open in a run: there from the start or brought in, and not yet fixed."""
    brought_in = {bug for entry in STATES["run"] for bug in entry.get("breaks", [])}
    bugs = {name for name in STATES["bug"] if name not in brought_in}
    for entry in STATES["run"]:
        unknown = {*entry.get("fixes", []), *entry.get("breaks", [])} - STATES["bug"].keys()
        if unknown:
            raise LookupError(f"states.toml, run {entry['id']}: no bug is called {sorted(unknown)}")
        bugs = (bugs | set(entry.get("breaks", []))) - set(entry.get("fixes", []))
        if entry["id"] == run:
            return frozenset(bugs)
    raise LookupError(f"states.toml has no run {run!r}")


def has_bug(name: str) -> bool:
    """Whether the state being run still has this bug."""
    if name not in STATES["bug"]:
        raise LookupError(f"states.toml describes no bug {name!r}")
    return name in open_bugs(run_id())


def route_bug(router: str) -> str | None:
    """What is wrong with a router in the state being run, in one word, or nothing."""
    name = f"routes-{router}"
    return STATES["bug"][name]["kind"] if name in open_bugs(run_id()) else None


def network_delay_ms(route: str) -> float:
    """The delay on a simulated network route: the same for the same run, different from run to run."""
    return max(1.0, random.Random(f"{STATES['network_seed']}/{route}/{run_id()}").gauss(18.0, 10.0))
