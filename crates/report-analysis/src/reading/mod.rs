//! What a failure's text says: the root cause's exception, its message, and where in the project it came from.

mod clean;
mod frame;
mod parse;
mod place;
mod source;

use std::borrow::Cow;

use report_model::run::{Failure, TestCase};

pub(crate) use clean::clean;
use frame::Frame;
use parse::{Parsed, Segment};
use place::Place;

/// How much of a message is kept.
const MESSAGE_BYTES: usize = 900;

/// What was read of one failure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The type of the root cause without its package, such as `TypeError`; empty when the text names none.
    pub exception: String,
    /// The types that were thrown around it, the outermost first.
    pub outer: Vec<String>,
    /// The message of the root cause, without the type; lines are joined by line feeds.
    pub message: String,
    /// The deepest frame in the project's own code: a file and a function, never a line.
    pub frame: Option<String>,
    /// The call that the test was about, when there is no such frame and the runner prints the test's source.
    pub act: Option<String>,
    /// The column of the matcher in the test, where a matcher failed and the runner names columns.
    pub column: Option<u32>,
    /// Whether it happened while setting up or tearing down.
    pub in_hook: bool,
    /// Whether a thread is blocked in the project's own code.
    pub is_blocked: bool,
}

impl Reading {
    /// Reads a failing case: the failure that decided its outcome.
    pub fn of_case(case: &TestCase) -> Self {
        let failures = case.failures();
        let deciding = failures.iter().find(|failure| failure.outcome == case.outcome).or(failures.first());
        let attempted = || {
            let attempts = case.text.as_ref().map_or(&[] as &[_], |text| &text.attempts);
            attempts.iter().rev().find_map(|attempt| attempt.failure.as_ref())
        };
        let mut reading = deciding.or_else(attempted).map_or_else(Self::default, Self::of_failure);
        if reading.exception.is_empty() && reading.message.is_empty() {
            reading.read_output(case);
        }
        reading.mask_name(case);
        reading
    }

    /// Reads one failure.
    pub fn of_failure(failure: &Failure) -> Self {
        let short = failure.message.as_deref().map(clean::clean).unwrap_or_default();
        let trace = failure.trace.as_deref().map(clean::clean).unwrap_or_default();
        let in_hook = says_hook(&short);
        let parsed = parse::parse(&trace);
        let mut reading = Self::of_parsed(&parsed);
        if reading.message.is_empty() || is_placeholder(&reading.message) {
            let short = parse::parse(without_phase(&short));
            let short = Self::of_parsed(&short);
            reading.message = short.message;
            if reading.exception.is_empty() {
                reading.exception = short.exception;
            }
            if reading.outer.is_empty() {
                reading.outer = short.outer;
            }
        }
        match failure.kind.as_deref().map(kind_of) {
            Some(Kind::Type(kind)) if reading.exception.is_empty() => reading.exception = kind,
            Some(Kind::Words(words)) if reading.message.is_empty() => reading.message = words,
            _ => {}
        }
        reading.in_hook |= in_hook || says_hook(&reading.message);
        reading
    }

