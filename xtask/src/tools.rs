//! The versions of the tools that build and test the dashboard, and where they are looked for.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::command::Run;
use crate::error::{Error, Result};
use crate::repo;

/// The release of trunk that builds the dashboard.
pub const TRUNK: &str = "0.21.14";

/// The release of the npm package `binaryen`, which brings `wasm-opt`.
pub const BINARYEN: &str = "132.0.0";

/// The oldest `wasm-opt` that understands what rustc writes today.
pub const OLDEST_WASM_OPT: u32 = 120;

/// Where tools go that must not take the place of a person's own.
pub fn folder() -> PathBuf {
    repo::target().join("tools")
}

/// PATH with the folders of our own tools in front.
pub fn search_path() -> OsString {
    let own = [folder().join("bin"), folder().join("node_modules").join(".bin")];
    let path = env::var_os("PATH").unwrap_or_default();
    let all = own.into_iter().chain(env::split_paths(&path));
    env::join_paths(all).unwrap_or(path)
}

/// The version that `program --version` prints, such as `0.21.14` or `132`; none when it does not start.
pub fn version(program: &str) -> Option<String> {
    let said = Run::new(program).arg("--version").output().ok()?;
    version_in(&said)
}

/// The version of wasm-bindgen in Cargo.lock, which its command line tool must match exactly.
pub fn wasm_bindgen_version() -> Result<String> {
    locked_version(&repo::text("Cargo.lock")?, "wasm-bindgen")
        .ok_or_else(|| Error::new("Cargo.lock names no wasm-bindgen"))
}

/// The browser for the tests: `CHROMIUM`, else one with a usual name.
pub fn chromium() -> Option<PathBuf> {
    browser("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"])
}

/// The second browser, in which the single file is opened: `FIREFOX`, else one with a usual name.
pub fn firefox() -> Option<PathBuf> {
    browser("FIREFOX", &["firefox-esr", "firefox"])
}

fn browser(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(PathBuf::from(path));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

fn version_in(said: &str) -> Option<String> {
    said.split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().map(str::trim);
    lines.find(|line| *line == name)?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_say() {
        for (said, version) in [
            ("trunk 0.21.14\n", "0.21.14"),
            ("wasm-opt version 132 (version_132)\n", "132"),
            ("v20.20.2\n", "20.20.2"),
            ("rustc 1.95.0 (59807616e 2026-04-14)\n", "1.95.0"),
        ] {
            assert_eq!(version_in(said).as_deref(), Some(version));
        }
        assert_eq!(version_in("no version here"), None);
    }

    #[test]
    fn the_lock_names_the_exact_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.9\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.9"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn our_lock_names_wasm_bindgen() {
        assert!(wasm_bindgen_version().unwrap().starts_with("0.2."));
    }
}
