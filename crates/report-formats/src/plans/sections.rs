//! From section to section: what each block is read as.

use report_model::{Comparison, Unit};

use super::Reader;
use super::blocks::{Block, Kind};
use super::lists::List;
use super::outline::{Section, Topic};
use super::phases::{PhaseName, phase_name};
use super::words::{has_word, label, leading_mark, plain};

/// Where a block stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'a> {
    pub topic: Topic,
    /// The title of the section.
    pub section: &'a str,
    /// Whether it stands before the first section, or under the title of the whole document.
    pub is_whole: bool,
    /// Whether a title around it says that it is about failures.
    pub of_failures: bool,
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
        let title = sections.iter().find(|section| section.level > 0);
        self.is_about_coverage = title.is_some_and(|section| {
            let lower = section.title.to_lowercase();
            has_word(&lower, &["coverage", "abdeckung"]) && !has_word(&lower, &["pass*", "fail*"])
        });
        let names: Vec<Option<PhaseName>> = sections
            .iter()
            .map(|section| {
                let name = phase_name(&section.title).filter(|name| name.is_heading);
                // The title of the whole document names what it is about, not one of its phases.
                name.filter(|_| section.level > 1 || firsts > 1)
            })
            .collect();
        let names = of_one_word(names);
        self.has_phase_headings = names.iter().any(Option::is_some);
        // Until something is said, titles are those of the whole document.
        let mut is_begun = true;
        let mut category_of: Vec<Option<usize>> = vec![None; sections.len()];
        for (index, section) in sections.iter().enumerate() {
            let parent = section.parent.and_then(|at| sections.get(at));
            let phase = self.phase_of(sections, &names, index);
            let own_phase = names.get(index).and_then(Option::as_ref);
            let content = blocks.get(section.blocks.clone()).unwrap_or_default();
            let mut category = None;
            let is_known = |name: &&PhaseName| {
                self.plan.phases.iter().any(|phase| phase.id.eq_ignore_ascii_case(&name.id))
            };
            let own_phase = own_phase.filter(|name| is_known(name) || self.has_room_for_phase(section.line));
            if let Some(name) = own_phase {
                self.phase_heading(name, &section.written, section.line);
            } else if section.level > 0 {
                category = self.category_heading(section, parent, content);
                if category.is_none() {
                    self.heading(section, parent, sections);
                    let of_failures = self.is_of_failures(sections, index);
                    self.finding_section(section, content, of_failures);
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
            let is_whole = is_begun || section.level == 0 || section.level == 1 && firsts <= 1;
            is_begun &= content.is_empty();
            let of_failures = self.is_of_failures(sections, index);
            let place =
                Place { topic, section: &section.title, is_whole, of_failures, phase, category, label: None };
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

    /// Whether the title of a section, or of one around it, speaks of failures.
    fn is_of_failures(&self, sections: &[Section], index: usize) -> bool {
        let mut at = Some(index);
        while let Some(section) = at.and_then(|at| sections.get(at)) {
            if super::categories::tells_of_failure(&section.title) {
                return true;
            }
            at = section.parent;
        }
        self.plan.total(report_model::plan::Subject::Failing).is_some()
    }

    /// `**Weather thresholds are wrong (1 test):**` names a cause; `**7 failing tests are left:**` counts.
    fn counted_label(&mut self, place: &Place<'_>, name: &str, line: u32) {
        if place.category.is_some() {
            self.category_count(place, name);
        } else if place.of_failures && super::categories::counts_failures(name) {
            self.cause_of_label(name, line);
        } else if place.phase.is_none() && super::words::has_digit(name) {
            self.line(place, name, line);
        }
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
                self.counted_label(place, name, line);
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
        let before = self.said();
        self.suite_budget(text, line);
        if place.phase.is_none() {
            self.totals_in(place, text, line);
        }
        if self.said() == before && place.topic != Topic::Aside && states_a_number(text) {
            let shown: String = plain(text).chars().take(120).collect();
            self.not_understood(line, format!("“{shown}” was not understood"));
        }
    }

    /// How much has been read of what lines of text can say.
    fn said(&self) -> usize {
        let plan = &self.plan;
        plan.totals.len() + plan.budgets.len() + plan.components.len() + plan.criteria.len() + self.claims
    }
}

/// Whether a short statement has a number that looks as if it could be measured: a share, a limit, a count of tests.
fn states_a_number(text: &str) -> bool {
    /// What is longer is prose.
    const LONGEST: usize = 200;
    if text.len() > LONGEST || !super::words::has_digit(text) || text.contains(". ") {
        return false;
    }
    let text = plain(text);
    super::numbers::amounts(&text).iter().any(|found| {
        let behind = text.get(found.end..).unwrap_or_default().trim_start().to_lowercase();
        let next = behind.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        match found.unit {
            Unit::Percent => !found.is_gain,
            Unit::Count => {
                matches!(next, "tests" | "test" | "failures" | "failing" | "passing" | "passed" | "skipped")
            }
            _ => found.comparison.is_some_and(|comparison| comparison != Comparison::About),
        }
    })
}

/// Weeks may stand within phases, and steps within sprints: the word that most headings use names the phases.
fn of_one_word(names: Vec<Option<PhaseName>>) -> Vec<Option<PhaseName>> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for name in names.iter().flatten() {
        match counts.iter_mut().find(|(word, _)| *word == name.word) {
            Some((_, count)) => *count += 1,
            None => counts.push((name.word.clone(), 1)),
        }
    }
    // Of two that are used as often the one that comes first stands around the other.
    let most =
        counts.iter().rev().max_by_key(|(word, count)| (word == "phase", *count)).map(|(word, _)| word);
    let Some(most) = most.cloned() else { return names };
    names.into_iter().map(|name| name.filter(|name| name.word == most)).collect()
}
