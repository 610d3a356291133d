//! Tables: what a table is, by its columns, and its rows.

mod parts;
mod phases;

use report_model::plan::{Batch, Directory, PlannedCategory, Subject};
use report_model::{BatchResult, Unit};

use super::Reader;
use super::blocks::{Row, Table};
use super::categories::{phase_ids, priority};
use super::numbers::amounts;
use super::outline::Topic;
use super::references::references;
use super::sections::Place;
use super::totals::subject_of_label;
use super::words::{has_word, leading_mark, plain, slug};

/// The columns of a table by what their titles say.
pub(super) struct Columns {
    titles: Vec<String>,
}

impl Columns {
    fn of(table: &Table) -> Self {
        Self { titles: table.head.iter().map(|title| plain(leading_mark(title).1).to_lowercase()).collect() }
    }

    /// The first column whose title has one of the words.
    fn find(&self, words: &[&str]) -> Option<usize> {
        self.titles.iter().position(|title| has_word(title, words))
    }

    /// [`find`](Self::find), leaving out columns whose title has one of `but`.
    fn find_but(&self, words: &[&str], but: &[&str]) -> Option<usize> {
        self.titles.iter().position(|title| has_word(title, words) && !has_word(title, but))
    }

    fn first_has(&self, words: &[&str]) -> bool {
        self.titles.first().is_some_and(|title| has_word(title, words))
    }

    fn title(&self, index: usize) -> &str {
        self.titles.get(index).map_or("", String::as_str)
    }
}

/// The text of a cell; empty where there is none or where it says that nothing is known.
fn cell(row: &Row, index: Option<usize>) -> String {
    let text = index.and_then(|index| row.cells.get(index)).map(|text| plain(text)).unwrap_or_default();
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "-" | "–" | "—" | "n/a" | "na" | "tbd" | "?" | "none" | "…" | "...") {
        String::new()
    } else {
        text
    }
}

fn written(row: &Row, index: Option<usize>) -> &str {
    index.and_then(|index| row.cells.get(index)).map_or("", String::as_str)
}

fn count(text: &str) -> Option<u64> {
    amounts(text).iter().find_map(super::numbers::Amount::count)
}

const NAMES: &[&str] = &[
    "phase*",
    "milestone*",
    "stage*",
    "sprint*",
    "iteration*",
    "wave*",
    "step",
    "etappe",
    "stufe",
    "fase",
    "étape",
    "week",
];
const COUNTS: &[&str] = &[
    "failures",
    "failing",
    "failed",
    "count",
    "tests",
    "errors",
    "number",
    "affected",
    "occurrences",
    "anzahl",
    "#",
    "fehler",
    "failing tests",
    "test count",
    "échecs",
];

