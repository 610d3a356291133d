//! What ran when: the starts that artifacts tell, put on lanes.
//!
//! Few artifacts name the worker of a test, but many tell when something began and how long it took. What overlaps on
//! one machine was run by different workers, so it is given to as few numbered lanes as it fits on.

use std::collections::{BTreeMap, BTreeSet};

use report_model::run::TestResults;
use report_model::site::{Lane, LedgerRow, TimeSpan, Timeline, TimelineLane};

use super::rows::Rows;
use crate::identity::SPARSE;
use crate::shards;

/// How many lanes the timeline shows.
const LANES: usize = 24;
/// How many machines or shards are listed.
const LISTED: usize = 500;
/// What is shorter than this share of the whole cannot be seen, and is joined to what runs before it.
const UNSEEN: f64 = 1.0 / 400.0;
/// Artifacts of one name in more folders than these come from modules rather than from machines.
const FOLDERS: usize = 16;
/// More workers than these are none.
const MOST: usize = 256;

/// The machine, shard or folder that each suite belongs to; none for all when there is only one.
fn places(tests: &TestResults, suite_artifacts: &[u32], ledger: &[LedgerRow]) -> Vec<Option<String>> {
    let row = |suite: usize| suite_artifacts.get(suite).and_then(|number| ledger.get(*number as usize));
    let artifact = |suite: usize| row(suite).map(|row| &*row.path);
    let distinct = |names: Vec<Option<String>>| {
        let mut known: Vec<&String> = names.iter().flatten().collect();
        known.sort_unstable();
        known.dedup();
        (known.len() > 1).then_some(names)
    };
    let suites = || tests.suites.iter().enumerate();
    let by_shard = || {
        suites().map(|(number, _)| {
            artifact(number).and_then(shards::of_path).map(|shard| format!("shard {shard}"))
        })
    };
    // Where other runners write the machine, Playwright writes the project, whose tests any worker may run.
    let by_host = || {
        suites().map(|(number, suite)| {
            let producer = row(number).and_then(|row| row.producer.as_deref());
            let is_project = producer.is_some_and(|producer| producer.starts_with("Playwright"));
            suite.hostname.as_deref().filter(|_| !is_project).map(str::to_owned)
        })
    };
    let by_folder = || -> Option<Vec<Option<String>>> {
        let split = |number| artifact(number)?.rsplit_once('/');
        let mut parts: Vec<(&str, &str)> = suites().filter_map(|(number, _)| split(number)).collect();
        parts.sort_unstable();
        parts.dedup();
        let (_, name) = parts.first()?;
        let is_one_name = parts.iter().all(|(_, other)| other == name);
        let folder = |(number, _)| Some(split(number)?.0.to_owned());
        (is_one_name && parts.len() <= FOLDERS).then(|| suites().map(folder).collect())
    };
    distinct(by_shard().collect())
        .or_else(|| distinct(by_host().collect()))
        .or_else(|| distinct(by_folder()?))
        .unwrap_or_else(|| vec![None; tests.suites.len()])
}

/// How the tests are spread over machines or shards; none when there is only one.
pub(super) fn lanes(tests: &TestResults, suite_artifacts: &[u32], ledger: &[LedgerRow]) -> Vec<Lane> {
    let places = places(tests, suite_artifacts, ledger);
    let mut lanes: BTreeMap<&str, Lane> = BTreeMap::new();
    for case in &tests.cases {
        let Some(name) = places.get(case.suite as usize).and_then(Option::as_deref) else { continue };
        let lane = lanes.entry(name).or_insert_with(|| Lane { name: name.to_owned(), ..Lane::default() });
        lane.tests += 1;
        lane.secs += case.duration_secs.unwrap_or(0.0);
    }
    let mut lanes: Vec<Lane> = lanes.into_values().collect();
    lanes.sort_by(|a, b| b.secs.total_cmp(&a.secs).then_with(|| a.name.cmp(&b.name)));
    lanes.truncate(LISTED);
    lanes
}

/// A span with where it was run, in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq)]
struct Ran {
    place: Option<String>,
    label: String,
    start_ms: i64,
    secs: f64,
    bad: u64,
}

