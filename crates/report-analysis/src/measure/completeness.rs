//! How much of the suite was run: by folder, by batch; what never ended and what to try next.

use std::collections::{BTreeMap, BTreeSet};

use report_model::plan::{ReferenceKind, TestReference};
use report_model::run::{Run, TestCase};
use report_model::site::{BatchStatus, Completeness, Excluded, FolderCompleteness, Half, Suspect};
use report_model::text::{self, count, counted};
use report_model::{Outcome, Ratio, TestId};

use crate::group_path::path_of_class;

use super::Ground;
use super::lookup::{dotted, ends_with_path, file_of, in_place, is_file};

/// How many examples are named.
const EXAMPLES: usize = 200;
/// A command names no more files than this; more are given as patterns of their folders.
const FILES_OF_A_COMMAND: usize = 40;

/// Whether the runner began a test and was never told its end.
pub(super) fn never_ended(case: &TestCase) -> bool {
    case.outcome.is_bad()
        && case.failures().iter().any(|failure| {
            failure.kind.as_deref() == Some("never ended")
                || failure.message.as_deref().is_some_and(|message| {
                    message.contains("never ended") || message.contains("the run ended before it did")
                })
        })
}

/// Where a test belongs of which only the id is known: as tests with a result, whose readers name pytest's files as
/// modules.
fn path_of(id: &TestId) -> String {
    path_of_class(file_of(&id.0))
}

/// A folder, or the file where there is none.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(folder, _)| folder)
}

/// The file of each case: as the artifact names it, else as what was collected does, else as its id begins; its class
/// where nothing names a file.
fn files_of_cases(ground: &Ground<'_>) -> Vec<String> {
    let collected = ground.run.collected.iter().flatten();
    let files: BTreeMap<String, &str> =
        collected.map(|id| (plain(&id.0), file_of(&id.0))).filter(|(_, file)| is_file(file)).collect();
    (0u32..)
        .zip(&ground.run.tests.cases)
        .map(|(index, case)| {
            let path = ground.lookup.path(index);
            if is_file(path) {
                return path.to_owned();
            }
            let id = case.id().0;
            let collected = if files.is_empty() { None } else { files.get(&plain(&id)).copied() };
            collected.or_else(|| Some(file_of(&id)).filter(|head| is_file(head))).unwrap_or(path).to_owned()
        })
        .collect()
}

pub(super) fn completeness(ground: &Ground<'_>) -> Completeness {
    let totals = &ground.findings.totals;
    let cases = &ground.run.tests.cases;
    let mut folders: BTreeMap<String, FolderCompleteness> = BTreeMap::new();
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut suspects = Vec::new();
    let mut unfinished: BTreeMap<String, u64> = BTreeMap::new();
    let file_of_case = files_of_cases(ground);
    for ((index, case), path) in (0u32..).zip(cases).zip(&file_of_case) {
        let folder = folders.entry(folder_of(path).to_owned()).or_default();
        files.entry(folder_of(path).to_owned()).or_default().insert(path.clone());
        folder.collected += 1;
        if never_ended(case) {
            folder.never_ended += 1;
            *unfinished.entry(path.clone()).or_default() += 1;
            suspects.push(Suspect {
                id: case.id(),
                row: Some(index),
                path: path.clone(),
                reason: "began and never ended".to_owned(),
            });
            continue;
        }
        match case.outcome {
            Outcome::Skipped => folder.skipped += 1,
            outcome => {
                folder.executed += 1;
                folder.passed += u64::from(outcome == Outcome::Passed);
            }
        }
    }
    let missing = ground.missing;
    for id in missing {
        let path = path_of(id);
        let folder = folders.entry(folder_of(&path).to_owned()).or_default();
        folder.collected += 1;
        files.entry(folder_of(&path).to_owned()).or_default().insert(path.clone());
        // A runner is asked for a file by its path, for a class by its name.
        let asked_for = if is_file(&path) { path } else { file_of(&id.0).to_owned() };
        *unfinished.entry(asked_for).or_default() += 1;
    }
    for (path, folder) in &mut folders {
        folder.path.clone_from(path);
        folder.files = files.get(path).map_or(0, |files| files.len() as u64);
    }
    for planned in &ground.plan.directories {
        let folder = planned.path.trim_end_matches("/*.py").trim_end_matches(['/', '*']);
        let known = folders.values_mut().find(|known| {
            known.path == folder
                || known.path.ends_with(&format!("/{folder}"))
                || folder.ends_with(&format!("/{}", known.path))
        });
        let entry = match known {
            Some(known) => known,
            None => folders.entry(folder.to_owned()).or_insert_with(|| FolderCompleteness {
                path: folder.to_owned(),
                ..FolderCompleteness::default()
            }),
        };
        entry.planned = planned.tests;
        entry.written = planned.validated;
        entry.source.clone_from(&planned.source);
    }
    let hung = suspects.len() as u64;
    let executed = totals.counts.executed().saturating_sub(hung);
    // A run that stopped early leaves its last test as the suspect.
    if suspects.is_empty()
        && !missing.is_empty()
        && executed > 0
        && executed + totals.counts.skipped < totals.collected
    {
        suspects.extend(last_started(ground, &file_of_case));
    }
    let mut folders: Vec<FolderCompleteness> = folders.into_values().collect();
    let share = |folder: &FolderCompleteness| {
        let all = folder.collected.max(folder.planned.unwrap_or(0));
        if all == 0 { 1.0 } else { folder.executed as f64 / all as f64 }
    };
    folders.sort_by(|a, b| {
        share(a)
            .total_cmp(&share(b))
            .then_with(|| b.collected.cmp(&a.collected))
            .then_with(|| a.path.cmp(&b.path))
    });
    let executed = Ratio::new(executed, totals.collected);
    let halves = if suspects.is_empty() { Vec::new() } else { halves(ground, &unfinished) };
    Completeness {
        sentence: sentence(executed, hung, missing.len() as u64, totals.counts.skipped),
        executed,
        validated: executed,
        folders,
        batches: ground.plan.batches.iter().map(|batch| of_batch(ground, &file_of_case, batch)).collect(),
        never_ended: suspects,
        never_ran: missing.len() as u64,
        never_ran_examples: missing.iter().take(EXAMPLES).cloned().collect(),
        excluded: excluded(ground),
        halves,
    }
}

