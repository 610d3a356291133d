//! Durations as runners write them. The standard unit is the second; not everybody knows.

use crate::number::plain;

/// A `time` attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Time {
    /// Seconds, beyond doubt.
    Secs(f64),
    /// Seconds, written with a comma whose meaning is certain.
    Comma {
        /// The value.
        secs: f64,
        /// Whether the comma parts thousands; otherwise it is the decimal mark.
        parts_thousands: bool,
    },
    /// `1,234`: either is possible.
    Unclear {
        /// With the comma as the decimal mark.
        decimal: f64,
        /// With the comma between thousands.
        thousands: f64,
    },
    /// Nothing was written.
    Missing,
    /// Not a duration.
    Odd,
}

impl Time {
    /// Reads what an attribute says.
    pub(crate) fn parse(text: &str) -> Self {
        if let Some(secs) = plain(text) {
            return Self::Secs(secs);
        }
        let text = text.trim();
        if text.is_empty() {
            return Self::Missing;
        }
        if let Some(secs) = clock(text).or_else(|| iso8601(text)) {
            return Self::Secs(secs);
        }
        let digits = text.trim_end_matches(|character: char| character.is_alphabetic() || character == 'µ');
        let (number, unit) = (digits.trim_end(), text.get(digits.len()..).unwrap_or_default());
        match unit_secs(unit) {
            Some(unit) => amount(number, unit),
            None => Self::Odd,
        }
    }

    /// The seconds, when they are certain.
    pub(crate) fn secs(self) -> Option<f64> {
        match self {
            Self::Secs(secs) | Self::Comma { secs, .. } => Some(secs),
            _ => None,
        }
    }
}

/// A unit of time: seconds are the number times the first, divided by the second, so that `80.803us` keeps its digits.
fn unit_secs(unit: &str) -> Option<(f64, f64)> {
    Some(match unit {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => (1.0, 1.0),
        "ms" | "msec" | "millis" | "milliseconds" => (1.0, 1e3),
        "us" | "µs" | "\u{3bc}s" | "usec" => (1.0, 1e6),
        "ns" | "nsec" => (1.0, 1e9),
        "m" | "min" | "mins" | "minutes" => (60.0, 1.0),
        "h" => (3600.0, 1.0),
        _ => return None,
    })
}

fn amount(number: &str, (times, by): (f64, f64)) -> Time {
    let float = |text: &str| {
        text.parse::<f64>().ok().filter(|secs| secs.is_finite() && *secs >= 0.0).map(|secs| secs * times / by)
    };
    let Some(comma) = number.rfind(',') else {
        return float(number).map_or(Time::Odd, Time::Secs);
    };
    let without_commas = || float(&number.replace(',', ""));
    let certain = |secs: Option<f64>, parts_thousands| {
        secs.map_or(Time::Odd, |secs| Time::Comma { secs, parts_thousands })
    };
    match number.rfind('.') {
        // `1,234.5`
        Some(point) if point > comma => certain(without_commas(), true),
        // `1.234,5`
        Some(_) => certain(float(&number.replace('.', "").replace(',', ".")), false),
        // `1,234,567`
        None if number.matches(',').count() > 1 => certain(without_commas(), true),
        None => {
            let decimal = float(&number.replace(',', "."));
            let (whole, fraction) = number.split_at_checked(comma).unwrap_or((number, ""));
            // Thousands come in threes, and no number begins with a nought.
            let could_be_thousands =
                fraction.len() == 4 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            match (decimal, without_commas()) {
                (Some(decimal), Some(thousands)) if could_be_thousands => {
                    Time::Unclear { decimal, thousands }
                }
                (decimal, _) => certain(decimal, false),
            }
        }
    }
}

/// `1:02:03.5`, and `2.01:02:03` with days before
fn clock(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (days, hours) = hours.split_once('.').unwrap_or(("0", hours));
    Some(plain(days)? * 86_400.0 + plain(hours)? * 3600.0 + plain(minutes)? * 60.0 + plain(seconds)?)
}

/// `PT1M2.5S`
fn iso8601(text: &str) -> Option<f64> {
    let mut rest = text.strip_prefix("PT")?;
    let mut secs = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|character: char| character.is_ascii_alphabetic())?;
        let unit = match rest.get(end..=end)? {
            "H" => 3600.0,
            "M" => 60.0,
            "S" => 1.0,
            _ => return None,
        };
        secs += plain(rest.get(..end)?)? * unit;
        rest = rest.get(end + 1..)?;
    }
    Some(secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_in_every_spelling() {
        for (text, secs) in [
            ("0", 0.0),
            ("1.5", 1.5),
            (".5", 0.5),
            ("12.", 12.0),
            (" 3.25 ", 3.25),
            ("1e3", 1000.0),
            ("0.000000000000000001", 1e-18),
            ("1,234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("1,234,567", 1_234_567.0),
            ("0,5", 0.5),
            ("0,123", 0.123),
            ("12,34", 12.34),
            ("80.803us", 80.803e-6),
            ("80 µs", 80e-6),
            ("12ms", 0.012),
            ("5ns", 5e-9),
            ("2 min", 120.0),
            ("0:01:02.5", 62.5),
            ("1.00:00:01.0000000", 86_401.0),
            ("PT1M2.5S", 62.5),
        ] {
            let parsed =
                Time::parse(text).secs().unwrap_or_else(|| panic!("{text}: {:?}", Time::parse(text)));
            assert!((parsed - secs).abs() <= secs * 1e-12, "{text}: {parsed}");
        }
    }

    #[test]
    fn what_is_unclear_is_not_decided_here() {
        assert_eq!(Time::parse("1,234"), Time::Unclear { decimal: 1.234, thousands: 1234.0 });
    }

    #[test]
    fn what_is_no_duration_is_unknown() {
        for text in
            ["NaN", "inf", "-1", "-0.5", "0x10", "1_000", "time", "<<computed>>", "1:2", "PT", "1.2.3"]
        {
            let parsed = Time::parse(text);
            assert!(matches!(parsed, Time::Odd) || (text == "PT"), "{text}: {parsed:?}");
        }
        assert_eq!(Time::parse(""), Time::Missing);
        assert_eq!(Time::parse("  "), Time::Missing);
    }
}
