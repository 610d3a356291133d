//! Dates as people write them.

use report_model::Timestamp;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of a month by its name or the first three letters or more of it.
fn month(word: &str) -> Option<u32> {
    let lower = word.trim_end_matches('.').to_lowercase();
    let index = MONTHS.iter().position(|month| lower.len() >= 3 && month.starts_with(&lower))?;
    u32::try_from(index + 1).ok()
}

/// The first date in a text, as its first moment in UTC.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '(' | ')' | '`' | '*'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let next = |more: usize| words.get(at + more).copied().unwrap_or_default();
        of_digits(word)
            .or_else(|| of_words(word, next(1), next(2)))
            .or_else(|| end_of_month(word, next(1)))
            .or_else(|| end_of_quarter(word, next(1)))
    })
}

fn moment(year: &str, month: u32, day: &str) -> Option<Timestamp> {
    let (year, day): (u32, u32) = (year.parse().ok()?, day.parse().ok()?);
    let is_likely = (1990..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_likely.then(|| Timestamp::parse(&format!("{year:04}-{month:02}-{day:02}T00:00:00Z"))).flatten()
}

/// `2026-01-18`, `2026/01/18`, `18.01.2026`.
fn of_digits(word: &str) -> Option<Timestamp> {
    let parts: Vec<&str> = word.trim_end_matches(['.', ';', ':']).split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            moment(year, month.parse().ok()?, day.get(..2).unwrap_or(day))
        }
        [day, month, year] if year.len() == 4 && word.contains('.') => moment(year, month.parse().ok()?, day),
        _ => None,
    }
}

/// `18 Jan 2026`, `January 18 2026`.
fn of_words(first: &str, second: &str, third: &str) -> Option<Timestamp> {
    let day = |word: &str| {
        let digits = word.trim_end_matches(|letter: char| !letter.is_ascii_digit()).to_owned();
        (digits.len() <= 2 && !digits.is_empty()).then_some(digits)
    };
    if let (Some(day), Some(month)) = (day(first), month(second)) {
        return moment(third, month, &day);
    }
    moment(third, month(first)?, &day(second)?)
}

/// `March 2026`: its last day.
fn end_of_month(first: &str, second: &str) -> Option<Timestamp> {
    last_day(second, month(first)?)
}

/// `Q1 2026`, `2026-Q1`: its last day.
fn end_of_quarter(first: &str, second: &str) -> Option<Timestamp> {
    let quarter = |word: &str| match word {
        "Q1" => Some(3),
        "Q2" => Some(6),
        "Q3" => Some(9),
        "Q4" => Some(12),
        _ => None,
    };
    match first.split_once(['-', '/']) {
        Some((year, word)) => last_day(year, quarter(word)?),
        None => last_day(second, quarter(first)?),
    }
}

fn last_day(year: &str, month: u32) -> Option<Timestamp> {
    let year = year.trim_end_matches(['.', ';', ':']);
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let leaps = year.parse::<u32>().ok().filter(|_| is_year)?;
    let days = match month {
        2 if leaps.is_multiple_of(4) && (!leaps.is_multiple_of(100) || leaps.is_multiple_of(400)) => "29",
        2 => "28",
        4 | 6 | 9 | 11 => "30",
        _ => "31",
    };
    moment(year, month, days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        let day = Timestamp::parse("2026-01-18T00:00:00Z");
        for text in [
            "2026-01-18",
            "due 18 Jan 2026",
            "January 18, 2026",
            "18.01.2026",
            "by 18th January 2026",
            "(2026/01/18)",
        ] {
            assert_eq!(date(text), day, "{text}");
        }
        for (text, last) in [
            ("March 2026", "2026-03-31"),
            ("(Feb 2028)", "2028-02-29"),
            ("by Q2 2026", "2026-06-30"),
            ("2026-Q4", "2026-12-31"),
        ] {
            assert_eq!(date(text), Timestamp::parse(&format!("{last}T00:00:00Z")), "{text}");
        }
        assert_eq!(date("it may be 2026 or not"), None);
        assert_eq!(date("in 3 weeks"), None);
        assert_eq!(date("3.11.9 and 10-12"), None);
    }
}
