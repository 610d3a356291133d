//! Texts of a case: gathered from pieces, bounded, and names that repeat kept once.

use std::borrow::Cow;
use std::sync::Arc;

use crate::place::prefix;
use crate::tally::Tally;

/// The longest message, trace or output that is kept, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// A text that arrives in pieces. One borrowed piece, the usual case, is copied once, at the end.
#[derive(Debug, Default)]
pub(crate) struct Gathered<'a> {
    text: Cow<'a, str>,
    is_cut: bool,
}

impl<'a> Gathered<'a> {
    /// Adds a piece, as far as there is room.
    pub(crate) fn push(&mut self, piece: Cow<'a, str>) {
        if self.text.is_empty() {
            // Line ends and indentation between a tag and a CDATA section are the writer's, not the test's.
            if piece.trim().is_empty() {
                return;
            }
            self.text = piece;
        } else if self.text.len() <= MAX_TEXT_BYTES {
            self.text.to_mut().push_str(&piece);
        } else {
            self.is_cut = true;
        }
    }

    /// The text without blank lines before and blanks behind it; `None` when there is none.
    pub(crate) fn finish(self, at: usize, cut: &mut Tally) -> Option<String> {
        let text = self.text.trim_end().trim_start_matches(['\n', '\r']);
        if text.is_empty() {
            return None;
        }
        let kept = prefix(text, MAX_TEXT_BYTES);
        if self.is_cut || kept.len() < text.len() {
            cut.hit(at);
        }
        Some(kept.to_owned())
    }
}

/// Adds a further text to one that may be there already, on a new line.
pub(crate) fn append(slot: &mut Option<String>, text: Option<String>) {
    let Some(text) = text else { return };
    match slot {
        Some(known) => {
            if known.len() < MAX_TEXT_BYTES {
                known.push('\n');
                known.push_str(&text);
            }
        }
        None => *slot = Some(text),
    }
}

/// How many names are remembered at once: a power of two.
const SLOTS: usize = 1024;

/// Keeps names that repeat, such as classes and files, once.
///
/// The memory is a table of fixed size in which a new name takes the place of an old one: it finds nearly all
/// repetitions of real files, and costs hostile ones nothing.
#[derive(Debug)]
pub(crate) struct Names {
    slots: Vec<Option<Arc<str>>>,
    last: usize,
}

impl Default for Names {
    fn default() -> Self {
        Self { slots: vec![None; SLOTS], last: 0 }
    }
}

impl Names {
    /// The shared form of `name`.
    pub(crate) fn share(&mut self, name: &str) -> Arc<str> {
        if let Some(Some(last)) = self.slots.get(self.last)
            && **last == *name
        {
            return Arc::clone(last);
        }
        self.last = slot(name);
        match self.slots.get_mut(self.last) {
            Some(Some(known)) if **known == *name => Arc::clone(known),
            Some(place) => {
                let shared: Arc<str> = name.into();
                *place = Some(Arc::clone(&shared));
                shared
            }
            None => name.into(),
        }
    }
}

/// A place for a name, by its length and its last bytes: the first ones are the package, and alike.
fn slot(name: &str) -> usize {
    let tail = name
        .as_bytes()
        .iter()
        .rev()
        .take(16)
        .fold(name.len() as u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    usize::try_from(tail >> 32).unwrap_or(0) & (SLOTS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_trimmed_joined_and_bounded() {
        let mut cut = Tally::default();
        let mut text = Gathered::default();
        for piece in ["\n  ", "  a", " b", "\n\n"] {
            text.push(piece.into());
        }
        assert_eq!(text.finish(0, &mut cut).as_deref(), Some("  a b"));
        assert_eq!(cut.count, 0);

        let mut long = Gathered::default();
        long.push("x".repeat(MAX_TEXT_BYTES + 1).into());
        assert_eq!(long.finish(7, &mut cut).map(|text| text.len()), Some(MAX_TEXT_BYTES));
        assert_eq!(cut.seen(), Some(7));
        assert_eq!(Gathered::default().finish(0, &mut cut), None);
    }

    #[test]
    fn names_are_shared() {
        let mut names = Names::default();
        let first = names.share("tests.api");
        names.share("tests.ui");
        assert!(Arc::ptr_eq(&first, &names.share("tests.api")));
    }
}
