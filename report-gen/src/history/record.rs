//! From a run to its record and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use report_analysis::Findings;
use report_analysis::history::{PastFiles, PastRun, PastTests};
use report_model::run::Run;
use report_model::site::{
    FailureRecord, FileRecord, HistoryRecord, NameList, OutcomeLetters, RetryRecord, RunPoint, SCHEMA,
    TestRecord,
};
use report_model::{Outcome, TestId};
use sha2::{Digest as _, Sha256};

use crate::digest::hex;

/// A duration to four digits: what is beyond them is noise, and takes half of a record.
const fn four_digits(micros: u64) -> u64 {
    let mut unit = 1;
    while micros / unit >= 10_000 {
        unit *= 10;
    }
    (micros + unit / 2) / unit * unit
}

/// A run as later runs will see it. `point` has the totals that the site shows.
pub fn past_run(run: &Run, findings: &Findings, point: RunPoint) -> PastRun {
    PastRun { point, tests: tests(run, findings), files: files(run) }
}

fn gravity(letter: char) -> u8 {
    match letter {
        's' => 0,
        'p' => 1,
        'k' => 2,
        'f' => 3,
        _ => 4,
    }
}

fn tests(run: &Run, findings: &Findings) -> Option<PastTests> {
    if run.tests.cases.is_empty() {
        return None;
    }
    let mut by_id: Vec<(TestId, u32)> =
        (0u32..).zip(&run.tests.cases).map(|(number, case)| (case.id(), number)).collect();
    by_id.sort();
    let mut names = Vec::with_capacity(by_id.len());
    let mut outcomes: Vec<char> = Vec::with_capacity(by_id.len());
    let mut durations_us: Vec<Option<u64>> = Vec::with_capacity(by_id.len());
    let mut place_of_case = vec![0u32; run.tests.cases.len()];
    for (id, number) in by_id {
        let Some(case) = run.tests.cases.get(number as usize) else { continue };
        let letter = OutcomeLetters::letter(case.outcome, case.is_flaky());
        let duration = case.duration_secs.map(crate::site::micros).map(four_digits);
        if names.last() == Some(&id.0) {
            if let (Some(kept), Some(kept_duration)) = (outcomes.last_mut(), durations_us.last_mut()) {
                if gravity(letter) > gravity(*kept) {
                    *kept = letter;
                }
                // Several results of one test took as long as all of them.
                *kept_duration = match (*kept_duration, duration) {
                    (Some(a), Some(b)) => Some(a + b),
                    (known, None) | (None, known) => known,
                };
            }
        } else {
            names.push(id.0);
            outcomes.push(letter);
            durations_us.push(duration);
        }
        if let Some(place) = place_of_case.get_mut(number as usize) {
            *place = u32::try_from(names.len() - 1).unwrap_or(u32::MAX);
        }
    }
    let mut failures: Vec<FailureRecord> = findings
        .failures
        .of_case
        .iter()
        .filter_map(|failed| {
            let cluster = findings.failures.clusters.get(failed.cluster as usize)?;
            let category = findings.failures.categories.get(failed.category as usize)?;
            Some(FailureRecord {
                test: place_of_case.get(failed.case as usize).copied()?,
                cluster: cluster.id.clone(),
                category: category.id.clone(),
            })
        })
        .collect();
    failures.sort_by_key(|failure| failure.test);
    failures.dedup_by_key(|failure| failure.test);
    let retries = retries(run, &place_of_case);
    let outcomes = outcomes.into_iter().collect();
    Some(PastTests { names: names.into(), outcomes, durations_us, failures, retries })
}

fn retries(run: &Run, place_of_case: &[u32]) -> Vec<RetryRecord> {
    let tried_again = run.tests.cases.iter().zip(place_of_case).filter(|(case, _)| case.attempt_count() > 1);
    let mut retries: Vec<RetryRecord> = tried_again
        .map(|(case, place)| RetryRecord {
            test: *place,
            attempts: u32::try_from(case.attempt_count()).unwrap_or(u32::MAX),
            lost_us: report_analysis::flaky::lost_secs(case).map(crate::site::micros),
        })
        .collect();
    retries.sort_by_key(|retry| retry.test);
    retries.dedup_by_key(|retry| retry.test);
    retries
}

fn files(run: &Run) -> Option<PastFiles> {
    let coverage = run.coverage.as_ref()?;
    let counts: Vec<_> = coverage.files.iter().map(|file| file.counts().lines).collect();
    Some(PastFiles {
        paths: coverage.files.iter().map(|file| file.path.clone()).collect(),
        covered: counts.iter().map(|lines| lines.part).collect(),
        lines: counts.iter().map(|lines| lines.whole).collect(),
    })
}

/// The name of a list of names: a digest of what is in it.
pub fn name_list_digest(names: &[String]) -> String {
    let mut digest = Sha256::new();
    for name in names {
        digest.update(name.as_bytes());
        digest.update([b'\n']);
    }
    hex(digest.finalize().get(..8).unwrap_or_default())
}

/// The record of a run, and the lists of names that it refers to with their digests.
pub fn to_record(run: &PastRun) -> (HistoryRecord, Vec<(String, NameList)>) {
    let mut lists = Vec::new();
    let mut list = |names: &Arc<[String]>| {
        let digest = name_list_digest(names);
        lists.push((digest.clone(), NameList { schema: SCHEMA, names: names.to_vec() }));
        digest
    };
    let tests = run.tests.as_ref().map(|tests| TestRecord {
        names: list(&tests.names),
        outcomes: tests.outcomes.clone(),
        durations_us: tests.durations_us.clone(),
        failures: tests.failures.clone(),
        retries: tests.retries.clone(),
    });
    let files = run.files.as_ref().map(|files| FileRecord {
        names: list(&files.paths),
        covered: files.covered.clone(),
        lines: files.lines.clone(),
    });
    let RunPoint { run, totals, coverage } = run.point.clone();
    (HistoryRecord { schema: SCHEMA, run, totals, coverage, tests, files }, lists)
}

/// A record as a past run. Of names that could not be read the tests or files are unknown.
pub(super) fn of_record(
    record: HistoryRecord,
    lists: &BTreeMap<String, Result<Arc<[String]>, String>>,
) -> Result<PastRun, String> {
    let HistoryRecord { schema: _, run, totals, coverage, tests, files } = record;
    let list = |digest: &str| lists.get(digest).and_then(|list| list.as_ref().ok()).map(Arc::clone);
    let tests = match tests.and_then(|record| Some((list(&record.names)?, record))) {
        None => None,
        Some((names, record)) => {
            let letters =
                record.outcomes.chars().all(|letter| letter == '-' || Outcome::from_letter(letter).is_some());
            if !letters || record.outcomes.len() != names.len() || record.durations_us.len() != names.len() {
                return Err(format!("its columns do not fit its {} tests", names.len()));
            }
            Some(PastTests {
                names,
                outcomes: record.outcomes,
                durations_us: record.durations_us,
                failures: record.failures,
                retries: record.retries,
            })
        }
    };
    let files = match files.and_then(|record| Some((list(&record.names)?, record))) {
        None => None,
        Some((paths, record)) => {
            if record.covered.len() != paths.len() || record.lines.len() != paths.len() {
                return Err(format!("its columns do not fit its {} files", paths.len()));
            }
            Some(PastFiles { paths, covered: record.covered, lines: record.lines })
        }
    };
    Ok(PastRun { point: RunPoint { run, totals, coverage }, tests, files })
}
