//! What differs between the records of two runs, test by test and file by file.

use std::cmp::Ordering;

use report_model::site::HistoryRecord;
use report_model::{Outcome, Ratio};

use super::{Difference, runs};
use crate::changes::{Became, became};
use crate::history_merge::graver;

/// A duration that differs by less is within the grain of many runners' clocks, and nobody waits for it.
const LEAST_SECS: f64 = 0.05;
/// A duration that differs by a smaller share of what it was is the usual scatter of a single run.
const LEAST_SHARE: f64 = 0.2;
/// Coverage that differs by fewer percentage points reads as the same.
const LEAST_POINTS: f64 = 0.05;

/// A record with the names that its columns are in, each sorted and distinct.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    /// The record.
    pub record: &'a HistoryRecord,
    /// The ids of its tests.
    pub tests: &'a [String],
    /// The paths of its covered files.
    pub files: &'a [String],
}

/// A test that took another time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeDifference<'a> {
    /// The test.
    pub id: &'a str,
    /// How long it took before.
    pub before_secs: f64,
    /// How long it took after.
    pub after_secs: f64,
}

impl TimeDifference<'_> {
    /// How many seconds more it took after.
    pub fn secs(&self) -> f64 {
        self.after_secs - self.before_secs
    }

    fn is_worth_telling(&self) -> bool {
        let differs = self.secs().abs();
        differs >= LEAST_SECS && differs >= LEAST_SHARE * self.before_secs
    }
}

/// A file of which another share of the lines is covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FileDifference<'a> {
    /// The path.
    pub path: &'a str,
    /// The percentage before.
    pub before: f64,
    /// The percentage after.
    pub after: f64,
}

/// What differs between two runs. Lists of tests are in the order of their ids.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Differences<'a> {
    /// Whether the results of single tests are known of both; where not, the lists of tests are empty.
    pub knows_tests: bool,
    /// Tests that fail and did not, whether or not they were there.
    pub newly_failing: Vec<&'a str>,
    /// Tests that failed and pass.
    pub fixed: Vec<&'a str>,
    /// Tests that fail in both.
    pub still_failing: Vec<&'a str>,
    /// Tests that were not there.
    pub added: Vec<&'a str>,
    /// Tests that are gone.
    pub removed: Vec<&'a str>,
    /// Tests that are skipped and were not.
    pub newly_skipped: Vec<&'a str>,
    /// Tests that took longer, those first that cost most.
    pub slower: Vec<TimeDifference<'a>>,
    /// Tests that took less long, those first that save most.
    pub faster: Vec<TimeDifference<'a>>,
    /// The time of all tests that ended alike in both runs; `None` where none did.
    pub together: Option<Difference>,
    /// How many tests that are.
    pub compared: usize,
    /// Files with another coverage, the largest loss first.
    pub files: Vec<FileDifference<'a>>,
}

