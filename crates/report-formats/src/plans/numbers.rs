//! Numbers as people write them: `1,602`, `93,5 %`, `1622-1627`, `< 10ms per status`, `80%+`, `~660 s`.

use std::borrow::Cow;

use report_model::plan::Band;
use report_model::{Comparison, Unit};

/// A number or a range, what it is counted in and how it compares.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    /// The number, or both ends of a range. Times are seconds, sizes bytes.
    pub band: Band,
    /// What it is counted in; `Count` where no unit follows.
    pub unit: Unit,
    /// How the text compares with it; `None` where it is only stated.
    pub comparison: Option<Comparison>,
    /// Whether it stands behind a plus: so many more.
    pub is_gain: bool,
    /// The noun of a count or a rate, and what one piece is: `tests`, `updates`, `status`.
    pub noun: String,
    /// Where it begins in the text, with what compares it, and where it ends.
    pub start: usize,
    pub end: usize,
    /// Where its digits begin.
    pub digits: usize,
}

impl Amount {
    /// The number as a count: `1.602` is one thousand six hundred and two.
    pub(super) fn count(&self) -> Option<u64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a count")]
        (self.unit == Unit::Count
            && self.band.low >= 0.0
            && self.band.low.fract() == 0.0
            && self.band.low < 1e15)
            .then_some(self.band.low as u64)
    }
}

/// All amounts in a text. Numbers that are part of a name, a version, a date or a code are none.
pub(super) fn amounts(text: &str) -> Vec<Amount> {
    /// No sentence says more numbers than this; what goes on is data.
    const MOST: usize = 64;
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < MOST
        && let Some(start) = text.get(at..).and_then(|rest| rest.find(|letter: char| letter.is_ascii_digit()))
    {
        let start = at + start;
        match amount_at(text, start, at) {
            Ok(amount) => {
                at = amount.end.max(start + 1);
                found.push(amount);
            }
            Err(end) => at = end.max(start + 1),
        }
    }
    found
}

/// A document that writes `93,5 %` writes `1.602` for one thousand six hundred and two: such points become narrow blanks.
pub(super) fn with_plain_thousands(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let is_decimal_comma = |at: usize| {
        let behind = at + 1 + (at + 1..at + 4).take_while(|at| digit(*at)).count();
        let rest = text.get(behind..).unwrap_or_default().trim_start_matches([' ', '\u{a0}']);
        at > 0
            && digit(at - 1)
            && digit(at + 1)
            && behind - at <= 3
            && ["%", "Prozent", "s ", "s\n", "ms", "h", "Std", "–", "-"]
                .iter()
                .any(|unit| rest.starts_with(unit))
    };
    if !memchr::memchr_iter(b',', bytes).any(is_decimal_comma) {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len() + 16);
    let mut from = 0;
    for at in memchr::memchr_iter(b'.', bytes) {
        let digits_before = (1..=4).take_while(|back| at.checked_sub(*back).is_some_and(digit)).count();
        let start = at - digits_before;
        let is_in_word = start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|letter| {
            // A point before the digits is that of the group before, or the number is a version.
            letter.is_ascii_alphanumeric()
                || matches!(letter, b'_' | b'/' | b'-' | b',')
                || *letter == b'.' && from != start
        });
        let groups = digit(at + 1) && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        if (1..=3).contains(&digits_before) && groups && !is_in_word {
            plain.push_str(text.get(from..at).unwrap_or_default());
            plain.push('\u{202f}');
            from = at + 1;
        }
    }
    plain.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(plain)
}

/// The first amount of a text.
pub(super) fn amount(text: &str) -> Option<Amount> {
    amounts(text).into_iter().next()
}

