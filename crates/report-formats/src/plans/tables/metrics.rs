//! Tables of metrics with what they are and shall be.

use report_model::plan::Criterion;
use report_model::{Comparison, Unit};

use super::{Columns, NOW, TARGETS, cell, has_limit, ticked, written};
use crate::plans::Reader;
use crate::plans::blocks::Table;
use crate::plans::expectations::expectations;
use crate::plans::numbers::aims;
use crate::plans::outline::Topic;
use crate::plans::sections::Place;
use crate::plans::totals::subject_of_label;
use crate::plans::words::has_word;

impl Reader<'_> {
    /// `Metric | Current | Target`.
    pub(in crate::plans) fn metric_table(
        &mut self,
        place: &Place<'_>,
        table: &Table,
        columns: &Columns,
    ) -> bool {
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
    pub(in crate::plans) fn metric_row(
        &mut self,
        place: &Place<'_>,
        name: &str,
        target: &str,
        ticked: Option<bool>,
        line: u32,
    ) {
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
