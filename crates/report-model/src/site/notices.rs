//! Whether the figures can be trusted: what was odd, and what each artifact gave.

use serde::{Deserialize, Serialize};

use super::CoverageTotals;
use crate::{Counts, Notice, Severity};

/// How many notices of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticeCounts {
    /// Errors.
    pub errors: u64,
    /// Warnings.
    pub warnings: u64,
    /// Notes.
    pub notes: u64,
}

impl NoticeCounts {
    /// Counts notices.
    pub fn of(notices: &[Notice]) -> Self {
        let count = |severity| notices.iter().filter(|notice| notice.severity == severity).count() as u64;
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
        }
    }

    /// All of them.
    pub const fn total(self) -> u64 {
        self.errors + self.warnings + self.notes
    }
}

/// Every notice, and a row for each artifact.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// The notices, the gravest first.
    pub notices: Vec<Notice>,
    /// The artifacts, in the order they were given.
    pub rows: Vec<LedgerRow>,
}

/// What one artifact gave.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct LedgerRow {
    /// The artifact.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// The name of the format it was read as; `None` when nothing could read it.
    pub format: Option<String>,
    /// How sure that is: `by content`, `by name`, `by option`.
    pub certainty: Option<String>,
    /// Who wrote it, when that can be told.
    pub producer: Option<String>,
    /// What its own counters say.
    pub declared: Option<Counts>,
    /// What was counted in it; `None` when it holds no tests.
    pub counted: Option<Counts>,
    /// The coverage in it; `None` when it holds none.
    pub coverage: Option<CoverageTotals>,
    /// How many benchmarks are in it.
    pub benchmarks: u64,
    /// How many collected tests it names; `None` when it is no such list.
    pub collected: Option<u64>,
    /// What was repaired, guessed or left out, in a few words each.
    #[serde(default)]
    pub remarks: Vec<String>,
}
