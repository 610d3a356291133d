//! The digest of everything that the dashboard is built from.
//!
//! It is what tells a committed dashboard that is stale, without any of the tools that build one. Two checkouts of one
//! revision have the same digest, whatever line ends they were checked out with.

use std::fmt::Write as _;
use std::fs;

use sha2::{Digest as _, Sha256};

use crate::error::{Doing as _, Error, Result};
use crate::{repo, viewer};

/// Folders and files; those of a workspace crate count only while the dashboard depends on it.
const SOURCES: &[(&str, Option<&str>)] = &[
    ("app", None),
    ("crates/report-model/src", Some("report-model")),
    ("crates/report-charts/src", Some("report-charts")),
    ("crates/report-analysis/src", Some("report-analysis")),
    ("index.html", None),
    ("Trunk.toml", None),
    ("public", None),
];

/// The dashboard's own tests change nothing of what is shipped.
const NOT_SOURCES: &[&str] = &["app/tests/"];

/// `sha256:` and the digest, in hexadecimal.
pub fn sources() -> Result<String> {
    let crates = viewer::crates()?;
    let uses = |name: &str| crates.iter().any(|entry| entry.split(' ').next() == Some(name));
    let mut all = Sha256::new();
    for file in files(uses)? {
        let path = repo::root().join(&file);
        let bytes = fs::read(&path).doing(|| format!("cannot read {}", path.display()))?;
        add(&mut all, &file, &with_unix_line_ends(bytes));
    }
    add(&mut all, "cargo tree", crates.join("\n").as_bytes());
    let mut text = "sha256:".to_owned();
    for byte in all.finalize() {
        write!(text, "{byte:02x}").doing(|| "the digest".to_owned())?;
    }
    Ok(text)
}

fn files(uses: impl Fn(&str) -> bool) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for (source, of) in SOURCES {
        if of.is_some_and(|name| !uses(name)) {
            continue;
        }
        let path = repo::root().join(source);
        if path.is_file() {
            files.push((*source).to_owned());
        } else if path.is_dir() {
            files.extend(repo::walk(&path)?.into_iter().map(|name| format!("{source}/{name}")));
        } else if *source != "public" {
            return Err(Error::new(format!("{source} is missing: the dashboard is built from it")));
        }
    }
    files.retain(|file| !NOT_SOURCES.iter().any(|other| file.starts_with(other)));
    files.sort();
    Ok(files)
}

/// Lengths keep what belongs to one entry from being taken for a part of the next.
fn add(all: &mut Sha256, name: &str, content: &[u8]) {
    all.update(format!("{} {} {name}\n", name.len(), content.len()));
    all.update(content);
}

fn with_unix_line_ends(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.contains(&0) || !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return bytes;
    }
    let mut text = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\r' || rest.peek() != Some(&b'\n') {
            text.push(byte);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_make_no_difference_but_binaries_keep_their_bytes() {
        assert_eq!(with_unix_line_ends(b"a\r\nb\rc\r\n".to_vec()), b"a\nb\rc\n");
        assert_eq!(with_unix_line_ends(b"\0\r\n".to_vec()), b"\0\r\n");
    }

    #[test]
    fn a_crate_that_the_dashboard_does_not_use_is_left_out() {
        let without = files(|name| name != "report-analysis").unwrap();
        assert!(without.iter().any(|file| file == "crates/report-model/src/lib.rs"));
        assert!(without.iter().all(|file| !file.starts_with("crates/report-analysis/")));
        let with = files(|_| true).unwrap();
        assert!(with.iter().any(|file| file == "crates/report-analysis/src/lib.rs"));
    }

    #[test]
    fn moving_bytes_between_entries_changes_the_digest() {
        let of = |entries: &[(&str, &str)]| {
            let mut all = Sha256::new();
            for (name, content) in entries {
                add(&mut all, name, content.as_bytes());
            }
            all.finalize()
        };
        assert_ne!(of(&[("a", "bc"), ("d", "")]), of(&[("a", "b"), ("cd", "")]));
        assert_ne!(of(&[("a", "1"), ("b", "2")]), of(&[("a", "2"), ("b", "1")]));
    }
}