    fn of_parsed(parsed: &Parsed<'_>) -> Self {
        let Some(root) = parsed.segments.get(parsed.root) else { return Self::default() };
        let (exception, message) = exception_and_message(root);
        let outer = parsed
            .segments
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != parsed.root)
            .map(|(_, segment)| exception_and_message(segment).0)
            .filter(|kind| !kind.is_empty())
            .collect();
        let is_assertion = is_assertion(&exception, &message);
        let frame = project_frame(parsed, is_assertion);
        let in_test = |frame: &&Frame<'_>| {
            frame
                .file
                .is_some_and(|file| place::is_test_file(file.rsplit(['/', '\\']).next().unwrap_or(file)))
        };
        let column = root.frames.iter().find(in_test).filter(|_| is_assertion).and_then(|frame| frame.column);
        let act = if frame.is_none() { source::act(&root.source) } else { None };
        let in_hook = parsed.segments.iter().flat_map(|segment| &segment.frames).any(is_hook);
        Self { exception, outer, message, frame, act, column, in_hook, is_blocked: parsed.is_blocked }
    }

    /// Some runners leave what happened to the output.
    fn read_output(&mut self, case: &TestCase) {
        let Some(text) = &case.text else { return };
        let output = [&text.stderr, &text.stdout];
        for output in output.into_iter().flatten().filter(|output| !output.trim().is_empty()) {
            let output = clean::clean(output);
            let parsed = parse::parse(&output);
            let reading = Self::of_parsed(&parsed);
            if !reading.exception.is_empty() || !reading.message.is_empty() {
                let kind = std::mem::take(&mut self.exception);
                *self = reading;
                if self.exception.is_empty() {
                    self.exception = kind;
                }
                return;
            }
        }
    }

    /// A message may repeat the name of its test, which says nothing about the cause.
    fn mask_name(&mut self, case: &TestCase) {
        let base = case.name.split(['[', '(']).next().unwrap_or(&case.name).trim();
        for name in [&*case.name, base] {
            if name.len() > 5 && self.message.contains(name) {
                self.message = self.message.replace(name, TEST_NAME);
            }
        }
    }
}

/// Stands for the name of the test in a message.
pub(crate) const TEST_NAME: &str = "\u{2}test\u{2}";

/// The type and the message of one exception.
fn exception_and_message(segment: &Segment<'_>) -> (String, String) {
    let lines = &segment.message;
    // Titles and logs may stand before the line that names the exception, but not many.
    let named = lines.iter().take(6).position(|line| split_header(line).is_some());
    let is_marked = segment.kind.is_some();
    let (kind, first, rest) = match named {
        Some(at) if at == 0 || !is_marked => {
            let (kind, text) = lines.get(at).and_then(|line| split_header(line)).unwrap_or_default();
            (Some(kind), text, lines.get(at + 1..).unwrap_or_default())
        }
        _ => (None, lines.first().copied().unwrap_or_default(), lines.get(1..).unwrap_or_default()),
    };
    let kind = segment.kind.filter(|kind| !kind.is_empty()).or(kind).unwrap_or_default();
    let mut message = String::new();
    for line in std::iter::once(first).chain(rest.iter().copied()).map(without_log_place) {
        // Go prints a panic twice: as it was and as it was recovered.
        let line = line.strip_suffix(" [recovered]").unwrap_or(line);
        let line = line.strip_prefix("panic: ").unwrap_or(line);
        if line.is_empty() || message.ends_with(line) {
            continue;
        }
        if !message.is_empty() {
            message.push('\n');
        }
        message.push_str(line);
        if message.len() > MESSAGE_BYTES {
            message.truncate(message.floor_char_boundary(MESSAGE_BYTES));
            break;
        }
    }
    (simple_name(kind).to_owned(), message)
}

/// Go's test log begins each line with the place: `store_test.go:12: `.
fn without_log_place(line: &str) -> &str {
    match frame::split_location(line) {
        Some((path, rest)) if path.ends_with(".go") && !path.contains(' ') => {
            rest.trim_start_matches(':').trim_start()
        }
        _ => line,
    }
}

/// Splits `java.sql.SQLException: Duplicate entry` into type and message.
fn split_header(line: &str) -> Option<(&str, &str)> {
    if let Some(rest) = line.strip_prefix("panic: ") {
        return Some(("panic", rest));
    }
    let line = line.strip_prefix("Uncaught ").unwrap_or(line);
    let line = line.strip_prefix("Unhandled exception. ").unwrap_or(line);
    let end = line.find([':', ' ', '(']).unwrap_or(line.len());
    // `Shop::Error: x` has colons of its own.
    let end = qualified_end(line, end);
    let (word, rest) = line.split_at_checked(end)?;
    if !names_exception(word) {
        return None;
    }
    // `AssertionError [ERR_ASSERTION]: x`, `Xunit.EqualException : x`
    let rest = match rest.trim_start().strip_prefix('[') {
        Some(code) => code.split_once(']').map_or(rest, |(_, rest)| rest),
        None => rest,
    };
    let rest = rest.trim_start();
    match rest.strip_prefix(':') {
        Some(message) => Some((word, message.trim_start())),
        None if rest.is_empty() => Some((word, "")),
        None => None,
    }
}

