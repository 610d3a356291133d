//! The shards of the test index and, where there is a history, of each test's last runs.

use std::ops::Range;

use rayon::prelude::*;
use report_model::run::{TestCase, TestResults};
use report_model::site::{Column, Group, OutcomeLetters, TestHistory, TestShard};
use rustc_hash::FxHashMap;

use super::past::Past;
use super::rows::Rows;
use super::shard::Shard;
use crate::error::Error;

/// The most rows of one shard.
const SHARD_ROWS: u32 = 25_000;
/// How many runs, this one last, the strip of a row shows.
pub(super) const STRIP_RUNS: usize = 20;
/// The most shards of the tests' histories; they grow with the rows instead.
const HISTORY_SHARDS: u32 = 8;
/// A history shard has at least this many rows, where there are as many.
const HISTORY_ROWS: u32 = 2_000;

/// A duration as it stands in columns.
pub fn micros(secs: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped at 0; saturates at the top"
    )]
    let micros = (secs * 1e6).round().max(0.0) as u64;
    micros
}

/// The letter of a case.
pub(super) fn letter(case: &TestCase) -> char {
    OutcomeLetters::letter(case.outcome, case.is_flaky())
}

/// The test index in shards.
pub(super) fn shards(
    folder: &str,
    tests: &TestResults,
    rows: &Rows,
    past: &Past<'_>,
) -> Result<Vec<Shard>, Error> {
    stretches(rows.count(), SHARD_ROWS)
        .into_par_iter()
        .enumerate()
        .map(|(number, stretch)| {
            let shard = test_shard(tests, rows, past, &stretch);
            Shard::of(folder, &format!("tests-{number}"), stretch.start, &shard)
        })
        .collect()
}

/// The last runs of each test in shards; none when this is the first run.
pub(super) fn history_shards(
    folder: &str,
    run_id: &str,
    tests: &TestResults,
    rows: &Rows,
    past: &Past<'_>,
) -> Result<Vec<Shard>, Error> {
    if past.is_empty() {
        return Ok(Vec::new());
    }
    stretches(rows.count(), HISTORY_ROWS.max(rows.count().div_ceil(HISTORY_SHARDS)))
        .into_par_iter()
        .enumerate()
        .map(|(number, stretch)| {
            let history = test_history(run_id, tests, rows, past, &stretch);
            Shard::of(folder, &format!("test-history-{number}"), stretch.start, &history)
        })
        .collect()
}

fn stretches(count: u32, size: u32) -> Vec<Range<u32>> {
    (0..count.div_ceil(size)).map(|number| number * size..count.min((number + 1) * size)).collect()
}

fn cases<'a>(
    tests: &'a TestResults,
    rows: &'a Rows,
    stretch: &Range<u32>,
) -> impl Iterator<Item = (u32, &'a TestCase)> {
    let range = stretch.start as usize..stretch.end as usize;
    let numbers = rows.cases.get(range).unwrap_or_default();
    (stretch.start..).zip(numbers).filter_map(|(row, case)| Some((row, tests.cases.get(*case as usize)?)))
}

fn test_shard(tests: &TestResults, rows: &Rows, past: &Past<'_>, stretch: &Range<u32>) -> TestShard {
    let count = stretch.len();
    let mut shard = TestShard {
        first_row: stretch.start,
        names: String::with_capacity(count * 40),
        durations_us: Vec::with_capacity(count),
        ..TestShard::default()
    };
    let mut outcomes = String::with_capacity(count);
    let mut classes = ColumnBuilder::default();
    let mut strips = ColumnBuilder::default();
    let mut strip = String::new();
    let first_group = rows.groups.partition_point(|group| group.rows.end <= stretch.start);
    let mut groups = rows.groups.iter().skip(first_group);
    let mut group = groups.next();
    push_group(&mut shard.groups, group, stretch);
    for (row, case) in cases(tests, rows, stretch) {
        while group.is_some_and(|group| row >= group.rows.end) {
            group = groups.next();
            push_group(&mut shard.groups, group, stretch);
        }
        if row > stretch.start {
            shard.names.push('\n');
        }
        shard.names.push_str(&case.name);
        let class = case.class.as_deref().filter(|class| !class.is_empty());
        classes.push(class.filter(|class| group.and_then(|group| group.class.as_deref()) != Some(class)));
        outcomes.push(letter(case));
        shard.durations_us.push(case.duration_secs.map(micros));
        if !past.is_empty() {
            strip.clear();
            let skipped = past.runs.len().saturating_sub(STRIP_RUNS - 1);
            strip.extend((skipped..past.runs.len()).map(|run| past.letter(run, row)));
            strip.push(letter(case));
            strips.push(Some(&strip));
        }
    }
    shard.outcomes = OutcomeLetters(outcomes);
    shard.classes = classes.finish();
    shard.strips = strips.finish();
    shard
}

