"""Make the artifacts of the examples again by running their own runners.

    python3 examples/make.py                  all of them
    python3 examples/make.py voice-api        one of them
    python3 examples/make.py --python BIN     with the interpreter of an environment that is there already
    python3 examples/make.py --quietest-of 3  on a busy machine: each state of voice-api three times, the fastest run is kept

Python 3.11 or newer makes a virtual environment in examples/.venv and installs what requirements.txt pins. What the runners
write is kept, but for what belongs to the machine and not to the project: the checkout's path, the host name and the clock.
`tidied` is the whole of that.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
STARTED_AT = datetime(2026, 1, 18, 16, 42, tzinfo=UTC)
HOSTNAME = "runner"


def interpreter() -> Path:
    """The Python of an environment that has what requirements.txt pins."""
    folder = HERE / ".venv"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"], check=True)
    return python


def tidied(text: str, project: Path, started_at: datetime) -> str:
    """An artifact without the machine it was made on, and with the time its run stands for."""
    text = text.replace(str(project), f"/home/ci/{project.name}")
    text = re.sub(r"[^\s\"'(&;]*/site-packages/", "/home/ci/venv/site-packages/", text)
    text = re.sub(r"[^\s\"'(&;]*/\.rustup/", "/home/ci/.rustup/", text)
    text = re.sub(r"/tmp/pytest-of-\w+/pytest-\d+/", "/home/ci/tmp/", text)
    text = text.replace(sysconfig.get_path("stdlib"), "/usr/lib/python3")
    text = re.sub(r'hostname="[^"]*"', f'hostname="{HOSTNAME}"', text)
    if "<coverage " in text:
        return re.sub(r'timestamp="\d+"', f'timestamp="{int(started_at.timestamp() * 1000)}"', text, count=1)
    return moved_clock(text, started_at)


def moved_clock(text: str, started_at: datetime) -> str:
    """Every timestamp moved by the same span, so that the first is the start of the run."""
    pattern = re.compile(r'timestamp="([^"]+)"')
    found = pattern.search(text)
    if not found:
        return text
    shift = started_at - datetime.fromisoformat(found[1]).astimezone(UTC)

    def moved(match: re.Match[str]) -> str:
        moment = datetime.fromisoformat(match[1]).astimezone(UTC) + shift
        return f'timestamp="{moment.isoformat(timespec="milliseconds")}"'

    return pattern.sub(moved, text)


def run(command: list[str | Path], project: Path, **environment: str) -> None:
    """Run a runner; failing tests are expected, anything else is not."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "NEXTEST_"))}
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [str(word) for word in command], cwd=project, env=inherited | settings | environment, capture_output=True, text=True
    )
    summary = next((line for line in reversed((done.stdout + done.stderr).splitlines()) if line.strip()), "")
    print(f"  {project.name} {environment.get('RUN_ID', '')}: {summary.strip('= ')}", flush=True)
    if done.returncode not in (0, 1, 100):
        raise SystemExit(done.stdout + done.stderr)


