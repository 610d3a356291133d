//! The notation of a template: one character says what follows it, up to the next such character.
//!
//! They are control characters, which no markup contains. The dashboard includes this file, so that it reads what the
//! macro wrote.

/// An element begins; its tag.
pub(crate) const OPEN: char = '\u{1}';
/// An attribute of the element; its name.
pub(crate) const ATTRIBUTE: char = '\u{2}';
/// What the attribute before says.
pub(crate) const VALUE: char = '\u{3}';
/// An attribute or a listener that is a hole; its name, empty where the hole has one.
pub(crate) const FILLED: char = '\u{4}';
/// The element ends.
pub(crate) const CLOSE: char = '\u{5}';
/// A text.
pub(crate) const TEXT: char = '\u{6}';
/// A hole for a piece.
pub(crate) const CHILD: char = '\u{7}';
