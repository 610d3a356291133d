//! The walk over the elements.

use std::borrow::Cow;
use std::sync::Arc;

use report_model::run::{Content, Document, TestCase, TestResults, TestSuite};
use report_model::{Location, Notice, Notices, Outcome, Timestamp};

use super::NAME;
use super::case::{Draft, Part};
use super::dialect::Dialect;
use super::duplicates::Ids;
use super::suite::{Counters, moment, without_moment};
use crate::ReadError;
use crate::tally::Tally;
use crate::test_results::UNNAMED;
use crate::test_results::text::{Gathered, Names, append};
use crate::test_results::time::Time;
use crate::xml::{Attribute, Cursor, Escapes, Tag, Token};

/// Suites deeper than this are taken as part of the one around them.
const MAX_DEPTH: usize = 1000;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

pub(super) struct Reader<'a, 'n> {
    path: &'a str,
    pub(super) cursor: Cursor<'a>,
    escapes: Escapes,
    notices: &'n Notices,
    frames: Vec<Frame<'a>>,
    pub(super) results: TestResults,
    /// The open suites, as indexes.
    open_suites: Vec<u32>,
    /// The open cases; more than one only where a case was left open.
    drafts: Vec<Draft>,
    pub(super) counters: Vec<Counters>,
    root_counters: Option<Counters>,
    root_started_at: Option<Timestamp>,
    root_name: Option<&'a str>,
    names: Names,
    pub(super) ids: Ids,
    pub(super) dialect: Dialect,
    pub(super) unclear_times: Vec<(u32, Time)>,
    /// Whether a comma was seen to part thousands, and to be the decimal mark.
    pub(super) comma_parts_thousands: bool,
    pub(super) comma_is_decimal: bool,
    unnamed: Tally,
    odd_times: Tally,
    pub(super) comma_times: Tally,
    unfinished: Tally,
    suite_failures: Tally,
    cut_texts: Tally,
    too_deep: Tally,
}

impl<'a, 'n> Reader<'a, 'n> {
    pub(super) fn new(path: &'a str, text: &'a str, notices: &'n Notices) -> Self {
        Self {
            path,
            cursor: Cursor::new(text),
            escapes: Escapes::of(text),
            notices,
            frames: Vec::new(),
            results: TestResults::default(),
            open_suites: Vec::new(),
            drafts: Vec::new(),
            counters: Vec::new(),
            root_counters: None,
            root_started_at: None,
            root_name: None,
            names: Names::default(),
            ids: Ids::for_text(text.len()),
            dialect: Dialect::default(),
            unclear_times: Vec::new(),
            comma_parts_thousands: false,
            comma_is_decimal: false,
            unnamed: Tally::default(),
            odd_times: Tally::default(),
            comma_times: Tally::default(),
            unfinished: Tally::default(),
            suite_failures: Tally::default(),
            cut_texts: Tally::default(),
            too_deep: Tally::default(),
        }
    }

    pub(super) fn read(mut self) -> Result<Document, ReadError> {
        let mut root = None;
        loop {
            match self.cursor.next() {
                Token::Start(tag) => {
                    root.get_or_insert(tag);
                    self.start(tag);
                }
                Token::End(_) => self.end(),
                Token::Text(text) => self.text(text, true),
                Token::CData(text) => self.text(text, false),
                Token::Comment(text) => self.dialect.comment(text),
                Token::Eof => break,
            }
        }
        self.cursor.report(self.path, self.notices);
        let Some(root) = root else {
            return Err(ReadError::new(NAME, Location::file(self.path), "no XML element in it")
                .hint("make sure that the path names the report and not the log of the run"));
        };
        let knows = |name| matches!(name, "testsuites" | "testsuite" | "testcase");
        if self.results.suites.is_empty() && self.results.cases.is_empty() && !knows(root.name) {
            let location = self.cursor.locate(self.path, root.at);
            return Err(ReadError::new(NAME, location, format!("its root element is `{}`", root.name))
                .hint("`report-gen formats` lists what can be read"));
        }
        Ok(self.finish())
    }

