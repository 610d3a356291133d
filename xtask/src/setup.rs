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
    run: fn() -> Result<Found>,
}

/// In this order: a later step may use what an earlier one brought.
const STEPS: &[Step] = &[
    Step { name: "rustfmt and clippy", needed_for: Scope::Everything, run: rust::components },
    Step { name: "Rust for the browser", needed_for: Scope::Dashboard, run: rust::wasm_target },
    Step { name: "trunk", needed_for: Scope::Dashboard, run: cargo_tools::trunk },
    Step { name: "wasm-bindgen", needed_for: Scope::Dashboard, run: cargo_tools::wasm_bindgen },
    Step { name: "Node.js and npm", needed_for: Scope::Dashboard, run: npm::node },
    Step { name: "wasm-opt", needed_for: Scope::Dashboard, run: npm::wasm_opt },
    Step { name: "Chromium", needed_for: Scope::Everything, run: browser::chromium },
    Step { name: "npm packages of end2end", needed_for: Scope::Everything, run: npm::end2end },
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
