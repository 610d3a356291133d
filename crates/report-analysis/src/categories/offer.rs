//! A rule made from a cluster, for a team that wants to give it a name of its own.

use super::{CategoryRule, Matchers, Pattern};
use crate::bounds::head;
use crate::reading::TEST_NAME;

/// How short a part of a message may be: shorter ones say too little.
const FEWEST_LETTERS: usize = 8;
/// How long a title or a part of a message gets.
const MOST_LETTERS: usize = 120;
/// How many lines of a message are looked at.
const LINES: usize = 6;
/// Types that say nothing, and that the names of others end in.
const GENERAL: &[&str] = &["Error", "Exception", "Failure", "panic"];

/// What is known of a cluster when a rule is made from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Basis<'a> {
    /// The cluster's id.
    pub(crate) cluster: &'a str,
    /// The type of its exception; empty when there is none.
    pub(crate) exception: &'a str,
    /// The place in the project's own code that its failures come from.
    pub(crate) frame: Option<&'a str>,
    /// The title.
    pub(crate) title: &'a str,
}

/// A rule that takes a cluster's failures: those of which `messages` are the texts. A part of a message counts when most of
/// them have it: wrappers and other words for the same cause shall not make the rule one that takes everything. `None` when
/// nothing but the exception could be asked for.
pub(crate) fn offer(basis: Basis<'_>, messages: &[&str]) -> Option<CategoryRule> {
    let samples = [messages.first(), messages.get(messages.len() / 2), messages.last()];
    let have = |part: &str| messages.iter().filter(|message| message.contains(part)).count();
    let part = samples
        .into_iter()
        .flatten()
        .flat_map(|message| message.lines().take(LINES))
        .flat_map(|line| line.split(TEST_NAME))
        .flat_map(parts)
        .filter(|part| is_most(have(part), messages.len()))
        .max_by_key(|part| part.len());
    if part.is_none() && basis.frame.is_none() {
        return None;
    }
    let some = |text: Option<&str>| text.map(Pattern::plain).into_iter().collect();
    let exception = match basis.exception {
        "" => Vec::new(),
        general if GENERAL.contains(&general) => {
            Pattern::parse(&format!("glob:{general}")).into_iter().collect()
        }
        exception => vec![Pattern::plain(exception)],
    };
    let matchers =
        Matchers { exception, message: some(part), frame: some(basis.frame), ..Matchers::default() };
    Some(CategoryRule {
        id: id(basis.exception, basis.cluster),
        title: head(basis.title, MOST_LETTERS).trim_end().to_owned(),
        matchers,
        ..CategoryRule::default()
    })
}

/// A line, and what is left of it between numbers and quotes.
fn parts(line: &str) -> impl Iterator<Item = &str> {
    let between = line.split(|letter: char| letter.is_ascii_digit() || matches!(letter, '\'' | '"' | '`'));
    std::iter::once(line)
        .chain(between)
        .map(|part| head(part.trim(), MOST_LETTERS).trim_end())
        .filter(|part| part.len() >= FEWEST_LETTERS)
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

    const BASIS: Basis<'_> = Basis {
        cluster: "4f1c22ab",
        exception: "KeyError",
        frame: None,
        title: "KeyError: ‹value› is missing",
    };

    #[test]
    fn a_rule_asks_for_what_most_have_in_common() {
        let messages = ["'a' is missing in the price list\nof 7", "'b' is missing in the price list\nof 8"];
        let rule = offer(BASIS, &messages).unwrap();
        assert_eq!(rule.id, "key-error-4f1c22ab");
        assert_eq!(rule.matchers.message, [Pattern::plain("is missing in the price list")]);
        let basis = Basis { frame: Some("prices.py load"), exception: "Error", ..BASIS };
        let rule = offer(basis, &["'a' is missing in the price list", "another message"]).unwrap();
        assert!(rule.matchers.message.is_empty());
        assert_eq!(rule.matchers.frame, [Pattern::plain("prices.py load")]);
        assert_eq!(rule.matchers.exception[0].source(), "glob:Error");
    }

    #[test]
    fn where_only_the_exception_could_be_asked_for_there_is_no_rule() {
        assert_eq!(offer(BASIS, &["'a'", "'b'"]), None);
        assert_eq!(offer(BASIS, &[]), None);
    }
}
