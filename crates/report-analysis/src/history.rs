//! What is known of the runs before this one.

use std::collections::BTreeMap;
use std::sync::Arc;

use report_model::run::{
    Attempt, Coverage, CoverageCounts, FileCoverage, Run, RunIdentity, TestCase, TestResults, TestSuite,
};
use report_model::site::{FailureRecord, RetryRecord, RunPoint};
use report_model::{Outcome, Ratio, TestId};
use rustc_hash::FxHashMap;

/// The runs before the one under analysis.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    /// The runs, oldest first. The run under analysis is not among them.
    pub runs: Vec<PastRun>,
}

/// One past run.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRun {
    /// What identifies it and what was counted.
    pub point: RunPoint,
    /// Its tests; `None` once the record was thinned to its totals.
    pub tests: Option<PastTests>,
    /// Its files; `None` when it had no coverage or was thinned.
    pub files: Option<PastFiles>,
}

/// The tests of a past run.
#[derive(Debug, Clone, PartialEq)]
pub struct PastTests {
    /// The ids, sorted and distinct. Runs with the same tests share one list.
    pub names: Arc<[String]>,
    /// The outcome of each, letters `p f e s k` and `-` for a test that was not there.
    pub outcomes: String,
    /// The duration of each in microseconds.
    pub durations_us: Vec<Option<u64>>,
    /// The clusters and categories of those that failed.
    pub failures: Vec<FailureRecord>,
    /// Those that were tried more than once.
    pub retries: Vec<RetryRecord>,
}

/// The coverage of a past run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastFiles {
    /// The paths, sorted and distinct.
    pub paths: Arc<[String]>,
    /// Lines that ran, for each path.
    pub covered: Vec<u64>,
    /// Lines that hold code, for each path.
    pub lines: Vec<u64>,
}

impl History {
    /// Records as runs, each in the place of its first record: those of one run, as shards and jobs of a matrix leave
    /// them, become one. Where a run with these labels has records of its own variant and of others, only its own count:
    /// what fails on another system says nothing about this one.
    pub fn of_records(records: Vec<PastRun>, labels: &BTreeMap<String, String>) -> Self {
        let mut place_of: FxHashMap<String, usize> = FxHashMap::default();
        let mut parts_of_runs: Vec<Vec<PastRun>> = Vec::with_capacity(records.len());
        for record in records {
            let place = *place_of.entry(record.point.run.id.clone()).or_insert(parts_of_runs.len());
            match parts_of_runs.get_mut(place) {
                Some(parts) => parts.push(record),
                None => parts_of_runs.push(vec![record]),
            }
        }
        let whole = |mut parts: Vec<PastRun>| {
            keep_own_variant(&mut parts, labels, |part| &part.point.run.labels);
            parts.into_iter().reduce(|one, other| one.merge(&other))
        };
        Self { runs: parts_of_runs.into_iter().filter_map(whole).collect() }
    }

    /// The runs that this one is to be measured against, as indexes, oldest first: those of its branch, or, when it has
    /// none yet, of the one that others come from by its name, or else of the one with most runs; of these the runs of the same variant, or of the one most like
    /// it. Runs of several branches or variants are never taken together: what differs between them is no change.
    pub fn of_branch(&self, branch: Option<&str>, labels: &BTreeMap<String, String>) -> Vec<usize> {
        let runs = || self.runs.iter().map(|run| &run.point.run).enumerate();
        let mut branches: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for (place, run) in runs() {
            branches.entry(run.branch.as_deref()).or_default().push(place);
        }
        let is_trunk = |branch: Option<&str>| branch.is_some_and(|branch| TRUNKS.contains(&branch));
        let own = branches.remove(&branch).or_else(|| {
            let of_others = branches.into_iter();
            let nearest = of_others.max_by_key(|(branch, places)| rank(is_trunk(*branch).into(), places));
            nearest.map(|(_, places)| places)
        });
        let of_branch = own.unwrap_or_default();
        let labels_of = |place: &usize| self.runs.get(*place).map(|run| &run.point.run.labels);
        let same = of_branch.iter().copied();
        let same: Vec<usize> =
            same.filter(|place| labels_of(place).is_some_and(|past| is_variant(labels, past))).collect();
        if !same.is_empty() {
            return same;
        }
        let mut variants: BTreeMap<Vec<(&String, &String)>, Vec<usize>> = BTreeMap::new();
        for place in of_branch {
            variants
                .entry(labels_of(&place).into_iter().flat_map(variant).collect())
                .or_default()
                .push(place);
        }
        let in_common = |labels_there: &[(&String, &String)]| {
            variant(labels).filter(|label| labels_there.contains(label)).count()
        };
        let nearest = variants.into_iter().max_by_key(|(labels, places)| rank(in_common(labels), places));
        nearest.map(|(_, places)| places).unwrap_or_default()
    }
}

