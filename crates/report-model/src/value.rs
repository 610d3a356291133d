//! Leaf values that both vocabularies share.

use serde::{Deserialize, Serialize};

/// How a test, or one attempt at it, ended.
///
/// Flaky is not an outcome: a test that passed in the end passed, and its attempts tell the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Every expectation held.
    Passed,
    /// An expectation did not hold.
    Failed,
    /// The test could not be carried out: set-up, tear-down, import, crash.
    Errored,
    /// The test was left out: skipped, ignored, pending, expected to fail.
    Skipped,
}

impl Outcome {
    /// All outcomes, in the order in which pages list them.
    pub const ALL: [Self; 4] = [Self::Failed, Self::Errored, Self::Skipped, Self::Passed];

    /// Whether this outcome makes a build red.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Failed | Self::Errored)
    }

    /// The word of the field, in lower case: `passed`, `failed`, `errored`, `skipped`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Errored => "errored",
            Self::Skipped => "skipped",
        }
    }

    /// The outcome whose [`word`](Self::word) this is.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }

    /// One letter for compact columns: `p`, `f`, `e`, `s`.
    pub const fn letter(self) -> char {
        match self {
            Self::Passed => 'p',
            Self::Failed => 'f',
            Self::Errored => 'e',
            Self::Skipped => 's',
        }
    }

    /// The outcome behind a [`letter`](Self::letter); a flaky pass (`k`) passed.
    pub const fn from_letter(letter: char) -> Option<Self> {
        match letter {
            'p' | 'k' => Some(Self::Passed),
            'f' => Some(Self::Failed),
            'e' => Some(Self::Errored),
            's' => Some(Self::Skipped),
            _ => None,
        }
    }
}

/// A part of a whole, with both numbers kept: a percentage without its counts cannot be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Ratio {
    /// How many have the property, such as covered lines.
    pub part: u64,
    /// How many there are.
    pub whole: u64,
}

impl Ratio {
    /// `part` of `whole`.
    pub const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// The share in percent; `None` of nothing.
    pub fn percent(self) -> Option<f64> {
        (self.whole > 0).then(|| self.part as f64 * 100.0 / self.whole as f64)
    }

    /// How many have not the property.
    pub const fn rest(self) -> u64 {
        self.whole.saturating_sub(self.part)
    }

    /// How many more must have the property for the share to reach `percent`.
    ///
    /// ```
    /// # use report_model::Ratio;
    /// assert_eq!(Ratio::new(1602, 1737).missing_to(93.5), 23);
    /// ```
    pub fn missing_to(self, percent: f64) -> u64 {
        // The tolerance keeps 65.0 % of 19,412 from asking for one more line than arithmetic on paper does.
        let needed = (self.whole as f64 * percent / 100.0 - 1e-6).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped at 0; far below 2^53"
        )]
        let needed = needed.max(0.0) as u64;
        needed.saturating_sub(self.part)
    }
}

impl std::ops::Add for Ratio {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        // What artifacts declare may be any number.
        Self::new(self.part.saturating_add(other.part), self.whole.saturating_add(other.whole))
    }
}

/// How many cases ended in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Passed, flaky ones among them.
    pub passed: u64,
    /// Failed.
    pub failed: u64,
    /// Errored.
    pub errored: u64,
    /// Skipped.
    pub skipped: u64,
}

impl Counts {
    /// Counts one more case.
    pub fn add(&mut self, outcome: Outcome) {
        *self.slot(outcome) += 1;
    }

    /// The count of one outcome, to be changed.
    pub fn slot(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Passed => &mut self.passed,
            Outcome::Failed => &mut self.failed,
            Outcome::Errored => &mut self.errored,
            Outcome::Skipped => &mut self.skipped,
        }
    }

    /// All cases.
    pub const fn total(&self) -> u64 {
        // What artifacts declare may be any number.
        self.passed.saturating_add(self.bad()).saturating_add(self.skipped)
    }

    /// The cases that make a build red.
    pub const fn bad(&self) -> u64 {
        self.failed.saturating_add(self.errored)
    }

    /// The count of one outcome.
    pub const fn of(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Passed => self.passed,
            Outcome::Failed => self.failed,
            Outcome::Errored => self.errored,
            Outcome::Skipped => self.skipped,
        }
    }

    /// The share that passed of those that ran to a verdict.
    pub const fn rate_of_executed(&self) -> Ratio {
        Ratio::new(self.passed, self.executed())
    }

    /// The cases that ran to a verdict: skipped ones are on neither side of a rate of executed tests.
    pub const fn executed(&self) -> u64 {
        self.passed + self.failed + self.errored
    }
}

