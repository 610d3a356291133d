//! The summary after a build. Colours are left out by the stream where there is no terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use report_model::route::OutcomeFilter;
use report_model::site::{Manifest, Sentence};
use report_model::{Counts, Notice, Outcome, Route, Severity, text};

use crate::Report;

/// How many notices are told before the rest is only counted.
const NOTICES: usize = 10;

/// Bold text for a terminal.
pub fn bold(text: &str) -> String {
    styled(Style::new().bold(), text)
}

fn styled(style: Style, text: &str) -> String {
    format!("{style}{}{style:#}", printable(text))
}

/// Text of an artifact must not be able to steer the terminal.
fn printable(text: &str) -> String {
    let is_safe = |letter: char| !letter.is_control() || letter == '\n';
    let is_turning = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|letter| if is_safe(letter) && !is_turning(letter) { letter } else { '\u{fffd}' })
        .collect()
}

/// A notice in one line: where, what.
pub fn one_line(notice: &Notice) -> String {
    match place(notice) {
        Some(place) => format!("{place}: {}", notice.message),
        None => notice.message.clone(),
    }
}

fn place(notice: &Notice) -> Option<String> {
    let location = notice.location.as_ref()?;
    let mut place = location.path.clone();
    if let Some(line) = location.line {
        // Writing to a String cannot fail.
        let _ = write!(place, ":{line}");
        if let Some(column) = location.column {
            let _ = write!(place, ":{column}");
        }
    }
    Some(place)
}

/// A notice with its severity, its effect and its hint.
pub fn notice(notice: &Notice, indent: &str) -> String {
    let (word, colour) = match notice.severity {
        Severity::Error => ("error", AnsiColor::Red),
        Severity::Warning => ("warning", AnsiColor::Yellow),
        Severity::Note => ("note", AnsiColor::Cyan),
    };
    let mut out = format!(
        "{indent}{}: {}",
        styled(Style::new().bold().fg_color(Some(colour.into())), word),
        printable(&one_line(notice))
    );
    if let Some(element) = notice.location.as_ref().and_then(|location| location.element.as_ref()) {
        let _ = write!(out, "\n{indent}  in {}", printable(element));
    }
    for line in [&notice.effect, &notice.hint].into_iter().flatten() {
        let _ = write!(out, "\n{indent}  {}", printable(line));
    }
    out
}

/// `1,602 passed, 112 failed, 17 errored, 6 skipped`; outcomes without tests are left out.
pub fn counts(counts: Counts) -> String {
    let order = [Outcome::Passed, Outcome::Failed, Outcome::Errored, Outcome::Skipped];
    let parts: Vec<String> = order
        .into_iter()
        .filter(|outcome| counts.of(*outcome) > 0)
        .map(|outcome| format!("{} {}", text::count(counts.of(outcome)), outcome.word()))
        .collect();
    if parts.is_empty() { "none".to_owned() } else { parts.join(", ") }
}

fn sentence(sentence: &Sentence) -> String {
    let strong = Style::new().bold().underline();
    let part = |span: &report_model::site::Span| {
        if span.strong { styled(strong, &span.text) } else { styled(Style::new().bold(), &span.text) }
    };
    sentence.0.iter().map(part).collect()
}

/// What came of a build: the verdict first, then what it rests on, then what was odd, then where the report is.
pub fn terminal(report: &Report) -> String {
    let manifest = &report.manifest;
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&sentence(&manifest.verdict));
    if !manifest.because.is_empty() {
        line(&printable(&manifest.because));
    }
    line("");
    for (label, value) in figures(manifest) {
        line(&format!("  {label:9} {value}"));
    }
    if !report.notices.is_empty() {
        line("");
        for one in report.notices.iter().take(NOTICES) {
            line(&notice(one, ""));
        }
        if report.notices.len() > NOTICES {
            line(&format!("and {} more on the Notices page", report.notices.len() - NOTICES));
        }
    }
    line("");
    for place in places(report) {
        line(&place);
    }
    breakable(&out)
}

/// A terminal breaks lines where it likes, and people search for what they can type.
pub fn breakable(text: &str) -> String {
    text.replace(text::NO_BREAK, " ")
}

fn figures(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let mut figures = Vec::new();
    let totals = &manifest.totals;
    if totals.collected > 0 {
        figures.push(("tests", format!("{}: {}", text::count(totals.collected), counts(totals.counts))));
    }
    if totals.flaky > 0 {
        figures.push(("flaky", format!("{} passed only on a retry", text::count(totals.flaky))));
    }
    // A run whose files hold no code at all has nothing to say here.
    if let Some(coverage) = manifest.coverage.filter(|coverage| coverage.lines.whole > 0) {
        let percent = coverage.lines.percent().map_or("unknown".to_owned(), text::percent);
        figures.push((
            "coverage",
            format!(
                "{percent} of lines ({} of {})",
                text::count(coverage.lines.part),
                text::count(coverage.lines.whole)
            ),
        ));
    }
    if let Some(secs) = totals.suite_secs() {
        let which = if totals.wall_secs.is_some() { "wall time" } else { "the tests' durations together" };
        figures.push(("time", format!("{} ({which})", text::duration(secs))));
    }
    if let (Some(changes), Some(before)) = (&manifest.changes, &manifest.before) {
        let parts: Vec<String> =
            changes.counted().map(|(count, what)| format!("{} {what}", text::count(count))).collect();
        let what = if parts.is_empty() { "no test changed".to_owned() } else { parts.join(", ") };
        figures.push(("changes", format!("{what} (since run {})", printable(&before.run.id))));
    }
    figures
}

fn places(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    let size = |written: &crate::site::Written| {
        format!("{}, {}", text::counted(written.files as u64, "file"), text::bytes(written.bytes))
    };
    if let Some((folder, written)) = &report.folder {
        lines.push(format!("Report: {} ({})", bold(&folder.display().to_string()), size(written)));
        lines.push(format!("Open:   report-gen serve {} --open", crate::cli::shell_word(folder)));
    }
    if let Some((file, written)) = &report.single_file {
        lines.push(format!(
            "Report: {} ({}), opens by double click",
            bold(&file.display().to_string()),
            text::bytes(written.bytes)
        ));
    }
    if report.manifest.totals.counts.bad() > 0 {
        let failed =
            if report.manifest.totals.counts.failed > 0 { Outcome::Failed } else { Outcome::Errored };
        lines.push(format!("Failed: index.html{}", Route::tests_with(OutcomeFilter::Is(failed))));
    }
    lines
}

#[cfg(test)]
mod tests {
    use report_model::Location;

    use super::*;

    #[test]
    fn an_artifact_cannot_steer_the_terminal() {
        let text = notice(&Notice::error("a\u{1b}[2Jb\u{202e}").at(Location::file("x.xml")), "");
        assert!(!text.contains("\u{1b}[2J") && !text.contains('\u{202e}'), "{text:?}");
        assert!(text.contains("x.xml: a"));
    }

    #[test]
    fn counts_leave_out_what_is_not_there() {
        let some = Counts { passed: 1602, failed: 112, errored: 0, skipped: 6 };
        assert_eq!(counts(some), "1,602 passed, 112 failed, 6 skipped");
        assert_eq!(counts(Counts::default()), "none");
    }
}
