//! The Rust toolchain's parts.

use super::{Found, apt, wasm_std};
use crate::command::Run;
use crate::error::{Error, Result};
use crate::toolchain::{DEBIAN, TARGET, Toolchain};

/// Debian's Rust that can compile for the browser, with the source of its standard library.
const DEBIAN_PACKAGES: &[&str] =
    &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "rust-web-clippy", "lld-22"];

const BY_HAND: &str = "run `rustup target add wasm32-unknown-unknown` where rustup can reach its server";

/// rustfmt and clippy for the toolchain in use.
pub(super) fn components() -> Result<Found> {
    let missing: Vec<&str> = ["fmt", "clippy"]
        .into_iter()
        .filter(|tool| !Run::cargo(None).args([tool, "--version"]).succeeds())
        .collect();
    if missing.is_empty() {
        return Ok(Found::There("there".to_owned()));
    }
    Run::new("rustup").args(["component", "add", "rustfmt", "clippy"]).status().map_err(|error| {
        Error::new(error.to_string()).hint("install rustfmt and clippy for your Rust toolchain")
    })?;
    Ok(Found::Installed("rustfmt, clippy".to_owned()))
}

/// A toolchain that compiles for the browser: the active one with rustup's target, else Debian's with a standard
/// library that is built here.
pub(super) fn wasm_target() -> Result<Found> {
    if let Some(toolchain) = Toolchain::find()? {
        // Linked by hand or by an older checkout, Debian's Rust may lack the one part that only the tests use.
        if toolchain == Toolchain::Debian {
            apt::install(DEBIAN_PACKAGES, BY_HAND)?;
        }
        return Ok(Found::There(describe(toolchain)?));
    }
    println!("setup: rustup target add {TARGET}");
    match Run::new("rustup").args(["target", "add", TARGET]).output() {
        Ok(_) if Toolchain::Active.compiles()? => return Ok(Found::Installed(describe(Toolchain::Active)?)),
        Ok(_) => {
            println!("setup: rustup added the target, but nothing compiles for it; trying Debian's Rust");
        }
        Err(error) => println!("{error}\nsetup: trying Debian's Rust instead"),
    }
    apt::install(DEBIAN_PACKAGES, BY_HAND)?;
    if !linked() {
        Run::new("rustup").args(["toolchain", "link", DEBIAN, "/usr"]).output()?;
    }
    wasm_std::build()?;
    if !Toolchain::Debian.compiles()? {
        return Err(Error::new("Debian's Rust still compiles nothing for the browser").hint(BY_HAND));
    }
    Ok(Found::Installed(describe(Toolchain::Debian)?))
}

fn linked() -> bool {
    Run::new("rustup")
        .args(["toolchain", "list"])
        .output()
        .is_ok_and(|list| list.lines().any(|line| line.split_whitespace().next() == Some(DEBIAN)))
}

fn describe(toolchain: Toolchain) -> Result<String> {
    let whose = match toolchain {
        Toolchain::Active => "the active toolchain",
        Toolchain::Debian => "Debian's, linked as `debian`",
    };
    Ok(format!("rustc {} ({whose})", toolchain.rustc_version()?))
}
