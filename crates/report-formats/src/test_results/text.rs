//! Texts of a case: gathered from pieces, bounded, and names that repeat kept once.

use std::borrow::Cow;
use std::sync::Arc;

use report_model::run::{Failure, TestCase};
use report_model::{Notice, Outcome};

use crate::TextLimits;
use crate::place::prefix;
use crate::tally::Tally;

/// Stands where the middle of a text was left out.
const GAP: &str = "\n… the middle is left out …\n";

/// What is kept of a text of a case behind the point where all texts together take too much.
const KEPT_WHEN_FULL: usize = 4 << 10;

/// Leaves out the middle of a text that is longer than `most`: it began with the cause and ended with the effect.
/// Whether anything was left out.
pub(crate) fn bound(text: &mut String, most: usize) -> bool {
    if text.len() <= most {
        return false;
    }
    let head = prefix(text, most / 4).len();
    let mut tail = text.len() - (most - most / 4).saturating_sub(GAP.len());
    while !text.is_char_boundary(tail) {
        tail += 1;
    }
    text.replace_range(head..tail, GAP);
    true
}

/// Adds to a text of which no more than `most` will be kept.
pub(crate) fn add(text: &mut String, piece: &str, most: usize) {
    text.push_str(piece);
    // Longer than what is kept, so that long texts are not moved with every line, and so that whoever keeps it sees
    // that it was too long, be half of it blanks at its end.
    if text.len() / 4 > most {
        bound(text, most * 2);
    }
}

/// A text that arrives in pieces. One borrowed piece, the usual case, is copied once, at the end.
#[derive(Debug, Default)]
pub(crate) struct Gathered<'a>(Cow<'a, str>);

impl<'a> Gathered<'a> {
    /// Adds a piece to a text of which no more than `most` will be kept.
    pub(crate) fn push(&mut self, piece: Cow<'a, str>, most: usize) {
        if !self.0.is_empty() {
            add(self.0.to_mut(), &piece, most);
        } else if !piece.trim().is_empty() {
            // Line ends and indentation between a tag and a CDATA section are the writer's, not the test's.
            self.0 = piece;
        }
    }

    /// The text without blank lines before and blanks behind it; `None` when there is none.
    pub(crate) fn finish(self) -> Option<String> {
        let text = self.0.trim_end().trim_start_matches(['\n', '\r']);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The same, independent of the text it was read from.
    pub(crate) fn into_owned(self) -> Gathered<'static> {
        Gathered(Cow::Owned(self.0.into_owned()))
    }
}

/// Adds a further text to one that may be there already, on a new line.
pub(crate) fn append(slot: &mut Option<String>, text: Option<String>) {
    let Some(text) = text else { return };
    match slot {
        Some(known) => {
            known.push('\n');
            known.push_str(&text);
        }
        None => *slot = Some(text),
    }
}

/// Keeps as much of the texts of cases as the limits allow.
#[derive(Debug)]
pub(crate) struct Keeper {
    pub(crate) limits: TextLimits,
    kept: usize,
    shortened: Tally,
    /// Cases that came when all texts together took too much already.
    late: Tally,
}

impl Keeper {
    pub(crate) fn of(limits: TextLimits) -> Self {
        Self { limits, kept: 0, shortened: Tally::default(), late: Tally::default() }
    }

    /// Bounds the texts of a case, which stands at `at`.
    pub(crate) fn case(&mut self, case: &mut TestCase, at: usize) {
        let Some(text) = case.text.as_deref_mut() else { return };
        let is_late = self.kept > self.limits.all;
        let most = if is_late { self.limits.each.min(KEPT_WHEN_FULL) } else { self.limits.each };
        let mut is_touched = false;
        if is_late && case.outcome == Outcome::Passed {
            is_touched |= text.stdout.take().is_some() | text.stderr.take().is_some();
        }
        let mut keep = |slot: Option<&mut String>| {
            if let Some(text) = slot {
                is_touched |= bound(text, most);
                self.kept += text.len();
            }
        };
        let failures = text.attempts.iter_mut().filter_map(|attempt| attempt.failure.as_mut());
        for Failure { kind, message, trace, .. } in text.failures.iter_mut().chain(failures) {
            for slot in [kind, message, trace] {
                keep(slot.as_mut());
            }
        }
        for slot in [&mut text.skip_reason, &mut text.stdout, &mut text.stderr] {
            keep(slot.as_mut());
        }
        for (_, value) in &mut text.properties {
            if value.len() <= most {
                self.kept += value.len();
                continue;
            }
            let mut text = value.to_string();
            is_touched |= bound(&mut text, most);
            self.kept += text.len();
            *value = text.into();
        }
        if is_touched {
            let tally = if is_late { &mut self.late } else { &mut self.shortened };
            tally.hit(at);
        }
    }

    /// Bounds a text that belongs to no case.
    pub(crate) fn other(&mut self, slot: Option<&mut String>) {
        if let Some(text) = slot
            && bound(text, self.limits.each)
        {
            self.shortened.hit(0);
        }
    }

    /// So many texts that belong to no case were too long, and are gone.
    pub(crate) fn others_were_long(&mut self, count: u32) {
        (0..count).for_each(|_| self.shortened.hit(0));
    }

