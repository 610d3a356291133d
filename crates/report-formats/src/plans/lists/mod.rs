//! Lists: what kind of list it is, and its items.

mod phases;
mod tasks;

use report_model::plan::Criterion;

use super::Reader;
use crate::plans::blocks::{Block, Kind};
use crate::plans::expectations::expectations;
use crate::plans::outline::{Topic, topic};
use crate::plans::phases::phase_name;
use crate::plans::sections::Place;
use crate::plans::targets::are_targets;
use crate::plans::words::{has_word, label, marked, plain};
use phases::is_timeline;

/// An item of the first level with all that stands below it.
#[derive(Debug, Clone)]
pub(super) struct Item<'a> {
    pub block: &'a Block,
    pub checked: Option<bool>,
    pub below: &'a [Block],
}

/// A list and what stands below its items.
#[derive(Debug, Clone)]
pub(super) struct List<'a> {
    pub items: Vec<Item<'a>>,
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
                    .partition(|item| !crate::plans::references::references(item.text()).is_empty());
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
        let is_timeline = is_timeline(list, self.has_phase_headings);
        let all_kinds = kinds >= 2 && kinds * 2 >= list.items.len();
        let mut rest = Vec::new();
        for item in &list.items {
            let took = self.directory_item(place, item)
                || self.batch_item(place, item)
                || (all_kinds && self.kind_item(item))
                || (place.phase.is_none() && self.phase_item(item, is_timeline));
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

/// The title of an item that says nothing itself but has items below it.
fn group_title(item: &Item<'_>) -> Option<String> {
    item.children().next()?;
    let text = crate::plans::words::leading_mark(item.text()).1;
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
