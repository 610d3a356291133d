//! Which cluster to fix first, and why.

use report_model::site::{Cluster, Measure, PhaseState, PhaseStatus, TargetStatus, Totals};
use report_model::text::{self, count, counted};

use crate::verdict::phase_name;

/// What the order is made from.
pub(crate) struct Ground<'a> {
    pub(crate) totals: &'a Totals,
    pub(crate) phases: &'a [PhaseStatus],
    /// How many tests began failing in this run; `None` when there is no run before.
    pub(crate) newly_failing: Option<u64>,
    pub(crate) all_failing: u64,
}

/// Sorts: what began failing first; then what brings back most tests for an hour of work, where the work is known;
/// then the largest. Returns the order as indexes.
pub(crate) fn order(clusters: &[Cluster]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..clusters.len()).collect();
    let rank = |index: usize| clusters.get(index).map(rank_of);
    order.sort_by(|a, b| {
        let (Some(a), Some(b)) = (rank(*a), rank(*b)) else { return std::cmp::Ordering::Equal };
        a.is_new
            .cmp(&b.is_new)
            .then(a.tests_an_hour.total_cmp(&b.tests_an_hour))
            .then(a.tests.cmp(&b.tests))
            .reverse()
            .then_with(|| a.id.cmp(b.id))
    });
    order
}

struct Rank<'a> {
    is_new: bool,
    /// 0 where no effort is known: such clusters stand behind, by their size.
    tests_an_hour: f64,
    tests: u64,
    id: &'a str,
}

fn rank_of(cluster: &Cluster) -> Rank<'_> {
    Rank {
        is_new: is_new(cluster),
        tests_an_hour: tests_an_hour(cluster).unwrap_or_default(),
        tests: cluster.tests(),
        id: &cluster.id,
    }
}

/// Whether all or most of its tests began failing in this run.
fn is_new(cluster: &Cluster) -> bool {
    cluster.new.is_some_and(|new| new > 0 && new * 2 > cluster.tests())
}

/// How many tests an hour of the planned work brings back; of a range its middle counts.
pub fn tests_an_hour(cluster: &Cluster) -> Option<f64> {
    let (low, high) = cluster.effort_hours?;
    let middle = f64::midpoint(low, high);
    (middle > 0.0).then(|| cluster.tests() as f64 / middle)
}

/// Says of each cluster why it stands where it stands.
pub(crate) fn give_reasons(clusters: &mut [Cluster], ground: &Ground<'_>) {
    let largest = clusters.iter().map(Cluster::tests).max().unwrap_or_default();
    let best =
        clusters.iter().filter(|cluster| !is_new(cluster)).filter_map(tests_an_hour).fold(0.0, f64::max);
    let mut back = 0;
    let mut reached: Vec<String> = Vec::new();
    let mut best_said = false;
    let mut largest_said = false;
    for (index, cluster) in clusters.iter_mut().enumerate() {
        let before = back;
        back += cluster.tests();
        let meets = targets_met(ground, before, back, &reached);
        let an_hour = tests_an_hour(cluster);
        cluster.reason = if is_new(cluster) {
            of_new(cluster, ground)
        } else if let Some(meets) = meets {
            reached.push(meets.phase.clone());
            let with = match index {
                0 => "Alone".to_owned(),
                1 => "With the one above".to_owned(),
                2 => "With the two above".to_owned(),
                more => format!("With the {} above", count(more as u64)),
            };
            format!("{with}: {}.", meets.text)
        } else if !best_said && an_hour.is_some_and(|rate| rate >= best) {
            best_said = true;
            format!("Most tests for an hour of work{}.", place(cluster))
        } else if !largest_said && cluster.tests() == largest && largest > 1 {
            largest_said = true;
            let share = report_model::Ratio::new(largest, ground.all_failing).percent().unwrap_or_default();
            format!(
                "The largest cause: {} of {} failing tests ({share:.0}{}%){}.",
                count(largest),
                count(ground.all_failing),
                text::NO_BREAK,
                place(cluster)
            )
        } else {
            plainly(cluster)
        };
    }
}

fn of_new(cluster: &Cluster, ground: &Ground<'_>) -> String {
    let new = cluster.new.unwrap_or_default();
    if ground.newly_failing == Some(new) {
        return if new == 1 {
            "The only test that began failing in this run.".to_owned()
        } else {
            format!("All {} that began failing in this run.", counted(new, "test"))
        };
    }
    let all = ground.newly_failing.unwrap_or(new);
    format!("{} of the {} that began failing in this run.", count(new), counted(all, "test"))
}

struct Meets {
    phase: String,
    text: String,
}

