//! The built-in categories: symptoms that tests show in any project, each in a file of its own.

mod assertion;
mod async_event_loop;
mod concurrency;
mod crash;
mod credentials_config;
mod database;
mod deprecation_incompatibility;
mod file_system;
mod import_error;
mod index;
mod missing_fixture;
mod mocking;
mod network;
mod null_reference;
mod permission;
mod resource_exhausted;
mod serialization_parse;
mod setup_teardown;
mod signature_mismatch;
mod snapshot_mismatch;
mod timeout;
mod validation;

use index::Index;

use crate::reading::{self, Reading};

/// A built-in category and the rule that finds its failures.
#[derive(Debug)]
pub struct BuiltIn {
    /// Its id, as filters and exports name it.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// What usually helps.
    pub advice: &'static str,
    /// Whether it also takes comparisons of two values, whose texts may hold any words.
    comparisons: bool,
    /// Exception types without their packages; with a `*` the beginning or the end of one; with a `!` those that
    /// settle it, whatever the message says.
    types: &'static [&'static str],
    /// Texts in small letters of which the message has one.
    phrases: &'static [&'static str],
    /// What else makes a failure one of these.
    also: Option<fn(&Facts<'_>) -> bool>,
    /// Failures that are of this category.
    pub examples: &'static [Example],
}

/// A failure in short.
#[derive(Debug)]
pub struct Example {
    /// The type of the exception; empty when there is none.
    pub exception: &'static str,
    /// The message.
    pub message: &'static str,
}

/// What rules look at.
struct Facts<'r> {
    reading: &'r Reading,
    /// The message in small letters.
    text: String,
}

/// All of them in the order in which they are asked; the first that matches wins. What names a thing stands before
/// what names a symptom, and assertions come last.
pub static BUILT_IN: &[&BuiltIn] = &[
    &missing_fixture::MISSING_FIXTURE,
    &snapshot_mismatch::SNAPSHOT_MISMATCH,
    &mocking::MOCKING,
    &import_error::IMPORT_ERROR,
    &async_event_loop::ASYNC_EVENT_LOOP,
    &deprecation_incompatibility::DEPRECATION_INCOMPATIBILITY,
    &resource_exhausted::RESOURCE_EXHAUSTED,
    &credentials_config::CREDENTIALS_CONFIG,
    &database::DATABASE,
    &concurrency::CONCURRENCY,
    &network::NETWORK,
    &timeout::TIMEOUT,
    &permission::PERMISSION,
    &file_system::FILE_SYSTEM,
    &null_reference::NULL_REFERENCE,
    &crash::CRASH,
    &signature_mismatch::SIGNATURE_MISMATCH,
    &validation::VALIDATION,
    &serialization_parse::SERIALIZATION_PARSE,
    &setup_teardown::SETUP_TEARDOWN,
    &assertion::ASSERTION,
];

/// The built-in category of a failure; `None` when none matches.
pub fn built_in(reading: &Reading) -> Option<&'static BuiltIn> {
    let facts = Facts { reading, text: reading.message.to_lowercase() };
    let is_comparison = is_comparison(reading);
    let settled = Index::get().settles(&reading.exception);
    if settled != 0 {
        return BUILT_IN.get(settled.trailing_zeros() as usize).copied();
    }
    let named = Index::get().matches(&reading.exception, &facts.text);
    let matches = |number: u32, rule: &BuiltIn| {
        (rule.comparisons || !is_comparison)
            && (named & (1 << number) != 0 || rule.also.is_some_and(|also| also(&facts)))
    };
    (0u32..).zip(BUILT_IN).find(|(number, rule)| matches(*number, rule)).map(|(_, rule)| *rule)
}

/// Whether two values were compared: then their texts are in the message, and words in them mean nothing.
fn is_comparison(reading: &Reading) -> bool {
    const SAYS: &[&str] = &[
        "==",
        "!=",
        "xpected",
        "but was",
        "to equal",
        "to be ",
        ".to",
        "eceived",
        "ctual",
        "got",
        "assert ",
        "left:",
        " is not ",
        "matches",
        "iffer",
        "should",
        "asserting",
    ];
    reading::is_assertion(&reading.exception, &reading.message)
        && SAYS.iter().any(|says| reading.message.contains(says))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_of_its_category() {
        for rule in BUILT_IN {
            for example in rule.examples {
                let reading = Reading {
                    exception: example.exception.to_owned(),
                    message: example.message.to_owned(),
                    ..Reading::default()
                };
                let found = built_in(&reading).map(|found| found.id);
                assert_eq!(found, Some(rule.id), "{}: {}", example.exception, example.message);
            }
        }
    }

    #[test]
    fn ids_are_distinct_and_texts_are_sentences() {
        let mut ids: Vec<&str> = BUILT_IN.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 21);
        for rule in BUILT_IN {
            assert!(rule.meaning.ends_with('.') && rule.advice.ends_with('.'), "{}", rule.id);
            assert!(rule.phrases.iter().all(|phrase| *phrase == phrase.to_lowercase()), "{}", rule.id);
        }
    }

    #[test]
    fn words_in_compared_values_mean_nothing() {
        let reading = Reading {
            exception: "AssertionError".to_owned(),
            message: "assert 'connection refused' == 'permission denied'".to_owned(),
            ..Reading::default()
        };
        assert_eq!(built_in(&reading).map(|found| found.id), Some("assertion"));
        let odd = Reading {
            exception: "StockError".to_owned(),
            message: "state 7".to_owned(),
            ..Reading::default()
        };
        assert!(built_in(&odd).is_none());
    }
}
