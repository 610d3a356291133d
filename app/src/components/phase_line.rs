//! Where the run stands on the plan: a measured bar drawn into the targets of all phases.

use app_markup::markup;
use std::sync::Arc;

use report_charts::{PhaseLine, Unit};
use report_model::site::{Manifest, Measure};
use report_model::text;

use super::figure::bare;
use crate::charts;
use crate::markup::{IntoPiece as _, Piece};

/// The lines for passing tests and for coverage, where the plan has targets for them.
pub fn phase_lines(manifest: &Manifest) -> Piece {
    let passing = charts::bands(manifest, Measure::Passing);
    let coverage = charts::bands(manifest, Measure::LineCoverage);
    let totals = &manifest.totals;
    let mut lines = Vec::new();
    if !passing.is_empty() {
        lines.push(PhaseLine {
            name: "Passing tests".to_owned(),
            of: format!("of {} collected", text::count(totals.collected)),
            unit: Unit::Count("test".to_owned()),
            measured: Some(totals.counts.passed as f64),
            most: Some(totals.collected as f64),
            bands: passing,
            // The rate may ask for more tests than the count does.
            needed: manifest
                .current_phase()
                .and_then(report_model::site::PhaseStatus::missing_tests)
                .filter(|missing| *missing > 0)
                .map(|missing| (totals.counts.passed + missing) as f64),
        });
    }
    if !coverage.is_empty() {
        let lines_covered = manifest.coverage.map(|coverage| coverage.lines);
        lines.push(PhaseLine {
            name: "Line coverage".to_owned(),
            of: lines_covered.map_or_else(
                || "not in the data".to_owned(),
                |lines| format!("of {} lines", text::count(lines.whole)),
            ),
            unit: Unit::Percent,
            measured: lines_covered.and_then(report_model::Ratio::percent),
            most: Some(100.0),
            bands: coverage,
            needed: None,
        });
    }
    if lines.is_empty() {
        return ().into_piece();
    }
    let charts = lines.into_iter().map(|line| bare(Arc::new(line), 84)).collect::<Vec<_>>();
    markup! { <section class="panel" aria-label="Where we are on the plan"><div class="in in--lines">{charts}</div></section> }
        .into_piece()
}
