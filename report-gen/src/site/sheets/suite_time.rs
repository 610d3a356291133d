//! How long the suite takes, run by run.

use report_model::site::{ChangePoints, ChartChange, Content, LevelChange, Manifest, SheetPanel};
use report_model::text;

use super::trend_of;

/// The same trend for the first page, where there is room for its line and little else.
pub(in crate::site) fn in_short(manifest: &Manifest, levels: Option<&ChangePoints>) -> Option<SheetPanel> {
    manifest.totals.suite_secs()?;
    let mut shown = panel(manifest, levels);
    for content in &mut shown.content {
        if let Content::Trend(chart) = content {
            let kind = if manifest.totals.wall_secs.is_some() { "Wall time" } else { "Sum of the tests" };
            chart.caption = format!("{kind}, {}.", text::counted(manifest.trend.len() as u64, "run"));
            chart.height = 200;
        }
    }
    Some(shown)
}

pub(super) fn panel(manifest: &Manifest, levels: Option<&ChangePoints>) -> SheetPanel {
    let mut chart = trend_of(manifest, "Suite time", "seconds");
    for (point, run) in chart.points.iter_mut().zip(&manifest.trend) {
        point.value = run.totals.suite_secs();
    }
    let is_wall = manifest.totals.wall_secs.is_some();
    let measured =
        if is_wall { "Wall time from the artifacts’ time stamps" } else { "Sum of the tests’ durations" };
    let runs = text::counted(manifest.trend.len() as u64, "run");
    chart.caption = format!("{measured}, {runs}.");
    let mut say = match manifest.trend.len() {
        0 | 1 => "One run so far. A trend starts with the second.".to_owned(),
        _ => "Single runs scatter; look for steps that last.".to_owned(),
    };
    if let Some(levels) = levels {
        let place = |change: &LevelChange| {
            let run = levels.runs.get(change.at as usize)?;
            let at = chart.points.iter().position(|point| point.run == run.id)?;
            let (before, after) = (change.before_secs, change.after_secs);
            Some(ChartChange { at: u32::try_from(at).ok()?, before, after })
        };
        chart.changes = levels.suite.changes.iter().filter_map(place).collect();
        let found = levels.suite.changes.len() as u64;
        say = match (found, levels.suite.drift) {
            (0, Some(drift)) => {
                format!("It moves little by little: at the end {drift:.2} times as long as in the beginning.")
            }
            (0, None) => format!("No change in {runs} that is more than noise."),
            _ => {
                format!("{} in {runs}; the rest is noise.", text::counted(found, "real change"))
            }
        };
        chart.caption = format!(
            "{measured}, {runs}. Diamonds: change points; dotted: the level between them. Runs that stopped early are left out."
        );
    }
    SheetPanel::new("Suite time").say(say).with(Content::Trend(chart))
}
