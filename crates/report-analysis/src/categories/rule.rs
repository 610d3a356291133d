//! The team's own rules.

/// A rule that the team wrote. All matchers that are given must match; the first rule that matches wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CategoryRule {
    /// Its id, as phases of the plan name it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What must match.
    pub matchers: Matchers,
    /// The effort as written: `10–12 h`.
    pub effort: Option<String>,
    /// The priority, 1 first.
    pub priority: Option<u32>,
    /// The phases that it belongs to, by id. Phases that name the category are added.
    pub phases: Vec<String>,
    /// Why the tests fail.
    pub cause: Option<String>,
    /// What helps.
    pub solution: Option<String>,
}

/// What a rule looks for. Each list matches when any of its texts does; an empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matchers {
    /// Texts of which the exception type must contain one, in any case of letters.
    pub exception: Vec<String>,
    /// Texts of which the message must contain one.
    pub message: Vec<String>,
    /// Texts of which the trace, or the message, must contain one.
    pub trace: Vec<String>,
    /// Texts of which the test's id or file must contain one; with a `*` it is a pattern for all of it.
    pub test: Vec<String>,
}
