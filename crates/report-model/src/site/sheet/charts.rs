//! The values of charts that stand on a sheet.

use serde::{Deserialize, Serialize};

use super::is_default;
use crate::site::Timeline;

/// A measure over runs, for `report-charts` to draw.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TrendChart {
    /// What is measured.
    pub name: String,
    /// The unit: `percent`, `seconds`, a noun in the singular such as `test`, or a sign after `~` such as `~/s`.
    pub unit: String,
    /// The runs, oldest first.
    pub points: Vec<ChartPoint>,
    /// Limits and targets: name, value, and the upper end of a band.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<ChartTarget>,
    /// A limit that values should stay under, with its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<(String, f64)>,
    /// Runs at which the level changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChartChange>,
    /// Whether the scale begins at zero, as it must where what is left is the point.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from_zero: bool,
    /// The line below the drawing.
    pub caption: String,
    /// The height that is kept free for it, in pixels.
    pub height: u32,
}

/// A run in a [`TrendChart`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChartPoint {
    /// The run.
    pub run: String,
    /// When it was, as it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The value; `None` leaves a gap.
    pub value: Option<f64>,
}

/// A target in a [`TrendChart`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChartTarget {
    /// Its name.
    pub name: String,
    /// The value that meets it.
    pub low: f64,
    /// The upper end of a band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Whether it is the one that is worked on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub current: bool,
}

/// A change of level in a [`TrendChart`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ChartChange {
    /// The place of the first run of the new level among the points.
    pub at: u32,
    /// The level before.
    pub before: f64,
    /// The level after.
    pub after: f64,
}

/// What ran when, for `report-charts` to draw.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TimelineChart {
    /// Who worked when.
    pub timeline: Timeline,
    /// The line below the drawing.
    pub caption: String,
}
