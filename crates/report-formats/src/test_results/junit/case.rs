//! One case, from its tag to its end.

use report_model::Outcome;
use report_model::run::{Attempt, Failure, TestCase};

use super::reader::graver;
use super::suite::moment;
use crate::test_results::text::Gathered;
use crate::test_results::time::Time;

/// What an element within a case tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    /// It failed or errored, as the failure says.
    Failure,
    /// It was left out.
    Skip,
    /// An attempt failed, and a later one passed.
    Flaky,
    /// A further attempt failed too.
    Rerun,
}

/// An element within a case that tells how it, or an attempt at it, ended.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) kind: PartKind,
    pub(super) failure: Failure,
    pub(super) duration_secs: Option<f64>,
    pub(super) text: Gathered<'a>,
    pub(super) at: usize,
}

impl Part<'_> {
    pub(super) fn new(element: &str, at: usize) -> Self {
        let (kind, outcome) = match element {
            "error" => (PartKind::Failure, Outcome::Errored),
            "failure" => (PartKind::Failure, Outcome::Failed),
            "flakyError" => (PartKind::Flaky, Outcome::Errored),
            "flakyFailure" => (PartKind::Flaky, Outcome::Failed),
            "rerunError" => (PartKind::Rerun, Outcome::Errored),
            "rerunFailure" => (PartKind::Rerun, Outcome::Failed),
            _ => (PartKind::Skip, Outcome::Skipped),
        };
        let failure = Failure { outcome, kind: None, message: None, trace: None };
        Self { kind, failure, duration_secs: None, text: Gathered::default(), at }
    }
}

/// A case that is being read.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) case: TestCase,
    pub(super) at: usize,
    pub(super) time: Time,
    /// Whether a marker says that this is a further try at a case that was told of before.
    pub(super) is_retry: bool,
    is_skipped: bool,
    /// What an attribute says of the outcome; elements are believed first.
    status: Option<Outcome>,
    flaky: Vec<Attempt>,
    reruns: Vec<Attempt>,
}

impl Draft {
    #[inline]
    pub(super) fn new(suite: u32, at: usize) -> Self {
        Self {
            case: TestCase {
                suite,
                outcome: Outcome::Passed,
                line: None,
                started_at: None,
                duration_secs: None,
                setup_secs: None,
                name: Box::default(),
                class: None,
                file: None,
                text: None,
            },
            at,
            time: Time::Missing,
            is_retry: false,
            is_skipped: false,
            status: None,
            flaky: Vec::new(),
            reruns: Vec::new(),
        }
    }

    /// Whether anything was said about how it ended.
    pub(super) fn has_verdict(&self) -> bool {
        self.is_skipped || self.status.is_some() || !self.case.failures().is_empty()
    }

    /// An attribute that not every dialect has.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
        let status = match name {
            "status" | "result" => {
                if is_one_of(&["notrun", "disabled", "skipped", "ignored", "pending", "suppressed"]) {
                    Outcome::Skipped
                } else if is_one_of(&["failed", "fail", "failure", "broken"]) {
                    Outcome::Failed
                } else if is_one_of(&["error", "errored"]) {
                    Outcome::Errored
                } else {
                    return;
                }
            }
            "disabled" | "ignored" if is_one_of(&["true", "1", "yes"]) => Outcome::Skipped,
            "success" if is_one_of(&["false"]) => Outcome::Failed,
            "timestamp" => {
                self.case.started_at = moment(value);
                return;
            }
            _ => {
                self.property(name, value);
                return;
            }
        };
        self.status = Some(self.status.map_or(status, |known| graver(known, status)));
    }

    /// A property, or an attribute, that may mark a further try.
    pub(super) fn property(&mut self, name: &str, value: &str) {
        let is_marker = ["retry", "rerun", "attempt", "retryCount", "retry_attempt"].contains(&name);
        self.is_retry |= is_marker && !["", "0", "false"].contains(&value);
    }

    /// Adds what an element told.
    pub(super) fn add(
        &mut self,
        kind: PartKind,
        mut failure: Failure,
        duration_secs: Option<f64>,
        text: Option<String>,
    ) {
        match kind {
            PartKind::Skip => {
                self.is_skipped = true;
                let reason = failure.message.or(text).or(failure.kind);
                let known = &mut self.case.text_mut().skip_reason;
                if known.is_none() {
                    *known = reason;
                }
            }
            PartKind::Failure => {
                failure.trace = text.or(failure.trace);
                self.case.text_mut().failures.push(failure);
            }
            PartKind::Flaky | PartKind::Rerun => {
                failure.trace = failure.trace.or(text);
                let attempts = if kind == PartKind::Flaky { &mut self.flaky } else { &mut self.reruns };
                attempts.push(Attempt { outcome: failure.outcome, duration_secs, failure: Some(failure) });
            }
        }
    }

    /// The case as it was told: error before failure before skip before what an attribute says.
    #[inline]
    pub(super) fn finish(mut self) -> TestCase {
        self.case.duration_secs = match self.time {
            Time::Secs(secs) | Time::Comma { secs, .. } => Some(secs),
            // Settled when the whole file was seen.
            Time::Unclear { .. } | Time::Missing | Time::Odd => None,
        };
        let failed = self.case.failures().iter().map(|failure| failure.outcome).reduce(graver);
        let skipped = self.is_skipped.then_some(Outcome::Skipped);
        self.case.outcome = failed.or(skipped).or(self.status).unwrap_or(Outcome::Passed);
        if !self.flaky.is_empty() || !self.reruns.is_empty() {
            self.put_attempts();
        }
        self.case
    }

    /// Earlier attempts that failed come first, then the one that gave the case its outcome. Surefire writes the
    /// first failure as the case's own and the later ones as reruns, so there these come last.
    fn put_attempts(&mut self) {
        let own = Attempt {
            outcome: self.case.outcome,
            duration_secs: self.case.duration_secs,
            failure: self.case.failures().first().cloned(),
        };
        let mut attempts = std::mem::take(&mut self.flaky);
        if self.case.outcome.is_bad() {
            attempts.push(own);
            attempts.append(&mut self.reruns);
        } else {
            attempts.append(&mut self.reruns);
            attempts.push(own);
        }
        self.case.text_mut().attempts = attempts;
    }
}
