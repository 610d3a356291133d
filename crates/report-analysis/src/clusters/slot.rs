//! The pieces that a message is cut into.

/// What kind of text varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Slot {
    /// A number, with its unit and decimals.
    Number,
    /// A number that may be an HTTP status; until it is known whether it is one.
    Status,
    /// A UUID, an address in memory, a digest.
    Id,
    /// A date or a time of day.
    Time,
    /// The folders of an absolute path.
    Path,
    /// A quoted value, or a name in front of brackets.
    Value,
    /// The name of the test.
    Test,
}

impl Slot {
    /// The letter that stands for it in keys.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Number | Self::Status => 'n',
            Self::Id => 'i',
            Self::Time => 't',
            Self::Path => 'p',
            Self::Value => 'v',
            Self::Test => 'c',
        }
    }

    /// What a page calls it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Number | Self::Status => "n",
            Self::Id => "id",
            Self::Time => "time",
            Self::Path => "path",
            Self::Value => "value",
            Self::Test => "test",
        }
    }
}

/// A stretch of a message: as it stands, or of a kind that varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    pub(crate) text: &'t str,
    pub(crate) slot: Option<Slot>,
}
