//! Why tests fail: clusters of failures that look alike, and categories that say what kind they are.

use serde::{Deserialize, Serialize};

use super::RunPoint;

/// All failures of the run, grouped in two ways. Each way adds up to all of them.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Failures {
    /// How many tests failed or errored.
    pub total: u64,
    /// The clusters, first to fix first.
    pub clusters: Vec<Cluster>,
    /// The categories, in the order of their counts; those without failures are left out. The last is the one for
    /// failures that no rule names, when there are any.
    pub categories: Vec<Category>,
    /// The ids of the runs that the trends below go over, oldest first, this one last.
    pub trend_runs: Vec<String>,
}

/// Failures that look alike.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cluster {
    /// Its id: the same text gives the same id in every run.
    pub id: String,
    /// What the failures share, with the varying parts marked.
    pub template: Vec<TemplatePart>,
    /// The type of the exception at the root of its failures, without its package; `None` where they name none.
    #[serde(default)]
    pub exception: Option<String>,
    /// The place in the project's own code that most of its failures come from, as a file and a function; `None` where
    /// there is none, as for expectations that fail in the test itself.
    #[serde(default)]
    pub frame: Option<String>,
    /// The rows of its tests in the test index, ascending.
    #[serde(default)]
    pub rows: Vec<u32>,
    /// How many of them failed.
    pub failed: u64,
    /// How many of them errored.
    pub errored: u64,
    /// How many of them did not fail in the run before; `None` when there is none.
    pub new: Option<u64>,
    /// The category of most of its failures, by id.
    pub category: String,
    /// The oldest run in the history that has it without a break up to now.
    pub since: Option<RunPoint>,
    /// Why it stands where it stands in the order, in one sentence.
    pub reason: String,
    /// The effort planned for it in hours, least and most; `None` when no rule gives one.
    pub effort_hours: Option<(f64, f64)>,
    /// The phases of the plan that it belongs to.
    #[serde(default)]
    pub phases: Vec<String>,
    /// How many files or classes it touches.
    pub groups: u64,
    /// How many tests it had in each run of [`Failures::trend_runs`]; `null` where that is unknown.
    #[serde(default)]
    pub trend: Vec<Option<u64>>,
}

impl Cluster {
    /// How many tests it breaks.
    pub const fn tests(&self) -> u64 {
        self.failed + self.errored
    }

    /// The template as one line, with varying parts in angle quotes.
    pub fn title(&self) -> String {
        self.template
            .iter()
            .map(|part| if part.varies { format!("‹{}›", part.text) } else { part.text.clone() })
            .collect()
    }
}

/// A part of a cluster's template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePart {
    /// The text, or what kind of text varies: `n`, `path`, `id`, `value`.
    pub text: String,
    /// Whether this part differs between the members.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub varies: bool,
}

/// A kind of failure, and the failures that are of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Category {
    /// Its id: `import-error`, or one of the team's own.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it means.
    pub meaning: String,
    /// What usually helps.
    pub advice: String,
    /// Whether the team wrote the rule, or it is built in.
    pub own: bool,
    /// The effort as written: `10–12 h`.
    pub effort: Option<String>,
    /// The priority as written, 1 first.
    pub priority: Option<u32>,
    /// The phases that it belongs to.
    #[serde(default)]
    pub phases: Vec<String>,
    /// The rows of its tests, ascending.
    pub rows: Vec<u32>,
    /// Its clusters, by id.
    pub clusters: Vec<String>,
    /// How many tests it had in each run of [`Failures::trend_runs`]; `null` where that is unknown.
    #[serde(default)]
    pub trend: Vec<Option<u64>>,
}
