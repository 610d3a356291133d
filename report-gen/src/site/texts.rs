//! The shards of what artifacts said about tests: failures, attempts, output.

use std::collections::BTreeMap;

use rayon::prelude::*;
use report_analysis::reading::Reading;
use report_model::run::{Attempt, Failure, TestCase, TestResults, TestText};
use report_model::site::{
    AttemptText, FailureText, LedgerRow, ReadingText, SheetPanel, TestTextEntry, TestTexts,
};

use super::rows::Rows;
use super::shard::Shard;
use super::test_index::micros;
use crate::error::Error;
use report_analysis::group_path::suite_names;

/// A shard holds about this much text before compression, or more where there would be too many shards.
const SHARD_BYTES: usize = 512 * 1024;
const MAX_SHARDS: usize = 30;

/// The most that is kept of one text. A page that shows more is of no use to anybody.
const MAX_TEXT: usize = 256 * 1024;
const KEPT_HEAD: usize = 64 * 1024;

/// The shards, and how many texts had to be shortened. Moves the texts out of the cases.
pub(super) fn shards(
    folder: &str,
    tests: &mut TestResults,
    rows: &Rows,
    suite_artifacts: &[u32],
    ledger: &[LedgerRow],
    panels: &mut BTreeMap<u32, SheetPanel>,
) -> Result<(Vec<Shard>, u64), Error> {
    let suites: Vec<Vec<String>> =
        (0u32..).zip(&tests.suites).map(|(index, _)| suite_names(&tests.suites, index)).collect();
    let mut entries: Vec<(u32, TestTextEntry)> = Vec::new();
    let mut sizes = Vec::new();
    let mut shortened = 0;
    for (row, number) in (0u32..).zip(&rows.cases) {
        let Some(case) = tests.cases.get_mut(*number as usize) else { continue };
        let panel = panels.remove(&row);
        if case.text.is_none() && case.line.is_none() && panel.is_none() {
            continue;
        }
        let reading = case.outcome.is_bad().then(|| reading(case));
        let text = case.text.take().map(|text| *text).unwrap_or_default();
        let mut entry = entry(case, text, &mut shortened);
        entry.panels.extend(panel);
        entry.reading = reading.filter(|reading| *reading != ReadingText::default());
        let suite = tests.suites.get(case.suite as usize);
        entry.file =
            case.file.as_deref().or_else(|| suite.and_then(|suite| suite.file.as_deref())).map(str::to_owned);
        entry.suites = suites.get(case.suite as usize).cloned().unwrap_or_default();
        entry.hostname = suite.and_then(|suite| suite.hostname.as_deref()).map(str::to_owned);
        let artifact = suite_artifacts.get(case.suite as usize).and_then(|index| ledger.get(*index as usize));
        entry.artifact = artifact.map(|row| row.path.clone());
        sizes.push(size(&entry));
        entries.push((row, entry));
    }
    let total: usize = sizes.iter().sum();
    let bound = SHARD_BYTES.max(total.div_ceil(MAX_SHARDS));
    let mut packed: Vec<TestTexts> = Vec::new();
    let mut filled = usize::MAX;
    for ((row, entry), size) in entries.into_iter().zip(sizes) {
        if filled.saturating_add(size / 2) > bound {
            packed.push(TestTexts::default());
            filled = 0;
        }
        if let Some(shard) = packed.last_mut() {
            shard.rows.push(row);
            shard.texts.push(entry);
            filled += size;
        }
    }
    let shards: Result<Vec<Shard>, Error> = packed
        .into_par_iter()
        .enumerate()
        .map(|(number, texts)| {
            let first_row = texts.rows.first().copied().unwrap_or_default();
            Shard::of(folder, &format!("texts-{number}"), first_row, &texts)
        })
        .collect();
    Ok((shards?, shortened))
}

fn entry(case: &TestCase, text: TestText, shortened: &mut u64) -> TestTextEntry {
    let mut short = |text: Option<String>| text.map(|text| shorten(text, shortened));
    let TestText { failures, attempts, skip_reason, stdout, stderr, properties } = text;
    TestTextEntry {
        line: case.line,
        failures: failures.into_iter().map(|failure| failure_text(failure, &mut short)).collect(),
        attempts: attempts
            .into_iter()
            .map(|Attempt { outcome, duration_secs, failure }| AttemptText {
                outcome,
                duration_us: duration_secs.map(micros),
                failure: failure.map(|failure| failure_text(failure, &mut short)),
            })
            .collect(),
        skip_reason: short(skip_reason),
        stdout: short(stdout),
        stderr: short(stderr),
        properties: properties
            .into_iter()
            .map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().to_owned()))
            .collect(),
        ..TestTextEntry::default()
    }
}