/// The timeline; `None` when starts are not told, or are told of the run rather than of its parts.
pub(super) fn of_run(
    tests: &TestResults,
    rows: &Rows,
    suite_artifacts: &[u32],
    ledger: &[LedgerRow],
) -> Option<Timeline> {
    let places = places(tests, suite_artifacts, ledger);
    let place = |suite: u32| places.get(suite as usize).cloned().flatten();
    let by_case: Vec<Ran> = (0..)
        .zip(&tests.cases)
        .filter_map(|(number, case)| {
            let group = rows.group_of_case.get(number).and_then(|group| rows.groups.get(*group as usize));
            Some(Ran {
                place: place(case.suite),
                label: group.map_or_else(String::new, |group| group.path.clone()),
                start_ms: case.started_at?.0,
                secs: case.duration_secs.filter(|secs| *secs > 0.0)?,
                bad: u64::from(case.outcome.is_bad()),
            })
        })
        .collect();
    // What a third of the tests tell stands for all; otherwise suites do.
    let ran = if by_case.len() * 3 > tests.cases.len() { by_case } else { of_suites(tests, place) };
    lay_out(ran)
}

fn of_suites(tests: &TestResults, place: impl Fn(u32) -> Option<String>) -> Vec<Ran> {
    let mut sums = vec![(0u64, 0.0f64, 0u64); tests.suites.len()];
    for case in &tests.cases {
        if let Some((count, secs, bad)) = sums.get_mut(case.suite as usize) {
            *count += 1;
            *secs += case.duration_secs.unwrap_or(0.0);
            *bad += u64::from(case.outcome.is_bad());
        }
    }
    let suites = (0..).zip(tests.suites.iter().zip(sums));
    suites
        .filter(|(_, (_, (count, ..)))| *count > 0)
        .filter_map(|(number, (suite, (_, secs, bad)))| {
            let label = suite.name.as_deref().or(suite.file.as_deref()).unwrap_or_default().to_owned();
            let secs = Some(suite.duration_secs.unwrap_or(secs)).filter(|secs| *secs > 0.0)?;
            Some(Ran { place: place(number), label, start_ms: suite.started_at?.0, secs, bad })
        })
        .collect()
}

fn lay_out(mut ran: Vec<Ran>) -> Option<Timeline> {
    let first = ran.iter().map(|one| one.start_ms).min()?;
    ran.sort_by(|a, b| {
        a.place.cmp(&b.place).then(a.start_ms.cmp(&b.start_ms)).then_with(|| b.secs.total_cmp(&a.secs))
    });
    let mut lanes: Vec<TimelineLane> = Vec::new();
    for at_place in ran.chunk_by(|a, b| a.place == b.place) {
        lanes.extend(pack(at_place, first)?);
    }
    let spans = || lanes.iter().flat_map(|lane| &lane.spans);
    let busy_secs: f64 = spans().map(|span| span.secs).sum();
    let longest = spans().map(|span| span.secs).fold(0.0, f64::max);
    let end_secs = lanes.iter().map(|lane| lane.end_secs).fold(0.0, f64::max);
    if spans().count() < 2 || end_secs > busy_secs * SPARSE {
        return None;
    }
    let at_once = most_at_once(spans());
    let best_secs = (at_once > 1).then(|| f64::max(longest, busy_secs / at_once as f64));
    let more_lanes = lanes.len().saturating_sub(LANES);
    if more_lanes > 0 {
        // Those that end last are asked about.
        let ends: Vec<f64> = lanes.iter().map(|lane| lane.end_secs).collect();
        let end = |place: usize| ends.get(place).copied().unwrap_or_default();
        let mut kept: Vec<usize> = (0..lanes.len()).collect();
        kept.sort_by(|a, b| end(*b).total_cmp(&end(*a)));
        kept.truncate(LANES);
        kept.sort_unstable();
        lanes = kept.iter().filter_map(|place| lanes.get_mut(*place).map(std::mem::take)).collect();
    }
    for lane in &mut lanes {
        lane.spans = joined(std::mem::take(&mut lane.spans), end_secs * UNSEEN);
    }
    Some(Timeline { lanes, more_lanes: more_lanes as u64, end_secs, busy_secs, best_secs })
}

/// How many spans there were at once at most.
fn most_at_once<'a>(spans: impl Iterator<Item = &'a TimeSpan>) -> usize {
    let (mut starts, mut ends): (Vec<f64>, Vec<f64>) =
        spans.map(|span| (span.from_secs, span.from_secs + span.secs)).unzip();
    starts.sort_by(f64::total_cmp);
    ends.sort_by(f64::total_cmp);
    let mut ended = 0;
    let mut most = 0;
    for (begun, start) in starts.iter().enumerate() {
        while ends.get(ended).is_some_and(|end| end <= start) {
            ended += 1;
        }
        most = most.max(begun + 1 - ended);
    }
    most
}

