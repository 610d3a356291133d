//! Trying a rule on failures that are named already: what a person does in the dashboard before writing it down.

use std::collections::BTreeMap;

use super::{Matchers, Subject};

/// A failure that a rule is tried on.
#[derive(Debug)]
pub struct Candidate<'a> {
    /// Its row in the test index.
    pub row: u32,
    /// The category that it has now, by id.
    pub category: &'a str,
    /// What rules look at.
    pub subject: Subject<'a>,
}

/// What a rule would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trial {
    /// The rows that it matches, in the order given.
    pub rows: Vec<u32>,
    /// The categories that have them now and how many each has, the most first.
    pub taken_from: Vec<(String, u64)>,
}

/// Tries what a rule looks for.
pub fn try_out<'a>(matchers: &Matchers, candidates: impl IntoIterator<Item = &'a Candidate<'a>>) -> Trial {
    let mut trial = Trial::default();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for candidate in candidates.into_iter().filter(|candidate| matchers.matches(&candidate.subject)) {
        trial.rows.push(candidate.row);
        *counts.entry(candidate.category).or_default() += 1;
    }
    trial.taken_from = counts.into_iter().map(|(id, count)| (id.to_owned(), count)).collect();
    trial.taken_from.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    trial
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use report_model::Outcome;
    use report_model::run::Failure;

    use super::*;
    use crate::reading::Reading;

    #[test]
    fn a_trial_tells_what_it_would_take_from_whom() {
        let failures = ["disk is full", "no route to host", "disk quota"].map(|message| {
            [Failure { outcome: Outcome::Failed, kind: None, message: Some(message.to_owned()), trace: None }]
        });
        let categories = ["unknown", "network", "unknown"];
        let candidates: Vec<Candidate<'_>> = (10u32..)
            .zip(&failures)
            .zip(categories)
            .map(|((row, failures), category)| {
                let reading = Cow::Owned(Reading::of_failure(&failures[0]));
                let subject = Subject::of_texts(Some("a"), "b", None, Outcome::Failed, failures, reading);
                Candidate { row, category, subject }
            })
            .collect();
        let trial = try_out(&Matchers { message: vec!["disk".into()], ..Matchers::default() }, &candidates);
        assert_eq!(trial, Trial { rows: vec![10, 12], taken_from: vec![("unknown".to_owned(), 2)] });
        assert_eq!(try_out(&Matchers::default(), &candidates), Trial::default());
    }
}