impl std::ops::Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed.saturating_add(other.passed),
            failed: self.failed.saturating_add(other.failed),
            errored: self.errored.saturating_add(other.errored),
            skipped: self.skipped.saturating_add(other.skipped),
        }
    }
}

/// A moment in UTC, in whole milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// A moment in milliseconds since 1970 as JSON has it; `None` for what is no moment of a run, as 0 for an unknown one.
    pub fn of_millis(millis: f64) -> Option<Self> {
        /// The latest moment that JavaScript knows.
        const LATEST: f64 = 8.64e15;
        #[expect(clippy::cast_possible_truncation, reason = "the bounds are whole numbers of 54 bits")]
        let moment = (0.0 < millis && millis <= LATEST).then_some(Self(millis as i64));
        moment
    }

    /// Reads RFC 3339, and what runners write instead of it: no zone (taken as UTC), a space for the `T`, a comma
    /// for the point.
    pub fn parse(text: &str) -> Option<Self> {
        use time::format_description::well_known::{Iso8601, Rfc2822, Rfc3339};
        use time::{OffsetDateTime, PrimitiveDateTime};
        let text = text.trim().replacen(' ', "T", 1).replace(',', ".");
        if let Ok(moment) = OffsetDateTime::parse(&text, &Rfc3339) {
            return Some(Self::from_moment(moment));
        }
        if let Ok(moment) = OffsetDateTime::parse(&text, &Iso8601::PARSING) {
            return Some(Self::from_moment(moment));
        }
        if let Ok(local) = PrimitiveDateTime::parse(&text, &Iso8601::PARSING) {
            return Some(Self::from_moment(local.assume_utc()));
        }
        // What JavaScript's toUTCString writes; the comma and the first space were changed above.
        let rfc = text.replacen(".T", ", ", 1);
        OffsetDateTime::parse(&rfc, &Rfc2822).ok().map(Self::from_moment)
    }

    fn from_moment(moment: time::OffsetDateTime) -> Self {
        Self(moment.unix_timestamp() * 1000 + i64::from(moment.millisecond()))
    }

    /// Whole seconds since 1970.
    pub const fn unix_secs(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The calendar date and time in UTC; `None` outside the years that calendars have.
    pub fn calendar(self) -> Option<time::OffsetDateTime> {
        time::OffsetDateTime::from_unix_timestamp(self.unix_secs()).ok()
    }

    /// RFC 3339 with seconds, such as `2026-01-18T16:42:00Z`.
    pub fn rfc3339(self) -> Option<String> {
        let moment = self.calendar()?;
        Some(format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
            moment.year(),
            u8::from(moment.month()),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_moments_that_runners_write() {
        let noon = Timestamp(1_768_754_520_000);
        for text in [
            "2026-01-18T16:42:00Z",
            "2026-01-18T17:42:00+01:00",
            "2026-01-18T16:42:00",
            "2026-01-18 16:42:00",
            "2026-01-18T16:42:00.000",
            "2026-01-18 16:42:00,000",
            "Sun, 18 Jan 2026 16:42:00 GMT",
        ] {
            assert_eq!(Timestamp::parse(text), Some(noon), "{text}");
        }
        assert_eq!(Timestamp::parse("yesterday"), None);
        assert_eq!(noon.rfc3339().unwrap(), "2026-01-18T16:42:00Z");
    }

    #[test]
    fn a_share_of_nothing_is_unknown() {
        assert_eq!(Ratio::new(0, 0).percent(), None);
        assert_eq!(Ratio::new(12_618, 19_412).missing_to(65.0), 0);
        assert_eq!(Ratio::new(12_618, 19_412).missing_to(68.0), 583);
    }

    #[test]
    fn letters_and_words_come_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_letter(outcome.letter()), Some(outcome));
            assert_eq!(Outcome::from_word(outcome.word()), Some(outcome));
        }
    }
}
