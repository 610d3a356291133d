//! Assertion.

use super::{BuiltIn, Example, Facts};

/// An expectation of a test about a value did not hold.
pub(super) static ASSERTION: BuiltIn = BuiltIn {
    id: "assertion",
    title: "Assertion",
    meaning: "An expectation of a test about a value did not hold.",
    advice: "Read the two values. Then decide which of them is wrong: the code, or the expectation.",
    comparisons: true,
    types: &[
        "AssertionError",
        "AssertionFailedError",
        "AssertionFailedException",
        "AssertFailedException",
        "AssertionException",
        "ComparisonFailure",
        "ExpectationFailedException",
        "ExpectationNotMetError",
        "MultipleFailuresError",
        "MultipleAssertionsError",
        "EqualException",
        "TrueException",
        "FalseException",
        "NotNullException",
        "NullException",
        "ContainsException",
        "ThrowsException",
        "XunitException",
        "Assertion",
        "TestFailedException",
        "ShouldAssertException",
        "UnexpectedError",
        "DoesNotContainException",
        "EmptyException",
        "SingleException",
        "CollectionException",
        "*AssertionError",
    ],
    phrases: &[],
    also: Some(compares),
    examples: &[
        Example { exception: "AssertionError", message: "assert 500 == 200" },
        Example { exception: "", message: "balance after credit = 24393, want 24493" },
        Example {
            exception: "ExpectationNotMetError",
            message: "expected: 3
     got: 2",
        },
        Example { exception: "panic", message: "assertion `left == right` failed" },
        Example { exception: "EqualException", message: "Assert.Equal() Failure: Values differ" },
    ],
};

/// Runners of some languages have no type for a failed expectation, or one for all errors: then the words tell.
fn compares(facts: &Facts<'_>) -> bool {
    const SAYS: &[&str] = &[
        "but was",
        "assert",
        "should have",
        "should be",
        "should equal",
        "to equal",
        "not equal",
        "unequal",
        " want ",
        " want:",
        "want=",
        " got ",
        "got:",
        "got=",
        "differs",
        "differ",
        "mismatch",
        "expect(",
        "did not match",
        "does not match",
        "actual:",
        "actual ",
        "unexpected value",
        "failed asserting",
        "expected ",
        "expected:",
        "expected=",
    ];
    const GENERAL: &[&str] =
        &["", "Error", "Exception", "Failure", "Failed", "panic", "JestAssertionError", "RuntimeError"];
    let text = facts.text.replace("unexpected ", "odd ");
    GENERAL.contains(&facts.reading.exception.as_str()) && SAYS.iter().any(|says| text.contains(says))
}
