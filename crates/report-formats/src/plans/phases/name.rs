//! How texts name phases, and tell how much work one is.

use report_model::Unit;

use crate::plans::numbers::amount;
use crate::plans::words::{has_word, leading_mark};

/// How a text names a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plans) struct PhaseName {
    /// What such a step is called: `phase`, `week`.
    pub word: String,
    /// `2A`.
    pub id: String,
    /// What stands behind it, without effort and state.
    pub title: String,
    /// What stands in brackets behind it.
    pub aside: String,
    /// Whether the name stands alone or is set apart from its title, as in a heading of the phase itself.
    pub is_heading: bool,
}

const WORDS: &[&str] = &[
    "phase",
    "milestone",
    "stage",
    "sprint",
    "iteration",
    "wave",
    "step",
    "etappe",
    "stufe",
    "fase",
    "étape",
    "meilenstein",
    "week",
    "round",
    "tier",
];

/// Whether the first word of a text, behind marks, is one that names phases: most are not.
pub(in crate::plans) fn may_name_a_phase(text: &str) -> bool {
    let (_, text) = leading_mark(text);
    let first =
        text.split_whitespace().take(4).find(|word| word.contains(|letter: char| letter.is_alphabetic()));
    first.is_some_and(|word| {
        let word = word.trim_matches(|letter: char| !letter.is_alphabetic());
        WORDS.iter().any(|known| {
            known.eq_ignore_ascii_case(word) || !word.is_ascii() && word.to_lowercase() == **known
        })
    })
}

/// The phase that a text begins with.
pub(in crate::plans) fn phase_name(text: &str) -> Option<PhaseName> {
    let text = text.trim();
    let (word, rest) = text.split_once([' ', '\u{a0}'])?;
    let word = word.to_lowercase();
    if !WORDS.contains(&word.as_str()) {
        return None;
    }
    let rest = rest.trim_start_matches(['#', ' ']);
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '.')).unwrap_or(rest.len());
    let id = rest.get(..end)?.trim_end_matches('.');
    let digits = id.chars().take_while(char::is_ascii_digit).count();
    let letters = id.get(digits..)?;
    let is_id = if digits > 0 {
        digits <= 3
            && (letters.is_empty()
                || letters.len() == 1 && letters.chars().all(|letter| letter.is_ascii_alphabetic())
                || letters.starts_with('.')
                    && letters.get(1..).is_some_and(|rest| {
                        rest.len() <= 2 && rest.chars().all(|letter| letter.is_ascii_alphanumeric())
                    }))
    } else {
        id.len() == 1 && id.chars().all(|letter| letter.is_ascii_uppercase())
            || !id.is_empty() && id.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'))
    };
    if !is_id {
        return None;
    }
    let behind = rest.get(id.len()..)?;
    let behind = behind.strip_prefix('.').unwrap_or(behind);
    let trimmed = behind.trim_start();
    let is_heading = trimmed.is_empty()
        || trimmed.starts_with([':', '–', '—', '-', '(', '|', '[', '✅', '⏳', '·', '→', '🔄', '🚧']);
    let title = trimmed.trim_start_matches([':', '–', '—', '-', '·', ' ']);
    let (title, aside, behind) = match title.split_once('(') {
        Some((title, aside)) => match aside.split_once(')') {
            Some((aside, behind)) => (title, aside, behind),
            None => (title, aside, ""),
        },
        None => (title, "", ""),
    };
    let bare = |text: &str| text.trim().trim_matches(['–', '—', '-', ':', ' ']).to_owned();
    let title = [bare(title), bare(behind)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Some(PhaseName {
        word, id: id.to_owned(), title: title.join(" – "), aside: aside.to_owned(), is_heading
    })
}

/// Whether a text is a length of work: `3-4 hours`, `2 days`.
pub(in crate::plans) fn is_effort(text: &str) -> bool {
    amount(text).is_some_and(|found| found.unit == Unit::Seconds && found.band.low >= 600.0)
        && has_word(
            &text.to_lowercase(),
            &[
                "h", "hr", "hrs", "hour*", "day*", "week*", "std", "stunden", "tage", "min", "minutes", "d",
                "w", "wochen", "heures",
            ],
        )
        || text.split_whitespace().any(|word| {
            let digits = word.trim_start_matches(['~', '<', '>']).trim_end_matches(['h', 'd', 'w']);
            digits.len() < word.len() && digits.starts_with(|letter: char| letter.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_phases_are_told_from_sentences_about_them() {
        let id = |text: &str| phase_name(text).filter(|name| name.is_heading).map(|name| name.id);
        assert_eq!(id("Phase 2A: Quick Wins (3-4 hours)").as_deref(), Some("2A"));
        assert_eq!(id("Phase 1").as_deref(), Some("1"));
        assert_eq!(id("Phase III – Polish").as_deref(), Some("III"));
        assert_eq!(id("Milestone 2.1 (done)").as_deref(), Some("2.1"));
        assert_eq!(id("Phase 2 Strategy and Roadmap"), None);
        assert_eq!(id("Phase out the old runner"), None);
        let name = phase_name("Phase 2A: Quick Wins (3-4 hours)").unwrap();
        assert_eq!((name.title.as_str(), name.aside.as_str()), ("Quick Wins", "3-4 hours"));
        assert!(is_effort("3-4 hours") && is_effort("~2d") && is_effort("1 week") && !is_effort("20 tests"));
    }
}
