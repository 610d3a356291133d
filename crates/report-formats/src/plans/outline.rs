//! The sections of a document and what each is about.

use std::ops::Range;

use super::blocks::{Block, Kind};
use super::topics::TOPICS;
use super::words::{has_word, plain, title};

/// A heading and what stands under it, up to the next heading.
#[derive(Debug, Clone)]
pub(super) struct Section {
    /// 1 to 6; 7 for a bold line that stands as a heading.
    pub level: u8,
    /// The number before the title.
    pub number: Option<u64>,
    /// The title without signs.
    pub title: String,
    /// The heading as it is written.
    pub written: String,
    pub line: u32,
    pub topic: Topic,
    /// The blocks under it.
    pub blocks: Range<usize>,
    /// The section that it is part of.
    pub parent: Option<usize>,
}

/// What a section is about, by its title or that of a section around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// Nothing that is known.
    Other,
    /// Nothing of the plan: risks, lessons, examples.
    Aside,
    Findings,
    Tasks,
    Criteria,
    Coverage,
    Budgets,
    Exclusions,
    Categories,
    Hints,
    /// How things stand.
    State,
    /// Tests that fail, in whatever form they are told of.
    Failing,
    Kinds,
}

/// What a title says a section is about.
pub(super) fn topic(title: &str) -> Topic {
    let lower = title.to_lowercase();
    // "Test categories" are kinds of test, "failure categories" causes.
    if has_word(
        &lower,
        &["test categories", "test types", "test kinds", "types of tests", "kinds of test", "kinds of tests"],
    ) {
        return Topic::Kinds;
    }
    if has_word(&lower, &["coverage"])
        && has_word(&lower, &["requirements", "targets", "thresholds", "minimums"])
    {
        return Topic::Coverage;
    }
    if has_word(&lower, &["performance", "latency", "speed"])
        && has_word(&lower, &["goals", "targets", "criteria", "requirements"])
    {
        return Topic::Budgets;
    }
    if has_word(&lower, &["resource requirements", "system requirements"]) {
        return Topic::Aside;
    }
    if has_word(&lower, &["remaining", "current", "open"]) && has_word(&lower, &["failures", "errors"]) {
        return Topic::Failing;
    }
    TOPICS.iter().find(|(_, words)| has_word(&lower, words)).map_or(Topic::Other, |(topic, _)| *topic)
}

/// Cuts a document into sections. The first has no title and holds what stands before any heading.
pub(super) fn sections(blocks: &[Block]) -> Vec<Section> {
    let mut sections: Vec<Section> = vec![Section {
        level: 0,
        number: None,
        title: String::new(),
        written: String::new(),
        line: 1,
        topic: Topic::Other,
        blocks: 0..0,
        parent: None,
    }];
    let firsts = blocks.iter().filter(|block| block.kind == Kind::Heading { level: 1 }).count();
    // The sections around the one at hand, outermost first.
    let mut around: Vec<usize> = vec![0];
    for (index, block) in blocks.iter().enumerate() {
        let Some(level) = heading_level(block) else {
            if let Some(section) = sections.last_mut() {
                section.blocks.end = index + 1;
            }
            continue;
        };
        while around.len() > 1
            && around.last().and_then(|at| sections.get(*at)).is_some_and(|section| section.level >= level)
        {
            around.pop();
        }
        let parent = around.last().copied();
        let (number, name) = title(&block.text);
        let own = topic(&name);
        // The title of the whole document says little about each of its parts.
        let is_documents =
            |at: usize| sections.get(at).is_some_and(|section| section.level <= 1 && firsts <= 1);
        let inherited = parent
            .filter(|at| !is_documents(*at))
            .and_then(|at| sections.get(at))
            .map(|section| section.topic);
        let is_cause = super::categories::counts_failures(&name)
            && match own {
                Topic::Tasks | Topic::Criteria | Topic::Kinds | Topic::Aside | Topic::Failing => true,
                Topic::Other => super::categories::is_cause(&name) || inherited == Some(Topic::Failing),
                _ => false,
            };
        let topic = match (is_cause, own) {
            // Within a list of work a heading with a count is a piece of work, unless it says that it is a cause.
            (true, _) if inherited != Some(Topic::Tasks) || super::categories::is_cause(&name) => {
                Topic::Categories
            }
            // What is told of the state of the whole says nothing of the parts below.
            (_, Topic::Other) => inherited.filter(|topic| *topic != Topic::State).unwrap_or(own),
            _ => own,
        };
        around.push(sections.len());
        sections.push(Section {
            level,
            number,
            title: name,
            written: block.text.clone(),
            line: block.line,
            topic,
            blocks: index + 1..index + 1,
            parent,
        });
    }
    sections
}

/// The level of a heading, also of a paragraph that is nothing but one bold line without a colon.
fn heading_level(block: &Block) -> Option<u8> {
    match block.kind {
        Kind::Heading { level } => Some(level),
        Kind::Paragraph if block.depth == 0 => {
            let text = block.text.trim();
            let inner = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"))?;
            let is_one = !inner.contains("**") && !inner.contains('\n') && inner.len() < 120;
            let is_phase = super::phases::phase_name(&plain(inner)).is_some_and(|name| name.is_heading);
            (is_one && !inner.trim_end().ends_with(':') && is_phase).then_some(7)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks::blocks;
    use super::*;

    #[test]
    fn topics_come_from_titles_and_from_around() {
        let text = "# Repair plan\n\n## Findings\n\n### Video\n\n## Risks\n\n### Plan B\n\n## Odd\n";
        let topics: Vec<Topic> = sections(&blocks(text)).iter().map(|section| section.topic).collect();
        assert_eq!(
            topics,
            [
                Topic::Other,
                Topic::Tasks,
                Topic::Findings,
                Topic::Findings,
                Topic::Aside,
                Topic::Tasks,
                Topic::Other
            ]
        );
        assert_eq!(topic("Coverage Requirements"), Topic::Coverage);
        assert_eq!(topic("Test Coverage Goals"), Topic::Criteria);
        assert_eq!(topic("Success Criteria for Next Session"), Topic::Criteria);
        assert_eq!(topic("Performance Benchmarks"), Topic::Budgets);
    }
}
