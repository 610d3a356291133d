//! The pages of the dashboard and their addresses: `#/tests?outcome=failed&q=notif`.
//!
//! The address is the state: a filter lives in the query, so that a view can be sent to a colleague, and the
//! command line prints links into the dashboard with the same type.

mod filters;
mod query;

use std::fmt;

use crate::{Outcome, TestKey};

pub use filters::{
    CoverageFilter, FailureFilter, FailureGroup, OutcomeFilter, RuleDraft, RunFilter, TestFilter, TestSort,
};
use query::{Query, decode, encode};

/// One page, with everything that its address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// Which phase, how far, what moves us most.
    #[default]
    Overview,
    /// What is missing, and when are we there; with the pieces of work that are taken as done.
    Phases(Vec<String>),
    /// How much of the suite do we know.
    Completeness,
    /// What each part of the code and each budget is worth.
    Components,
    /// What the team wrote down about failing tests, and what became of it.
    Findings,
    /// Whether the rules for a merge are kept.
    Gates,
    /// What do we fix first.
    Failures(FailureFilter),
    /// Why these failures are together.
    Cluster(String),
    /// One kind of failure.
    Category(String),
    /// Trying out a rule.
    Rule(RuleDraft),
    /// Which tests.
    Tests(TestFilter),
    /// Why one test fails, and since when.
    Test(TestKey),
    /// Where the missing lines are.
    Coverage(CoverageFilter),
    /// What got slower, where time goes.
    Runtime,
    /// What the runs from this run on take, against those before it.
    Periods(String),
    /// The history, and two runs side by side.
    Runs(RunFilter),
    /// Which failures are noise.
    Flaky,
    /// Whether the figures can be trusted.
    Notices,
    /// An address that names no page.
    NotFound(String),
}

/// The pages without what their address carries: what decides which view is mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are those of Route")]
pub enum Page {
    Overview,
    Phases,
    Completeness,
    Components,
    Findings,
    Gates,
    Failures,
    Cluster,
    Category,
    Rule,
    Tests,
    Test,
    Coverage,
    Runtime,
    Periods,
    Runs,
    Flaky,
    Notices,
    NotFound,
}

impl Page {
    /// The name of the page, as the navigation and the window's title have it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Phases => "Phases",
            Self::Completeness => "Completeness",
            Self::Components => "Components",
            Self::Findings => "Findings",
            Self::Gates => "Gates",
            Self::Failures => "Failures",
            Self::Cluster => "Cluster",
            Self::Category => "Category",
            Self::Rule => "Try a rule",
            Self::Tests => "Tests",
            Self::Test => "Test",
            Self::Coverage => "Coverage",
            Self::Runtime => "Runtime",
            Self::Periods => "Before and after",
            Self::Runs => "Runs",
            Self::Flaky => "Flaky",
            Self::Notices => "Notices",
            Self::NotFound => "Page not found",
        }
    }

    /// The name in addresses and in the page's `data-page` attribute.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Phases => "phases",
            Self::Completeness => "completeness",
            Self::Components => "components",
            Self::Findings => "findings",
            Self::Gates => "gates",
            Self::Failures => "failures",
            Self::Cluster => "cluster",
            Self::Category => "category",
            Self::Rule => "rule",
            Self::Tests => "tests",
            Self::Test => "test",
            Self::Coverage => "coverage",
            Self::Runtime => "runtime",
            Self::Periods => "periods",
            Self::Runs => "runs",
            Self::Flaky => "flaky",
            Self::Notices => "notices",
            Self::NotFound => "not-found",
        }
    }
}

