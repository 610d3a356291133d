//! What the values of a chart count.

use report_model::text;

/// The unit of a chart's values; it decides how ticks, figures and differences are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unit {
    /// Percent, from 0 to 100.
    Percent,
    /// Seconds.
    Seconds,
    /// Whole things, such as tests; the noun in the singular may be empty.
    Count(String),
    /// Anything else, by the sign that follows the number, such as `/s`; it may be empty.
    Other(String),
}

impl Default for Unit {
    fn default() -> Self {
        Self::Count(String::new())
    }
}

impl Unit {
    /// A measured value: `92.2 %`, `662 s`, `1,602`, `731 /s`.
    pub(crate) fn figure(&self, value: f64) -> String {
        match self {
            Self::Percent => text::percent(value),
            Self::Seconds => text::duration(value),
            Self::Count(_) => whole(value),
            Self::Other(sign) => with_sign(text::short_number(value), sign),
        }
    }

    /// A value that somebody set, with a decimal only where it has one: `68 %`, `1,622`.
    pub(crate) fn target(&self, value: f64) -> String {
        match self {
            Self::Percent => text::target_percent(value),
            _ => self.figure(value),
        }
    }

    /// A value in a sentence: `92.2 %`, `112 tests`.
    pub(crate) fn spoken(&self, value: f64) -> String {
        match self {
            Self::Count(noun) if !noun.is_empty() => {
                let ending = if (value - 1.0).abs() < 0.5 { "" } else { "s" };
                format!("{} {noun}{ending}", whole(value))
            }
            _ => self.figure(value),
        }
    }

    /// Two targets and what lies between: `68–70 %`, `1,622–1,627`.
    pub(crate) fn range(&self, low: f64, high: f64) -> String {
        let (first, last) = (self.target(low), self.target(high));
        if first == last {
            return first;
        }
        let first = match self {
            Self::Percent | Self::Other(_) => text::short_number(low),
            Self::Seconds | Self::Count(_) => first,
        };
        format!("{first}–{last}")
    }

    /// A difference with its sign: `−88 s`, `+3.0 points`, `±0`.
    pub(crate) fn difference(&self, value: f64) -> String {
        match self {
            Self::Percent => text::points(value),
            Self::Seconds if value.abs() >= 10.0 => {
                format!("{}{}", if value > 0.0 { "+" } else { "\u{2212}" }, rough_duration(value.abs()))
            }
            Self::Seconds => text::signed_duration(value),
            Self::Count(_) => text::signed(rounded(value)),
            Self::Other(sign) => {
                let lead = if value > 0.0 { "+" } else { "" };
                with_sign(format!("{lead}{}", text::short_number(value).replace('-', "\u{2212}")), sign)
            }
        }
    }

    /// How far two values are apart: `88 s`, `3.0 points`, `23 tests`.
    pub(crate) fn distance(&self, value: f64) -> String {
        match self {
            Self::Count(_) => self.spoken(value.abs()),
            Self::Seconds => rough_duration(value.abs()),
            _ => self.difference(value.abs()).trim_start_matches('+').to_owned(),
        }
    }

    /// The label of a tick on an axis whose ticks are `step` apart.
    pub(crate) fn tick(&self, value: f64, step: f64) -> String {
        let value = if value.abs() < step * 1e-6 { 0.0 } else { value };
        match self {
            Self::Percent => format!("{}{}%", decimals(value, step), text::NO_BREAK),
            Self::Seconds if step >= 300.0 || step >= 60.0 && value >= 1200.0 => minutes(value),
            Self::Seconds if step < 0.01 => {
                format!("{}{}ms", decimals(value * 1e3, step * 1e3), text::NO_BREAK)
            }
            Self::Seconds => format!("{}{}s", decimals(value, step), text::NO_BREAK),
            Self::Count(_) => decimals(value, step),
            Self::Other(sign) => with_sign(decimals(value, step), sign),
        }
    }
}

/// A duration without the decimals that say nothing: `88 s` and `2 s` where a measured value is `88.0 s` or `2.00 s`.
pub(crate) fn rough_duration(secs: f64) -> String {
    text::duration(if secs >= 10.0 { secs.round() } else { secs })
        .replace(".00\u{a0}s", "\u{a0}s")
        .replace(".0\u{a0}s", "\u{a0}s")
}

fn with_sign(figure: String, sign: &str) -> String {
    if sign.is_empty() { figure } else { format!("{figure}{}{sign}", text::NO_BREAK) }
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and counts are far below 2^53")]
fn rounded(value: f64) -> i64 {
    value.round() as i64
}

fn whole(value: f64) -> String {
    let minus = if value <= -0.5 { "\u{2212}" } else { "" };
    format!("{minus}{}", text::count(rounded(value).unsigned_abs()))
}

/// Minutes or hours, for ticks that are whole minutes.
fn minutes(secs: f64) -> String {
    let minutes = rounded(secs / 60.0);
    let nb = text::NO_BREAK;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}{nb}min"),
        (hours, 0) => format!("{hours}{nb}h"),
        (hours, minutes) => format!("{hours}{nb}h{nb}{minutes}"),
    }
}

/// `value` with as many decimals as ticks that are `step` apart need.
fn decimals(value: f64, step: f64) -> String {
    let needed = (0_usize..=6).find(|digits| {
        let scaled = step * POWERS.get(*digits).copied().unwrap_or(1e6);
        (scaled - scaled.round()).abs() < scaled * 1e-6
    });
    match needed.unwrap_or(6) {
        0 => whole(value),
        digits => format!("{value:.digits$}").replace('-', "\u{2212}"),
    }
}

const POWERS: [f64; 7] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];

#[cfg(test)]
mod tests {
    use super::Unit;

    #[test]
    fn ticks_carry_the_decimals_they_need() {
        let label = |unit: &Unit, value, step| unit.tick(value, step).replace('\u{a0}', " ");
        assert_eq!(label(&Unit::Percent, 88.0, 2.0), "88 %");
        assert_eq!(label(&Unit::Percent, 92.5, 0.5), "92.5 %");
        assert_eq!(label(&Unit::Percent, 92.0, 0.5), "92.0 %");
        assert_eq!(label(&Unit::Seconds, 0.25, 0.25), "0.25 s");
        assert_eq!(label(&Unit::Seconds, 0.006, 0.002), "6 ms");
        assert_eq!(label(&Unit::Seconds, 660.0, 60.0), "660 s");
        assert_eq!(label(&Unit::Seconds, 1800.0, 600.0), "30 min");
        assert_eq!(label(&Unit::Seconds, 5400.0, 1800.0), "1 h 30");
        assert_eq!(label(&Unit::Count("test".into()), 1600.0, 50.0), "1,600");
        assert_eq!(label(&Unit::Other("/s".into()), -5.0, 5.0), "\u{2212}5 /s");
    }

    #[test]
    fn ranges_name_the_unit_once() {
        let range = |unit: &Unit, low, high| unit.range(low, high).replace('\u{a0}', " ");
        assert_eq!(range(&Unit::Percent, 93.5, 93.7), "93.5–93.7 %");
        assert_eq!(range(&Unit::Count(String::new()), 1622.0, 1627.0), "1,622–1,627");
        assert_eq!(range(&Unit::Percent, 65.0, 65.0), "65 %");
    }
}
