//! All types and phrases of the built-in rules at once: a message is read through once, however many there are.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::BUILT_IN;

/// Phrases are found by their first bytes, so many of them.
const START: usize = 3;
const SLOTS: usize = 1 << 12;

/// Rules as bits, in the order of the table.
type Rules = u32;

/// What the rules look for, arranged for looking it up.
pub(super) struct Index {
    exact: FxHashMap<&'static str, Rules>,
    /// Types that settle it, whatever the message says.
    settling: FxHashMap<&'static str, Rules>,
    /// Types of which a rule names the beginning or the end.
    parts: Vec<(Part, Rules)>,
    /// The phrases by a digest of their first bytes.
    phrases: Vec<Vec<(&'static str, Rules)>>,
}

enum Part {
    Start(&'static str),
    End(&'static str),
}

impl Index {
    pub(super) fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut index = Self {
            exact: FxHashMap::default(),
            settling: FxHashMap::default(),
            parts: Vec::new(),
            phrases: vec![Vec::new(); SLOTS],
        };
        for (number, rule) in BUILT_IN.iter().enumerate() {
            let bit: Rules = 1 << number;
            for name in rule.types {
                if let Some(name) = name.strip_prefix('!') {
                    *index.settling.entry(name).or_default() |= bit;
                    continue;
                }
                match (name.strip_prefix('*'), name.strip_suffix('*')) {
                    (Some(end), _) => index.parts.push((Part::End(end), bit)),
                    (_, Some(start)) => index.parts.push((Part::Start(start), bit)),
                    _ => *index.exact.entry(name).or_default() |= bit,
                }
            }
            for phrase in rule.phrases {
                if let Some(list) =
                    phrase.as_bytes().first_chunk().and_then(|start| index.phrases.get_mut(slot(*start)))
                {
                    list.push((phrase, bit));
                }
            }
        }
        index
    }

    /// The rule for which this type alone is enough.
    pub(super) fn settles(&self, exception: &str) -> Rules {
        self.settling.get(exception).copied().unwrap_or_default()
    }

    /// The rules that name this type, or a phrase in this text of small letters.
    pub(super) fn matches(&self, exception: &str, text: &str) -> Rules {
        let mut rules = self.exact.get(exception).copied().unwrap_or_default();
        // What is named in full is meant; parts of names are for those that nobody listed.
        for (part, bit) in self.parts.iter().filter(|_| !self.exact.contains_key(exception)) {
            let fits = match part {
                Part::Start(start) => exception.starts_with(start),
                Part::End(end) => exception.ends_with(end),
            };
            rules |= if fits { *bit } else { 0 };
        }
        let bytes = text.as_bytes();
        for (at, start) in bytes.windows(START).enumerate() {
            let Some(list) = start.first_chunk().and_then(|start| self.phrases.get(slot(*start))) else {
                continue;
            };
            for (phrase, bit) in list {
                if rules & bit == 0 && bytes.get(at..).is_some_and(|rest| rest.starts_with(phrase.as_bytes()))
                {
                    rules |= bit;
                }
            }
        }
        rules
    }
}

fn slot(start: [u8; START]) -> usize {
    let [a, b, c] = start.map(usize::from);
    (a.wrapping_mul(31).wrapping_add(b).wrapping_mul(31).wrapping_add(c)) % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_and_phrase_is_found_anywhere() {
        let index = Index::get();
        for (number, rule) in BUILT_IN.iter().enumerate() {
            for phrase in rule.phrases {
                assert!(phrase.len() >= START, "{phrase}");
                for text in [(*phrase).to_owned(), format!("ä {phrase}"), format!("{phrase} x")] {
                    assert_ne!(index.matches("", &text) & (1 << number), 0, "{text}");
                }
            }
            for name in rule.types {
                let example = name.replace('*', "X");
                let found = match example.strip_prefix('!') {
                    Some(name) => index.settles(name),
                    None => index.matches(&example, ""),
                };
                assert_ne!(found & (1 << number), 0, "{name}");
            }
        }
        assert_eq!(index.matches("Odd", "nothing at all"), 0);
    }
}