fn qualified_end(line: &str, mut end: usize) -> usize {
    while line.get(end..).is_some_and(|rest| rest.starts_with("::")) {
        let from = end + 2;
        let more = line.get(from..).map_or(0, |rest| rest.find([':', ' ', '(']).unwrap_or(rest.len()));
        if more == 0 {
            break;
        }
        end = from + more;
    }
    end
}

/// Whether a word is named as exceptions are in some language.
fn names_exception(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "error",
        "exception",
        "failure",
        "fault",
        "panic",
        "timeout",
        "expired",
        "interrupt",
        "violation",
        "mismatch",
        "exit",
        "failed",
        "notfound",
        "unavailable",
        "denied",
        "refused",
        "aborted",
        "warning",
        "invalid",
        "undefined",
        "undefinedtable",
        "stopiteration",
        "notmet",
        "notmeterror",
        "herror",
        "doesnotexist",
        "conflict",
        "cancelled",
        "errored",
    ];
    if !parse::is_type(word) || word.len() < 4 {
        return false;
    }
    let name = simple_name(word);
    let lower = name.to_ascii_lowercase();
    let ends = ENDINGS.iter().any(|ending| lower.ends_with(ending));
    // A word of a sentence is not a type: it begins with a small letter and has no package.
    ends && (name.starts_with(|letter: char| letter.is_ascii_uppercase())
        || (word.contains(['.', ':', '\\']) && lower.len() > 5))
}

/// The last part of a qualified name.
fn simple_name(name: &str) -> &str {
    let name = name.trim_end_matches([':', '.']);
    name.rsplit(['.', ':', '\\', '$']).next().unwrap_or(name)
}

/// What an artifact states as the type of a failure.
enum Kind {
    /// An exception's type.
    Type(String),
    /// Words, such as `test timeout`.
    Words(String),
    /// Only that there was a failure.
    Nothing,
}

fn kind_of(kind: &str) -> Kind {
    let kind = kind.trim();
    let says_nothing = ["", "failure", "error", "failed", "assertion", "fail", "errored", "unknown"];
    let lower = kind.to_ascii_lowercase();
    if says_nothing.contains(&lower.as_str()) || lower.starts_with("test failure") {
        Kind::Nothing
    } else if parse::is_type(kind) {
        Kind::Type(simple_name(kind).to_owned())
    } else {
        Kind::Words(kind.to_owned())
    }
}

/// Messages that runners write when they have none.
fn is_placeholder(message: &str) -> bool {
    matches!(message, "Failed" | "failed" | "No message" | "null")
}

/// pytest puts the phase before the message: `failed on setup with "KeyError: 'id'"`.
fn without_phase(short: &str) -> &str {
    let phase = ["failed on setup with \"", "failed on teardown with \""]
        .iter()
        .find_map(|start| short.strip_prefix(start));
    phase.map_or(short, |rest| rest.trim_end_matches('"'))
}

/// Whether a text says that it happened in set-up or tear-down.
fn says_hook(text: &str) -> bool {
    const SAYS: &[&str] = &[
        "failed on setup with",
        "failed on teardown with",
        "before each\" hook",
        "before all\" hook",
        "after each\" hook",
        "after all\" hook",
        "`before each` hook",
        "`before all` hook",
        "beforeAll hook",
        "beforeEach hook",
        "afterAll hook",
        "afterEach hook",
        "`before(:",
        "`after(:",
        "OneTimeSetUp:",
        "SetUp :",
        "SetUp: ",
        "TearDown :",
        "TearDown: ",
        "Initialization method ",
        "Cleanup method ",
        "Class Initialization",
        "class fixture type",
        "setup method",
        "TestFixtureSetUp",
    ];
    let head = text.get(..text.floor_char_boundary(400)).unwrap_or(text);
    SAYS.iter().any(|says| head.contains(says))
}

