//! The one sentence that answers where the suite stands, and what it rests on.

use report_model::site::{Measure, PhaseState, PhaseStatus, Sentence, TargetStatus, Totals};
use report_model::text::{self, NO_BREAK, count, counted};

use crate::changes::ChangeSet;
use crate::failures::FailureGroups;

/// What the verdict is made from.
pub(crate) struct Facts<'a> {
    pub(crate) totals: &'a Totals,
    pub(crate) covered: Option<report_model::Ratio>,
    pub(crate) phases: &'a [PhaseStatus],
    pub(crate) failures: &'a FailureGroups,
    pub(crate) changes: Option<&'a ChangeSet>,
    /// The id of the run that the changes are against.
    pub(crate) before: Option<&'a str>,
}

/// The state of the plan, or of the run where no phase can be told.
pub(crate) fn verdict(facts: &Facts<'_>) -> Sentence {
    if facts.totals.counts.executed() == 0 {
        return nothing_ran(facts);
    }
    of_plan(facts.phases).unwrap_or_else(|| of_run(facts))
}

fn nothing_ran(facts: &Facts<'_>) -> Sentence {
    let totals = facts.totals;
    match (
        totals.counts.skipped,
        totals.collected,
        facts.covered.and_then(|lines| Some((lines, lines.percent()?))),
    ) {
        (0, 0, Some((lines, percent))) => Sentence::default()
            .strong(text::percent(percent))
            .then(format!(" of {} are covered; no test results were read.", counted(lines.whole, "line"))),
        (0, 0, None) => "No test ran.".into(),
        (0, collected, _) => {
            format!("No test ran: {} collected, none with a result.", counted(collected, "test")).into()
        }
        (1, 1, _) => "No test ran: the only one is skipped.".into(),
        (skipped, collected, _) if skipped == collected => {
            format!("No test ran: all {} are skipped.", counted(skipped, "test")).into()
        }
        (skipped, collected, _) => format!(
            "No test ran: {} of {} are skipped, the others have no result.",
            count(skipped),
            counted(collected, "test")
        )
        .into(),
    }
}

fn of_plan(phases: &[PhaseStatus]) -> Option<Sentence> {
    let first = |state| phases.iter().find(|phase| phase.state == state && !phase.targets.is_empty());
    if let Some(lost) = first(PhaseState::Lost) {
        return Some(lost_sentence(lost));
    }
    if let Some(current) = first(PhaseState::InProgress).or_else(|| first(PhaseState::Unknown)) {
        return Some(current.gap());
    }
    let met: Vec<&PhaseStatus> = phases.iter().filter(|phase| phase.state == PhaseState::Done).collect();
    match met.as_slice() {
        [] => None,
        [only] => Some(Sentence::default().then(format!("{} is met.", phase_name(only)))),
        all => Some(
            Sentence::default().then("All ").strong(counted(all.len() as u64, "phase")).then(" are met."),
        ),
    }
}

/// `Phase 1` for an id that is a number, the id otherwise.
pub(crate) fn phase_name(phase: &PhaseStatus) -> String {
    if phase.id.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("Phase{NO_BREAK}{}", phase.id)
    } else {
        phase.id.clone()
    }
}

fn lost_sentence(phase: &PhaseStatus) -> Sentence {
    let run = phase.lost_in.as_ref().map_or("?", |run| run.run.id.as_str());
    let sentence =
        Sentence::default().then(format!("{} ", phase_name(phase))).strong(format!("lost in run {run}"));
    let shorts: Vec<String> = [shortest_of_tests(phase), phase.target(Measure::LineCoverage)]
        .into_iter()
        .flatten()
        .filter(|target| target.is_met() == Some(false))
        .filter_map(short)
        .collect();
    sentence.then(format!(": {}.", shorts.join("; ")))
}

/// Of the count and the rate of passing tests the one that asks for more.
fn shortest_of_tests(phase: &PhaseStatus) -> Option<&TargetStatus> {
    let (passing, rate) = (phase.target(Measure::Passing), phase.target(Measure::PassRate));
    let missing = |target: Option<&TargetStatus>| target.and_then(TargetStatus::missing);
    if missing(rate) > missing(passing) { rate } else { passing.or(rate) }
}

