//! Diagnoses and the tests that they name.

use report_model::plan::Finding;

use super::Reader;
use super::blocks::{Block, Kind};
use super::lists::List;
use super::outline::{Section, Topic};
use super::references::references;
use super::sections::Place;
use super::words::{has_word, label, leading_mark, marked, plain};

impl Reader<'_> {
    pub(super) fn findings(&mut self, place: &Place<'_>, list: &List<'_>) {
        for item in &list.items {
            let mut whole = item.block.text.clone();
            for block in item.below {
                whole.push('\n');
                whole.push_str(&block.text);
            }
            self.finding(place, &whole, item.block.line, true);
        }
    }

    /// A heading that names a test, or a section that names the file of tests and their state.
    pub(super) fn finding_section(&mut self, section: &Section, content: &[Block], of_failures: bool) {
        if matches!(section.topic, Topic::Aside | Topic::Hints | Topic::Exclusions) {
            return;
        }
        let title = leading_mark(&section.written).1;
        // `Test 3: test_a`.
        let title = match title.split_once(':') {
            Some((head, rest)) if rest.starts_with(' ') && is_numbered_test(head) => rest.trim(),
            _ => title,
        };
        let fields: Vec<(String, String, &str)> = content
            .iter()
            .filter(|block| block.kind == Kind::Paragraph || matches!(block.kind, Kind::Item { .. }))
            .flat_map(|block| block.text.lines())
            .filter_map(|line| label(line).map(|(name, value)| (name.to_lowercase(), value, line)))
            .collect();
        let field = |words: &[&str]| {
            fields.iter().find(|(name, value, _)| has_word(name, words) && !value.is_empty())
        };
        let said =
            field(&["status", "state", "cause", "root cause", "reason", "problem", "issue", "error", "why"]);
        let bare = plain(title);
        let named = references(title);
        let is_test = named.first().is_some_and(|test| bare.starts_with(&test.text));
        // Among tests that fail a heading that names one tells of it, whatever stands below.
        let is_failing =
            of_failures || matches!(section.topic, Topic::Failing | Topic::Findings | Topic::Categories);
        let first = || {
            let first = content.iter().find(|block| block.kind == Kind::Paragraph)?;
            Some(first.text.lines().next().unwrap_or_default().to_owned())
        };
        let said = match said {
            Some((_, said, _)) => said.clone(),
            None if is_test && is_failing => first().unwrap_or_default(),
            None => return,
        };
        let said = said.as_str();
        let of_file = field(&["file", "files", "test", "tests", "test file", "suite"])
            .map(|(_, value, _)| references(value));
        let (tests, text) = match of_file {
            _ if is_test => (named, plain(said)),
            Some(tests) => (tests, format!("{}: {}", section.title, plain(said))),
            None => return,
        };
        if !tests.is_empty() {
            let source = Some(self.at(section.line));
            let section = section.title.clone();
            self.plan.findings.push(Finding { text, tests, section, source });
        }
    }

    /// One diagnosis. A paragraph is one only when it names a test; an item of a list of findings always is.
    pub(super) fn finding(&mut self, place: &Place<'_>, written: &str, line: u32, always: bool) {
        let (head, rest) = split_at_tests(written);
        let mut tests = references(head);
        if tests.is_empty() {
            tests = references(written);
        }
        if tests.is_empty() && !always {
            return;
        }
        let text = marked(if rest.is_empty() { written } else { rest }, None).1;
        let text = text.trim_start_matches([':', '–', '—', '→', ' ']).to_owned();
        self.plan.findings.push(Finding {
            text,
            tests,
            section: place.section.to_owned(),
            source: Some(self.at(line)),
        });
    }
}

/// The names of the tests before a dash or a colon, and what is said of them.
fn split_at_tests(text: &str) -> (&str, &str) {
    let mut at = 0;
    while let Some((start, length)) = [" – ", " — ", " - ", ": ", " → ", " -> ", ":\n"]
        .iter()
        .filter_map(|mark| text.get(at..)?.find(mark).map(|found| (at + found, mark.len())))
        .min()
    {
        let head = text.get(..start).unwrap_or_default();
        if head.len() > 400 {
            break;
        }
        // A dash or a colon within code belongs to the name.
        let is_in_code = head.matches('`').count() % 2 == 1;
        if !is_in_code && !references(head).is_empty() {
            return (head, text.get(start + length..).unwrap_or_default().trim());
        }
        at = start + length;
    }
    match label(text) {
        Some((name, _)) if !references(&plain(&name)).is_empty() => (text, ""),
        _ => ("", text),
    }
}

/// `Test`, `Test 3`, `#3`.
fn is_numbered_test(head: &str) -> bool {
    let head = plain(head).to_lowercase();
    let number = head.strip_prefix("test case").or_else(|| head.strip_prefix("test")).unwrap_or(&head);
    number.trim().trim_start_matches('#').bytes().all(|byte| byte.is_ascii_digit())
}
