//! Written diagnoses.

use crate::Location;

/// A diagnosis that somebody wrote, and the tests it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// What is written, without the names of the tests before it.
    pub text: String,
    /// The tests it names.
    pub tests: Vec<TestReference>,
    /// The heading it stands under.
    pub section: String,
    /// Where it is written.
    pub source: Option<Location>,
}

/// A test, or tests, as a plan names them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TestReference {
    /// What is written.
    pub text: String,
    /// What it is matched by: an id, a path, a pattern with `*`, or a name.
    pub pattern: String,
    /// What kind of name it is.
    pub kind: ReferenceKind,
}

/// How a plan names a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// By the runner's id: `tests/test_a.py::TestA::test_b`.
    Id,
    /// By its file.
    File,
    /// By a pattern over files or ids.
    Glob,
    /// By its name alone.
    Name,
}

impl ReferenceKind {
    /// The kind as a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::File => "file",
            Self::Glob => "glob",
            Self::Name => "name",
        }
    }
}
