//! Which lines, branches and functions ran. [`Coverage::merge`] is the only place where coverage adds up.

use std::collections::BTreeMap;

use crate::Ratio;

/// The coverage of a run or an artifact, by source file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// The files, sorted by path, each path once.
    pub files: Vec<FileCoverage>,
}

/// The coverage of one source file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FileCoverage {
    /// The path with `/`, relative to the project where that can be told.
    pub path: String,
    /// The lines that hold code, sorted, each once.
    pub lines: Vec<LineHits>,
    /// The branches, sorted, each once; `None` when the format does not tell about branches.
    pub branches: Option<Vec<Branch>>,
    /// The functions; `None` when the format does not tell about functions.
    pub functions: Option<Vec<Function>>,
    /// Counts of formats that give sums but not every line, or count something else than lines (statements).
    /// They stand instead of what could be counted above.
    pub declared: Option<CoverageCounts>,
}

/// How often a line ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineHits {
    /// The line, from 1.
    pub line: u32,
    /// How often it ran.
    pub hits: u64,
}

/// One way out of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Branch {
    /// The line of the condition.
    pub line: u32,
    /// Which condition of the line; 0 where the format has only one count a line.
    pub block: u32,
    /// Which way out of it.
    pub way: u32,
    /// How often it was taken.
    pub hits: u64,
}

/// One function or method.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Function {
    /// The line it begins on, when known.
    pub line: Option<u32>,
    /// Its name.
    pub name: String,
    /// How often it was entered.
    pub hits: u64,
}

/// Covered and all lines, branches and functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoverageCounts {
    /// Lines that ran, of lines that hold code.
    pub lines: Ratio,
    /// Branches taken, of all; `None` when unknown.
    pub branches: Option<Ratio>,
    /// Functions entered, of all; `None` when unknown.
    pub functions: Option<Ratio>,
}

impl CoverageCounts {
    /// Both together. What only one side knows stays known.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let add = |a: Option<Ratio>, b: Option<Ratio>| match (a, b) {
            (Some(a), Some(b)) => Some(a + b),
            (known, None) | (None, known) => known,
        };
        Self {
            lines: self.lines + other.lines,
            branches: add(self.branches, other.branches),
            functions: add(self.functions, other.functions),
        }
    }
}

fn taken(hits: impl ExactSizeIterator<Item = u64>) -> Ratio {
    let whole = hits.len() as u64;
    Ratio::new(hits.filter(|hits| *hits > 0).count() as u64, whole)
}

impl FileCoverage {
    /// A file of which nothing is known yet.
    pub fn at(path: impl Into<String>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }

    /// The sums of this file.
    pub fn counts(&self) -> CoverageCounts {
        self.declared.unwrap_or_else(|| CoverageCounts {
            lines: taken(self.lines.iter().map(|line| line.hits)),
            branches: self.branches.as_ref().map(|all| taken(all.iter().map(|branch| branch.hits))),
            functions: self.functions.as_ref().map(|all| taken(all.iter().map(|function| function.hits))),
        })
    }

    /// Sorts what was pushed in the order of the artifact and makes one of what was said twice, adding the hits.
    pub fn normalize(&mut self) {
        sum_runs(
            &mut self.lines,
            |line| line.line,
            |kept, other| kept.hits = kept.hits.saturating_add(other.hits),
        );
        if let Some(branches) = &mut self.branches {
            sum_runs(
                branches,
                |branch| (branch.line, branch.block, branch.way),
                |kept, other| kept.hits = kept.hits.saturating_add(other.hits),
            );
        }
        if let Some(functions) = &mut self.functions {
            functions.sort();
            functions.dedup_by(|other, kept| {
                let same = (kept.line, &kept.name) == (other.line, &other.name);
                if same {
                    kept.hits = kept.hits.saturating_add(other.hits);
                }
                same
            });
        }
    }

    /// Adds what another artifact says of the same file: the union of lines, the sum of hits.
    pub fn merge(&mut self, other: Self) {
        let Self { path: _, lines, branches, functions, declared } = other;
        // Sums of two artifacts cannot be added without knowing which lines they share. The larger stands, and only
        // where one side has no lines to count.
        self.declared = match (self.declared, declared) {
            (Some(a), Some(b)) => Some(if b.lines.part > a.lines.part { b } else { a }),
            (Some(a), None) if lines.is_empty() => Some(a),
            (None, Some(b)) if self.lines.is_empty() => Some(b),
            _ => None,
        };
        self.lines.extend(lines);
        if let Some(branches) = branches {
            self.branches.get_or_insert_default().extend(branches);
        }
        if let Some(functions) = functions {
            self.functions.get_or_insert_default().extend(functions);
        }
        self.normalize();
    }
}

fn sum_runs<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K, add: impl Fn(&mut T, &T)) {
    if !items.is_sorted_by(|a, b| key(a) < key(b)) {
        items.sort_by_key(&key);
        items.dedup_by(|other, kept| {
            let same = key(kept) == key(other);
            if same {
                add(kept, other);
            }
            same
        });
    }
}

impl Coverage {
    /// The coverage of files in any order, each path any number of times.
    pub fn from_files(files: impl IntoIterator<Item = FileCoverage>) -> Self {
        let mut by_path: BTreeMap<String, FileCoverage> = BTreeMap::new();
        for mut file in files {
            if let Some(known) = by_path.get_mut(&file.path) {
                known.merge(file);
            } else {
                file.normalize();
                by_path.insert(file.path.clone(), file);
            }
        }
        Self { files: by_path.into_values().collect() }
    }

    /// Adds another artifact of the same run.
    pub fn merge(&mut self, other: Self) {
        if self.files.is_empty() {
            *self = other;
        } else if !other.files.is_empty() {
            let mine = std::mem::take(&mut self.files);
            *self = Self::from_files(mine.into_iter().chain(other.files));
        }
    }

    /// The sums over all files.
    pub fn counts(&self) -> CoverageCounts {
        self.files.iter().fold(CoverageCounts::default(), |sum, file| sum.plus(file.counts()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, hits: &[(u32, u64)]) -> FileCoverage {
        FileCoverage {
            lines: hits.iter().map(|&(line, hits)| LineHits { line, hits }).collect(),
            ..FileCoverage::at(path)
        }
    }

    #[test]
    fn merging_is_a_union_of_lines_and_a_sum_of_hits() {
        let one = Coverage::from_files([file("a.py", &[(3, 0), (1, 2), (1, 1)])]);
        let other = Coverage::from_files([file("a.py", &[(3, 1), (9, 0)]), file("b.py", &[(1, 0)])]);
        let mut ab = one.clone();
        ab.merge(other.clone());
        let mut ba = other;
        ba.merge(one);
        assert_eq!(ab, ba);
        assert_eq!(ab.counts().lines, Ratio::new(2, 4));
        assert_eq!(ab.counts().branches, None);
        assert_eq!(ab.files[0].lines[0], LineHits { line: 1, hits: 3 });
    }

    #[test]
    fn declared_sums_stand_where_nothing_can_be_counted() {
        let declared = CoverageCounts { lines: Ratio::new(7, 9), ..CoverageCounts::default() };
        let sums = FileCoverage { declared: Some(declared), ..FileCoverage::at("a.go") };
        let mut coverage = Coverage::from_files([sums]);
        assert_eq!(coverage.counts().lines, Ratio::new(7, 9));
        coverage.merge(Coverage::from_files([file("a.go", &[(1, 1)])]));
        assert_eq!(coverage.counts().lines, Ratio::new(1, 1));
    }
}
