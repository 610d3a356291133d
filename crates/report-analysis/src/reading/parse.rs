//! A failure's text in parts: each exception of a chain with its message and its frames.
//!
//! One pass over the lines. Runners write a handful of shapes; each line is told by its own first characters, so that
//! a text of mixed shapes (a Go log around a panic, a Java trace in a Python one) is read as well as it can be.

use super::exception::names_exception;
use super::frame::{self, Frame};
use super::lines::{defined, is_noise, is_test_function, is_type};
use super::place::{self, Place, has_ending};
use crate::bounds::head;

/// How much of a line is looked at.
const LINE_BYTES: usize = 1_000;
/// How many lines of a message are kept.
const MESSAGE_LINES: usize = 14;
/// How many frames of an exception are kept: enough to find the project's own below those of a framework.
const FRAMES: usize = 200;
/// How many exceptions of a chain are told apart; of more the last ones are taken for one.
const SEGMENTS: usize = 32;
/// How many lines of source are kept until it is known whose they are.
const ENTRY_LINES: usize = 200;

/// One exception of a chain.
#[derive(Debug, Default)]
pub(crate) struct Segment<'t> {
    /// The type where the runner states it apart from the message.
    pub(crate) kind: Option<&'t str>,
    /// The lines of its message.
    pub(crate) message: Vec<&'t str>,
    /// Its frames, the deepest first.
    pub(crate) frames: Vec<Frame<'t>>,
    /// The lines of the test that pytest and others print, up to the one that failed.
    pub(crate) source: Vec<&'t str>,
    /// The one statement that failed, where the runner prints nothing else.
    pub(crate) statement: Option<&'t str>,
    /// Whether it was only suppressed while another was under way.
    is_suppressed: bool,
}

/// What a text was understood to say.
#[derive(Debug, Default)]
pub(crate) struct Parsed<'t> {
    /// The exceptions in the order of the text; at least one.
    pub(crate) segments: Vec<Segment<'t>>,
    /// Which of them is the root cause.
    pub(crate) root: usize,
    /// Whether a goroutine is blocked in the project's own code.
    pub(crate) is_blocked: bool,
}

#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact about the lines so far; they hold independently"
)]
struct Parser<'t> {
    segments: Vec<Segment<'t>>,
    current: usize,
    /// Frames come deepest last: pytest and Python.
    is_python: bool,
    /// The root cause stands first: Python's chains.
    is_root_first: bool,
    /// Lines that start with `E` were seen in this exception: they are its message.
    has_marks: bool,
    /// pytest named the place where it was raised; what follows is captured output.
    is_closed: bool,
    /// What pytest prints of the function of the entry under way, and the last function defined in it.
    entry: Vec<&'t str>,
    entry_function: Option<&'t str>,
    /// A plain Python traceback is under way: indented lines are source.
    in_traceback: bool,
    /// The line above, for Go and Rust.
    above: &'t str,
    /// What the goroutine under way waits for.
    goroutine: Option<&'t str>,
    is_blocked: bool,
    /// In Rust a function stands on the line above its file.
    rust_function: bool,
    /// Frames came after the message: what follows them is output.
    message_ends: bool,
}

/// Reads a text without colours.
pub(crate) fn parse(text: &str) -> Parsed<'_> {
    let mut parser = Parser { segments: vec![Segment::default()], ..Parser::default() };
    for line in text.split('\n') {
        parser.line(head(line, LINE_BYTES).trim_end());
    }
    parser.finish()
}

impl<'t> Parser<'t> {
    fn line(&mut self, line: &'t str) {
        let text = line.trim_start();
        // RSpec writes the causes of a failure as comments.
        let text = text.strip_prefix("# ").map_or(text, str::trim_start);
        if text.is_empty() {
            // Captured output follows the message of a Python traceback after a blank line.
            self.message_ends |= self.is_python && !self.in_traceback && !self.segment().message.is_empty();
        } else if !self.chain(line, text) && !self.is_closed {
            if self.entry.len() > ENTRY_LINES {
                self.entry.drain(..ENTRY_LINES / 2);
            }
            self.entry.push(line);
            self.inside(line, text);
        }
        self.above = line;
    }

