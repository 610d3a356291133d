//! Pages that are written out: what the dashboard, the page without scripts and the summaries show alike.
//!
//! A sheet is made from the same values that the other shards hold, so that no page can disagree with them.

mod category;
mod cluster;
mod completeness;
mod components;
mod effort;
mod failures;
mod findings;
mod flaky;
mod gates;
mod members;
mod notices;
mod periods;
mod plan;
mod rates;
mod runtime;
mod suite_time;

use report_model::route::{CoverageFilter, FailureFilter, OutcomeFilter};
use report_model::site::{
    ChangePoints, Completeness, Failures, Flaky, GateResult, Ledger, Manifest, PlanStatus, RunInfo, Runtime,
    Sheet, Tone, TrendChart, Word, Words,
};
use report_model::{Location, Outcome, Route, text};

pub(super) use findings::panels_by_row;
pub(super) use members::Members;
pub(super) use notices::sheet as notices;
pub(super) use suite_time::in_short as suite_time_in_short;

/// The name of the page that tells what was odd.
pub(super) const NOTICES: &str = "notices";

/// What pages are written from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    /// The manifest; its list of sheets is still empty.
    pub(super) manifest: &'a Manifest,
    /// Where time goes.
    pub(super) runtime: Option<&'a Runtime>,
    /// Where durations changed their level.
    pub(super) change_points: Option<&'a ChangePoints>,
    /// Tests that come and go.
    pub(super) flaky: Option<&'a Flaky>,
    /// Why tests fail; `None` when none does.
    pub(super) failures: Option<&'a Failures>,
    /// The tests behind rows.
    pub(super) members: Members<'a>,
    /// What the plan states, measured.
    pub(super) plan: Option<&'a PlanStatus>,
    /// How much of the suite was run.
    pub(super) completeness: Option<&'a Completeness>,
    /// The rules, judged.
    pub(super) gates: &'a [GateResult],
    /// Notices, and what each file gave.
    pub(super) ledger: &'a Ledger,
    /// Of how many runs of the branch the results of single tests are not known any more.
    pub(super) totals_only: u64,
}

impl Facts<'_> {
    /// Over which runs single tests are followed, where the history knows of more.
    fn thinned(&self, followed: usize) -> Option<Words> {
        let runs = text::counted(self.totals_only, "older run");
        let tests = text::counted(followed as u64, "run");
        (self.totals_only > 0).then(|| {
            format!(
                "Single tests are followed over the last {tests}; of {runs} of the branch only the totals are known (--keep-runs and --keep-days say how long more is kept; what could not be read is among the notices)."
            )
            .into()
        })
    }
}

/// Every page that is written out, by its name in the address.
pub(super) fn all(facts: Facts<'_>) -> Vec<(&'static str, Sheet)> {
    let mut pages = vec![
        ("completeness", completeness::sheet(facts)),
        ("runtime", runtime::sheet(facts)),
        ("flaky", flaky::sheet(facts)),
        (NOTICES, notices::sheet(facts.ledger)),
    ];
    let with_data = [
        ("plan", plan::sheet(facts)),
        ("components", components::sheet(facts)),
        ("findings", findings::sheet(facts)),
        ("gates", gates::sheet(facts)),
        ("periods", periods::sheet(facts.change_points)),
    ];
    pages.extend(with_data.into_iter().filter_map(|(name, sheet)| Some((name, sheet?))));
    if let Some(failures) = facts.failures {
        pages.push(("failures", failures::sheet(facts, failures)));
        pages.push(("category", category::sheet(facts, failures)));
        pages.extend(cluster::sheets(facts, failures).into_iter().map(|sheet| ("cluster", sheet)));
    }
    pages
}

/// A line of a document, as `plan.md:28`; it leads to where the code is hosted, when that is known.
fn source(run: &RunInfo, location: Option<&Location>) -> Option<Word> {
    let location = location?;
    let line = location.line.map(|line| format!(":{line}")).unwrap_or_default();
    let name = location.path.rsplit('/').next().unwrap_or(&location.path);
    let to = hosted(run, location).unwrap_or_default();
    Some(Word { text: format!("{name}{line}"), tone: Tone::Code, to })
}

/// The address of a line at the commit of the run, where the run's own address tells the host.
fn hosted(run: &RunInfo, location: &Location) -> Option<String> {
    let (url, commit) = (run.url.as_deref()?, run.commit.as_deref()?);
    let repository = [("/actions/runs/", "/blob/"), ("/-/pipelines/", "/-/blob/"), ("/-/jobs/", "/-/blob/")]
        .into_iter()
        .find_map(|(of_run, of_file)| Some(format!("{}{of_file}{commit}", url.split_once(of_run)?.0)))?;
    let path = location.path.trim_start_matches("./");
    let is_below = !path.starts_with('/') && !path.split('/').any(|part| part == "..") && !path.contains(':');
    let is_web = repository.starts_with("https://") || repository.starts_with("http://");
    let is_commit = !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_below && is_web && is_commit).then(|| {
        let line = location.line.map(|line| format!("#L{line}")).unwrap_or_default();
        format!(
            "{repository}/{}{line}",
            path.replace('%', "%25").replace(' ', "%20").replace('?', "%3F").replace('#', "%23")
        )
    })
}

/// The page that shows what a subject of the plan is counted from.
fn page_of(subject: &str) -> Option<Route> {
    let of = |outcome| Some(Route::tests_with(OutcomeFilter::Is(outcome)));
    match subject {
        "tests" | "executed" | "executed_share" | "files" => Some(Route::Completeness),
        "passing" | "pass_rate" => of(Outcome::Passed),
        // Failed and errored: the page of failures shows both.
        "failing" => Some(Route::Failures(FailureFilter::default())),
        "errors" => of(Outcome::Errored),
        "skipped" => of(Outcome::Skipped),
        "flaky" => Some(Route::Flaky),
        "line_coverage" | "branch_coverage" => Some(Route::Coverage(CoverageFilter::default())),
        "suite_secs" | "secs" => Some(Route::Runtime),
        "rate" | "bytes" => Some(Route::Components),
        _ => None,
    }
}

/// A figure that leads to the page it is counted from.
fn traced(text: impl Into<String>, to: Option<&Route>) -> Words {
    match to {
        Some(to) => Words::default().link(text, to),
        None => Words::default().then(text),
    }
}

/// A trend over the runs of the branch, without values yet.
fn trend_of(manifest: &Manifest, name: &str, unit: &str) -> TrendChart {
    let points = manifest.trend.iter().map(|run| report_model::site::ChartPoint {
        run: run.run.id.clone(),
        date: run.run.started_at.map(text::day),
        value: None,
    });
    TrendChart {
        name: name.to_owned(),
        unit: unit.to_owned(),
        points: points.collect(),
        height: 240,
        ..TrendChart::default()
    }
}

/// A share of a whole as text.
fn share(part: f64, whole: f64) -> String {
    text::percent(part * 100.0 / whole.max(f64::MIN_POSITIVE))
}

/// A duration as figure and unit.
fn duration(secs: f64) -> (String, String) {
    let (figure, unit) = text::duration_parts(secs);
    (figure, unit.to_owned())
}
