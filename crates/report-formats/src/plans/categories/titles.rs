//! Titles that name a cause of failure, and the counts in them.

use report_model::plan::Band;

use crate::plans::numbers::amounts;
use crate::plans::phases::phase_name;
use crate::plans::words::has_word;

pub(super) const COUNTED: &[&str] =
    &["failure*", "failing", "test*", "error*", "failed", "case*", "fehler*", "occurrence*", "échecs"];

/// Whether a title begins like `Cause 3: …`.
pub(in crate::plans) fn is_numbered_cause(title: &str) -> bool {
    let Some((head, _)) = title.split_once(':') else { return false };
    head.split_whitespace().count() == 2
        && has_word(
            &head.to_lowercase(),
            &[
                "category",
                "group",
                "cluster",
                "cause",
                "root-cause",
                "bucket",
                "kategorie",
                "ursache",
                "issue",
                "gruppe",
                "type",
            ],
        )
}

/// Whether a title ends with a count of failures or errors in brackets: it names a cause, whatever its words are.
pub(in crate::plans) fn counts_failures(title: &str) -> bool {
    let Some((before, _)) = title.rsplit_once(['(', '[']) else { return false };
    !before.trim().is_empty()
        && phase_name(title).is_none()
        && counted_title(title, false).1.is_some_and(|(band, noun)| {
            band.high > 0.0
                && (is_cause(title) || has_word(&noun, &["fail*", "error*", "broken", "fehler*", "échecs"]))
        })
}

/// Whether a title says by its number or its words that it is a cause.
pub(in crate::plans) fn is_cause(title: &str) -> bool {
    is_numbered_cause(title) || tells_of_failure(title.split('(').next().unwrap_or(title))
}

/// Whether words say that something is wrong: a title with a count of tests then names a cause.
pub(in crate::plans) fn tells_of_failure(text: &str) -> bool {
    has_word(
        &text.to_lowercase(),
        &[
            "fail*",
            "error*",
            "broken",
            "wrong",
            "missing",
            "cause*",
            "exception*",
            "timeout*",
            "flak*",
            "crash*",
            "mismatch*",
            "invalid",
            "issue*",
            "problem*",
            "leak*",
            "race*",
            "stale",
            "hang*",
            "bug*",
        ],
    ) || text.split_whitespace().any(|word| word.ends_with("Error") || word.ends_with("Exception"))
}

/// `Category 3: Streaming (25 failures)` as name and count with its noun.
pub(in crate::plans) fn counted_title(text: &str, bare: bool) -> (String, Option<(Band, String)>) {
    let name = |text: &str| {
        let text = text.trim().trim_end_matches([':', '-', '–', '—']).trim();
        match text.split_once(':') {
            Some((_, tail)) if is_numbered_cause(text) => tail.trim().to_owned(),
            _ => text.to_owned(),
        }
    };
    for found in amounts(text) {
        let behind = text.get(found.end..).unwrap_or_default();
        let noun: String = behind
            .trim_start()
            .chars()
            .take_while(|letter| !matches!(letter, '(' | ')' | ',' | '/'))
            .collect();
        let before = text.get(..found.start).unwrap_or_default();
        // Within brackets more may stand before the count: `(65 % of failures, ~71 tests)`.
        let bracket = before.rfind(['(', '[']).filter(|at| {
            let inside = before.get(*at..).unwrap_or_default();
            !inside.contains([')', ']']) && inside.trim_end().ends_with([',', '/', ';', '~'])
        });
        let opened = bracket.is_some() || before.trim_end().ends_with(['(', '[', '–', '—', '-', ':', '~']);
        let before = bracket.and_then(|at| before.get(..at)).unwrap_or(before);
        if found.unit == report_model::Unit::Count
            && opened
            && !found.is_gain
            && (has_word(&noun.to_lowercase(), COUNTED)
                || bare
                    && noun.is_empty()
                    && (behind.trim().is_empty() || behind.trim_start().starts_with([')', '('])))
        {
            let before = before.trim_end().trim_end_matches(['(', '[', '~', ' ']);
            return (name(before), Some((found.band, noun.to_lowercase())));
        }
    }
    (name(text), None)
}