    fn start(&mut self, tag: Tag<'a>) {
        let frame = match tag.name {
            "testcase" => {
                let draft = self.case(tag);
                if tag.is_empty {
                    self.push(draft);
                    return;
                }
                self.drafts.push(draft);
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
        gathered.push(if has_references {
            self.cursor.resolve(text, at, self.escapes)
        } else {
            self.cursor.resolve_literal(text, at, self.escapes)
        });
    }

    fn end(&mut self) {
        let at = self.cursor.at();
        match self.frames.pop() {
            Some(Frame::Case) => {
                if let Some(draft) = self.drafts.pop() {
                    if self.cursor.is_cut() && !draft.has_verdict() {
                        self.unfinished.hit(draft.at);
                    } else {
                        self.push(draft);
                    }
                }
            }
            Some(Frame::Suite) => {
                self.open_suites.pop();
            }
            Some(Frame::Part(part)) => {
                let text = part.text.finish(at, &mut self.cut_texts);
                match self.drafts.last_mut() {
                    Some(draft) => draft.add(part.kind, part.failure, part.duration_secs, text),
                    None => self.suite_failure(&part.failure, text, part.at),
                }
            }
            Some(Frame::Trace(gathered)) => {
                let text = gathered.finish(at, &mut self.cut_texts);
                if let Some(Frame::Part(part)) = self.frames.last_mut() {
                    part.failure.trace = text;
                }
            }
            Some(Frame::Output(stream, gathered)) => {
                let text = gathered.finish(at, &mut self.cut_texts);
                self.output(stream, text);
            }
            Some(Frame::Property(Some(name), gathered)) => {
                let text = gathered.finish(at, &mut self.cut_texts).unwrap_or_default();
                self.keep_property(name, text);
            }
            Some(Frame::Passed | Frame::Property(None, _)) | None => {}
        }
    }

    fn output(&mut self, stream: Stream, text: Option<String>) {
        if text.is_none() {
            return;
        }
        let (stdout, stderr) = if let Some(draft) = self.drafts.last_mut() {
            let slots = draft.case.text_mut();
            (&mut slots.stdout, &mut slots.stderr)
        } else {
            let suite = self.current_suite();
            match self.results.suites.get_mut(suite as usize) {
                Some(suite) => (&mut suite.stdout, &mut suite.stderr),
                None => return,
            }
        };
        append(if stream == Stream::Out { stdout } else { stderr }, text);
    }

    /// A failure that belongs to no case: it is no test, but it must not get lost.
    fn suite_failure(&mut self, failure: &report_model::run::Failure, text: Option<String>, at: usize) {
        self.suite_failures.hit(at);
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
        self.dialect.property(&name, &value);
        if let Some(draft) = self.drafts.last_mut() {
            draft.property(&name, &value);
            draft.case.text_mut().properties.push((name, value));
        } else {
            let suite = self.current_suite();
            if let Some(suite) = self.results.suites.get_mut(suite as usize) {
                suite.properties.push((name, value));
            }
        }
    }

    /// The innermost open suite. What stands outside all suites gets one of its own, named after the root.
    fn current_suite(&mut self) -> u32 {
        if let Some(suite) = self.open_suites.last() {
            return *suite;
        }
        if self.counters.last().is_some_and(|counters| counters.is_implied) {
            return index(self.results.suites.len() - 1);
        }
        let name = self.root_name.filter(|name| !name.is_empty()).map(|name| {
            let at = self.cursor.at();
            let name = self.cursor.resolve(name, at, self.escapes);
            self.names.share(&name)
        });
        self.results.suites.push(TestSuite { name, ..TestSuite::default() });
        self.counters.push(Counters::implied());
        index(self.results.suites.len() - 1)
    }

    fn root(&mut self, tag: Tag<'a>) {
        self.dialect.root(&tag);
        let mut counters = Counters::at(tag.at);
        for attribute in tag.attributes() {
            match attribute.name {
                "name" => self.root_name = Some(attribute.value),
                "timestamp" => self.root_started_at = moment(attribute.value),
                _ => counters.take(attribute.name, attribute.value),
            }
        }
        self.root_counters = match (self.root_counters.take(), counters.given()) {
            (Some(known), Some(more)) => Some(known.plus(&more)),
            (known, more) => known.or(more),
        };
    }

    fn suite(&mut self, tag: Tag<'a>) {
        self.dialect.suite(&tag);
        let parent = self.open_suites.last().copied();
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
                *slot = Some(self.names.share(&value));
            }
        }
        if self.open_suites.len() >= MAX_DEPTH {
            self.too_deep.hit(tag.at);
            let innermost = self.open_suites.last().copied().unwrap_or_default();
            self.open_suites.push(innermost);
            return;
        }
        suite.declared = counters.declared();
        if let Some(name) = suite.name.as_deref().and_then(|name| without_moment(name, timestamp)) {
            self.dialect.sure("unittest-xml-reporting");
            suite.name = Some(name.into());
        }
        let number = index(self.results.suites.len());
        self.ids.enter_suite(suite.hostname.as_deref());
        self.results.suites.push(suite);
        self.counters.push(counters);
        self.open_suites.push(number);
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
                        draft.case.file = Some(self.names.share(path.strip_prefix("./").unwrap_or(&path)));
                    }
                }
                "line" | "lineno" => draft.case.line = attribute.value.trim().parse().ok(),
                name => draft.attribute(name, attribute.value),
            }
        }
        if draft.case.name.is_empty() {
            self.unnamed.hit(tag.at);
            draft.case.name = UNNAMED.into();
        }
        self.dialect.case(&tag, &draft.case);
        draft
    }

    fn time(&mut self, attribute: Attribute<'a>) -> Time {
        let time = Time::parse(attribute.value);
        match time {
            Time::Secs(_) | Time::Missing => {}
            Time::Comma { parts_thousands, .. } => {
                self.comma_times.hit(attribute.at);
                self.comma_parts_thousands |= parts_thousands;
                self.comma_is_decimal |= !parts_thousands;
            }
            Time::Unclear { .. } => self.comma_times.hit(attribute.at),
            Time::Odd => self.odd_times.hit(attribute.at),
        }
        time
    }

    #[inline]
    fn push(&mut self, draft: Draft) {
        let number = index(self.results.cases.len());
        if let Time::Unclear { .. } = draft.time {
            self.unclear_times.push((number, draft.time));
        }
        self.ids.add(number, draft.is_retry, draft.at, &draft.case);
        self.results.cases.push(draft.finish());
    }

    #[inline]
    fn resolve(&mut self, attribute: Attribute<'a>) -> Cow<'a, str> {
        self.cursor.value(attribute, self.escapes)
    }

    fn owned(&mut self, attribute: Attribute<'a>) -> Option<String> {
        let value = self.resolve(attribute);
        let kept = crate::place::prefix(&value, crate::test_results::text::MAX_TEXT_BYTES);
        if kept.len() < value.len() {
            self.cut_texts.hit(attribute.at);
        }
        (!kept.is_empty()).then(|| kept.to_owned())
    }

    #[inline]
    fn share(&mut self, attribute: Attribute<'a>) -> Arc<str> {
        let value = self.cursor.value(attribute, self.escapes);
        self.names.share(&value)
    }

    fn finish(mut self) -> Document {
        if self.results.cases.is_empty() && self.unfinished.count == 0 {
            self.notices.push(
                Notice::note("holds no test")
                    .hint("a filter may have left all out, or the run ended before the first")
                    .at(Location::file(self.path)),
            );
        }
        self.settle_unclear_times();
        self.tell_of_duplicates();
        self.compare_counters();
        if let Some(first) = self.results.suites.first_mut()
            && first.started_at.is_none()
        {
            first.started_at = self.root_started_at;
        }
        self.tell_of(self.unnamed, |tally| {
            Notice::warning(format!(
                "{} without a name; shown as `{UNNAMED}`",
                tally.of("case is", "cases are")
            ))
            .effect("such cases cannot be followed from run to run")
        });
        self.tell_of(self.odd_times, |tally| {
            Notice::warning(format!(
                "{} no duration; taken as unknown",
                tally.of("`time` is", "`time` values are")
            ))
            .effect("sums of durations lack these cases")
            .hint("durations are seconds with a point, such as `1042.3`, and not negative")
        });
        self.tell_of(self.suite_failures, |tally| {
            Notice::warning(format!(
                "{} reported outside of any case",
                tally.of("failure is", "failures are")
            ))
            .effect("no test can be counted for it; its text is with the suite's error output")
            .hint("the runner most likely failed before or after the tests")
        });
        self.tell_of(self.unfinished, |tally| {
            Notice::warning(format!(
                "{} cut off before telling how it ended; left out",
                tally.of("case was", "cases were")
            ))
            .effect("the case is in no total; it may be the one that hung or crashed")
        });
        self.tell_of(self.cut_texts, |tally| {
            Notice::note(format!(
                "{} longer than 1 MiB; only the start is kept",
                tally.of("text is", "texts are")
            ))
        });
        self.tell_of(self.too_deep, |_| {
            Notice::warning(format!(
                "suites nest deeper than {MAX_DEPTH} levels; the innermost are taken as one"
            ))
        });
        Document {
            producer: self.dialect.producer(),
            declared: self.declared(),
            content: Content::Tests(self.results),
        }
    }

    fn declared(&self) -> Option<report_model::run::Counts> {
        if let Some(declared) = self.root_counters.as_ref().and_then(Counters::declared) {
            return Some(declared);
        }
        let mut roots = self
            .results
            .suites
            .iter()
            .zip(&self.counters)
            .filter(|(suite, counters)| suite.parent.is_none() && !counters.is_implied);
        roots.try_fold(None, |sum: Option<report_model::run::Counts>, (suite, _)| {
            let declared = suite.declared?;
            Some(Some(sum.map_or(declared, |sum| sum + declared)))
        })?
    }

    fn tell_of(&self, tally: Tally, notice: impl FnOnce(Tally) -> Notice) {
        if let Some(first) = tally.seen() {
            self.tell(notice(tally), first);
        }
    }

    /// Tells something about the place `at`.
    pub(super) fn tell(&self, notice: Notice, at: usize) {
        self.notices.push(notice.at(self.cursor.locate(self.path, at)));
    }

    pub(super) fn case_mut(&mut self, number: u32) -> Option<&mut TestCase> {
        self.results.cases.get_mut(number as usize)
    }

    pub(super) fn root_counters(&self) -> Option<&Counters> {
        self.root_counters.as_ref()
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
