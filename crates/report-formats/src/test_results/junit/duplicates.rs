//! One id in several cases: further tries where a marker says so, otherwise cases that share a name.

use std::hash::Hasher;

use report_model::Notice;
use report_model::run::{Attempt, TestCase};
use rustc_hash::FxHasher;

use super::reader::Reader;
use crate::place::prefix;

/// What is needed to find ids that occur more than once.
#[derive(Debug)]
pub(super) struct Ids {
    seen: Vec<Seen>,
    /// Which digests came by, and which came by twice: a bit each, by their last bits. Nearly every id is told to
    /// be the only one of its kind by this alone.
    once: Vec<u64>,
    twice: Vec<u64>,
    /// A digest of the host name: Playwright runs a test in several projects and writes the project there.
    host: u64,
    /// The cases with a retry marker, in rising order.
    retries: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    digest: u64,
    number: u32,
    /// The offset, as far as 32 bits go.
    at: u32,
}

/// A word and a bit in it.
fn bit(digest: u64, words: usize) -> (usize, u64) {
    // The number of words is a power of two.
    let place = usize::try_from(digest >> 6 & 0xffff_ffff).unwrap_or(0) & words.wrapping_sub(1);
    (place, 1 << (digest & 63))
}

impl Ids {
    /// For a text of so many bytes.
    pub(super) fn for_text(bytes: usize) -> Self {
        // A case takes 100 bytes at least, and gets 8 bits or more.
        let words = (bytes / 1024).next_power_of_two().clamp(16, 1 << 22);
        Self { seen: Vec::new(), once: vec![0; words], twice: vec![0; words], host: 0, retries: Vec::new() }
    }

    pub(super) fn enter_suite(&mut self, hostname: Option<&str>) {
        let mut hasher = FxHasher::default();
        hasher.write(hostname.unwrap_or_default().as_bytes());
        self.host = hasher.finish();
    }

    #[inline]
    pub(super) fn add(&mut self, number: u32, is_retry: bool, at: usize, case: &TestCase) {
        let mut hasher = FxHasher::default();
        hasher.write_u64(self.host);
        hasher.write(case.class.as_deref().unwrap_or_default().as_bytes());
        hasher.write_u8(0xff);
        hasher.write(case.name.as_bytes());
        let digest = hasher.finish();
        let (word, mask) = bit(digest, self.once.len());
        if let (Some(once), Some(twice)) = (self.once.get_mut(word), self.twice.get_mut(word)) {
            *twice |= *once & mask;
            *once |= mask;
        }
        if is_retry {
            self.retries.push(number);
        }
        self.seen.push(Seen { digest, number, at: u32::try_from(at).unwrap_or(u32::MAX) });
    }

    /// The cases whose id may have come by twice, those of one id together, in the order of the file.
    fn take_repeated(&mut self) -> Vec<Seen> {
        let twice = std::mem::take(&mut self.twice);
        let mut seen = std::mem::take(&mut self.seen);
        seen.retain(|one| {
            let (word, mask) = bit(one.digest, twice.len());
            twice.get(word).is_some_and(|word| word & mask != 0)
        });
        // Sorted rather than hashed: no input makes this slow.
        seen.sort_unstable_by_key(|one| (one.digest, one.number));
        seen
    }
}

impl Reader<'_> {
    /// Makes attempts of marked tries, and tells of the others.
    pub(super) fn tell_of_duplicates(&mut self) {
        let seen = self.state.ids.take_repeated();
        let mut merged: Vec<u32> = Vec::new();
        let mut shared: Vec<Seen> = Vec::new();
        for group in seen.chunk_by(|a, b| a.digest == b.digest) {
            if group.len() > 1 {
                self.group(group, &mut merged, &mut shared);
            }
        }
        shared.sort_unstable_by_key(|one| one.number);
        if let Some(first) = shared.first()
            && let Some(case) = self.state.results.cases.get(first.number as usize)
        {
            let id = case.id().to_string();
            let message = format!(
                "{} the id of an earlier one, first `{}`; each is counted",
                crate::tally::counted(shared.len() as u64, "case has", "cases have"),
                prefix(&id, 200)
            );
            let notice = Notice::warning(message).effect("their histories cannot be told apart").hint(
                "give each case its own name; retries need a marker to be taken as attempts of one case",
            );
            self.tell(notice, first.at as usize);
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

    fn group(&mut self, group: &[Seen], merged: &mut Vec<u32>, shared: &mut Vec<Seen>) {
        let Some((first, others)) = group.split_first() else { return };
        for other in others {
            let Some(case) = self.state.results.cases.get(other.number as usize) else { continue };
            let Some(known) = self.state.results.cases.get(first.number as usize) else { continue };
            if (&case.class, &case.name) != (&known.class, &known.name) {
                // The digests agree by chance.
                continue;
            }
            if self.state.ids.retries.binary_search(&other.number).is_ok() && case.suite == known.suite {
                let retry = case.clone();
                if let Some(known) = self.case_mut(first.number) {
                    add_attempt(known, retry);
                    merged.push(other.number);
                }
            } else if &*case.name != crate::test_results::UNNAMED {
                shared.push(*other);
            }
        }
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
