//! Items that name a phase, and lists within one.

use super::{Item, List};
use crate::plans::Reader;
use crate::plans::blocks::Kind;
use crate::plans::expectations::expectations;
use crate::plans::numbers::amounts;
use crate::plans::phases::{may_name_a_phase, phase_name};
use crate::plans::sections::Place;
use crate::plans::words::{has_word, marked};

impl Reader<'_> {
    /// `Phase 2A: 1,650 passing, 70 % coverage`, and below it more statements.
    pub(in crate::plans) fn phase_item(&mut self, item: &Item<'_>, is_timeline: bool) -> bool {
        if !may_name_a_phase(item.text()) {
            return false;
        }
        let (done, text) = marked(item.text(), item.checked);
        let Some(name) = phase_name(&text) else { return false };
        if !name.is_heading {
            return false;
        }
        let line = item.block.line;
        let rest = format!("{} {}", name.title, name.aside);
        let known = self.plan.phases.iter().any(|phase| phase.id.eq_ignore_ascii_case(&name.id));
        let has_targets = |text: &str| {
            expectations(text).iter().any(|asked| asked.subject.is_percent())
                || amounts(text).iter().any(|amount| amount.count().is_some())
                    && has_word(&text.to_lowercase(), &["passing", "pass", "passed"])
        };
        let below: Vec<(String, u32)> =
            item.children().map(|(block, _)| (block.text.clone(), block.line)).collect();
        let speaks = has_targets(&rest) || below.iter().any(|(text, _)| has_targets(text));
        let has_room = known || self.has_room_for_phase(line);
        if !has_room || !known && !speaks && !is_timeline {
            // A summary of what stands elsewhere.
            self.summary_gain(&name.id, &rest, line);
            return crate::plans::phases::is_effort(&rest)
                || amounts(&rest).iter().any(|amount| amount.count().is_some());
        }
        let title = name.title.split(" - ").next().unwrap_or_default();
        let title = if has_targets(title) || crate::plans::phases::is_effort(title) { "" } else { title };
        let named = crate::plans::phases::PhaseName { title: title.to_owned(), ..name.clone() };
        self.phase_heading(&named, item.text(), line);
        let id = self.phase(&named, line).id.clone();
        if crate::plans::phases::is_effort(&rest) && !speaks {
            let phase = self.phase(&named, line);
            phase.effort.get_or_insert_with(|| effort_in(&name.title, &rest));
            if phase.title.is_empty() && !name.aside.is_empty() {
                name.aside.trim().clone_into(&mut phase.title);
            }
        } else if speaks {
            self.phase_targets(&id, &rest, crate::plans::phases::Claim::Outcome, line);
        } else {
            self.summary_gain(&id, &rest, line);
        }
        if let Some(done) = done {
            let written = crate::plans::words::status(item.text().split(':').next().unwrap_or_default());
            let status = if let Some(written) = written {
                written
            } else if done {
                report_model::WrittenStatus::Complete
            } else {
                report_model::WrittenStatus::Planned
            };
            self.phase(&named, line).status.get_or_insert(status);
        }
        for (text, line) in below {
            self.phase_statement(&id, &text, line);
        }
        true
    }

    /// The tasks and statements of a phase.
    pub(in crate::plans) fn phase_list(
        &mut self,
        place: &Place<'_>,
        asked: &str,
        list: &List<'_>,
        checked: usize,
    ) {
        let Some(id) = place.phase.clone() else { return };
        let are_tasks = checked > 0
            || has_word(
                asked,
                &[
                    "task*",
                    "step*",
                    "action*",
                    "work*",
                    "todo",
                    "to do",
                    "aufgaben",
                    "deliverables",
                    "plan",
                    "tâches",
                ],
            );
        let mut left = Vec::new();
        for item in &list.items {
            // Among boxes to tick, an item without one is a statement about the phase.
            let may_state = !are_tasks || (checked > 0 && item.checked.is_none());
            let is_statement = may_state
                && (self.phase_statement(&id, item.text(), item.block.line)
                    || self.budget_item(place, item.text(), item.block.line));
            if !is_statement {
                left.push(item.clone());
            }
        }
        let ordered = left.iter().any(|item| matches!(item.block.kind, Kind::Item { number: Some(_), .. }));
        if are_tasks || (asked.is_empty() && ordered) {
            self.tasks(place, &List { items: left });
        }
    }
}

/// Whether a list names phases that are told of nowhere else: several with their efforts, or, where no headings name
/// any, just several.
pub(in crate::plans) fn is_timeline(list: &List<'_>, has_headings: bool) -> bool {
    let named = list.items.iter().filter(|item| may_name_a_phase(item.text()));
    let names = named.filter_map(|item| {
        let name = phase_name(&marked(item.text(), None).1)?;
        (name.is_heading && !matches!(name.word.as_str(), "step" | "week" | "round")).then_some(name)
    });
    let (count, efforts) = names.fold((0, 0), |(count, efforts), name| {
        (count + 1, efforts + usize::from(crate::plans::phases::is_effort(&name.title)))
    });
    efforts >= 2 || !has_headings && count >= 3
}

/// The effort after the name of a phase, without what is remarked behind it.
fn effort_in(title: &str, rest: &str) -> String {
    let said = if crate::plans::phases::is_effort(title) { title } else { rest };
    said.split(" – ").next().unwrap_or(said).trim().to_owned()
}
