//! `cargo xtask generate`: the documents that are printed by the program, so that they cannot be wrong.

use std::fs;

use crate::command::Run;
use crate::error::{Doing as _, Error, Result};
use crate::repo;

/// One document: its place and the arguments of `report-gen` that print it.
struct Document {
    file: &'static str,
    arguments: &'static [&'static str],
}

const DOCUMENTS: &[Document] = &[
    Document { file: "docs/categories.md", arguments: &["explain", "--markdown"] },
    Document { file: "docs/formats.md", arguments: &["formats", "--markdown"] },
    Document { file: "docs/rules.md", arguments: &["check", "--rules"] },
    Document { file: "docs/site-format.md", arguments: &["schema"] },
];

/// Writes every document.
pub fn write() -> Result<()> {
    for document in DOCUMENTS {
        let text = print(document)?;
        let path = repo::root().join(document.file);
        fs::write(&path, text).doing(|| format!("cannot write {}", document.file))?;
        println!("generate: {}", document.file);
    }
    Ok(())
}

/// Whether every document is what the program prints now; the error names those that are not.
pub fn check() -> Result<()> {
    let mut stale = Vec::new();
    for document in DOCUMENTS {
        let printed = print(document)?;
        let kept = repo::text(document.file).unwrap_or_default().replace("\r\n", "\n");
        match first_difference(&kept, &printed) {
            None => println!("generate: {} is as printed", document.file),
            Some(line) => stale.push(format!("{} (line {line})", document.file)),
        }
    }
    if stale.is_empty() {
        Ok(())
    } else {
        let cause = format!("generated documents are stale: {}", stale.join(", "));
        Err(Error::new(cause).hint("run `cargo xtask generate` and commit the result"))
    }
}

fn print(document: &Document) -> Result<String> {
    Run::cargo(None)
        .args(["run", "--quiet", "-p", "report-gen", "--"])
        .args(document.arguments)
        .current_dir(repo::root())
        .output()
}

/// The number of the first line that differs.
fn first_difference(kept: &str, printed: &str) -> Option<usize> {
    if kept == printed {
        return None;
    }
    let same = kept.lines().zip(printed.lines()).take_while(|(kept, printed)| kept == printed).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_told() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
    }
}