/// The amount whose digits begin at `start`; or the end of what is none.
fn amount_at(text: &str, start: usize, floor: usize) -> Result<Amount, usize> {
    let before = text.get(..start).unwrap_or_default();
    let rest = text.get(start..).unwrap_or_default();
    let word_end = |from: usize| {
        let tail = text.get(from..).unwrap_or_default();
        from + tail
            .find(|letter: char| !(letter.is_alphanumeric() || "_./:-".contains(letter)))
            .unwrap_or(tail.len())
    };
    let last = before.chars().next_back();
    let is_in_word =
        last.is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '_' | '#' | '/' | '\\'));
    // `12/15 passing` are two numbers; `v2`, `test_12` and `#314` are names.
    let is_fraction =
        last == Some('/') && before.trim_end_matches('/').ends_with(|letter: char| letter.is_ascii_digit());
    if (is_in_word && !is_fraction) || is_date(rest) {
        return Err(word_end(start));
    }
    let (low, length) = number(rest).ok_or_else(|| word_end(start))?;
    let mut end = start + length;
    let (mut unit, mut noun, after) = unit_at(text, end);
    // `2A`, `3rd`, `4x`: letters that are no unit make it a name.
    let next = text.get(end..).and_then(|tail| tail.chars().next());
    if after == end && next.is_some_and(|letter| letter.is_alphabetic() || letter == '_') {
        return Err(word_end(end));
    }
    let scale_low = unit.1;
    end = after;
    let mut band = Band::exactly(low * scale_low);
    if let Some((high, to)) = upper_end(text, end) {
        let (upper_unit, upper_noun, upper_after) = unit_at(text, to);
        if upper_after > to {
            // `5 – 10 ms`: the unit behind holds for both.
            if unit.0 == Unit::Count && upper_unit.0 != Unit::Count {
                band = Band::exactly(low * upper_unit.1);
                unit = upper_unit;
            }
        }
        let high = high * if upper_after > to { upper_unit.1 } else { scale_low };
        if high >= band.low {
            noun = upper_noun;
            band.high = high;
            end = upper_after.max(to);
        }
    }
    let (is_gain, comparison_start, mut comparison) = comparison_before(text, start, floor);
    let tail = text.get(end..).unwrap_or_default();
    if let Some((behind, length)) = comparison_behind(tail) {
        comparison = comparison.or(Some(behind));
        end += length;
    }
    Ok(Amount { band, unit: unit.0, comparison, is_gain, noun, start: comparison_start, end, digits: start })
}

/// Whether a date begins here: its parts must not be taken for numbers.
fn is_date(text: &str) -> bool {
    let shape: String =
        text.chars().take(10).map(|letter| if letter.is_ascii_digit() { '9' } else { letter }).collect();
    ["9999-99-99", "9999/99/99", "99.99.9999", "99/99/9999"].iter().any(|date| shape.starts_with(date))
        || shape.starts_with("9999-99") && !shape.starts_with("9999-999")
        || shape.starts_with("99:99")
}

/// The number at the beginning of `text`, and how many bytes it takes.
fn number(text: &str) -> Option<(f64, usize)> {
    let is_gap = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_');
    let mut end = 0;
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut parts: Vec<(char, &str)> = Vec::new();
    let mut separator = ' ';
    loop {
        let start = end;
        while digit(end) {
            end += 1;
        }
        parts.push((separator, text.get(start..end)?));
        let Some(next) = text.get(end..).and_then(|rest| rest.chars().next()) else { break };
        let behind = end + next.len_utf8();
        let three = digit(behind) && digit(behind + 1) && digit(behind + 2) && !digit(behind + 3);
        let goes_on = match next {
            '.' | ',' => digit(behind),
            gap if is_gap(gap) => three && end - start <= 3 && matches!(parts.len(), 1) | is_gap(separator),
            _ => false,
        };
        // A list of numbers such as `1, 2` has a blank; a space groups thousands only where groups are whole.
        if !goes_on || parts.len() > 6 {
            break;
        }
        separator = next;
        end = behind;
    }
    let first = parts.first()?.1;
    let thousands = |mark: char| {
        parts.len() > 1
            && first.len() <= 3
            && first != "0"
            && parts.iter().skip(1).all(|(separator, digits)| {
                digits.len() == 3 && (*separator == mark || mark == ' ' && is_gap(*separator))
            })
    };
    let joined: String = parts.iter().map(|(_, digits)| *digits).collect();
    let value = match parts.as_slice() {
        [_] => joined.parse().ok()?,
        _ if thousands(',') || thousands(' ') => joined.parse().ok()?,
        [(_, whole), ('.' | ',', fraction)] => format!("{whole}.{fraction}").parse().ok()?,
        _ if thousands('.') => joined.parse().ok()?,
        [head @ .., (mark @ ('.' | ','), fraction)]
            if head.iter().skip(1).all(|(separator, digits)| separator != mark && digits.len() == 3) =>
        {
            let whole: String = head.iter().map(|(_, digits)| *digits).collect();
            format!("{whole}.{fraction}").parse().ok()?
        }
        // A version.
        _ => return None,
    };
    Some((value, end))
}

