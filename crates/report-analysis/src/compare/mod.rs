//! Two runs, or two periods of runs, side by side: how much the time differs and how sure that is.

mod records;

use crate::stats::student;

pub use records::{Differences, FileDifference, Recorded, TimeDifference, records};

/// A difference of times with its interval at 95 %.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The time before in seconds: of one run, or the mean of a period.
    pub before_secs: f64,
    /// The time after.
    pub after_secs: f64,
    /// The lower end of the interval for after minus before; `None` when too little is known.
    pub low_secs: Option<f64>,
    /// The upper end.
    pub high_secs: Option<f64>,
}

impl Difference {
    /// How many seconds more it is after.
    pub fn secs(&self) -> f64 {
        self.after_secs - self.before_secs
    }

    /// How many times the time before; `None` when that was nothing.
    pub fn factor(&self) -> Option<f64> {
        (self.before_secs > 0.0).then(|| self.after_secs / self.before_secs)
    }

    /// Whether the interval leaves no doubt that the time differs.
    pub fn is_sure(&self) -> bool {
        matches!((self.low_secs, self.high_secs), (Some(low), Some(high)) if low > 0.0 || high < 0.0)
    }
}

/// Compares two periods by the times of their runs: the interval of Welch (1947). `None` when one of them is empty.
pub fn periods(before: &[f64], after: &[f64]) -> Option<Difference> {
    let ((mean_before, error_before), (mean_after, error_after)) = (mean(before)?, mean(after)?);
    let mut difference =
        Difference { before_secs: mean_before, after_secs: mean_after, low_secs: None, high_secs: None };
    if let (Some(a), Some(b)) = (error_before, error_after) {
        let both = a + b;
        let freedom = |error: f64, count: usize| error * error / (count as f64 - 1.0);
        let freedom =
            both * both / (freedom(a, before.len()) + freedom(b, after.len())).max(f64::MIN_POSITIVE);
        let reach = student(1.96, freedom) * both.sqrt();
        difference.low_secs = Some(difference.secs() - reach);
        difference.high_secs = Some(difference.secs() + reach);
    }
    Some(difference)
}

/// Compares two runs over the tests that both have, each as a pair of its times before and after. `None` when they
/// have none in common.
pub fn runs(pairs: &[(f64, f64)]) -> Option<Difference> {
    if pairs.is_empty() {
        return None;
    }
    let (before_secs, after_secs) =
        pairs.iter().fold((0.0, 0.0), |(before, after), pair| (before + pair.0, after + pair.1));
    let differences: Vec<f64> = pairs.iter().map(|(before, after)| after - before).collect();
    let mut difference = Difference { before_secs, after_secs, low_secs: None, high_secs: None };
    if let Some((_, Some(error))) = mean(&differences) {
        let count = pairs.len() as f64;
        let reach = student(1.96, count - 1.0) * error.sqrt() * count;
        difference.low_secs = Some(difference.secs() - reach);
        difference.high_secs = Some(difference.secs() + reach);
    }
    Some(difference)
}

/// The mean, and the variance of the mean where there are at least two values.
fn mean(values: &[f64]) -> Option<(f64, Option<f64>)> {
    let count = values.len() as f64;
    if values.is_empty() {
        return None;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    Some((mean, (values.len() > 1).then(|| squares / (count - 1.0) / count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_compared_with_their_spread() {
        let cached = periods(&[100.0, 104.0, 98.0, 102.0], &[61.0, 59.0, 60.0, 62.0]).unwrap();
        assert!(cached.is_sure() && (cached.secs() + 40.5).abs() < 1e-9);
        assert!(cached.low_secs.unwrap() < -40.5 && cached.high_secs.unwrap() > -40.5);
        assert!(!periods(&[100.0, 140.0], &[110.0, 120.0]).unwrap().is_sure());
        let alone = periods(&[100.0], &[60.0, 61.0]).unwrap();
        assert_eq!((alone.low_secs, alone.is_sure()), (None, false), "one run has no spread");
        assert_eq!(periods(&[], &[1.0]), None);
    }

    #[test]
    fn runs_are_compared_test_by_test() {
        let slower: Vec<(f64, f64)> = (1..50).map(|n| (f64::from(n), f64::from(n) * 1.2 + 0.01)).collect();
        let difference = runs(&slower).unwrap();
        assert!(difference.is_sure() && (difference.factor().unwrap() - 1.2).abs() < 0.01);
        let noise: Vec<(f64, f64)> = (0..50).map(|n| (1.0, if n % 2 == 0 { 1.1 } else { 0.9 })).collect();
        assert!(!runs(&noise).unwrap().is_sure());
        assert_eq!(runs(&[]), None);
    }
}