    /// What was left out, and where first.
    pub(crate) fn findings(&self) -> Vec<(Notice, usize)> {
        let size = |bytes: usize| report_model::text::bytes(bytes as u64);
        let mut findings = Vec::new();
        if let Some(first) = self.shortened.seen() {
            let message = format!(
                "{} a text longer than {}; its middle is left out",
                self.shortened.of("case has", "cases have"),
                size(self.limits.each)
            );
            findings.push((Notice::note(message).hint("`--max-text 10MiB` keeps more"), first));
        }
        if let Some(first) = self.late.seen() {
            let message = format!(
                "the texts before here take {} already; from here on the output of tests that passed is left out, \
                 and of other texts the middle: {} touched",
                size(self.limits.all),
                self.late.of("case is", "cases are")
            );
            findings.push((Notice::note(message).hint("`--max-texts 1GiB` keeps more"), first));
        }
        findings
    }
}

/// How many names are remembered at once: a power of two.
const SLOTS: usize = 1024;

/// Keeps names that repeat, such as classes and files, once.
///
/// The memory is a table of fixed size in which a new name takes the place of an old one: it finds nearly all
/// repetitions of real files, and costs hostile ones nothing.
#[derive(Debug)]
pub(crate) struct Names {
    slots: Vec<Option<Arc<str>>>,
    last: usize,
}

impl Default for Names {
    fn default() -> Self {
        Self { slots: vec![None; SLOTS], last: 0 }
    }
}

impl Names {
    /// The shared form of `name`.
    pub(crate) fn share(&mut self, name: &str) -> Arc<str> {
        if let Some(Some(last)) = self.slots.get(self.last)
            && **last == *name
        {
            return Arc::clone(last);
        }
        self.last = slot(name);
        match self.slots.get_mut(self.last) {
            Some(Some(known)) if **known == *name => Arc::clone(known),
            Some(place) => {
                let shared: Arc<str> = name.into();
                *place = Some(Arc::clone(&shared));
                shared
            }
            None => name.into(),
        }
    }
}

/// A place for a name, by its length and its last bytes: the first ones are the package, and alike.
#[inline]
fn slot(name: &str) -> usize {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let bytes = name.as_bytes();
    let before = bytes.last_chunk::<16>().and_then(|last| last.first_chunk::<8>());
    let tail = match (bytes.last_chunk::<8>(), before) {
        (Some(last), Some(before)) => {
            let before = u64::from_le_bytes(*before).wrapping_mul(FACTOR);
            u64::from_le_bytes(*last) ^ before.rotate_left(29)
        }
        (Some(last), None) => {
            let first = bytes.first().copied().unwrap_or_default();
            u64::from_le_bytes(*last) ^ u64::from(first).rotate_left(56)
        }
        _ => bytes.iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte)),
    };
    let mixed = (tail ^ name.len() as u64).wrapping_mul(FACTOR);
    usize::try_from(mixed >> 32).unwrap_or(0) & (SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_and_joined() {
        let mut text = Gathered::default();
        for piece in ["\n  ", "  a", " b", "\n\n"] {
            text.push(piece.into(), 100);
        }
        assert_eq!(text.finish().as_deref(), Some("  a b"));
        assert_eq!(Gathered::default().finish(), None);
    }

    #[test]
    fn long_texts_keep_their_ends() {
        let mut text = format!("begin{}end", "ü".repeat(600));
        assert!(bound(&mut text, 1000));
        assert!(text.starts_with("begin") && text.contains(GAP) && text.ends_with("end"), "{text}");
        assert!((990..=1000).contains(&text.len()), "{}", text.len());
        assert!(!bound(&mut text, 1000), "once is enough");

        let mut text = String::new();
        (0..1000).for_each(|line| add(&mut text, &format!("line {line}\n"), 500));
        assert!(text.len() <= 2020, "{}", text.len());
        assert!(text.starts_with("line 0\n") && text.ends_with("line 999\n"));
        assert!(bound(&mut text, 500), "whoever keeps it sees that it was too long");
        assert_eq!(text.matches(GAP).count(), 1, "{text}");
        assert!(text.len() <= 500 && text.starts_with("line 0\n") && text.ends_with("line 999\n"));

        let mut text = Gathered::default();
        for piece in ["begin".to_owned(), format!("{}\n", "x".repeat(3000)), "\n".repeat(50)] {
            text.push(piece.into(), 500);
        }
        assert!(text.finish().unwrap().len() > 500);
    }

    #[test]
    fn what_comes_late_is_kept_in_short() {
        let case = |outcome| {
            let mut case = TestCase { outcome, ..TestCase::named("a") };
            case.text_mut().stdout = Some("x".repeat(8000));
            case
        };
        let mut keeper = Keeper::of(TextLimits { each: 10_000, all: 10_000 });
        let mut kept = Vec::new();
        for outcome in [Outcome::Passed, Outcome::Failed, Outcome::Failed, Outcome::Passed] {
            let mut case = case(outcome);
            keeper.case(&mut case, kept.len());
            kept.push(case.text.unwrap().stdout.map_or(0, |text| text.len()));
        }
        assert_eq!(kept, [8000, 8000, KEPT_WHEN_FULL, 0]);
        let findings = keeper.findings();
        assert_eq!((findings.len(), findings[0].1), (1, 2));
        assert!(findings[0].0.message.contains("2 cases"), "{}", findings[0].0.message);
    }

    #[test]
    fn names_are_shared() {
        let mut names = Names::default();
        let first = names.share("tests.api");
        names.share("tests.ui");
        assert!(Arc::ptr_eq(&first, &names.share("tests.api")));
    }
}
