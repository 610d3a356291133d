//! Formats that say which lines ran.

pub(crate) mod clover;
pub(crate) mod cobertura;
pub(crate) mod coverage_py;
pub(crate) mod gcov;
pub(crate) mod go_cover;
pub(crate) mod istanbul;
pub(crate) mod jacoco;
pub(crate) mod lcov;
pub(crate) mod llvm_cov;
pub(crate) mod opencover;
mod paths;
pub(crate) mod simplecov;

use report_model::run::{Coverage, CoverageCounts, FileCoverage};
use report_model::{Location, Notice, Notices};

pub(crate) use self::paths::normalize as normalize_path;
use crate::Artifact;
use crate::place::prefix;
use crate::tally::{Tally, counted};
use crate::xml::Tree;

/// Gathers what an artifact says of each file, wherever in it that stands.
#[derive(Debug, Default)]
struct Files {
    /// In the order of the artifact, one path any number of times.
    list: Vec<FileCoverage>,
    /// Whether the artifact tells of branches anywhere.
    has_branches: bool,
    /// Whether the artifact tells of functions anywhere.
    has_functions: bool,
}

impl Files {
    /// Begins with what is said of `path` and gives its number.
    fn open(&mut self, path: String) -> usize {
        self.list.push(FileCoverage::at(path));
        self.list.len() - 1
    }

    /// What was opened under this number.
    #[inline]
    fn get(&mut self, number: usize) -> Option<&mut FileCoverage> {
        self.list.get_mut(number)
    }

    fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of it, with every file, line, branch and function once.
    ///
    /// Sorted rather than hashed, and added up once: no input makes this slow.
    fn finish(mut self) -> Coverage {
        if !self.list.is_sorted_by(|a, b| a.path < b.path) {
            self.list.sort_by(|a, b| a.path.cmp(&b.path));
            self.list.dedup_by(|other, kept| {
                let is_same = other.path == kept.path;
                if is_same {
                    append(kept, std::mem::take(other));
                }
                is_same
            });
        }
        for file in &mut self.list {
            file.normalize();
            // What an artifact measures at all it measured in every file: "no branches here" is known and no gap.
            if self.has_branches && file.declared.is_none() {
                file.branches.get_or_insert_default();
            }
            if self.has_functions && file.declared.is_none() {
                file.functions.get_or_insert_default();
            }
            // Sums that say nothing of ways or functions leave those that are listed.
            if let Some(sums) = file.declared.take() {
                let listed = file.counts();
                let (branches, functions) =
                    (sums.branches.or(listed.branches), sums.functions.or(listed.functions));
                file.declared = Some(CoverageCounts { branches, functions, ..sums });
            }
        }
        Coverage { files: self.list, roots: Vec::new() }
    }
}

/// Adds what stands elsewhere in the artifact of the same file; it is put in order later.
fn append(file: &mut FileCoverage, other: FileCoverage) {
    file.lines.extend(other.lines);
    if let Some(branches) = other.branches {
        file.branches.get_or_insert_default().extend(branches);
    }
    if let Some(functions) = other.functions {
        file.functions.get_or_insert_default().extend(functions);
    }
    // Sums stand only where there is nothing to count.
    file.declared = file.declared.or(other.declared).filter(|_| file.lines.is_empty());
}

/// Tells of lines that do not say which they are.
fn tell_unplaced(lines: Tally, tree: &Tree<'_>, artifact: &Artifact<'_>, notices: &Notices) {
    if let Some(first) = lines.seen() {
        notices.push(
            Notice::warning(format!("{} no number; left out", lines.of("line has", "lines have")))
                .effect("the figures lack them")
                .at(tree.locate(artifact.path, first)),
        );
    }
}

/// Tells of files that do not say which they are, be it that the text breaks before they do.
fn tell_unnamed(files: u64, artifact: &Artifact<'_>, notices: &Notices) {
    if files > 0 {
        notices.push(
            Notice::warning(format!("{} no path; left out", counted(files, "file has", "files have")))
                .effect("the figures lack them")
                .at(artifact.location()),
        );
    }
}

/// Tells of a report on no file at all.
pub(crate) fn tell_empty(coverage: &Coverage, path: &str, notices: &Notices) {
    if coverage.files.is_empty() {
        notices.push(
            Notice::warning("holds no file")
                .hint("the tool most likely saw no source file: look at its include and source options")
                .at(Location::file(path)),
        );
    }
}

/// Takes sums that say that more is covered than there is as all of it, and tells.
pub(crate) fn bound_sums(coverage: &mut Coverage, path: &str, notices: &Notices) {
    let mut count = 0;
    let mut first = None;
    for file in &mut coverage.files {
        let Some(sums) = &mut file.declared else { continue };
        let ratios = [Some(&mut sums.lines), sums.branches.as_mut(), sums.functions.as_mut()];
        let mut is_odd = false;
        for ratio in ratios.into_iter().flatten().filter(|ratio| ratio.part > ratio.whole) {
            ratio.part = ratio.whole;
            is_odd = true;
        }
        if is_odd {
            count += 1;
            first.get_or_insert(&file.path);
        }
    }
    if let Some(first) = first {
        let files = counted(count, "file has", "files have");
        notices.push(
            Notice::warning(format!(
                "{files} more covered than there is, first `{}`; taken as all of it",
                prefix(first, 200)
            ))
            .effect("the figures of such files are guessed")
            .hint("the tool that wrote the sums counts wrongly, or somebody changed them")
            .at(Location::file(path)),
        );
    }
}

/// How many lines there are, or are said to be where they are not listed.
fn line_count(coverage: &Coverage) -> u64 {
    let of =
        |file: &FileCoverage| file.declared.map_or(file.lines.len() as u64, |declared| declared.lines.whole);
    coverage.files.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use report_model::Ratio;
    use report_model::run::CoverageCounts;

    use super::*;

    #[test]
    fn no_more_is_covered_than_there_is() {
        let sums = |part| CoverageCounts { lines: Ratio::new(part, 3), ..CoverageCounts::default() };
        let file = |path, part| FileCoverage { declared: Some(sums(part)), ..FileCoverage::at(path) };
        let mut coverage = Coverage { files: vec![file("a", 2), file("b", 5)], roots: Vec::new() };
        let notices = Notices::default();
        bound_sums(&mut coverage, "p", &notices);
        assert_eq!(coverage.counts().lines, Ratio::new(5, 6));
        assert!(notices.into_sorted()[0].message.contains("first `b`"));
    }
}
