//! A failing test as rules look at it.

use std::borrow::Cow;

use report_model::Outcome;
use report_model::run::{Failure, Run, TestCase};

use crate::reading::{self, Reading};

/// A failing test as rules look at it: the texts are without colours and of bounded length.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    id: String,
    file: Option<&'a str>,
    /// The class as a path, for naming tests by folders where no file is known.
    class_path: String,
    suites: Vec<&'a str>,
    labels: Vec<(&'a str, &'a str)>,
    outcome: Outcome,
    kinds: Vec<&'a str>,
    messages: Vec<Cow<'a, str>>,
    traces: Vec<Cow<'a, str>>,
    reading: Cow<'a, Reading>,
}

impl<'a> Subject<'a> {
    /// A failing case of a run.
    pub fn of_case(run: &'a Run, case: &'a TestCase, reading: &'a Reading) -> Self {
        let mut suites: Vec<&str> = Vec::new();
        let mut labels: Vec<(&str, &str)> = Vec::new();
        let mut file = case.file.as_deref();
        let mut next = run.tests.suites.get(case.suite as usize);
        // Suites come after the one that they are part of, so that there is an end; a wrong index must not loop.
        for _ in 0..64 {
            let Some(suite) = next else { break };
            suites.extend(suite.name.as_deref());
            file = file.or(suite.file.as_deref());
            labels.extend(pairs(&suite.properties));
            next = suite.parent.and_then(|parent| run.tests.suites.get(parent as usize));
        }
        labels.extend(case.text.iter().flat_map(|text| pairs(&text.properties)));
        labels.extend(run.identity.labels.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let reading = Cow::Borrowed(reading);
        Self {
            suites,
            labels,
            ..Self::of_texts(case.class.as_deref(), &case.name, file, case.outcome, case.failures(), reading)
        }
    }

    /// A failing test of which the texts are at hand: what the dashboard has.
    pub fn of_texts(
        class: Option<&str>,
        name: &str,
        file: Option<&'a str>,
        outcome: Outcome,
        failures: &'a [Failure],
        reading: Cow<'a, Reading>,
    ) -> Self {
        let texts = |text: fn(&Failure) -> Option<&str>| failures.iter().filter_map(text);
        let class_path = class.unwrap_or_default().replace(['.', '\\'], "/");
        Self {
            id: report_model::TestId::new(class, name).0,
            file,
            class_path: format!("{class_path}/{name}"),
            suites: Vec::new(),
            labels: Vec::new(),
            outcome,
            kinds: texts(|failure| failure.kind.as_deref()).collect(),
            messages: texts(|failure| failure.message.as_deref()).map(reading::clean).collect(),
            traces: texts(|failure| failure.trace.as_deref()).map(reading::clean).collect(),
            reading,
        }
    }

    /// The same, with the suites that it stood in and the labels that it carries.
    #[must_use]
    pub fn with(mut self, suites: &'a [String], labels: &'a [(String, String)]) -> Self {
        self.suites = suites.iter().map(String::as_str).collect();
        self.labels = pairs(labels).collect();
        self
    }

    pub(super) fn has_exception(&self, fits: impl Fn(&str) -> bool) -> bool {
        fits(&self.reading.exception)
            || self.reading.outer.iter().any(|kind| fits(kind))
            || self.kinds.iter().any(|kind| fits(kind))
    }

    pub(super) fn has_message(&self, fits: impl Fn(&str) -> bool) -> bool {
        fits(&self.reading.message) || self.messages.iter().any(|message| fits(message))
    }

    pub(super) fn has_trace(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.has_message(&fits) || self.traces.iter().any(|trace| fits(trace))
    }

    pub(super) fn has_frame(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.reading.frame.as_deref().is_some_and(fits)
    }

    /// A path is the natural way to name tests, also where the runner only tells the class.
    pub(super) fn is_test(&self, is_path: bool, fits: impl Fn(&str) -> bool) -> bool {
        fits(&self.id) || self.file.is_some_and(&fits) || is_path && fits(&self.class_path)
    }

    pub(super) fn is_in_suite(&self, fits: impl Fn(&str) -> bool) -> bool {
        self.suites.iter().any(|suite| fits(suite))
    }

    pub(super) fn has_label(&self, fits: impl Fn(&str, &str) -> bool) -> bool {
        self.labels.iter().any(|(key, value)| fits(key, value))
    }

    pub(super) const fn outcome(&self) -> Outcome {
        self.outcome
    }
}

fn pairs<T: AsRef<str>>(labels: &[(T, T)]) -> impl Iterator<Item = (&str, &str)> {
    labels.iter().map(|(key, value)| (key.as_ref(), value.as_ref()))
}
