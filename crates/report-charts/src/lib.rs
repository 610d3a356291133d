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
//! Colours are not in the drawing: marks carry classes of the chart style sheet or custom properties of the theme.
//! Nothing here touches the DOM, reads a clock or measures text, and the same values give the same bytes natively
//! and in the browser.

mod band;
mod canvas;
mod labels;
mod measure;
mod palette;
mod scale;
mod svg;
mod table;
mod ticks;
mod trend;
mod unit;

pub use band::{Band, BandState};
pub use svg::Svg;
pub use table::ChartTable;
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
