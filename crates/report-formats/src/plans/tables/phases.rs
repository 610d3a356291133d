//! Tables of phases: a phase a row, or a phase a column.

use report_model::Measure;
use report_model::plan::Band;
use report_model::{Comparison, Unit};

use super::{COUNTS, Columns, NAMES, cell, written};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::categories::effort;
use crate::plans::dates::date;
use crate::plans::numbers::{Amount, aims};
use crate::plans::phases::{Claim, PhaseName, phase_name};
use crate::plans::sections::Place;
use crate::plans::words::{has_word, leading_mark, plain, status};

/// What a column, or in a table of columns a row, says of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Target(Measure),
    Gain,
    Effort,
    Due,
    Status,
    Title,
    Nothing,
}

fn says(title: &str) -> Says {
    let has = |words: &[&str]| has_word(title, words);
    if has(&[
        "pass rate",
        "passing rate",
        "pass %",
        "success rate",
        "passrate",
        "% pass*",
        "pass percentage",
        "erfolgsquote",
        "rate",
    ]) {
        Says::Target(Measure::PassRate)
    } else if has(&["branch*", "zweig*"]) {
        Says::Target(Measure::BranchCoverage)
    } else if has(&["coverage", "cov", "line coverage", "lines", "abdeckung", "couverture", "cobertura"]) {
        Says::Target(Measure::LineCoverage)
    } else if has(&["fixed", "gain", "fixes", "added", "tests fixed", "+tests", "delta", "Δ", "recovered"]) {
        Says::Gain
    } else if has(&[
        "failing",
        "failures",
        "failed",
        "failures left",
        "remaining failures",
        "red",
        "fehlgeschlagen",
        "remaining",
    ]) {
        Says::Target(Measure::Failing)
    } else if has(&["passing", "passed", "pass", "green", "tests passing", "bestanden", "réussis"]) {
        Says::Target(Measure::Passing)
    } else if has(&["status", "state", "stand", "progress"]) {
        Says::Status
    } else if has(&["effort", "estimate*", "time", "hours", "duration", "aufwand", "days"]) {
        Says::Effort
    } else if has(&[
        "due",
        "date",
        "deadline",
        "by",
        "until",
        "when",
        "target date",
        "termin",
        "end",
        "fällig",
        "timeline",
        "échéance",
    ]) {
        Says::Due
    } else if has(&[
        "title",
        "name",
        "focus",
        "goal",
        "description",
        "scope",
        "what",
        "theme",
        "objective",
        "titel",
        "ziel",
    ]) {
        Says::Title
    } else if has(COUNTS) {
        Says::Gain
    } else {
        Says::Nothing
    }
}

/// The amount of a cell that a measure can have.
fn fitting(text: &str, measure: Measure) -> Option<Band> {
    let all = aims(text);
    let percent = |found: &&Amount| found.unit == Unit::Percent;
    let found = match measure {
        Measure::Passing | Measure::Failing => {
            all.iter().find(|found| found.unit == Unit::Count && !found.is_gain)
        }
        // A share may stand without its sign under a title that says what it is; and beside a count, in brackets.
        _ => all
            .iter()
            .find(percent)
            .or_else(|| all.iter().find(|found| found.unit == Unit::Count && found.band.high <= 100.0)),
    }?;
    let mut band = found.band;
    if measure == Measure::Failing && matches!(found.comparison, Some(Comparison::LessThan)) {
        band = Band::exactly(band.high - 1.0);
    }
    if band.high <= 1.0 && !measure.is_count() && found.unit == Unit::Count && text.contains('.') {
        band = Band { low: band.low * 100.0, high: band.high * 100.0 };
    }
    Some(band)
}

