//! Several artifacts about the same files, made one.
//!
//! Tools that write the same measurement in two formats name files from different folders and number branches in
//! different ways. What is the same must be found here, or it is counted twice:
//!
//! - **Artifacts in one format are parts of the run**, such as shards or modules: their hits add up. Two that are the
//!   same to the last hit are copies of one.
//! - **Artifacts in different formats are the same measurement**, written twice: the larger count of a line or a
//!   function stands. Where the formats are of different parts after all, the hits are a lower bound and what is
//!   covered is right, which adding could not say.

mod branches;
mod functions;
mod names;
mod places;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::names::Names;
use super::{Coverage, CoverageCounts, FileCoverage, LineHits, make_one};

/// How two counts of one thing become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Of parts of a run.
    Added,
    /// Of one measurement that was written twice.
    Larger,
}

impl Join {
    fn of(self, a: u64, b: u64) -> u64 {
        match self {
            Self::Added => a.saturating_add(b),
            Self::Larger => a.max(b),
        }
    }
}

/// The coverage that an artifact tells of.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured<F> {
    /// The format it is in.
    pub format: F,
    /// Where it lies, with `/`.
    pub path: String,
    /// What it says.
    pub coverage: Coverage,
}

impl Coverage {
    /// The coverage of artifacts of one run: each file once, under the longest path that is relative to the project.
    ///
    /// The same path is the same file, unless folders tell otherwise. Files of different artifacts whose paths end alike
    /// are the same one when their lines fit and only one pair can be made of them.
    #[must_use]
    pub fn merge<F: Ord + Copy>(artifacts: impl IntoIterator<Item = Measured<F>>) -> Self {
        let mut artifacts: Vec<Measured<F>> =
            artifacts.into_iter().filter(|artifact| !artifact.coverage.files.is_empty()).collect();
        artifacts.sort_by(|a, b| (&a.format, &a.path).cmp(&(&b.format, &b.path)));
        // Reports of two packages may say the same to the last hit and are no copies.
        places::tell_apart(&mut artifacts);
        drop_copies(&mut artifacts);
        if artifacts.len() < 2 {
            return artifacts.pop().map(|artifact| artifact.coverage).unwrap_or_default();
        }
        let names = Names::of(&artifacts).join();
        let mut by_path: BTreeMap<String, Vec<(F, FileCoverage)>> = BTreeMap::new();
        let mut roots = BTreeSet::new();
        for artifact in artifacts {
            roots.extend(artifact.coverage.roots);
            for mut file in artifact.coverage.files {
                if let Some(name) = names.get(&file.path) {
                    file.path.clone_from(name);
                }
                by_path.entry(file.path.clone()).or_default().push((artifact.format, file));
            }
        }
        let files = by_path.into_values().filter_map(FileCoverage::of_all).collect();
        Self { files, roots: roots.into_iter().collect() }
    }
}

/// Leaves one of artifacts that say the same to the last hit.
fn drop_copies<F: Ord>(artifacts: &mut Vec<Measured<F>>) {
    let mut number = 0;
    while number < artifacts.len() {
        let (before, rest) = artifacts.split_at(number);
        let is_copy = rest.first().is_some_and(|artifact| {
            before.iter().any(|other| other.format == artifact.format && other.coverage == artifact.coverage)
        });
        if is_copy {
            artifacts.remove(number);
        } else {
            number += 1;
        }
    }
}

impl FileCoverage {
    /// What all artifacts say of one file, by format. `None` when none say anything.
    fn of_all<F: Ord>(all: Vec<(F, Self)>) -> Option<Self> {
        let mut formats: BTreeMap<F, Vec<Self>> = BTreeMap::new();
        for (format, file) in all {
            formats.entry(format).or_default().push(file);
        }
        let parts = formats.into_values().filter_map(|parts| Self::join(parts, Join::Added));
        Self::join(parts.collect(), Join::Larger)
    }

    /// The union of lines, ways and functions, with the counts joined.
    fn join(all: Vec<Self>, join: Join) -> Option<Self> {
        if all.len() < 2 {
            return all.into_iter().next();
        }
        let mut joined = Self::at(all.first()?.path.clone());
        joined.declared = declared(&all);
        let (mut branches, mut functions) = (Vec::new(), Vec::new());
        for file in all {
            joined.lines.extend(file.lines);
            branches.extend(file.branches);
            functions.extend(file.functions);
        }
        let line_of = |hits: &LineHits| hits.line;
        make_one(&mut joined.lines, line_of, |kept, other| kept.hits = join.of(kept.hits, other.hits));
        joined.branches = (!branches.is_empty()).then(|| branches::join(&branches, join));
        joined.functions = (!functions.is_empty()).then(|| functions::join(functions, join));
        Some(joined)
    }
}

/// Sums of two artifacts cannot be added without knowing which lines they share. The larger stand, and only where
/// there are no lines to count instead.
fn declared(all: &[FileCoverage]) -> Option<CoverageCounts> {
    let telling = || all.iter().filter(|file| file.declared.is_some() || !file.lines.is_empty());
    if telling().any(|file| file.declared.is_none()) {
        return None;
    }
    telling().filter_map(|file| file.declared).max_by_key(|counts| (counts.lines.part, counts.lines.whole))
}

/// The item, when there is just one.
fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

fn is_relative(path: &str) -> bool {
    !path.starts_with('/') && path.as_bytes().get(1) != Some(&b':')
}