/// Whether a frame is a hook that sets up or tears down, or the part of a runner that calls one.
fn is_hook(frame: &Frame<'_>) -> bool {
    let Some(function) = frame.function else { return false };
    match frame.place {
        Place::Foreign => {
            const RUNNERS: &[&str] = &[
                "callCircusHook",
                "RunBefores",
                "RunAfters",
                "invokeBefore",
                "invokeAfter",
                "call_fixture_func",
            ];
            RUNNERS.iter().any(|name| function.contains(name))
        }
        Place::Test => {
            let name = function.split(['(', '<']).next().unwrap_or(function);
            let name = name.rsplit(['.', ':', '#']).next().unwrap_or(name);
            matches!(
                name,
                "setUp"
                    | "tearDown"
                    | "setUpClass"
                    | "tearDownClass"
                    | "setUpModule"
                    | "tearDownModule"
                    | "setup"
                    | "teardown"
                    | "setup_method"
                    | "teardown_method"
                    | "setup_class"
                    | "teardown_class"
                    | "setup_module"
                    | "SetUp"
                    | "TearDown"
                    | "OneTimeSetUp"
                    | "OneTimeTearDown"
                    | "TestMain"
                    | "SetupSuite"
                    | "SetupTest"
                    | "TearDownSuite"
                    | "TearDownTest"
                    | "beforeAll"
                    | "beforeEach"
                    | "afterAll"
                    | "afterEach"
                    | "setUpBeforeClass"
                    | "tearDownAfterClass"
                    | "InitializeAsync"
                    | "DisposeAsync"
                    | "SetUpTestSuite"
            )
        }
        Place::Code => false,
    }
}

/// The deepest frame in the project's own code: of the root cause, or, where that only has foreign frames, of the
/// exceptions around it. An assertion made in a test has none, whoever called back into the test.
fn project_frame(parsed: &Parsed<'_>, is_assertion: bool) -> Option<String> {
    let root = parsed.segments.get(parsed.root)?;
    let deepest = root.frames.iter().find(|frame| frame.place != Place::Foreign);
    if is_assertion && deepest.is_some_and(|frame| frame.place == Place::Test) {
        return None;
    }
    let others = parsed
        .segments
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != parsed.root)
        .map(|(_, segment)| segment);
    std::iter::once(root)
        .chain(others)
        .find_map(|segment| segment.frames.iter().find(|frame| frame.place == Place::Code))
        .map(Frame::anchor)
        .filter(|anchor| !anchor.is_empty())
}

/// Whether it is the failure of an expectation, by its type or by how matchers speak.
pub(crate) fn is_assertion(exception: &str, message: &str) -> bool {
    const TYPES: &[&str] = &[
        "AssertionError",
        "AssertionFailedError",
        "AssertionFailedException",
        "AssertionException",
        "AssertFailedException",
        "AssertionFailure",
        "ComparisonFailure",
        "ExpectationFailedException",
        "ExpectationNotMetError",
        "ExpectationFailed",
        "MultipleFailuresError",
        "MultipleAssertionsError",
        "Assertion",
        "XunitException",
        "TestFailedException",
    ];
    if TYPES.contains(&exception) || exception.starts_with("Assert") && exception != "AssertError" {
        return true;
    }
    let head = message.get(..message.floor_char_boundary(160)).unwrap_or(message);
    head.starts_with("expect(")
        || head.starts_with("assert ")
        || head.starts_with("assertion ")
        || head.starts_with("Assert.")
        || head.starts_with("Expected equality of these values")
}

/// The text as it may be shown: what stands for the test's name is turned back into words.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains('\u{2}') {
        Cow::Owned(text.replace(TEST_NAME, "this test"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests;
