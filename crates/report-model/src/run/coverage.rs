//! Which lines, branches and functions ran. [`Coverage::merge`] is the only place where coverage adds up.

mod merge;

pub use self::merge::Measured;
use crate::Ratio;

/// The coverage of a run or an artifact, by source file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Coverage {
    /// The files, sorted by path, each path once.
    pub files: Vec<FileCoverage>,
    /// The absolute folders below which an artifact says that its files are; without `/` at the end.
    pub roots: Vec<String>,
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
        make_one(
            &mut self.lines,
            |line| line.line,
            |kept, other| kept.hits = kept.hits.saturating_add(other.hits),
        );
        if let Some(branches) = &mut self.branches {
            make_one(
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
}

/// Sorts what was pushed in any order and makes one of what has the same key.
fn make_one<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K, add: impl Fn(&mut T, &T)) {
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
    /// The sums over all files.
    pub fn counts(&self) -> CoverageCounts {
        self.files.iter().fold(CoverageCounts::default(), |sum, file| sum.plus(file.counts()))
    }
}
