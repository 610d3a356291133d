//! When a target will be reached, by the trend of the runs so far.

use serde::{Deserialize, Serialize};

use crate::text::{self, counted};
use crate::{Measure, Timestamp};

/// When a target, or a phase by the last of its targets, will be reached if the trend goes on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    /// The target that is reached last.
    pub measure: Measure,
    /// Whether it can be told.
    pub outlook: Outlook,
    /// How many runs the trend rests on.
    pub runs: u64,
    /// How many runs are needed to tell.
    pub runs_needed: u64,
    /// The change from one run to the next: tests, or points.
    pub slope: Option<f64>,
    /// The least and the most that the change is likely to be, with 80 % confidence.
    pub slope_interval: Option<(f64, f64)>,
    /// How many runs from now: likely, at the earliest, at the latest; the last is `None` when it may never be.
    pub in_runs: Option<RunSpan>,
    /// On which date: likely, at the earliest, at the latest; `None` when runs have no times.
    pub date: Option<DateSpan>,
}

/// A number of runs with its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunSpan {
    /// The likely number.
    pub likely: u64,
    /// The least.
    pub earliest: u64,
    /// The most; `None` when it may never be.
    pub latest: Option<u64>,
}

/// A date with its bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateSpan {
    /// The likely date.
    pub likely: Timestamp,
    /// The earliest.
    pub earliest: Timestamp,
    /// The latest; `None` when it may never be.
    pub latest: Option<Timestamp>,
}

/// Whether and how a forecast can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outlook {
    /// The trend leads there.
    Expected,
    /// The trend does not lead there, or not within ten times the runs that it rests on.
    NotAtThisPace,
    /// There are too few runs.
    NotEnoughRuns,
}

impl Forecast {
    /// The forecast as a sentence.
    pub fn sentence(&self) -> String {
        match self.outlook {
            Outlook::NotEnoughRuns => {
                format!("Not enough runs to forecast: {} needed, {} here.", self.runs_needed, self.runs)
            }
            Outlook::NotAtThisPace => "Not at this pace.".to_owned(),
            Outlook::Expected => {
                let pace = format!("At the pace of the last {}", counted(self.runs, "run"));
                match (self.date, self.in_runs) {
                    (Some(date), _) => {
                        let latest = date.latest.map_or_else(|| "open".to_owned(), text::day);
                        format!(
                            "{pace}: {} ({} to {latest}).",
                            text::day(date.likely),
                            text::day(date.earliest)
                        )
                    }
                    (None, Some(runs)) => {
                        let latest = runs.latest.map_or_else(|| "open".to_owned(), text::count);
                        let likely = counted(runs.likely, "run");
                        format!("{pace}: in {likely} ({} to {latest}).", text::count(runs.earliest))
                    }
                    (None, None) => format!("{pace}: soon."),
                }
            }
        }
    }
}
