//! Every test that changed, with the runs and commits between which it did.

use rayon::prelude::*;
use report_analysis::{Findings, History, trend};
use report_model::run::Run;
use report_model::site::{ChangedRow, ChangedTests, PaceRow, StillFailingRow};

use super::rows::Rows;

/// How many tests of a kind are listed.
const LISTED: usize = 2_000;
/// How many tests of unusual pace are listed.
const PACES: usize = 50;
/// How many tests one thread takes at a time.
const AT_ONCE: usize = 256;

/// What changed; `None` when there is nothing to compare with.
pub(super) fn of_run(run: &Run, history: &History, findings: &Findings, rows: &Rows) -> Option<ChangedTests> {
    let changes = findings.changes.as_ref()?;
    let before = history.runs.get(findings.before?)?;
    let of_cases = |cases: &[u32]| -> Vec<ChangedRow> {
        let row = |case: &u32| {
            Some(ChangedRow { id: run.tests.cases.get(*case as usize)?.id(), row: rows.row(*case) })
        };
        cases.iter().take(LISTED).filter_map(row).collect()
    };
    let still = changes.still_failing.iter().take(LISTED).filter_map(|still| {
        let id = run.tests.cases.get(still.case as usize)?.id();
        let since = history.runs.get(still.since)?;
        let earlier = findings.of_branch.iter().rev().skip_while(|index| **index >= still.since);
        let last_good = earlier.filter_map(|index| history.runs.get(*index)).find(|past| {
            let tests = past.tests.as_ref();
            tests.is_some_and(|tests| {
                let outcome = tests.position(&id).and_then(|position| tests.outcome(position));
                outcome.is_some_and(|outcome| !outcome.is_bad())
            })
        });
        Some(StillFailingRow {
            id,
            row: rows.row(still.case),
            since: since.point.run.id.clone(),
            since_commit: since.point.run.commit.clone(),
            last_good: last_good.map(|past| past.point.run.id.clone()),
            last_good_commit: last_good.and_then(|past| past.point.run.commit.clone()),
        })
    });
    let (slower, faster) = paces(findings, rows);
    Some(ChangedTests {
        before: before.point.run.id.clone(),
        before_commit: before.point.run.commit.clone(),
        commit: run.identity.commit.clone(),
        newly_failing: of_cases(&changes.newly_failing),
        fixed: of_cases(&changes.fixed),
        still_failing: still.collect(),
        added: of_cases(&changes.added),
        removed: changes.removed.iter().take(LISTED).cloned().collect(),
        newly_skipped: of_cases(&changes.newly_skipped),
        renamed: findings
            .renames
            .iter()
            .filter(|rename| rename.run.as_ref() == Some(&run.identity.id))
            .take(LISTED)
            .cloned()
            .collect(),
        slower,
        faster,
    })
}

fn paces(findings: &Findings, rows: &Rows) -> (Vec<PaceRow>, Vec<PaceRow>) {
    let grid = &findings.grid;
    let unusual = (0..grid.tests()).into_par_iter().with_min_len(AT_ONCE).filter_map(|test| {
        let (usual_secs, secs) = trend::unusual_pace(grid, test)?;
        let row = rows.row(grid.case_of.get(test).copied().flatten()?);
        Some(PaceRow { id: grid.ids.get(test)?.clone(), row, usual_secs, secs })
    });
    let (mut slower, mut faster): (Vec<PaceRow>, Vec<PaceRow>) =
        unusual.partition(|pace| pace.secs > pace.usual_secs);
    for paces in [&mut slower, &mut faster] {
        let size = |pace: &PaceRow| (pace.secs - pace.usual_secs).abs();
        paces.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.id.cmp(&b.id)));
        paces.truncate(PACES);
    }
    (slower, faster)
}
