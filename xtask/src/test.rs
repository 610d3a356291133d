//! `cargo xtask test`: every test there is, in one go.

use std::time::Instant;

use crate::command::Run;
use crate::error::{Error, Result};
use crate::setup::{self, Scope};
use crate::tally::Tally;
use crate::toolchain::{TARGET, Toolchain};
use crate::{bundle, generate, repo, tools};

/// One part of the whole; each runs, whatever became of those before it.
struct Part {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

/// What a part that could be run came to.
struct Outcome {
    good: bool,
    tally: Tally,
}

/// Where the dashboard goes that the browser tests open: built from the sources as they are, not the committed one.
const BUILT: &str = "dist";

const PARTS: &[Part] = &[
    Part { name: "setup", run: || done(setup::run(Scope::Everything)) },
    Part { name: "format", run: format },
    Part { name: "lints", run: lints },
    Part { name: "lints-app", run: lints_app },
    Part { name: "tests", run: tests },
    Part { name: "tests-app", run: tests_app },
    Part { name: "generated", run: || done(generate::check()) },
    Part { name: "dashboard", run: || done(bundle::build(&repo::root().join(BUILT))) },
    Part { name: "types", run: types },
    Part { name: "browser", run: browser },
];

/// Runs the parts of the given names, all when there are none. Prints every runner's own output and, last of all,
/// one line with the sum of what they counted.
pub fn run(only: &[String]) -> Result<()> {
    if let Some(unknown) = only.iter().find(|name| PARTS.iter().all(|part| part.name != name.as_str())) {
        let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        return Err(Error::new(format!("no part is named {unknown}; there are {}", names.join(", "))));
    }
    let mut sum = Tally::default();
    let mut lines = Vec::new();
    let mut good = true;
    for part in PARTS.iter().filter(|part| only.is_empty() || only.iter().any(|name| name == part.name)) {
        println!("\n== {}", part.name);
        let started = Instant::now();
        let outcome = (part.run)().unwrap_or_else(|error| {
            println!("{error}");
            Outcome { good: false, tally: Tally::default() }
        });
        let mut tally = outcome.tally;
        // What failed without counting a failure (a lint, a crate that does not compile) must not look like success.
        if !outcome.good && tally.failed == 0 {
            tally.failed = 1;
        }
        sum += tally;
        good &= tally.failed == 0;
        let word = if tally.failed == 0 { "ok" } else { "FAILED" };
        let counted = if tally == Tally::default() { String::new() } else { format!("  {tally}") };
        lines.push(format!("{word:6} {:12} {:5.0} s{counted}", part.name, started.elapsed().as_secs_f64()));
    }
    println!("\n== summary");
    for line in lines {
        println!("{line}");
    }
    println!("{sum}");
    if good { Ok(()) } else { Err(Error::new("not everything passed")) }
}

fn done(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome { good: true, tally: Tally::default() })
}

fn format() -> Result<Outcome> {
    done(Run::cargo(None).args(["fmt", "--all", "--check"]).current_dir(repo::root()).status())
}

fn lints() -> Result<Outcome> {
    let run = Run::cargo(None).args(["clippy", "--quiet", "--locked", "--workspace", "--exclude", "app"]);
    let run = run.args(["--features", "report-gen/png"]);
    done(run.args(["--all-targets", "--", "-D", "warnings"]).current_dir(repo::root()).status())
}

fn lints_app() -> Result<Outcome> {
    let toolchain = Toolchain::require()?;
    let run =
        Run::cargo(toolchain.name()).args(["clippy", "--quiet", "--locked", "-p", "app", "--target", TARGET]);
    let run = run.env("CARGO_TARGET_DIR", repo::wasm_target());
    done(run.args(["--", "-D", "warnings"]).current_dir(repo::root()).status())
}

fn tests() -> Result<Outcome> {
    cargo_test(&["--workspace", "--exclude", "app", "--features", "report-gen/png"])
}

fn tests_app() -> Result<Outcome> {
    cargo_test(&["-p", "app", "--lib"])
}

fn cargo_test(which: &[&str]) -> Result<Outcome> {
    let run = Run::cargo(None).args(["test", "--locked", "--no-fail-fast"]).args(which);
    let (good, said) = run.current_dir(repo::root()).watch()?;
    Ok(Outcome { good, tally: Tally::of_cargo_test(&said) })
}

/// Playwright runs TypeScript without looking at its types.
fn types() -> Result<Outcome> {
    let folder = repo::root().join("end2end");
    done(Run::new("npx").args(["--no-install", "tsc", "--noEmit"]).current_dir(folder).status())
}

fn browser() -> Result<Outcome> {
    let dashboard = repo::root().join(BUILT);
    if !dashboard.join(crate::viewer::DESCRIPTION).is_file() {
        return Err(
            Error::new(format!("there is no dashboard in {BUILT}")).hint("run `cargo xtask test dashboard`")
        );
    }
    let chromium =
        tools::chromium().ok_or_else(|| Error::new("there is no browser").hint("run `cargo xtask setup`"))?;
    Run::cargo(None)
        .args(["build", "--quiet", "--locked", "--release", "-p", "report-gen"])
        .current_dir(repo::root())
        .status()?;
    let program = repo::target().join("release").join(format!("report-gen{}", std::env::consts::EXE_SUFFIX));
    let folder = repo::root().join("end2end");
    let (good, said) = Run::new("npx")
        .args(["--no-install", "playwright", "test"])
        .env("REPORT_GEN", program)
        .env("VIEWER", dashboard)
        .env("CHROMIUM", chromium)
        .current_dir(folder)
        .watch()?;
    Ok(Outcome { good, tally: Tally::of_playwright(&said) })
}
