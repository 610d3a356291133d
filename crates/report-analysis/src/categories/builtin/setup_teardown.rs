//! Set-up or tear-down.

use super::{BuiltIn, Facts};

/// Something failed before or after the test itself, for a reason of its own.
pub(super) static SETUP_TEARDOWN: BuiltIn = BuiltIn {
    id: "setup-teardown",
    title: "Set-up or tear-down",
    meaning: "Something failed before or after the test itself, for a reason of its own.",
    advice: "One broken set-up fails every test that uses it: repair it first, and look at the tests only afterwards.",
    comparisons: true,
    types: &["BeforeHookException", "AfterHookException", "TestFixtureException"],
    phrases: &[],
    also: Some(in_hook),
    examples: &[],
};

fn in_hook(facts: &Facts<'_>) -> bool {
    facts.reading.in_hook
}