fn sentence(executed: Ratio, hung: u64, missing: u64, skipped: u64) -> String {
    let Some(percent) = executed.percent() else { return "No test is known.".to_owned() };
    let mut parts = vec![format!(
        "{} of {} ran to an end ({})",
        count(executed.part),
        counted(executed.whole, "known test"),
        text::percent(percent)
    )];
    if skipped > 0 {
        parts.push(format!("{} skipped", count(skipped)));
    }
    if missing > 0 {
        parts.push(format!("{} never ran", count(missing)));
    }
    if hung > 0 {
        parts.push(format!("{} never ended", count(hung)));
    }
    format!("{}.", parts.join("; "))
}

/// Collected tests that have no result.
pub(super) fn missing(run: &Run) -> Vec<TestId> {
    let Some(collected) = &run.collected else { return Vec::new() };
    let found: BTreeSet<String> = run.tests.cases.iter().map(|case| plain(&case.id().0)).collect();
    let missing: Vec<TestId> =
        collected.iter().filter(|id| !found.contains(&plain(&id.0))).cloned().collect();
    // When not one fits, the two lists name tests in different ways.
    if missing.len() == collected.len() && !found.is_empty() { Vec::new() } else { missing }
}

/// An id under which what is collected and what is in the results are the same.
fn plain(id: &str) -> String {
    let (name, parameters) = id.split_at(id.find('[').unwrap_or(id.len()));
    format!("{}{parameters}", dotted(name))
}

/// The last test with a result before those that have none, in the order in which they were collected: where the run
/// stopped. When tests before it have none either, only parts were run, and it is told only in a file left unfinished.
fn last_started(ground: &Ground<'_>, file_of_case: &[String]) -> Option<Suspect> {
    let order: BTreeMap<String, usize> =
        ground.run.collected.iter().flatten().enumerate().map(|(at, id)| (plain(&id.0), at)).collect();
    let cases = (0u32..).zip(&ground.run.tests.cases);
    let (last, index, case) = cases
        .filter_map(|(index, case)| Some((*order.get(&plain(&case.id().0))?, index, case)))
        .max_by_key(|(at, index, _)| (*at, *index))?;
    let file = file_of_case.get(index as usize)?;
    let places = || ground.missing.iter().filter_map(|id| Some((*order.get(&plain(&id.0))?, id)));
    let stops = places().all(|(at, _)| at > last)
        || places().any(|(at, id)| at > last && is_file(file) && ends_with_path(file_of(&id.0), file));
    stops.then(|| Suspect {
        id: case.id(),
        row: Some(index),
        path: file.clone(),
        reason: "the last result before the run stopped; what hangs began after it".to_owned(),
    })
}

