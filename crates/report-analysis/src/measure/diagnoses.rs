//! Findings: how the tests that a diagnosis names stand now.

use report_model::plan::Finding;
use report_model::site::{FindingState, FindingStatus, RunPoint};
use report_model::{Counts, Outcome, TestId};

use super::Ground;

pub(super) fn findings(ground: &Ground<'_>) -> Vec<FindingStatus> {
    ground.plan.findings.iter().map(|finding| status(ground, finding)).collect()
}

fn status(ground: &Ground<'_>, finding: &Finding) -> FindingStatus {
    let mut rows: Vec<u32> = Vec::new();
    let mut unknown = Vec::new();
    let mut never_ran = false;
    for reference in &finding.tests {
        let found = ground.lookup.find(reference);
        if found.is_empty() && !ground.never_ran.find(reference).is_empty() {
            never_ran = true;
        } else if found.is_empty() {
            unknown.push(reference.text.clone());
        }
        rows.extend(found);
    }
    rows.sort_unstable();
    rows.dedup();
    let cases: Vec<_> = rows.iter().filter_map(|row| ground.run.tests.cases.get(*row as usize)).collect();
    let mut counts = Counts::default();
    for case in &cases {
        counts.add(case.outcome);
    }
    let failing: Vec<TestId> =
        cases.iter().filter(|case| case.outcome.is_bad()).map(|case| case.id()).collect();
    let mut fixed_in = None;
    let state = match (counts.total(), counts.bad(), counts.executed()) {
        (0, _, _) if never_ran => FindingState::NeverRan,
        (0, _, _) => FindingState::NoSuchTest,
        (_, 0, 0) => FindingState::Skipped,
        (_, 0, _) => {
            let ids: Vec<TestId> = cases.iter().map(|case| case.id()).collect();
            let (failed, fixed) = fixed_by(ground, &ids);
            fixed_in = fixed;
            if failed { FindingState::Fixed } else { FindingState::Passing }
        }
        (_, bad, executed) if bad == executed => FindingState::StillFailing,
        _ => FindingState::Mixed,
    };
    let mut clusters: Vec<String> = Vec::new();
    if !failing.is_empty() {
        for row in &rows {
            if let Some((cluster, _)) = ground.findings.failures.of(*row)
                && !clusters.contains(&cluster.id)
            {
                clusters.push(cluster.id.clone());
            }
        }
    }
    FindingStatus {
        text: finding.text.clone(),
        section: finding.section.clone(),
        references: finding.tests.iter().map(|reference| reference.text.clone()).collect(),
        state,
        rows,
        counts,
        fixed_in,
        clusters,
        unknown,
        source: finding.source.clone(),
    }
}

/// Whether any of the tests failed in an earlier run, and the first run after the last in which one did.
fn fixed_by(ground: &Ground<'_>, ids: &[TestId]) -> (bool, Option<RunPoint>) {
    let runs: Vec<_> =
        ground.findings.of_branch.iter().filter_map(|index| ground.history.runs.get(*index)).collect();
    let failed = |run: &&crate::PastRun| {
        run.tests.as_ref().is_some_and(|tests| {
            ids.iter()
                .any(|id| tests.position(id).and_then(|at| tests.outcome(at)).is_some_and(Outcome::is_bad))
        })
    };
    match runs.iter().rposition(failed) {
        None => (false, None),
        Some(last) => {
            let next = runs.get(last + 1).map(|run| run.point.clone());
            (true, Some(next.unwrap_or_else(|| ground.findings.point(ground.run))))
        }
    }
}
