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

/// The tests of a run in the columns of a list of names that is there already, or of one that holds both: most runs
/// differ from the one before by a few tests, and a list of its own would be larger than all the rest of the record.
pub(super) fn in_list(tests: PastTests, list: &Arc<[String]>) -> PastTests {
    const DEAD_SHARE: usize = 10;
    if Arc::ptr_eq(&tests.names, list) || tests.names == *list {
        return PastTests { names: Arc::clone(list), ..tests };
    }
    let here = tests.names.len();
    let mut both: Vec<&String> = tests.names.iter().chain(list.iter()).collect();
    both.sort_unstable();
    both.dedup();
    if (both.len() - here) * DEAD_SHARE > both.len() {
        return tests;
    }
    let names: Arc<[String]> =
        if both.len() == list.len() { Arc::clone(list) } else { both.into_iter().cloned().collect() };
    let mut place_of: Vec<u32> = Vec::with_capacity(here);
    let mut outcomes = String::with_capacity(names.len());
    let mut durations_us = Vec::with_capacity(names.len());
    let mut own = tests.names.iter().zip(tests.outcomes.chars()).zip(&tests.durations_us).peekable();
    for (place, name) in (0u32..).zip(names.iter()) {
        if let Some(((_, letter), micros)) = own.next_if(|((own, _), _)| *own == name) {
            place_of.push(place);
            outcomes.push(letter);
            durations_us.push(*micros);
        } else {
            outcomes.push('-');
            durations_us.push(None);
        }
    }
    let moved = |test: u32| place_of.get(test as usize).copied().unwrap_or(u32::MAX);
    let mut failures = tests.failures.clone();
    for failure in &mut failures {
        failure.test = moved(failure.test);
    }
    let mut retries = tests.retries.clone();
    for retry in &mut retries {
        retry.test = moved(retry.test);
    }
    PastTests { names, outcomes, durations_us, failures, retries }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn tests_of(names: &[&str], letters: &str) -> PastTests {
        PastTests {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            outcomes: letters.into(),
            durations_us: (0..names.len() as u64).map(Some).collect(),
            failures: vec![FailureRecord {
                test: u32::try_from(names.len() - 1).unwrap(),
                cluster: "c".into(),
                category: "k".into(),
            }],
            retries: Vec::new(),
        }
    }

    #[test]
    fn a_run_that_lacks_few_tests_shares_the_list() {
        let names: Vec<String> = (0..20).map(|number| format!("t{number:02}")).collect();
        let list: Arc<[String]> = names.clone().into();
        let some: Vec<&str> = names.iter().skip(1).map(String::as_str).collect();
        let shared = in_list(tests_of(&some, "pppppppppppppppppppf"), &list);
        assert!(Arc::ptr_eq(&shared.names, &list));
        assert_eq!(shared.outcomes, "-pppppppppppppppppppf".get(..20).unwrap().to_owned());
        assert_eq!((shared.durations_us[0], shared.durations_us[1]), (None, Some(0)));
        assert_eq!(shared.failures[0].test, 19);
        let few: Vec<&str> = names.iter().take(10).map(String::as_str).collect();
        assert_eq!(in_list(tests_of(&few, "pppppppppf"), &list).names.len(), 10, "half of it would be dead");
        let more: Vec<&str> = some.iter().copied().chain(["x"]).collect();
        assert_eq!(in_list(tests_of(&more, "pppppppppppppppppppf"), &list).names.len(), 21);
    }

    #[test]
    fn durations_keep_four_digits() {
        assert_eq!(
            [0, 9_999, 12_345, 12_355, 99_999_999].map(four_digits),
            [0, 9_999, 12_350, 12_360, 100_000_000]
        );
    }
}
