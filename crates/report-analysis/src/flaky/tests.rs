use report_model::Outcome;
use report_model::run::Attempt;

use super::*;
use crate::testing::{past, run_of};

fn found(run: &Run, history: &History) -> Flaky {
    flaky(run, &Grid::of(run, history, &history.of_branch(None, &run.identity.labels)), history)
}

/// One test over runs, beside others that always pass; the last letter is this run.
fn state(letters: &str) -> (TestState, FlakyTest) {
    let (past_letters, now) = letters.split_at(letters.len() - 1);
    let runs = past_letters
        .chars()
        .enumerate()
        .map(|(number, letter)| past(&format!("{number:03}"), &[&format!("t {letter}"), "other p"]))
        .collect();
    let flaky = found(&run_of(&[&format!("t {now}"), "other p"]), &History { runs });
    let is_it = |test: &&FlakyTest| test.id.0 == "t";
    let test = flaky.tests.iter().find(is_it).or_else(|| flaky.settled.iter().find(is_it)).cloned();
    (test.as_ref().map_or(TestState::Healthy, |test| test.state), test.unwrap_or_default())
}

#[test]
fn a_pass_on_a_retry_is_flaky_without_any_history() {
    let mut run = run_of(&["a p", "b p"]);
    let attempt = |outcome, secs| Attempt { outcome, duration_secs: Some(secs), failure: None };
    run.tests.cases[1].text_mut().attempts =
        vec![attempt(Outcome::Failed, 1.5), attempt(Outcome::Passed, 1.0)];
    let flaky = found(&run, &History::default());
    let test = &flaky.tests[0];
    assert_eq!((test.id.0.as_str(), test.row, test.retried, test.lost_secs), ("b", Some(1), 1, Some(1.5)));
    assert_eq!((flaky.tests.len(), flaky.lost_secs, flaky.undecided), (1, Some(1.5), 1));
}

#[test]
fn short_spells_are_noise_and_long_ones_are_not() {
    let (flaky, test) = state("pppfppppppffpppppp");
    assert_eq!((flaky, test.spells, test.flips), (TestState::Flaky, 2, 4));
    assert_eq!(test.because, "failed 2\u{a0}times between passes");
    assert!(test.rate_low < test.rate && test.rate < test.rate_high);
    assert_eq!(state("ppppppppppffffff").0, TestState::Broken);
    assert_eq!(state("ppppppppppffffff").1.since.as_deref(), Some("010"));
    assert_eq!(state("ffffffpppppppppp").0, TestState::Fixed);
    assert_eq!(state("pppppfffffppppppppp").0, TestState::Fixed);
    assert_eq!(state("ppppppppppppppf").0, TestState::Broken);
    assert_eq!(state("pppppppppppppp").0, TestState::Healthy);
    assert_eq!(state("pfpf").0, TestState::Broken, "too few runs to call it chance");
}

#[test]
fn a_flaky_test_can_break_and_can_be_repaired() {
    assert_eq!(state("pfppppfpppppppfpppppppppfffffff").0, TestState::Broken);
    let long = format!("pfpfpfpfpfpfpfpfpfpf{}", "p".repeat(30));
    assert_eq!(state(&long).0, TestState::Fixed);
    assert_eq!(state("pppfppppppppfppppppppfpppppppp").0, TestState::Flaky, "eight passes may be luck");
}

#[test]
fn both_outcomes_on_a_commit_are_flaky_on_any_branch() {
    let mut history =
        History { runs: vec![past("1", &["a f", "b p", "c p"]), past("2", &["a p", "b p", "c p"])] };
    for (past, branch) in history.runs.iter_mut().zip(["topic", "main"]) {
        past.point.run.commit = Some("abc".into());
        past.point.run.branch = Some(branch.into());
    }
    let mut run = run_of(&["a p", "b f", "c p"]);
    run.identity.commit = Some("abc".into());
    run.identity.branch = Some("main".into());
    let flaky = flaky(
        &run,
        &Grid::of(&run, &history, &history.of_branch(Some("main"), &run.identity.labels)),
        &history,
    );
    let tests: Vec<_> = flaky.tests.iter().map(|test| (test.id.0.as_str(), test.both_on.len())).collect();
    assert_eq!(tests, [("b", 1), ("a", 1)], "b changed on the branch itself");
}

#[test]
fn failing_on_another_system_is_not_flaky() {
    let mut history = History {
        runs: vec![past("1", &["a f", "b p"]), past("2", &["a f", "b f"]), past("3", &["a p", "b f"])],
    };
    for (past, os) in history.runs.iter_mut().zip(["windows", "windows", "linux"]) {
        past.point.run.commit = Some("abc".into());
        past.point.run.labels = [("os".to_owned(), os.to_owned())].into();
    }
    let mut run = run_of(&["a p", "b p"]);
    run.identity.commit = Some("abc".into());
    run.identity.labels = [("os".to_owned(), "linux".to_owned())].into();
    let of_variant = history.of_branch(None, &run.identity.labels);
    let flaky = flaky(&run, &Grid::of(&run, &history, &of_variant), &history);
    let ids: Vec<&str> = flaky.tests.iter().map(|test| test.id.0.as_str()).collect();
    assert_eq!(ids, ["b"], "on Linux itself it did both");
}

#[test]
fn the_commit_that_broke_a_test_does_not_make_it_flaky() {
    let mut runs: Vec<_> = "pppppppppffff"
        .chars()
        .enumerate()
        .map(|(number, letter)| past(&number.to_string(), &[&format!("t {letter}")]))
        .collect();
    for run in &mut runs[8..10] {
        run.point.run.commit = Some("abc".into());
    }
    let flaky = found(&run_of(&["t f"]), &History { runs });
    assert!(flaky.tests.is_empty());
    assert_eq!(flaky.settled[0].state, TestState::Broken);
}

#[test]
fn an_outage_accuses_nobody_and_is_named() {
    let names: Vec<String> = (0..12).map(|number| format!("t{number:02}")).collect();
    let all = |letter: char| names.iter().map(|name| format!("{name} {letter}")).collect::<Vec<_>>();
    let run_with =
        |id: &str, letter: char| past(id, &all(letter).iter().map(String::as_str).collect::<Vec<_>>());
    let runs = "ppfpppfppppp".chars().enumerate().map(|(n, letter)| run_with(&n.to_string(), letter));
    let history = History { runs: runs.collect() };
    let flaky = found(&run_of(&all('p').iter().map(String::as_str).collect::<Vec<_>>()), &history);
    assert!(flaky.tests.is_empty() && flaky.settled.is_empty());
    let outages: Vec<&str> = flaky.left_out.iter().map(|run| run.run.as_str()).collect();
    assert_eq!(outages, ["2", "6"]);
    assert_eq!(flaky.healthy, 12);
}
