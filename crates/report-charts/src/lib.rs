//! Values become SVG charts whose colours follow the theme of the page.
//!
//! A chart is a plain struct of values: fill it in, call [`Chart::draw`] with the width at which it will be shown.
//! Charts are drawn for one width and shown at that size, so that their text is 12 px on every screen; a page draws
//! again when its width changes. Each also says itself in a sentence or two ([`Chart::summary`], which is the
//! drawing's accessible name) and as a table ([`Chart::table`]).
//!
//! ```
//! use report_charts::{Chart, Trend, TrendPoint, Unit};
//!
//! let point = |run: &str, value| TrendPoint { run: run.to_owned(), date: None, value: Some(value) };
//! let trend = Trend {
//!     name: "Pass rate".to_owned(),
//!     unit: Unit::Percent,
//!     points: vec![point("211", 92.3), point("212", 92.2)],
//!     ..Trend::default()
//! };
//! assert_eq!(trend.summary(), "Pass rate over 2 runs, from 92.3\u{a0}% in run 211 to 92.2\u{a0}% in run 212.");
//! assert!(trend.draw(331).as_str().starts_with("<svg class=\"chart\" viewBox=\"0 0 331 200\""));
//! ```
//!
//! # How a chart is drawn
//!
//! Two hands share the work. *Geometry* is drawn by plotters: its ranged coordinates map values to places, and its
//! SVG backend writes lines, bars, areas and rings. The backend knows whole numbers and fixed colours only, so charts
//! are drawn in tenths of a pixel, each mark in the sentinel colour of its role, and its output is rewritten: tenths
//! become pixels with one decimal, sentinels become a class of the chart style sheet or a custom property of the
//! theme. *Text* is added afterwards, escaped, without asking anybody how wide it is: plotters would measure it,
//! which in a browser means adding an element to the page for each label. So nothing here touches the DOM, reads a
//! clock or measures text, the same values give the same bytes natively and in the browser, and a chart follows the
//! theme without being drawn again.
//!
//! # What the style sheet has to know
//!
//! - The root has the class `chart`; drawings for table cells have `spark`, `strip` or `target` instead, with width
//!   and height as attributes.
//! - Marks: `g` grid, `ax` axis, `ln` measured line, `ln2` planned line, `fc` and `fan` forecast, `bd` and `bdn` bands
//!   ahead and current, `bde` and `bdne` their edges, `now` the ring at the end, `cp` change points. All other marks
//!   name their custom properties themselves, such as `var(--fail-mark)`.
//! - Texts: none for axes, `l` labels, bold `s` figures, `a` accent, `w` change points, `f` bad, `p` good, `m`
//!   identifiers, `ob` on a filled bar, `h1`, `h3`, `h4` on the steps of the treemap.
//! - In the treemap, each rectangle of a file or folder has its path as `data-path`.

mod band;
mod burn_down;
mod canvas;
mod histogram;
mod history_strip;
mod labels;
mod measure;
mod order;
mod palette;
mod pareto;
mod phase_line;
mod scale;
mod sparkline;
mod svg;
mod table;
mod target_bar;
mod ticks;
mod timeline;
mod treemap;
mod trend;
mod unit;

pub use band::{Band, BandState};
pub use burn_down::{BurnDown, PlannedCount};
pub use histogram::Histogram;
pub use history_strip::{HistoryMark, HistoryStrip, StripSize};
pub use pareto::{Pareto, ParetoBar};
pub use phase_line::PhaseLine;
pub use sparkline::Sparkline;
pub use svg::Svg;
pub use table::ChartTable;
pub use target_bar::TargetBar;
pub use timeline::{Lane, LaneBar, Timeline};
pub use treemap::{Treemap, TreemapFile, TreemapFolder};
pub use trend::{Budget, Change, Forecast, Level, Meeting, Trend, TrendPoint};
pub use unit::Unit;

/// What every chart can do.
pub trait Chart {
    /// The drawing for a place that is `width` pixels wide; drawings that stand in a line of text or a table cell
    /// take no more than that.
    fn draw(&self, width: u32) -> Svg;

    /// The values as a table, in the order of the drawing.
    fn table(&self) -> ChartTable;

    /// The chart in one or two sentences: first, last, extreme, target.
    fn summary(&self) -> String;
}
