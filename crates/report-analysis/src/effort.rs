//! Effort as people write it: `3-4 h`, `10–12 hours`, `1.5 h`, `2 days`, `30 min`.

/// How many hours a day of work has.
const HOURS_A_DAY: f64 = 8.0;

/// The least and the most hours; `None` when the text names no time.
pub fn hours(text: &str) -> Option<(f64, f64)> {
    let text = text.to_lowercase().replace(',', ".");
    let mut bounds: Option<(f64, f64)> = None;
    // `1 h 30 min` is a sum of parts; each part is a number or a range, and then a unit.
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
        rest = rest.get(start..)?;
        let (low, after) = number(rest)?;
        let (high, after) = upper(after).unwrap_or((low, after));
        let unit = unit(after);
        if let Some(unit) = unit {
            let (least, most) = bounds.unwrap_or_default();
            bounds = Some((least + low * unit, most + high.max(low) * unit));
        }
        rest = after;
    }
    bounds
}

fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(text.len());
    let (digits, rest) = text.split_at_checked(end)?;
    Some((digits.trim_end_matches('.').parse().ok()?, rest))
}

/// The upper end of a range: `-4`, ` – 4`, ` to 4`. A unit may stand at both ends.
fn upper(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start();
    let text = text.strip_prefix(|letter: char| letter.is_alphabetic()).map_or(text, |_| {
        let after = text.trim_start_matches(char::is_alphabetic).trim_start();
        // `3 h - 4 h`; but `to` is no unit.
        if text.starts_with("to ") { text } else { after }
    });
    let text = ["-", "–", "—", "‑", "to ", "bis "].iter().find_map(|dash| text.strip_prefix(dash))?;
    number(text.trim_start())
}

fn unit(text: &str) -> Option<f64> {
    let text = text.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '+');
    let word = text.split(|letter: char| !letter.is_alphabetic()).next()?;
    match word {
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" => Some(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(1.0 / 60.0),
        "d" | "day" | "days" | "pt" => Some(HOURS_A_DAY),
        "w" | "week" | "weeks" => Some(5.0 * HOURS_A_DAY),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_is_read_as_people_write_it() {
        for (text, expected) in [
            ("3-4 h", Some((3.0, 4.0))),
            ("10–12 hours", Some((10.0, 12.0))),
            ("3 - 4 hours", Some((3.0, 4.0))),
            ("3 to 4 hours", Some((3.0, 4.0))),
            ("1.5 hours", Some((1.5, 1.5))),
            ("1,5 h", Some((1.5, 1.5))),
            ("2 days", Some((16.0, 16.0))),
            ("1 week", Some((40.0, 40.0))),
            ("30 min", Some((0.5, 0.5))),
            ("1 h 30 min", Some((1.5, 1.5))),
            ("4 hours (scripted)", Some((4.0, 4.0))),
            ("~6h", Some((6.0, 6.0))),
            ("Medium-High", None),
            ("", None),
            ("12", None),
        ] {
            assert_eq!(hours(text), expected, "{text}");
        }
    }
}
