//! What a test is called, across runs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The identity of a test: `class::name`, or the runner's own id where there is no class.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TestId(pub String);

impl TestId {
    /// The id of the test `name` in `class`.
    pub fn new(class: Option<&str>, name: &str) -> Self {
        match class {
            Some(class) if !class.is_empty() => Self(format!("{class}::{name}")),
            _ => Self(name.to_owned()),
        }
    }

    /// The short form for links and history columns.
    pub fn key(&self) -> TestKey {
        TestKey::of(&self.0)
    }
}

impl fmt::Display for TestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A 64-bit digest of a [`TestId`], written as 16 hexadecimal digits.
///
/// FNV-1a (Fowler, Noll, Vo): it needs no table, is the same in the command line and the browser, and among
/// 100,000 tests the chance of one collision is 3 in 10 billion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TestKey(pub u64);

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

impl TestKey {
    /// The key of an id given as text.
    pub fn of(id: &str) -> Self {
        Self(digest(OFFSET, id))
    }

    /// The key of `class::name` without building that text.
    pub fn of_parts(class: Option<&str>, name: &str) -> Self {
        match class {
            Some(class) if !class.is_empty() => Self(digest(digest(digest(OFFSET, class), "::"), name)),
            _ => Self::of(name),
        }
    }

    /// Reads the 16 digits that [`Display`](fmt::Display) writes.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok().map(Self)).flatten()
    }
}

fn digest(start: u64, text: &str) -> u64 {
    text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

impl fmt::Display for TestKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_does_not_depend_on_how_it_was_made() {
        let id = TestId::new(Some("tests.api.test_calls"), "test_dial[de]");
        assert_eq!(id.to_string(), "tests.api.test_calls::test_dial[de]");
        assert_eq!(id.key(), TestKey::of_parts(Some("tests.api.test_calls"), "test_dial[de]"));
        assert_eq!(TestKey::parse(&id.key().to_string()), Some(id.key()));
        assert_eq!(TestId::new(Some(""), "alone"), TestId::new(None, "alone"));
    }
}
