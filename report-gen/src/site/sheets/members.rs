//! The tests that a page is about.

use report_model::TestId;
use report_model::run::TestResults;
use report_model::site::{ColumnKind, Content, Mark, SheetCell, SheetPanel, Table, TableColumn, Tone, Words};
use report_model::{Outcome, Route, text};

use crate::site::past::Past;
use crate::site::rows::{RowGroup, Rows};
use crate::site::test_index::{STRIP_RUNS, letter};

/// How many tests a page lists; the rest is in the test list.
const LISTED: usize = 200;
/// How many of them are shown at first.
const FIRST: u32 = 12;
/// How many files are listed.
const PLACES: u32 = 8;

/// What is known of the tests behind rows.
#[derive(Clone, Copy)]
pub(in crate::site) struct Members<'a> {
    pub(in crate::site) tests: &'a TestResults,
    pub(in crate::site) rows: &'a Rows,
    pub(in crate::site) past: &'a Past<'a>,
}

impl std::fmt::Debug for Members<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Members").finish_non_exhaustive()
    }
}

impl<'a> Members<'a> {
    /// A panel with these tests; `all` is where the test list has them.
    pub(super) fn panel(self, rows: &[u32], all: &Route) -> SheetPanel {
        let mut columns = vec![TableColumn::new("Test", ColumnKind::Text)];
        let has_past = !self.past.is_empty();
        if has_past {
            columns.push(TableColumn::new("Last runs", ColumnKind::Text).wide());
        }
        columns.push(TableColumn::new("Time", ColumnKind::Number));
        let rows_of_table = rows.iter().take(LISTED).filter_map(|row| self.cells(*row, has_past)).collect();
        let mut panel =
            SheetPanel::new(text::counted(rows.len() as u64, "test")).link("All in the test list", all);
        if rows.len() > LISTED {
            panel = panel.say(format!("The first {LISTED} of them."));
        }
        panel.with(Content::Table(Table { columns, rows: rows_of_table, first: FIRST }))
    }

    /// The id of the test behind a row.
    pub(super) fn id(self, row: u32) -> Option<TestId> {
        let case = self.tests.cases.get(*self.rows.cases.get(row as usize)? as usize)?;
        Some(TestId::new(case.class.as_deref(), &case.name))
    }

    fn cells(self, row: u32, has_past: bool) -> Option<Vec<SheetCell>> {
        let case = self.tests.cases.get(*self.rows.cases.get(row as usize)? as usize)?;
        let id = TestId::new(case.class.as_deref(), &case.name);
        let mark = match case.outcome {
            Outcome::Errored => Mark::Errored,
            Outcome::Failed => Mark::Failed,
            Outcome::Skipped => Mark::Skipped,
            Outcome::Passed => Mark::Passed,
        };
        let mut cells = vec![SheetCell::mark(mark, Words::default().test(&id))];
        if has_past {
            let skipped = self.past.runs.len().saturating_sub(STRIP_RUNS - 1);
            let before = (skipped..self.past.runs.len()).map(|run| self.past.letter(run, row));
            cells.push(SheetCell { strip: before.chain([letter(case)]).collect(), ..SheetCell::default() });
        }
        let unknown = || Words::default().toned(Tone::Unknown, "not known").into();
        cells.push(case.duration_secs.map_or_else(unknown, |secs| text::duration(secs).into()));
        Some(cells)
    }

    /// The files or classes that rows are in and how many of them each has, the most first.
    pub(super) fn places(self, rows: &[u32]) -> Vec<(&'a str, u64)> {
        let groups = &self.rows.groups;
        let mut places: Vec<(&'a str, u64)> = Vec::new();
        for row in rows {
            let at = groups.partition_point(|group: &RowGroup| group.rows.end <= *row);
            let Some(group) = groups.get(at) else { continue };
            match places.last_mut() {
                // Rows stand by group.
                Some((path, count)) if *path == group.path => *count += 1,
                _ => places.push((&group.path, 1)),
            }
        }
        places.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        places
    }

    /// A panel with the files or classes that rows are in.
    pub(super) fn where_they_are(self, rows: &[u32]) -> SheetPanel {
        let places = self.places(rows);
        let most = places.first().map_or(1, |(_, count)| *count);
        let table = Table {
            columns: vec![
                TableColumn::new("File or class", ColumnKind::Text),
                TableColumn::new("Tests", ColumnKind::Number),
            ],
            rows: places
                .iter()
                .map(|(path, count)| {
                    let to = Route::tests_in(*path);
                    let share = *count as f64 / most.max(1) as f64;
                    let words = Words::default().toned_link(Tone::Code, *path, &to);
                    let place = SheetCell { bar: Some(share), ..SheetCell::from(words) };
                    vec![place, text::count(*count).into()]
                })
                .take(LISTED)
                .collect(),
            first: PLACES,
        };
        SheetPanel::new("Where").with(Content::Table(table))
    }
}
