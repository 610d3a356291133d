//! Numbers for people. The command line, the summaries and the pages write every number through here.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::Timestamp;

/// Joins a number and its unit so that a line never breaks between them.
pub const NO_BREAK: char = '\u{a0}';
const MINUS: char = '\u{2212}';

/// A count with thousands separators: `1,737`.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun, which takes an `s` unless the count is one: `1 test`, `1,737 tests`, `2 branches`.
pub fn counted(value: u64, noun: &str) -> String {
    let hisses = ["ch", "sh", "s", "x"].iter().any(|end| noun.ends_with(end));
    let ending = match value {
        1 => "",
        _ if hisses => "es",
        _ => "s",
    };
    format!("{}{NO_BREAK}{noun}{ending}", count(value))
}

/// A difference of counts with its sign: `+5`, `−2`, `±0`.
pub fn signed(value: i64) -> String {
    match value {
        0 => "±0".to_owned(),
        1.. => format!("+{}", count(value.unsigned_abs())),
        _ => format!("{MINUS}{}", count(value.unsigned_abs())),
    }
}

/// How a count changed: `+5`, `±0`, `−2`.
pub fn difference(now: u64, before: u64) -> String {
    let by = i64::try_from(now.abs_diff(before)).unwrap_or(i64::MAX);
    signed(if now < before { -by } else { by })
}

