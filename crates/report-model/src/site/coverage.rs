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
