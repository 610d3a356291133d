//! What is known of the runs before this one.

mod variants;

use std::collections::BTreeMap;
use std::sync::Arc;

use report_model::run::{
    Attempt, Coverage, CoverageCounts, FileCoverage, Run, RunIdentity, TestCase, TestResults, TestSuite,
};
use report_model::site::{FailureRecord, RetryRecord, RunPoint};
use report_model::{Outcome, Ratio, TestId};
use rustc_hash::FxHashMap;

use variants::Labels;
pub(crate) use variants::is_variant;
pub use variants::{Variants, keep_own_variant};

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
    /// them, become one. Of a run with records of several variants only those of the variant with these labels count, or
    /// of the one most like it: what fails on another system says nothing about this one.
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
        let parts = parts_of_runs.iter().flatten();
        let variants =
            Variants::among(parts.map(|part| (part.point.run.id.as_str(), &part.point.run.labels)), labels);
        let whole = |mut parts: Vec<PastRun>| {
            variants.keep_own(&mut parts, labels, |part| &part.point.run.labels);
            parts.into_iter().reduce(|one, other| one.merge(&other))
        };
        Self { runs: parts_of_runs.into_iter().filter_map(whole).collect() }
    }

    /// The runs that this one is to be measured against, as indexes, oldest first: those of its branch, or, when it has
    /// none yet, of the one that others come from by its name, or else of the one with most runs; of these the runs of
    /// the same variant, or of the one most like it. Runs of several branches are never taken together, as what differs
    /// between them is no change, and so it is with variants. Only where a variant is too young to judge by, those that
    /// ended before it began and contradict no label of it lead on to it: it is what they became when a label was added.
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
        let past = || of_branch.iter().filter_map(|place| Some((*place, &self.runs.get(*place)?.point.run)));
        let variants = Variants::among(past().map(|(_, run)| (run.id.as_str(), &run.labels)), labels);
        let same = past().filter(|(_, run)| variants.is_same(labels, &run.labels));
        let mut chosen: Vec<usize> = same.map(|(place, _)| place).collect();
        let mut others: BTreeMap<Labels<'_>, Vec<usize>> = BTreeMap::new();
        for (place, run) in past() {
            others.entry(variants.of(&run.labels).collect()).or_default().push(place);
        }
        let in_common =
            |there: &Labels<'_>| variants.of(labels).filter(|label| there.contains(label)).count();
        if chosen.is_empty() {
            let nearest = others.iter().max_by_key(|(labels, places)| rank(in_common(labels), places));
            chosen = nearest.map(|(_, places)| places.clone()).unwrap_or_default();
        }
        let contradicts = |there: &Labels<'_>| {
            there.iter().any(|(key, value)| labels.get(*key).is_some_and(|own| own != *value))
        };
        others.retain(|there, _| !contradicts(there));
        while chosen.len() < ENOUGH_RUNS
            && let Some(first) = chosen.first().copied()
        {
            let ended = others.iter().filter(|(_, places)| places.last().is_some_and(|last| *last < first));
            let nearest = ended.max_by_key(|(labels, places)| rank(in_common(labels), places));
            let Some((_, places)) = nearest else { break };
            chosen.splice(0..0, places.iter().copied());
        }
        chosen
    }
}

/// What branches are called that others come from and go into.
const TRUNKS: [&str; 5] = ["main", "master", "trunk", "develop", "default"];

/// With fewer runs no test is judged to fail by chance.
const ENOUGH_RUNS: usize = 10;

/// What is preferred when there is nothing of one's own: what is more alike, then what has more runs, then later ones.
fn rank(alike: usize, places: &[usize]) -> (usize, usize, Option<usize>) {
    (alike, places.len(), places.last().copied())
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
        assert_eq!(against("main", &[("os", "linux")]), [0, 1, 3], "what had no label yet leads on to it");
        assert_eq!(against("main", &[("os", "mac"), ("shard", "2")]), [0, 2, 3]);
        assert_eq!(against("topic", &[("os", "linux")]), [4], "the branch comes first");
        assert_eq!(against("new", &[("os", "mac")]), [0, 2, 3], "those of the branch that others come from");
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
        assert_eq!(outcomes(&[("os", "windows")]), ("pps".to_owned(), "linux".to_owned()), "never several");
        let pull_request = [("os", "mac"), ("pull-request", "7")];
        assert_eq!(outcomes(&pull_request), ("fp".to_owned(), "mac".to_owned()), "the one most like it");
    }

    #[test]
    fn the_nearest_variant_is_the_same_one_in_each_run() {
        let of = |id: &str, os: &str| {
            let mut run = past(id, &["a p"]);
            run.point.run.labels = labels(&[("os", os)]);
            run
        };
        let records =
            vec![of("1", "linux"), of("1", "mac"), of("2", "mac"), of("2", "linux"), of("2", "mac")];
        let History { runs } = History::of_records(records, &labels(&[("os", "windows")]));
        assert!(runs.iter().all(|run| run.point.run.labels["os"] == "linux"), "{runs:?}");
    }

    #[test]
    fn a_number_of_the_build_tells_no_variants_apart() {
        let of = |build: usize, os: &str| {
            let mut run = past(&format!("{build}-{os}"), &["a p"]);
            run.point.run.labels = labels(&[("build", &build.to_string()), ("os", os)]);
            run
        };
        let history = History { runs: (1..=20).flat_map(|n| [of(n, "linux"), of(n, "mac")]).collect() };
        let linux: Vec<usize> = (0..40).step_by(2).collect();
        assert_eq!(history.of_branch(None, &labels(&[("build", "21"), ("os", "linux")])), linux[..]);
        let numbered = |n: usize| {
            let mut run = past(&n.to_string(), &["a p"]);
            run.point.run.labels = labels(&[("build", &n.to_string())]);
            run
        };
        let history = History { runs: (1..=20).map(numbered).collect() };
        let all: Vec<usize> = (0..20).collect();
        assert_eq!(history.of_branch(None, &labels(&[("build", "21")])), all);
    }

    #[test]
    fn a_label_that_is_added_does_not_begin_the_history_anew() {
        let of = |text: &[(&str, &str)]| {
            let mut run = past("x", &["a p"]);
            run.point.run.labels = labels(text);
            run
        };
        let (linux, mac) = ([("os", "linux")], [("os", "mac")]);
        let mut runs = vec![of(&[]); 12];
        runs.extend([of(&linux), of(&mac), of(&linux), of(&mac)]);
        let mut history = History { runs };
        let before: Vec<usize> = (0..12).collect();
        let against = |history: &History, text: &[(&str, &str)]| history.of_branch(None, &labels(text));
        assert_eq!(against(&history, &linux), [&before[..], &[12, 14]].concat());
        assert_eq!(against(&history, &mac), [&before[..], &[13, 15]].concat());
        history.runs.extend(vec![of(&linux); 8]);
        assert_eq!(against(&history, &linux).len(), 10, "old enough to be judged by itself");
        assert_eq!(against(&history, &mac).len(), 14);
    }
}
