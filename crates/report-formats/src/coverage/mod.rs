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

use report_model::run::{Coverage, FileCoverage};

pub(crate) use self::paths::normalize as normalize_path;

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
        }
        Coverage { files: self.list }
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

/// How many lines there are, or are said to be where they are not listed.
fn line_count(coverage: &Coverage) -> u64 {
    let of =
        |file: &FileCoverage| file.declared.map_or(file.lines.len() as u64, |declared| declared.lines.whole);
    coverage.files.iter().map(of).sum()
}
