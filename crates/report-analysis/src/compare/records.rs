//! What differs between the records of two runs, test by test and file by file.

use std::cmp::Ordering;

use report_model::site::HistoryRecord;
use report_model::{Outcome, Ratio};

use super::{Difference, runs};
use crate::changes::{Became, became};

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

/// Compares two records. Times are compared of tests that passed in both or failed in both: a test that fails in its
/// first line is not faster.
pub fn records<'a>(before: Recorded<'a>, after: Recorded<'a>) -> Differences<'a> {
    let mut found = Differences::default();
    let mut pairs = Vec::new();
    found.knows_tests = before.record.tests.is_some() && after.record.tests.is_some();
    // Without the results of one of them every test would look as if it were new or gone.
    let lists = if found.knows_tests { (before.tests, after.tests) } else { Default::default() };
    in_step(lists.0, lists.1, &mut |id, old, new| {
        let (was, old_secs) = test(before.record, old);
        let (now, new_secs) = test(after.record, new);
        let Some(now) = now else {
            if was.is_some() {
                found.removed.push(id);
            }
            return;
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
    });
    found.slower.sort_by(|a, b| b.secs().total_cmp(&a.secs()));
    found.faster.sort_by(|a, b| a.secs().total_cmp(&b.secs()));
    found.compared = pairs.len();
    found.together = runs(&pairs);
    in_step(before.files, after.files, &mut |path, old, new| {
        let (Some(old), Some(new)) = (percent(before.record, old), percent(after.record, new)) else {
            return;
        };
        if (new - old).abs() >= LEAST_POINTS {
            found.files.push(FileDifference { path, before: old, after: new });
        }
    });
    found.files.sort_by(|a, b| (a.after - a.before).total_cmp(&(b.after - b.before)));
    found
}

/// Goes through two sorted lists of names at once, with the place of each name in both.
fn in_step<'a>(
    before: &'a [String],
    after: &'a [String],
    each: &mut dyn FnMut(&'a str, Option<usize>, Option<usize>),
) {
    let (mut old, mut new) = (0, 0);
    loop {
        let order = match (before.get(old), after.get(new)) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let (is_old, is_new) = (order.is_le(), order.is_ge());
        if let Some(name) = if is_old { before.get(old) } else { after.get(new) } {
            each(name, is_old.then_some(old), is_new.then_some(new));
        }
        old += usize::from(is_old);
        new += usize::from(is_new);
    }
}

/// The outcome of a test and how many seconds it took; `None` where it was not there, or where that is unknown.
fn test(record: &HistoryRecord, place: Option<usize>) -> (Option<Outcome>, Option<f64>) {
    let Some((tests, place)) = record.tests.as_ref().zip(place) else { return (None, None) };
    let letter = tests.outcomes.as_bytes().get(place).copied().unwrap_or(b'-');
    let micros = tests.durations_us.get(place).copied().flatten();
    (Outcome::from_letter(char::from(letter)), micros.map(|micros| micros as f64 / 1e6))
}

fn percent(record: &HistoryRecord, place: Option<usize>) -> Option<f64> {
    let (files, place) = record.files.as_ref().zip(place)?;
    Ratio::new(*files.covered.get(place)?, *files.lines.get(place)?).percent()
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
        let found = records(before.as_recorded(), after.as_recorded());
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
        let found = records(before.as_recorded(), after.as_recorded());
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
        let found = records(before.as_recorded(), after.as_recorded());
        let first = |list: &[TimeDifference<'_>]| list.first().map(|time| time.id.to_owned());
        assert_eq!(first(&found.slower).as_deref(), Some("b"));
        assert_eq!(first(&found.faster).as_deref(), Some("d"));
        assert_eq!(found.files[0].path, "b.py");
    }

    #[test]
    fn thinned_records_have_no_differences() {
        let whole = Made::of(&["a p 1"], &["a.py 5 10"]);
        let mut thinned = Made::of(&[], &[]);
        (thinned.record.tests, thinned.record.files) = (None, None);
        assert_eq!(records(thinned.as_recorded(), whole.as_recorded()), Differences::default());
    }
}
