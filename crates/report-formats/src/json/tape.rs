//! From text to a flat list of nodes.

use super::parts::{Open, Sink};
use super::scan::{After, Scanner};
use super::{Json, Kind, Node};

/// Memory for the nodes of a text.
#[derive(Debug, Default)]
pub(super) struct Tape {
    pub(super) nodes: Vec<Node>,
    /// Used while reading only, and kept for the next text.
    pub(super) open: Vec<Open>,
}

impl Tape {
    pub(super) fn for_text(bytes: usize) -> Self {
        // About as many as real reports have. What is not used is only an address.
        Self { nodes: Vec::with_capacity(bytes / 12), open: Vec::new() }
    }

    /// Adds the value that begins at the scanner's place.
    pub(super) fn add(&mut self, scanner: &mut Scanner<'_>) {
        scanner.value(&mut self.open, &mut Nodes(&mut self.nodes));
    }
}

/// Reads all values of a text.
pub(super) fn parse(text: &str, mut tape: Tape) -> Json<'_> {
    tape.nodes.clear();
    let mut scanner = Scanner::of(text);
    let mut after = After::Begin;
    while scanner.next_root(&mut after) {
        if !tape.nodes.is_empty() {
            scanner.odd.second.get_or_insert(scanner.position);
        }
        tape.add(&mut scanner);
    }
    Json { text, tape, odd: scanner.odd }
}

struct Nodes<'n>(&'n mut Vec<Node>);

impl Nodes<'_> {
    /// A node takes a byte of text at least, so that what bounds its places bounds the number of nodes too.
    #[inline]
    fn push(&mut self, kind: Kind, at: usize, end: usize, is_special: bool) -> Option<u32> {
        let (at, end) = (u32::try_from(at).ok()?, u32::try_from(end).ok()?);
        let number = u32::try_from(self.0.len()).ok()?;
        self.0.push(Node { at, end, next: number.saturating_add(1), kind, is_special });
        Some(number)
    }
}

impl Sink for Nodes<'_> {
    #[inline]
    fn scalar(&mut self, kind: Kind, start: usize, end: usize, is_special: bool) -> bool {
        self.push(kind, start, end, is_special).is_some()
    }

    #[inline]
    fn begin(&mut self, kind: Kind, at: usize) -> Option<u32> {
        self.push(kind, at, at + 1, false)
    }

    #[inline]
    fn end(&mut self, number: u32, at: usize, is_cut: bool) {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        if let Some(node) = self.0.get_mut(number as usize) {
            node.next = next;
            node.end = u32::try_from(at).unwrap_or(u32::MAX);
            node.is_special = is_cut;
        }
    }

    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn forget_key(&mut self, len: usize) {
        self.0.truncate(len);
    }
}
