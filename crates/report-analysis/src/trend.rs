//! How durations develop over runs: the levels of the whole run and of single tests.

use report_model::run::Run;
use report_model::site::{LevelChange, Levels, TrendRun};

use crate::change_point::{Detector, Room, Shape, shape};
use crate::grid::{Grid, LeftOut, is_bad};
use crate::history::History;
use crate::stats::median;

/// How many results of a kind a level needs to be compared with another.
const ENOUGH: usize = 5;
/// How many are enough where they leave no doubt: one may be an odd run.
const FEW: usize = 2;
/// The logarithms of a test's durations scatter by no less.
const LEAST_SPREAD: f64 = 0.01;
/// A folder is measured by a run that has at least this share of its tests.
const FOLDER_SHARE: f64 = 0.9;

/// Looks at the durations of one test after another.
#[derive(Debug)]
pub struct TestTrends<'a> {
    grid: &'a Grid,
    /// Whether each run counts for single tests.
    counts: Vec<bool>,
    detector: Detector,
}

/// Room for what is computed of one test after another.
#[derive(Debug, Default)]
pub struct TrendRoom {
    known: Vec<(usize, f64)>,
    series: Room,
}

impl<'a> TestTrends<'a> {
    /// Of the tests of this grid.
    pub fn of(grid: &'a Grid) -> Self {
        let counts: Vec<bool> = (0..grid.columns.len()).map(|column| grid.counts(column)).collect();
        let counted = counts.iter().filter(|counts| **counts).count();
        Self { grid, counts, detector: Detector::for_runs(counted) }
    }

    /// The levels of a test. Outages do not count. What changed together with the outcome is no change of time: a test
    /// that fails in its first line is not faster.
    pub fn levels(&self, test: usize, room: &mut TrendRoom) -> Levels {
        let (letters, secs) = (self.grid.letters(test), self.grid.secs(test));
        let of_runs = letters.iter().zip(secs).zip(&self.counts).enumerate();
        let TrendRoom { known, series } = room;
        known.clear();
        known.extend(
            of_runs
                .filter(|(_, ((letter, secs), counts))| {
                    **counts && matches!(letter, b'p' | b'k' | b'f' | b'e') && !secs.is_nan()
                })
                .map(|(run, ((_, secs), _))| (run, f64::from(*secs))),
        );
        let Shape { mut steps, drift } = self.detector.shape(known, series);
        if steps.is_empty() && drift.is_none() {
            return Levels::default();
        }
        let mut values: Vec<Option<f64>> = vec![None; letters.len()];
        for (run, secs) in known {
            if let Some(value) = values.get_mut(*run) {
                *value = Some(*secs);
            }
        }
        let bounds: Vec<usize> = steps.iter().map(|step| step.at).collect();
        let mut number = 0usize;
        steps.retain(|step| {
            let start = number.checked_sub(1).and_then(|before| bounds.get(before)).copied().unwrap_or(0);
            let end = bounds.get(number + 1).copied().unwrap_or(values.len());
            number += 1;
            holds_within_one_outcome(&values, letters, (start, step.at, end), step.factor())
        });
        levels(&values, &Shape { steps, drift })
    }
}

/// Whether the same change is there among passes, or among failures. Where both levels were seen with hardly any
/// result in common, nothing says that the time changed and not the outcome. A few results are enough where they leave
/// no doubt: a test that took three times as long in two runs before it began to fail did so before it failed.
fn holds_within_one_outcome(
    values: &[Option<f64>],
    letters: &[u8],
    (start, at, end): (usize, usize, usize),
    factor: f64,
) -> bool {
    let logs = |from: usize, to: usize, bad: bool| -> Vec<f64> {
        let level = values.iter().zip(letters).take(to).skip(from);
        let of_kind = level.filter(|(_, letter)| is_bad(**letter) == bad);
        of_kind.filter_map(|(value, _)| value.map(|value| value.max(1e-4).ln())).collect()
    };
    [false, true].into_iter().any(|bad| {
        let (mut before, mut after) = (logs(start, at, bad), logs(at, end, bad));
        let (Some(old), Some(new)) = (median(&mut before), median(&mut after)) else { return false };
        let halfway = factor.ln() / 2.0;
        if (new - old) / halfway <= 1.0 {
            return false;
        }
        let (few, many, level) =
            if before.len() < after.len() { (before, after, new) } else { (after, before, old) };
        few.len() >= ENOUGH || (few.len() >= FEW && are_elsewhere(&few, many, level, halfway.abs()))
    })
}

/// Whether a few values lie further from the level of many than `halfway`, each of them, and together by more standard
/// errors than chance explains.
fn are_elsewhere(few: &[f64], mut many: Vec<f64>, level: f64, halfway: f64) -> bool {
    const ERRORS: f64 = 5.0;
    if many.len() < ENOUGH {
        return false;
    }
    let error = (1.0 / few.len() as f64 + 1.0 / many.len() as f64).sqrt();
    for value in &mut many {
        *value = (*value - level).abs();
    }
    let spread = 1.4826 * median(&mut many).unwrap_or_default();
    let off = few.iter().map(|value| (value - level).abs());
    let nearest = off.clone().fold(f64::INFINITY, f64::min);
    let mean = off.sum::<f64>() / few.len() as f64;
    nearest > halfway && mean > ERRORS * error * spread.max(LEAST_SPREAD)
}

