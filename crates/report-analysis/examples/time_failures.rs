//! Measures how long the analysis of some JUnit files takes, as they are and with their failures multiplied:
//! `time_failures TIMES FILE...`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example program reads files, measures and prints"
)]

use std::time::Instant;

use report_analysis::{History, analyze};
use report_formats::Artifact;
use report_model::plan::Plan;
use report_model::run::{Content, Run, TestCase};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let times: usize = arguments.next().unwrap_or_default().parse()?;
    let mut run = Run::default();
    for path in arguments {
        let bytes = std::fs::read(&path)?;
        if let Content::Tests(tests) =
            report_formats::read(&Artifact::new(&path, &bytes), None).document.content
        {
            run.tests.append(tests);
        }
    }
    measure("all", &run);
    let failing: Vec<TestCase> =
        run.tests.cases.iter().filter(|case| case.outcome.is_bad()).cloned().collect();
    run.tests.cases.clone_from(&failing);
    measure("failing only", &run);
    for copy in 1..times {
        run.tests.cases.extend(failing.iter().map(|case| other_values(case, copy)));
    }
    measure(&format!("failing only, {times} times"), &run);
    Ok(())
}

/// The same failure with other letters in its texts, so that no two copies are alike.
fn other_values(case: &TestCase, copy: usize) -> TestCase {
    let mut case = case.clone();
    case.name = format!("{}_{copy}", case.name).into();
    for failure in &mut case.text_mut().failures {
        for text in [&mut failure.message, &mut failure.trace].into_iter().flatten() {
            *text = text.replace("ser", &format!("ser{}", letters(copy)));
        }
    }
    case
}

fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit + (b'a' - b'0'))).collect()
}

fn measure(what: &str, run: &Run) {
    let failures = run.tests.cases.iter().filter(|case| case.outcome.is_bad()).count();
    let bytes: usize = run
        .tests
        .cases
        .iter()
        .flat_map(TestCase::failures)
        .map(|failure| failure.trace.as_ref().map_or(0, String::len))
        .sum();
    let mut best = f64::INFINITY;
    let mut clusters = 0;
    for _ in 0..5 {
        let start = Instant::now();
        let findings = analyze(run, &History::default(), &Plan::default(), &[]);
        best = best.min(start.elapsed().as_secs_f64());
        clusters = findings.failures.clusters.len();
    }
    println!(
        "{what}: {} tests, {failures} failures, {:.1} MB of traces, {clusters} clusters, {:.1} ms",
        run.tests.cases.len(),
        bytes as f64 / 1e6,
        best * 1e3
    );
}