/// What a number at the end of which `at` stands is counted in: the unit, its size, a noun, and where it ends.
fn unit_at(text: &str, at: usize) -> ((Unit, f64), String, usize) {
    let tail = text.get(at..).unwrap_or_default();
    let rest = tail.trim_start_matches([' ', '\u{a0}', '\u{202f}', '\u{2009}']);
    let gap = tail.len() - rest.len();
    if rest.starts_with('%') {
        return ((Unit::Percent, 1.0), String::new(), at + gap + 1);
    }
    let length = rest.find(|letter: char| !letter.is_alphabetic()).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    let behind = rest.get(length..).unwrap_or_default();
    let end = at + gap + length;
    let attached = gap == 0;
    if let Some((seconds, length)) = rate(behind) {
        // `500 events/second`, `1000 requests per minute`, `20 MB/s`.
        let scale = bytes(word).unwrap_or(1.0);
        if !word.is_empty() && (attached || time(word).is_none()) {
            return ((Unit::PerSecond, scale / seconds), word.to_owned(), end + length);
        }
        if word.is_empty() && attached {
            return ((Unit::PerSecond, 1.0 / seconds), String::new(), end + length);
        }
    }
    let lower = word.to_lowercase();
    match lower.as_str() {
        "percent" | "pct" | "prozent" => return ((Unit::Percent, 1.0), String::new(), end),
        "rps" | "qps" | "tps" | "ops" if !behind.starts_with('/') => {
            return ((Unit::PerSecond, 1.0), word.to_owned(), end);
        }
        "k" if attached => return ((Unit::Count, 1e3), String::new(), end),
        "per" => {
            if let Some((seconds, length)) = rate(rest) {
                return ((Unit::PerSecond, 1.0 / seconds), String::new(), at + gap + length);
            }
        }
        _ => {}
    }
    if let Some(seconds) = time(word) {
        let (noun, length) = each(behind);
        return ((Unit::Seconds, seconds), noun, end + length);
    }
    if let Some(size) = bytes(word) {
        let (noun, length) = each(behind);
        return ((Unit::Bytes, size), noun, end + length);
    }
    // A noun tells what is counted; it stays to be read by others.
    ((Unit::Count, 1.0), if attached { String::new() } else { lower }, at)
}

fn time(word: &str) -> Option<f64> {
    Some(match word {
        "ns" | "nanoseconds" | "nanosecond" => 1e-9,
        "us" | "µs" | "μs" | "usec" | "microseconds" | "microsecond" => 1e-6,
        "ms" | "msec" | "msecs" | "milliseconds" | "millisecond" | "Millisekunden" | "MS" => 1e-3,
        "s" | "sec" | "secs" | "second" | "seconds" | "Sekunde" | "Sekunden" | "S" | "Seconds"
        | "secondes" | "segundos" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" | "Minute" | "Minuten" | "Minutes" | "minutos" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" | "Stunde" | "Stunden" | "Std" | "Hours" | "heures"
        | "horas" => 3600.0,
        "d" | "day" | "days" | "Tag" | "Tage" => 86_400.0,
        "week" | "weeks" | "Woche" | "Wochen" => 604_800.0,
        _ => return None,
    })
}

