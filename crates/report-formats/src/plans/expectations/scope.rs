//! What a number is of: a component, an operation, a kind of test.

use super::super::numbers::Amount;

const NO_SCOPE: &[&str] = &[
    "coverage",
    "line",
    "lines",
    "code",
    "test",
    "tests",
    "overall",
    "total",
    "minimum",
    "min",
    "min.",
    "of",
    "for",
    "in",
    "the",
    "is",
    "are",
    "at",
    "to",
    "reach",
    "reaches",
    "reached",
    "achieve",
    "achieved",
    "get",
    "maintain",
    "keep",
    "keeps",
    "increase",
    "raise",
    "hit",
    "stays",
    "stay",
    "above",
    "check",
    "aim",
    "target",
    "goal",
    "branch",
    "branches",
    "all",
    "our",
    "new",
    "be",
    "must",
    "should",
    "covered",
    "cover",
    "a",
    "an",
    "least",
    "than",
    "more",
    "over",
    "percent",
    "with",
    "pass",
    "improve",
    "from",
    "expand",
    "project",
    "whole",
    "suite",
    "statement",
    "function",
    "gate",
    "enforced",
    "measured",
    "required",
    "requirement",
    "current",
    "global",
    "combined",
    "has",
    "have",
    "on",
    "average",
    "quality",
    "ultimate",
    "within",
    "by",
    "end",
    "week",
    "weeks",
    "day",
    "days",
    "month",
    "months",
    "sprint",
    "across",
    "both",
    "enforce",
    "enforced",
    "enforces",
    "ci",
    "cd",
    "ci/cd",
    "pipeline",
    "abdeckung",
    "der",
    "die",
    "das",
    "fix",
    "remaining",
    "failures",
    "achieving",
    "ensure",
    "testabdeckung",
    "mindestens",
    "couverture",
    "sowie",
];

/// What a share of coverage is of: `Backend coverage ≥ 90 %` is of the backend.
pub(in crate::plans) fn scope(text: &str, amount: &Amount) -> Option<String> {
    let before = text.get(..amount.start).unwrap_or_default();
    let behind = text.get(amount.end..).unwrap_or_default();
    let words: Vec<&str> = before
        .split_whitespace()
        .chain(behind.split_whitespace())
        .map(|word| {
            word.trim_matches(|letter: char| !(letter.is_alphanumeric() || "/_.*".contains(letter)))
                .trim_end_matches('.')
        })
        .filter(|word| !word.is_empty() && !word.starts_with(|letter: char| letter.is_ascii_digit()))
        .filter(|word| !NO_SCOPE.contains(&word.to_lowercase().as_str()))
        .collect();
    (1..=4).contains(&words.len()).then(|| words.join(" "))
}

/// The name before a number: what a limit is of.
pub(in crate::plans) fn name_before(text: &str, amount: &Amount) -> String {
    let head = text.get(..amount.start).unwrap_or_default();
    let head = head.trim_end_matches(|letter: char| letter.is_whitespace() || ":=–—-|(".contains(letter));
    let words: Vec<&str> = head
        .split_whitespace()
        .filter(|word| {
            !matches!(
                word.to_lowercase().as_str(),
                "must"
                    | "should"
                    | "is"
                    | "be"
                    | "stays"
                    | "stay"
                    | "takes"
                    | "take"
                    | "in"
                    | "shall"
                    | "runs"
                    | "run"
                    | "finishes"
                    | "finish"
                    | "completes"
                    | "the"
                    | "a"
                    | "an"
                    | "has"
                    | "to"
                    | "responds"
                    | "respond"
                    | "uses"
                    | "use"
            )
        })
        .collect();
    let name = words.join(" ");
    name.trim_matches(|letter: char| !letter.is_alphanumeric() && !")]/".contains(letter)).to_owned()
}

/// `route` in "all 69 route tests pass".
pub(super) fn test_scope(lower: &str) -> Option<String> {
    let words: Vec<&str> = lower
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '-'))
        .filter(|word| !word.is_empty())
        .collect();
    let at = words.iter().position(|word| matches!(*word, "test" | "tests"))?;
    let before = words.get(at.checked_sub(1)?)?;
    let is_plain = before.chars().all(|letter| letter.is_ascii_digit())
        || [
            "passing",
            "more",
            "all",
            "of",
            "the",
            "passed",
            "green",
            "least",
            "new",
            "total",
            "collected",
            "every",
        ]
        .contains(before);
    (!is_plain).then(|| (*before).to_owned())
}

/// What kind of failure a count is of: `unknown bucket` in "unknown bucket reduced to < 20 failures".
pub(super) fn failing_scope(text: &str, amount: &Amount) -> Option<String> {
    const SAYS_NOTHING: &[&str] = &[
        "test",
        "tests",
        "case",
        "cases",
        "count",
        "total",
        "overall",
        "remaining",
        "all",
        "any",
        "only",
        "no",
        "of",
        "the",
        "to",
        "a",
        "in",
        "at",
        "most",
        "and",
        "or",
        "known",
        "open",
        "number",
        "left",
        "max",
        "maximum",
        "are",
        "is",
        "be",
        "may",
        "must",
        "should",
        "than",
        "less",
        "fewer",
        "more",
        "reduce",
        "reduced",
        "reduces",
        "down",
        "get",
        "keep",
        "stay",
        "stays",
        "drop",
        "drops",
        "below",
        "under",
        "still",
        "allowed",
        "suite",
        "unexpected",
        "not",
        "per",
        "run",
        "up",
        "critical",
        "with",
        "goal",
        "target",
        "priority",
        "have",
        "has",
        "there",
        "from",
        "by",
    ];
    let head = text.get(..amount.start).unwrap_or_default();
    // What stands behind the number belongs to it up to the noun: `20 network failures`.
    let tail = text.get(amount.end..).unwrap_or_default();
    let noun = tail.split_whitespace().take(4).position(is_failure).unwrap_or(0);
    let words: Vec<&str> = head
        .split_whitespace()
        .chain(tail.split_whitespace().take(noun))
        .map(|word| word.trim_matches(|letter: char| !(letter.is_alphanumeric() || "/_.*-".contains(letter))))
        .filter(|word| word.contains(char::is_alphabetic) && !is_failure(word))
        .filter(|word| !SAYS_NOTHING.contains(&word.to_lowercase().as_str()))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn is_failure(word: &str) -> bool {
    let lower = word.to_lowercase();
    let word = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    ["fail", "error", "red", "broken", "fehl"].iter().any(|stem| word.starts_with(stem))
}
