"""Check that the artifacts hold what README.md and the plans say. Needs nothing but Python 3.11."""

import re
import sys
import tomllib
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
VOICE = HERE / "voice-api"
CAUSES = {
    "celery-binding": 45, "streaming-async": 25, "service-integration": 19, "import-location": 12, "model-loading": 8,
    "uncategorised": 3,
}
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|root|usr/local|Users|builds)/|/home/(?!ci/)")
problems: list[str] = []


def expect(what: str, measured: object, wanted: object) -> None:
    """Note what is not as it should be."""
    if measured != wanted:
        problems.append(f"{what}: {measured} instead of {wanted}")


def outcome(case: ElementTree.Element) -> str:
    """What became of a test."""
    kinds = {"failure": "failed", "error": "errored", "skipped": "skipped"}
    return next((kinds[child.tag] for child in case if child.tag in kinds), "passed")


def cases(path: Path) -> dict[str, tuple[str, str]]:
    """Outcome and message of every test in a JUnit file."""
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        reason = next((child.get("message", "") for child in case if child.tag in ("failure", "error")), "")
        found[f"{case.get('classname')}::{case.get('name')}"] = (outcome(case), reason)
    return found


def totals(tests: dict[str, tuple[str, str]]) -> tuple[int, int, int, int]:
    """Passed, failed, errored, skipped."""
    counts = Counter(kind for kind, _ in tests.values())
    return counts["passed"], counts["failed"], counts["errored"], counts["skipped"]


def lines(path: Path) -> tuple[int, int]:
    """Covered and valid lines of a Cobertura file, counted line by line."""
    hits = [int(line.get("hits", "0")) > 0 for line in ElementTree.parse(path).findall(".//class/lines/line")]
    return sum(hits), len(hits)


def share(path: Path) -> float:
    """Line coverage in percent, to one decimal."""
    covered, valid = lines(path)
    return round(100 * covered / valid, 1)


def cause(message: str) -> str:
    """The team's category of a failure; the first that matches."""
    config = tomllib.loads((VOICE / "report-gen.toml").read_text(encoding="utf-8"))
    for category in config["category"]:
        if any(text in message for text in category["message"]):
            return category["id"]
    return "uncategorised"


def voice_api(table: bool) -> None:
    """Twenty runs; the last has the numbers of the plan."""
    folders = sorted((VOICE / "runs").iterdir())
    runs = {folder.name: cases(folder / "junit.xml") for folder in folders}
    if table:
        print("| run | started (UTC) | passed | failed | errored | skipped | line coverage | suite time |")
        print("|---|---|---|---|---|---|---|---|")
    for folder in folders:
        suite = ElementTree.parse(folder / "junit.xml").find("testsuite")
        expect(f"run {folder.name}: tests", len(runs[folder.name]), 1737)
        properties = {entry.get("name"): entry.get("value") for entry in suite.iter("property")}
        expect(f"run {folder.name}: run_id", properties.get("run_id"), folder.name)
        if table:
            counts = " | ".join(f"{count:,}" for count in totals(runs[folder.name]))
            started = suite.get("timestamp")[:16].replace("T", " ")
            print(f"| {folder.name} | {started} | {counts} | {share(folder / 'coverage.xml')} % | {float(suite.get('time')):.1f} s |")
    expect("runs", len(folders), 20)
    expect("oldest run", totals(runs["193"]), (1540, 174, 17, 6))
    before, newest = runs["211"], runs["212"]
    expect("newest run", totals(newest), (1602, 112, 17, 6))
    expect("coverage of the newest run", share(VOICE / "runs" / "212" / "coverage.xml"), 65.0)
    measured = Counter(cause(reason) for kind, reason in newest.values() if kind == "failed")
    expect("causes", dict(measured), CAUSES)
    failing = {run: {name for name, (kind, _) in runs[run].items() if kind == "failed"} for run in runs}
    expect("newly failing", len(failing["212"] - failing["211"]), 5)
    expect("fixed", len(failing["211"] - failing["212"]), 3)
    expect("same tests as before", before.keys() == newest.keys(), True)
    expect("route tests", sum(name.startswith("tests.api.routes.") for name in newest), 69)
    expect("route tests that fail", sum(name.startswith("tests.api.routes.") for name in failing["212"]), 0)
    reached = [run for run in runs if totals(runs[run])[0] >= 1602 and lines_reach(run)]
    expect("runs that meet phase 1", reached, ["207", "208", "210", "211", "212"])
    expect("folder below 12 MB", sum(file.stat().st_size for file in VOICE.rglob("*") if file.is_file()) < 12e6, True)


