//! Whether a rate rose because less is counted.

use report_model::site::DenominatorShift;
use report_model::text::{self, count, counted};
use report_model::{Outcome, Ratio, TestId};

use super::Ground;

/// Changes smaller than this are not worth a sentence, in points.
const WORTH: f64 = 0.05;

/// Compares the pass rate of executed tests with that of the run before, and with what it would be if every test that
/// failed before and is skipped or gone now still failed.
pub(super) fn shift(ground: &Ground<'_>) -> Option<DenominatorShift> {
    let before = ground.history.runs.get(ground.findings.before?)?;
    let tests = before.tests.as_ref()?;
    let now = ground.findings.totals.counts.rate_of_executed();
    let then = before.point.totals.counts.rate_of_executed();
    let points = now.percent()? - then.percent()?;
    let mut state: std::collections::BTreeMap<String, Outcome> = std::collections::BTreeMap::new();
    for case in &ground.run.tests.cases {
        let kept = state.entry(case.id().0).or_insert(case.outcome);
        if case.outcome.is_bad() {
            *kept = case.outcome;
        }
    }
    let (mut skipped, mut removed) = (0, 0);
    let mut examples = Vec::new();
    for (position, name) in tests.names.iter().enumerate() {
        if !tests.outcome(position).is_some_and(Outcome::is_bad) {
            continue;
        }
        match state.get(name) {
            Some(Outcome::Skipped) => skipped += 1,
            None => removed += 1,
            Some(_) => continue,
        }
        if examples.len() < 5 {
            examples.push(TestId(name.clone()));
        }
    }
    let added = state
        .iter()
        .filter(|(name, outcome)| {
            **outcome == Outcome::Passed && tests.position(&TestId((*name).clone())).is_none()
        })
        .count() as u64;
    let still = Ratio::new(now.part, now.whole + skipped + removed).percent()?;
    let from_missing = now.percent()? - still;
    let lines_gone = lines_gone(ground);
    if points <= 0.0 || from_missing < WORTH {
        return None;
    }
    let mut whats = Vec::new();
    if skipped > 0 {
        whats.push(format!("{} now skipped", counted(skipped, "failing test")));
    }
    if removed > 0 {
        whats.push(format!(
            "{} now gone",
            if skipped > 0 { count(removed) } else { counted(removed, "failing test") }
        ));
    }
    let sentence = format!(
        "Pass rate of executed tests {}, of which {} from {}.",
        text::points(points),
        text::points(from_missing),
        whats.join(" and ")
    );
    Some(DenominatorShift { points, from_missing, skipped, removed, added, lines_gone, examples, sentence })
}

/// Lines of files that are no longer measured.
fn lines_gone(ground: &Ground<'_>) -> Option<u64> {
    let before = ground.history.runs.get(ground.findings.before?)?.files.as_ref()?;
    let now = ground.run.coverage.as_ref()?;
    let known: std::collections::BTreeSet<&str> = now.files.iter().map(|file| file.path.as_str()).collect();
    Some(
        before
            .paths
            .iter()
            .zip(&before.lines)
            .filter(|(path, _)| !known.contains(path.as_str()))
            .map(|(_, lines)| lines)
            .sum(),
    )
}