fn levels(values: &[Option<f64>], shape: &Shape) -> Levels {
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let changes = shape.steps.iter().map(|step| LevelChange {
        at: place(step.at),
        last_before: place(
            (0..step.at).rev().find(|at| values.get(*at).is_some_and(Option::is_some)).unwrap_or(0),
        ),
        earliest: place(step.range.0),
        latest: place(step.range.1),
        before_secs: to_micros(step.before),
        after_secs: to_micros(step.after),
        score: (step.score * 100.0).round() / 100.0,
    });
    Levels { changes: changes.collect(), drift: shape.drift }
}

/// Records hold no more, and a shard need not.
fn to_micros(secs: f64) -> f64 {
    (secs * 1e6).round() / 1e6
}

/// What the time of a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// From the first start to the last end.
    Wall,
    /// The sum of the tests' durations.
    Sum,
}

impl Basis {
    /// The word of the field: `wall`, `sum`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Wall => "wall",
            Self::Sum => "sum",
        }
    }
}

/// The time of each run of the grid, and what it is: wall time when this run and nearly all others have it, for two
/// kinds of time in one trend would look like a change.
pub fn suite_times(run: &Run, history: &History, grid: &Grid) -> (Basis, Vec<Option<f64>>) {
    let totals =
        |id: &str| history.runs.iter().find(|past| past.point.run.id == id).map(|past| &past.point.totals);
    let past = grid.columns.get(..grid.columns.len().saturating_sub(1)).unwrap_or_default();
    let wall = past
        .iter()
        .map(|column| totals(&column.id).and_then(|totals| totals.wall_secs))
        .chain([run.wall_secs]);
    let wall: Vec<Option<f64>> = wall.collect();
    let known = wall.iter().flatten().count();
    if run.wall_secs.is_some() && known * 10 >= wall.len() * 9 {
        return (Basis::Wall, wall);
    }
    let sums = past.iter().map(|column| totals(&column.id).and_then(|totals| totals.tests_secs));
    (Basis::Sum, sums.chain([run.tests.duration_secs()]).collect())
}

/// The levels of the whole run. Runs that lost tests and outages do not count.
pub fn of_suite(grid: &Grid, times: &[Option<f64>]) -> Levels {
    let values: Vec<Option<f64>> = times
        .iter()
        .zip(&grid.columns)
        .map(|(secs, column)| secs.filter(|_| column.left_out.is_none()))
        .collect();
    levels(&values, &shape(&values))
}

/// The levels of some tests together, by the sums of their durations. A run that has not most of them does not count,
/// nor does an outage.
pub fn of_tests_together(grid: &Grid, tests: &[usize]) -> Levels {
    let values: Vec<Option<f64>> = sums(grid, tests)
        .into_iter()
        .enumerate()
        .map(|(column, sum)| sum.filter(|_| grid.counts(column)))
        .collect();
    levels(&values, &shape(&values))
}

/// The sums of the durations of some tests in each run; unknown where most of them are missing.
pub fn sums(grid: &Grid, tests: &[usize]) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0usize); grid.columns.len()];
    for test in tests {
        for (sum, secs) in sums.iter_mut().zip(grid.secs(*test)) {
            if !secs.is_nan() {
                sum.0 += f64::from(*secs);
                sum.1 += 1;
            }
        }
    }
    let most = FOLDER_SHARE * tests.len() as f64;
    sums.into_iter().map(|(sum, count)| (count > 0 && count as f64 >= most).then_some(sum)).collect()
}

/// How long a test usually takes and how long it took now, where the two are far apart: by half, and by five times
/// the spread of its last 20 passes.
pub fn unusual_pace(grid: &Grid, test: usize) -> Option<(f64, f64)> {
    const LOOKED_AT: usize = 20;
    const FAR: f64 = 1.5;
    const SPREADS: f64 = 5.0;
    let (letters, secs) = (grid.letters(test), grid.secs(test));
    let (letter, now) = (*letters.last()?, f64::from(*secs.last()?));
    if !matches!(letter, b'p' | b'k') || now.is_nan() {
        return None;
    }
    let mut logs: Vec<f64> = letters
        .iter()
        .zip(secs)
        .enumerate()
        .rev()
        .skip(1)
        .filter(|(column, (letter, secs))| {
            matches!(letter, b'p' | b'k') && !secs.is_nan() && grid.counts(*column)
        })
        .take(LOOKED_AT)
        .map(|(_, (_, secs))| f64::from(*secs).max(1e-4).ln())
        .collect();
    if logs.len() < ENOUGH {
        return None;
    }
    let usual = median(&mut logs)?;
    let mut off: Vec<f64> = logs.iter().map(|log| (log - usual).abs()).collect();
    let spread = 1.4826 * median(&mut off)?;
    let far = (now.max(1e-4).ln() - usual).abs();
    (far > FAR.ln() && far > SPREADS * spread).then(|| (usual.exp(), now))
}