fn short(target: &TargetStatus) -> Option<String> {
    let (measured, missing) = (target.measured?, target.missing()?);
    Some(match target.measure {
        Measure::Passing => format!("{} passing, {} short", count(measured.part), count(missing)),
        Measure::PassRate => format!(
            "{} passing ({}), {} short of {}",
            count(measured.part),
            text::percent(measured.percent()?),
            count(missing),
            text::target_percent(target.low)
        ),
        Measure::Failing => format!("{} failing, {} too many", count(measured.part), count(missing)),
        Measure::BranchCoverage => {
            format!("{} of branches covered, {} short", text::percent(measured.percent()?), count(missing))
        }
        Measure::LineCoverage => format!(
            "{} of lines covered, {} short",
            text::percent(measured.percent()?),
            counted(missing, "line")
        ),
    })
}

fn of_run(facts: &Facts<'_>) -> Sentence {
    let totals = facts.totals;
    let counts = totals.counts;
    let all = counted(totals.collected, "test");
    if counts.bad() == 0 {
        return without_failures(totals);
    }
    let verb = |count: u64, one: &'static str, many: &'static str| if count == 1 { one } else { many };
    let (failed, errored) = (counts.failed, counts.errored);
    let sentence = match (failed, errored) {
        (0, errored) => Sentence::default()
            .strong(format!("{} of {all}", count(errored)))
            .then(verb(errored, " errors", " error")),
        (failed, 0) => Sentence::default()
            .strong(format!("{} of {all}", count(failed)))
            .then(verb(failed, " fails", " fail")),
        (failed, errored) => Sentence::default()
            .strong(format!("{} of {all}", count(failed)))
            .then(verb(failed, " fails", " fail"))
            .then(format!(" and {}{}", count(errored), verb(errored, " errors", " error"))),
    };
    match facts.failures.clusters.len() as u64 {
        0 => sentence.then("."),
        clusters => sentence.then(format!("; {}.", counted(clusters, "cause"))),
    }
}

fn without_failures(totals: &Totals) -> Sentence {
    let (passed, skipped) = (totals.counts.passed, totals.counts.skipped);
    let unknown = totals.collected.saturating_sub(totals.counts.total());
    if passed == 1 && skipped + unknown == 0 {
        return "The only test passes.".into();
    }
    let sentence = if skipped + unknown == 0 {
        Sentence::default().then("All ").strong(counted(passed, "test")).then(" pass")
    } else {
        Sentence::default().then("No test fails: ").strong(format!("{} pass", count(passed)))
    };
    let mut rest = Vec::new();
    if skipped > 0 {
        rest.push(format!(", {} {} skipped", count(skipped), if skipped == 1 { "is" } else { "are" }));
    }
    if unknown > 0 {
        rest.push(format!(", {} never ran", count(unknown)));
    }
    if totals.flaky > 0 {
        rest.push(format!(", {} only on a retry", count(totals.flaky)));
    }
    sentence.then(format!("{}.", rest.concat()))
}

/// One or two sentences: what the first fixes bring, and what changed.
pub(crate) fn because(facts: &Facts<'_>) -> String {
    let sentences: Vec<String> =
        [what_fixes_bring(facts), what_changed(facts)].into_iter().flatten().collect();
    sentences.join(" ")
}

/// "The first 3 fixes bring back 25 tests, enough for 2A's passing target."
fn what_fixes_bring(facts: &Facts<'_>) -> Option<String> {
    let clusters = &facts.failures.clusters;
    let total: u64 = clusters.iter().map(report_model::site::Cluster::tests).sum();
    if clusters.len() < 2 {
        return None;
    }
    let target = facts
        .phases
        .iter()
        .find(|phase| matches!(phase.state, PhaseState::Lost | PhaseState::InProgress))
        .and_then(|phase| Some((phase_name(phase), phase.missing_tests().filter(|missing| *missing > 0)?)));
    if let Some((phase, missing)) = target {
        let mut back = 0;
        for (index, cluster) in (1u64..).zip(clusters) {
            back += cluster.tests();
            if back >= missing {
                let fixes = match index {
                    1 => "The first fix brings".to_owned(),
                    _ => format!("The first {} fixes bring", count(index)),
                };
                return Some(format!(
                    "{fixes} back {}, enough for {phase}’s passing target.",
                    counted(back, "test")
                ));
            }
        }
        return Some(format!(
            "All {} together bring back {}, {} short of {phase}’s passing target.",
            counted(clusters.len() as u64, "cause"),
            counted(total, "test"),
            count(missing - total)
        ));
    }
    let first = clusters.len().min(3);
    let sum: u64 = clusters.iter().take(first).map(report_model::site::Cluster::tests).sum();
    let share = report_model::Ratio::new(sum, total).percent()?;
    // Where every failure has a cause of its own, the first three are no better than the others.
    (clusters.len() > 3 && sum > first as u64).then(|| {
        format!("The first {first} of them hold {} failing tests ({}).", count(sum), text::percent(share))
    })
}

