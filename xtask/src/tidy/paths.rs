//! A path of somebody's own machine is of no use to anybody else, and tells who wrote it.

use crate::repo::has_extension;

/// Files that other programs wrote, and keep what those say.
fn foreign(file: &str) -> bool {
    has_extension(file, &["lock", "snap"])
        || file.ends_with("package-lock.json")
        || file.starts_with("examples/")
        || file.starts_with("report-gen/viewer/")
        || file.split('/').any(|folder| folder == "fixtures")
}

pub(super) fn applies(file: &str) -> bool {
    !foreign(file)
}

/// Written in two halves, or this file would be its own first breach. Below `root` only what is hidden counts: CI
/// systems check out there, and tests quote their traces.
const ALWAYS: &[(&str, &str)] = &[("/ro", "ot/."), ("/wo", "rk/")];

/// Below these stands a person's name, unless it is one that everybody has.
const HOMES: &[(&str, &str)] = &[("/ho", "me/"), ("/Us", "ers/"), ("C:\\Us", "ers\\")];

const EVERYBODY: &[&str] = &[
    "runner",
    "user",
    "you",
    "me",
    "ci",
    "app",
    "jenkins",
    "circleci",
    "vsts",
    "gitlab-runner",
    "node",
    "alice",
    "bob",
    "someone",
    "dev",
];

pub(super) fn find(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(path) = path_in(line) {
            found.push(format!("{}: {path} is a path of one machine", number + 1));
        }
    }
    found
}

fn path_in(line: &str) -> Option<String> {
    for (start, end) in ALWAYS {
        let needle = format!("{start}{end}");
        if places(line, &needle).any(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '.')) {
            return Some(needle);
        }
    }
    for (start, end) in HOMES {
        let needle = format!("{start}{end}");
        for rest in places(line, &needle) {
            let name: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect();
            let after = rest.get(name.len()..).unwrap_or_default();
            if !name.is_empty() && after.starts_with(['/', '\\']) && !EVERYBODY.contains(&name.as_str()) {
                return Some(format!("{needle}{name}"));
            }
        }
    }
    None
}

/// What follows each place where `needle` begins a path, rather than being a part of a longer one or an address.
fn places<'a>(line: &'a str, needle: &'a str) -> impl Iterator<Item = &'a str> {
    line.match_indices(needle).filter_map(move |(at, _)| {
        let before = line.get(..at)?;
        let inside = before.ends_with(|c: char| c.is_alphanumeric() || "._-)>}~*$".contains(c));
        if inside { None } else { line.get(at + needle.len()..) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(start: &str, end: &str) -> String {
        format!("see {start}{end}x")
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        assert_eq!(find(&written("/ro", "ot/.cargo/")).len(), 1);
        assert!(find(&written("/ro", "ot/project/")).is_empty());
        assert_eq!(find(&written("/ho", "me/karin/src/")).len(), 1);
        assert_eq!(find(&written("`/wo", "rk/main/")).len(), 1);
        assert_eq!(find(&written("C:\\Us", "ers\\karin\\")).len(), 1);
    }

    #[test]
    fn what_everybody_has_and_addresses_are_not() {
        for line in [
            written("/ho", "me/runner/work/"),
            written("https://example.org/ho", "me/karin/"),
            written("site/ro", "ot/"),
            written("$HOME/wo", "rk/main"),
            "/home/".to_owned(),
            "/tmp/report".to_owned(),
            format!("{:?}", concat!("/wo", "rk/")),
        ] {
            assert!(find(&line).is_empty(), "{line}");
        }
    }

    #[test]
    fn what_other_programs_wrote_is_left_alone() {
        assert!(!applies("crates/report-formats/tests/fixtures/junit/a.xml"));
        assert!(!applies("Cargo.lock") && !applies("examples/api/junit.xml"));
        assert!(applies("README.md") && applies("xtask/src/main.rs"));
    }
}