/// Compares two runs, each with the records that its jobs left. Times are compared of tests that passed in both or
/// failed in both: a test that fails in its first line is not faster.
pub fn records<'a>(before: &[Recorded<'a>], after: &[Recorded<'a>]) -> Differences<'a> {
    let mut found = Differences::default();
    let mut pairs = Vec::new();
    let knows_tests = |parts: &[Recorded<'_>]| {
        // A job that only measured coverage says nothing about tests; one that was thinned had some.
        let was_thinned = |record: &HistoryRecord| record.tests.is_none() && record.totals.counts.total() > 0;
        parts.iter().any(|part| part.record.tests.is_some())
            && !parts.iter().any(|part| was_thinned(part.record))
    };
    found.knows_tests = knows_tests(before) && knows_tests(after);
    // Without the results of one of them every test would look as if it were new or gone.
    let lists = if found.knows_tests { (tests(before), tests(after)) } else { Default::default() };
    for (id, old, new) in in_step(lists.0, lists.1) {
        let (was, old_secs) = outcome(old);
        let (now, new_secs) = outcome(new);
        let Some(now) = now else {
            if was.is_some() {
                found.removed.push(id);
            }
            continue;
        };
        if was.is_none() {
            found.added.push(id);
        }
        match became(was, now) {
            Some(Became::NewlyFailing) => found.newly_failing.push(id),
            Some(Became::StillFailing) => found.still_failing.push(id),
            Some(Became::Fixed) => found.fixed.push(id),
            Some(Became::NewlySkipped) => found.newly_skipped.push(id),
            None => {}
        }
        let ended_alike = match (was, now) {
            (Some(Outcome::Passed), Outcome::Passed) => true,
            (was, now) => was.is_some_and(Outcome::is_bad) && now.is_bad(),
        };
        if let (true, Some(before_secs), Some(after_secs)) = (ended_alike, old_secs, new_secs) {
            pairs.push((before_secs, after_secs));
            let time = TimeDifference { id, before_secs, after_secs };
            if time.is_worth_telling() {
                let list = if time.secs() > 0.0 { &mut found.slower } else { &mut found.faster };
                list.push(time);
            }
        }
    }
    found.slower.sort_by(|a, b| b.secs().total_cmp(&a.secs()));
    found.faster.sort_by(|a, b| a.secs().total_cmp(&b.secs()));
    found.compared = pairs.len();
    found.together = runs(&pairs);
    for (path, old, new) in in_step(files(before), files(after)) {
        let (Some(old), Some(new)) = (percent(old), percent(new)) else { continue };
        if (new - old).abs() >= LEAST_POINTS {
            found.files.push(FileDifference { path, before: old, after: new });
        }
    }
    found.files.sort_by(|a, b| (a.after - a.before).total_cmp(&(b.after - b.before)));
    found
}

/// A letter and a duration, or covered lines and all lines, by name.
type Row<'a> = (&'a str, u64, u64);
/// How a duration that is not known stands in a row.
const UNKNOWN: u64 = 0;

/// The tests of all parts of a run, sorted: the letter and the duration in microseconds plus one of each. Of a test that
/// several parts have the graver result and the longer time count.
fn tests<'a>(parts: &[Recorded<'a>]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for part in parts {
        let Some(tests) = &part.record.tests else { continue };
        let columns = tests.outcomes.bytes().zip(&tests.durations_us);
        let micros = |micros: &Option<u64>| micros.map_or(UNKNOWN, |micros| micros.saturating_add(1));
        rows.extend(
            part.tests.iter().zip(columns).map(|(id, (letter, secs))| (&**id, letter.into(), micros(secs))),
        );
    }
    united(rows, parts.len(), |one, other| {
        let letters = (u8::try_from(one.1), u8::try_from(other.1));
        if let (Ok(kept), Ok(letter)) = letters {
            one.1 = graver(kept, letter).into();
        }
        one.2 = one.2.max(other.2);
    })
}

/// The covered files of all parts of a run, sorted. Of a file that several parts have the larger counts stand.
fn files<'a>(parts: &[Recorded<'a>]) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    for part in parts {
        let Some(files) = &part.record.files else { continue };
        let columns = files.covered.iter().zip(&files.lines);
        rows.extend(
            part.files.iter().zip(columns).map(|(path, (covered, lines))| (&**path, *covered, *lines)),
        );
    }
    united(rows, parts.len(), |one, other| (one.1, one.2) = (one.1.max(other.1), one.2.max(other.2)))
}

/// Makes one row of those with the same name. The rows of a single part are sorted and distinct already.
fn united<'a>(
    mut rows: Vec<Row<'a>>,
    parts: usize,
    take_in: impl Fn(&mut Row<'a>, &Row<'a>),
) -> Vec<Row<'a>> {
    if parts > 1 {
        rows.sort_unstable();
        rows.dedup_by(|other, one| {
            let is_same = other.0 == one.0;
            if is_same {
                take_in(one, other);
            }
            is_same
        });
    }
    rows
}

/// A name with its row on both sides.
type Pair<'a> = (&'a str, Option<Row<'a>>, Option<Row<'a>>);

