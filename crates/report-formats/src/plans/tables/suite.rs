//! Tables of what the suite is made of: batches, parts with their outcomes, folders.

use report_model::BatchResult;
use report_model::plan::{Batch, Directory};

use super::{Columns, cell, count, is_sum, written};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::numbers::amounts;
use crate::plans::outline::Topic;
use crate::plans::sections::Place;
use crate::plans::words::{has_word, leading_mark, plain};

impl Reader<'_> {
    /// Parts of the suite: what was collected, what ran, what came of it.
    pub(in crate::plans) fn batch_table(&mut self, table: &Table, columns: &Columns) -> bool {
        let collected = columns.find(&["collected", "found", "gesammelt", "discovered", "selected"]);
        let run = columns
            .find_but(
                &["run", "ran", "executed", "items run", "tests run", "ausgeführt"],
                &["test run", "run time", "runtime", "batch"],
            )
            .filter(|index| *index > 0);
        let result = columns.find(&["result*", "outcome", "status", "ergebnis", "résultat"]);
        let is_batch = collected.is_some() && (run.is_some() || result.is_some())
            || columns.first_has(&["batch*", "test run", "chunk", "shard", "slice", "run"])
                && run.is_some()
                && (result.is_some() || collected.is_some());
        if !is_batch {
            return false;
        }
        for row in &table.rows {
            let name = cell(row, Some(0));
            if name.is_empty() {
                continue;
            }
            let said = cell(row, result);
            let mut batch = Batch {
                paths: paths_of(&name),
                name,
                collected: count(&cell(row, collected)),
                run: count(&cell(row, run)),
                written: Some(plain(leading_mark(&said).1)).filter(|text| !text.is_empty()),
                source: Some(self.at(row.line)),
                ..Batch::default()
            };
            for found in amounts(&said) {
                let behind: String = said.get(found.end..).unwrap_or_default().chars().take(12).collect();
                let lower = behind.to_lowercase();
                if has_word(&lower, &["pass*", "ok"]) {
                    batch.passed = found.count();
                } else if has_word(&lower, &["fail*", "error*"]) {
                    batch.failed = found.count();
                }
            }
            let lower = said.to_lowercase();
            batch.result = if has_word(
                &lower,
                &[
                    "hang*",
                    "hung",
                    "stuck",
                    "timeout*",
                    "timed out",
                    "never end*",
                    "deadlock*",
                    "hängt",
                    "killed",
                    "freezes",
                ],
            ) {
                BatchResult::Hung
            } else if batch.failed.is_some_and(|failed| failed > 0)
                || batch.failed.is_none()
                    && has_word(&lower, &["fail*", "error*", "red", "broken", "fehlgeschlagen"])
            {
                BatchResult::Failed
            } else if has_word(&lower, &["pass*", "ok", "green", "success*", "all", "bestanden"])
                || leading_mark(&said).0 == Some(crate::plans::words::Mark::Done)
            {
                batch.passed = batch.passed.or(batch.run);
                BatchResult::Passed
            } else if batch.run == Some(0)
                || has_word(&lower, &["not run", "not yet", "pending", "skipped", "todo"])
            {
                BatchResult::NotRun
            } else {
                BatchResult::Unknown
            };
            self.plan.batches.push(batch);
        }
        true
    }

    /// Parts of the suite with their outcomes: `Component | Total | Passing | Failing`.
    pub(in crate::plans) fn outcome_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
        let but = &["rate", "%", "coverage", "target*", "goal*", "files", "status", "fixed", "effort"];
        let column = |words: &[&str]| columns.find_but(words, but).filter(|index| *index > 0);
        let total = column(&["total", "tests", "collected", "total tests", "count", "cases", "planned"]);
        let passed = column(&["passing", "passed", "pass", "green", "bestanden"]);
        let failed = column(&["failing", "failed", "fail", "failures", "fehlgeschlagen"]);
        let ran = column(&["executed", "run", "ran"]);
        let counts = |index: Option<usize>| {
            index.is_some()
                && table.rows.iter().filter(|row| count(&cell(row, index)).is_some()).count() * 2
                    > table.rows.len()
        };
        let is_date =
            columns.first_has(&["date", "run", "week", "day", "month", "version", "metric*", "phase*"]);
        if !counts(passed) || !(counts(total) || counts(failed)) || passed == failed || is_date {
            return false;
        }
        let is_own = total != passed && total != failed;
        for row in &table.rows {
            let name = cell(row, Some(0));
            if name.is_empty() || is_sum(&name) {
                continue;
            }
            let (passed, failed) = (count(&cell(row, passed)), count(&cell(row, failed)));
            let sum = passed.zip(failed).map(|(passed, failed)| passed + failed);
            let collected = count(&cell(row, total)).filter(|_| is_own).or(sum);
            let is_of_kinds =
                place.topic == Topic::Kinds || columns.first_has(&["type", "test type", "kind", "level"]);
            if let Some(kind) = crate::plans::scopes::kind_of(&name).filter(|_| is_of_kinds) {
                self.kind(kind, &name, None, row.line);
            }
            self.plan.batches.push(Batch {
                paths: paths_of(&name),
                name,
                collected,
                run: count(&cell(row, ran)).or(sum),
                passed,
                failed,
                result: match failed {
                    Some(0) => BatchResult::Passed,
                    Some(_) => BatchResult::Failed,
                    None if collected.is_some() && collected == passed => BatchResult::Passed,
                    None => BatchResult::Unknown,
                },
                source: Some(self.at(row.line)),
                ..Batch::default()
            });
        }
        true
    }

    /// Folders with their files and tests.
    pub(in crate::plans) fn directory_table(&mut self, table: &Table, columns: &Columns) -> bool {
        let tests = columns.find_but(&["tests", "cases", "collected", "test count"], &["files", "coverage"]);
        if !columns.first_has(&[
            "director*",
            "folder*",
            "path*",
            "ordner",
            "verzeichnis",
            "location",
            "dossier",
        ]) || tests.is_none()
        {
            return false;
        }
        let files = columns.find(&["files", "dateien"]);
        let validated =
            columns.find(&["validated", "status", "state", "executed", "run", "geprüft", "verified"]);
        for row in &table.rows {
            let path = cell(row, Some(0));
            if is_sum(&path) || path.is_empty() {
                continue;
            }
            let state = written(row, validated);
            let lower = plain(state).to_lowercase();
            let tested = cell(row, tests);
            self.plan.directories.push(Directory {
                path,
                files: count(&cell(row, files)),
                tests: count(&tested),
                about: tested.contains(['~', '≈']),
                validated: if has_word(&lower, &["no", "not", "pending", "never", "open", "nein"])
                    || state.contains(['❌', '⏳', '✗'])
                {
                    Some(false)
                } else if has_word(
                    &lower,
                    &["yes", "done", "all", "passed", "validated", "ok", "ja", "complete"],
                ) || state.contains(['✅', '✓', '✔', '☑'])
                {
                    Some(true)
                } else {
                    None
                },
                source: Some(self.at(row.line)),
                ..Directory::default()
            });
        }
        true
    }
}

/// The folders and files that a name lists: `unit/ + api/`.
fn paths_of(name: &str) -> Vec<String> {
    name.split([' ', '+', ',', '&'])
        .map(|word| word.trim_matches(['`', '(', ')']))
        .filter(|word| word.contains('/') || word.contains(".py") || word.contains('*'))
        .map(str::to_owned)
        .collect()
}
