//! Missing fixture.

use super::{BuiltIn, Example, Facts};

/// The runner knows no fixture or injected parameter of the name that a test asks for.
pub(super) static MISSING_FIXTURE: BuiltIn = BuiltIn {
    id: "missing-fixture",
    title: "Missing fixture",
    meaning: "The runner knows no fixture or injected parameter of the name that a test asks for.",
    advice: "Compare the name with the fixtures that the runner lists. A moved conftest, a renamed fixture or a plugin that is not installed is the usual reason.",
    comparisons: true,
    types: &["ParameterResolutionException", "FixtureLookupError", "FixtureError"],
    phrases: &[
        "available fixtures:",
        "no fixture named",
        "test has unknown parameter",
        "did not have matching fixture data",
        "no parameterresolver registered",
        "recursive dependency involving fixture",
        "unknown fixture",
        "scopemismatch",
    ],
    also: Some(names_fixture),
    examples: &[
        Example { exception: "", message: "fixture 'mailbox' not found" },
        Example {
            exception: "",
            message: "StandardError: No fixture named 'ann' found for fixture set 'users'",
        },
        Example { exception: "", message: "Test has unknown parameter \"page2\"." },
    ],
};

fn names_fixture(facts: &Facts<'_>) -> bool {
    facts.text.contains("fixture") && facts.text.contains("not found")
}
