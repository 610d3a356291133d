//! The parts below the lists of failing tests: phases, clusters, durations, coverage, flaky tests, notices.

use report_model::site::{ChangePoints, CoverageFiles, Flaky, Ledger, Manifest, PhaseState};
use report_model::{Ratio, Route, text};

use super::inert;
use crate::error::Error;
use crate::export::Published;
use crate::links::Links;
use crate::summary::missing;

/// How many rows a table has.
const ROWS: usize = 10;

pub(super) fn phases(manifest: &Manifest, links: &Links) -> String {
    if manifest.phases.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "### {}\n\n| Phase | State | Targets | What is missing |\n|---|---|---|---|\n",
        inert::link("Phases", links.page(&Route::Phases(Vec::new())).as_deref())
    );
    for phase in &manifest.phases {
        let state = match phase.state {
            PhaseState::Done => "done",
            PhaseState::Lost => "lost",
            PhaseState::InProgress => "in progress",
            PhaseState::Ahead => "ahead",
            PhaseState::Unknown => "unknown",
        };
        let targets: Vec<String> = phase
            .targets
            .iter()
            .map(|target| {
                let of =
                    target.category.as_deref().map_or_else(String::new, |category| format!(" of {category}"));
                unbroken(&inert::words(&format!("{}{of} {}", target.measure.name(), target.band())))
            })
            .collect();
        let gap = inert::words(&missing(phase));
        let name = format!("<b>{}</b> {}", inert::words(&phase.id), inert::words(&phase.title));
        out.push_str(&format!("| {name} | {state} | {} | {gap} |\n", targets.join("<br>")));
    }
    out.push('\n');
    out
}

/// Figures that a narrow column must not break: `1,622–1,627`.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}").replace('–', "–\u{2060}")
}

pub(super) fn fix_first(manifest: &Manifest, links: &Links) -> String {
    let is_compared = manifest.fix_first.iter().any(|cluster| cluster.new.is_some());
    // Where each failure has a cause of its own, the list of failures says as much.
    if !is_compared && manifest.fix_first.iter().all(|cluster| cluster.tests() < 2) {
        return String::new();
    }
    let mut out = "### Fix first\n\n".to_owned();
    out.push_str(if is_compared {
        "| Tests | New | What the failures share | Why here |\n|--:|--:|---|---|\n"
    } else {
        "| Tests | What the failures share | Why here |\n|--:|---|---|\n"
    });
    for cluster in &manifest.fix_first {
        let address = links.page(&Route::Cluster(cluster.id.clone()));
        let new = cluster.new.map_or_else(|| "–".to_owned(), text::count);
        out.push_str(&format!(
            "| {} {}| {} | {} |\n",
            text::count(cluster.tests()),
            if is_compared { format!("| {new} ") } else { String::new() },
            inert::link(&inert::code(&cluster.title()), address.as_deref()),
            inert::words(&cluster.reason)
        ));
    }
    out.push('\n');
    let rest = manifest.cluster_count.saturating_sub(manifest.fix_first.len() as u64);
    if rest > 0 {
        let noun = if rest == 1 { "cluster" } else { "clusters" };
        out.push_str(&format!("and {} more {noun}\n\n", text::count(rest)));
    }
    out
}

pub(super) fn slower(site: &Published, links: &Links) -> Result<String, Error> {
    let levels: ChangePoints = site.optional(site.manifest.shards.change_points.as_ref())?;
    let slower: Vec<_> = levels
        .tests
        .iter()
        .filter_map(|test| test.levels.changes.last().map(|change| (test, change)))
        .filter(|(_, change)| change.factor() > 1.0)
        .collect();
    let rows = slower.iter().take(ROWS).map(|(test, change)| {
        let since =
            levels.runs.get(change.at as usize).map_or_else(|| "–".to_owned(), |run| inert::code(&run.id));
        format!(
            "| {} | {} | {} | {since} |\n",
            inert::link(&inert::code(&test.id.0), links.page(&Route::Test(test.id.key())).as_deref()),
            text::duration(change.before_secs),
            text::duration(change.after_secs),
        )
    });
    let title = match slower.len() {
        1 => "1 test got slower and stayed so".to_owned(),
        count => format!("{} tests got slower and stayed so", text::count(count as u64)),
    };
    Ok(table(
        &title,
        "| Test | Before | Now | Since run |\n|---|--:|--:|---|\n",
        &rows.collect::<Vec<_>>(),
        slower.len(),
    ))
}

