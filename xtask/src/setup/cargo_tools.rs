//! Tools from the crate registry.

use std::fs;

use super::Found;
use crate::command::Run;
use crate::error::{Error, Result};
use crate::{repo, tools};

pub(super) fn trunk() -> Result<Found> {
    // Without the lock file of its own release it takes a newer cssparser and does not compile.
    install("trunk", "trunk", tools::TRUNK, &["--locked"])
}

pub(super) fn wasm_bindgen() -> Result<Found> {
    install("wasm-bindgen-cli", "wasm-bindgen", &tools::wasm_bindgen_version()?, &[])
}

/// Installs `package` unless `program` has that version. Where a person has another version, theirs stays and ours
/// goes below the target folder.
fn install(package: &str, program: &str, version: &str, options: &[&str]) -> Result<Found> {
    let there = tools::version(program);
    if there.as_deref() == Some(version) {
        return Ok(Found::There(version.to_owned()));
    }
    let aside = there.is_some();
    let wanted = format!("{package}@{version}");
    println!("setup: cargo install {wanted} (some minutes)");
    let build = repo::target().join("setup").join("install");
    // Lighter than a release build of theirs: the tool starts a minute or two sooner and runs a moment longer.
    let mut run = Run::cargo(None)
        .args(["install", "--quiet", &wanted])
        .args(options)
        .env("CARGO_TARGET_DIR", &build)
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("RUSTFLAGS");
    if aside {
        run = run.arg("--force").arg("--root").arg(tools::folder());
    }
    let command = run.shown().to_owned();
    run.output().map_err(|error| Error::new(error.to_string()).hint(format!("try `{command}` by hand")))?;
    // Some gigabytes that nobody needs again; that they cannot be removed is no reason to stop.
    drop(fs::remove_dir_all(&build));
    match tools::version(program) {
        Some(now) if now == version => Ok(Found::Installed(now)),
        now => {
            let now = now.as_deref().unwrap_or("none");
            let hint = "put the `bin` folder of cargo's home first on PATH";
            Err(Error::new(format!("{wanted} was installed, but PATH finds version {now}")).hint(hint))
        }
    }
}