/// The first phase whose targets for tests are met once this many tests are back and were not before.
fn targets_met(ground: &Ground<'_>, before: u64, back: u64, reached: &[String]) -> Option<Meets> {
    let is_open = |phase: &&PhaseStatus| {
        matches!(phase.state, PhaseState::Lost | PhaseState::InProgress | PhaseState::Ahead)
            && !reached.contains(&phase.id)
    };
    let phase = ground.phases.iter().find(is_open)?;
    let missing = phase.missing_tests().filter(|missing| *missing > 0)?;
    if before >= missing || back < missing {
        return None;
    }
    let rate = phase.target(Measure::PassRate).and_then(|target| rate_with(target, back));
    let rate = rate.map_or_else(String::new, |rate| format!(" ({})", text::percent(rate)));
    let what = match (phase.target(Measure::Passing), phase.target(Measure::PassRate)) {
        (Some(_), Some(_)) => "test targets",
        (Some(_), None) => "passing target",
        _ => "pass rate target",
    };
    let passing = count(ground.totals.counts.passed + back);
    let text = format!("{passing} passing{rate}, which meets {}’s {what}", phase_name(phase));
    Some(Meets { phase: phase.id.clone(), text })
}

/// The pass rate with some more tests passing.
fn rate_with(target: &TargetStatus, back: u64) -> Option<f64> {
    let measured = target.measured?;
    report_model::Ratio::new((measured.part + back).min(measured.whole), measured.whole).percent()
}

fn place(cluster: &Cluster) -> String {
    match cluster.groups {
        0 => String::new(),
        1 => ", all in one file".to_owned(),
        more => format!(", in {} files", count(more)),
    }
}

fn plainly(cluster: &Cluster) -> String {
    let tests = cluster.tests();
    let spread = match (tests, cluster.groups) {
        (1, _) => "One test".to_owned(),
        (_, 0 | 1) => format!("{} in one file", counted(tests, "test")),
        (_, groups) => format!("{} in {} files", counted(tests, "test"), count(groups)),
    };
    match &cluster.since {
        Some(since) => format!("{spread}, failing since run {}.", since.run.id),
        None => format!("{spread}."),
    }
}

#[cfg(test)]
mod tests {
    use report_model::Counts;
    use report_model::Ratio;
    use report_model::site::Basis;

    use super::*;

    fn cluster(id: &str, tests: u64, new: u64, effort: Option<(f64, f64)>) -> Cluster {
        Cluster {
            id: id.into(),
            failed: tests,
            new: Some(new),
            effort_hours: effort,
            groups: 1,
            ..Cluster::default()
        }
    }

    fn ordered(clusters: &[Cluster]) -> Vec<&str> {
        order(clusters).into_iter().map(|index| clusters[index].id.as_str()).collect()
    }

    #[test]
    fn new_ones_then_tests_for_an_hour_then_size() {
        let clusters = [
            cluster("large", 27, 0, None),
            cluster("slow", 27, 0, Some((5.0, 7.0))),
            cluster("quick", 9, 0, Some((1.0, 1.0))),
            cluster("new", 5, 5, None),
            cluster("small", 2, 0, None),
        ];
        assert_eq!(ordered(&clusters), ["new", "quick", "slow", "large", "small"]);
    }

    #[test]
    fn the_reasons_say_what_the_fixes_bring() {
        let target = |measure, low: f64| report_model::site::TargetStatus {
            measure,
            low,
            high: low,
            measured: Some(Ratio::new(1602, 1737)),
            basis: (measure == Measure::PassRate).then_some(Basis::Collected),
            category: None,
        };
        let phase = PhaseStatus {
            id: "2A".into(),
            state: PhaseState::InProgress,
            targets: vec![target(Measure::Passing, 1622.0), target(Measure::PassRate, 93.5)],
            ..PhaseStatus::default()
        };
        let totals = Totals { counts: Counts { passed: 1602, ..Counts::default() }, ..Totals::default() };
        let phases = [phase];
        let ground = Ground { totals: &totals, phases: &phases, newly_failing: Some(5), all_failing: 112 };
        let mut clusters = [
            cluster("new", 5, 5, None),
            cluster("a", 9, 0, Some((1.0, 1.0))),
            cluster("b", 11, 0, Some((1.5, 1.5))),
            cluster("c", 27, 0, Some((6.0, 6.0))),
            cluster("d", 2, 0, None),
        ];
        give_reasons(&mut clusters, &ground);
        let reasons: Vec<String> =
            clusters.iter().map(|cluster| cluster.reason.replace(text::NO_BREAK, " ")).collect();
        assert_eq!(
            reasons,
            [
                "All 5 tests that began failing in this run.",
                "Most tests for an hour of work, all in one file.",
                "With the two above: 1,627 passing (93.7 %), which meets 2A’s test targets.",
                "The largest cause: 27 of 112 failing tests (24 %), all in one file.",
                "2 tests in one file.",
            ]
        );
    }
}