/// The first letters of a text, with `…` where there are more.
pub fn beginning(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// A text whose first letter is a capital.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A share in percent with one decimal. Less than all is never written as `100.0 %`, more than nothing never as
/// `0.0 %`.
pub fn percent(value: f64) -> String {
    format!("{}{NO_BREAK}%", percent_figure(value))
}

/// [`percent`] without the sign.
pub fn percent_figure(value: f64) -> String {
    if (99.95..100.0).contains(&value) {
        "99.9".to_owned()
    } else if value > 0.0 && value < 0.05 {
        "0.1".to_owned()
    } else {
        format!("{value:.1}")
    }
}

/// A target in percent, with a decimal only where it has one: `68 %`, `93.5 %`.
pub fn target_percent(value: f64) -> String {
    format!("{}{NO_BREAK}%", short_number(value))
}

/// A number without needless decimals: `68`, `93.5`, `1,602`.
pub fn short_number(value: f64) -> String {
    let is_whole = (value - value.round()).abs() < 1e-9;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    if is_whole && (1000.0..1e15).contains(&value) {
        count(value.round() as u64)
    } else if is_whole {
        format!("{value:.0}")
    } else {
        trimmed(&format!("{value:.2}"))
    }
}

fn trimmed(text: &str) -> String {
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A difference of percentages in words: `+3.0 points`.
pub fn points(value: f64) -> String {
    signed_points(value, "points")
}

/// A difference of percentages for tables: `+3.0 pt`.
pub fn points_short(value: f64) -> String {
    signed_points(value, "pt")
}

/// No difference has no unit: `±0`.
fn signed_points(value: f64, unit: &str) -> String {
    let text = signed_decimal(value);
    if text == "±0" { text } else { format!("{text}{NO_BREAK}{unit}") }
}

fn signed_decimal(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 {
        "±0".to_owned()
    } else if rounded > 0.0 {
        format!("+{rounded:.1}")
    } else {
        format!("{MINUS}{:.1}", rounded.abs())
    }
}

/// A duration of `secs` seconds: `6.8 ms`, `0.31 s`, `41.8 s`, `662 s`, from 20 minutes on `34 min 10 s`.
pub fn duration(secs: f64) -> String {
    let (figure, unit) = duration_parts(secs);
    if unit.is_empty() { figure } else { format!("{figure}{NO_BREAK}{unit}") }
}

/// The figure and the unit of [`duration`] apart, for large type; the unit is empty where the figure has its own.
pub fn duration_parts(secs: f64) -> (String, &'static str) {
    let size = secs.abs();
    if size == 0.0 {
        return ("0".to_owned(), "s");
    }
    let minus = if secs < 0.0 { "\u{2212}" } else { "" };
    if size < 0.000_95 {
        return (format!("{minus}{}", trimmed(&format!("{:.2}", size * 1e3))), "ms");
    }
    if size < 0.1 {
        let millis = size * 1e3;
        let figure = if millis < 9.95 { format!("{millis:.1}") } else { format!("{millis:.0}") };
        return (format!("{minus}{figure}"), "ms");
    }
    if size < 9.995 {
        return (format!("{minus}{size:.2}"), "s");
    }
    if size < 99.95 {
        return (format!("{minus}{size:.1}"), "s");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive and rounded")]
    let whole = size.round() as u64;
    if whole < 1200 {
        return (format!("{minus}{}", count(whole)), "s");
    }
    let (hours, minutes, seconds) = (whole / 3600, whole % 3600 / 60, whole % 60);
    let text = if hours > 0 {
        format!("{minus}{hours}{NO_BREAK}h{NO_BREAK}{minutes}{NO_BREAK}min")
    } else {
        format!("{minus}{minutes}{NO_BREAK}min{NO_BREAK}{seconds}{NO_BREAK}s")
    };
    (text, "")
}

/// A difference of durations with its sign: `+35 s`, `−88 s`, `+0.31 s`. From ten seconds on in whole seconds: a
/// difference is not known better than the durations it is made from.
pub fn signed_duration(secs: f64) -> String {
    let size = secs.abs();
    let text = if (9.995..99.5).contains(&size) { format!("{size:.0}{NO_BREAK}s") } else { duration(size) };
    if secs.abs() < 0.000_005 {
        "±0".to_owned()
    } else if secs > 0.0 {
        format!("+{text}")
    } else {
        format!("{MINUS}{text}")
    }
}

/// A size: `812 B`, `212 KB`, `4.1 MB` (powers of 1,000).
pub fn bytes(value: u64) -> String {
    match value {
        0..1_000 => format!("{value}{NO_BREAK}B"),
        1_000..1_000_000 => format!("{:.0}{NO_BREAK}KB", value as f64 / 1e3),
        _ => format!("{:.1}{NO_BREAK}MB", value as f64 / 1e6),
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The day and month in UTC: `18 Jan`.
pub fn day(moment: Timestamp) -> String {
    moment.calendar().map_or_else(String::new, |date| {
        let month = MONTHS.get(usize::from(u8::from(date.month())) - 1).copied().unwrap_or_default();
        format!("{}{NO_BREAK}{month}", date.day())
    })
}

/// The date in UTC: `18 Jan 2026`.
pub fn date(moment: Timestamp) -> String {
    moment.calendar().map_or_else(String::new, |date| format!("{}{NO_BREAK}{}", day(moment), date.year()))
}

/// The date and time in UTC: `18 Jan 2026, 16:42 UTC`.
pub fn date_time(moment: Timestamp) -> String {
    moment.calendar().map_or_else(String::new, |date| {
        format!("{}, {:02}:{:02}{NO_BREAK}UTC", self::date(moment), date.hour(), date.minute())
    })
}

/// Text from an artifact as it can be shown: colour codes taken out, other control characters and those that turn the
/// direction of writing made visible. Line feeds and tabs stay.
///
/// The characters that turn the direction are those of Unicode Standard Annex 9; left alone, they let a name show
/// as something that it is not.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_odd) && !text.contains("#x1B[") {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = after_colour_code(rest) {
            rest = after;
            continue;
        }
        match letter {
            '\u{0}'..='\u{1f}' if is_odd(letter) => {
                shown.extend(char::from_u32(0x2400 + u32::from(letter)));
            }
            '\u{7f}' => shown.push('\u{2421}'),
            odd if is_odd(odd) => {
                // Writing to a String cannot fail.
                let _ = write!(shown, "\\u{{{:04x}}}", u32::from(odd));
            }
            plain => shown.push(plain),
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    Cow::Owned(shown)
}

fn is_odd(letter: char) -> bool {
    matches!(letter, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What follows a colour code (ECMA-48, select graphic rendition) at the beginning of `text`, also where pytest wrote
/// its first character as `#x1B`.
fn after_colour_code(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("\u{1b}[").or_else(|| text.strip_prefix("#x1B["))?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
    rest.get(end..)?.strip_prefix('m')
}

/// The short form of a commit id.
pub fn short_commit(commit: &str) -> &str {
    commit.get(..7).filter(|_| commit.len() >= 12).unwrap_or(commit)
}

/// A run's id as a part of a path on any file system.
pub fn path_safe(id: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-') { letter } else { '-' }
    };
    let safe: String = id.chars().take(80).map(letter).collect();
    if safe.is_empty() || safe.starts_with('.') { format!("run{}", safe.replace('.', "-")) } else { safe }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(actual: &str, expected: &str) {
        assert_eq!(actual.replace(NO_BREAK, " "), expected);
    }

    #[test]
    fn counts_and_differences() {
        check(&count(0), "0");
        check(&count(1_737), "1,737");
        check(&count(12_345_678), "12,345,678");
        check(&signed(-2), "−2");
        check(&signed(1_000), "+1,000");
        check(&signed(0), "±0");
        check(&counted(1, "test"), "1 test");
        check(&counted(23, "test"), "23 tests");
    }

    #[test]
    fn shares_never_round_up_to_all() {
        check(&percent(92.228), "92.2 %");
        check(&percent(99.99), "99.9 %");
        check(&percent(100.0), "100.0 %");
        check(&percent(0.01), "0.1 %");
        check(&percent(0.0), "0.0 %");
        check(&target_percent(68.0), "68 %");
        check(&target_percent(93.5), "93.5 %");
        check(&points(2.999), "+3.0 points");
        check(&points_short(-0.2), "−0.2 pt");
        check(&points(0.01), "±0");
    }

    #[test]
    fn durations_have_the_unit_that_fits() {
        for (secs, text) in [
            (0.0, "0 s"),
            (0.000_42, "0.42 ms"),
            (0.0068, "6.8 ms"),
            (0.045, "45 ms"),
            (0.31, "0.31 s"),
            (41.82, "41.8 s"),
            (661.6, "662 s"),
            (1_234.5, "20 min 35 s"),
            (2_050.0, "34 min 10 s"),
            (8_040.0, "2 h 14 min"),
        ] {
            check(&duration(secs), text);
        }
        check(&signed_duration(-88.2), "−88 s");
        check(&signed_duration(0.31), "+0.31 s");
        check(&signed_duration(0.0), "±0");
    }

    #[test]
    fn what_cannot_be_seen_is_shown() {
        assert_eq!(visible("plain ünïcode\n\tline"), "plain ünïcode\n\tline");
        assert_eq!(visible("\u{1b}[31;1mred\u{1b}[0m #x1B[1mbold#x1B[0m"), "red bold");
        assert_eq!(visible("a\u{1b}]b\u{8}"), "a\u{241b}]b\u{2408}");
        assert_eq!(visible("abc\u{202e}fed"), "abc\\u{202e}fed");
    }

    #[test]
    fn moments_are_in_utc() {
        let moment = Timestamp::parse("2026-01-18T16:42:10Z").unwrap();
        check(&date_time(moment), "18 Jan 2026, 16:42 UTC");
        check(&day(moment), "18 Jan");
        assert_eq!(short_commit("9d02e7b4c1aa9d02e7b4"), "9d02e7b");
        assert_eq!(short_commit("v1.2"), "v1.2");
    }

    #[test]
    fn ids_become_parts_of_paths() {
        assert_eq!(path_safe("212"), "212");
        assert_eq!(path_safe("../etc/x y"), "run---etc-x-y");
        assert_eq!(path_safe("feature/ä#1"), "feature---1");
        assert_eq!(path_safe(""), "run");
    }
}
