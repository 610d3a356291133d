//! Lists: what kind of list it is, and its items.

use report_model::plan::{Criterion, Task, TaskList};

use super::Reader;
use super::blocks::{Block, Kind};
use super::expectations::expectations;
use super::numbers::amounts;
use super::outline::{Topic, topic};
use super::phases::phase_name;
use super::sections::Place;
use super::targets::are_targets;
use super::words::{has_word, label, marked, plain};

/// An item of the first level with all that stands below it.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub block: &'a Block,
    pub checked: Option<bool>,
    pub below: &'a [Block],
}

impl Item<'_> {
    /// The text up to a line that adds what came of it.
    pub(super) fn text(&self) -> &str {
        let text = self.block.text.as_str();
        let is_note = |line: &str| {
            let line = line.trim_start();
            line.starts_with(['*', '_'])
                && !line.starts_with("**")
                && !line.starts_with("__")
                && line.contains(':')
        };
        let mut end = 0;
        for line in text.split_inclusive('\n') {
            if end > 0 && is_note(line) {
                break;
            }
            end += line.len();
        }
        text.get(..end).unwrap_or(text).trim()
    }

    /// What stands below from the first item on.
    pub(super) fn inner(&self) -> &'_ [Block] {
        let first = self.below.iter().position(|block| matches!(block.kind, Kind::Item { .. }));
        first.and_then(|first| self.below.get(first..)).unwrap_or_default()
    }

    /// The items of the next level.
    pub(super) fn children(&self) -> impl Iterator<Item = (&Block, Option<bool>)> {
        self.below.iter().filter_map(|block| match block.kind {
            Kind::Item { checked, .. } => Some((block, checked)),
            _ => None,
        })
    }
}

/// A list and what stands below its items.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    pub items: Vec<Item<'a>>,
}

impl<'a> List<'a> {
    pub(super) fn of(blocks: &'a [Block]) -> Self {
        let first = blocks.first().map_or(1, |block| block.depth);
        let is_top = |block: &Block| block.depth == first && matches!(block.kind, Kind::Item { .. });
        let starts: Vec<usize> =
            blocks.iter().enumerate().filter(|(_, block)| is_top(block)).map(|(index, _)| index).collect();
        let items = starts
            .iter()
            .enumerate()
            .filter_map(|(number, start)| {
                let end = starts.get(number + 1).copied().unwrap_or(blocks.len());
                let block = blocks.get(*start)?;
                let Kind::Item { checked, .. } = block.kind else { return None };
                Some(Item { block, checked, below: blocks.get(start + 1..end).unwrap_or_default() })
            })
            .collect();
        Self { items }
    }

    /// How many items carry a mark that says whether they are done.
    fn marked(&self) -> usize {
        self.items.iter().filter(|item| marked(item.text(), item.checked).0.is_some()).count()
    }
}