def small_projects() -> None:
    """The totals of the single runs."""
    wanted = {"pytest-shop": (50, 3, 1, 4), "nextest-parcel": (21, 3, 0, 0), "vitest-cart": (30, 4, 0, 2)}
    for name, counts in wanted.items():
        expect(name, totals(cases(HERE / name / "artifacts" / "junit.xml")), counts)
    flaky = list(ElementTree.parse(HERE / "nextest-parcel" / "artifacts" / "junit.xml").iter("flakyFailure"))
    expect("flaky attempts of nextest-parcel", len(flaky), 2)
    batches = {"unit": (14, 0, 0, 0), "integration": (4, 0, 0, 0), "label": (5, 1, 0, 0)}
    for name, counts in batches.items():
        expect(f"pytest-depot, {name}", totals(cases(HERE / "pytest-depot" / "artifacts" / f"junit-{name}.xml")), counts)
    lists = {"voice-api": 1737, "pytest-shop/artifacts": 58, "pytest-depot/artifacts": 33}
    for folder, count in lists.items():
        expect(f"collected in {folder}", len((HERE / folder / "collected.txt").read_text(encoding="utf-8").splitlines()), count)


def plans() -> None:
    """What the plans say of the runs beside them; each is named by the configuration of its example."""
    for name in ("voice-api", "pytest-shop", "pytest-depot", "nextest-parcel", "vitest-cart"):
        config = tomllib.loads((HERE / name / "report-gen.toml").read_text(encoding="utf-8"))
        expect(f"{name}: plan", config.get("plan"), ["PLAN.md"])
    voice = (VOICE / "PLAN.md").read_text(encoding="utf-8")
    counts = [int(count) for count in re.findall(r"^### Category \d+: .* \((\d+) failures\)$", voice, re.MULTILINE)]
    expect("causes in the plan of voice-api", sorted(counts), sorted(CAUSES.values()))
    expect("their sum", f"## Total failures: {sum(counts)}" in voice, True)
    outcomes = {word: int(count.replace(",", "")) for word, count in re.findall(r"^\| (\w+) +\| ([\d,]+) +\|$", voice, re.MULTILINE)}
    expect("outcomes in the plan of voice-api", outcomes, {"Passed": 1602, "Failed": 112, "Errored": 17, "Skipped": 6, "Total": 1737})
    depot = (HERE / "pytest-depot" / "PLAN.md").read_text(encoding="utf-8")
    folders = [int(count) for count in re.findall(r"^- `tests/.* files?, (\d+) tests", depot, re.MULTILINE)]
    expect("folders in the plan of pytest-depot", folders, [14, 4, 6, 9])


def lines_reach(run: str) -> bool:
    """Whether a run has the line coverage of phase 1."""
    covered, valid = lines(VOICE / "runs" / run / "coverage.xml")
    return covered >= 0.65 * valid


def no_machine() -> None:
    """No artifact names the machine it was made on."""
    for file in HERE.rglob("*"):
        if file.suffix in (".xml", ".info", ".json", ".txt") and ".venv" not in file.parts and not {"target", "node_modules", "coverage"} & set(file.parts):
            found = MACHINE.search(file.read_text(encoding="utf-8"))
            if found:
                problems.append(f"{file.relative_to(HERE)}: {found[0]} belongs to a machine")


def main() -> None:
    """Check everything; exit 1 and say what is wrong."""
    voice_api(table="--table" in sys.argv)
    small_projects()
    plans()
    no_machine()
    print("\n".join(problems) or "all examples are as they should be")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
