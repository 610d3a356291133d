//! The table of figures, beside those of the run before.

use report_model::site::{GateVerdict, Manifest, Totals};
use report_model::{Ratio, text};

use super::inert;

/// A figure of this run and of the run before.
struct Figure {
    name: &'static str,
    now: Option<String>,
    before: Option<String>,
    change: Option<String>,
}

pub(super) fn table(manifest: &Manifest) -> String {
    let figures: Vec<Figure> = figures(manifest).into_iter().filter(|figure| figure.now.is_some()).collect();
    if figures.is_empty() {
        return String::new();
    }
    let unknown = || "–".to_owned();
    let mut out = changes(manifest);
    out.push_str(&match &manifest.before {
        Some(before) => {
            format!("| | This run | Run {} | Change |\n|---|--:|--:|--:|\n", inert::code(&before.run.id))
        }
        None => "| | This run |\n|---|--:|\n".to_owned(),
    });
    for Figure { name, now, before, change } in figures {
        let now = now.unwrap_or_else(unknown);
        out.push_str(&match &manifest.before {
            Some(_) => format!(
                "| {name} | {now} | {} | {} |\n",
                before.unwrap_or_else(unknown),
                change.unwrap_or_else(unknown)
            ),
            None => format!("| {name} | {now} |\n"),
        });
    }
    out.push('\n');
    out
}

fn figures(manifest: &Manifest) -> Vec<Figure> {
    let totals = &manifest.totals;
    let past = manifest.before.as_ref();
    let then = past.map(|run| &run.totals).filter(|totals| totals.collected > 0);
    let mut figures = Vec::new();
    if totals.collected > 0 {
        type Of = fn(&Totals) -> u64;
        let counts: [(&'static str, Of); 6] = [
            ("Passed", |totals| totals.counts.passed),
            ("Failed", |totals| totals.counts.failed),
            ("Errored", |totals| totals.counts.errored),
            ("Skipped", |totals| totals.counts.skipped),
            ("Passed only on a retry", |totals| totals.flaky),
            ("Tests known", |totals| totals.collected),
        ];
        for (name, of) in counts {
            if matches!(name, "Errored" | "Skipped" | "Passed only on a retry")
                && of(totals) == 0
                && then.is_none_or(|then| of(then) == 0)
            {
                continue;
            }
            figures.push(Figure {
                name,
                now: Some(text::count(of(totals))),
                before: then.map(|then| text::count(of(then))),
                change: then.map(|then| text::signed(of(totals).cast_signed() - of(then).cast_signed())),
            });
        }
        figures.push(rate(
            "Pass rate of collected",
            Some(totals.rate_of_collected()),
            then.map(Totals::rate_of_collected),
        ));
        figures.push(rate(
            "Pass rate of executed",
            Some(totals.counts.rate_of_executed()),
            then.map(|then| then.counts.rate_of_executed()),
        ));
    }
    let coverage = |of: fn(&report_model::site::CoverageTotals) -> Option<Ratio>| {
        (manifest.coverage.as_ref().and_then(of), past.and_then(|run| run.coverage.as_ref()).and_then(of))
    };
    let (now, before) = coverage(|totals| Some(totals.lines));
    figures.push(rate("Line coverage", now, before));
    let (now, before) = coverage(|totals| totals.branches);
    figures.push(rate("Branch coverage", now, before));
    figures.push(time(totals, past.map(|run| &run.totals)));
    figures
}

fn rate(name: &'static str, now: Option<Ratio>, before: Option<Ratio>) -> Figure {
    let (now, before) = (now.and_then(Ratio::percent), before.and_then(Ratio::percent));
    Figure {
        name,
        now: now.map(text::percent),
        before: before.map(text::percent),
        change: now.zip(before).map(|(now, before)| text::points(now - before)),
    }
}

/// Wall time is compared with wall time, and a sum of durations with such a sum.
fn time(now: &Totals, before: Option<&Totals>) -> Figure {
    let wall = |totals: &Totals| totals.wall_secs;
    let sum = |totals: &Totals| totals.tests_secs;
    let (name, of): (_, fn(&Totals) -> Option<f64>) =
        if now.wall_secs.is_some() { ("Wall time", wall) } else { ("Durations of tests together", sum) };
    let (secs, then) = (of(now), before.and_then(of));
    Figure {
        name,
        now: secs.map(text::duration),
        before: then.map(text::duration),
        change: secs.zip(then).map(|(secs, then)| text::signed_duration(secs - then)),
    }
}

/// What became of tests, in one line.
fn changes(manifest: &Manifest) -> String {
    let Some(changes) = &manifest.changes else { return String::new() };
    let parts: Vec<String> =
        changes.counted().map(|(count, what)| format!("<b>{}</b> {what}", text::count(count))).collect();
    if parts.is_empty() {
        "No test changed its outcome.\n\n".to_owned()
    } else {
        format!("Tests: {}.\n\n", parts.join(", "))
    }
}

/// The rules of the team that this run does not keep.
pub(super) fn gates(manifest: &Manifest) -> String {
    let broken = manifest.gates.iter().filter(|gate| gate.verdict != GateVerdict::Kept);
    let rows: Vec<String> = broken
        .map(|gate| {
            let scope =
                gate.scope.as_deref().map_or_else(String::new, |scope| format!(" {}", inert::code(scope)));
            format!(
                "| {}{scope} | {} | {} |\n",
                inert::code(&gate.rule),
                inert::words(&gate.limit),
                inert::words(&gate.measured)
            )
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    format!("### Rules that are not kept\n\n| Rule | Limit | Measured |\n|---|---|---|\n{}\n", rows.concat())
}
