//! Causes of failure: headings with counts, labelled fields, ordered lists, problems with their solutions.

mod fields;
mod titles;

use report_model::plan::{CategoryOrigin, PlannedCategory, Subject};

use super::Reader;
use crate::plans::blocks::{Block, Kind};
use crate::plans::lists::List;
use crate::plans::numbers::amounts;
use crate::plans::outline::{Section, Topic};
use crate::plans::phases::phase_name;
use crate::plans::references::references;
use crate::plans::sections::Place;
use crate::plans::totals::subject_of_label;
use crate::plans::words::{has_word, label, leading_mark, marked, plain, slug};
use fields::shortened;
pub(super) use fields::{effort, phase_ids, priority, split_name};
use titles::{COUNTED, counted_title};
pub(super) use titles::{counts_failures, is_cause, tells_of_failure};

const PROBLEM: &[&str] = &["problem", "error", "symptom", "issue", "message", "fehler", "problème"];
const SOLUTION: &[&str] = &["solution*", "fix", "resolution", "lösung", "workaround", "remedy"];

impl Reader<'_> {
    /// The category that a heading names.
    pub(super) fn category_heading(
        &mut self,
        section: &Section,
        parent: Option<&Section>,
        content: &[Block],
    ) -> Option<usize> {
        let title = &section.title;
        if phase_name(title).is_some()
            || matches!(section.topic, Topic::Tasks | Topic::Criteria | Topic::Kinds)
        {
            return None;
        }
        let (name, count) = counted_title(title, false);
        let numbered = title.len() != name.len() && title.contains(':');
        // A heading with a count of tests may as well name a part of the suite.
        let count = count.filter(|(_, noun)| {
            !has_word(noun, &["test*", "case*"])
                || numbered
                || section.topic == Topic::Categories
                || tells_of_failure(&name)
                || parent.is_some_and(|parent| tells_of_failure(&parent.title))
        });
        if subject_of_label(&name.to_lowercase()).is_some() || name.is_empty() {
            return None;
        }
        let labels: Vec<String> = content
            .iter()
            .filter(|block| block.kind == Kind::Paragraph || matches!(block.kind, Kind::Item { .. }))
            .flat_map(|block| block.text.lines())
            .filter_map(label)
            .map(|(name, _)| name.to_lowercase())
            .collect();
        let has = |words: &[&str]| labels.iter().any(|name| has_word(name, words));
        let is_hint = has(PROBLEM) && has(SOLUTION) && section.topic != Topic::Aside;
        let is_planned = section.topic == Topic::Categories
            && parent.is_some_and(|parent| parent.topic == Topic::Categories)
            && (has(&[
                "effort",
                "priority",
                "count",
                "failures",
                "affected",
                "cause*",
                "root cause*",
                "fix strategy",
                "aufwand",
                "ursache",
            ]));
        let origin = if count.is_some() || (numbered && section.topic != Topic::Aside) || is_planned {
            CategoryOrigin::Planned
        } else if is_hint {
            CategoryOrigin::Hint
        } else {
            return None;
        };
        if section.topic == Topic::Aside {
            return None;
        }
        if origin == CategoryOrigin::Hint && !has_quoted_error(content) {
            return None;
        }
        let (band, noun) = count.map_or((None, String::new()), |(band, noun)| (Some(band), noun));
        self.add_category(PlannedCategory {
            id: slug(&name),
            title: name,
            count: band,
            counts_errors: has_word(&noun, &["error*"]),
            origin,
            source: Some(self.at(section.line)),
            ..PlannedCategory::default()
        })
    }

    /// `Affected tests (8 tests)` within a cause.
    pub(super) fn category_count(&mut self, place: &Place<'_>, name: &str) {
        let asked = has_word(&name.to_lowercase(), &["affected", "failing", "failures", "count"]);
        let count = counted_title(name, false).1.filter(|_| asked);
        let category = place.category.and_then(|index| self.plan.categories.get_mut(index));
        if let (Some((band, _)), Some(category)) = (count, category) {
            category.count.get_or_insert(band);
        }
    }

    /// A cause that stands as a bold line with its count.
    pub(super) fn cause_of_label(&mut self, name: &str, line: u32) {
        let (title, count) = counted_title(name, false);
        let Some((band, noun)) = count else { return };
        let source = Some(self.at(line));
        let _ = self.add_category(PlannedCategory {
            id: slug(&title),
            title,
            count: Some(band),
            counts_errors: has_word(&noun, &["error*"]),
            source,
            ..PlannedCategory::default()
        });
    }

    /// Adds a category, or what is new of it, and gives its place.
    pub(super) fn add_category(&mut self, category: PlannedCategory) -> Option<usize> {
        if category.id.is_empty() {
            return None;
        }
        let known = self.categories.get(&category.id).copied();
        if let Some(index) = known {
            if let Some(known) = self.plan.categories.get_mut(index) {
                known.fill_from(category);
            }
            return Some(index);
        }
        let line = category.source.as_ref().and_then(|source| source.line).unwrap_or(1);
        if !self.has_room(self.plan.categories.len(), line) {
            return None;
        }
        self.categories.insert(category.id.clone(), self.plan.categories.len());
        self.plan.categories.push(category);
        Some(self.plan.categories.len() - 1)
    }

    /// A labelled field of a category.
    pub(super) fn category_field(&mut self, index: usize, text: &str) -> bool {
        let Some((name, value)) = label(text) else { return false };
        let said = plain(&value);
        let Some(category) = self.plan.categories.get_mut(index) else { return false };
        if said.is_empty() {
            return false;
        }
        let lower = name.to_lowercase();
        let is = |words: &[&str]| has_word(&lower, words);
        if is(&["effort", "estimate", "estimated", "time", "aufwand", "complexity"]) {
            category.effort.get_or_insert(said);
        } else if is(&["priority", "prio", "severity", "priorität", "priorité"]) {
            category.priority = category.priority.or_else(|| priority(&said));
            category.priority_as_written.get_or_insert(said);
        } else if is(&[
            "count",
            "failures",
            "affected",
            "affected tests",
            "tests affected",
            "number",
            "anzahl",
            "failing",
        ]) && !amounts(&said).is_empty()
        {
            category.count = category.count.or_else(|| amounts(&said).first().map(|found| found.band));
            category.tests.extend(references(&value));
        } else if is(&["phase", "phases", "planned for"]) {
            category.phases.extend(phase_ids(&said));
        } else if is(SOLUTION)
            || is(&["strategy", "fix strategy", "approach", "action", "remediation", "strategie", "decision"])
        {
            category.strategy.get_or_insert(said);
        } else if is(&["cause*", "root cause*", "reason", "issue", "why", "ursache", "description"]) {
            category.cause.get_or_insert(said);
        } else if is(&["test", "tests", "file", "files", "location", "scope", "affected tests", "affected"])
            && !references(&value).is_empty()
        {
            category.tests.extend(references(&value));
        } else if PROBLEM.contains(&lower.as_str()) {
            category.error.get_or_insert(said);
        } else {
            return false;
        }
        true
    }

    /// A list under a category: tests, causes, the strategy.
    pub(super) fn category_list(&mut self, place: &Place<'_>, asked: &str, list: &List<'_>) -> bool {
        let Some(index) = place.category else { return false };
        let mut found = Vec::new();
        let mut lines = Vec::new();
        for item in &list.items {
            let field = item.text();
            let is_test = label(field).is_some_and(|(name, _)| !references(&name).is_empty());
            if !is_test {
                self.category_field(index, field);
            }
            found.extend(references(field));
            found.extend(item.children().flat_map(|(block, _)| references(&block.text)));
            lines.push(plain(leading_mark(field).1));
        }
        let Some(category) = self.plan.categories.get_mut(index) else { return false };
        for reference in found {
            if !category.tests.contains(&reference) {
                category.tests.push(reference);
            }
        }
        let text = shortened(&lines.join("; "));
        if has_word(asked, SOLUTION) || has_word(asked, &["strategy", "fix strategy", "approach", "steps"]) {
            category.strategy.get_or_insert(text);
        } else if has_word(asked, &["cause*", "root cause*", "reason*"]) {
            category.cause.get_or_insert(text);
        }
        true
    }

    /// Code under a category: the error it quotes, or how it is fixed.
    pub(super) fn quoted(&mut self, place: &Place<'_>, code: &str) {
        let Some(category) = place.category.and_then(|index| self.plan.categories.get_mut(index)) else {
            return;
        };
        let asked = place.label.as_deref().map(str::to_lowercase).unwrap_or_default();
        let text = shortened(code.trim());
        if has_word(&asked, PROBLEM) && category.error.is_none() {
            category.error = Some(text);
        } else if (has_word(&asked, SOLUTION) || has_word(&asked, &["strategy", "approach"]))
            && category.strategy.is_none()
        {
            category.strategy = Some(text);
        }
    }

    /// A list whose order is that of the work.
    pub(super) fn ordered_categories(&mut self, list: &List<'_>) {
        for (number, item) in (1u32..).zip(&list.items) {
            let text = marked(item.text(), item.checked).1;
            let (name, note) = split_name(&text);
            let _ = self.add_category(PlannedCategory {
                id: slug(&name),
                title: name,
                priority: Some(number),
                strategy: Some(note).filter(|note| !note.is_empty()),
                origin: CategoryOrigin::Ordered,
                source: Some(self.at(item.block.line)),
                ..PlannedCategory::default()
            });
        }
    }

    /// A list of causes, each with a count.
    pub(super) fn counted_categories(&mut self, place: &Place<'_>, list: &List<'_>) {
        for item in &list.items {
            let text = marked(item.text(), item.checked).1;
            let line = item.block.line;
            if let Some((name, value)) = label(item.text())
                && let Some(subject) = subject_of_label(&name.to_lowercase())
            {
                self.stated(subject, &plain(&value), line);
                continue;
            }
            let (name, count) = counted_title(&text, true);
            let lead = if name.len() > 60 { split_name(&name).0 } else { name };
            let counted = count.or_else(|| {
                let (name, note) = split_name(&text);
                let found = amounts(&note).into_iter().find(|found| {
                    let behind = note.get(found.end..).unwrap_or_default();
                    found.count().is_some() && has_word(&behind.to_lowercase(), COUNTED) && !name.is_empty()
                })?;
                Some((found.band, "failures".to_owned()))
            });
            let Some((band, noun)) = counted else {
                self.line(place, item.text(), line);
                continue;
            };
            if subject_of_label(&lead.to_lowercase()).is_some() {
                self.stated(subject_of_label(&lead.to_lowercase()).unwrap_or(Subject::Failing), &text, line);
                continue;
            }
            let added = self.add_category(PlannedCategory {
                id: slug(&lead),
                title: lead,
                count: Some(band),
                counts_errors: has_word(&noun, &["error*"]),
                tests: references(item.text()),
                source: Some(self.at(line)),
                ..PlannedCategory::default()
            });
            if let Some(index) = added {
                for (block, _) in item.children() {
                    self.category_field(index, &block.text);
                }
            }
        }
    }
}

/// Whether a problem quotes an error: as code, or in code marks.
fn has_quoted_error(content: &[Block]) -> bool {
    let mut asked = false;
    for block in content {
        match &block.kind {
            Kind::Code { .. } if asked => return true,
            Kind::Paragraph | Kind::Item { .. } => {
                for (name, value) in block.text.lines().filter_map(label) {
                    asked = has_word(&name.to_lowercase(), PROBLEM);
                    if asked && value.contains('`') {
                        return true;
                    }
                }
            }
            _ => {}
        }
    }
    false
}
