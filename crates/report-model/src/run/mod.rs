//! What the artifacts said about one run.

mod benchmark;
mod coverage;
mod test;

use std::collections::BTreeMap;

pub use benchmark::{Benchmark, Estimate};
pub use coverage::{Branch, Coverage, CoverageCounts, FileCoverage, Function, LineHits, Measured};
pub use test::{Attempt, Failure, TestCase, TestResults, TestSuite, TestText, TestTotals};

pub use crate::Counts;
use crate::{Notice, TestId, Timestamp};

/// What one artifact said, in the words of this crate.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// Who wrote the artifact, when that can be told: `pytest`, `Maven Surefire`, `coverage.py 7.10`.
    pub producer: Option<String>,
    /// What the artifact's own counters say; never used as a total, only compared with what is in it.
    pub declared: Option<Counts>,
    /// What is in it.
    pub content: Content,
}

/// The kinds of thing an artifact can hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Content {
    /// Nothing that could be used.
    #[default]
    Nothing,
    /// Results of tests.
    Tests(TestResults),
    /// The sums of test results, where nobody asked for more.
    TestTotals(TestTotals),
    /// Which lines ran.
    Coverage(Coverage),
    /// Measured times.
    Benchmarks(Vec<Benchmark>),
    /// Tests that were found, whether or not they ran.
    Collected(Vec<TestId>),
}

impl Content {
    /// The same with no more than the sums of test results.
    #[must_use]
    pub fn without_cases(self) -> Self {
        match self {
            Self::Tests(results) => Self::TestTotals(results.totals()),
            other => other,
        }
    }
}

/// What identifies a run and where it came from. Everything but the id may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunIdentity {
    /// The run's name in links and in the history, such as `212`.
    pub id: String,
    /// The branch it ran on.
    pub branch: Option<String>,
    /// The commit it ran on.
    pub commit: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// A link to the job that made it.
    pub url: Option<String>,
    /// Free labels such as `os=linux`.
    pub labels: BTreeMap<String, String>,
}

/// How sure it is that an artifact has the format it was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Only the name speaks for it.
    ByName,
    /// The content speaks for it.
    ByContent,
    /// A person said so.
    ByOption,
}

/// One artifact, what it was taken for and what it gave: a line of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadArtifact {
    /// The artifact as it was named on the command line or found in a folder or archive.
    pub path: String,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// The id of the format it was read as and how sure that is; `None` when nothing could read it.
    pub format: Option<(&'static str, Certainty)>,
    /// What it said.
    pub document: Document,
    /// What was odd about it.
    pub notices: Vec<Notice>,
}

/// Everything that is known of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// What identifies it.
    pub identity: RunIdentity,
    /// The results of its tests.
    pub tests: TestResults,
    /// Which lines ran, when any artifact told.
    pub coverage: Option<Coverage>,
    /// Measured times.
    pub benchmarks: Vec<Benchmark>,
    /// Tests that were found before the run, when an artifact told.
    pub collected: Option<Vec<TestId>>,
    /// Wall time from the first start to the last end in seconds, when the artifacts have time stamps.
    pub wall_secs: Option<f64>,
}