/// What branches are called that others come from and go into.
const TRUNKS: [&str; 5] = ["main", "master", "trunk", "develop", "default"];

/// What is preferred when there is nothing of one's own: what is more alike, then what has more runs, then later ones.
fn rank(alike: usize, places: &[usize]) -> (usize, usize, Option<usize>) {
    (alike, places.len(), places.last().copied())
}

/// The label that tells parts of a run apart and not variants of it.
const SHARD: &str = "shard";

/// The labels that tell variants apart.
pub fn variant(labels: &BTreeMap<String, String>) -> impl Iterator<Item = (&String, &String)> {
    labels.iter().filter(|(key, _)| *key != SHARD)
}

/// Leaves the parts of a run that are of the variant with these labels, or all of them where none is.
pub fn keep_own_variant<T>(
    parts: &mut Vec<T>,
    labels: &BTreeMap<String, String>,
    labels_of: impl Fn(&T) -> &BTreeMap<String, String>,
) {
    let is_own = |part: &T| is_variant(labels, labels_of(part));
    if variant(labels).next().is_some() && parts.iter().any(is_own) {
        parts.retain(is_own);
    }
}

/// Whether a past run is of the variant with these labels: it has the same ones, each with the value asked for. A run
/// that jobs of several variants recorded has all their values.
pub(crate) fn is_variant(labels: &BTreeMap<String, String>, past: &BTreeMap<String, String>) -> bool {
    variant(labels).count() == variant(past).count()
        && variant(labels).all(|(key, wanted)| {
            let there =
                |value: &str| past.get(key).is_some_and(|past| past.split(", ").any(|one| one == value));
            wanted.split(", ").all(there)
        })
}

impl PastTests {
    /// Where a test stands in the columns.
    pub fn position(&self, id: &TestId) -> Option<usize> {
        self.names.binary_search_by(|name| name.as_str().cmp(&id.0)).ok()
    }

    /// The letter of a test; `None` when it was not there.
    pub fn letter(&self, position: usize) -> Option<u8> {
        self.outcomes.as_bytes().get(position).copied().filter(|letter| *letter != b'-')
    }

    /// The outcome of a test; `None` when it was not there.
    pub fn outcome(&self, position: usize) -> Option<Outcome> {
        self.letter(position).and_then(|letter| Outcome::from_letter(char::from(letter)))
    }

    /// How long a test took in seconds.
    pub fn secs(&self, position: usize) -> Option<f64> {
        self.durations_us.get(position).copied().flatten().map(|micros| micros as f64 / 1e6)
    }
}

impl PastRun {
    /// The run as far as its record tells: neither texts of failures nor benchmarks nor single lines of code.
    pub fn to_run(&self) -> Run {
        let info = self.point.run.clone();
        let suites = vec![TestSuite::default()];
        let cases = self.tests.as_ref().map_or_else(Vec::new, PastTests::to_cases);
        Run {
            identity: RunIdentity {
                id: info.id,
                branch: info.branch,
                commit: info.commit,
                started_at: info.started_at,
                url: info.url,
                labels: info.labels,
            },
            tests: if cases.is_empty() { TestResults::default() } else { TestResults { suites, cases } },
            coverage: self.files.as_ref().map(PastFiles::to_coverage),
            wall_secs: self.point.totals.wall_secs,
            ..Run::default()
        }
    }
}

impl PastTests {
    fn to_cases(&self) -> Vec<TestCase> {
        let there = self.names.iter().enumerate();
        there
            .filter_map(|(place, id)| {
                let (class, name) =
                    id.rsplit_once("::").map_or((None, &**id), |(class, name)| (Some(class), name));
                let mut case = TestCase {
                    outcome: self.outcome(place)?,
                    duration_secs: self.secs(place),
                    class: class.map(Into::into),
                    ..TestCase::named(name)
                };
                if self.letter(place) == Some(b'k') {
                    let attempt = |outcome| Attempt { outcome, duration_secs: None, failure: None };
                    case.text_mut().attempts = vec![attempt(Outcome::Failed), attempt(Outcome::Passed)];
                }
                Some(case)
            })
            .collect()
    }
}

impl PastFiles {
    fn to_coverage(&self) -> Coverage {
        let lines = self.covered.iter().zip(&self.lines);
        let files = self.paths.iter().zip(lines).map(|(path, (covered, lines))| {
            let lines = Ratio::new(*covered, *lines);
            FileCoverage {
                declared: Some(CoverageCounts { lines, branches: None, functions: None }),
                ..FileCoverage::at(path.as_str())
            }
        });
        Coverage { files: files.collect(), roots: Vec::new() }
    }
}

/// Looks one test up in run after run; where runs share their names it searches once.
pub(crate) struct Lookup<'a> {
    id: &'a TestId,
    last: Option<(&'a Arc<[String]>, Option<usize>)>,
}

