//! Tables of components, budgets, metrics, kinds, findings, tasks and exclusions.

use report_model::plan::{Criterion, Exclusion, Task};
use report_model::{Comparison, Unit};

use super::{Columns, cell, count, written};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::expectations::expectations;
use crate::plans::numbers::{Amount, aims, amounts};
use crate::plans::outline::Topic;
use crate::plans::phases::is_effort;
use crate::plans::references::references;
use crate::plans::scopes::kind_of;
use crate::plans::sections::Place;
use crate::plans::totals::subject_of_label;
use crate::plans::words::{Mark, has_word, leading_mark, marked, plain, status};

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

impl Reader<'_> {
    /// `Operation | Budget`: limits on times, rates and sizes.
    pub(super) fn budget_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
        let target = columns.find(TARGETS).filter(|index| *index > 0).or_else(|| {
            (place.topic == Topic::Budgets)
                .then(|| columns.titles.len().checked_sub(1))
                .flatten()
                .filter(|index| *index > 0)
        });
        let Some(target) = target else { return false };
        let unit_of_title = columns.title(target).to_owned();
        let limits = |text: &str| -> Option<Amount> {
            // `Limit (ms)` with bare numbers below.
            let unit = unit_of_title.split_once('(').map_or("", |(_, unit)| unit.trim_end_matches(')'));
            let found = aims(text).into_iter().find(has_limit);
            found.or_else(|| aims(&format!("{} {unit}", text.trim())).into_iter().find(has_limit))
        };
        let rows: Vec<_> =
            table.rows.iter().filter_map(|row| Some((row, limits(&cell(row, Some(target)))?))).collect();
        if rows.len() * 2 <= table.rows.len()
            || rows.iter().all(|(row, _)| {
                is_effort(&cell(row, Some(target)))
                    && place.topic != Topic::Budgets
                    && !cell(row, Some(target)).contains(['<', '≤', 's'])
            })
        {
            return false;
        }
        for (row, mut found) in rows {
            let title = columns.title(target);
            if found.comparison.is_none() && has_word(title, &["minimum", "min"]) {
                found.comparison = Some(Comparison::AtLeast);
            }
            let name = cell(row, Some(0));
            let text = format!("{name}: {}", cell(row, Some(target)));
            self.budget(&name, &found, &text, row.line);
        }
        // What else the table asks for are criteria.
        for row in table.rows.iter().filter(|row| limits(&cell(row, Some(target))).is_none()) {
            self.metric_row(place, &cell(row, Some(0)), &cell(row, Some(target)), None, row.line);
        }
        true
    }

    /// `Component | Target`: coverage that parts of the code shall have.
    pub(super) fn component_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
        let named = columns.first_has(&[
            "component*",
            "module*",
            "package*",
            "layer*",
            "area*",
            "subsystem*",
            "service*",
            "directory",
            "path*",
            "file*",
            "code",
            "crate*",
            "komponente*",
            "modul*",
            "bereich",
            "composant*",
            "scope",
            "part",
        ]);
        let about = place.topic == Topic::Coverage
            || has_word(&place.section.to_lowercase(), &["coverage", "abdeckung"]);
        let now = columns.find(NOW);
        let branch = columns.find(&["branch*"]);
        let is_share = |text: &str| amounts(text).iter().any(|found| found.unit == Unit::Percent);
        let share_of = |column: Option<usize>| {
            let shares = table.rows.iter().filter(|row| is_share(&cell(row, column))).count();
            column.is_some_and(|index| columns.title(index).contains('%')) || shares * 2 > table.rows.len()
        };
        let coverage = columns
            .find_but(
                &["coverage", "line coverage", "lines", "abdeckung", "line", "combined", "overall"],
                NOW,
            )
            .filter(|index| Some(*index) != now && Some(*index) != branch && *index > 0);
        let is_target = |index: &usize| {
            let title = columns.title(*index);
            has_word(title, TARGETS) && !has_word(title, NOW) && Some(*index) != branch
        };
        // `Minimum tests | Coverage requirement`: of several the one with shares.
        let targets: Vec<usize> = (1..columns.titles.len()).filter(is_target).collect();
        let shared = targets.iter().copied().find(|index| share_of(Some(*index)));
        let target = shared.or(targets.first().copied());
        let asks =
            target.is_some() || coverage.is_some_and(|index| self.asks_for_shares(place, table, index));
        if target.is_none() && !asks {
            let now = now.or(coverage).filter(|now| *now > 0 && share_of(Some(*now)));
            return (named || about)
                && !columns.first_has(&["metric*", "measure*", "criteri*"])
                && self.covered_now(table, now);
        }
        let Some(target) = target.or(coverage) else { return false };
        let in_title = columns.title(target).contains('%');
        if !(named || about)
            || !share_of(Some(target))
            || columns.first_has(&["metric*", "measure*", "criteri*"])
        {
            return false;
        }
        let paths = columns
            .find(&["path*", "glob*", "location", "files", "package*", "modules", "source*"])
            .filter(|index| *index > 0 && *index != target);
        for row in &table.rows {
            let name = cell(row, Some(0));
            let said = cell(row, Some(target));
            let Some(found) = aims(&said).into_iter().find(|found| found.unit == Unit::Percent || in_title)
            else {
                continue;
            };
            if name.is_empty() {
                continue;
            }
            self.component(&name, None, found.band, false, row.line);
            if let Some(found) = amounts(&cell(row, branch)).first() {
                self.component(&name, None, found.band, true, row.line);
            }
            let known = name.trim_matches('`').to_owned();
            let current = amounts(&cell(row, now)).first().map(|found| found.band.low);
            let places: Vec<String> = cell(row, paths)
                .split([',', ';', ' '])
                .map(|path| path.trim_matches('`').to_owned())
                .filter(|path| !path.is_empty())
                .collect();
            if let Some(component) = self.plan.components.iter_mut().find(|component| {
                component.name == known || component.is_overall && known.to_lowercase().contains("overall")
            }) {
                component.written = component.written.or(current);
                for place in places {
                    if place.contains(['/', '*']) {
                        component.paths.push(place);
                    } else {
                        component.packages.push(place);
                    }
                }
            }
        }
        true
    }

    /// Whether a column of coverage says what shall be, not what is: by its section, or by signs that compare.
    fn asks_for_shares(&self, place: &Place<'_>, table: &Table, column: usize) -> bool {
        let asks = [
            "requirement*",
            "target*",
            "threshold*",
            "goal*",
            "minimum*",
            "policy",
            "standard*",
            "ziele",
            "abdeckungsziele",
            "objectives",
        ];
        let compares = |row: &crate::plans::blocks::Row| {
            amounts(&cell(row, Some(column))).first().is_some_and(|found| found.comparison.is_some())
        };
        let compared = table.rows.iter().filter(|row| compares(row)).count();
        has_word(&place.section.to_lowercase(), &asks)
            || place.label.as_ref().is_some_and(|label| has_word(&label.to_lowercase(), &asks))
            || compared * 2 > table.rows.len()
    }

    /// Coverage that parts of the code are said to have, where nothing says what they shall have.
    fn covered_now(&mut self, table: &Table, now: Option<usize>) -> bool {
        if now.is_none() {
            return false;
        }
        for row in &table.rows {
            let name = cell(row, Some(0));
            let share = amounts(&cell(row, now)).into_iter().find(|found| found.unit == Unit::Percent);
            let Some(share) = share.filter(|_| !name.is_empty() && !super::is_sum(&name)) else { continue };
            if let Some(component) = self.component_named(&name, None, row.line) {
                component.written.get_or_insert(share.band.low);
            }
        }
        true
    }

    /// `Metric | Current | Target`.
    pub(super) fn metric_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
        let target = columns.find(TARGETS).filter(|index| *index > 0);
        let named = columns.first_has(&[
            "metric*",
            "measure*",
            "indicator",
            "kpi",
            "criteri*",
            "goal",
            "what",
            "requirement",
            "kriterium",
            "kennzahl",
            "metrik",
            "gate",
            "check",
            "item",
            "area",
            "aspect",
            "métrique",
        ]);
        let state =
            columns.find(&["status", "met", "done", "state", "reached", "✓"]).filter(|index| *index > 0);
        let is_list = named && target.is_none() && state.is_some() && place.topic == Topic::Criteria;
        if !(named && target.is_some() || is_list) {
            return false;
        }
        let now = columns.find(NOW).or_else(|| columns.find(&["value", "measured"]));
        for row in &table.rows {
            let name = cell(row, Some(0));
            if name.is_empty() {
                continue;
            }
            if let Some(subject) = subject_of_label(&name.to_lowercase()) {
                self.stated(subject, &cell(row, now), row.line);
            }
            let ticked = state.and_then(|index| ticked(written(row, Some(index))));
            self.metric_row(place, &name, &cell(row, target), ticked, row.line);
        }
        true
    }

    /// One metric and what it shall be.
    fn metric_row(&mut self, place: &Place<'_>, name: &str, target: &str, ticked: Option<bool>, line: u32) {
        if target.is_empty() && ticked.is_none() {
            return;
        }
        let found = aims(target).into_iter().find(has_limit);
        if let Some(found) = &found {
            self.budget(name, found, &format!("{name}: {target}"), line);
        }
        let text = if target.is_empty() { name.to_owned() } else { format!("{name}: {target}") };
        // `Flaky tests (> 1 failure)`: brackets explain the name.
        let bare = name.split(" (").next().unwrap_or(name);
        let mut asked = expectations(&format!("{bare} {target}"));
        // `Failing tests | 0`, `Flaky tests | 5`: the target is what may be left.
        if asked.is_empty()
            && let Some(subject) = subject_of_label(&name.to_lowercase()).or_else(|| {
                let lower = bare.to_lowercase();
                crate::plans::expectations::subject_of_count(&lower).filter(|_| is_of_all(&lower))
            })
            && let Some(found) = aims(target).into_iter().next()
        {
            use report_model::plan::{Expectation, Subject};
            let less =
                matches!(subject, Subject::Failing | Subject::Errors | Subject::Skipped | Subject::Flaky);
            let usual = if less { Comparison::AtMost } else { Comparison::AtLeast };
            let fits = subject.is_percent() == (found.unit == Unit::Percent);
            if fits {
                asked.push(Expectation {
                    subject,
                    scope: None,
                    comparison: found.comparison.filter(|known| *known != Comparison::About).unwrap_or(usual),
                    band: found.band,
                });
            }
        }
        let source = Some(self.at(line));
        self.plan.criteria.push(Criterion {
            text,
            section: place.section.to_owned(),
            ticked,
            expectations: asked,
            source,
        });
    }

    /// `Type | Marker | Count`.
    pub(super) fn kind_table(&mut self, table: &Table, columns: &Columns) -> bool {
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
    pub(super) fn finding_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
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

    pub(super) fn exclusion_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
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
    pub(super) fn task_table(&mut self, place: &Place<'_>, table: &Table, columns: &Columns) -> bool {
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
        let is_of_efforts =
            || has_word(&place.section.to_lowercase(), &["effort*", "estimate*", "timeline", "schedule"]);
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

/// Whether the name of a count says that it is of all tests: `remaining failures`, not `network failures`.
fn is_of_all(name: &str) -> bool {
    name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        has_word(
            word,
            &[
                "test*",
                "fail*",
                "error*",
                "flak*",
                "skip*",
                "pass*",
                "total",
                "remaining",
                "all",
                "count",
                "number",
                "of",
                "the",
                "known",
                "open",
                "current",
                "max",
                "maximum",
                "new",
                "executed",
                "collected",
                "ignored",
                "cases",
                "allowed",
                "unit",
            ],
        )
    })
}

/// `small`, `XL`: an effort without a number.
fn effort_word(text: &str) -> bool {
    crate::plans::categories::effort(text).is_some()
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
