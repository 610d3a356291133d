//! What a number is counted in: times, sizes, rates, percent.

use report_model::Unit;

/// What a number at the end of which `at` stands is counted in: the unit, its size, a noun, and where it ends.
pub(super) fn unit_at(text: &str, at: usize) -> ((Unit, f64), String, usize) {
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
