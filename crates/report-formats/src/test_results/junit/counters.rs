//! The counters of suites and roots, held against what is in them.

use std::fmt::Write as _;
use std::sync::Arc;

use report_model::run::{Counts, TestCase, TestSuite};
use report_model::{Notice, Outcome};

use crate::place::prefix;
use crate::tally::counted;
use crate::xml::number;

/// The counters of a suite or a root.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counters {
    tests: Option<u64>,
    failures: Option<u64>,
    errors: Option<u64>,
    skipped: Option<u64>,
    disabled: Option<u64>,
    at: usize,
    /// Whether the suite stands only for cases that are in none.
    is_implied: bool,
    /// Whether a suite stood behind it.
    is_left: bool,
}

impl Counters {
    pub(super) fn at(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    /// Those of a suite that is not in the file.
    pub(super) fn implied() -> Self {
        Self { is_implied: true, ..Self::default() }
    }

    /// Whether what stands outside of all suites belongs here.
    pub(super) fn are_of_outside(&self) -> bool {
        self.is_implied && !self.is_left
    }

    /// A suite that began behind this one has ended.
    pub(super) fn leave(&mut self) {
        self.is_left = true;
    }

    pub(super) fn take(&mut self, name: &str, value: &str) {
        let slot = match name {
            "tests" => &mut self.tests,
            "failures" => &mut self.failures,
            "errors" => &mut self.errors,
            "skipped" | "skip" | "skips" | "ignored" => &mut self.skipped,
            "disabled" => &mut self.disabled,
            _ => return,
        };
        if let Some(count) = number(value) {
            *slot = Some(slot.unwrap_or_default().saturating_add(count));
        }
    }

    /// These, when they say how many tests there are.
    pub(super) fn given(self) -> Option<Self> {
        self.tests.map(|_| self)
    }

    pub(super) fn plus(self, other: &Self) -> Self {
        let add = |a: Option<u64>, b: Option<u64>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (known, None) | (None, known) => known,
        };
        Self {
            tests: add(self.tests, other.tests),
            failures: add(self.failures, other.failures),
            errors: add(self.errors, other.errors),
            skipped: add(self.skipped, other.skipped),
            disabled: add(self.disabled, other.disabled),
            ..self
        }
    }

    /// The counters in our words; `None` when they do not say how many tests there are.
    pub(super) fn declared(&self) -> Option<Counts> {
        let tests = self.tests?;
        let failed = self.failures.unwrap_or_default();
        let errored = self.errors.unwrap_or_default();
        let skipped = self.skipped.unwrap_or_default().saturating_add(self.disabled.unwrap_or_default());
        let passed = tests.saturating_sub(failed).saturating_sub(errored).saturating_sub(skipped);
        Some(Counts { passed, failed, errored, skipped })
    }

    fn agree_with_any(&self, inside: &Inside) -> bool {
        let mut with_suites = inside.cases;
        with_suites.passed += inside.suites;
        let without_skipped = Self { skipped: None, ..*self };
        self.agree_with(inside.cases)
            || self.agree_with(inside.attempts)
            || (inside.suites > 0 && without_skipped.agree_with(with_suites))
    }

    /// Whether the counters say what was counted, as far as they say anything.
    fn agree_with(&self, counted: Counts) -> bool {
        let bad = counted.failed + counted.errored;
        let declared_bad = match (self.failures, self.errors) {
            (None, None) => bad,
            // Mocha counts every failure in both.
            (Some(failures), Some(errors)) if failures == errors && failures == bad => bad,
            (failures, errors) => failures.unwrap_or_default().saturating_add(errors.unwrap_or_default()),
        };
        self.tests.is_none_or(|tests| tests == counted.total())
            && declared_bad == bad
            // Some tools count disabled cases as skipped too, some beside them.
            && self.skipped.is_none_or(|skipped| {
                [skipped, skipped.saturating_add(self.disabled.unwrap_or_default())].contains(&counted.skipped)
            })
    }
}

/// What was counted in a suite, in the ways in which runners count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Inside {
    pub(super) cases: Counts,
    pub(super) attempts: Counts,
    /// Suites that stand directly in it.
    pub(super) suites: u64,
}

