//! Tables: what a table is, by its columns, and its rows.

mod causes;
mod components;
mod metrics;
mod phases;
mod suite;
mod work;

use report_model::Unit;

use super::Reader;
use crate::plans::blocks::{Row, Table};
use crate::plans::numbers::{Amount, amounts};
use crate::plans::outline::Topic;
use crate::plans::sections::Place;
use crate::plans::totals::subject_of_label;
use crate::plans::words::{Mark, has_word, leading_mark, plain, status};

/// The columns of a table by what their titles say.
pub(super) struct Columns {
    titles: Vec<String>,
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
    amounts(text).iter().find_map(crate::plans::numbers::Amount::count)
}

/// Whether a row is the sum of the others.
pub(super) fn is_sum(name: &str) -> bool {
    has_word(
        &name.to_lowercase(),
        &["total", "sum", "all", "gesamt", "summe", "σ", "overall total", "totals"],
    ) && name.split_whitespace().count() <= 2
        || name.trim() == "Σ"
}

const TARGETS: &[&str] = &[
    "target*",
    "goal*",
    "required",
    "requirement",
    "minimum",
    "min",
    "threshold",
    "limit",
    "budget*",
    "max",
    "maximum",
    "ziel",
    "soll",
    "objectif",
    "objetivo",
    "gate",
    "expected",
    "slo",
];

const NOW: &[&str] = &[
    "current", "now", "actual", "today", "baseline", "ist", "heute", "measured", "aktuell", "actuel",
    "latest",
];

fn has_limit(found: &Amount) -> bool {
    matches!(found.unit, Unit::Seconds | Unit::PerSecond | Unit::Bytes)
}

/// Whether a cell says that something is done.
fn ticked(text: &str) -> Option<bool> {
    match leading_mark(text).0 {
        Some(Mark::Done) => return Some(true),
        Some(Mark::Open) => return Some(false),
        _ => {}
    }
    let lower = plain(text).to_lowercase();
    match lower.trim() {
        "yes" | "y" | "x" | "ja" | "oui" | "sí" => Some(true),
        "no" | "n" | "nein" | "non" => Some(false),
        "" => None,
        _ => status(text).map(|written| written == report_model::WrittenStatus::Complete),
    }
}