/// What the rules look at, read once here so that the dashboard need not.
fn reading(case: &TestCase) -> ReadingText {
    let Reading { exception, outer, message, frame, .. } = Reading::of_case(case);
    let exceptions = std::iter::once(exception).chain(outer).filter(|kind| !kind.is_empty()).collect();
    ReadingText { exceptions, message, frame }
}

fn failure_text(failure: Failure, short: &mut impl FnMut(Option<String>) -> Option<String>) -> FailureText {
    let difference = report_analysis::reading::difference(&failure);
    let Failure { outcome, kind, message, trace } = failure;
    FailureText { outcome, kind, message: short(message), trace: short(trace), difference }
}

/// Keeps the beginning and, because that is where it ended, more of the end.
fn shorten(text: String, shortened: &mut u64) -> String {
    if text.len() <= MAX_TEXT {
        return text;
    }
    *shortened += 1;
    let before = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let head = text.get(..before(KEPT_HEAD)).unwrap_or_default();
    let tail = text.get(before(text.len() - (MAX_TEXT - KEPT_HEAD))..).unwrap_or_default();
    let left_out = report_model::text::bytes((text.len() - head.len() - tail.len()) as u64);
    format!("{head}\n\n… {left_out} left out here …\n\n{tail}")
}

/// About how many bytes of JSON an entry takes.
fn size(entry: &TestTextEntry) -> usize {
    let text = |text: &Option<String>| text.as_ref().map_or(0, |text| text.len() + 16);
    let failure =
        |failure: &FailureText| text(&failure.kind) + text(&failure.message) + text(&failure.trace) + 32;
    let attempt = |attempt: &AttemptText| attempt.failure.as_ref().map_or(0, failure) + 48;
    let properties = entry.properties.iter().map(|(key, value)| key.len() + value.len() + 8);
    80 + entry.failures.iter().map(failure).sum::<usize>()
        + entry.attempts.iter().map(attempt).sum::<usize>()
        + entry.suites.iter().map(|name| name.len() + 4).sum::<usize>()
        + text(&entry.skip_reason)
        + text(&entry.stdout)
        + text(&entry.stderr)
        + text(&entry.artifact)
        + text(&entry.file)
        + properties.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use report_model::run::TestSuite;

    use super::*;

    fn results(count: usize, bytes: usize) -> TestResults {
        let case = |number: usize| {
            let mut case = TestCase::named(format!("t{number}"));
            case.text_mut().stdout = Some("x".repeat(bytes));
            case
        };
        let mut cases: Vec<TestCase> = (0..count).map(case).collect();
        cases.push(TestCase::named("silent"));
        TestResults { suites: vec![TestSuite::default()], cases }
    }

    #[test]
    fn shards_are_bounded_in_size_and_in_number() {
        for (count, bytes, most) in [(10, 100, 1), (100, 10_000, 5), (120, 100_000, 32)] {
            let mut tests = results(count, bytes);
            let rows = Rows::of(&tests, &[], &[]);
            let (shards, shortened) =
                shards("runs/1", &mut tests, &rows, &[], &[], &mut BTreeMap::new()).unwrap();
            assert!((1..=most).contains(&shards.len()), "{count} × {bytes}: {}", shards.len());
            assert!(shards.windows(2).all(|pair| pair[0].reference.first_row < pair[1].reference.first_row));
            assert_eq!(shortened, 0);
        }
    }

    #[test]
    fn a_text_without_end_is_shortened_in_the_middle() {
        let mut shortened = 0;
        let text = shorten(format!("begin{}end", "ü".repeat(MAX_TEXT)), &mut shortened);
        assert!(text.starts_with("begin") && text.ends_with("end") && text.contains("left out here"));
        assert!(text.len() < MAX_TEXT + 100);
        assert_eq!(shortened, 1);
    }
}
