//! `cargo xtask setup`: installs what is missing for the dashboard and its tests, and only that.

mod apt;
mod browser;
mod cargo_tools;
mod npm;
mod rust;
mod wasm_std;

use std::time::Instant;

use crate::error::{Error, Result};

/// How much is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// What builds the dashboard.
    Dashboard,
    /// That, and what the browser tests need.
    Everything,
}

/// What a step found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    /// It was there; its version or place.
    There(String),
    /// It was not, and now is.
    Installed(String),
}

struct Step {
    name: &'static str,
    needed_for: Scope,
    /// Whether tests that need it are skipped where it cannot be had.
    optional: bool,
    run: fn() -> Result<Found>,
}

const fn step(name: &'static str, needed_for: Scope, run: fn() -> Result<Found>) -> Step {
    Step { name, needed_for, optional: false, run }
}

/// In this order: a later step may use what an earlier one brought.
const STEPS: &[Step] = &[
    step("rustfmt and clippy", Scope::Everything, rust::components),
    step("Rust for the browser", Scope::Dashboard, rust::wasm_target),
    step("trunk", Scope::Dashboard, cargo_tools::trunk),
    step("wasm-bindgen", Scope::Dashboard, cargo_tools::wasm_bindgen),
    step("Node.js and npm", Scope::Dashboard, npm::node),
    step("wasm-opt", Scope::Dashboard, npm::wasm_opt),
    step("Chromium", Scope::Everything, browser::chromium),
    // Not every system has a package of this name.
    Step { optional: true, ..step("Firefox", Scope::Everything, browser::firefox) },
    step("npm packages of end2end", Scope::Everything, npm::end2end),
];

/// Runs every step of `scope`. A step that fails does not stop the others; the error names all that failed.
pub fn run(scope: Scope) -> Result<()> {
    let mut failed = Vec::new();
    for step in STEPS.iter().filter(|step| scope == Scope::Everything || step.needed_for == scope) {
        let started = Instant::now();
        match (step.run)() {
            Ok(Found::There(what)) => println!("setup: {}: {what}", step.name),
            Ok(Found::Installed(what)) => {
                println!(
                    "setup: {}: {what}, installed in {:.0} s",
                    step.name,
                    started.elapsed().as_secs_f64()
                );
            }
            Err(error) if step.optional => {
                println!("setup: {}: left out, the tests that need it are skipped", step.name);
                println!("{error}");
            }
            Err(error) => {
                println!("setup: {}: FAILED after {:.0} s", step.name, started.elapsed().as_secs_f64());
                println!("{error}");
                failed.push(step.name);
            }
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Error::new(format!("setup could not provide: {}", failed.join(", "))))
    }
}
