//! What the addresses of pages say beside the page.

use crate::Outcome;

/// What the Tests page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct TestFilter {
    /// Text that the test's path, class or name contains, in any case.
    pub text: String,
    /// Only this outcome.
    pub outcome: Option<OutcomeFilter>,
    /// Only tests below this folder or file.
    pub folder: Option<String>,
    /// Only members of this cluster.
    pub cluster: Option<String>,
    /// Only failures of this category.
    pub category: Option<String>,
    /// The order of the rows.
    pub sort: TestSort,
}

/// A rule that is tried out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct RuleDraft {
    /// What each of [`NAMES`](Self::NAMES) asks for; empty asks for nothing.
    pub fields: [String; 6],
    /// How the test ended.
    pub outcome: Option<Outcome>,
}

impl RuleDraft {
    /// The fields by the names that a rule has for them.
    pub const NAMES: [&str; 6] = ["title", "exception", "message", "trace", "frame", "test"];
}

/// An outcome that tests can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutcomeFilter {
    /// Tests that ended so.
    Is(Outcome),
    /// Tests that passed only on a retry.
    Flaky,
}

impl OutcomeFilter {
    /// The word in the address: `failed`, `flaky`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Is(outcome) => outcome.word(),
            Self::Flaky => "flaky",
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Self> {
        if word == "flaky" { Some(Self::Flaky) } else { Outcome::from_word(word).map(Self::Is) }
    }
}

/// The order of test rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum TestSort {
    /// Files with failures first, failures first within a file.
    #[default]
    FailingFirst,
    /// The slowest first.
    Slowest,
    /// By path and name.
    Name,
}

impl TestSort {
    /// Every order, in the sequence in which the page offers them.
    pub const ALL: [Self; 3] = [Self::FailingFirst, Self::Slowest, Self::Name];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::FailingFirst => "failing",
            Self::Slowest => "time",
            Self::Name => "name",
        }
    }
}

/// What the Failures page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct FailureFilter {
    /// Text that the message, type or path contains, in any case.
    pub text: String,
    /// How failures are grouped.
    pub group: FailureGroup,
}

/// How the Failures page groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum FailureGroup {
    /// By what they share.
    #[default]
    Clusters,
    /// By kind.
    Categories,
    /// By where the tests are.
    Folders,
}

impl FailureGroup {
    /// Every grouping, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Clusters, Self::Categories, Self::Folders];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clusters => "clusters",
            Self::Categories => "categories",
            Self::Folders => "folders",
        }
    }
}

/// What the Coverage page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct CoverageFilter {
    /// Text that the path contains, in any case.
    pub text: String,
    /// Only files below this folder.
    pub folder: Option<String>,
}

/// What the Runs page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct RunFilter {
    /// Only runs of this branch.
    pub branch: Option<String>,
    /// Only runs with this label, `os=linux`.
    pub label: Option<String>,
    /// Only the last runs, so many of them; 0 is all.
    pub last: u32,
    /// The two runs to compare, the earlier one first.
    pub compare: Option<(String, String)>,
}