fn bytes(word: &str) -> Option<f64> {
    Some(match word {
        "B" | "byte" | "bytes" | "Bytes" => 1.0,
        "KB" | "kB" | "kb" => 1e3,
        "KiB" => 1024.0,
        "MB" | "Mb" | "mb" | "megabytes" => 1e6,
        "MiB" => 1_048_576.0,
        "GB" | "Gb" | "gb" | "gigabytes" => 1e9,
        "GiB" => 1_073_741_824.0,
        "TB" => 1e12,
        _ => return None,
    })
}

/// `/s`, `/second`, ` per second`: the seconds and the length.
fn rate(text: &str) -> Option<(f64, usize)> {
    let trimmed = text.trim_start();
    let after = trimmed
        .strip_prefix('/')
        .or_else(|| trimmed.strip_prefix("per "))
        .or_else(|| trimmed.strip_prefix("pro "))
        .or_else(|| trimmed.strip_prefix("a "))?
        .trim_start();
    let length = after.find(|letter: char| !letter.is_alphabetic()).unwrap_or(after.len());
    let word = after.get(..length)?;
    let seconds = match word {
        "s" | "sec" | "second" | "Sekunde" => 1.0,
        "m" | "min" | "minute" | "Minute" => 60.0,
        "h" | "hour" | "Stunde" => 3600.0,
        _ => return None,
    };
    Some((seconds, text.len() - after.len() + length))
}

/// ` per status`, `/request`: what one measurement is of, and the length.
fn each(text: &str) -> (String, usize) {
    let trimmed = text.trim_start();
    let Some(after) =
        ["per ", "/ ", "/", "pro ", "each ", "je "].iter().find_map(|word| trimmed.strip_prefix(word))
    else {
        return (String::new(), 0);
    };
    let length =
        after.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(after.len());
    let noun = after.get(..length).unwrap_or_default();
    (noun.to_owned(), if noun.is_empty() { 0 } else { text.len() - after.len() + length })
}

/// The upper end of a range whose lower end ends at `at`, and where it ends.
fn upper_end(text: &str, at: usize) -> Option<(f64, usize)> {
    let tail = text.get(at..)?;
    let rest = tail.trim_start();
    let after = ["–", "—", "‑", "−", "-", "...", "..", "…", "to ", "bis ", "and ", "à "]
        .iter()
        .find_map(|dash| rest.strip_prefix(dash))?;
    if rest.starts_with("and ") {
        let head = text.get(..at)?;
        let from = (head.len().saturating_sub(30)..=head.len()).find(|at| head.is_char_boundary(*at))?;
        if !head.get(from..)?.to_lowercase().contains("between ") {
            return None;
        }
    }
    let digits = after.trim_start_matches([' ', '~', '+']);
    // `Phase 2 - 3 tests`: a dash with a blank on one side only is a bullet, not a range.
    if rest.starts_with('-') && (tail.len() == rest.len()) != (after.len() == digits.len()) {
        return None;
    }
    if !digits.starts_with(|letter: char| letter.is_ascii_digit()) || is_date(digits) {
        return None;
    }
    let (value, length) = number(digits)?;
    let end = at + (tail.len() - digits.len()) + length;
    let next = text.get(end..).and_then(|rest| rest.chars().next());
    let is_name = next == Some('_') || unit_at(text, end).2 == end && next.is_some_and(char::is_alphabetic);
    (!is_name).then_some((value, end))
}

