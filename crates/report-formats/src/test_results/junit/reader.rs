//! The walk over the elements.

use std::borrow::Cow;
use std::sync::Arc;

use report_model::run::{TestCase, TestResults, TestSuite};
use report_model::{Notice, Outcome, Timestamp};

use super::case::{Draft, Part};
use super::dialect::Dialect;
use super::duplicates::Ids;
use super::suite::{Counters, moment, without_moment};
use crate::TextLimits;
use crate::tally::Tally;
use crate::test_results::text::{Gathered, Keeper, Names, append};
use crate::test_results::time::Time;
use crate::test_results::{UNNAMED, place};
use crate::xml::{Attribute, Cursor, Escapes, Tag, Token};

/// Suites deeper than this are taken as part of the one around them.
pub(super) const MAX_DEPTH: usize = 1000;

/// An open element, as far as it matters.
enum Frame<'a> {
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
enum Stream {
    Out,
    Err,
}

pub(super) struct Reader<'a> {
    pub(super) cursor: Cursor<'a>,
    escapes: Escapes,
    frames: Vec<Frame<'a>>,
    pub(super) state: State,
}

/// Something odd, and the offset where it is.
pub(super) type Told = (Notice, usize);

/// What was read so far, independent of the text.
pub(super) struct State {
    /// What was odd, and where.
    pub(super) told: Vec<Told>,
    /// The name of the first element, and where it is.
    pub(super) root: Option<(String, usize)>,
    pub(super) results: TestResults,
    /// The open suites, as indexes.
    pub(super) open_suites: Vec<u32>,
    /// The open cases; more than one only where a case was left open.
    pub(super) drafts: Vec<Draft>,
    pub(super) counters: Vec<Counters>,
    pub(super) root_counters: Option<Counters>,
    pub(super) root_started_at: Option<Timestamp>,
    pub(super) root_name: Option<Arc<str>>,
    pub(super) names: Names,
    pub(super) ids: Ids,
    pub(super) dialect: Dialect,
    pub(super) unclear_times: Vec<(u32, Time)>,
    /// Whether a comma was seen to part thousands, and to be the decimal mark.
    pub(super) comma_parts_thousands: bool,
    pub(super) comma_is_decimal: bool,
    pub(super) unnamed: Tally,
    pub(super) odd_times: Tally,
    pub(super) comma_times: Tally,
    pub(super) unfinished: Tally,
    pub(super) suite_failures: Tally,
    pub(super) keeper: Keeper,
    pub(super) too_deep: Tally,
}

impl<'a> Reader<'a> {
    /// A reader of `bytes` bytes of text, which comes with [`read`](Self::read).
    pub(super) fn new(bytes: usize, texts: TextLimits) -> Self {
        let state = State {
            told: Vec::new(),
            root: None,
            results: TestResults::default(),
            open_suites: Vec::new(),
            drafts: Vec::new(),
            counters: Vec::new(),
            root_counters: None,
            root_started_at: None,
            root_name: None,
            names: Names::default(),
            ids: Ids::for_text(bytes),
            dialect: Dialect::default(),
            unclear_times: Vec::new(),
            comma_parts_thousands: false,
            comma_is_decimal: false,
            unnamed: Tally::default(),
            odd_times: Tally::default(),
            comma_times: Tally::default(),
            unfinished: Tally::default(),
            suite_failures: Tally::default(),
            keeper: Keeper::of(texts),
            too_deep: Tally::default(),
        };
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
                self.state.open_suites.pop();
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
        let (stdout, stderr) = if let Some(draft) = self.state.drafts.last_mut() {
            let slots = draft.case.text_mut();
            (&mut slots.stdout, &mut slots.stderr)
        } else {
            let suite = self.current_suite();
            match self.state.results.suites.get_mut(suite as usize) {
                Some(suite) => (&mut suite.stdout, &mut suite.stderr),
                None => return,
            }
        };
        append(if stream == Stream::Out { stdout } else { stderr }, text);
    }

    /// A failure that belongs to no case: it is no test, but it must not get lost.
    fn suite_failure(&mut self, failure: &report_model::run::Failure, text: Option<String>, at: usize) {
        self.state.suite_failures.hit(at);
        let said = [failure.kind.clone(), failure.message.clone(), failure.trace.clone(), text];
        for line in said {
            self.output(Stream::Err, line);
        }
    }

