//! Files below a folder, in an order that does not depend on the file system.

use std::fs;
use std::path::{Path, PathBuf};

/// What runners call their artifacts, as patterns for file names.
pub(super) const KNOWN_NAMES: &[&str] = &[
    "junit*.xml",
    "*junit.xml",
    "TEST-*.xml",
    "test-results.xml",
    "test-report.xml",
    "coverage.xml",
    "cobertura*.xml",
    "*.cobertura.xml",
    "lcov.info",
    "lcov*.info",
    "*.lcov",
    "coverage.info",
];

/// Folders that hold what others wrote, or far too much.
const SKIPPED: &[&str] = &[
    ".git",
    ".hg",
    ".svn",
    "node_modules",
    "bower_components",
    "target",
    "venv",
    ".venv",
    ".tox",
    ".nox",
    "__pycache__",
];

/// Where Maven, Gradle and nextest put results within a folder that is otherwise skipped.
const RESULTS_IN_TARGET: &[&str] = &["surefire-reports", "failsafe-reports", "nextest", "site"];

const MAX_DEPTH: usize = 16;
const MAX_FILES: usize = 200_000;

/// Every file below `root`, and the limit when there were more.
pub(super) fn files(root: &Path) -> (Vec<PathBuf>, Option<usize>) {
    let mut files = Vec::new();
    descend(root, 0, &mut files, &|_| true);
    let cut = (files.len() >= MAX_FILES).then_some(MAX_FILES);
    (files, cut)
}

/// Every file below `root` that is called as runners call their artifacts.
pub(super) fn files_with_known_names(root: &Path) -> Vec<PathBuf> {
    let patterns: Vec<glob::Pattern> =
        KNOWN_NAMES.iter().filter_map(|name| glob::Pattern::new(name).ok()).collect();
    let any_case = glob::MatchOptions { case_sensitive: false, ..glob::MatchOptions::default() };
    let mut files = Vec::new();
    descend(root, 0, &mut files, &|name| patterns.iter().any(|pattern| pattern.matches_with(name, any_case)));
    files
}

fn descend(folder: &Path, depth: usize, files: &mut Vec<PathBuf>, wanted: &dyn Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if files.len() >= MAX_FILES {
            return;
        }
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let Ok(kind) = entry.file_type() else { continue };
        // A link to a folder may lead back up; a link to a file is a file.
        if kind.is_dir() {
            if name == "target" {
                for results in RESULTS_IN_TARGET {
                    descend(&path.join(results), depth + 2, files, wanted);
                }
            } else if depth < MAX_DEPTH && !SKIPPED.contains(&name.as_ref()) && !is_site(&path) {
                descend(&path, depth + 1, files, wanted);
            }
        } else if path.is_file() && !name.starts_with('.') && !is_record(&name) && wanted(&name) {
            files.push(path);
        }
    }
}

/// What an earlier build wrote is no artifact.
fn is_site(folder: &Path) -> bool {
    folder.join("data/manifest.json").is_file() && folder.join("data/files.json").is_file()
}

fn is_record(name: &str) -> bool {
    name.ends_with(".json.gz") && (name.starts_with("run-") || name.starts_with("names-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_runners_write_and_leaves_out_what_others_wrote() {
        let root = tempfile::tempdir().unwrap();
        for path in [
            "build/junit-2.xml",
            "target/surefire-reports/TEST-a.xml",
            "target/debug/junit.xml",
            "node_modules/x/junit.xml",
            "src/pom.xml",
            "cover/LCOV.info",
            "site/data/manifest.json",
            "site/data/files.json",
            "site/data/junit.xml",
            "history/run-20260118T164200Z-1.json.gz",
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found: Vec<_> = files_with_known_names(root.path())
            .iter()
            .map(|path| path.strip_prefix(root.path()).unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(found, ["build/junit-2.xml", "cover/LCOV.info", "target/surefire-reports/TEST-a.xml"]);
        assert_eq!(files(root.path()).0.len(), 4);
    }
}