impl Reader<'_> {
    /// A phase a row.
    pub(super) fn phase_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
        let named = columns.titles.iter().take(2).position(|title| has_word(title, NAMES));
        let by_rows = table.rows.iter().filter(|row| phase_name(&cell(row, Some(0))).is_some()).count() * 2
            > table.rows.len();
        let Some(name_column) = named.or(by_rows.then_some(0)) else { return false };
        let kinds: Vec<Says> = columns
            .titles
            .iter()
            .enumerate()
            .map(|(index, title)| if index == name_column { Says::Nothing } else { says(title) })
            .collect();
        let speaks = kinds.iter().any(|kind| {
            matches!(kind, Says::Target(_) | Says::Gain | Says::Effort | Says::Due | Says::Status)
        });
        if !speaks || has_word(&place.section.to_lowercase(), &["categor*", "cause*"]) && !by_rows {
            return false;
        }
        let mut order = Vec::new();
        let has_passing = kinds.contains(&Says::Target(Measure::Passing));
        for row in &table.rows {
            if !self.has_room_for_phase(row.line) {
                break;
            }
            let text = plain(leading_mark(written(row, Some(name_column))).1);
            if text.is_empty()
                || super::is_sum(&text)
                || has_word(&text.to_lowercase(), &["current", "today", "now", "baseline", "start"])
                    && phase_name(&text).is_none()
            {
                self.baseline_row(row, &kinds);
                continue;
            }
            let name = phase_name(&text).unwrap_or_else(|| {
                let (id, title) = text.split_once([':', '–']).unwrap_or((&text, ""));
                PhaseName {
                    word: String::new(),
                    id: id.trim().to_owned(),
                    title: title.trim().to_owned(),
                    aside: String::new(),
                    is_heading: true,
                }
            });
            let id = self.phase(&name, row.line).id.clone();
            order.push(id.clone());
            for (column, kind) in kinds.iter().enumerate() {
                let said = cell(row, Some(column));
                if said.is_empty() && !matches!(kind, Says::Status) {
                    continue;
                }
                self.phase_cell(&id, *kind, &said, written(row, Some(column)), has_passing, row.line);
            }
            // The row of the table is where the phase is written, not a heading that tells more of it.
            let source = self.at(row.line);
            let phase = self.phase(&name, row.line);
            if kinds.iter().any(|kind| matches!(kind, Says::Target(_))) {
                phase.source = Some(source);
            }
        }
        // The table has the phases in their order; a heading may tell of a later one first.
        let place = |id: &String| order.iter().position(|known| known == id).unwrap_or(usize::MAX);
        self.plan.phases.sort_by_key(|phase| place(&phase.id));
        true
    }

    /// What the table says of today stands among the totals.
    fn baseline_row(&mut self, row: &crate::plans::blocks::Row, kinds: &[Says]) {
        use report_model::plan::Subject;
        for (column, kind) in kinds.iter().enumerate() {
            let subject = match kind {
                Says::Target(Measure::Passing) => Subject::Passing,
                Says::Target(Measure::PassRate) => Subject::PassRate,
                Says::Target(Measure::LineCoverage) => Subject::LineCoverage,
                Says::Target(Measure::BranchCoverage) => Subject::BranchCoverage,
                Says::Target(Measure::Failing) => Subject::Failing,
                _ => continue,
            };
            let first = cell(row, Some(0)).to_lowercase();
            if !super::is_sum(&first) {
                self.stated(subject, &cell(row, Some(column)), row.line);
            }
        }
    }

    fn phase_cell(&mut self, id: &str, kind: Says, said: &str, written: &str, has_passing: bool, line: u32) {
        match kind {
            Says::Target(measure) => {
                if let Some(band) = fitting(said, measure) {
                    self.claim(id, measure, band, Claim::Table, line);
                }
                // `1,650 (95 %)` under one title.
                if measure == Measure::Passing
                    && let Some(rate) = aims(said).iter().find(|found| found.unit == Unit::Percent)
                {
                    self.claim(id, Measure::PassRate, rate.band, Claim::Table, line);
                }
            }
            Says::Gain => {
                let _ = has_passing;
                if let Some(found) = aims(said).into_iter().find(|found| found.unit == Unit::Count)
                    && let Some(phase) = self.plan.phases.iter_mut().find(|phase| phase.id == id)
                {
                    phase.gain.get_or_insert(found.band);
                }
            }
            Says::Effort | Says::Due | Says::Status | Says::Title => {
                let (effort, due, state) = (effort(said), date(said), status(written));
                if let Some(phase) = self.plan.phases.iter_mut().find(|phase| phase.id == id) {
                    match kind {
                        Says::Effort => {
                            phase.effort = phase.effort.take().or(effort).or_else(|| Some(said.to_owned()));
                        }
                        Says::Due => phase.due = phase.due.or(due),
                        Says::Status => phase.status = phase.status.or(state),
                        _ if phase.title.is_empty() => said.clone_into(&mut phase.title),
                        _ => {}
                    }
                }
            }
            Says::Nothing => {}
        }
    }

    /// A phase a column: `Metric | Now | Phase 1 | Phase 2`.
    pub(super) fn phase_columns(&mut self, table: &Table, columns: &Columns) -> bool {
        let phases: Vec<(usize, PhaseName)> = table
            .head
            .iter()
            .enumerate()
            .skip(1)
            .filter_map(|(index, title)| Some((index, phase_name(&plain(leading_mark(title).1))?)))
            .collect();
        if phases.is_empty() || phases.len() + 3 < table.head.len() {
            return false;
        }
        let now = columns.find(&["current", "now", "today", "baseline", "actual", "heute"]);
        let line = table.rows.first().map_or(1, |row| row.line.saturating_sub(2));
        for row in &table.rows {
            let title = cell(row, Some(0)).to_lowercase();
            let kind = says(&title);
            for (column, name) in &phases {
                let id = self.phase(name, line).id.clone();
                let said = cell(row, Some(*column));
                if !said.is_empty() {
                    self.phase_cell(&id, kind, &said, written(row, Some(*column)), true, row.line);
                }
            }
            if let Some(subject) = crate::plans::totals::subject_of_label(&title)
                && now.is_some()
            {
                self.stated(subject, &cell(row, now), row.line);
            }
        }
        true
    }
}