/// "5 tests began failing since run 211, 3 were fixed."
fn what_changed(facts: &Facts<'_>) -> Option<String> {
    let changes = facts.changes?;
    let before = facts.before?;
    let (new, fixed) = (changes.newly_failing.len() as u64, changes.fixed.len() as u64);
    let were = |count: u64| if count == 1 { "was" } else { "were" };
    Some(match (new, fixed) {
        (0, 0) if changes.still_failing.is_empty() => return None,
        (0, 0) => format!("The same tests fail as in run {before}."),
        (0, fixed) => {
            format!(
                "{} {} fixed since run {before}, none began failing.",
                counted(fixed, "test"),
                were(fixed)
            )
        }
        (new, 0) => format!("{} began failing since run {before}, none was fixed.", counted(new, "test")),
        (new, fixed) => format!(
            "{} began failing since run {before}, {} {} fixed.",
            counted(new, "test"),
            count(fixed),
            were(fixed)
        ),
    })
}

#[cfg(test)]
mod tests {
    use report_model::plan::{Band, Phase, Plan, Targets};
    use report_model::run::Run;

    use crate::history::History;
    use crate::testing::{fail, past, run_of};
    use crate::{Findings, analyze};

    fn plain(text: &str) -> String {
        text.replace(report_model::text::NO_BREAK, " ")
    }

    fn found(run: &Run, history: &History, plan: &Plan) -> Findings {
        analyze(run, history, plan, &[])
    }

    fn says(tests: &[&str]) -> String {
        plain(&found(&run_of(tests), &History::default(), &Plan::default()).verdict.to_string())
    }

    fn passing(id: &str, count: f64) -> Phase {
        let targets = Targets { passing: Some(Band::exactly(count)), ..Targets::default() };
        Phase { id: id.into(), targets, ..Phase::default() }
    }

    #[test]
    fn without_a_plan_the_run_is_told() {
        assert_eq!(says(&[]), "No test ran.");
        assert_eq!(says(&["a s"]), "No test ran: the only one is skipped.");
        assert_eq!(says(&["a s", "b s"]), "No test ran: all 2 tests are skipped.");
        assert_eq!(says(&["a p"]), "The only test passes.");
        assert_eq!(says(&["a p", "b p"]), "All 2 tests pass.");
        assert_eq!(says(&["a p", "b s"]), "No test fails: 1 pass, 1 is skipped.");
        assert_eq!(says(&["a p", "b f"]), "1 of 2 tests fails; 1 cause.");
        assert_eq!(says(&["a p", "b f", "c e", "d e"]), "1 of 4 tests fails and 2 error; 1 cause.");
        assert_eq!(says(&["a p", "b e"]), "1 of 2 tests errors; 1 cause.");
    }

    #[test]
    fn with_a_plan_the_gap_is_told() {
        let plan = Plan { phases: vec![passing("1", 1.0), passing("2A", 3.0)], ..Plan::default() };
        let run = run_of(&["a p", "b f", "c f"]);
        let verdict =
            |history: &History, run: &Run, plan: &Plan| plain(&found(run, history, plan).verdict.to_string());
        assert_eq!(verdict(&History::default(), &run, &plan), "2A needs 2 more passing tests.");
        let lost = Plan { phases: vec![passing("1", 2.0)], ..Plan::default() };
        let history = History { runs: vec![past("8", &["a p", "b p", "c f"])] };
        assert_eq!(verdict(&history, &run, &lost), "Phase 1 lost in run now: 1 passing, 1 short.");
        let met = Plan { phases: vec![passing("1", 1.0), passing("2", 1.0)], ..Plan::default() };
        assert_eq!(verdict(&history, &run, &met), "All 2 phases are met.");
    }

    #[test]
    fn what_fixes_bring_and_what_changed_is_told() {
        let mut run = run_of(&["a p", "b f", "c f", "d f"]);
        fail(&mut run, 1, "KeyError", "'id'", "");
        fail(&mut run, 2, "KeyError", "'id'", "");
        fail(&mut run, 3, "OSError", "disk is gone", "");
        let history = History { runs: vec![past("7", &["a f", "b p", "c f", "d f"])] };
        let plan = Plan { phases: vec![passing("2A", 3.0)], ..Plan::default() };
        let because = plain(&found(&run, &history, &plan).because);
        assert_eq!(
            because,
            "The first fix brings back 2 tests, enough for 2A’s passing target. 1 test began failing since run 7, 1 was fixed."
        );
    }
}
