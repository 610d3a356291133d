//! Tables of kinds of test, findings, exclusions and tasks.

use report_model::plan::{Exclusion, Task};

use super::{Columns, cell, count, ticked, written};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::outline::Topic;
use crate::plans::phases::is_effort;
use crate::plans::references::references;
use crate::plans::scopes::kind_of;
use crate::plans::sections::Place;
use crate::plans::words::{Mark, has_word, leading_mark, marked};

impl Reader<'_> {
    /// `Type | Marker | Count`.
    pub(in crate::plans) fn kind_table(&mut self, table: &Table, columns: &Columns) -> bool {
        let first = columns.first_has(&[
            "type",
            "test type",
            "kind",
            "level",
            "category",
            "test kind",
            "layer",
            "tests",
            "suite",
            "marker",
            "art",
            "testart",
        ]);
        let kinds = table.rows.iter().filter(|row| kind_of(&cell(row, Some(0))).is_some()).count();
        // A table that names its kinds and their markers or paths may give them names of its own.
        let says =
            columns.first_has(&["type", "test type", "kind", "test kind", "marker", "level", "testart"])
                && (columns.find(&["marker*", "mark", "tag*"]).is_some()
                    || columns.find(&["path*", "folder*", "director*", "location", "glob"]).is_some()
                    || columns.first_has(&["test type", "kind", "test kind", "testart"]));
        if !first
            || !says && kinds * 2 <= table.rows.len()
            || columns.find(&["failures", "failing", "cause", "target*", "goal*", "coverage"]).is_some()
        {
            return false;
        }
        let marker = columns.find(&["marker*", "mark", "label*", "tag*"]);
        let paths = columns.find(&["path*", "folder*", "director*", "location", "files", "where", "glob"]);
        let meaning =
            columns.find(&["description", "purpose", "what", "scope", "meaning", "beschreibung", "zweck"]);
        for row in &table.rows {
            let name = cell(row, Some(0));
            let id = kind_of(&name).map_or_else(|| crate::plans::words::slug(&name), str::to_owned);
            self.kind(&id, &name, Some(cell(row, meaning)), row.line);
            let names = cell(row, marker);
            if let Some(kind) = self.plan.kinds.iter_mut().find(|kind| kind.id == id) {
                let markers = names
                    .split([',', ' '])
                    .map(|word| word.trim_matches(['`', '@']).trim_start_matches("pytest.mark.").to_owned());
                kind.markers.extend(markers.filter(|word| !word.is_empty()));
            }
            let found: Vec<String> = cell(row, paths)
                .split([',', ' '])
                .filter(|path| path.contains(['/', '.', '*']))
                .map(str::to_owned)
                .collect();
            self.kind_paths(&id, found);
        }
        true
    }

    /// `Test | Diagnosis`.
    pub(in crate::plans) fn finding_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
        // Of several columns that may name tests the one that names most does.
        let named = |column: usize| {
            table.rows.iter().filter(|row| !references(written(row, Some(column))).is_empty()).count()
        };
        let tests = (0..columns.titles.len())
            .filter(|column| {
                let title = columns.title(*column);
                has_word(
                    title,
                    &["test*", "file*", "where", "suite*", "datei", "flakiest test", "failing test"],
                )
            })
            .rev()
            .max_by_key(|column| named(*column));
        let text = columns.find(&[
            "finding*",
            "diagnosis",
            "cause",
            "reason",
            "issue",
            "problem",
            "error",
            "observation*",
            "notes",
            "description",
            "root cause",
            "befund",
            "symptom",
            "why",
            "ursache",
            "grund",
            "bug*",
            "missing",
            "status",
            "actual*",
            "failure*",
        ]);
        let text = text.filter(|text| Some(*text) != tests);
        let (Some(tests), Some(text)) = (tests, text) else { return false };
        // A table of files and what is to be changed in them is one of work.
        let is_work =
            columns.find(&["change", "changes", "action", "annotation to add", "lines changed"]).is_some();
        if place.topic == Topic::Exclusions
            || is_work
            || !table.rows.iter().any(|row| !references(written(row, Some(tests))).is_empty())
        {
            return false;
        }
        for row in &table.rows {
            let joined = format!("{}: {}", written(row, Some(tests)), written(row, Some(text)));
            self.finding(place, &joined, row.line, true);
        }
        true
    }

    pub(in crate::plans) fn exclusion_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
        if place.topic != Topic::Exclusions {
            return false;
        }
        let reason = columns.find(&["reason", "why", "cause", "notes", "grund"]).or(Some(1));
        for row in &table.rows {
            let tests = references(written(row, Some(0)));
            if !tests.is_empty() {
                self.plan.exclusions.push(Exclusion {
                    tests,
                    reason: cell(row, reason),
                    source: Some(self.at(row.line)),
                });
            }
        }
        true
    }

    /// `Task | Status`.
    pub(in crate::plans) fn task_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
        let task = columns.find(&[
            "task*",
            "action*",
            "item*",
            "step*",
            "work",
            "todo",
            "to-do",
            "deliverable",
            "aufgabe*",
            "what",
            "tâche",
        ]);
        let state = columns.find(&["status", "done", "state", "progress", "✓", "complete*", "stand"]);
        // A table of efforts names the work in its first column, whatever it is called.
        let work = columns
            .find(&["effort", "est. effort", "estimate*", "estimated", "aufwand"])
            .filter(|index| *index > 0);
        let is_of_efforts = || {
            place.topic == Topic::Tasks
                || has_word(&place.section.to_lowercase(), &["effort*", "estimate*", "timeline", "schedule"])
        };
        let Some(task) = task.or_else(|| work.filter(|_| is_of_efforts()).map(|_| 0)) else { return false };
        if state.is_none() && place.topic != Topic::Tasks && work.is_none() {
            return false;
        }
        let effort = columns.find(&["effort", "estimate*", "time", "hours", "aufwand"]);
        let fixes = columns.find(&["tests", "tests fixed", "fixes", "failures"]);
        let items: Vec<Task> = table
            .rows
            .iter()
            .filter(|row| !cell(row, Some(task)).is_empty() && !super::is_sum(&cell(row, Some(task))))
            .map(|row| {
                let (mark, text) = marked(written(row, Some(task)), None);
                Task {
                    text,
                    done: state
                        .and_then(|index| ticked(written(row, Some(index))))
                        .or(mark)
                        // `✅ Done` in the place of the effort.
                        .or_else(|| leading_mark(written(row, effort)).0.map(|mark| mark == Mark::Done)),
                    effort: Some(cell(row, effort)).filter(|text| is_effort(text) || effort_word(text)),
                    fixes: count(&cell(row, fixes))
                        .map(|count| report_model::plan::Band::exactly(count as f64)),
                    source: Some(self.at(row.line)),
                }
            })
            .collect();
        let line = table.rows.first().map_or(1, |row| row.line);
        self.add_tasks(place.section.to_owned(), place.phase.clone(), items, line);
        true
    }
}

/// `small`, `XL`: an effort without a number.
fn effort_word(text: &str) -> bool {
    crate::plans::categories::effort(text).is_some()
}