/// The spans of one place on as few lanes as they fit on. `None` when their starts are those of the run, or when
/// they need more lanes than any machine has workers.
fn pack(ran: &[Ran], first: i64) -> Option<Vec<TimelineLane>> {
    let same = ran.chunk_by(|a, b| a.start_ms == b.start_ms).map(<[Ran]>::len).max().unwrap_or(0);
    if same > 2 && same * 2 > ran.len() {
        return None;
    }
    // A start in whole seconds may be up to a second early.
    let coarse = ran.iter().all(|one| one.start_ms % 1000 == 0);
    let slack = if coarse { 1_000_000 } else { 20_000 };
    let mut lanes: Vec<TimelineLane> = Vec::new();
    // The lanes by when they are free, in microseconds.
    let mut free: BTreeSet<(i64, usize)> = BTreeSet::new();
    for one in ran {
        let start = (one.start_ms - first).saturating_mul(1000);
        let earlier = free.range(..=(start.saturating_add(slack), usize::MAX)).next_back().copied();
        let (from, number) = match earlier {
            Some((end, number)) => (end.max(start), number),
            None if lanes.len() == MOST => return None,
            None => {
                lanes.push(TimelineLane::default());
                (start, lanes.len() - 1)
            }
        };
        earlier.map(|taken| free.remove(&taken));
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a float stops at the bounds")]
        free.insert((from.saturating_add((one.secs * 1e6) as i64), number));
        let span =
            TimeSpan { name: one.label.clone(), from_secs: from as f64 / 1e6, secs: one.secs, bad: one.bad };
        if let Some(lane) = lanes.get_mut(number) {
            lane.end_secs = span.from_secs + span.secs;
            lane.spans.push(span);
        }
    }
    let alone = lanes.len() == 1;
    let place = ran.first().and_then(|one| one.place.as_deref());
    for (number, lane) in lanes.iter_mut().enumerate() {
        lane.name = match place {
            Some(place) if alone => place.to_owned(),
            Some(place) => format!("{place}, {}", number + 1),
            None => format!("worker {}", number + 1),
        };
    }
    Some(lanes)
}

/// Joins what follows each other in one place, and what is too short to be seen with what is before it.
fn joined(spans: Vec<TimeSpan>, unseen: f64) -> Vec<TimeSpan> {
    let mut joined: Vec<TimeSpan> = Vec::new();
    for span in spans {
        if let Some(last) = joined.last_mut() {
            let gap = span.from_secs - last.from_secs - last.secs;
            let same = last.name == span.name;
            if gap <= unseen && (same || span.secs < unseen || last.secs < unseen) {
                if !same && last.secs < span.secs {
                    last.name = span.name;
                }
                last.secs = span.from_secs + span.secs - last.from_secs;
                last.bad += span.bad;
                continue;
            }
        }
        joined.push(span);
    }
    joined
}

#[cfg(test)]
mod tests {
    use report_model::run::{TestCase, TestSuite};

    use super::*;

    fn ran(place: Option<&str>, label: &str, start_ms: i64, secs: f64) -> Ran {
        Ran { place: place.map(str::to_owned), label: label.to_owned(), start_ms, secs, bad: 0 }
    }

    fn shown(timeline: &Timeline) -> Vec<(String, Vec<String>)> {
        let span = |span: &TimeSpan| {
            format!("{} {:.0}-{:.0}", span.name, span.from_secs, span.from_secs + span.secs)
        };
        timeline.lanes.iter().map(|lane| (lane.name.clone(), lane.spans.iter().map(span).collect())).collect()
    }

    #[test]
    fn work_was_spread_over_shards_or_machines_or_folders() {
        let spread = |paths: &[&str], hosts: &[&str], producer: &str| {
            let suite = |host: &&str| TestSuite {
                hostname: (!host.is_empty()).then(|| (*host).into()),
                ..TestSuite::default()
            };
            let tests = TestResults {
                suites: hosts.iter().map(suite).collect(),
                cases: (0..)
                    .zip(hosts)
                    .map(|(suite, _)| TestCase { suite, ..TestCase::named("t") })
                    .collect(),
            };
            let row = |path: &&str| LedgerRow {
                path: (*path).to_owned(),
                producer: Some(producer.to_owned()),
                ..LedgerRow::default()
            };
            let ledger: Vec<LedgerRow> = paths.iter().map(row).collect();
            let artifacts: Vec<u32> = (0..).zip(paths).map(|(number, _)| number).collect();
            let lanes = lanes(&tests, &artifacts, &ledger);
            lanes.into_iter().map(|lane| lane.name).collect::<Vec<_>>()
        };
        assert_eq!(spread(&["shard-1/j.xml", "shard-2/j.xml"], &["a", "b"], ""), ["shard 1", "shard 2"]);
        assert_eq!(spread(&["x.xml", "y.xml"], &["a", "b"], ""), ["a", "b"]);
        assert_eq!(spread(&["linux/j.xml", "mac/j.xml"], &["", ""], ""), ["linux", "mac"]);
        // A file for each class says nothing of machines.
        assert_eq!(spread(&["TEST-a.xml", "TEST-b.xml"], &["a", "a"], ""), [""; 0]);
        // A project is no machine.
        assert_eq!(spread(&["x.json", "y.json"], &["chromium", "firefox"], "Playwright 1.50"), [""; 0]);
    }

