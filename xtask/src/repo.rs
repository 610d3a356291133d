//! Where things are in the repository.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::command::Run;
use crate::error::{Doing as _, Result};

/// The root of the workspace.
pub fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Cargo's target folder: `CARGO_TARGET_DIR`, else `target`.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The target folder of everything compiled for the browser, so that its flags rebuild nothing of the rest.
pub fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// The folder of the dashboard that `report-gen` carries.
pub fn viewer() -> PathBuf {
    root().join("report-gen").join("viewer")
}

/// The text of a file of the repository.
pub fn text(relative: &str) -> Result<String> {
    fs::read_to_string(root().join(relative)).doing(|| format!("cannot read {relative}"))
}

/// Every file that git tracks or would track, relative to the root, with `/`, sorted.
pub fn files() -> Result<Vec<String>> {
    let listed = Run::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()?;
    let mut files: Vec<String> = listed
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(str::to_owned)
        .collect();
    files.sort();
    files.dedup();
    Ok(files)
}

/// Every file below `folder`, relative to it, with `/`, sorted; names that begin with a dot are left out.
pub fn walk(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let here = folder.join(&below);
        for entry in fs::read_dir(&here).doing(|| format!("cannot list {}", here.display()))? {
            let entry = entry.doing(|| format!("cannot list {}", here.display()))?;
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let path = below.join(&name);
            if entry.path().is_dir() {
                open.push(path);
            } else {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Whether the name of `file` ends in one of `extensions`.
pub fn has_extension(file: &str, extensions: &[&str]) -> bool {
    file.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(text("Cargo.toml").unwrap().contains("[workspace]"));
    }

    #[test]
    fn walking_finds_nested_files_in_order() {
        let files = walk(&root().join("xtask")).unwrap();
        assert!(files.contains(&"src/repo.rs".to_owned()));
        assert!(files.is_sorted());
    }
}
