//! One id in several cases that are kept: further tries where a marker says so, otherwise cases that share a name.

use report_model::Notice;
use report_model::run::{Attempt, TestCase};

use super::ids::{self, Filter};
use super::reader::Reader;
use crate::place::prefix;

/// The ids of kept cases that may have come by before.
#[derive(Debug)]
pub(super) struct Suspects {
    filter: Filter,
    list: Vec<Suspect>,
}

#[derive(Debug, Clone, Copy)]
struct Suspect {
    digest: u64,
    at: usize,
    number: u32,
    is_retry: bool,
}

impl Suspects {
    /// For a text of so many bytes.
    pub(super) fn for_text(bytes: usize) -> Self {
        Self { filter: Filter::new(bytes, 1024), list: Vec::new() }
    }

    #[inline]
    pub(super) fn add(&mut self, digest: u64, number: u32, is_retry: bool, at: usize) {
        if self.filter.was_seen(digest) {
            self.list.push(Suspect { digest, at, number, is_retry });
        }
    }

    /// All of them, for the end of the text.
    pub(super) fn take(&mut self) -> Self {
        Self { filter: Filter::new(0, 1), list: std::mem::take(&mut self.list) }
    }

    fn get(&self, number: u32) -> Option<&Suspect> {
        let at = self.list.binary_search_by_key(&number, |suspect| suspect.number).ok()?;
        self.list.get(at)
    }
}

impl Reader<'_> {
    /// Makes attempts of marked tries, and tells of the others.
    pub(super) fn tell_of_duplicates(&mut self, suspects: &Suspects) {
        if suspects.list.is_empty() {
            return;
        }
        let mut merged: Vec<u32> = Vec::new();
        let mut shared: Vec<&Suspect> = Vec::new();
        for group in self.with_ids_of(suspects).chunk_by(|a, b| a.0 == b.0) {
            self.group(group, suspects, &mut merged, &mut shared);
        }
        let first = shared.iter().min_by_key(|suspect| suspect.number);
        if let Some(first) = first
            && let Some(case) = self.state.results.cases.get(first.number as usize)
        {
            let id = case.id().to_string();
            self.tell_of_shared_ids(shared.len() as u64, &id, first.at);
        }
        if !merged.is_empty() {
            merged.sort_unstable();
            let mut number = 0;
            self.state.results.cases.retain(|_| {
                let is_merged = merged.binary_search(&number).is_ok();
                number += 1;
                !is_merged
            });
        }
    }

    /// Digest and number of the cases that are called like a suspect, those of one id together and in the order of
    /// the file.
    fn with_ids_of(&self, suspects: &Suspects) -> Vec<(u64, u32)> {
        // Sorted rather than hashed: no input makes this slow.
        let mut digests: Vec<u64> = suspects.list.iter().map(|suspect| suspect.digest).collect();
        digests.sort_unstable();
        digests.dedup();
        let mut found = Vec::new();
        for (number, case) in (0..).zip(&self.state.results.cases) {
            let digest = ids::digest(self.state.host_of(case.suite), case);
            if digests.binary_search(&digest).is_ok() {
                found.push((digest, number));
            }
        }
        found.sort_unstable();
        found
    }

    fn group<'s>(
        &mut self,
        group: &[(u64, u32)],
        suspects: &'s Suspects,
        merged: &mut Vec<u32>,
        shared: &mut Vec<&'s Suspect>,
    ) {
        let Some(((_, first), others)) = group.split_first() else { return };
        for suspect in others.iter().filter_map(|(_, number)| suspects.get(*number)) {
            let Some(case) = self.state.results.cases.get(suspect.number as usize) else { continue };
            let Some(known) = self.state.results.cases.get(*first as usize) else { continue };
            if (&case.class, &case.name) != (&known.class, &known.name) {
                // The digests agree by chance.
                continue;
            }
            if suspect.is_retry && case.suite == known.suite {
                let retry = case.clone();
                if let Some(known) = self.case_mut(*first) {
                    add_attempt(known, retry);
                    merged.push(suspect.number);
                }
            } else if &*case.name != crate::test_results::UNNAMED {
                shared.push(suspect);
            }
        }
    }

    /// Tells that so many cases are called like an earlier one, the first of them `id`.
    pub(super) fn tell_of_shared_ids(&mut self, count: u64, id: &str, at: usize) {
        let message = format!(
            "{} the id of an earlier one, first `{}`; each is counted",
            crate::tally::counted(count, "case has", "cases have"),
            prefix(id, 200)
        );
        let notice = Notice::warning(message)
            .effect("their histories cannot be told apart")
            .hint("give each case its own name; retries need a marker to be taken as attempts of one case");
        self.tell(notice, at);
    }
}

/// Makes `retry` the last attempt at `case`; the last one decides.
fn add_attempt(case: &mut TestCase, retry: TestCase) {
    let attempt = |case: &TestCase| Attempt {
        outcome: case.outcome,
        duration_secs: case.duration_secs,
        failure: case.failures().first().cloned(),
    };
    if case.text.as_ref().is_none_or(|text| text.attempts.is_empty()) {
        let first = attempt(case);
        case.text_mut().attempts.push(first);
    }
    let last = attempt(&retry);
    case.outcome = retry.outcome;
    case.duration_secs = retry.duration_secs;
    let text = case.text_mut();
    text.attempts.push(last);
    let retried = retry.text.map(|text| *text).unwrap_or_default();
    text.failures = retried.failures;
    text.skip_reason = retried.skip_reason;
    crate::test_results::text::append(&mut text.stdout, retried.stdout);
    crate::test_results::text::append(&mut text.stderr, retried.stderr);
}