impl Reader<'_> {
    pub(super) fn list(&mut self, place: &Place<'_>, list: &List<'_>) {
        let asked = place.label.as_deref().map(str::to_lowercase).unwrap_or_default();
        let list = &self.groups(place, list);
        let rest = self.by_shape(place, list);
        if rest.items.is_empty() {
            return;
        }
        if place.category.is_some() && self.category_list(place, &asked, &rest) {
            return;
        }
        if has_word(
            &asked,
            &[
                "priority order",
                "order of work",
                "fix order",
                "priorities",
                "order",
                "reihenfolge",
                "prioritized",
                "in this order",
            ],
        ) {
            self.ordered_categories(&rest);
            return;
        }
        let by_label = if asked.is_empty() { Topic::Other } else { topic(&asked) };
        let topic = match (by_label, place.topic) {
            (Topic::Other | Topic::Aside, topic) => topic,
            // "Steps" among findings are tasks; but "goals" within a phase are statements about it.
            (Topic::Criteria, _) if place.phase.is_some() && !has_word(&asked, &["criteria", "done"]) => {
                Topic::Other
            }
            (by_label, _) => by_label,
        };
        let checked = rest.items.iter().filter(|item| item.checked.is_some()).count();
        if place.phase.is_some() && topic != Topic::Criteria {
            self.phase_list(place, &asked, &rest, checked);
            return;
        }
        match topic {
            Topic::Findings => self.findings(place, &rest),
            Topic::Failing => {
                let (named, others) = rest
                    .items
                    .into_iter()
                    .partition(|item| !super::references::references(item.text()).is_empty());
                self.findings(place, &List { items: named });
                self.counted_categories(place, &List { items: others });
            }
            Topic::Exclusions => self.exclusions(&rest),
            Topic::Criteria if !are_targets(&rest) => self.criteria(place, &rest),
            Topic::Criteria | Topic::Coverage => self.components(&rest),
            Topic::Categories => self.counted_categories(place, &rest),
            Topic::Tasks => self.tasks(place, &rest),
            _ if checked > 0 || rest.marked() * 2 > rest.items.len() && place.topic != Topic::Hints => {
                if rest.items.iter().all(|item| marked(item.text(), item.checked).0.is_some()) {
                    self.tasks(place, &rest);
                } else {
                    self.statements(place, &rest);
                }
            }
            _ => self.statements(place, &rest),
        }
    }

    /// Reads items that are nothing but the title of what stands below them, `**Actions**:`, and gives the others.
    fn groups<'b>(&mut self, place: &Place<'_>, list: &List<'b>) -> List<'b> {
        let mut rest = Vec::new();
        for item in &list.items {
            let title = group_title(item).filter(|_| {
                let is_step = place.topic == Topic::Tasks
                    && matches!(item.block.kind, Kind::Item { number: Some(_), .. });
                !is_step && place.category.is_none() && item.checked.is_none() && place.topic != Topic::Aside
            });
            match title {
                Some(title) => {
                    let place = Place { label: Some(title), ..place.clone() };
                    self.list(&place, &List::of(item.inner()));
                }
                None => rest.push(item.clone()),
            }
        }
        List { items: rest }
    }

    /// Reads the items that say by their shape what they are, and gives the others.
    fn by_shape<'b>(&mut self, place: &Place<'_>, list: &List<'b>) -> List<'b> {
        let kinds = list.items.iter().filter(|item| Self::is_kind_item(item)).count();
        let all_kinds = kinds >= 2 && kinds * 2 >= list.items.len();
        let mut rest = Vec::new();
        for item in &list.items {
            let took = self.directory_item(place, item)
                || self.batch_item(place, item)
                || (all_kinds && self.kind_item(item))
                || (place.phase.is_none() && self.phase_item(item, &list.items));
            if took {
                self.crossed(place, item);
                continue;
            }
            let folders = item.below.iter().filter(|block| {
                let child = Item { block, checked: None, below: &[] };
                matches!(block.kind, Kind::Item { .. }) && self.directory_item(place, &child)
            });
            if folders.count() == 0 {
                rest.push(item.clone());
            }
        }
        List { items: rest }
    }

    /// `Phase 2A: 1,650 passing, 70 % coverage`, and below it more statements.
    fn phase_item(&mut self, item: &Item<'_>, all: &[Item<'_>]) -> bool {
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
        // A timeline that lists phases with their efforts names them all.
        let is_timeline = || {
            let phases = all.iter().filter(|item| {
                phase_name(&marked(item.text(), None).1)
                    .is_some_and(|other| other.is_heading && other.word == name.word)
            });
            // Where headings tell of the phases a list of them is a summary.
            let are_phases = !self.has_phase_headings && phases.count() >= 3;
            let efforts = all.iter().filter(|item| {
                let text = marked(item.text(), None).1;
                let name = phase_name(&text).filter(|other| other.is_heading && other.word == name.word);
                name.is_some_and(|name| super::phases::is_effort(&name.title))
            });
            (are_phases || efforts.count() >= 2) && !matches!(name.word.as_str(), "step" | "week" | "round")
        };
        if !known && !speaks && !is_timeline() {
            // A summary of what stands elsewhere.
            self.summary_gain(&name.id, &rest, line);
            return super::phases::is_effort(&rest)
                || amounts(&rest).iter().any(|amount| amount.count().is_some());
        }
        let title = name.title.split(" - ").next().unwrap_or_default();
        let title = if has_targets(title) || super::phases::is_effort(title) { "" } else { title };
        let named = super::phases::PhaseName { title: title.to_owned(), ..name.clone() };
        self.phase_heading(&named, item.text(), line);
        let id = self.phase(&named, line).id.clone();
        if super::phases::is_effort(&rest) && !speaks {
            let phase = self.phase(&named, line);
            phase.effort.get_or_insert_with(|| effort_in(&name.title, &rest));
            if phase.title.is_empty() && !name.aside.is_empty() {
                phase.title = name.aside.trim().to_owned();
            }
        } else if speaks {
            self.phase_targets(&id, &rest, super::phases::Claim::Outcome, line);
        } else {
            self.summary_gain(&id, &rest, line);
        }
        if let Some(done) = done {
            let written = super::words::status(item.text().split(':').next().unwrap_or_default());
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
    fn phase_list(&mut self, place: &Place<'_>, asked: &str, list: &List<'_>, checked: usize) {
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
            let is_statement = may_state && self.phase_statement(&id, item.text(), item.block.line);
            if !is_statement {
                left.push(item.clone());
            }
        }
        let ordered = left.iter().any(|item| matches!(item.block.kind, Kind::Item { number: Some(_), .. }));
        if are_tasks || (asked.is_empty() && ordered) {
            self.tasks(place, &List { items: left });
        }
    }

    /// What must hold.
    pub(super) fn criteria(&mut self, place: &Place<'_>, list: &List<'_>) {
        let any_marked = list.marked() > 0;
        for item in &list.items {
            let (done, text) = marked(item.text(), item.checked);
            let criterion = Criterion {
                expectations: expectations(&text),
                text,
                section: place.section.to_owned(),
                ticked: done.or(any_marked.then_some(false)),
                source: Some(self.at(item.block.line)),
            };
            self.plan.criteria.push(criterion);
            for (block, checked) in item.children() {
                if checked.is_some() {
                    let (ticked, text) = marked(&block.text, checked);
                    let source = Some(self.at(block.line));
                    self.plan.criteria.push(Criterion {
                        expectations: expectations(&text),
                        text,
                        section: place.section.to_owned(),
                        ticked,
                        source,
                    });
                }
            }
        }
    }

    /// Work to do.
    pub(super) fn tasks(&mut self, place: &Place<'_>, list: &List<'_>) {
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
            items.iter_mut().for_each(|task| task.done = Some(true));
        }
        let line = list.items.first().map_or(1, |item| item.block.line);
        self.add_tasks(section, place.phase.clone(), items, line);
    }

    /// Adds tasks to those of their section. Where one is marked, those without a mark are open.
    pub(super) fn add_tasks(&mut self, section: String, phase: Option<String>, items: Vec<Task>, line: u32) {
        let source = Some(self.at(line));
        let known = self.plan.tasks.iter().position(|list| list.section == section && list.phase == phase);
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

    /// Items that are nothing in particular: each may still state or limit a number.
    pub(super) fn statements(&mut self, place: &Place<'_>, list: &List<'_>) {
        for item in &list.items {
            let text = item.text();
            let line = item.block.line;
            if self.budget_item(place, text, line) || self.component_item(item, false) {
                continue;
            }
            if self.crossed(place, item) {
                continue;
            }
            self.line(place, text, line);
            for (block, _) in item.children() {
                let _ = self.budget_item(place, &block.text, block.line) || {
                    self.line(place, &block.text, block.line);
                    true
                };
            }
        }
    }
}

/// The title of an item that says nothing itself but has items below it.
fn group_title(item: &Item<'_>) -> Option<String> {
    item.children().next()?;
    let text = super::words::leading_mark(item.text()).1;
    let is_bold = || {
        text.strip_prefix("**")
            .and_then(|rest| rest.strip_suffix("**"))
            .is_some_and(|text| !text.contains("**"))
    };
    let is_title = match label(text) {
        Some((_, value)) => plain(&value).is_empty(),
        None => text.trim_end().trim_end_matches('*').ends_with(':') || is_bold(),
    };
    let title = plain(text).trim_end_matches(':').trim().to_owned();
    (is_title && title.len() < 80 && phase_name(&title).is_none()).then_some(title)
}

/// The effort after the name of a phase, without what is remarked behind it.
fn effort_in(title: &str, rest: &str) -> String {
    let said = if super::phases::is_effort(title) { title } else { rest };
    said.split(" – ").next().unwrap_or(said).trim().to_owned()
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