    fn property(&mut self, tag: Tag<'a>) -> Frame<'a> {
        let (mut name, mut value) = (None, None);
        for attribute in tag.attributes() {
            match attribute.name {
                "name" => name = Some(self.resolve(attribute).into_owned()),
                "value" => value = Some(self.resolve(attribute).into_owned()),
                _ => {}
            }
        }
        match (name, value) {
            (Some(name), Some(value)) => {
                self.keep_property(name, value);
                Frame::Property(None, Gathered::default())
            }
            (name, _) => Frame::Property(name, Gathered::default()),
        }
    }

    fn keep_property(&mut self, name: String, value: String) {
        self.state.dialect.property(&name, &value);
        if let Some(draft) = self.state.drafts.last_mut() {
            draft.property(&name, &value);
            draft.case.text_mut().properties.push((name, value));
        } else {
            let suite = self.current_suite();
            if let Some(suite) = self.state.results.suites.get_mut(suite as usize) {
                suite.properties.push((name, value));
            }
        }
    }

    /// The innermost open suite. What stands outside all suites gets one of its own, named after the root.
    fn current_suite(&mut self) -> u32 {
        if let Some(suite) = self.state.open_suites.last() {
            return *suite;
        }
        if self.state.counters.last().is_some_and(|counters| counters.is_implied) {
            return index(self.state.results.suites.len() - 1);
        }
        let name = self.state.root_name.clone();
        self.state.results.suites.push(TestSuite { name, ..TestSuite::default() });
        self.state.counters.push(Counters::implied());
        index(self.state.results.suites.len() - 1)
    }

    fn root(&mut self, tag: Tag<'a>) {
        self.state.dialect.root(&tag);
        let mut counters = Counters::at(tag.at);
        for attribute in tag.attributes() {
            match attribute.name {
                "name" => self.state.root_name = (!attribute.value.is_empty()).then(|| self.share(attribute)),
                "timestamp" => self.state.root_started_at = moment(attribute.value),
                _ => counters.take(attribute.name, attribute.value),
            }
        }
        self.state.root_counters = match (self.state.root_counters.take(), counters.given()) {
            (Some(known), Some(more)) => Some(known.plus(&more)),
            (known, more) => known.or(more),
        };
    }

    fn suite(&mut self, tag: Tag<'a>) {
        self.state.dialect.suite(&tag);
        let parent = self.state.open_suites.last().copied();
        let mut suite = TestSuite { parent, ..TestSuite::default() };
        let mut counters = Counters::at(tag.at);
        let mut timestamp = "";
        for attribute in tag.attributes() {
            let slot = match attribute.name {
                "name" => &mut suite.name,
                "file" | "filepath" | "filename" => &mut suite.file,
                "hostname" => &mut suite.hostname,
                "timestamp" => {
                    suite.started_at = moment(attribute.value);
                    timestamp = attribute.value;
                    continue;
                }
                "time" => {
                    suite.duration_secs = match Time::parse(attribute.value) {
                        Time::Secs(secs) | Time::Comma { secs, .. } => Some(secs),
                        _ => None,
                    };
                    continue;
                }
                name => {
                    counters.take(name, attribute.value);
                    continue;
                }
            };
            if slot.is_some() {
                self.cursor.oddities.duplicate_attribute.hit(tag.at);
            } else if !attribute.value.is_empty() {
                let value = self.cursor.value(attribute, self.escapes);
                *slot = Some(self.state.names.share(&value));
            }
        }
        if self.state.open_suites.len() >= MAX_DEPTH {
            self.state.too_deep.hit(tag.at);
            let innermost = self.state.open_suites.last().copied().unwrap_or_default();
            self.state.open_suites.push(innermost);
            return;
        }
        suite.declared = counters.declared();
        if let Some(name) = suite.name.as_deref().and_then(|name| without_moment(name, timestamp)) {
            self.state.dialect.sure("unittest-xml-reporting");
            suite.name = Some(name.into());
        }
        let number = index(self.state.results.suites.len());
        self.state.ids.enter_suite(suite.hostname.as_deref());
        self.state.results.suites.push(suite);
        self.state.counters.push(counters);
        self.state.open_suites.push(number);
    }

    fn part(&mut self, tag: Tag<'a>) -> Part<'a> {
        let mut part = Part::new(tag.name, tag.at);
        for attribute in tag.attributes() {
            match attribute.name {
                "message" => part.failure.message = self.owned(attribute),
                "type" => part.failure.kind = self.owned(attribute),
                "time" => {
                    part.duration_secs = match Time::parse(attribute.value) {
                        Time::Secs(secs) | Time::Comma { secs, .. } => Some(secs),
                        _ => None,
                    };
                }
                _ => {}
            }
        }
        part
    }

    #[inline]
    fn case(&mut self, tag: Tag<'a>) -> Draft {
        let suite = self.current_suite();
        let mut draft = Draft::new(suite, tag.at);
        let (mut has_name, mut has_time) = (false, false);
        for attribute in tag.attributes() {
            match attribute.name {
                "name" => {
                    if has_name {
                        self.cursor.oddities.duplicate_attribute.hit(tag.at);
                    } else {
                        draft.case.name = match self.resolve(attribute) {
                            Cow::Borrowed(name) => name.into(),
                            Cow::Owned(name) => name.into(),
                        };
                    }
                    has_name = true;
                }
                "classname" | "class" => {
                    if draft.case.class.is_none() && !attribute.value.is_empty() {
                        draft.case.class = Some(self.share(attribute));
                    }
                }
                "time" | "duration" => {
                    if !has_time {
                        has_time = attribute.name == "time";
                        draft.time = self.time(attribute);
                    }
                }
                "file" | "filepath" => {
                    if !attribute.value.is_empty() {
                        let path = self.resolve(attribute);
                        draft.case.file =
                            Some(self.state.names.share(path.strip_prefix("./").unwrap_or(&path)));
                    }
                }
                "line" | "lineno" => draft.case.line = attribute.value.trim().parse().ok(),
                name => draft.attribute(name, attribute.value),
            }
        }
        if draft.case.name.is_empty() {
            self.state.unnamed.hit(tag.at);
            draft.case.name = UNNAMED.into();
        }
        self.state.dialect.case(&tag, &draft.case);
        draft
    }

    fn time(&mut self, attribute: Attribute<'a>) -> Time {
        let time = Time::parse(attribute.value);
        match time {
            Time::Secs(_) | Time::Missing => {}
            Time::Comma { parts_thousands, .. } => {
                self.state.comma_times.hit(attribute.at);
                self.state.comma_parts_thousands |= parts_thousands;
                self.state.comma_is_decimal |= !parts_thousands;
            }
            Time::Unclear { .. } => self.state.comma_times.hit(attribute.at),
            Time::Odd => self.state.odd_times.hit(attribute.at),
        }
        time
    }

    #[inline]
    fn push(&mut self, draft: Draft) {
        let number = index(self.state.results.cases.len());
        if let Time::Unclear { .. } = draft.time {
            self.state.unclear_times.push((number, draft.time));
        }
        self.state.ids.add(number, draft.is_retry, draft.at, &draft.case);
        let at = draft.at;
        let mut case = draft.finish();
        place::complete(&mut case);
        self.state.keeper.case(&mut case, at);
        self.state.results.cases.push(case);
    }

    #[inline]
    fn resolve(&mut self, attribute: Attribute<'a>) -> Cow<'a, str> {
        self.cursor.value(attribute, self.escapes)
    }

    fn owned(&mut self, attribute: Attribute<'a>) -> Option<String> {
        let value = self.resolve(attribute);
        (!value.is_empty()).then(|| value.into_owned())
    }

    #[inline]
    fn share(&mut self, attribute: Attribute<'a>) -> Arc<str> {
        let value = self.cursor.value(attribute, self.escapes);
        self.state.names.share(&value)
    }

    /// Tells something about the place `at`.
    pub(super) fn tell(&mut self, notice: Notice, at: usize) {
        self.state.told.push((notice, at));
    }

    pub(super) fn case_mut(&mut self, number: u32) -> Option<&mut TestCase> {
        self.state.results.cases.get_mut(number as usize)
    }

    pub(super) fn root_counters(&self) -> Option<&Counters> {
        self.state.root_counters.as_ref()
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
