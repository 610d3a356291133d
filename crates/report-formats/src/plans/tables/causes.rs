//! Tables of causes of failure with their counts.

use report_model::Unit;
use report_model::plan::{PlannedCategory, Subject};

use super::{COUNTS, Columns, NAMES, cell, is_sum};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::categories::{phase_ids, priority};
use crate::plans::numbers::amounts;
use crate::plans::outline::Topic;
use crate::plans::references::references;
use crate::plans::sections::Place;
use crate::plans::words::{has_word, slug};

impl Reader<'_> {
    /// Causes of failure with their counts.
    pub(in crate::plans) fn category_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
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
        // Parts of a suite are counted in tables of the same shape.
        let speaks = place.of_failures
            || effort_column.is_some()
            || priority_column.is_some()
            || columns
                .find(&[
                    "fail*", "error*", "cause*", "fix*", "solution", "problem", "issue", "strategy",
                    "fehler*", "ursache", "échecs",
                ])
                .is_some();
        if !speaks {
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
            let (title, _) = crate::plans::categories::split_name(&name);
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
fn failures_in(text: &str) -> Option<crate::plans::numbers::Amount> {
    let all = amounts(text);
    let noun = |found: &crate::plans::numbers::Amount| -> String {
        text.get(found.end..)
            .unwrap_or_default()
            .trim_start()
            .chars()
            .take(20)
            .collect::<String>()
            .to_lowercase()
    };
    let first_word = |found: &crate::plans::numbers::Amount| -> String {
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
