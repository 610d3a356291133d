//! The test index: one row a test, as columns, in shards of bounded size.

use serde::{Deserialize, Serialize};

use crate::Outcome;

/// A stretch of the test index. Columns are parallel: entry `i` of each belongs to row `first_row + i`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TestShard {
    /// The number of its first row among all tests.
    pub first_row: u32,
    /// The files, or classes where no file is known, in the order of rows; each with how many rows it has here.
    pub groups: Vec<Group>,
    /// The names, joined by line feeds; a line feed within a name is written as a space.
    pub names: String,
    /// The class of each row as the artifact has it, where it is not the group's own [`Group::class`]. The id of a
    /// test is made from this class, or else the group's, and the name.
    pub classes: Column,
    /// The outcome of each row, one letter each: `p`, `f`, `e`, `s`, and `k` for flaky.
    pub outcomes: OutcomeLetters,
    /// The duration of each row in microseconds; `null` when it is unknown.
    pub durations_us: Vec<Option<u64>>,
    /// The outcomes of the last runs, oldest first, this run last: letters as above and `-` where the test was not
    /// there. Empty when there is one run only.
    pub strips: Column,
}

/// One file or class of tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its path with `/` between folders, also for packages and modules: what the tree of folders is made from.
    pub path: String,
    /// How many rows of this shard it has.
    pub rows: u32,
    /// The class of its tests as the artifact has it, such as `tests.api.test_calls` for the file
    /// `tests/api/test_calls.py`: what stands before `::` in the id of a test that has no entry in
    /// [`TestShard::classes`]. `None` where such tests have no class.
    pub class: Option<String>,
}

/// A column with few distinct values: each once, and for each row which one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Column {
    /// The distinct values.
    pub values: Vec<String>,
    /// For each row the index of its value plus one, and 0 where it has none. Empty when no row has any.
    pub rows: Vec<u32>,
}

impl Column {
    /// The value of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        let index = self.rows.get(row)?.checked_sub(1)?;
        self.values.get(index as usize).map(String::as_str)
    }
}

/// Outcomes as letters, one a row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OutcomeLetters(pub String);

impl OutcomeLetters {
    /// The letter of an outcome, `k` when it is a flaky pass.
    pub const fn letter(outcome: Outcome, flaky: bool) -> char {
        if flaky && matches!(outcome, Outcome::Passed) { 'k' } else { outcome.letter() }
    }

    /// The letter of a row; letters are ASCII.
    pub fn get(&self, row: usize) -> Option<char> {
        self.0.as_bytes().get(row).map(|byte| char::from(*byte))
    }
}