/// The files that were not seen to finish, in two halves of about the same number of tests.
fn halves(ground: &Ground<'_>, unfinished: &BTreeMap<String, u64>) -> Vec<Half> {
    let all: u64 = unfinished.values().sum();
    if unfinished.len() < 2 {
        let Some((file, tests)) = unfinished.iter().next() else { return Vec::new() };
        let command = command(ground, &[file.as_str()]);
        return vec![Half { title: "The only file left".to_owned(), files: 1, tests: *tests, command }];
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let (mut tests_of_first, mut tests_of_second) = (0, 0);
    for (file, tests) in unfinished {
        let goes_first = second.is_empty()
            && (first.is_empty() || (tests_of_first + tests / 2) * 2 <= all)
            && first.len() + 1 < unfinished.len();
        if goes_first {
            first.push(file.as_str());
            tests_of_first += tests;
        } else {
            second.push(file.as_str());
            tests_of_second += tests;
        }
    }
    [("First half", first, tests_of_first), ("Second half", second, tests_of_second)]
        .into_iter()
        .map(|(title, files, tests)| Half {
            title: title.to_owned(),
            files: files.len() as u64,
            tests,
            command: command(ground, &files),
        })
        .collect()
}

/// A command of the runner that the files belong to. Names from artifacts are quoted for the shell.
fn command(_ground: &Ground<'_>, files: &[&str]) -> String {
    let quoted = |file: &&str| {
        let plain = file.chars().all(|letter| letter.is_alphanumeric() || "/._-+:@%".contains(letter))
            && !file.starts_with('-');
        if plain { (*file).to_owned() } else { format!("'{}'", file.replace('\'', "'\\''")) }
    };
    let shown: Vec<String> = if files.len() > FILES_OF_A_COMMAND {
        let folders: BTreeSet<&str> = files.iter().map(|file| folder_of(file)).collect();
        if folders.len() < files.len() / 2 && folders.len() <= FILES_OF_A_COMMAND {
            folders.iter().map(quoted).collect()
        } else {
            files.iter().map(quoted).collect()
        }
    } else {
        files.iter().map(quoted).collect()
    };
    let all = |ending: &str| files.iter().all(|file| file.ends_with(ending));
    let list = shown.join(" ");
    if all(".py") {
        format!("pytest {list} --timeout=60 -x -q")
    } else if all(".go")
        || files.iter().all(|file| !file.contains('.')) && files.iter().any(|file| file.contains('/'))
    {
        format!("go test -timeout 60s -v {list}")
    } else if files
        .iter()
        .all(|file| [".ts", ".js", ".tsx", ".jsx", ".mjs"].iter().any(|ending| file.ends_with(ending)))
    {
        format!("npx vitest run {list} --testTimeout=60000")
    } else if all(".rb") {
        format!("timeout 600 bundle exec rspec {list}")
    } else {
        list
    }
}

/// Whether a batch is the whole suite by its name.
fn names_all(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let all = [
        "full",
        "whole",
        "entire",
        "complete",
        "all",
        "everything",
        "gesamt",
        "gesamte",
        "alle",
        "gesamtlauf",
    ];
    let what = [
        "suite",
        "tests",
        "test",
        "run",
        "testsuite",
        "the",
        "of",
        "together",
        "files",
        "testlauf",
        "pytest",
        "in",
        "one",
        "go",
        "at",
        "once",
    ];
    words.iter().any(|word| all.contains(word))
        && words
            .iter()
            .all(|word| all.contains(word) || what.contains(word) || word.bytes().all(|b| b.is_ascii_digit()))
        || words.contains(&"full")
}

fn of_batch(ground: &Ground<'_>, file_of_case: &[String], batch: &report_model::plan::Batch) -> BatchStatus {
    let is_whole = batch.paths.is_empty() && names_all(&batch.name);
    let is_in = |path: &str| is_whole || batch.paths.iter().any(|place| in_place(path, place));
    let known = is_whole || !batch.paths.is_empty();
    let mut status = BatchStatus {
        name: batch.name.clone(),
        collected: batch.collected,
        run: batch.run,
        result: batch.result,
        written: batch.written.clone(),
        source: batch.source.clone(),
        ..BatchStatus::default()
    };
    if !known {
        return status;
    }
    let (mut all, mut ran, mut passed) = (0, 0, 0);
    for (case, file) in ground.run.tests.cases.iter().zip(file_of_case) {
        if is_in(file) {
            all += 1;
            ran += u64::from(case.outcome != Outcome::Skipped && !never_ended(case));
            passed += u64::from(case.outcome == Outcome::Passed);
        }
    }
    all += ground.missing.iter().filter(|id| is_in(&path_of(id))).count() as u64;
    if all > 0 {
        status.known_now = Some(all);
        status.executed_now = Some(ran);
        status.passed_now = Some(passed);
    }
    status
}

fn excluded(ground: &Ground<'_>) -> Vec<Excluded> {
    ground
        .plan
        .exclusions
        .iter()
        .map(|left_out| {
            let find = |test: &TestReference| {
                let test = TestReference {
                    kind: if test.kind == ReferenceKind::Name { ReferenceKind::Name } else { test.kind },
                    ..test.clone()
                };
                ground.lookup.find(&test).len() as u64
            };
            Excluded {
                tests: left_out.tests.iter().map(|test| test.text.clone()).collect(),
                reason: left_out.reason.clone(),
                results: left_out.tests.iter().map(find).sum(),
                source: left_out.source.clone(),
            }
        })
        .collect()
}
