//! A rule made from a cluster, for a team that wants to give it a name of its own.

use super::{CategoryRule, Matchers, Pattern};

/// How short a part of a message may be: shorter ones say too little.
const FEWEST_LETTERS: usize = 8;
/// How long an id or a part of a message gets.
const MOST_LETTERS: usize = 120;

/// What is known of a cluster when a rule is made from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Basis<'a> {
    /// The cluster's id.
    pub(crate) cluster: &'a str,
    /// The parts of its template that do not vary.
    pub(crate) fixed: &'a [&'a str],
    /// The type of its exception; empty when there is none.
    pub(crate) exception: &'a str,
    /// The place in the project's own code that its failures come from.
    pub(crate) frame: Option<&'a str>,
    /// The title.
    pub(crate) title: &'a str,
}

/// A rule that takes a cluster's failures: those of which `messages` are the texts. A part of the template counts when most of
/// them have it: wrappers and other words for the same cause shall not make the rule one that takes everything.
pub(crate) fn offer(basis: Basis<'_>, messages: &[&str]) -> CategoryRule {
    let have = |part: &str| messages.iter().filter(|message| message.contains(part)).count();
    let part = basis
        .fixed
        .iter()
        .flat_map(|part| part.split('\n'))
        .map(|part| part.strip_prefix(basis.exception).unwrap_or(part))
        .map(|part| part.trim_start_matches([':', ' ']).trim_end())
        .filter(|part| part.len() >= FEWEST_LETTERS)
        .map(|part| crate::bounds::head(part, MOST_LETTERS))
        .filter(|part| is_most(have(part), messages.len()))
        .max_by_key(|part| part.len());
    let some = |text: &str| {
        if text.is_empty() { Vec::new() } else { vec![Pattern::plain(text)] }
    };
    let matchers = Matchers {
        exception: some(basis.exception),
        message: some(part.unwrap_or_default()),
        frame: some(basis.frame.unwrap_or_default()),
        ..Matchers::default()
    };
    CategoryRule {
        id: id(basis.exception, basis.cluster),
        title: crate::bounds::head(basis.title, MOST_LETTERS).trim_end().to_owned(),
        matchers,
        ..CategoryRule::default()
    }
}

/// Whether so many of all are most of them.
pub(crate) const fn is_most(some: usize, all: usize) -> bool {
    some * 4 >= all * 3
}

/// `key-error-4f1c22ab`: what a person recognises, and what is nobody else's.
fn id(exception: &str, cluster: &str) -> String {
    let mut id = String::new();
    let mut was_small = false;
    for letter in exception.chars().filter(char::is_ascii_alphanumeric).take(40) {
        if letter.is_ascii_uppercase() && was_small {
            id.push('-');
        }
        was_small = !letter.is_ascii_uppercase();
        id.push(letter.to_ascii_lowercase());
    }
    if id.is_empty() {
        id.push_str("cluster");
    }
    format!("{id}-{cluster}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_asks_for_what_most_have_in_common() {
        let basis = Basis {
            cluster: "4f1c22ab",
            fixed: &["KeyError: ", " is missing in the price list"],
            exception: "KeyError",
            frame: Some("prices.py load"),
            title: "KeyError: ‹value› is missing in the price list",
        };
        let rule = offer(basis, &["'a' is missing in the price list", "'b' is missing in the price list"]);
        assert_eq!(rule.id, "key-error-4f1c22ab");
        assert_eq!(rule.matchers.message, [Pattern::plain("is missing in the price list")]);
        let rule = offer(basis, &["'a' is missing in the price list", "another message"]);
        assert!(rule.matchers.message.is_empty() && !rule.matchers.is_empty());
    }
}