impl<'a> Lookup<'a> {
    pub(crate) const fn of(id: &'a TestId) -> Self {
        Self { id, last: None }
    }

    pub(crate) fn position(&mut self, tests: &'a PastTests) -> Option<usize> {
        if let Some((names, position)) = self.last
            && Arc::ptr_eq(names, &tests.names)
        {
            return position;
        }
        let position = tests.position(self.id);
        self.last = Some((&tests.names, position));
        position
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::past;

    fn labels(text: &[(&str, &str)]) -> BTreeMap<String, String> {
        text.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_record_is_a_run_as_far_as_it_tells() {
        let mut past = past("7", &["a::b p", "a::c k", "d f", "e -", "f s"]);
        past.point.run.branch = Some("main".to_owned());
        past.files =
            Some(PastFiles { paths: vec!["a.py".to_owned()].into(), covered: vec![3], lines: vec![4] });
        let run = past.to_run();
        assert_eq!((run.identity.id.as_str(), run.identity.branch.as_deref()), ("7", Some("main")));
        let cases: Vec<_> =
            run.tests.cases.iter().map(|case| (case.id().0, case.outcome, case.is_flaky())).collect();
        let of = |id: &str, outcome, flaky| (id.to_owned(), outcome, flaky);
        assert_eq!(
            cases,
            [
                of("a::b", Outcome::Passed, false),
                of("a::c", Outcome::Passed, true),
                of("d", Outcome::Failed, false),
                of("f", Outcome::Skipped, false),
            ]
        );
        assert_eq!(run.coverage.unwrap().counts().lines, Ratio::new(3, 4));
    }

    #[test]
    fn runs_are_measured_against_the_same_variant_of_their_branch() {
        let of = |branch: &str, text: &[(&str, &str)]| {
            let mut run = past("x", &["a p"]);
            run.point.run.branch = Some(branch.to_owned());
            run.point.run.labels = labels(text);
            run
        };
        let history = History {
            runs: vec![
                of("main", &[]),
                of("main", &[("os", "linux"), ("shard", "1, 2")]),
                of("main", &[("os", "mac")]),
                of("main", &[("os", "linux, mac")]),
                of("topic", &[("os", "mac")]),
            ],
        };
        let against = |branch, text: &[(&str, &str)]| history.of_branch(Some(branch), &labels(text));
        assert_eq!(against("main", &[]), [0]);
        assert_eq!(against("main", &[("os", "linux")]), [1, 3]);
        assert_eq!(against("main", &[("os", "mac"), ("shard", "2")]), [2, 3]);
        assert_eq!(against("topic", &[("os", "linux")]), [4], "the branch comes first");
        assert_eq!(against("new", &[("os", "mac")]), [2, 3], "those of the branch that others come from");
    }

    #[test]
    fn the_first_run_of_a_variant_is_measured_against_the_one_most_like_it() {
        let of = |text: &[(&str, &str)]| {
            let mut run = past("x", &["a p"]);
            run.point.run.labels = labels(text);
            run
        };
        let linux = [("os", "linux"), ("python", "3.12")];
        let history = History {
            runs: vec![of(&[("os", "mac")]), of(&linux), of(&[("os", "mac")]), of(&linux), of(&[])],
        };
        let against = |text: &[(&str, &str)]| history.of_branch(None, &labels(text));
        assert_eq!(against(&[("os", "linux"), ("python", "3.13")]), [1, 3]);
        assert_eq!(against(&[("os", "mac"), ("python", "3.13")]), [0, 2]);
        assert_eq!(against(&[("os", "windows")]), [1, 3], "of as many runs the later ones");
    }

    #[test]
    fn a_run_is_merged_from_its_own_variant() {
        let of = |os: &str, shard: &str, tests: &[&str]| {
            let mut run = past("7", tests);
            run.point.run.labels = labels(&[("os", os), ("shard", shard)]);
            run
        };
        let records = vec![
            of("mac", "1", &["a f"]),
            of("linux", "1", &["a p"]),
            of("mac", "2", &["b p"]),
            of("linux", "2", &["b p", "c s"]),
        ];
        let outcomes = |text: &[(&str, &str)]| {
            let History { runs } = History::of_records(records.clone(), &labels(text));
            assert_eq!(runs.len(), 1);
            (runs[0].tests.clone().unwrap().outcomes, runs[0].point.run.labels["os"].clone())
        };
        assert_eq!(outcomes(&[("os", "linux"), ("shard", "1")]), ("pps".to_owned(), "linux".to_owned()));
        assert_eq!(outcomes(&[("os", "mac")]), ("fp".to_owned(), "mac".to_owned()));
        assert_eq!(outcomes(&[]), ("fps".to_owned(), "linux, mac".to_owned()), "the whole run");
        assert_eq!(outcomes(&[("os", "windows")]).0, "fps");
    }
}
