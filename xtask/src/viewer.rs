//! `report-gen/viewer`: the dashboard as it was built, and what `viewer.json` says of it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Doing as _, Error, Result};
use crate::{command::Run, digest, repo};

/// What a folder with a built dashboard holds.
pub const DESCRIPTION: &str = "viewer.json";

/// The first step of whoever has no dashboard or a stale one.
pub const REBUILD: &str = "run `cargo xtask bundle` and commit report-gen/viewer";

/// The description of a built dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The version of the site contract that it reads.
    pub schema: u32,
    /// The page.
    pub html: String,
    /// The script that starts the program.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// The style sheets, in the order of the page.
    pub css: Vec<String>,
    /// Every file but this description, sorted.
    pub files: Vec<String>,
    /// The digest of what it was built from.
    pub sources: String,
    /// What built it.
    pub tools: Tools,
}

/// The versions of the tools that built a dashboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// The compiler.
    pub rustc: String,
    /// The bundler.
    pub trunk: String,
    /// What writes the script around the program.
    pub wasm_bindgen: String,
    /// What makes the program small.
    pub wasm_opt: String,
}

impl Viewer {
    /// The description in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let file = folder.join(DESCRIPTION);
        let text = fs::read_to_string(&file).map_err(|error| {
            Error::new(format!("no dashboard: cannot read {}: {error}", file.display())).hint(REBUILD)
        })?;
        serde_json::from_str(&text).map_err(|error| {
            Error::new(format!("cannot understand {}: {error}", file.display())).hint(REBUILD)
        })
    }

    /// Writes the description into `folder`.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let file = folder.join(DESCRIPTION);
        let mut text = serde_json::to_string_pretty(self).doing(|| DESCRIPTION.to_owned())?;
        text.push('\n');
        fs::write(&file, text).doing(|| format!("cannot write {}", file.display()))
    }
}

/// Whether the committed dashboard was built from the sources as they are now; the error says what to do.
pub fn check_fresh() -> Result<()> {
    let viewer = Viewer::read(&repo::viewer())?;
    let now = digest::sources()?;
    if viewer.sources == now {
        Ok(())
    } else {
        let cause = format!(
            "the dashboard's sources changed since it was built ({} then, {now} now)",
            viewer.sources
        );
        Err(Error::new(cause).hint(REBUILD))
    }
}

/// The version of the site contract in the sources.
pub fn schema() -> Result<u32> {
    const FILE: &str = "crates/report-model/src/site/mod.rs";
    schema_in(&repo::text(FILE)?)
        .ok_or_else(|| Error::new(format!("{FILE} has no `pub const SCHEMA: u32 = N;`")))
}

fn schema_in(source: &str) -> Option<u32> {
    source.lines().find_map(|line| {
        line.trim().strip_prefix("pub const SCHEMA: u32 = ")?.strip_suffix(';')?.parse().ok()
    })
}

/// The names and versions of the crates that are compiled into the dashboard, sorted, ours without their paths.
pub fn crates() -> Result<Vec<String>> {
    let tree = Run::cargo(None)
        .args(["tree", "--locked", "-p", "app", "-e", "normal", "--target", crate::toolchain::TARGET])
        .args(["--prefix", "none", "--color", "never"])
        .current_dir(repo::root())
        .output()?;
    Ok(names_and_versions(&tree))
}

fn names_and_versions(tree: &str) -> Vec<String> {
    let mut crates: Vec<String> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some(format!("{} {}", words.next()?, words.next()?))
        })
        .collect();
    crates.sort();
    crates.dedup();
    crates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_read_from_the_sources() {
        assert_eq!(schema_in("/// Doc.\npub const SCHEMA: u32 = 12;\n"), Some(12));
        assert_eq!(schema_in("const SCHEMA: u32 = 12;"), None);
        assert!(schema().unwrap() >= 1);
    }

    #[test]
    fn crates_are_listed_once_and_without_paths() {
        let tree =
            "app v0.1.0 (/somewhere/app)\nserde v1.0.2\nserde_derive v1.0.2 (proc-macro)\nserde v1.0.2 (*)\n";
        assert_eq!(names_and_versions(tree), ["app v0.1.0", "serde v1.0.2", "serde_derive v1.0.2"]);
    }
}