/// The runs as a trend shows them.
pub fn runs(grid: &Grid, times: &[Option<f64>]) -> Vec<TrendRun> {
    let of_column = grid.columns.iter().zip(times);
    of_column
        .map(|(column, secs)| TrendRun {
            id: column.id.clone(),
            commit: column.commit.clone(),
            secs: *secs,
            left_out: column.left_out.map(|why| match why {
                LeftOut::Outage => "outage".to_owned(),
                LeftOut::Partial => "partial".to_owned(),
            }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use report_model::site::RunPoint;

    use super::*;
    use crate::testing::{past, run_of};

    /// A history in which test `t` has these outcomes and durations, beside one that takes a second; the last of
    /// them is this run.
    fn series(of_runs: &[(char, f64)]) -> (Run, History) {
        let runs = of_runs.iter().enumerate().map(|(number, (letter, secs))| {
            let mut past = past(&number.to_string(), &["other p", &format!("t {letter}")]);
            let tests = past.tests.as_mut().unwrap();
            let micros = u64::try_from(std::time::Duration::from_secs_f64(*secs).as_micros()).unwrap();
            tests.durations_us = vec![Some(1_000_000), Some(micros)];
            past.point = RunPoint { ..past.point };
            past.point.totals.tests_secs = Some(1.0 + secs);
            past
        });
        let mut runs: Vec<_> = runs.collect();
        runs.pop();
        let (letter, secs) = of_runs[of_runs.len() - 1];
        let mut run = run_of(&["other p", &format!("t {letter}")]);
        run.tests.cases[0].duration_secs = Some(1.0);
        run.tests.cases[1].duration_secs = Some(secs);
        (run, History { runs })
    }

    fn of(of_runs: &[(char, f64)]) -> (Levels, Levels, Grid) {
        let (run, history) = series(of_runs);
        let grid = Grid::of(&run, &history, &history.of_branch(None, &run.identity.labels));
        let test = grid.ids.iter().position(|id| id.0 == "t").unwrap();
        let (basis, times) = suite_times(&run, &history, &grid);
        assert_eq!(basis, Basis::Sum);
        (TestTrends::of(&grid).levels(test, &mut TrendRoom::default()), of_suite(&grid, &times), grid)
    }

    fn noisy(number: usize, level: f64) -> f64 {
        level * (1.0 + 0.02 * ((number * 7919 % 13) as f64 / 6.5 - 1.0))
    }

    #[test]
    fn a_slower_test_is_told_with_its_runs() {
        let runs: Vec<(char, f64)> =
            (0..60).map(|number| ('p', noisy(number, if number < 40 { 0.9 } else { 2.1 }))).collect();
        let (test, suite, grid) = of(&runs);
        assert_eq!(test.changes.len(), 1);
        let change = test.changes[0];
        assert_eq!((change.at, change.last_before), (40, 39));
        assert!((change.factor() - 2.33).abs() < 0.05);
        assert_eq!(grid.columns[40].id, "40");
        assert_eq!(suite.changes.len(), 1);
    }

    #[test]
    fn failing_early_is_not_faster() {
        let runs: Vec<(char, f64)> = (0..60)
            .map(|number| if number < 40 { ('p', noisy(number, 2.0)) } else { ('f', noisy(number, 0.1)) })
            .collect();
        assert_eq!(of(&runs).0, Levels::default());
        let failing_and_slower: Vec<(char, f64)> =
            (0..60).map(|number| ('f', noisy(number, if number < 40 { 0.9 } else { 2.1 }))).collect();
        assert_eq!(of(&failing_and_slower).0.changes.len(), 1, "like is compared with like");
    }

    #[test]
    fn a_few_passes_are_enough_where_they_leave_no_doubt() {
        let breaks_at_43 = |slower_from: usize| -> Vec<(char, f64)> {
            let letter = |number| if number < 43 { 'p' } else { 'f' };
            let level = |number| if number < slower_from { 0.9 } else { 2.1 };
            (0..60).map(|number| (letter(number), noisy(number, level(number)))).collect()
        };
        let places =
            |runs: Vec<(char, f64)>| of(&runs).0.changes.iter().map(|change| change.at).collect::<Vec<_>>();
        assert_eq!(places(breaks_at_43(40)), [40], "slower in three passes before it failed");
        assert!(places(breaks_at_43(43)).is_empty(), "it came with the failure");
        assert!(places(breaks_at_43(42)).is_empty(), "one run may be an odd one");
        let fixed_and_then_faster: Vec<(char, f64)> = (0..60)
            .map(|number| {
                let letter = if number < 20 { 'f' } else { 'p' };
                (letter, noisy(number, if number < 23 { 2.1 } else { 0.9 }))
            })
            .collect();
        assert_eq!(places(fixed_and_then_faster), [23]);
    }
}
