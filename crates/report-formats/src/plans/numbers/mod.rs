//! Numbers as people write them: `1,602`, `93,5 %`, `1622-1627`, `< 10ms per status`, `80%+`, `~660 s`.

mod compare;
mod units;
mod written;

use report_model::plan::Band;
use report_model::{Comparison, Unit};

use compare::{comparison_before, comparison_behind};
use units::unit_at;
pub(super) use written::with_plain_thousands;
use written::{is_date, number, upper_end};

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
    /// Whether another number follows that it goes to: the 65 in `65 % → 70 %` and in `from 65 % to 70 %`.
    pub is_origin: bool,
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
    let mut found: Vec<Amount> = Vec::new();
    let mut at = 0;
    while found.len() < MOST
        && let Some(start) = text.get(at..).and_then(|rest| rest.find(|letter: char| letter.is_ascii_digit()))
    {
        let start = at + start;
        match amount_at(text, start, at) {
            Ok(amount) => {
                if let Some(before) = found.last_mut() {
                    before.is_origin = leads_to(text, before, &amount);
                }
                at = amount.end.max(start + 1);
                found.push(amount);
            }
            Err(end) => at = end.max(start + 1),
        }
    }
    found
}

/// The amounts that a text aims at: without those that it only comes from.
pub(super) fn aims(text: &str) -> Vec<Amount> {
    let mut found = amounts(text);
    found.retain(|amount| !amount.is_origin);
    found
}

/// Whether a text goes from one number to the next: by an arrow, or by `from … to …`.
fn leads_to(text: &str, from: &Amount, to: &Amount) -> bool {
    let between = text.get(from.end..to.digits).unwrap_or_default();
    let sign = between.trim_matches(|letter: char| letter.is_whitespace() || "*~+≥<≤`".contains(letter));
    let sign = sign.strip_prefix('→').map_or(sign, |_| "→");
    matches!(sign, "→" | "->" | "-->" | "➜" | "➔" | "⇒" | "=>")
        || sign == "to"
            && text.get(..from.start).is_some_and(|head| head.trim_end().to_lowercase().ends_with("from"))
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
    // Hundreds of digits are no figure of a plan.
    if !(band.low.is_finite() && band.high.is_finite()) {
        return Err(word_end(start));
    }
    let (is_gain, comparison_start, mut comparison) = comparison_before(text, start, floor);
    let tail = text.get(end..).unwrap_or_default();
    if let Some((behind, length)) = comparison_behind(tail) {
        comparison = comparison.or(Some(behind));
        end += length;
    }
    let (start, digits) = (comparison_start, start);
    Ok(Amount { band, unit: unit.0, comparison, is_gain, is_origin: false, noun, start, end, digits })
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
        for text in ["65% → 70%", "65 -> **70 %**", "from 65% to 70%", "0.6 => ≥70", "from 65 % to 70-75%"]
        {
            let aimed: Vec<f64> = aims(text).iter().map(|amount| amount.band.low).collect();
            assert_eq!(aimed, [70.0], "{text}");
        }
        assert_eq!(aims("65 to 70 %").len(), 1);
        assert_eq!(aims("65 %, later 70 %").len(), 2);
    }
}
