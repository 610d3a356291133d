//! From section to section: what each block is read as.

use super::Reader;
use super::blocks::{Block, Kind};
use super::lists::List;
use super::outline::{Section, Topic};
use super::phases::{PhaseName, phase_name};
use super::words::{label, leading_mark, plain};

/// Where a block stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub topic: Topic,
    /// The title of the section.
    pub section: &'a str,
    /// The phase that the section is about.
    pub phase: Option<String>,
    /// The category that the section is about, as an index into the plan's.
    pub category: Option<usize>,
    /// The label that stands before the block: `Tasks`, `Priority order`.
    pub label: Option<String>,
}

impl Reader<'_> {
    pub(super) fn sections(&mut self, sections: &[Section], blocks: &[Block]) {
        let firsts = sections.iter().filter(|section| section.level == 1).count();
        let names: Vec<Option<PhaseName>> = sections
            .iter()
            .map(|section| {
                let name = phase_name(&section.title).filter(|name| name.is_heading);
                // The title of the whole document names what it is about, not one of its phases.
                name.filter(|_| section.level > 1 || firsts > 1)
            })
            .collect();
        let mut category_of: Vec<Option<usize>> = vec![None; sections.len()];
        for (index, section) in sections.iter().enumerate() {
            let parent = section.parent.and_then(|at| sections.get(at));
            let phase = self.phase_of(sections, &names, index);
            let own_phase = names.get(index).and_then(Option::as_ref);
            let content = blocks.get(section.blocks.clone()).unwrap_or_default();
            let mut category = None;
            if let Some(name) = own_phase {
                self.phase_heading(name, &section.written, section.line);
            } else if section.level > 0 {
                category = self.category_heading(section, parent, content);
                if category.is_none() {
                    self.heading(section, parent, sections);
                }
            }
            category =
                category.or_else(|| section.parent.and_then(|at| category_of.get(at).copied().flatten()));
            if let Some(slot) = category_of.get_mut(index) {
                *slot = category;
            }
            let is_step = section.number.is_some()
                && own_phase.is_none()
                && parent.is_some_and(|parent| parent.topic == Topic::Tasks);
            let topic = if is_step { Topic::Other } else { section.topic };
            let place = Place { topic, section: &section.title, phase, category, label: None };
            self.blocks(place, content);
        }
    }

    /// The id of the phase that a section, or one around it, is about.
    fn phase_of(&self, sections: &[Section], names: &[Option<PhaseName>], index: usize) -> Option<String> {
        let mut at = Some(index);
        while let Some(index) = at {
            if let Some(name) = names.get(index).and_then(Option::as_ref) {
                let known = self.plan.phases.iter().find(|phase| phase.id.eq_ignore_ascii_case(&name.id));
                return Some(known.map_or_else(|| name.id.clone(), |phase| phase.id.clone()));
            }
            at = sections.get(index).and_then(|section| section.parent);
        }
        None
    }

    fn blocks(&mut self, mut place: Place<'_>, blocks: &[Block]) {
        let mut rest = blocks;
        while let Some((block, after)) = rest.split_first() {
            match &block.kind {
                Kind::Item { .. } => {
                    let end = rest.iter().position(|block| block.depth == 0).unwrap_or(rest.len());
                    let (list, behind) = rest.split_at(end);
                    self.list(&place, &List::of(list));
                    place.label = None;
                    rest = behind;
                    continue;
                }
                Kind::Paragraph => self.paragraph(&mut place, block),
                Kind::Table(table) => {
                    self.table(&place, table, block.line);
                    place.label = None;
                }
                Kind::Code { language } => {
                    self.quoted(&place, &block.text);
                    self.code(language, &block.text, block.line);
                }
                Kind::Html => {
                    if block.text.contains("<table") {
                        self.not_understood(block.line, "a table written in HTML was passed over".to_owned());
                    }
                }
                Kind::Heading { .. } => {}
            }
            rest = after;
        }
    }

    fn paragraph(&mut self, place: &mut Place<'_>, block: &Block) {
        for (line, text) in (block.line..).zip(block.text.lines()) {
            let text = text.trim().trim_end_matches('\\');
            let labelled = label(text);
            if let Some((name, value)) = &labelled
                && value.is_empty()
            {
                place.label = Some(name.clone());
                continue;
            }
            let whole = leading_mark(text).1;
            if whole.ends_with(':') && whole.len() < 120 {
                place.label = Some(plain(whole.trim_end_matches(':')));
            }
            self.line(place, text, line);
        }
        if place.topic == Topic::Findings {
            self.finding(place, &block.text, block.line, false);
        }
    }

    /// One line of prose, or an item that is read as prose.
    pub(super) fn line(&mut self, place: &Place<'_>, text: &str, line: u32) {
        if let Some(id) = place.phase.clone()
            && self.phase_statement(&id, text, line)
        {
            return;
        }
        if let Some(category) = place.category
            && self.category_field(category, text)
        {
            return;
        }
        self.suite_budget(text, line);
        if place.phase.is_none() {
            self.totals_in(place, text, line);
        }
    }
}
