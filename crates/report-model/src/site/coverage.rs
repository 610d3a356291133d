//! Which lines ran, by file.

use serde::{Deserialize, Serialize};

use crate::Ratio;

/// The sums of a run's coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageTotals {
    /// Lines that ran, of lines that hold code.
    pub lines: Ratio,
    /// Branches taken, of all; `None` when no artifact told.
    pub branches: Option<Ratio>,
    /// Functions entered, of all; `None` when no artifact told.
    pub functions: Option<Ratio>,
    /// How many source files.
    pub files: u64,
}

/// The coverage of each file, as parallel columns sorted by path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CoverageFiles {
    /// The paths, with `/`.
    pub paths: Vec<String>,
    /// Lines that ran.
    pub covered: Vec<u64>,
    /// Lines that hold code.
    pub lines: Vec<u64>,
    /// Branches taken and all branches; `null` when unknown.
    pub branches: Vec<Option<Ratio>>,
    /// The lines of the run before; `null` where the file was not there. Empty when there is no run before.
    pub before: Vec<Option<Ratio>>,
    /// The lines that did not run, as ranges `12-18,40`, at most a few hundred characters a file; empty when unknown.
    pub missing: Vec<String>,
    /// The artifacts it came from.
    pub artifacts: Vec<String>,
}

/// The coverage of every file line by line, for other tools: the dashboard does not read it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CoverageLines {
    /// The files, sorted by path.
    pub files: Vec<FileLines>,
}

/// The lines, branches and functions of one source file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileLines {
    /// The path with `/`.
    pub path: String,
    /// The lines that hold code: the first, and for each other how far it is below the one before it.
    pub steps: Vec<u32>,
    /// How often each of them ran.
    pub hits: Vec<u64>,
    /// The branches as line, condition of the line, way out of it and hits; `null` when no artifact told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Vec<(u32, u32, u32, u64)>>,
    /// The functions; `null` when no artifact told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub functions: Option<Vec<FunctionHits>>,
    /// The sum of lines where the artifact gives that and not every line; `null` otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Ratio>,
}

/// A function and how often it was entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FunctionHits {
    /// The line it begins on; `null` when unknown.
    pub line: Option<u32>,
    /// Its name.
    pub name: String,
    /// How often it was entered.
    pub hits: u64,
}

impl FileLines {
    /// Each line and how often it ran.
    pub fn lines(&self) -> impl Iterator<Item = (u32, u64)> {
        let numbers = self.steps.iter().scan(0u32, |line, step| {
            *line = line.saturating_add(*step);
            Some(*line)
        });
        numbers.zip(self.hits.iter().copied())
    }

    /// Lines that ran, of lines that hold code.
    pub fn sums(&self) -> Ratio {
        self.declared.unwrap_or_else(|| {
            let ran = self.hits.iter().filter(|hits| **hits > 0).count();
            Ratio::new(ran as u64, self.hits.len() as u64)
        })
    }
}