/// The rows of two sorted lists beside each other.
fn in_step<'a>(before: Vec<Row<'a>>, after: Vec<Row<'a>>) -> Vec<Pair<'a>> {
    let mut pairs: Vec<Pair<'a>> = Vec::with_capacity(before.len().max(after.len()));
    let (mut before, mut after) = (before.into_iter().peekable(), after.into_iter().peekable());
    loop {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.0.cmp(other.0),
        };
        let old = before.next_if(|_| order.is_le());
        let new = after.next_if(|_| order.is_ge());
        pairs.extend(old.or(new).map(|(name, ..)| (name, old, new)));
    }
}

/// The outcome of a test and how many seconds it took; `None` where it was not there, or where that is unknown.
fn outcome(row: Option<Row<'_>>) -> (Option<Outcome>, Option<f64>) {
    let Some((_, letter, micros)) = row else { return (None, None) };
    let outcome = u8::try_from(letter).ok().and_then(|letter| Outcome::from_letter(char::from(letter)));
    (outcome, micros.checked_sub(1).map(|micros| micros as f64 / 1e6))
}

fn percent(row: Option<Row<'_>>) -> Option<f64> {
    row.and_then(|(_, covered, lines)| Ratio::new(covered, lines).percent())
}

#[cfg(test)]
mod tests {
    use report_model::site::{FileRecord, RunInfo, TestRecord, Totals};

    use super::*;

    /// A run whose tests are written as `name outcome seconds`, its files as `path covered lines`.
    struct Made {
        record: HistoryRecord,
        tests: Vec<String>,
        files: Vec<String>,
    }

    impl Made {
        fn of(tests: &[&str], files: &[&str]) -> Self {
            let words = |text: &&str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
            let tests: Vec<Vec<String>> = tests.iter().map(words).collect();
            let files: Vec<Vec<String>> = files.iter().map(words).collect();
            let micros = |secs: &str| {
                let secs = secs.parse().ok()?;
                u64::try_from(std::time::Duration::from_secs_f64(secs).as_micros()).ok()
            };
            let record = HistoryRecord {
                schema: 0,
                run: RunInfo::default(),
                totals: Totals::default(),
                coverage: None,
                tests: Some(TestRecord {
                    outcomes: tests.iter().map(|test| test[1].as_str()).collect(),
                    durations_us: tests.iter().map(|test| micros(&test[2])).collect(),
                    ..TestRecord::default()
                }),
                files: Some(FileRecord {
                    names: String::new(),
                    covered: files.iter().map(|file| file[1].parse().unwrap()).collect(),
                    lines: files.iter().map(|file| file[2].parse().unwrap()).collect(),
                }),
            };
            let name = |words: &Vec<String>| words[0].clone();
            Self { record, tests: tests.iter().map(name).collect(), files: files.iter().map(name).collect() }
        }