impl Reader<'_> {
    pub(super) fn table(&mut self, place: &Place<'_>, table: &Table, line: u32) {
        if table.rows.is_empty() {
            return;
        }
        let columns = Columns::of(table);
        let took = place.topic != Topic::Exclusions
            && (self.phase_table(place, table, &columns)
                || self.phase_columns(table, &columns)
                || self.batch_table(table, &columns)
                || self.directory_table(table, &columns)
                || self.outcome_table(place, table, &columns)
                || self.kind_table(table, &columns)
                || self.budget_table(place, table, &columns)
                || self.component_table(place, table, &columns)
                || self.metric_table(place, table, &columns)
                || self.totals_table(place, table, &columns)
                || self.category_table(place, table, &columns)
                || self.finding_table(place, table, &columns)
                || self.task_table(place, table, &columns))
            || self.exclusion_table(place, table, &columns);
        let has_numbers =
            table.rows.iter().flat_map(|row| row.cells.iter()).any(|cell| !amounts(cell).is_empty());
        if !took && has_numbers && place.topic != Topic::Aside {
            self.not_understood(
                line,
                format!(
                    "a table with the columns {} was not understood",
                    table
                        .head
                        .iter()
                        .map(|title| format!("“{}”", plain(title)))
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
            );
        }
    }

    /// Parts of the suite: what was collected, what ran, what came of it.
    fn batch_table(&mut self, table: &Table, columns: &Columns) -> bool {
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
                || leading_mark(&said).0 == Some(super::words::Mark::Done)
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
    fn outcome_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
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
    fn directory_table(&mut self, table: &Table, columns: &Columns) -> bool {
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

    /// Outcomes with their counts.
    fn totals_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
        let is_subject = |row: &&Row| subject_of_label(&cell(row, Some(0)).to_lowercase()).is_some();
        let known = table.rows.iter().filter(is_subject).count();
        let value = columns
            .find_but(
                &[
                    "count", "tests", "value", "number", "anzahl", "current", "now", "result", "measured",
                    "wert", "nombre",
                ],
                &["target", "goal"],
            )
            .filter(|index| *index > 0)
            .or((columns.titles.len() == 2).then_some(1));
        if known < 2
            || known * 2 < table.rows.len()
            || value.is_none()
            || columns.find(&["target*", "goal*"]).is_some()
        {
            return false;
        }
        for row in &table.rows {
            let (name, said) = (cell(row, Some(0)), cell(row, value));
            if let Some(subject) = subject_of_label(&name.to_lowercase()) {
                self.stated(subject, &said, row.line);
                // `299 passed, 61 skipped`.
                if let Some((_, rest)) = said.split_once(',') {
                    self.counted_in_passing(rest, &rest.to_lowercase(), true, row.line);
                }
            } else if has_word(&name.to_lowercase(), &["target*", "goal*", "minimum", "required"]) {
                self.goal(place, &name, &said, row.line);
            }
        }
        true
    }

    /// Causes of failure with their counts.
    fn category_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
        let counts = (1..columns.titles.len()).find(|index| {
            let title = columns.title(*index);
            has_word(title, COUNTS)
                && !has_word(title, &["files", "category", "cause", "example*", "share", "%"])
        });
        let named = columns
            .find(&[
                "categor*",
                "cause*",
                "root cause",
                "failure type",
                "error type",
                "type",
                "group",
                "kind",
                "bucket",
                "cluster",
                "issue",
                "problem",
                "pattern",
                "error",
                "kategorie",
                "ursache",
                "area",
                "catégorie",
            ])
            .filter(|index| *index <= 1);
        let priority_column = columns.find(&["priority", "prio", "severity", "rank", "order", "priorität"]);
        let effort_column =
            columns.find(&["effort", "estimate*", "time", "hours", "aufwand", "size", "cost"]);
        let Some(name_column) = named.or_else(|| (place.topic == Topic::Categories).then_some(0)) else {
            return false;
        };
        if counts.is_none() && (effort_column.is_none() && priority_column.is_none()) {
            return false;
        }
        let errors = counts.is_some_and(|index| has_word(columns.title(index), &["errors"]));
        let phase_column = columns.find(NAMES);
        let strategy = columns.find(&[
            "strategy",
            "fix",
            "solution",
            "approach",
            "action",
            "remedy",
            "lösung",
            "resolution",
        ]);
        let cause = columns
            .find_but(&["cause", "reason", "why", "description", "ursache", "notes"], &["category"])
            .filter(|index| *index != name_column);
        for row in &table.rows {
            let name = cell(row, Some(name_column));
            let counted = cell(row, counts);
            let found = failures_in(&counted);
            if name.is_empty() {
                continue;
            }
            if is_sum(&name) {
                self.stated(if errors { Subject::Errors } else { Subject::Failing }, &counted, row.line);
                continue;
            }
            let (title, _) = super::categories::split_name(&name);
            let title = title
                .split_once(". ")
                .filter(|(number, _)| number.chars().all(|letter| letter.is_ascii_digit()))
                .map_or(title.clone(), |(_, rest)| rest.to_owned());
            let said = cell(row, priority_column);
            let text = |column| Some(cell(row, column)).filter(|text| !text.is_empty());
            let _ = self.add_category(PlannedCategory {
                id: slug(&title),
                title,
                count: found.map(|found| found.band),
                counts_errors: errors,
                effort: text(effort_column),
                priority: priority(&said),
                priority_as_written: Some(said).filter(|text| !text.is_empty()),
                phases: phase_ids(&cell(row, phase_column)),
                cause: text(cause),
                strategy: text(strategy),
                tests: row.cells.iter().flat_map(|cell| references(cell)).collect(),
                source: Some(self.at(row.line)),
                ..PlannedCategory::default()
            });
        }
        true
    }
}

/// How many tests a cell counts: 40 in `9 classes (~40 tests)`, 12 in `12`; files and classes are no tests.
fn failures_in(text: &str) -> Option<super::numbers::Amount> {
    let all = amounts(text);
    let noun = |found: &super::numbers::Amount| -> String {
        text.get(found.end..)
            .unwrap_or_default()
            .trim_start()
            .chars()
            .take(20)
            .collect::<String>()
            .to_lowercase()
    };
    let first_word = |found: &super::numbers::Amount| -> String {
        let words = noun(found);
        let mut words = words.split(|letter: char| !letter.is_alphabetic());
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        // `4 test classes` are classes.
        let is_of_files = has_word(second, &["class*", "file*", "suite*", "module*"]);
        if is_of_files { second.to_owned() } else { first.to_owned() }
    };
    let is_tests = |word: &str| {
        has_word(word, &["test*", "fail*", "error*", "case*", "assertion*", "spec*", "fehler*", "échecs"])
    };
    let counted = all.iter().find(|found| found.unit == Unit::Count && is_tests(&first_word(found)));
    counted
        .or_else(|| all.iter().find(|found| found.unit == Unit::Count && first_word(found).is_empty()))
        .cloned()
}

/// Whether a row is the sum of the others.
pub(super) fn is_sum(name: &str) -> bool {
    has_word(
        &name.to_lowercase(),
        &["total", "sum", "all", "gesamt", "summe", "σ", "overall total", "totals"],
    ) && name.split_whitespace().count() <= 2
        || name.trim() == "Σ"
}

/// The folders and files that a name lists: `unit/ + api/`.
fn paths_of(name: &str) -> Vec<String> {
    name.split([' ', '+', ',', '&'])
        .map(|word| word.trim_matches(['`', '(', ')']))
        .filter(|word| word.contains('/') || word.contains(".py") || word.contains('*'))
        .map(str::to_owned)
        .collect()
}
