//! The pages of the dashboard and their addresses: `#/tests?outcome=failed&q=notif`.
//!
//! The address is the state: a filter lives in the query, so that a view can be sent to a colleague, and the
//! command line prints links into the dashboard with the same type.

use std::fmt::{self, Write as _};

use crate::{Outcome, TestKey};

/// One page, with everything that its address says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// Which phase, how far, what moves us most.
    #[default]
    Overview,
    /// What is missing, and when are we there.
    Phases,
    /// How much of the suite do we know.
    Completeness,
    /// What do we fix first.
    Failures(FailureFilter),
    /// Why these failures are together.
    Cluster(String),
    /// One kind of failure.
    Category(String),
    /// Which tests.
    Tests(TestFilter),
    /// Why one test fails, and since when.
    Test(TestKey),
    /// Where the missing lines are.
    Coverage(CoverageFilter),
    /// What got slower, where time goes.
    Runtime,
    /// The history, and two runs side by side.
    Runs,
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
    Failures,
    Cluster,
    Category,
    Tests,
    Test,
    Coverage,
    Runtime,
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
            Self::Failures => "Failures",
            Self::Cluster => "Cluster",
            Self::Category => "Category",
            Self::Tests => "Tests",
            Self::Test => "Test",
            Self::Coverage => "Coverage",
            Self::Runtime => "Runtime",
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
            Self::Failures => "failures",
            Self::Cluster => "cluster",
            Self::Category => "category",
            Self::Tests => "tests",
            Self::Test => "test",
            Self::Coverage => "coverage",
            Self::Runtime => "runtime",
            Self::Runs => "runs",
            Self::Flaky => "flaky",
            Self::Notices => "notices",
            Self::NotFound => "not-found",
        }
    }
}

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

    fn from_word(word: &str) -> Option<Self> {
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

impl Route {
    /// Reads the part of an address from `#` on; what names no page becomes [`Route::NotFound`].
    pub fn parse(fragment: &str) -> Self {
        let address = fragment.trim_start_matches('#').trim_start_matches('/');
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let (head, tail) = path.split_once('/').unwrap_or((path, ""));
        let query = Query::parse(query);
        match (head, tail) {
            ("", "") => Self::Overview,
            ("phases", "") => Self::Phases,
            ("completeness", "") => Self::Completeness,
            ("failures", "") => Self::Failures(FailureFilter {
                text: query.text("q"),
                group: query.one_of("group", &FailureGroup::ALL, FailureGroup::word),
            }),
            ("cluster", id) if !id.is_empty() => Self::Cluster(decode(id)),
            ("category", id) if !id.is_empty() => Self::Category(decode(id)),
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
            ("runs", "") => Self::Runs,
            ("flaky", "") => Self::Flaky,
            ("notices", "") => Self::Notices,
            _ => Self::NotFound(address.to_owned()),
        }
    }

    /// Which page this is.
    pub const fn page(&self) -> Page {
        match self {
            Self::Overview => Page::Overview,
            Self::Phases => Page::Phases,
            Self::Completeness => Page::Completeness,
            Self::Failures(_) => Page::Failures,
            Self::Cluster(_) => Page::Cluster,
            Self::Category(_) => Page::Category,
            Self::Tests(_) => Page::Tests,
            Self::Test(_) => Page::Test,
            Self::Coverage(_) => Page::Coverage,
            Self::Runtime => Page::Runtime,
            Self::Runs => Page::Runs,
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
            Self::Cluster(id) | Self::Category(id) => {
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
            Self::Phases | Self::Completeness | Self::Runtime | Self::Runs | Self::Flaky | Self::Notices => {
                formatter.write_str(self.page().slug())
            }
        }
    }
}

#[derive(Default)]
struct Query(Vec<(String, String)>);

impl Query {
    fn parse(text: &str) -> Self {
        let pair = |part: &str| {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(key), decode(value))
        };
        Self(text.split('&').filter(|part| !part.is_empty()).map(pair).collect())
    }

    fn get(&self, key: &str) -> Option<String> {
        let found = self.0.iter().find(|(name, value)| name == key && !value.is_empty());
        found.map(|(_, value)| value.clone())
    }

    fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default()
    }

    fn one_of<T: Copy + Default>(&self, key: &str, all: &[T], word: fn(T) -> &'static str) -> T {
        let wanted = self.get(key);
        all.iter().copied().find(|value| Some(word(*value)) == wanted.as_deref()).unwrap_or_default()
    }

    fn set(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.0.push((key.to_owned(), value.to_owned()));
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (key, value)) in self.0.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(formatter, "{mark}{key}={}", encode(value))?;
        }
        Ok(())
    }
}

/// Percent-encodes what would end or split an address; `/` and `:` stay readable.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:,@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (byte, hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest = tail.get(2..).unwrap_or_default();
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
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
            ".{1,12}".prop_map(Route::Cluster),
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
