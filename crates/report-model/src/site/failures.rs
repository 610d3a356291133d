//! Why tests fail: clusters of failures that look alike, and categories that say what kind they are.

use serde::{Deserialize, Serialize};

use super::{RunPoint, Sentence};
use crate::TestId;

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
    /// Single causes that take many tests with them, the one with most tests first.
    #[serde(default)]
    pub cascades: Vec<Cascade>,
    /// The cluster of the one cause that made most of the run fail, by id; `None` when the run was no outage.
    #[serde(default)]
    pub outage: Option<String>,
    /// How much of all failures the largest clusters hold, in one sentence.
    #[serde(default)]
    pub pareto: Sentence,
    /// The team's own rules in the order in which they are asked, also those that match nothing.
    #[serde(default)]
    pub rules: Vec<RuleUse>,
    /// How long clusters lived before they were fixed; `None` when the history knows of none.
    #[serde(default)]
    pub lived: Option<Lived>,
}

/// One cause that fails many tests, or keeps them from running: a broken import, fixture, file of tests or set-up.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cascade {
    /// The cluster that is the parent, by id.
    pub cluster: String,
    /// What is broken.
    pub kind: CascadeKind,
    /// What it does, in one sentence.
    pub sentence: Sentence,
    /// The rows of the tests that fail with it, ascending.
    pub rows: Vec<u32>,
    /// The files, classes or suites of which nothing ran, as the artifact names them.
    pub stopped: Vec<String>,
    /// How many tests are missing with it: known from the run before or from a collection list, and without a result.
    pub vanished_count: u64,
    /// The first of them, at most 200.
    pub vanished: Vec<TestId>,
}

/// What is broken in a cascade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CascadeKind {
    /// A file of tests that cannot be loaded.
    #[default]
    Collection,
    /// A module or package that cannot be imported.
    Import,
    /// A fixture that the runner does not find.
    Fixture,
    /// A set-up or tear-down.
    Hook,
}

/// One of the team's rules, and what it was good for in this run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RuleUse {
    /// The id of its category.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The rule as the configuration has it.
    pub toml: String,
    /// How many failures it matches.
    pub matched: u64,
    /// How many of them no rule before it took. With 0 of some the rule is hidden.
    pub won: u64,
}

/// How long clusters lived from the run that had them first until a run had them no more.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Lived {
    /// How many clusters this rests on.
    pub clusters: u64,
    /// The median of the runs that had them.
    pub median_runs: u64,
    /// The median of the time in seconds, where the runs have time stamps.
    pub median_secs: Option<f64>,
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
    /// The oldest run in the history that has it at all; later than that it may have been gone for a while.
    #[serde(default)]
    pub first_seen: Option<RunPoint>,
    /// How many runs in a row have it, this one among them; `None` when there is no run before.
    #[serde(default)]
    pub runs_held: Option<u64>,
    /// A rule that takes its failures, as the configuration would have it; empty where its failures have nothing in common that
    /// a rule could ask for.
    #[serde(default)]
    pub rule: String,
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
    /// Who looks after it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Where more is written about it.
    #[serde(default)]
    pub link: Option<String>,
    /// How long clusters of this category lived before they were fixed; `None` when the history knows of none.
    #[serde(default)]
    pub lived: Option<Lived>,
    /// The rows of its tests, ascending.
    pub rows: Vec<u32>,
    /// Its clusters, by id.
    pub clusters: Vec<String>,
    /// How many tests it had in each run of [`Failures::trend_runs`]; `null` where that is unknown.
    #[serde(default)]
    pub trend: Vec<Option<u64>>,
}