    fn segment(&mut self) -> &mut Segment<'t> {
        // There is always one: the parser starts with it and none is ever removed.
        if self.current >= self.segments.len() {
            self.segments.push(Segment::default());
            self.current = self.segments.len() - 1;
        }
        #[expect(clippy::indexing_slicing, reason = "made sure of just above")]
        &mut self.segments[self.current]
    }

    fn begin(&mut self, is_suppressed: bool) {
        let full = self.segments.len() >= SEGMENTS;
        let segment = Segment { is_suppressed, ..Segment::default() };
        match self.segments.last_mut().filter(|_| full) {
            Some(last) => *last = segment,
            None => self.segments.push(segment),
        }
        self.current = self.segments.len() - 1;
        self.has_marks = false;
        self.is_closed = false;
        self.in_traceback = false;
        self.message_ends = false;
        self.end_entry();
    }

    /// Lines that lead from one exception of a chain to the next.
    fn chain(&mut self, line: &'t str, text: &'t str) -> bool {
        match text.as_bytes().first() {
            Some(b'T' | b'D')
                if text.starts_with("The above exception was the direct cause")
                    || text.starts_with("During handling of the above exception") =>
            {
                self.is_root_first = true;
                self.begin(false);
                true
            }
            Some(b'C' | b'[' | b'S' | b'#' | b'-' | b'W') if !self.is_closed => self.cause(line, text),
            _ => false,
        }
    }

    fn cause(&mut self, line: &'t str, text: &'t str) -> bool {
        let is_indented = line.len() > text.len();
        if text.starts_with("--- End of inner exception") {
            self.current = self.current.saturating_sub(1);
            return true;
        }
        if text.starts_with("----- Inner Stack Trace") {
            self.begin(false);
            return true;
        }
        if let Some(inner) = ["---> ", "---- ", "----> "].iter().find_map(|mark| text.strip_prefix(mark)) {
            self.begin(false);
            self.message(inner.trim_start_matches("(Inner Exception #0) "));
            return true;
        }
        // NUnit names the inner exception before its frames.
        if text.strip_prefix("--").is_some_and(names_exception) {
            self.begin(false);
            return true;
        }
        if let Some(rest) = text.strip_prefix("Suppressed: ") {
            self.begin(true);
            self.message(rest);
            return true;
        }
        let plain = text.trim_matches(['#', '-', ' ']);
        let rest = plain.strip_prefix("Caused by:").or_else(|| plain.strip_prefix("[cause]:"));
        let rest = rest.or_else(|| (plain == "Caused by" || plain == "Cause:").then_some(""));
        let Some(rest) = rest.map(str::trim) else { return false };
        let in_suppressed = is_indented && self.segments.iter().any(|segment| segment.is_suppressed);
        self.begin(in_suppressed);
        if !rest.is_empty() {
            self.message(rest);
        }
        true
    }

    fn inside(&mut self, line: &'t str, text: &'t str) {
        if self.pytest(line, text) || self.go(line, text) || self.rust(text) {
            return;
        }
        if text == "Traceback (most recent call last):" {
            self.is_python = true;
            self.in_traceback = true;
            self.has_marks = false;
            self.segment().message.clear();
            return;
        }
        if let Some(found) = frame::of_line(text) {
            if text.starts_with("File \"") {
                self.is_python = true;
                self.in_traceback = true;
            }
            self.push(found);
            return;
        }
        if self.in_traceback {
            if line.len() > text.len() {
                let segment = self.segment();
                let in_test =
                    |frame: &&Frame<'_>| frame.place == Place::Test && is_test_function(frame.function);
                if segment.source.is_empty() && segment.frames.last().as_ref().is_some_and(in_test) {
                    segment.source.push(text);
                }
                return;
            }
            // The first line that is not indented ends the traceback and is the message.
            self.in_traceback = false;
            self.message_ends = false;
            self.segment().message.clear();
            self.message(text);
            return;
        }
        if self.has_marks {
            return;
        }
        if !self.message_ends {
            self.free_line(text);
        }
    }

    fn free_line(&mut self, text: &'t str) {
        // Mockito numbers the places of stubs: `1. -> at com.acme.CartTest.adds(CartTest.java:12)`.
        if is_noise(text) || text.contains(". -> at ") {
            return;
        }
        // testify writes a table: `Error:      \tNot equal:`, `Messages:   \ttotal of the cart`.
        let cell = ["Error:", "Messages:"].iter().find_map(|label| text.strip_prefix(label));
        if let Some(cell) = cell.filter(|cell| cell.starts_with("   ")) {
            let cell = cell.trim();
            if cell != "Received unexpected error:" {
                self.message(cell);
            }
        } else if let Some(source) = text.strip_prefix("Failure/Error:") {
            self.segment().statement = Some(source.trim());
        } else if let Some((outer, inner)) = text.split_once(" ---> ") {
            self.message(outer);
            self.begin(false);
            self.message(inner);
        } else {
            self.message(text);
        }
    }

    fn message(&mut self, text: &'t str) {
        let lines = &mut self.segment().message;
        if lines.len() < MESSAGE_LINES {
            lines.push(text);
        }
    }

    fn push(&mut self, frame: Frame<'t>) {
        self.message_ends |= !self.segment().message.is_empty();
        let frames = &mut self.segment().frames;
        if frames.len() < FRAMES {
            frames.push(frame);
        } else if let Some(last) = frames.last_mut() {
            // In Python the deepest frame is the last one.
            *last = frame;
        }
    }

    /// pytest: source with `>` at the line that failed, `E` before the message, `path:12: in function` at the end of
    /// each entry and `path:12: TypeError` where it was raised.
    fn pytest(&mut self, line: &'t str, text: &'t str) -> bool {
        if let Some(rest) = line.strip_prefix('E')
            && (rest.is_empty() || rest.starts_with("   ") || rest.starts_with('\t'))
        {
            if !self.has_marks {
                self.has_marks = true;
                self.segment().message.clear();
            }
            let rest = rest.trim();
            if !rest.is_empty() {
                self.message(rest);
            }
            return true;
        }
        if line.starts_with('>') {
            return true;
        }
        if line.starts_with("_ _ _ ") {
            self.is_python = true;
            self.end_entry();
            return true;
        }
        if let Some(function) = defined(text) {
            self.entry_function = Some(function);
            return self.has_marks || self.is_python;
        }
        let is_indented = line.len() > text.len();
        if is_indented || line.starts_with('#') {
            return false;
        }
        let Some((path, rest)) = frame::split_location(line) else { return false };
        let Some(rest) = rest.strip_prefix(':') else { return false };
        if !(has_ending(path, "py") || has_ending(path, "pyx") || path.starts_with('<')) {
            return false;
        }
        self.is_python = true;
        let rest = rest.trim();
        let function = rest.strip_prefix("in ").or(self.entry_function);
        let found = Frame::in_file(function, path);
        self.push(found);
        if found.place == Place::Test && self.segment().source.is_empty() && is_test_function(function) {
            let mut source = std::mem::take(&mut self.entry);
            // The last line is the one that names the place.
            source.pop();
            self.segment().source = source;
        }
        if !rest.is_empty() && !rest.starts_with("in ") {
            self.segment().kind = Some(rest).filter(|kind| is_type(kind));
            self.is_closed = true;
        }
        self.end_entry();
        // What stood before the frames was source or the values of arguments, unless it is marked as the message.
        if !self.has_marks {
            self.segment().message.clear();
            self.message_ends = false;
        }
        true
    }

    fn end_entry(&mut self) {
        self.entry.clear();
        self.entry_function = None;
    }

    /// Go: `goroutine 7 [chan send]:`, then pairs of a function and its file.
    fn go(&mut self, line: &'t str, text: &'t str) -> bool {
        if let Some(rest) = line.strip_prefix("goroutine ")
            && let Some((_, state)) = rest.split_once(" [")
        {
            self.goroutine = Some(state.split([',', ']']).next().unwrap_or(state));
            // The line is no part of the message, and what follows are frames.
            return true;
        }
        let Some(file) = frame::go_file(line) else {
            // The function stands on the line above its file: of a goroutine every line is one or the other.
            return self.goroutine.is_some()
                && !text.starts_with("panic: ")
                && (text.ends_with(')') || text.starts_with("created by "));
        };
        let function = frame::go_function(self.above);
        let found = Frame::in_file(Some(function), file);
        let waits = ["chan send", "chan receive", "semacquire", "sync.", "select (no cases)"];
        if found.place == Place::Code
            && self.goroutine.is_some_and(|state| waits.iter().any(|wait| state.starts_with(wait)))
        {
            self.is_blocked = true;
        }
        self.push(found);
        true
    }

    /// Rust: `thread 'x' panicked at src/cart.rs:12:5:`, or, before 1.73, with the message in between.
    fn rust(&mut self, text: &'t str) -> bool {
        if self.rust_function && text.starts_with("at ") {
            self.rust_function = false;
            let path = frame::split_location(text.trim_start_matches("at ")).map(|(path, _)| path);
            if let (Some(path), Some(frame)) = (path, self.segment().frames.last_mut()) {
                frame.file = Some(path);
                if frame.place == Place::Code {
                    frame.place = place::of_path(path);
                }
            }
            return true;
        }
        self.rust_function = text.as_bytes().first().is_some_and(u8::is_ascii_digit) && text.contains("::");
        let Some((_, at)) = text.strip_prefix("thread '").and_then(|rest| rest.split_once("' ")) else {
            return false;
        };
        let Some((_, at)) = at.split_once("panicked at ") else { return false };
        let segment = self.segment();
        segment.kind = Some("panic");
        segment.message.clear();
        if let Some(quoted) = at.strip_prefix('\'') {
            match quoted.rsplit_once("', ") {
                Some((message, place)) => {
                    self.message(message);
                    if let Some((path, _)) = frame::split_location(place) {
                        self.push(Frame::in_file(None, path));
                    }
                }
                // The message has several lines; the place stands behind the last of them.
                None => self.message(quoted),
            }
        } else if let Some((path, _)) = frame::split_location(at) {
            // The message follows, and it must not be taken for what comes after the frames.
            self.push(Frame::in_file_at(None, path, at.trim_end_matches(':')));
        }
        true
    }

    fn finish(mut self) -> Parsed<'t> {
        if self.is_python {
            for segment in &mut self.segments {
                segment.frames.reverse();
            }
        }
        numbered_causes(&mut self.segments);
        let says_something = |segment: &Segment<'_>| {
            !segment.is_suppressed && (segment.kind.is_some() || !segment.message.is_empty())
        };
        let root = if self.is_root_first {
            self.segments.iter().position(says_something)
        } else {
            self.segments.iter().rposition(says_something)
        };
        // Some artifacts keep the messages apart from the traces.
        let silent = if self.is_root_first { 0 } else { self.segments.len().saturating_sub(1) };
        Parsed { root: root.unwrap_or(silent), segments: self.segments, is_blocked: self.is_blocked }
    }
}

/// Rust's error chains number the causes: of `0: reading settings`, `1: file not found` the last is the root.
fn numbered_causes(segments: &mut [Segment<'_>]) {
    let Some((last, outer)) = segments.split_last_mut() else { return };
    if outer.is_empty() {
        return;
    }
    let number = |line: &str| {
        line.split_once(": ").is_some_and(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if let Some(root) = last.message.iter().rposition(|line| number(line)) {
        last.message.drain(..root);
        if let Some(line) = last.message.first_mut() {
            *line = line.split_once(": ").map_or(*line, |(_, text)| text);
        }
    }
}
