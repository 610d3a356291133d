#!/usr/bin/env python3
"""Phaseline's change points beside those of Apache Otava and of two thresholds, on series with known steps.

    python3 -m venv otava && otava/bin/pip install apache-otava==0.8.0
    cargo build --release -p report-gen
    otava/bin/python report-gen/benches/compare_change_points.py --report-gen target/release/report-gen

Makes a history of runs, asks each detector where the durations of each test changed their level, and prints one
table. Without Apache Otava its rows are left out, and said to be. `--series DIR` takes a history that is there
already: DIR/<run>/junit.xml, and DIR/truth.tsv with the columns test_id, kind and changes (`132:2.3,160:0.5`: the
number of the first run of the new level, from 1, and how many times as long it takes).

What is counted: a step is found when a detector tells of a change within three runs of it, each change for one step;
whatever else it tells is false. Slow ramps have no step, and what is told of them is counted for itself. Quiet series
are those without a step and without a ramp; an alarm is a quiet series of which anything is told.

The series: a level from 0.02 to 8 s with log-normal noise of 1 to 12 %, in every third test resembling the run before
(first order, 0.5); steps of 3 to 20 standard deviations and at least 10 %, up twice as often as down; single slow
runs of 2 to 12 times the time; two kinds of machine; clocks that tell hundredths of a second; tests that were not run
for a while. The same seed gives the same series.
"""

import argparse
import csv
import math
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from datetime import datetime, timedelta, timezone
from pathlib import Path

NEAR = 3
KINDS = {"quiet": 45, "step": 20, "two steps": 6, "ramp": 5, "slow runs": 8, "two machines": 7, "coarse": 5, "gap": 4}


def noise(dice, runs):
    """Standard deviation and values of the logarithms."""
    deviation, resembles = dice.uniform(0.01, 0.12), dice.choice([0.0, 0.0, 0.5])
    values, last = [], dice.gauss(0, deviation)
    for _ in range(runs):
        values.append(last)
        last = resembles * last + math.sqrt(1 - resembles**2) * dice.gauss(0, deviation)
    return deviation, values