        fn as_recorded(&self) -> Recorded<'_> {
            Recorded { record: &self.record, tests: &self.tests, files: &self.files }
        }
    }

    #[test]
    fn every_kind_of_difference_is_told() {
        let before = Made::of(
            &["a p 1", "b f 1", "c f 1", "d p 1", "e f 1", "gone p 1", "never - ?", "z k 1"],
            &["a.py 5 10", "b.py 5 10", "c.py 0 0"],
        );
        let after = Made::of(
            &["a f 1", "b p 1", "c e 1", "d s ?", "e s ?", "gone - ?", "new p 1", "new2 f 1", "z p 1"],
            &["a.py 5 10", "b.py 4 10", "c.py 0 0", "d.py 1 1"],
        );
        let found = records(&[before.as_recorded()], &[after.as_recorded()]);
        assert_eq!(found.newly_failing, ["a", "new2"]);
        assert_eq!(found.fixed, ["b"]);
        assert_eq!(found.still_failing, ["c"]);
        assert_eq!(found.newly_skipped, ["d", "e"]);
        assert_eq!(found.added, ["new", "new2"]);
        assert_eq!(found.removed, ["gone"], "a dash says that a test was not there");
        assert_eq!(found.files, [FileDifference { path: "b.py", before: 50.0, after: 40.0 }]);
        assert_eq!(found.compared, 2, "c and z ended alike");
    }

    #[test]
    fn a_time_differs_by_a_fifth_and_by_what_somebody_waits_for() {
        let before = Made::of(
            &["fails p 2", "half p 1", "little p 10", "much p 1", "short p 0.01", "unknown p ?"],
            &[],
        );
        let after = Made::of(
            &["fails f 0.1", "half p 0.5", "little p 11.9", "much p 3", "short p 0.05", "unknown p 2"],
            &[],
        );
        let found = records(&[before.as_recorded()], &[after.as_recorded()]);
        let ids =
            |list: &[TimeDifference<'_>]| list.iter().map(|time| time.id.to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&found.slower), ["much"]);
        assert_eq!(ids(&found.faster), ["half"], "what fails in its first line is not faster");
        let together = found.together.unwrap();
        assert_eq!(found.compared, 4);
        assert!((together.before_secs - 12.01).abs() < 1e-6 && (together.after_secs - 15.45).abs() < 1e-6);
    }

    #[test]
    fn the_largest_difference_comes_first() {
        let before = Made::of(&["a p 1", "b p 1", "c p 1", "d p 9"], &["a.py 9 10", "b.py 9 10"]);
        let after = Made::of(&["a p 2", "b p 4", "c p 0.1", "d p 1"], &["a.py 8 10", "b.py 1 10"]);
        let found = records(&[before.as_recorded()], &[after.as_recorded()]);
        let first = |list: &[TimeDifference<'_>]| list.first().map(|time| time.id.to_owned());
        assert_eq!(first(&found.slower).as_deref(), Some("b"));
        assert_eq!(first(&found.faster).as_deref(), Some("d"));
        assert_eq!(found.files[0].path, "b.py");
    }

    #[test]
    fn shards_of_a_run_are_compared_as_one_run() {
        let shards = [
            Made::of(&["a p 1", "both f 1"], &["a.py 5 10", "b.py 2 10"]),
            Made::of(&["b p 2", "both p 3"], &["b.py 7 10"]),
        ];
        let parts: Vec<_> = shards.iter().map(Made::as_recorded).collect();
        let whole = Made::of(&["a p 1", "b p 2", "both f 3"], &["a.py 5 10", "b.py 7 10"]);
        let found = records(&parts, &[whole.as_recorded()]);
        assert_eq!((found.compared, found.still_failing.as_slice()), (3, ["both"].as_slice()));
        assert!(found.added.is_empty() && found.removed.is_empty() && found.files.is_empty());
        assert!(found.slower.is_empty() && found.faster.is_empty());
        assert_eq!(records(&[whole.as_recorded()], &parts[..1]).removed, ["b"]);
    }

    #[test]
    fn a_job_that_only_measured_coverage_hides_no_tests() {
        let (tests, mut coverage) = (Made::of(&["a p 1", "b p 1"], &[]), Made::of(&[], &["a.py 5 10"]));
        (coverage.record.tests, coverage.record.totals) = (None, Totals::default());
        let after = Made::of(&["a f 1"], &["a.py 4 10"]);
        let parts = [tests.as_recorded(), coverage.as_recorded()];
        let found = records(&parts, &[after.as_recorded()]);
        assert!(found.knows_tests);
        assert_eq!((found.newly_failing, found.removed), (vec!["a"], vec!["b"]));
        assert!(!records(&parts[1..], &[after.as_recorded()]).knows_tests, "it says nothing by itself");
        coverage.record.totals.counts.passed = 3;
        let thinned = [tests.as_recorded(), coverage.as_recorded()];
        assert!(!records(&thinned, &[after.as_recorded()]).knows_tests, "three more tests are not known");
    }

    #[test]
    fn thinned_records_have_no_differences() {
        let whole = Made::of(&["a p 1"], &["a.py 5 10"]);
        let mut thinned = Made::of(&[], &[]);
        (thinned.record.tests, thinned.record.files) = (None, None);
        assert_eq!(records(&[thinned.as_recorded()], &[whole.as_recorded()]), Differences::default());
    }
}