impl Route {
    /// Reads the part of an address from `#` on; what names no page becomes [`Route::NotFound`].
    pub fn parse(fragment: &str) -> Self {
        let address = fragment.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let (head, tail) = path.split_once('/').unwrap_or((path, ""));
        let query = Query::parse(query);
        match (head, tail) {
            ("", "") => Self::Overview,
            ("phases", "") => Self::Phases(
                query.text("if").split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
            ),
            ("completeness", "") => Self::Completeness,
            ("components", "") => Self::Components,
            ("findings", "") => Self::Findings,
            ("gates", "") => Self::Gates,
            ("failures", "") => Self::Failures(FailureFilter {
                text: query.text("q"),
                group: query.one_of("group", &FailureGroup::ALL, FailureGroup::word),
            }),
            ("cluster", id) if !id.is_empty() => Self::Cluster(decode(id)),
            ("category", id) if !id.is_empty() => Self::Category(decode(id)),
            ("periods", id) if !id.is_empty() => Self::Periods(decode(id)),
            ("rule", "") => Self::Rule(RuleDraft {
                fields: RuleDraft::NAMES.map(|name| query.text(name)),
                outcome: query.get("outcome").and_then(|word| Outcome::from_word(&word)),
            }),
            ("tests", "") => Self::Tests(TestFilter {
                text: query.text("q"),
                outcome: query.get("outcome").and_then(|word| OutcomeFilter::from_word(&word)),
                folder: query.get("folder"),
                cluster: query.get("cluster"),
                category: query.get("category"),
                sort: query.one_of("sort", &TestSort::ALL, TestSort::word),
            }),
            ("test", key) => {
                TestKey::parse(key).map_or_else(|| Self::NotFound(address.to_owned()), Self::Test)
            }
            ("coverage", "") => {
                Self::Coverage(CoverageFilter { text: query.text("q"), folder: query.get("folder") })
            }
            ("runtime", "") => Self::Runtime,
            ("runs", "") => Self::Runs(RunFilter {
                branch: query.get("branch"),
                label: query.get("label"),
                last: query.get("last").and_then(|last| last.parse().ok()).unwrap_or_default(),
                compare: query.get("from").zip(query.get("to")),
            }),
            ("flaky", "") => Self::Flaky,
            ("notices", "") => Self::Notices,
            _ => Self::NotFound(address.to_owned()),
        }
    }

    /// Which page this is.
    pub const fn page(&self) -> Page {
        match self {
            Self::Overview => Page::Overview,
            Self::Phases(_) => Page::Phases,
            Self::Completeness => Page::Completeness,
            Self::Components => Page::Components,
            Self::Findings => Page::Findings,
            Self::Gates => Page::Gates,
            Self::Failures(_) => Page::Failures,
            Self::Cluster(_) => Page::Cluster,
            Self::Category(_) => Page::Category,
            Self::Rule(_) => Page::Rule,
            Self::Tests(_) => Page::Tests,
            Self::Test(_) => Page::Test,
            Self::Coverage(_) => Page::Coverage,
            Self::Runtime => Page::Runtime,
            Self::Periods(_) => Page::Periods,
            Self::Runs(_) => Page::Runs,
            Self::Flaky => Page::Flaky,
            Self::Notices => Page::Notices,
            Self::NotFound(_) => Page::NotFound,
        }
    }

    /// The Tests page with only this outcome.
    pub fn tests_with(outcome: OutcomeFilter) -> Self {
        Self::Tests(TestFilter { outcome: Some(outcome), ..TestFilter::default() })
    }

