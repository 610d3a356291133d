//! Pages that are written out: what the dashboard, the page without scripts and the summaries show alike.
//!
//! A sheet is made from the same values that the other shards hold, so that no page can disagree with them.

mod flaky;
mod notices;
mod runtime;

use report_model::site::{ChangePoints, Flaky, Ledger, Manifest, Runtime, Sheet, TrendChart};
use report_model::text;

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
    /// Notices, and what each file gave.
    pub(super) ledger: &'a Ledger,
}

/// Every page that is written out, by its name in the address.
pub(super) fn all(facts: Facts<'_>) -> Vec<(&'static str, Sheet)> {
    vec![
        ("runtime", runtime::sheet(facts)),
        ("flaky", flaky::sheet(facts)),
        ("notices", notices::sheet(facts)),
    ]
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
