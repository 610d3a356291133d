//! What suites say of themselves, held against what is in them.

use std::fmt::Write as _;

use report_model::run::{Counts, TestCase};
use report_model::{Notice, Timestamp};

use super::reader::Reader;
use crate::place::prefix;
use crate::tally::{Tally, counted};
use crate::test_results::time::Time;
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
    pub(super) is_implied: bool,
}

impl Counters {
    pub(super) fn at(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    /// Those of a suite that is not in the file.
    pub(super) fn implied() -> Self {
        Self { is_implied: true, ..Self::default() }
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
struct Inside {
    cases: Counts,
    attempts: Counts,
    /// Suites that stand directly in it.
    suites: u64,
}

impl Inside {
    fn add(&mut self, case: &TestCase) {
        self.cases.add(case.outcome);
        match case.text.as_deref() {
            Some(text) if !text.attempts.is_empty() => {
                text.attempts.iter().for_each(|attempt| self.attempts.add(attempt.outcome));
            }
            _ => self.attempts.add(case.outcome),
        }
    }
}

impl Reader<'_> {
    /// Tells when counters and cases differ.
    ///
    /// Some runners count nested suites in the outer one and some do not; Surefire counts attempts; node:test counts
    /// a nested suite as one test.
    pub(super) fn compare_counters(&mut self) {
        let suites = self.state.results.suites.len();
        let mut own = vec![Inside::default(); suites];
        for case in &self.state.results.cases {
            if let Some(inside) = own.get_mut(case.suite as usize) {
                inside.add(case);
            }
        }
        let mut with_nested = own.clone();
        for (number, suite) in self.state.results.suites.iter().enumerate().rev() {
            let nested = with_nested.get(number).copied().unwrap_or_default();
            let Some(parent) = suite.parent.map(|parent| parent as usize) else { continue };
            if let Some(parent) = with_nested.get_mut(parent) {
                parent.cases = parent.cases + nested.cases;
                parent.attempts = parent.attempts + nested.attempts;
            }
            if let Some(parent) = own.get_mut(parent) {
                parent.suites += 1;
            }
        }
        let mut differing = Tally::default();
        let mut first = None;
        for (((counters, suite), own), all) in
            self.state.counters.iter().zip(&self.state.results.suites).zip(&own).zip(&with_nested)
        {
            if !counters.is_implied && !counters.agree_with_any(own) && !counters.agree_with_any(all) {
                differing.hit(counters.at);
                first.get_or_insert((suite.name.clone(), counters, all.cases));
            }
        }
        if let Some((name, counters, counts)) = first {
            let name =
                name.map_or_else(|| "a suite".to_owned(), |name| format!("suite `{}`", prefix(&name, 120)));
            let others = match differing.count {
                1 => String::new(),
                count => format!("; {} too", counted(u64::from(count - 1), "other suite", "other suites")),
            };
            self.tell(
                Notice::warning(format!(
                    "{name} says {}, but holds {}{others}",
                    counters.told(),
                    told(counts)
                ))
                .effect("cases are counted, not what suites say")
                .hint(
                    "the file may be incomplete, or the runner counts retries or skipped tests differently",
                ),
                differing.first,
            );
            return;
        }
        let mut all = Inside::default();
        self.state.results.cases.iter().for_each(|case| all.add(case));
        if let Some(root) = self.root_counters()
            && !root.agree_with_any(&all)
        {
            self.tell(
                Notice::warning(format!("says {}, but holds {}", root.told(), told(all.cases)))
                    .effect("cases are counted, not what the file says")
                    .hint("the file may be incomplete, or the runner counts retries or skipped tests differently"),
                root.at,
            );
        }
    }

    /// Decides what `1,234` means by the other durations, else by the suites' own, else takes the comma as decimal.
    pub(super) fn settle_unclear_times(&mut self) {
        let unclear = std::mem::take(&mut self.state.unclear_times);
        let thousands_fit = match (self.state.comma_parts_thousands, self.state.comma_is_decimal) {
            (true, false) => true,
            (false, true) => false,
            _ => self.suites_speak_for_thousands(&unclear),
        };
        for (number, time) in unclear {
            if let Time::Unclear { decimal, thousands } = time
                && let Some(case) = self.case_mut(number)
            {
                case.duration_secs = Some(if thousands_fit { thousands } else { decimal });
            }
        }
        if let Some(first) = self.state.comma_times.seen() {
            let thousands =
                thousands_fit || (self.state.comma_parts_thousands && !self.state.comma_is_decimal);
            let as_what = if thousands { "between thousands" } else { "as the decimal mark" };
            let times = self.state.comma_times.of("duration is", "durations are");
            self.tell(
                Notice::note(format!("{times} written with a comma; where it could be either it is taken {as_what}"))
                    .hint("the runner formats numbers by the machine's language; `LC_ALL=C` or `-Duser.language=en` avoids it"),
                first,
            );
        }
    }

    fn suites_speak_for_thousands(&self, unclear: &[(u32, Time)]) -> bool {
        let mut sums = vec![(0.0, 0.0); self.state.results.suites.len()];
        for case in &self.state.results.cases {
            if let (Some((decimal, thousands)), Some(secs)) =
                (sums.get_mut(case.suite as usize), case.duration_secs)
            {
                *decimal += secs;
                *thousands += secs;
            }
        }
        let mut touched = vec![false; self.state.results.suites.len()];
        for (number, time) in unclear {
            if let Time::Unclear { decimal, thousands } = time
                && let Some(case) = self.state.results.cases.get(*number as usize)
                && let Some(sum) = sums.get_mut(case.suite as usize)
                && let Some(touched) = touched.get_mut(case.suite as usize)
            {
                sum.0 += decimal;
                sum.1 += thousands;
                *touched = true;
            }
        }
        let votes = self.state.results.suites.iter().zip(sums).zip(touched).filter(|(_, touched)| *touched);
        let balance: i32 = votes
            .filter_map(|((suite, (decimal, thousands)), _)| {
                let declared = suite.duration_secs?;
                Some(if f64::abs(declared - thousands) < f64::abs(declared - decimal) { 1 } else { -1 })
            })
            .sum();
        balance > 0
    }
}

impl Counters {
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

/// A moment that is one: runners that never began write the beginning of time.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).filter(|moment| moment.0 > 0)
}

/// `tests.Share` of `tests.Share-20260118164200`, when these digits are the suite's time stamp: with them the suite
/// would have another name in every run.
pub(super) fn without_moment<'t>(name: &'t str, timestamp: &str) -> Option<&'t str> {
    let (name, digits) = name.rsplit_once('-')?;
    let moment = timestamp.bytes().filter(u8::is_ascii_digit).take(14);
    (digits.len() == 14 && digits.bytes().eq(moment)).then_some(name)
}