    #[test]
    fn what_overlaps_was_run_by_different_workers() {
        let all = vec![
            ran(None, "a", 1_000, 4.0),
            ran(None, "b", 1_500, 10.0),
            ran(None, "c", 5_100, 5.0),
            ran(None, "c", 10_110, 1.5),
        ];
        let timeline = lay_out(all).unwrap();
        assert_eq!(
            shown(&timeline),
            [
                ("worker 1".to_owned(), vec!["a 0-4".to_owned(), "c 4-11".to_owned()]),
                ("worker 2".to_owned(), vec!["b 0-10".to_owned()])
            ]
        );
        assert_eq!(timeline.best_secs, Some(10.25));
    }

    #[test]
    fn what_ends_last_is_shown_and_idle_time_is_that_of_all() {
        // 29 machines that are done at once, and one that is not.
        let mut all: Vec<Ran> =
            (10..39).map(|number| ran(Some(&format!("a{number}")), "x", 1_000, 1.0)).collect();
        all.push(ran(Some("z"), "y", 1_000, 300.0));
        let timeline = lay_out(all).unwrap();
        assert_eq!((timeline.lanes.len(), timeline.more_lanes, timeline.end_secs), (24, 6, 300.0));
        assert_eq!((timeline.lanes.last().unwrap().name.as_str(), timeline.best_secs), ("z", Some(300.0)));
        // Machines that follow each other work alone.
        let follow = (0..30).map(|number| ran(Some(&format!("pod{number}")), "x", number * 1_000, 1.0));
        assert_eq!(lay_out(follow.collect()).unwrap().best_secs, None);
        // 5 ms of work in each 10 ms.
        let half = (0..4_000).map(|number| ran(None, "x", number * 40, 0.005));
        let timeline = lay_out(half.collect()).unwrap();
        assert!((timeline.busy_secs - 20.0).abs() < 1e-6 && timeline.end_secs > 159.0, "{timeline:?}");
    }

    #[test]
    fn more_workers_than_any_machine_has_are_none() {
        let crowd = (0..100_000).map(|number| ran(None, "x", number, 1_000.0)).collect();
        assert_eq!(lay_out(crowd), None);
    }

    #[test]
    fn seconds_that_were_cut_are_no_overlap() {
        let all = vec![ran(None, "a", 1_000, 2.9), ran(None, "b", 3_000, 2.9), ran(None, "c", 6_000, 2.0)];
        let timeline = lay_out(all).unwrap();
        assert_eq!(timeline.lanes.len(), 1);
        assert_eq!(timeline.best_secs, None);
    }

    #[test]
    fn the_start_of_the_run_is_not_that_of_its_parts() {
        let all = (0..9).map(|number| ran(None, &number.to_string(), 1_000, 2.0)).collect();
        assert_eq!(lay_out(all), None);
        // Two machines that begin together are another thing.
        let two = vec![ran(Some("gw0"), "a", 1_000, 2.0), ran(Some("gw1"), "b", 1_000, 5.0)];
        assert_eq!(lay_out(two).unwrap().best_secs, Some(5.0));
        // Results of another day were kept from an earlier run.
        let kept = vec![ran(None, "a", 1_000, 2.0), ran(None, "b", 90_000_000, 5.0)];
        assert_eq!(lay_out(kept), None);
        assert_eq!(lay_out(Vec::new()), None);
    }

    #[test]
    fn what_cannot_be_seen_is_joined() {
        let many =
            (0..100_000).map(|number| ran(None, &(number % 7).to_string(), number * 10, 0.01)).collect();
        let timeline = lay_out(many).unwrap();
        let spans = &timeline.lanes[0].spans;
        assert!(spans.len() <= 800, "{}", spans.len());
        let together: f64 = spans.iter().map(|span| span.secs).sum();
        assert!((together - 1000.0).abs() < 1.0, "{together}");
    }
}
