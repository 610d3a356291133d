//! Badges for READMEs: drawn here as SVG, and as the JSON that shields.io reads from a published report.

use report_model::site::{CoverageTotals, Manifest, PhaseState};
use report_model::text;

use crate::error::Error;

/// How good what a badge says is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Good,
    Bad,
    Plain,
    Unknown,
}

impl Tone {
    /// Dark enough for white letters: at least 4.5 to 1.
    const fn colour(self) -> &'static str {
        match self {
            Self::Good => "#0d7a55",
            Self::Bad => "#b3261e",
            Self::Plain => "#2a55c9",
            Self::Unknown => "#5c6675",
        }
    }
}

/// One badge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// The name of its files.
    pub name: &'static str,
    label: String,
    message: String,
    tone: Tone,
}

/// Every badge of a report.
pub fn badges(manifest: &Manifest) -> Vec<Badge> {
    let totals = &manifest.totals;
    let known = totals.collected > 0;
    let outcome = if totals.counts.bad() > 0 { Tone::Bad } else { Tone::Good };
    let tests = known.then(|| {
        let bad = totals.counts.bad();
        let all = text::count(totals.collected);
        if bad == 0 {
            format!("{all} known, none fails")
        } else {
            format!("{} of {all} fail", text::count(bad))
        }
    });
    let rate = totals.rate_of_collected().percent().map(text::percent);
    let coverage =
        manifest.coverage.and_then(|CoverageTotals { lines, .. }| lines.percent()).map(text::percent);
    let phase = manifest.phases.iter().find(|phase| Some(*phase) == manifest.current_phase());
    let phase = match phase {
        Some(phase) if phase.state == PhaseState::Lost => Some((format!("{} lost", phase.id), Tone::Bad)),
        Some(phase) => Some((format!("{} in progress", phase.id), Tone::Plain)),
        None => manifest.phases.last().map(|phase| (format!("{} reached", phase.id), Tone::Good)),
    };
    let (phase, phase_tone) = phase.map_or((None, Tone::Unknown), |(words, tone)| (Some(words), tone));
    let flaky_tone = if totals.flaky > 0 { Tone::Bad } else { Tone::Good };
    vec![
        badge("tests", "tests", tests, outcome),
        badge("pass-rate", "tests that pass", rate, outcome),
        badge("coverage", "line coverage", coverage, Tone::Plain),
        badge("phase", "phase", phase, phase_tone),
        badge("flaky", "passed on a retry", known.then(|| text::count(totals.flaky)), flaky_tone),
        badge("runtime", "test time", totals.suite_secs().map(text::duration), Tone::Plain),
    ]
}

fn badge(name: &'static str, label: &str, message: Option<String>, tone: Tone) -> Badge {
    let (message, tone) =
        message.map_or_else(|| ("not known".to_owned(), Tone::Unknown), |text| (text, tone));
    let message = message.replace(text::NO_BREAK, " ");
    Badge { name, label: label.to_owned(), message, tone }
}

/// About how wide text is at 11 px in the usual sans serif faces; the drawing then makes it exactly so.
fn width(text: &str) -> u32 {
    let tenths: u32 = text
        .chars()
        .map(|letter| match letter {
            'i' | 'j' | 'l' | '.' | ',' | ':' | '\'' | '|' | '!' => 32,
            ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 42,
            'm' | 'w' | 'M' | 'W' | '%' => 100,
            letter if letter.is_ascii_lowercase() => 64,
            letter if letter.is_ascii() => 72,
            _ => 110,
        })
        .sum();
    tenths.div_ceil(10)
}

impl Badge {
    /// The drawing.
    pub fn svg(&self) -> String {
        let (label, message) = (escape(&self.label), escape(&self.message));
        let (left, right) = (width(&self.label) + 12, width(&self.message) + 12);
        let all = left + right;
        let text = |x: u32, width: u32, text: &str| {
            format!(
                "<text x=\"{x}\" y=\"14\" textLength=\"{width}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>"
            )
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" aria-label=\"{label}: {message}\">\
             <title>{label}: {message}</title>\
             <clipPath id=\"r\"><rect width=\"{all}\" height=\"20\" rx=\"3\"/></clipPath>\
             <g clip-path=\"url(#r)\"><rect width=\"{left}\" height=\"20\" fill=\"#424c5a\"/>\
             <rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{}\"/></g>\
             <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,Geneva,sans-serif\" font-size=\"11\">{}{}</g></svg>\n",
            self.tone.colour(),
            text(6, left - 12, &label),
            text(left + 6, right - 12, &message),
        )
    }

    /// What shields.io reads: its endpoint schema 1.
    pub fn endpoint(&self) -> Result<Vec<u8>, Error> {
        let json = serde_json::json!({
            "schemaVersion": 1,
            "label": self.label,
            "message": self.message,
            "color": self.tone.colour().trim_start_matches('#'),
        });
        serde_json::to_vec(&json).map_err(|source| Error::Json { what: "a badge".to_owned(), source })
    }

    /// Its files by name.
    pub fn files(&self) -> Result<[(String, Vec<u8>); 2], Error> {
        Ok([
            (format!("{}.svg", self.name), self.svg().into_bytes()),
            (format!("{}.json", self.name), self.endpoint()?),
        ])
    }
}

fn escape(text: &str) -> String {
    let letter = |letter: char| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        letter if letter.is_control() => "\u{fffd}".to_owned(),
        letter => letter.to_string(),
    };
    text::visible(text).chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_plan_becomes_markup() {
        let evil = badge("phase", "phase", Some("\"/><script>x</script>\u{202e}".to_owned()), Tone::Plain);
        assert!(!evil.svg().contains("<script"));
        assert!(evil.svg().contains("&lt;script&gt;"));
        let json: serde_json::Value = serde_json::from_slice(&evil.endpoint().unwrap()).unwrap();
        assert_eq!((&json["schemaVersion"], &json["label"]), (&1.into(), &"phase".into()));
    }

    #[test]
    fn what_is_not_known_is_not_0() {
        let unknown = badge("coverage", "line coverage", None, Tone::Good);
        assert!(unknown.svg().contains("line coverage: not known") && unknown.svg().contains("#5c6675"));
    }
}
