//! Counting what was odd, so that a million odd things make one notice.

/// The largest count that is taken from an artifact: far beyond what is real, and a few of them can be added up.
pub(crate) const MAX_COUNT: u64 = 1 << 53;

/// How often something odd was seen and where it was seen first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// How often.
    pub(crate) count: u32,
    /// The byte in the decoded text where it was seen first.
    pub(crate) first: usize,
}

impl Tally {
    /// Counts one more, seen at `at`.
    pub(crate) fn hit(&mut self, at: usize) {
        if self.count == 0 {
            self.first = at;
        }
        self.count = self.count.saturating_add(1);
    }

    /// Where it was seen first, when it was seen at all.
    pub(crate) fn seen(self) -> Option<usize> {
        (self.count > 0).then_some(self.first)
    }

    /// `1 suite`, `3 suites`: the count with its noun.
    pub(crate) fn of(self, one: &str, many: &str) -> String {
        counted(u64::from(self.count), one, many)
    }
}

/// `1 suite`, `3 suites`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
