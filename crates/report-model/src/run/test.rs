//! Suites, cases and attempts.

use std::sync::Arc;

use crate::{Counts, Outcome, TestId, TestKey, Timestamp};

/// The suites of a run or an artifact, and their cases. Suites nest by index; cases are flat.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestResults {
    /// The suites, parents before their children.
    pub suites: Vec<TestSuite>,
    /// The cases, in the order of the artifact.
    pub cases: Vec<TestCase>,
}

impl TestResults {
    /// How many cases ended in which way. Cases are counted, never a suite's attributes.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for case in &self.cases {
            counts.add(case.outcome);
        }
        counts
    }

    /// The sum of the cases' durations in seconds; `None` when no case gave one.
    pub fn duration_secs(&self) -> Option<f64> {
        self.cases.iter().filter_map(|case| case.duration_secs).reduce(|sum, secs| sum + secs)
    }

    /// The sums over all cases.
    pub fn totals(&self) -> TestTotals {
        let attempts = self.cases.iter().map(|case| case.attempt_count() as u64).sum();
        TestTotals { counts: self.counts(), attempts, duration_secs: self.duration_secs() }
    }

    /// Takes over the suites and cases of `other`, behind its own.
    pub fn append(&mut self, other: Self) {
        let offset = u32::try_from(self.suites.len()).unwrap_or(u32::MAX);
        self.suites.extend(other.suites.into_iter().map(|mut suite| {
            suite.parent = suite.parent.map(|parent| parent + offset);
            suite
        }));
        self.cases.extend(other.cases.into_iter().map(|mut case| {
            case.suite += offset;
            case
        }));
    }
}

/// The sums of test results, for who needs no more of them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TestTotals {
    /// How many cases ended in which way.
    pub counts: Counts,
    /// How often the cases were tried, all together.
    pub attempts: u64,
    /// The sum of the cases' durations in seconds; `None` when no case gave one.
    pub duration_secs: Option<f64>,
}

/// A group of tests, as the artifact grouped them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestSuite {
    /// The suite it is part of, as an index into [`TestResults::suites`].
    pub parent: Option<u32>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// The source file it stands for.
    pub file: Option<Arc<str>>,
    /// The machine, or with some runners the project, it ran on.
    pub hostname: Option<Arc<str>>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// How long it says it took in seconds; cases are summed instead of this.
    pub duration_secs: Option<f64>,
    /// What its counters say; compared with what is in it, never used as a total.
    pub declared: Option<Counts>,
    /// Names and values that the runner attached.
    pub properties: Vec<(String, String)>,
    /// What was written to standard output outside any case.
    pub stdout: Option<String>,
    /// What was written to standard error outside any case.
    pub stderr: Option<String>,
}

/// One test in one run. Retries are attempts of the same case.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCase {
    /// The suite it stands in, as an index into [`TestResults::suites`].
    pub suite: u32,
    /// How it ended, after all attempts.
    pub outcome: Outcome,
    /// The line it is written on.
    pub line: Option<u32>,
    /// When it began, where the artifact tells that of each test.
    pub started_at: Option<Timestamp>,
    /// How long it took in seconds, as the artifact tells; `None` when it does not.
    pub duration_secs: Option<f64>,
    /// How much of that was set-up and tear-down; `None` when the artifact does not tell them apart.
    pub setup_secs: Option<f64>,
    /// Its name within its class, with parameters.
    pub name: Box<str>,
    /// Its class, module or package.
    pub class: Option<Arc<str>>,
    /// The source file it is written in.
    pub file: Option<Arc<str>>,
    /// What was said about it: failures, attempts, output. Most passing tests say nothing.
    pub text: Option<Box<TestText>>,
}

impl TestCase {
    /// A passed case of which nothing but the name is known.
    pub fn named(name: impl Into<Box<str>>) -> Self {
        Self {
            suite: 0,
            outcome: Outcome::Passed,
            line: None,
            started_at: None,
            duration_secs: None,
            setup_secs: None,
            name: name.into(),
            class: None,
            file: None,
            text: None,
        }
    }

    /// What it is called across runs.
    pub fn id(&self) -> TestId {
        TestId::new(self.class.as_deref(), &self.name)
    }

    /// The key of [`id`](Self::id), without building it.
    pub fn key(&self) -> TestKey {
        TestKey::of_parts(self.class.as_deref(), &self.name)
    }

    /// Whether it passed only after an attempt that did not.
    pub fn is_flaky(&self) -> bool {
        self.outcome == Outcome::Passed
            && self
                .text
                .as_ref()
                .is_some_and(|text| text.attempts.iter().any(|attempt| attempt.outcome.is_bad()))
    }

    /// How often it was tried.
    pub fn attempt_count(&self) -> usize {
        self.text.as_ref().map_or(1, |text| text.attempts.len().max(1))
    }

    /// Its failures in the order of the artifact; the gravest decided the outcome.
    pub fn failures(&self) -> &[Failure] {
        self.text.as_ref().map_or(&[], |text| &text.failures)
    }

    /// The text part, made when there is none yet.
    pub fn text_mut(&mut self) -> &mut TestText {
        self.text.get_or_insert_default()
    }
}

/// What an artifact said about a case beyond its outcome.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TestText {
    /// Failures of the case's last word, in the order of the artifact.
    pub failures: Vec<Failure>,
    /// Every attempt in the order it was made, when there was more than one; empty otherwise.
    pub attempts: Vec<Attempt>,
    /// Why it was skipped.
    pub skip_reason: Option<String>,
    /// Its standard output.
    pub stdout: Option<String>,
    /// Its standard error.
    pub stderr: Option<String>,
    /// Names and values that the runner attached; most come again and again.
    pub properties: Vec<(Arc<str>, Arc<str>)>,
}

/// One reason why a case, or an attempt at it, did not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Whether an expectation failed or the test could not be carried out.
    pub outcome: Outcome,
    /// The exception's or matcher's type, as written: `builtins.TypeError`.
    pub kind: Option<String>,
    /// The message in short.
    pub message: Option<String>,
    /// The full text, usually a stack trace.
    pub trace: Option<String>,
}

/// One try at a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// How the try ended.
    pub outcome: Outcome,
    /// How long it took in seconds.
    pub duration_secs: Option<f64>,
    /// Why it did not pass.
    pub failure: Option<Failure>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_after_a_failed_attempt_is_flaky() {
        let mut case = TestCase::named("a");
        assert!(!case.is_flaky());
        assert_eq!(case.attempt_count(), 1);
        let attempt = |outcome| Attempt { outcome, duration_secs: None, failure: None };
        case.text_mut().attempts = vec![attempt(Outcome::Failed), attempt(Outcome::Passed)];
        assert!(case.is_flaky());
        case.outcome = Outcome::Failed;
        assert!(!case.is_flaky());
        assert_eq!(case.attempt_count(), 2);
    }

    #[test]
    fn appending_keeps_suites_and_cases_together() {
        let one = || TestResults {
            suites: vec![
                TestSuite::default(),
                TestSuite { parent: Some(0), name: Some("inner".into()), ..TestSuite::default() },
            ],
            cases: vec![TestCase { suite: 1, ..TestCase::named("a") }],
        };
        let mut all = one();
        all.append(one());
        assert_eq!(all.suites[3].parent, Some(2));
        assert_eq!(all.cases[1].suite, 3);
        assert_eq!(all.counts(), Counts { passed: 2, ..Counts::default() });
        assert_eq!(all.duration_secs(), None);
    }
}