impl Inside {
    /// A case.
    pub(super) fn of(case: &TestCase) -> Self {
        let mut inside = Self::default();
        inside.cases.add(case.outcome);
        match case.text.as_deref() {
            Some(text) if !text.attempts.is_empty() => {
                text.attempts.iter().for_each(|attempt| inside.attempts.add(attempt.outcome));
            }
            _ => inside.attempts.add(case.outcome),
        }
        inside
    }

    /// The case was tried once more, and that is how it ended.
    pub(super) fn tried_again(&mut self, outcome: Outcome) {
        self.cases = Counts::default();
        self.cases.add(outcome);
        self.attempts.add(outcome);
    }

    pub(super) fn plus(&mut self, other: &Self) {
        self.cases = self.cases + other.cases;
        self.attempts = self.attempts + other.attempts;
        self.suites += other.suites;
    }
}

/// The sums that suites without one around them say.
#[derive(Debug, Default)]
pub(super) struct Declared {
    sum: Option<Counts>,
    is_lacking: bool,
}

impl Declared {
    pub(super) fn add(&mut self, suite: &TestSuite, counters: &Counters) {
        if suite.parent.is_some() || counters.is_implied {
            return;
        }
        match suite.declared {
            Some(declared) => self.sum = Some(self.sum.map_or(declared, |sum| sum + declared)),
            None => self.is_lacking = true,
        }
    }

    /// The sum, when all of them say how many tests there are.
    pub(super) fn sum(&self) -> Option<Counts> {
        self.sum.filter(|_| !self.is_lacking)
    }
}

/// Suites whose counters say something else than what is in them.
#[derive(Debug, Default)]
pub(super) struct Differing {
    count: u64,
    /// The first in the text.
    first: Option<(Option<Arc<str>>, Counters, Counts)>,
}

impl Differing {
    /// Some runners count nested suites in the outer one and some do not; Surefire counts attempts; node:test counts
    /// a nested suite as one test.
    pub(super) fn look_at(&mut self, suite: &TestSuite, counters: &Counters, own: &Inside, all: &Inside) {
        if counters.is_implied || counters.agree_with_any(own) || counters.agree_with_any(all) {
            return;
        }
        self.count += 1;
        if self.first.as_ref().is_none_or(|(_, first, _)| counters.at < first.at) {
            self.first = Some((suite.name.clone(), *counters, all.cases));
        }
    }

    /// What is told of them, and where the first is.
    pub(super) fn finding(&self) -> Option<(Notice, usize)> {
        let (name, counters, counts) = self.first.as_ref()?;
        let name = name
            .as_ref()
            .map_or_else(|| "a suite".to_owned(), |name| format!("suite `{}`", prefix(name, 120)));
        let others = match self.count {
            1 => String::new(),
            count => format!("; {} too", counted(count - 1, "other suite", "other suites")),
        };
        let message = format!("{name} says {}, but holds {}{others}", counters.told(), told(*counts));
        Some((differs(message, "cases are counted, not what suites say"), counters.at))
    }
}

impl Counters {
    /// What is told of a root that says something else than what is in the file, and where it is.
    pub(super) fn finding(&self, all: &Inside) -> Option<(Notice, usize)> {
        if self.agree_with_any(all) {
            return None;
        }
        let message = format!("says {}, but holds {}", self.told(), told(all.cases));
        Some((differs(message, "cases are counted, not what the file says"), self.at))
    }

    fn told(&self) -> String {
        let mut parts = Vec::new();
        if let Some(tests) = self.tests {
            parts.push(counted(tests, "test", "tests"));
        }
        for (count, word) in [(self.failures, "failed"), (self.errors, "errored"), (self.skipped, "skipped")]
        {
            if let Some(count) = count.filter(|count| *count > 0 || self.tests.is_none()) {
                parts.push(format!("{count} {word}"));
            }
        }
        parts.join(", ")
    }
}

fn told(counts: Counts) -> String {
    let mut told = counted(counts.total(), "test", "tests");
    for (count, word) in [(counts.failed, "failed"), (counts.errored, "errored"), (counts.skipped, "skipped")]
    {
        if count > 0 {
            let _ = write!(told, ", {count} {word}");
        }
    }
    told
}

fn differs(message: String, effect: &str) -> Notice {
    Notice::warning(message)
        .effect(effect)
        .hint("the file may be incomplete, or the runner counts retries or skipped tests differently")
}