const BEFORE: &[(&str, Comparison)] = &[
    ("<=", Comparison::AtMost),
    ("=<", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    ("⩽", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=>", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("⩾", Comparison::AtLeast),
    ("<", Comparison::LessThan),
    (">", Comparison::MoreThan),
    ("~", Comparison::About),
    ("≈", Comparison::About),
    ("at most", Comparison::AtMost),
    ("no more than", Comparison::AtMost),
    ("not more than", Comparison::AtMost),
    ("not exceed", Comparison::AtMost),
    ("not to exceed", Comparison::AtMost),
    ("up to", Comparison::AtMost),
    ("maximum of", Comparison::AtMost),
    ("maximum", Comparison::AtMost),
    ("max.", Comparison::AtMost),
    ("max", Comparison::AtMost),
    ("within", Comparison::AtMost),
    ("höchstens", Comparison::AtMost),
    ("maximal", Comparison::AtMost),
    ("au plus", Comparison::AtMost),
    ("less than", Comparison::LessThan),
    ("fewer than", Comparison::LessThan),
    ("lower than", Comparison::LessThan),
    ("faster than", Comparison::LessThan),
    ("smaller than", Comparison::LessThan),
    ("weniger als", Comparison::LessThan),
    ("moins de", Comparison::LessThan),
    ("below", Comparison::LessThan),
    ("under", Comparison::LessThan),
    ("unter", Comparison::LessThan),
    ("at least", Comparison::AtLeast),
    ("no less than", Comparison::AtLeast),
    ("not less than", Comparison::AtLeast),
    ("minimum of", Comparison::AtLeast),
    ("minimum", Comparison::AtLeast),
    ("min.", Comparison::AtLeast),
    ("mindestens", Comparison::AtLeast),
    ("au moins", Comparison::AtLeast),
    ("al menos", Comparison::AtLeast),
    ("more than", Comparison::MoreThan),
    ("greater than", Comparison::MoreThan),
    ("higher than", Comparison::MoreThan),
    ("mehr als", Comparison::MoreThan),
    ("above", Comparison::MoreThan),
    ("over", Comparison::MoreThan),
    ("über", Comparison::MoreThan),
    ("approximately", Comparison::About),
    ("approx.", Comparison::About),
    ("approx", Comparison::About),
    ("roughly", Comparison::About),
    ("around", Comparison::About),
    ("about", Comparison::About),
    ("circa", Comparison::About),
    ("ca.", Comparison::About),
    ("etwa", Comparison::About),
    ("rund", Comparison::About),
];

const BEHIND: &[(&str, Comparison)] = &[
    ("or less", Comparison::AtMost),
    ("or fewer", Comparison::AtMost),
    ("or faster", Comparison::AtMost),
    ("or lower", Comparison::AtMost),
    ("or below", Comparison::AtMost),
    ("at most", Comparison::AtMost),
    ("maximum", Comparison::AtMost),
    ("max", Comparison::AtMost),
    ("or more", Comparison::AtLeast),
    ("or higher", Comparison::AtLeast),
    ("or better", Comparison::AtLeast),
    ("or above", Comparison::AtLeast),
    ("and above", Comparison::AtLeast),
    ("at least", Comparison::AtLeast),
    ("minimum", Comparison::AtLeast),
    ("min.", Comparison::AtLeast),
    ("oder mehr", Comparison::AtLeast),
    ("oder weniger", Comparison::AtMost),
];

/// What compares with the number that begins at `start`: whether it is a gain, where the words begin, and how.
fn comparison_before(text: &str, start: usize, floor: usize) -> (bool, usize, Option<Comparison>) {
    let head = text.get(floor.min(start)..start).unwrap_or_default();
    let bare = head.trim_end_matches([' ', '\u{a0}', '*', '`']);
    let is_gain = bare.ends_with('+');
    let bare = bare.trim_end_matches(['+', '±']).trim_end();
    let from = bare.len().saturating_sub(24);
    let from = (from..=bare.len()).find(|at| bare.is_char_boundary(*at)).unwrap_or(bare.len());
    let lower = bare.get(from..).unwrap_or_default().to_lowercase();
    for (word, comparison) in BEFORE {
        let Some(rest) = lower.strip_suffix(word) else { continue };
        let is_sign = !word.starts_with(char::is_alphabetic);
        if is_sign || rest.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric()) {
            // An arrow is no comparison.
            if *word == ">" && rest.ends_with(['-', '=']) {
                break;
            }
            let begin = start - (head.len() - bare.len()) - word.len();
            return (is_gain, if text.is_char_boundary(begin) { begin } else { start }, Some(*comparison));
        }
    }
    (is_gain, start - usize::from(is_gain), None)
}

fn comparison_behind(tail: &str) -> Option<(Comparison, usize)> {
    let rest = tail.trim_start_matches([' ', '\u{a0}', ',', '(']);
    let skipped = tail.len() - rest.len();
    if tail.starts_with('+')
        && !tail.trim_start_matches('+').starts_with(|letter: char| letter.is_ascii_digit())
    {
        return Some((Comparison::AtLeast, 1));
    }
    let end = rest.char_indices().nth(14).map_or(rest.len(), |(at, _)| at);
    let lower = rest.get(..end)?.to_lowercase();
    BEHIND.iter().find_map(|(word, comparison)| {
        let after = lower.strip_prefix(word)?;
        let whole = after.chars().next().is_none_or(|letter| !letter.is_alphanumeric());
        whole.then_some((*comparison, skipped + word.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> String {
        let Some(found) = amount(text) else { return "none".to_owned() };
        let sign = found.comparison.map_or("", Comparison::sign);
        let plus = if found.is_gain { "+" } else { "" };
        let Band { low, high } = found.band;
        let range = if (low - high).abs() < 1e-12 { format!("{low}") } else { format!("{low}..{high}") };
        format!("{sign}{plus}{range} {:?} {}", found.unit, found.noun).trim_end().to_owned()
    }

    #[test]
    fn points_group_thousands_where_commas_are_decimal() {
        let plain = with_plain_thousands("1.240 Tests, 92,7 %, Version 1.2.345 und 12.345.678");
        assert_eq!(plain, "1\u{202f}240 Tests, 92,7 %, Version 1.2.345 und 12\u{202f}345\u{202f}678");
        assert_eq!(with_plain_thousands("1.240 s, 1,240 tests"), "1.240 s, 1,240 tests");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1,602 tests", "1602 Count tests"),
            ("1 602 tests", "1602 Count tests"),
            ("1'602 tests", "1602 Count tests"),
            ("1\u{a0}602", "1602 Count"),
            ("12.345.678 tests", "12345678 Count tests"),
            ("93,5 %", "93.5 Percent"),
            ("93.5-93.7%", "93.5..93.7 Percent"),
            ("93.5%-93.7%", "93.5..93.7 Percent"),
            ("93,5 – 93,7 %", "93.5..93.7 Percent"),
            ("1622 to 1627 total", "1622..1627 Count total"),
            ("+20-25 passing tests", "+20..25 Count passing"),
            (">=90 %", "≥90 Percent"),
            ("coverage ≥ 90%", "≥90 Percent"),
            ("80%+ code", "≥80 Percent"),
            ("at least 90 percent", "≥90 Percent"),
            ("mindestens 90 Prozent", "≥90 Percent"),
            ("< 10ms per status", "<0.01 Seconds status"),
            ("< 200 ms / request", "<0.2 Seconds request"),
            ("> 1000 updates/second", ">1000 PerSecond updates"),
            ("> 500 events per second", ">500 PerSecond events"),
            ("at least 120 req/min", "≥2 PerSecond req"),
            ("memory < 100 MB", "<100000000 Bytes"),
            ("under 64 MiB", "<67108864 Bytes"),
            ("runtime ~660 s;", "≈660 Seconds"),
            ("no more than 11 minutes", "≤660 Seconds"),
            ("10 s or less", "≤10 Seconds"),
            ("between 5 and 10 ms", "0.005..0.01 Seconds"),
            ("1.5k tests", "1500 Count"),
            ("v2 is out", "none"),
            ("see #314", "none"),
            ("Python 3.11.9", "none"),
            ("2026-01-18", "none"),
            ("phase 2A", "none"),
            ("test_pr_025_store", "none"),
            ("no number", "none"),
        ] {
            assert_eq!(first(text), expected, "{text}");
        }
        assert_eq!(amounts("(1602/1737 passing, 92% pass rate)").len(), 3);
        assert_eq!(
            amounts("2 files, 33 tests").iter().filter_map(Amount::count).collect::<Vec<_>>(),
            [2, 33]
        );
        assert_eq!(amounts("1, 2, 3").len(), 3);
    }
}