    /// The Tests page below one folder.
    pub fn tests_in(folder: impl Into<String>) -> Self {
        Self::Tests(TestFilter { folder: Some(folder.into()), ..TestFilter::default() })
    }
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("#/")?;
        match self {
            Self::Overview => Ok(()),
            Self::Cluster(id) | Self::Category(id) | Self::Periods(id) => {
                write!(formatter, "{}/{}", self.page().slug(), encode(id))
            }
            Self::Test(key) => write!(formatter, "test/{key}"),
            Self::Failures(filter) => {
                let mut query = Query::default();
                query.set("q", Some(&filter.text));
                if filter.group != FailureGroup::default() {
                    query.set("group", Some(filter.group.word()));
                }
                write!(formatter, "failures{query}")
            }
            Self::Rule(draft) => {
                let mut query = Query::default();
                for (name, field) in RuleDraft::NAMES.into_iter().zip(&draft.fields) {
                    query.set(name, Some(field));
                }
                query.set("outcome", draft.outcome.map(Outcome::word));
                write!(formatter, "rule{query}")
            }
            Self::Tests(filter) => {
                let mut query = Query::default();
                query.set("outcome", filter.outcome.map(OutcomeFilter::word));
                query.set("folder", filter.folder.as_deref());
                query.set("cluster", filter.cluster.as_deref());
                query.set("category", filter.category.as_deref());
                query.set("q", Some(&filter.text));
                if filter.sort != TestSort::default() {
                    query.set("sort", Some(filter.sort.word()));
                }
                write!(formatter, "tests{query}")
            }
            Self::Coverage(filter) => {
                let mut query = Query::default();
                query.set("folder", filter.folder.as_deref());
                query.set("q", Some(&filter.text));
                write!(formatter, "coverage{query}")
            }
            Self::NotFound(address) => formatter.write_str(address),
            Self::Runs(filter) => {
                let mut query = Query::default();
                query.set("branch", filter.branch.as_deref());
                query.set("label", filter.label.as_deref());
                if filter.last > 0 {
                    query.set("last", Some(&filter.last.to_string()));
                }
                if let Some((from, to)) = &filter.compare {
                    query.set("from", Some(from));
                    query.set("to", Some(to));
                }
                write!(formatter, "runs{query}")
            }
            Self::Phases(ids) => {
                let mut query = Query::default();
                query.set("if", Some(&ids.join(" ")));
                write!(formatter, "phases{query}")
            }
            Self::Completeness
            | Self::Components
            | Self::Findings
            | Self::Gates
            | Self::Runtime
            | Self::Flaky
            | Self::Notices => formatter.write_str(self.page().slug()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_read_as_people_write_them() {
        let route = Route::tests_with(OutcomeFilter::Is(Outcome::Failed));
        assert_eq!(route.to_string(), "#/tests?outcome=failed");
        assert_eq!(Route::parse("#/tests?outcome=failed"), route);
        assert_eq!(Route::parse(""), Route::Overview);
        assert_eq!(Route::parse("#/"), Route::Overview);
        assert_eq!(Route::parse("#/nowhere"), Route::NotFound("nowhere".into()));
        assert_eq!(Route::parse("#/test/short"), Route::NotFound("test/short".into()));
        assert_eq!(
            Route::parse("#/tests?q=a+b&sort=time"),
            Route::Tests(TestFilter { text: "a b".into(), sort: TestSort::Slowest, ..TestFilter::default() })
        );
    }

    fn routes() -> impl Strategy<Value = Route> {
        let outcome = prop_oneof![
            Just(None),
            Just(Some(OutcomeFilter::Flaky)),
            proptest::sample::select(Outcome::ALL.to_vec())
                .prop_map(|outcome| Some(OutcomeFilter::Is(outcome))),
        ];
        let name = || proptest::option::of(".{1,12}");
        let sort = proptest::sample::select(TestSort::ALL.to_vec());
        prop_oneof![
            Just(Route::Overview),
            Just(Route::Runtime),
            any::<u64>().prop_map(|key| Route::Test(TestKey(key))),
            proptest::collection::vec("[a-z0-9-]{1,8}", 0..4).prop_map(Route::Phases),
            (name(), name(), any::<u32>(), proptest::option::of((".{1,8}", ".{1,8}"))).prop_map(
                |(branch, label, last, compare)| Route::Runs(RunFilter { branch, label, last, compare })
            ),
            ".{1,12}".prop_map(Route::Cluster),
            ".{1,12}".prop_map(Route::Periods),
            (
                proptest::array::uniform6(".{0,8}"),
                proptest::sample::select(vec![None, Some(Outcome::Errored)])
            )
                .prop_map(|(fields, outcome)| Route::Rule(RuleDraft { fields, outcome })),
            (".{0,12}", proptest::sample::select(FailureGroup::ALL.to_vec()))
                .prop_map(|(text, group)| Route::Failures(FailureFilter { text, group })),
            (".{0,12}", name()).prop_map(|(text, folder)| Route::Coverage(CoverageFilter { text, folder })),
            (".{0,12}", outcome, name(), name(), name(), sort).prop_map(
                |(text, outcome, folder, cluster, category, sort)| {
                    Route::Tests(TestFilter { text, outcome, folder, cluster, category, sort })
                }
            ),
        ]
    }

    proptest! {
        #[test]
        fn every_route_comes_back(route in routes()) {
            prop_assert_eq!(Route::parse(&route.to_string()), route);
        }

        #[test]
        fn no_address_panics(text in ".{0,40}") {
            let _ = Route::parse(&text).to_string();
        }
    }
}
