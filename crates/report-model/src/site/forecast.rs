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
            Outlook::NotAtThisPace => self.too_slow(),
            Outlook::Expected => {
                let what = self.measure.name().to_lowercase();
                let pace = format!("At the pace of the last {}", counted(self.runs, "run"));
                match (self.date, self.in_runs) {
                    (Some(date), _) => {
                        let bounds = match date.latest {
                            Some(latest) => {
                                format!("between {} and {}", text::day(date.earliest), text::day(latest))
                            }
                            None => format!(
                                "{} at the earliest, and perhaps not at all",
                                text::day(date.earliest)
                            ),
                        };
                        format!("{pace}: {what} by {}, {bounds}.", text::day(date.likely))
                    }
                    (None, Some(runs)) => {
                        let earliest = text::count(runs.earliest);
                        let bounds = match runs.latest {
                            Some(latest) => format!("between {earliest} and {}", text::count(latest)),
                            None => format!("{earliest} at the earliest, and perhaps never"),
                        };
                        format!("{pace}: {what} in {}, {bounds}.", counted(runs.likely, "run"))
                    }
                    (None, None) => format!("{pace}: {what} will get there; when cannot be told."),
                }
            }
        }
    }

    /// Why the trend does not lead there.
    fn too_slow(&self) -> String {
        let what = self.measure.name().to_lowercase();
        let Some(slope) = self.slope else { return "Not at this pace.".to_owned() };
        let gain = if self.measure == Measure::Failing { -slope } else { slope };
        if gain <= 0.0 {
            return format!(
                "Not at this pace: {what} did not get better over the last {}.",
                counted(self.runs, "run")
            );
        }
        let unit = if self.measure.is_count() { "" } else { " points" };
        if slope.abs() < 0.01 {
            return format!("Not at this pace: {what} moves by less than 0.01{unit} a run.");
        }
        let sign = if slope < 0.0 { '−' } else { '+' };
        format!("Not at this pace: {what} moves by {sign}{:.2}{unit} a run.", slope.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(outlook: Outlook, slope: f64, latest: Option<u64>) -> Forecast {
        Forecast {
            measure: Measure::LineCoverage,
            outlook,
            runs: 20,
            runs_needed: 8,
            slope: Some(slope),
            slope_interval: None,
            in_runs: Some(RunSpan { likely: 12, earliest: 11, latest }),
            date: None,
        }
    }

    #[test]
    fn a_forecast_is_a_sentence() {
        let what = Measure::LineCoverage.name().to_lowercase();
        for (forecast, sentence) in [
            (
                forecast(Outlook::Expected, 0.2, Some(14)),
                format!("At the pace of the last 20 runs: {what} in 12 runs, between 11 and 14."),
            ),
            (
                forecast(Outlook::Expected, 0.2, None),
                format!(
                    "At the pace of the last 20 runs: {what} in 12 runs, 11 at the earliest, and perhaps never."
                ),
            ),
            (
                forecast(Outlook::NotAtThisPace, 0.004, None),
                format!("Not at this pace: {what} moves by less than 0.01 points a run."),
            ),
            (
                forecast(Outlook::NotAtThisPace, -0.1, None),
                format!("Not at this pace: {what} did not get better over the last 20 runs."),
            ),
        ] {
            assert_eq!(forecast.sentence().replace(text::NO_BREAK, " "), sentence);
        }
    }
}