def keep(source: Path, target: Path, project: Path, started_at: datetime) -> None:
    """Tidy one artifact into its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(tidied(source.read_text(encoding="utf-8"), project, started_at), encoding="utf-8")


def pytest_command(python: Path, out: Path, cov: str, *more: str) -> list[str | Path]:
    """pytest with JUnit XML and Cobertura XML into a folder."""
    return [python, "-m", "pytest", "-q", f"--junitxml={out}/junit.xml", f"--cov={cov}", f"--cov-report=xml:{out}/coverage.xml", *more]


def suite_time(out: Path) -> float:
    """The seconds that a suite took."""
    found = re.search(r'<testsuite [^>]*\btime="([\d.]+)"', (out / "junit.xml").read_text(encoding="utf-8"))
    return float(found[1]) if found else float("inf")


def voice_api(python: Path, options: argparse.Namespace) -> None:
    """One run for each state, the quietest of some: the past ones short, the newest with everything."""
    project = HERE / "voice-api"
    states = tomllib.loads((project / "states.toml").read_text(encoding="utf-8"))["run"]
    known = {state["id"] for state in states}
    for folder in (project / "runs").glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder)
    for state in states:
        if options.run and state["id"] not in options.run:
            continue
        newest = state is states[-1]
        detail = ["-o", "junit_logging=all"] if newest else ["-o", "junit_logging=no", "--tb=short"]
        identity = {"VOICE_API_STATE": state["id"], "RUN_ID": state["id"], "BRANCH": "main", "COMMIT": state["commit"]}
        with tempfile.TemporaryDirectory() as folder:
            outs = [Path(folder) / str(number) for number in range(options.quietest_of)]
            for out in outs:
                out.mkdir()
                run(pytest_command(python, out, "app", *detail), project, COVERAGE_FILE=str(out / ".coverage"), **identity)
            out = min(outs, key=suite_time)
            for name in ("junit.xml", "coverage.xml"):
                keep(out / name, project / "runs" / state["id"] / name, project, state["started_at"])
    collected(python, project, project / "collected.txt")


def collected(python: Path, project: Path, target: Path) -> None:
    """Every test that pytest knows, without running it."""
    command = [str(python), "-m", "pytest", "--collect-only", "-q"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    names = [line for line in done.stdout.splitlines() if "::" in line]
    target.write_text("\n".join(names) + "\n", encoding="utf-8")


def pytest_shop(python: Path, _: argparse.Namespace) -> None:
    """One run with every kind of output that pytest and pytest-cov have."""
    project = HERE / "pytest-shop"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        lcov = f"--cov-report=lcov:{out}/lcov.info"
        run(pytest_command(python, out, "shop", lcov), project, COVERAGE_FILE=str(out / ".coverage"))
        for name in ("junit.xml", "coverage.xml", "lcov.info"):
            keep(out / name, project / "artifacts" / name, project, STARTED_AT)
    collected(python, project, project / "artifacts" / "collected.txt")


def pytest_depot(python: Path, _: argparse.Namespace) -> None:
    """The batches that end, one file each, with their coverage together; the whole suite waits for ever."""
    project = HERE / "pytest-depot"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        for batch in ("unit", "integration", "label"):
            more = ["--cov-append", f"tests/{batch}"]
            run(pytest_command(python, out, "depot", *more), project, COVERAGE_FILE=str(out / ".coverage"))
            keep(out / "junit.xml", project / "artifacts" / f"junit-{batch}.xml", project, STARTED_AT)
        keep(out / "coverage.xml", project / "artifacts" / "coverage.xml", project, STARTED_AT)
    collected(python, project, project / "artifacts" / "collected.txt")


def nextest_parcel(_: Path, __: argparse.Namespace) -> None:
    """One run with retries and a test that takes too long, and the list of all tests."""
    project = HERE / "nextest-parcel"
    with tempfile.TemporaryDirectory() as folder:
        environment = {"CARGO_TARGET_DIR": str(project / "target"), "RUST_BACKTRACE": "0"}
        run(["cargo", "nextest", "run", "--profile", "ci"], project, **environment)
        keep(project / "target" / "nextest" / "ci" / "junit.xml", project / "artifacts" / "junit.xml", project, STARTED_AT)
        listing = Path(folder) / "list.json"
        command = ["cargo", "nextest", "list", "--message-format", "json-pretty"]
        done = subprocess.run(command, cwd=project, env=os.environ | environment, capture_output=True, text=True, check=True)
        listing.write_text(done.stdout, encoding="utf-8")
        keep(listing, project / "artifacts" / "list.json", project, STARTED_AT)


def vitest_cart(_: Path, __: argparse.Namespace) -> None:
    """One run with coverage in both formats."""
    project = HERE / "vitest-cart"
    subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"], cwd=project, check=True)
    run(["npx", "vitest", "run"], project)
    names = {"junit.xml": "junit.xml", "cobertura-coverage.xml": "coverage.xml", "lcov.info": "lcov.info"}
    for written, name in names.items():
        keep(project / "coverage" / written, project / "artifacts" / name, project, STARTED_AT)


EXAMPLES = {
    "voice-api": voice_api, "pytest-shop": pytest_shop, "pytest-depot": pytest_depot, "nextest-parcel": nextest_parcel,
    "vitest-cart": vitest_cart,
}


def main() -> None:
    """Make what is asked for, then check it."""
    parser = argparse.ArgumentParser(description="Make the artifacts of the examples again.")
    parser.add_argument("example", nargs="*", help=f"any of {', '.join(EXAMPLES)}; none: all of them")
    parser.add_argument("--python", type=Path, help="an interpreter that has pytest and pytest-cov")
    parser.add_argument("--quietest-of", type=int, default=1, metavar="N", help="run each state of voice-api N times, keep the fastest")
    parser.add_argument("--run", action="append", metavar="ID", help="only this run of voice-api; may be given several times")
    options = parser.parse_args()
    unknown = set(options.example) - EXAMPLES.keys()
    if unknown:
        parser.error(f"no such example: {', '.join(sorted(unknown))}")
    python = options.python or interpreter()
    for name in options.example or EXAMPLES:
        print(name)
        EXAMPLES[name](python, options)
    subprocess.run([sys.executable, HERE / "check.py"], check=True)


if __name__ == "__main__":
    main()