fn push_group(groups: &mut Vec<Group>, group: Option<&super::rows::RowGroup>, stretch: &Range<u32>) {
    let Some(group) = group else { return };
    let start = group.rows.start.max(stretch.start);
    let end = group.rows.end.min(stretch.end);
    if start < end {
        groups.push(Group {
            path: group.path.clone(),
            rows: end - start,
            class: group.class.as_deref().map(str::to_owned),
        });
    }
}

fn test_history(
    run_id: &str,
    tests: &TestResults,
    rows: &Rows,
    past: &Past<'_>,
    stretch: &Range<u32>,
) -> TestHistory {
    let ids = past.runs.iter().map(|run| run.point.run.id.clone());
    let mut history = TestHistory {
        first_row: stretch.start,
        runs: ids.chain([run_id.to_owned()]).collect(),
        ..TestHistory::default()
    };
    for (row, case) in cases(tests, rows, stretch) {
        let runs = 0..past.runs.len();
        let letters = runs.clone().map(|run| past.letter(run, row));
        history.outcomes.push(letters.chain([letter(case)]).collect());
        let durations = runs.map(|run| past.duration_us(run, row));
        history.durations_us.push(durations.chain([case.duration_secs.map(micros)]).collect());
    }
    history
}

/// Makes a [`Column`]: every distinct value once.
#[derive(Default)]
struct ColumnBuilder {
    column: Column,
    known: FxHashMap<String, u32>,
    /// Neighbours mostly have the same value.
    last: u32,
    any: bool,
}

impl ColumnBuilder {
    fn push(&mut self, value: Option<&str>) {
        let index = value.map_or(0, |value| {
            self.any = true;
            let last = self.last.checked_sub(1).and_then(|last| self.column.values.get(last as usize));
            if last.is_some_and(|last| last == value) {
                return self.last;
            }
            if let Some(index) = self.known.get(value) {
                return *index;
            }
            self.column.values.push(value.to_owned());
            let index = u32::try_from(self.column.values.len()).unwrap_or(u32::MAX);
            self.known.insert(value.to_owned(), index);
            index
        });
        if index > 0 {
            self.last = index;
        }
        self.column.rows.push(index);
    }

    fn finish(mut self) -> Column {
        if !self.any {
            self.column.rows.clear();
        }
        self.column
    }
}

#[cfg(test)]
mod tests {
    use report_model::Outcome;
    use report_model::run::TestSuite;

    use super::*;

    #[test]
    fn a_shard_holds_its_stretch_and_nothing_else() {
        let case = |class: &str, name: &str, outcome| TestCase {
            class: Some(class.into()),
            outcome,
            duration_secs: Some(0.25),
            ..TestCase::named(name)
        };
        let tests = TestResults {
            suites: vec![TestSuite::default()],
            cases: vec![
                case("test_a", "one", Outcome::Passed),
                case("test_a", "two", Outcome::Failed),
                case("test_a.TestX", "three", Outcome::Passed),
                case("test_b", "four", Outcome::Skipped),
            ],
        };
        let rows = Rows::of(&tests, &[], &[]);
        let shard = test_shard(&tests, &rows, &Past::default(), &(1..4));
        assert_eq!(shard.names, "two\nthree\nfour");
        assert_eq!(shard.outcomes.0, "fps");
        assert_eq!(shard.durations_us, [Some(250_000); 3]);
        assert_eq!(shard.classes.get(0), None);
        assert_eq!(shard.classes.get(1), Some("test_a.TestX"));
        let groups: Vec<_> = shard.groups.iter().map(|group| (group.path.as_str(), group.rows)).collect();
        assert_eq!(groups, [("test_a.py", 2), ("test_b.py", 1)]);
        assert!(shard.strips.rows.is_empty());
    }

    #[test]
    fn stretches_cover_everything_once() {
        assert_eq!(stretches(0, 10), []);
        assert_eq!(stretches(25, 10), [0..10, 10..20, 20..25]);
    }
}
