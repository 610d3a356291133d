//! Ids that come again, in a text whose cases are not kept.

use report_model::Outcome;
use report_model::run::TestCase;

use super::commas::Wavering;
use crate::test_results::UNNAMED;

/// Digests of ids that may come again, and what is known of them.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    digests: Vec<u64>,
    /// With so many, those that are there twice are left out.
    full: usize,
    /// For each of the digests the suite of the first case with it; none before it came by.
    firsts: Vec<Option<u32>>,
    /// Marked retries of these, by digest, suite and number.
    retries: Vec<Retry>,
    shared: u64,
    first_shared: Option<(String, usize)>,
}

/// A marked try at a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Retry {
    pub(super) digest: u64,
    pub(super) suite: u32,
    /// The place of the case among all.
    pub(super) number: u64,
    pub(super) outcome: Outcome,
    pub(super) spent: Wavering,
}

impl Retry {
    fn place(&self) -> (u64, u32, u64) {
        (self.digest, self.suite, self.number)
    }
}

/// Whether an id came by before.
pub(super) enum Again {
    /// It comes once.
    No,
    /// It comes by for the first time.
    First,
    /// Its first case is in the same suite.
    InSuite,
    /// Its first case is in another one.
    Elsewhere,
}

impl Repeated {
    /// Takes note of an id that may have come by before, and of the try where it is marked as one.
    pub(super) fn suspect(&mut self, digest: u64, retry: Option<Retry>) {
        if self.digests.len() >= self.full {
            self.sort();
            self.full = (2 * self.digests.len()).max(1024);
        }
        self.digests.push(digest);
        self.retries.extend(retry);
    }

    fn sort(&mut self) {
        // Sorted rather than hashed: no input makes this slow.
        self.digests.sort_unstable();
        self.digests.dedup();
    }

    /// The same for the next pass; `None` where there is no such id.
    pub(super) fn settled(&mut self) -> Option<Self> {
        let mut all = std::mem::take(self);
        if all.digests.is_empty() {
            return None;
        }
        all.sort();
        all.firsts = vec![None; all.digests.len()];
        all.retries.sort_unstable_by_key(Retry::place);
        Some(all)
    }

    /// An id comes by, in a suite.
    pub(super) fn meet(&mut self, digest: u64, suite: u32) -> Again {
        let known = self.digests.binary_search(&digest).ok();
        match known.and_then(|known| self.firsts.get_mut(known)) {
            None => Again::No,
            Some(first) => match first {
                None => {
                    *first = Some(suite);
                    Again::First
                }
                Some(first) if *first == suite => Again::InSuite,
                Some(_) => Again::Elsewhere,
            },
        }
    }

    /// The marked tries behind the first case of an id, in their order.
    pub(super) fn retries(&self, digest: u64, suite: u32, first: u64) -> &[Retry] {
        let from = self.retries.partition_point(|retry| retry.place() <= (digest, suite, first));
        let rest = self.retries.get(from..).unwrap_or_default();
        let count = rest.partition_point(|retry| (retry.digest, retry.suite) == (digest, suite));
        rest.get(..count).unwrap_or_default()
    }

    /// A case is called like an earlier one and is none of its tries.
    pub(super) fn share(&mut self, case: &TestCase, at: usize) {
        if &*case.name == UNNAMED {
            return;
        }
        self.shared += 1;
        self.first_shared.get_or_insert_with(|| (case.id().to_string(), at));
    }

    /// How many cases are called like an earlier one; the first of them, and where it is.
    pub(super) fn shared(&self) -> Option<(u64, &str, usize)> {
        self.first_shared.as_ref().map(|(id, at)| (self.shared, id.as_str(), *at))
    }
}