pub(super) fn coverage(site: &Published) -> Result<String, Error> {
    let files: CoverageFiles = site.optional(site.manifest.shards.coverage.as_ref())?;
    let columns = files.paths.iter().zip(files.covered.iter().zip(&files.lines)).zip(&files.before);
    // What counts is how many lines are covered more or less, and not the percent of a small file.
    let mut changed: Vec<(i64, &String, Ratio, Option<Ratio>)> = columns
        .map(|((path, (covered, lines)), before)| {
            let now = Ratio::new(*covered, *lines);
            let lost = before.map_or(0, |before| before.rest().cast_signed());
            (now.rest().cast_signed() - lost, path, now, *before)
        })
        .filter(|(worse, ..)| *worse != 0)
        .collect();
    changed.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let worse = changed.iter().filter(|(worse, ..)| *worse > 0).count();
    let percent = |ratio: Ratio| ratio.percent().map_or_else(|| "–".to_owned(), text::percent);
    let rows =
        changed.iter().filter(|(worse, ..)| *worse > 0).take(ROWS).map(|(worse, path, now, before)| {
            format!(
                "| {} | {} | {} | {} |\n",
                inert::code(path),
                before.map_or_else(|| "new file".to_owned(), percent),
                percent(*now),
                text::signed(*worse)
            )
        });
    let title = match worse {
        1 => "1 file has more lines that no test ran".to_owned(),
        count => format!("{} files have more lines that no test ran", text::count(count as u64)),
    };
    let head = "| File | Before | Now | Lines not run |\n|---|--:|--:|--:|\n";
    Ok(table(&title, head, &rows.collect::<Vec<_>>(), worse))
}

pub(super) fn flaky(site: &Published, links: &Links) -> Result<String, Error> {
    let flaky: Flaky = site.optional(site.manifest.shards.flaky.as_ref())?;
    let rows = flaky.tests.iter().take(ROWS).map(|test| {
        format!(
            "| {} | {} | {} |\n",
            inert::link(&inert::code(&test.id.0), links.page(&Route::Test(test.id.key())).as_deref()),
            test.rate.map_or_else(|| "not known".to_owned(), |rate| text::percent(rate * 100.0)),
            inert::words(&test.because)
        )
    });
    let title = text::counted(flaky.tests.len() as u64, "flaky test");
    let head = "| Test | Not passed at once | Evidence |\n|---|--:|---|\n";
    Ok(table(&title, head, &rows.collect::<Vec<_>>(), flaky.tests.len()))
}

pub(super) fn notices(site: &Published) -> Result<String, Error> {
    let ledger: Ledger = site.optional(site.manifest.shards.ledger.as_ref())?;
    let rows = ledger.notices.iter().take(ROWS).map(|notice| {
        let severity = match notice.severity {
            report_model::Severity::Error => "error",
            report_model::Severity::Warning => "warning",
            report_model::Severity::Note => "note",
        };
        let place = notice.location.as_ref().map_or_else(
            || "–".to_owned(),
            |place| {
                let line = place.line.map_or_else(String::new, |line| format!(":{line}"));
                inert::code(&format!("{}{line}", place.path))
            },
        );
        format!("| {severity} | {place} | {} |\n", inert::words(&notice.message))
    });
    let title = text::counted(ledger.notices.len() as u64, "notice");
    let head = "| | Where | What |\n|---|---|---|\n";
    Ok(table(&title, head, &rows.collect::<Vec<_>>(), ledger.notices.len()))
}

/// A table that is folded away; nothing where it has no rows.
fn table(title: &str, head: &str, rows: &[String], count: usize) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let rest = match count - rows.len() {
        0 => String::new(),
        rest => format!("\nand {} more\n", text::count(rest as u64)),
    };
    format!("<details><summary>{title}</summary>\n\n{head}{}{rest}\n</details>\n\n", rows.concat())
}