def series(dice, kind, runs):
    """The durations of one test, None where it did not run, and its steps as (run from 1, factor)."""
    level = math.exp(dice.uniform(math.log(0.02), math.log(8.0)))
    deviation, values = noise(dice, runs)
    steps = []

    def step(place):
        size = max(0.1, dice.uniform(3, 20) * deviation) * dice.choice([1, 1, -1])
        factor = min(max(math.exp(size), 0.2), 6.0)
        for run in range(place, runs):
            values[run] += math.log(factor)
        steps.append((place + 1, factor))

    if kind == "step":
        step(dice.randrange(10, runs - 10))
    elif kind == "two steps":
        first = dice.randrange(10, runs // 2 - 10)
        step(first)
        step(dice.randrange(first + 20, runs - 10))
    elif kind == "ramp":
        grows = dice.uniform(0.2, 0.8)
        values = [value + math.log(1 + grows * run / runs) for run, value in enumerate(values)]
    elif kind == "slow runs":
        values = [value + (math.log(dice.uniform(2, 12)) if dice.random() < 0.06 else 0) for value in values]
    elif kind == "two machines":
        other = math.log(dice.uniform(1.15, 1.6))
        values = [value + (other if dice.random() < 0.4 else 0) for value in values]
    secs = [level * math.exp(value) for value in values]
    if kind == "coarse":
        secs = [round(0.015 * value / level, 2) for value in secs]
    if kind == "gap":
        start = dice.randrange(runs // 10, runs // 2)
        for run in range(start, start + dice.randrange(runs // 20, runs // 5)):
            secs[run] = None
    return secs, steps


def make(folder, runs, tests, seed):
    """Writes a history that Phaseline reads, and what is true of it."""
    dice = random.Random(seed)
    made = []
    for number in range(tests):
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        made.append((f"area_{number % 20:02}.part_{number % 90:02}", f"test_{number:05}", kind, *series(dice, kind, runs)))
    start = datetime(2026, 1, 1, 6, tzinfo=timezone.utc)
    for run in range(runs):
        lines = [
            f'<testcase classname="{where}" name="{name}" time="{secs[run]:.4f}"/>'
            for where, name, _, secs, _ in made
            if secs[run] is not None
        ]
        when = (start + timedelta(hours=8 * run)).strftime("%Y-%m-%dT%H:%M:%SZ")
        target = folder / f"run-{run + 1:05}"
        target.mkdir(parents=True)
        text = "\n".join([f'<testsuite name="all" timestamp="{when}">', *lines, "</testsuite>\n"])
        (target / "junit.xml").write_text(text)
    with open(folder / "truth.tsv", "w") as file:
        file.write("test_id\tkind\tchanges\n")
        for where, name, kind, _, steps in made:
            file.write(f"{where}::{name}\t{kind}\t{','.join(f'{at}:{factor:.3f}' for at, factor in steps)}\n")


def read(folder):
    """The durations of each test by run, and the truth, as they lie in the folder."""
    runs = sorted(path for path in folder.iterdir() if (path / "junit.xml").exists())
    durations = {}
    for number, run in enumerate(runs):
        for case in ElementTree.parse(run / "junit.xml").iter("testcase"):
            test = f"{case.get('classname')}::{case.get('name')}"
            durations.setdefault(test, [None] * len(runs))[number] = float(case.get("time"))
    with open(folder / "truth.tsv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    steps = {row["test_id"]: [int(step.split(":")[0]) for step in row["changes"].split(",") if step] for row in rows}
    ramps = {row["test_id"] for row in rows if row["kind"] == "ramp"}
    return [run.name for run in runs], durations, steps, ramps


def of_each(detect):
    """A detector of one series, for all of them. It sees the values that are known and gives places among them."""

    def all_of(durations):
        told = {}
        for test, values in durations.items():
            known = [(run, value) for run, value in enumerate(values, 1) if value is not None]
            places = detect([value for _, value in known])
            told[test] = [known[place][0] for place in places]
        return told

    return all_of


def two_deviations(values):
    """A run further than two standard deviations from the mean of the 30 before it; a row of them is told once."""
    told, was = [], False
    for place in range(10, len(values)):
        before = values[max(0, place - 30) : place]
        mean, deviation = statistics.fmean(before), statistics.stdev(before)
        now = abs(values[place] - mean) > 2 * deviation
        if now and not was:
            told.append(place)
        was = now
    return told


def two_hundred_percent(values):
    """A run that takes more than twice as long as the one before, or less than half as long."""
    pairs = zip(values, values[1:])
    return [place for place, (a, b) in enumerate(pairs, 1) if b > 2 * a or a > 2 * b]


def otava(least):
    """The change points of Apache Otava with its own settings, and changes of at least `least`."""
    from otava.analysis import compute_change_points

    def detect(values):
        points, _ = compute_change_points(values, window_len=50, max_pvalue=0.001, min_magnitude=least)
        return [int(point.index) for point in points]

    return of_each(detect)


def phaseline(program, folder, names):
    """A whole build of the history, reading included, and its export."""
    number = {name: place for place, name in enumerate(names, 1)}

    def all_of(_):
        with tempfile.TemporaryDirectory() as site:
            build = [program, "build", "--runs-in", str(folder), "-o", f"{site}/site", "--quiet"]
            subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
            changes = subprocess.run(
                [program, "export", "changes", f"{site}/site"], check=True, capture_output=True, text=True
            ).stdout
        told = {}
        for row in csv.DictReader(changes.splitlines(), delimiter="\t"):
            told.setdefault(row["test_id"], []).append(number[row["run"]])
        return told

    return all_of


def score(told, steps, ramps):
    found = missed = false = alarms = of_ramps = 0
    for test, wanted in steps.items():
        left = sorted(told.get(test, []))
        for step in wanted:
            near = min(left, key=lambda run: abs(run - step), default=None)
            if near is not None and abs(near - step) <= NEAR:
                left.remove(near)
                found += 1
            else:
                missed += 1
        if test in ramps:
            of_ramps += bool(left)
        else:
            false += len(left)
            alarms += bool(left) and not wanted
    quiet = sum(not wanted and test not in ramps for test, wanted in steps.items())
    return found, missed, false, alarms, quiet, of_ramps


def cpu_secs():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(of.ru_utime + of.ru_stime for of in used)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report-gen", required=True, help="the program")
    parser.add_argument("--series", type=Path, help="a history with truth.tsv, in the place of a made one")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--tests", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.series or Path(made)
        if not options.series:
            make(folder, options.runs, options.tests, options.seed)
        names, durations, steps, ramps = read(folder)
        version = subprocess.run([options.report_gen, "--version"], check=True, capture_output=True, text=True)
        detectors = [(f"Phaseline ({version.stdout.strip()})", phaseline(options.report_gen, folder, names))]
        try:
            from importlib.metadata import version as installed

            name = f"Apache Otava {installed('apache-otava')}"
            detectors.append((name, otava(0.0)))
            detectors.append((f"{name}, at least 5 %", otava(0.05)))
        except ImportError:
            print("Apache Otava is not installed: its rows are left out.", file=sys.stderr)
        detectors.append(("two standard deviations", of_each(two_deviations)))
        detectors.append(("200 %", of_each(two_hundred_percent)))
        count = sum(map(len, steps.values()))
        print(f"{len(names)} runs of {len(steps)} tests, {count} steps\n")
        print("| detector | recall | precision | quiet series with an alarm | ramps told as steps | CPU |")
        print("|---|---|---|---|---|---|")
        for name, detect in detectors:
            before = cpu_secs()
            told = detect(durations)
            took = cpu_secs() - before
            found, missed, false, alarms, quiet, of_ramps = score(told, steps, ramps)
            recall, precision = found / max(1, found + missed), found / max(1, found + false)
            share = 100 * alarms / max(1, quiet)
            print(
                f"| {name} | {recall:.3f} | {precision:.3f} | {alarms} of {quiet} ({share:.2f} %) "
                f"| {of_ramps} of {len(ramps)} | {took:.1f} s |",
                flush=True,
            )


if __name__ == "__main__":
    main()
