//! Node.js and packages from the npm registry.

use std::collections::BTreeMap;
use std::fs;

use serde::Deserialize;

use super::{Found, apt};
use crate::command::Run;
use crate::error::{Doing as _, Error, Result};
use crate::{repo, tools};

/// The oldest Node.js that Playwright runs on.
const OLDEST_NODE: u32 = 20;

const BY_HAND: &str = "install Node.js 20 or newer with npm from https://nodejs.org";

pub(super) fn node() -> Result<Found> {
    if let (Some(node), Some(_)) = (recent_node(), tools::version("npm")) {
        return Ok(Found::There(node));
    }
    apt::install(&["nodejs", "npm"], BY_HAND)?;
    recent_node()
        .map(Found::Installed)
        .ok_or_else(|| Error::new(format!("Node.js is older than {OLDEST_NODE}")).hint(BY_HAND))
}

fn recent_node() -> Option<String> {
    tools::version("node").filter(|version| major(version) >= Some(OLDEST_NODE))
}

/// `wasm-opt` of the npm package binaryen, below the target folder; one on PATH that is new enough is taken.
pub(super) fn wasm_opt() -> Result<Found> {
    if let Some(version) = tools::version("wasm-opt")
        && major(&version) >= Some(tools::OLDEST_WASM_OPT)
    {
        return Ok(Found::There(version));
    }
    let folder = tools::folder();
    fs::create_dir_all(&folder).doing(|| format!("cannot make {}", folder.display()))?;
    let package = format!("binaryen@{}", tools::BINARYEN);
    println!("setup: npm install {package}");
    let hint = format!("try `npm install --global {package}` by hand");
    Run::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"])
        .arg(&folder)
        .arg(&package)
        .output()
        .map_err(|error| Error::new(error.to_string()).hint(&hint))?;
    tools::version("wasm-opt")
        .map(Found::Installed)
        .ok_or_else(|| Error::new(format!("{package} was installed, but wasm-opt does not start")).hint(hint))
}

#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    version: String,
    #[serde(default, rename = "devDependencies")]
    dev_dependencies: BTreeMap<String, String>,
}

/// The packages of the browser tests, as their lock file has them.
pub(super) fn end2end() -> Result<Found> {
    let wanted = package("end2end/package.json")?.dev_dependencies;
    let shown =
        wanted.iter().map(|(name, version)| format!("{name} {version}")).collect::<Vec<_>>().join(", ");
    let there = wanted.iter().all(|(name, version)| {
        package(&format!("end2end/node_modules/{name}/package.json"))
            .is_ok_and(|found| found.version == *version)
    });
    if there {
        return Ok(Found::There(shown));
    }
    println!("setup: npm ci in end2end");
    Run::new("npm")
        .args(["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(repo::root().join("end2end"))
        .output()
        .map_err(|error| Error::new(error.to_string()).hint("try `npm ci` in end2end by hand"))?;
    Ok(Found::Installed(shown))
}

fn package(relative: &str) -> Result<Package> {
    serde_json::from_str(&repo::text(relative)?).doing(|| format!("cannot understand {relative}"))
}

fn major(version: &str) -> Option<u32> {
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_the_browser_tests_have_exact_versions() {
        for (name, version) in package("end2end/package.json").unwrap().dev_dependencies {
            assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{name} {version} is a range");
        }
    }

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert!(major("18.20.0") < Some(OLDEST_NODE));
        assert!(major("20.1.0") >= Some(OLDEST_NODE));
        assert!(None < Some(OLDEST_NODE));
    }
}
