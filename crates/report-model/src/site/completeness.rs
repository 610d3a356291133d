//! How much of the suite was run.

use serde::{Deserialize, Serialize};

use crate::{BatchResult, Location, Ratio, TestId};

/// How much of the suite is known: the shard `completeness`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Completeness {
    /// Tests that ran to an end, of all that are known. Skipped tests did not run.
    pub executed: Ratio,
    /// Tests whose result is valid so far: those that ran and did not hang, of all that are known.
    pub validated: Ratio,
    /// It in one sentence.
    pub sentence: String,
    /// The folders, the least complete first.
    pub folders: Vec<FolderCompleteness>,
    /// Parts of the suite as the plan reports them, and what this run has of them.
    pub batches: Vec<BatchStatus>,
    /// Tests that began and never ended.
    pub never_ended: Vec<Suspect>,
    /// How many tests were collected and have no result.
    pub never_ran: u64,
    /// The first of them, at most 200.
    pub never_ran_examples: Vec<TestId>,
    /// Tests that are left out on purpose.
    pub excluded: Vec<Excluded>,
    /// What to run next to find what hangs; empty when nothing does.
    pub halves: Vec<Half>,
}

/// A folder and how much of it ran.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FolderCompleteness {
    /// Its path, or the file's.
    pub path: String,
    /// Files with tests.
    pub files: u64,
    /// Tests that are known.
    pub collected: u64,
    /// Tests that ran to an end.
    pub executed: u64,
    /// Tests that passed.
    pub passed: u64,
    /// Tests that are skipped.
    pub skipped: u64,
    /// Tests that began and never ended.
    pub never_ended: u64,
    /// How many tests the plan says it has.
    pub planned: Option<u64>,
    /// Whether the plan says that it was run.
    pub written: Option<bool>,
    /// Where the plan says so.
    pub source: Option<Location>,
}

/// A part of the suite that was run on its own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchStatus {
    /// What the plan calls it.
    pub name: String,
    /// How many tests it collected, as written.
    pub collected: Option<u64>,
    /// How many ran, as written.
    pub run: Option<u64>,
    /// What came of it, as written.
    pub result: BatchResult,
    /// The words of the plan.
    pub written: Option<String>,
    /// How many tests this run knows in its folders; `None` when it names none.
    pub known_now: Option<u64>,
    /// How many of them ran.
    pub executed_now: Option<u64>,
    /// How many of them passed.
    pub passed_now: Option<u64>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A test that may hang.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Suspect {
    /// The test.
    pub id: TestId,
    /// Its row in the test index.
    pub row: Option<u32>,
    /// Its file or class.
    pub path: String,
    /// Why it is suspected: `began and never ended`, `the last that ran before the run stopped`.
    pub reason: String,
}

/// Tests that are left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Excluded {
    /// Which, as written.
    pub tests: Vec<String>,
    /// Why.
    pub reason: String,
    /// How many results this run has of them all the same.
    pub results: u64,
    /// Where it is written.
    pub source: Option<Location>,
}

/// One half of the files that were not yet seen to finish.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Half {
    /// `First half`, `Second half`.
    pub title: String,
    /// How many files it has.
    pub files: u64,
    /// How many tests it has.
    pub tests: u64,
    /// A command to copy.
    pub command: String,
}
