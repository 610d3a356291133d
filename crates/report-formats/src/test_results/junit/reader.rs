//! The walk over the elements.

use report_model::run::{TestCase, TestSuite};
use report_model::{Notice, Outcome};

use super::case::{Draft, Part};
use super::commas::Wavering;
use super::counters::Counters;
use super::counting::Counted;
use super::ids;
use super::state::{Sink, State};
use crate::test_results::place;
use crate::test_results::text::{Gathered, append};
use crate::test_results::time::Time;
use crate::xml::{Cursor, Escapes, Tag, Token};

/// Suites deeper than this are taken as part of the one around them.
pub(super) const MAX_DEPTH: usize = 1000;

/// An open element, as far as it matters.
pub(super) enum Frame<'a> {
    /// Nothing of it is kept, but what is in it may be.
    Passed,
    Suite,
    Case,
    /// A failure, error, skip or attempt.
    Part(Box<Part<'a>>),
    /// The trace of an attempt.
    Trace(Gathered<'a>),
    Output(Stream, Gathered<'a>),
    Property(Option<String>, Gathered<'a>),
}

impl Frame<'_> {
    /// The same, independent of the text it was read from.
    fn into_owned(self) -> Frame<'static> {
        match self {
            Self::Passed => Frame::Passed,
            Self::Suite => Frame::Suite,
            Self::Case => Frame::Case,
            Self::Part(part) => {
                let text = part.text.into_owned();
                let Part { kind, failure, duration_secs, at, .. } = *part;
                Frame::Part(Box::new(Part { kind, failure, duration_secs, text, at }))
            }
            Self::Trace(text) => Frame::Trace(text.into_owned()),
            Self::Output(stream, text) => Frame::Output(stream, text.into_owned()),
            Self::Property(name, text) => Frame::Property(name, text.into_owned()),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Out,
    Err,
}

pub(super) struct Reader<'a> {
    pub(super) cursor: Cursor<'a>,
    pub(super) escapes: Escapes,
    frames: Vec<Frame<'a>>,
    pub(super) state: State,
}

/// Something odd, and the offset where it is.
pub(super) type Told = (Notice, usize);

impl<'a> Reader<'a> {
    /// A reader of text that comes with [`read`](Self::read).
    pub(super) fn new(state: State) -> Self {
        Self { cursor: Cursor::new(""), escapes: Escapes::of(""), frames: Vec::new(), state }
    }

    /// Reads on, over the text of `cursor`.
    pub(super) fn read(&mut self, cursor: Cursor<'a>) {
        self.escapes = Escapes::of(cursor.text());
        self.cursor = cursor;
        loop {
            match self.cursor.next() {
                Token::Start(tag) => {
                    self.state.root.get_or_insert_with(|| (tag.name.to_owned(), tag.at));
                    self.start(tag);
                }
                Token::End(_) => self.end(),
                Token::Text(text) => self.text(text, true),
                Token::CData(text) => self.text(text, false),
                Token::Comment(text) => self.state.dialect.comment(text),
                Token::Eof => return,
            }
        }
    }

    /// The reader without the text that it went through, ready for what follows.
    pub(super) fn detach(self) -> Reader<'static> {
        let frames = self.frames.into_iter().map(Frame::into_owned).collect();
        Reader { cursor: self.cursor.detach(), escapes: self.escapes, frames, state: self.state }
    }

    fn start(&mut self, tag: Tag<'a>) {
        let frame = match tag.name {
            "testcase" => {
                let draft = self.case(tag);
                if tag.is_empty {
                    self.push(draft);
                    return;
                }
                self.state.drafts.push(draft);
                Frame::Case
            }
            "testsuite" => {
                self.suite(tag);
                Frame::Suite
            }
            "failure" | "error" | "skipped" | "disabled" | "ignored" | "flakyFailure" | "flakyError"
            | "rerunFailure" | "rerunError" => Frame::Part(Box::new(self.part(tag))),
            "stackTrace" => Frame::Trace(Gathered::default()),
            "system-out" => Frame::Output(Stream::Out, Gathered::default()),
            "system-err" => Frame::Output(Stream::Err, Gathered::default()),
            "property" => self.property(tag),
            "testsuites" => {
                self.root(tag);
                Frame::Passed
            }
            _ => Frame::Passed,
        };
        self.frames.push(frame);
        if tag.is_empty {
            self.end();
        }
    }

    fn text(&mut self, text: &'a str, has_references: bool) {
        let gathered = match self.frames.last_mut() {
            Some(Frame::Part(part)) => &mut part.text,
            Some(Frame::Trace(gathered) | Frame::Output(_, gathered) | Frame::Property(_, gathered)) => {
                gathered
            }
            _ => return,
        };
        let at = self.cursor.at();
        let piece = if has_references {
            self.cursor.resolve(text, at, self.escapes)
        } else {
            self.cursor.resolve_literal(text, at, self.escapes)
        };
        gathered.push(piece, self.state.keeper.limits.each);
    }

    fn end(&mut self) {
        match self.frames.pop() {
            Some(Frame::Case) => {
                if let Some(draft) = self.state.drafts.pop() {
                    if self.cursor.is_cut() && !draft.has_verdict() {
                        self.state.unfinished.hit(draft.at);
                    } else {
                        self.push(draft);
                    }
                }
            }
            Some(Frame::Suite) => {
                let ended = self.state.open_suites.pop();
                if ended != self.state.open_suites.last().copied() {
                    self.let_go_of_suite();
                }
            }
            Some(Frame::Part(part)) => {
                let text = part.text.finish();
                match self.state.drafts.last_mut() {
                    Some(draft) => draft.add(part.kind, part.failure, part.duration_secs, text),
                    None => self.suite_failure(&part.failure, text, part.at),
                }
            }
            Some(Frame::Trace(gathered)) => {
                let text = gathered.finish();
                if let Some(Frame::Part(part)) = self.frames.last_mut() {
                    part.failure.trace = text;
                }
            }
            Some(Frame::Output(stream, gathered)) => {
                let text = gathered.finish();
                self.output(stream, text);
            }
            Some(Frame::Property(Some(name), gathered)) => {
                let text = gathered.finish().unwrap_or_default();
                self.keep_property(name, text);
            }
            Some(Frame::Passed | Frame::Property(None, _)) | None => {}
        }
    }

    fn output(&mut self, stream: Stream, text: Option<String>) {
        if text.is_none() {
            return;
        }
        if let Some(draft) = self.state.drafts.last_mut() {
            let slots = draft.case.text_mut();
            append(if stream == Stream::Out { &mut slots.stdout } else { &mut slots.stderr }, text);
            return;
        }
        let number = self.current_suite();
        let Some(suite) = self.state.results.suites.get_mut(number as usize) else { return };
        let slot = if stream == Stream::Out { &mut suite.stdout } else { &mut suite.stderr };
        append(slot, text);
        if let Sink::Counted(count) = &mut self.state.sink {
            count.bound_output(number, stream, slot, self.state.keeper.limits.each);
        }
    }

    /// A failure that belongs to no case: it is no test, but it must not get lost.
    fn suite_failure(&mut self, failure: &report_model::run::Failure, text: Option<String>, at: usize) {
        self.state.suite_failures.hit(at);
        let said = [failure.kind.clone(), failure.message.clone(), failure.trace.clone(), text];
        for line in said {
            self.output(Stream::Err, line);
        }
    }

    pub(super) fn keep_property(&mut self, name: String, value: String) {
        self.state.dialect.property(&name, &value);
        if let Some(draft) = self.state.drafts.last_mut() {
            draft.property(&name, &value);
            let property = (self.state.names.share(&name), self.state.names.share(&value));
            draft.case.text_mut().properties.push(property);
        } else {
            let suite = self.current_suite();
            if let Some(suite) = self.state.results.suites.get_mut(suite as usize)
                && let Sink::Kept(_) = self.state.sink
            {
                suite.properties.push((name, value));
            }
        }
    }

    /// The innermost open suite. What stands outside all suites gets one of its own, named after the root.
    pub(super) fn current_suite(&mut self) -> u32 {
        if let Some(suite) = self.state.open_suites.last() {
            return *suite;
        }
        if self.is_in_implied_suite() {
            return index(self.state.results.suites.len() - 1);
        }
        let name = self.state.root_name.clone();
        self.open_suite(TestSuite { name, ..TestSuite::default() }, Counters::implied())
    }

    /// Whether the last suite is one for what stands outside of all suites.
    fn is_in_implied_suite(&self) -> bool {
        self.state.counters.last().is_some_and(Counters::are_of_outside)
    }

    pub(super) fn open_suite(&mut self, suite: TestSuite, counters: Counters) -> u32 {
        // A suite may stand in a case outside of all suites.
        if self.is_in_implied_suite() && self.state.drafts.is_empty() {
            self.let_go_of_suite();
        }
        let number = index(self.state.results.suites.len());
        self.state.hosts.push(ids::host(suite.hostname.as_deref()));
        self.state.results.suites.push(suite);
        self.state.counters.push(counters);
        self.state.suites += 1;
        if let Sink::Counted(count) = &mut self.state.sink {
            count.open();
        }
        number
    }

    /// The last suite has ended. It is needed no more where cases are not kept.
    pub(super) fn let_go_of_suite(&mut self) {
        if let Sink::Counted(count) = &mut self.state.sink
            && let (Some(suite), Some(counters)) =
                (self.state.results.suites.pop(), self.state.counters.pop())
        {
            self.state.hosts.pop();
            count.close(&suite, &counters);
            if let Some(outer) = self.state.counters.last_mut() {
                outer.leave();
            }
        }
    }

    #[inline]
    fn push(&mut self, draft: Draft) {
        let Draft { at, time, is_retry, .. } = draft;
        let digest = ids::digest(self.state.host_of(draft.case.suite), &draft.case);
        let mut case = draft.finish();
        self.state.cases += 1;
        match &mut self.state.sink {
            Sink::Kept(suspects) => {
                let number = index(self.state.results.cases.len());
                if let Time::Unclear { .. } = time {
                    self.state.unclear_times.push((number, time));
                }
                suspects.add(digest, number, is_retry, at);
                place::complete(&mut case);
                self.state.keeper.case(&mut case, at);
                self.state.results.cases.push(case);
            }
            Sink::Counted(count) => {
                self.state.keeper.case(&mut case, at);
                count.add(&Counted { case: &case, digest, spent: Wavering::of(time), is_retry, at });
            }
        }
    }

    /// Tells something about the place `at`.
    pub(super) fn tell(&mut self, notice: Notice, at: usize) {
        self.state.told.push((notice, at));
    }

    pub(super) fn case_mut(&mut self, number: u32) -> Option<&mut TestCase> {
        self.state.results.cases.get_mut(number as usize)
    }
}

pub(super) fn index(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The graver of two outcomes of one case.
pub(super) fn graver(one: Outcome, other: Outcome) -> Outcome {
    let gravity = |outcome| match outcome {
        Outcome::Errored => 3,
        Outcome::Failed => 2,
        Outcome::Skipped => 1,
        Outcome::Passed => 0,
    };
    if gravity(other) > gravity(one) { other } else { one }
}
