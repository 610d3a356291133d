//! Lists of work to do.

use report_model::plan::{Task, TaskList};

use super::List;
use crate::plans::Reader;
use crate::plans::numbers::amounts;
use crate::plans::outline::{Topic, topic};
use crate::plans::sections::Place;
use crate::plans::words::{has_word, label, marked, plain};

impl Reader<'_> {
    /// Work to do.
    pub(in crate::plans) fn tasks(&mut self, place: &Place<'_>, list: &List<'_>) {
        if list.items.is_empty() {
            return;
        }
        let mut items = Vec::new();
        for item in &list.items {
            let (done, text) = marked(item.text(), item.checked);
            self.suite_budget(item.text(), item.block.line);
            self.overall_target(&text, item.block.line);
            let mut task = Task { text, done, source: Some(self.at(item.block.line)), ..Task::default() };
            estimate(&mut task, item.text());
            let mut below = Vec::new();
            for (block, checked) in item.children() {
                if checked.is_some() {
                    let (done, text) = marked(&block.text, checked);
                    below.push(Task { text, done, source: Some(self.at(block.line)), ..Task::default() });
                } else if label(&block.text).is_some_and(|(name, _)| {
                    has_word(&name.to_lowercase(), &["estimate*", "effort", "time", "aufwand", "schätzung"])
                }) {
                    estimate(&mut task, &block.text);
                }
            }
            items.push(task);
            items.extend(below);
        }
        let section = match (&place.label, place.phase.is_some()) {
            (Some(label), false) if topic(label) != Topic::Tasks => format!("{} – {label}", place.section),
            _ => place.section.to_owned(),
        };
        // Under "Completed" all of it is done.
        let first = place.section.split_whitespace().next().unwrap_or_default().to_lowercase();
        if matches!(first.trim_end_matches(':'), "completed" | "done" | "finished" | "erledigt")
            && items.iter().all(|task| task.done.is_none())
        {
            for task in &mut items {
                task.done = Some(true);
            }
        }
        let line = list.items.first().map_or(1, |item| item.block.line);
        self.add_tasks(section, place.phase.clone(), items, line);
    }

    /// Adds tasks to those of their section. Where one is marked, those without a mark are open.
    pub(in crate::plans) fn add_tasks(
        &mut self,
        section: String,
        phase: Option<String>,
        items: Vec<Task>,
        line: u32,
    ) {
        let source = Some(self.at(line));
        let known = self.plan.tasks.iter().position(|list| list.section == section && list.phase == phase);
        if known.is_none() && !self.has_room(self.plan.tasks.len(), line) {
            return;
        }
        let index = known.unwrap_or_else(|| {
            self.plan.tasks.push(TaskList { section, phase, source, ..TaskList::default() });
            self.plan.tasks.len() - 1
        });
        let Some(list) = self.plan.tasks.get_mut(index) else { return };
        let known_marked = list.items.first().is_some_and(|task| task.done.is_some());
        let new_marked = items.iter().any(|task| task.done.is_some());
        let first_new = list.items.len();
        list.items.extend(items);
        if known_marked || new_marked {
            let from = if known_marked { first_new } else { 0 };
            for task in list.items.iter_mut().skip(from) {
                task.done.get_or_insert(false);
            }
        }
    }
}

/// The effort and the number of tests that an estimate names.
fn estimate(task: &mut Task, text: &str) {
    let words = plain(text);
    for amount in amounts(&words) {
        let behind: String = words.get(amount.end..).unwrap_or_default().chars().take(14).collect();
        if amount.unit == report_model::Unit::Seconds && amount.band.low >= 600.0 {
            let said = words.get(amount.start..amount.end).unwrap_or_default().trim();
            task.effort.get_or_insert_with(|| said.to_owned());
        } else if amount.unit == report_model::Unit::Count
            && has_word(&behind.to_lowercase(), &["test*", "failure*"])
        {
            task.fixes.get_or_insert(amount.band);
        }
    }
}
