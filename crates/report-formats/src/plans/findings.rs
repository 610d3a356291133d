//! Diagnoses and the tests that they name.

use report_model::plan::Finding;

use super::Reader;
use super::lists::List;
use super::references::references;
use super::sections::Place;
use super::words::{label, marked, plain};

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
