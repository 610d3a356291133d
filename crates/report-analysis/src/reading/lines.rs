//! What single lines are.

/// The name of the function or class that a line of Python defines.
pub(super) fn defined(text: &str) -> Option<&str> {
    let rest = text
        .strip_prefix("def ")
        .or_else(|| text.strip_prefix("async def "))
        .or_else(|| text.strip_prefix("class "))?;
    let name = rest.split(['(', ':', ' ']).next()?;
    (!name.is_empty()).then_some(name)
}

pub(super) fn is_test_function(function: Option<&str>) -> bool {
    function.is_some_and(|name| name.starts_with("test") || name.contains("_test") || name.contains("should"))
}

/// Whether a word can be the name of an exception: letters, digits and what joins the parts of a qualified name.
pub(super) fn is_type(word: &str) -> bool {
    word.len() < 160
        && word.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'$' | b'\\'))
}

/// Lines that runners write around a message and that say nothing about the cause.
pub(super) fn is_noise(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "=== RUN",
        "=== PAUSE",
        "=== CONT",
        "=== NAME",
        "--- FAIL",
        "--- PASS",
        "--- SKIP",
        "FAIL\t",
        "exit status ",
        "stack backtrace:",
        "note: run with `RUST_BACKTRACE",
        "note: Some details are omitted",
        "Stack Trace:",
        "Stack trace:",
        "Snapshot name:",
        "Test:  ",
        "Error Trace:",
        "[signal ",
        "... ",
        "running 1 test",
        "--- End of",
        "test result: ",
        "failures:",
        "● ",
        "-> at ",
        "stacktrace:",
    ];
    STARTS.iter().any(|start| text.starts_with(start))
        || text == "FAIL"
        || text == "unknown file"
        || text == "Failure:"
        || text == "Error:"
        || text == "FAILED:"
        || text == "^"
        || text.starts_with("^^^")
}
