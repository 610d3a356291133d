//! What a failure's text says: the root cause's exception, its message, and where in the project it came from.

mod clean;
mod difference;
mod exception;
mod frame;
mod hook;
mod lines;
mod parse;
mod place;
mod source;

use std::borrow::Cow;

use report_model::run::{Failure, TestCase};

pub(crate) use clean::clean;
pub use difference::difference;
pub(crate) use exception::is_assertion;
use exception::{Kind, exception_and_message, kind_of, names_exception, simple_name, split_header};
use frame::Frame;
use hook::{in_hook, says_hook, without_phase};
use parse::{Parsed, Segment};
use place::Place;
pub(crate) use place::is_test_file;

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
    /// The column where the runner names columns but no function: of the matcher that failed in the test, or of the
    /// place in the project's own code. Unlike the line it does not move when something is written above it.
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
        // Mocha names the hook where others name the test.
        reading.in_hook |= says_hook(&case.name);
        reading.mask_name(case);
        reading
    }

    /// Reads one failure.
    pub fn of_failure(failure: &Failure) -> Self {
        let short = failure.message.as_deref().map(clean::clean).unwrap_or_default();
        let trace = failure.trace.as_deref().map(clean::clean).unwrap_or_default();
        let in_hook = says_hook(&short);
        let parsed = parse::parse(&trace);
        let stated = failure.kind.as_deref().map(kind_of);
        let kind = match &stated {
            Some(Kind::Type(kind)) => kind.as_str(),
            _ => "",
        };
        let mut reading = Self::of_parsed(&parsed, kind);
        if reading.message.is_empty() || is_placeholder(&reading.message) {
            let short = parse::parse(without_phase(&short));
            let short = Self::of_parsed(&short, kind);
            reading.message = short.message;
            if reading.exception.is_empty() {
                reading.exception = short.exception;
            }
            if reading.outer.is_empty() {
                reading.outer = short.outer;
            }
        }
        match stated {
            Some(Kind::Type(kind)) if reading.exception.is_empty() => reading.exception = kind,
            Some(Kind::Words(words)) if reading.message.is_empty() => reading.message = words,
            _ => {}
        }
        reading.unwrap_message();
        reading.in_hook |= in_hook || says_hook(&reading.message);
        reading
    }

    /// What a text says, given the type that the artifact states beside it.
    fn of_parsed(parsed: &Parsed<'_>, stated: &str) -> Self {
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
        let kind = if exception.is_empty() { stated } else { &exception };
        let is_assertion = is_assertion(kind, &message);
        let frame = project_frame(parsed, is_assertion);
        let column = match &frame {
            Some(frame) => frame.column.filter(|_| frame.function.is_none()),
            None => matcher(root).filter(|_| is_assertion).and_then(|frame| frame.column),
        };
        let frame = frame.map(|frame| frame.anchor()).filter(|anchor| !anchor.is_empty());
        let act = if frame.is_none() {
            source::act(&root.source, root.statement.filter(|_| is_assertion))
        } else {
            None
        };
        let in_hook = parsed.segments.iter().any(|segment| in_hook(&segment.frames));
        Self { exception, outer, message, frame, act, column, in_hook, is_blocked: parsed.is_blocked }
    }

    /// Some runners leave what happened to the output.
    fn read_output(&mut self, case: &TestCase) {
        let Some(text) = &case.text else { return };
        let output = [&text.stderr, &text.stdout];
        for output in output.into_iter().flatten().filter(|output| !output.trim().is_empty()) {
            let output = clean::clean(output);
            let parsed = parse::parse(&output);
            let reading = Self::of_parsed(&parsed, "");
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
            if is_telling_name(name) && self.message.contains(name) {
                self.message = self.message.replace(name, TEST_NAME);
            }
        }
        // Some runners begin with a line that is nothing but the name: `CartTest::testTotal`, `CartTest#test_total:`.
        if let Some((first, rest)) = self.message.split_once('\n')
            && first.contains(TEST_NAME)
            && (first.contains("::\u{2}") || first.ends_with(':'))
        {
            self.message = rest.to_owned();
        }
    }

    /// Wrappers such as Java's `RuntimeException` take over what they wrap as their message, and Python's database
    /// layers put it in brackets: `java.io.IOException: no space`, `(sqlite3.OperationalError) no such table: x`.
    fn unwrap_message(&mut self) {
        let first = self.message.split('\n').next().unwrap_or_default();
        let bracketed = first.strip_prefix('(').and_then(|rest| rest.split_once(") "));
        let inner = match bracketed {
            Some((kind, rest)) => names_exception(kind).then_some((kind, rest)),
            None => split_header(first),
        };
        let Some((kind, rest)) = inner.filter(|(kind, _)| kind.contains(['.', '\\'])) else { return };
        let kind = simple_name(kind).to_owned();
        let message = format!("{rest}{}", self.message.get(first.len()..).unwrap_or_default());
        self.outer.push(std::mem::replace(&mut self.exception, kind));
        self.message = message;
    }
}

/// Whether a name can only be the name of a test: one plain word may stand in any message.
fn is_telling_name(name: &str) -> bool {
    let humps = name.chars().skip(1).filter(|letter| letter.is_uppercase()).count();
    name.len() > 5
        && (name.contains([' ', '_']) || name.starts_with("test") || name.starts_with("Test") || humps > 0)
}

/// Stands for the name of the test in a message.
pub(crate) const TEST_NAME: &str = "\u{2}test\u{2}";

/// Messages that runners write when they have none.
fn is_placeholder(message: &str) -> bool {
    matches!(message, "Failed" | "failed" | "No message" | "null")
}

/// The deepest frame in the project's own code: of the root cause, or, where that only has foreign frames, of the
/// exceptions around it. An assertion made in a test has none, whoever called back into the test.
fn project_frame<'t>(parsed: &Parsed<'t>, is_assertion: bool) -> Option<Frame<'t>> {
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
    let in_code =
        |segment: &Segment<'t>| segment.frames.iter().find(|frame| frame.place == Place::Code).copied();
    let found = std::iter::once(root).chain(others).find_map(in_code)?;
    // A panic names its file; the backtrace, where there is one, names the function as well.
    let named =
        |frame: &&Frame<'t>| frame.function.is_some() && frame.file.is_some() && frame.file == found.file;
    Some(root.frames.iter().find(named).copied().filter(|_| found.function.is_none()).unwrap_or(found))
}

/// The frame of the test that called the matcher: in its own file, or else the outermost of the tests' code.
fn matcher<'t>(root: &Segment<'t>) -> Option<Frame<'t>> {
    let tests = || root.frames.iter().filter(|frame| frame.place == Place::Test);
    let in_own_file = |frame: &&Frame<'t>| {
        frame.file.is_some_and(|file| place::is_test_file(file.rsplit(['/', '\\']).next().unwrap_or(file)))
    };
    tests().find(in_own_file).or(tests().next_back()).copied()
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
