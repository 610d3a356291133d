//! What is measured and how it compares: leaf values that the plan and the site share.

use serde::{Deserialize, Serialize};

/// A thing that a phase sets a target for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// How many tests pass.
    Passing,
    /// The share of tests that pass, in percent.
    PassRate,
    /// The share of lines that ran, in percent.
    LineCoverage,
    /// The share of branches taken, in percent.
    BranchCoverage,
    /// How many tests still fail or error; less is better.
    Failing,
}

impl Measure {
    /// All of them, in the order in which pages list them.
    pub const ALL: [Self; 5] =
        [Self::Passing, Self::PassRate, Self::LineCoverage, Self::BranchCoverage, Self::Failing];

    /// What the measure is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passing => "Passing",
            Self::PassRate => "Pass rate",
            Self::LineCoverage => "Coverage",
            Self::BranchCoverage => "Branch coverage",
            Self::Failing => "Failing",
        }
    }

    /// Whether it is a count of tests; the others are percent.
    pub const fn is_count(self) -> bool {
        matches!(self, Self::Passing | Self::Failing)
    }
}

/// How a measured value must compare with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Not less.
    AtLeast,
    /// More.
    MoreThan,
    /// Not more.
    AtMost,
    /// Less.
    LessThan,
    /// Nearly the same: a value to compare with, no limit.
    About,
}

impl Comparison {
    /// The comparison as a sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::MoreThan => ">",
            Self::AtMost => "≤",
            Self::LessThan => "<",
            Self::About => "≈",
        }
    }

    /// Whether `value` holds against `limit`; `None` where nothing is asked.
    pub fn holds(self, value: f64, limit: f64) -> Option<bool> {
        match self {
            Self::AtLeast => Some(value >= limit - 1e-9),
            Self::MoreThan => Some(value > limit + 1e-9),
            Self::AtMost => Some(value <= limit + 1e-9),
            Self::LessThan => Some(value < limit - 1e-9),
            Self::About => None,
        }
    }

    /// Whether less is better; `None` where nothing is asked.
    pub const fn wants_less(self) -> Option<bool> {
        match self {
            Self::AtLeast | Self::MoreThan => Some(false),
            Self::AtMost | Self::LessThan => Some(true),
            Self::About => None,
        }
    }
}

/// What a value is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// Times a second.
    PerSecond,
    /// Percent.
    Percent,
    /// Pieces.
    Count,
}

/// What a plan says of the state of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrittenStatus {
    /// It is done.
    Complete,
    /// It is worked on.
    InProgress,
    /// It is still to come.
    Planned,
    /// Something is in its way.
    Blocked,
}

impl WrittenStatus {
    /// The status in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::InProgress => "in progress",
            Self::Planned => "planned",
            Self::Blocked => "blocked",
        }
    }
}

/// What came of a part of the suite that was run on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BatchResult {
    /// All that ran passed.
    Passed,
    /// Something failed.
    Failed,
    /// It never ended.
    Hung,
    /// Nothing of it ran.
    NotRun,
    /// Nothing is said.
    #[default]
    Unknown,
}

impl BatchResult {
    /// The result in words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Hung => "hung",
            Self::NotRun => "not run",
            Self::Unknown => "unknown",
        }
    }
}

impl Unit {
    /// A value with this unit: `10 ms`, `100 MB`, `500/s`, `80 %`, `1,602`.
    pub fn text(self, value: f64) -> String {
        match self {
            Self::Seconds => crate::text::duration(value),
            Self::Bytes if value.abs() < 1e3 => {
                format!("{}{}B", crate::text::short_number(value), crate::text::NO_BREAK)
            }
            Self::Bytes => {
                let (scaled, unit) = if value.abs() < 1e6 {
                    (value / 1e3, "KB")
                } else if value.abs() < 1e9 {
                    (value / 1e6, "MB")
                } else {
                    (value / 1e9, "GB")
                };
                format!(
                    "{}{}{unit}",
                    crate::text::short_number((scaled * 10.0).round() / 10.0),
                    crate::text::NO_BREAK
                )
            }
            Self::PerSecond => format!("{}/s", grouped(value)),
            Self::Percent => crate::text::target_percent(value),
            Self::Count => grouped(value),
        }
    }
}

/// A number with its thousands apart; with decimals only where it has some and is small.
fn grouped(value: f64) -> String {
    if value < 0.0 || value.fract() != 0.0 && value < 1e3 {
        return crate::text::short_number((value * 100.0).round() / 100.0);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative; a count for people"
    )]
    crate::text::count(value.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_with_their_unit() {
        let plain = |unit: Unit, value| unit.text(value).replace('\u{a0}', " ");
        assert_eq!(plain(Unit::Seconds, 0.01), "10 ms");
        assert_eq!(plain(Unit::Bytes, 1e8), "100 MB");
        assert_eq!(plain(Unit::Bytes, 512.0), "512 B");
        assert_eq!(plain(Unit::PerSecond, 1000.0), "1,000/s");
        assert_eq!(plain(Unit::Count, 1.5), "1.5");
        assert_eq!(plain(Unit::Percent, 93.5), "93.5 %");
    }
}
