//! What the attributes of an element say.

use std::borrow::Cow;
use std::sync::Arc;

use report_model::run::TestSuite;

use super::case::{Draft, Part};
use super::counters::Counters;
use super::reader::{Frame, MAX_DEPTH, Reader};
use super::suite::{moment, without_moment};
use crate::test_results::UNNAMED;
use crate::test_results::text::Gathered;
use crate::test_results::time::Time;
use crate::xml::{Attribute, Tag};

impl<'a> Reader<'a> {
    pub(super) fn property(&mut self, tag: Tag<'a>) -> Frame<'a> {
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

    pub(super) fn root(&mut self, tag: Tag<'a>) {
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

    pub(super) fn suite(&mut self, tag: Tag<'a>) {
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
        let number = self.open_suite(suite, counters);
        self.state.open_suites.push(number);
    }

    pub(super) fn part(&mut self, tag: Tag<'a>) -> Part<'a> {
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
    pub(super) fn case(&mut self, tag: Tag<'a>) -> Draft {
        let suite = self.current_suite();
        let mut draft = Draft::new(suite, tag.at);
        let (mut has_name, mut has_time) = (false, false);
        let mut is_sound = true;
        for attribute in tag.attributes() {
            is_sound &= attribute.is_sound();
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
                    } else if attribute.name == "time" {
                        self.cursor.oddities.duplicate_attribute.hit(tag.at);
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
        if !is_sound {
            self.cursor.oddities.unsound_attribute.hit(tag.at);
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
}
