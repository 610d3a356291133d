//! The phases of the plan, measured.

use serde::{Deserialize, Serialize};

use super::{Forecast, RunPoint, Sentence};
use crate::text;
use crate::{Location, Measure, Ratio, Timestamp, WrittenStatus};

/// A phase of the plan and where the run stands on it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PhaseStatus {
    /// Its short name, such as `2A`.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Where the run stands. Computed, never typed.
    pub state: PhaseState,
    /// Its targets: passing, pass rate, line coverage, branch coverage, failing, failing of a category.
    pub targets: Vec<TargetStatus>,
    /// What somebody wrote of its state.
    #[serde(default)]
    pub written: Option<WrittenStatus>,
    /// What is measured, where it differs from what is written; empty otherwise.
    #[serde(default)]
    pub differs: String,
    /// When it will be reached; `None` when it is met or cannot be told by any target.
    #[serde(default)]
    pub forecast: Option<Forecast>,
    /// Where the missing lines are, for a phase that is worked on: `about 412 lines, most of them in db/`.
    #[serde(default)]
    pub lines_hint: Option<String>,
    /// The run that first met all targets.
    pub first_met: Option<RunPoint>,
    /// How many runs in a row, this one last, met all targets.
    pub held_runs: u64,
    /// The run that lost it, when it was met and is not now.
    pub lost_in: Option<RunPoint>,
    /// The effort planned, as written.
    pub effort: Option<String>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// The categories it is about, by id.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Where it is written.
    pub source: Option<Location>,
}

/// Where a run stands on a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseState {
    /// Every target is met by this run.
    Done,
    /// It was met by an earlier run and is not by this one.
    Lost,
    /// The first phase that is not met.
    InProgress,
    /// A later phase that is not met.
    Ahead,
    /// A target cannot be measured with what the run left, and no other target fails it.
    #[default]
    Unknown,
}

/// What a pass rate is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Every test known.
    Collected,
    /// Tests that ran to a verdict.
    Executed,
}

/// One target and what was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TargetStatus {
    /// What it is a target for.
    pub measure: Measure,
    /// The least that meets it: a count, or percent.
    pub low: f64,
    /// The most that was planned; equal to `low` when one number was given.
    pub high: f64,
    /// What was measured, as part and whole; `None` when the run does not tell.
    pub measured: Option<Ratio>,
    /// What the whole of a pass rate is; `None` for the other measures.
    pub basis: Option<Basis>,
    /// The category whose failing tests are counted; `None` for the whole suite.
    #[serde(default)]
    pub category: Option<String>,
}

impl TargetStatus {
    /// What was measured in the unit of the target: a count, or percent.
    pub fn value(&self) -> Option<f64> {
        if self.measure.is_count() {
            self.measured.map(|ratio| ratio.part as f64)
        } else {
            self.measured.and_then(Ratio::percent)
        }
    }

    /// How many tests or lines are missing, or too many still fail; 0 when it is met, `None` when unknown.
    pub fn missing(&self) -> Option<u64> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped; a count of tests"
        )]
        let count = |value: f64| value.max(0.0) as u64;
        let measured = self.measured?;
        Some(match self.measure {
            Measure::Passing => count(self.low.ceil()).saturating_sub(measured.part),
            Measure::Failing => measured.part.saturating_sub(count(self.high.floor())),
            Measure::PassRate | Measure::LineCoverage | Measure::BranchCoverage => {
                measured.missing_to(self.low)
            }
        })
    }

    /// Whether it is met; `None` when unknown.
    pub fn is_met(&self) -> Option<bool> {
        self.missing().map(|missing| missing == 0)
    }

    /// How much better the measured value is than what meets the target: negative when short.
    pub fn margin(&self) -> Option<f64> {
        self.value().map(|value| match self.measure {
            Measure::Failing => self.high - value,
            _ => value - self.low,
        })
    }

    /// The band as text: `1,622–1,627`, `68–70 %`, `65 %`.
    pub fn band(&self) -> String {
        let one = (self.high - self.low).abs() < 1e-9;
        if self.measure.is_count() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of tests")]
            let count = |value: f64| text::count(value.max(0.0) as u64);
            if one { count(self.low) } else { format!("{}–{}", count(self.low), count(self.high)) }
        } else if one {
            text::target_percent(self.low)
        } else {
            format!("{}–{}", text::short_number(self.low), text::target_percent(self.high))
        }
    }
}

impl PhaseStatus {
    /// The target for one measure of the whole suite.
    pub fn target(&self, measure: Measure) -> Option<&TargetStatus> {
        self.targets.iter().find(|target| target.measure == measure && target.category.is_none())
    }

    /// Whether a target is met with nothing to spare: one more failing test, or one line less, loses the phase.
    pub fn has_no_margin(&self) -> bool {
        self.targets.iter().any(|target| {
            let passing = target.measure == Measure::Passing;
            passing && target.margin().is_some_and(|margin| (0.0..1.0).contains(&margin))
        })
    }

    /// How many more tests must pass: the larger of what the count and the rate ask for. `None` when unknown.
    pub fn missing_tests(&self) -> Option<u64> {
        let ask = |measure| self.target(measure).and_then(TargetStatus::missing);
        ask(Measure::Passing).into_iter().chain(ask(Measure::PassRate)).max()
    }

    /// What is missing in one sentence: "2A needs 23 more passing tests and +3.0 points of line coverage."
    pub fn gap(&self) -> Sentence {
        let mut parts: Vec<(String, String)> = Vec::new();
        if let Some(missing) = self.missing_tests().filter(|missing| *missing > 0) {
            let noun = if missing == 1 { "test" } else { "tests" };
            parts.push((format!("{} more passing {noun}", text::count(missing)), String::new()));
        }
        for target in self.targets.iter().filter(|target| target.is_met() == Some(false)) {
            let (Some(margin), Some(missing)) = (target.margin(), target.missing()) else { continue };
            // Less than half a tenth of a point short still is short.
            let points = text::points((-margin).max(0.1));
            match (target.measure, &target.category) {
                (Measure::LineCoverage, _) => {
                    // The lines are those of the coverage, not of what the sentence says next.
                    let hint = self.lines_hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
                    parts.push((points, format!(" of line coverage{hint}")));
                }
                (Measure::BranchCoverage, _) => parts.push((points, " of branch coverage".to_owned())),
                (Measure::Failing, None) => {
                    let noun = if missing == 1 { "failure" } else { "failures" };
                    parts.push((format!("{} fewer {noun}", text::count(missing)), String::new()));
                }
                (Measure::Failing, Some(category)) => {
                    let noun = if missing == 1 { "failure" } else { "failures" };
                    parts.push((format!("{} fewer {noun}", text::count(missing)), format!(" of {category}")));
                }
                (Measure::Passing | Measure::PassRate, _) => {}
            }
        }
        let unknown = self.targets.iter().find(|target| target.measured.is_none());
        let name = &self.id;
        let mut sentence = Sentence::default();
        match (parts.as_slice(), unknown) {
            ([], None) if self.targets.is_empty() => {
                sentence.then(format!("{name} has no target that can be measured."))
            }
            ([], None) => sentence.then(format!("{name} is met.")),
            ([], Some(target)) => sentence.then(format!(
                "{name} cannot be judged: {} is not in the data.",
                target.measure.name().to_lowercase()
            )),
            (parts, _) => {
                sentence = sentence.then(format!("{name} needs "));
                for (index, (gap, rest)) in parts.iter().enumerate() {
                    if index > 0 {
                        sentence = sentence.then(if index + 1 == parts.len() { " and " } else { ", " });
                    }
                    sentence = sentence.strong(gap.clone());
                    if !rest.is_empty() {
                        sentence = sentence.then(rest.clone());
                    }
                }
                if let Some(target) = unknown {
                    let what = target.measure.name().to_lowercase();
                    sentence = sentence.then(format!("; {what} is not in the data"));
                }
                sentence.then(".")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(measure: Measure, low: f64, high: f64, measured: Option<Ratio>) -> TargetStatus {
        let basis = (measure == Measure::PassRate).then_some(Basis::Collected);
        TargetStatus { measure, low, high, measured, basis, category: None }
    }

    fn phase(targets: Vec<TargetStatus>) -> PhaseStatus {
        PhaseStatus { id: "2A".into(), state: PhaseState::InProgress, targets, ..PhaseStatus::default() }
    }

    fn plain(text: &str) -> String {
        text.replace(text::NO_BREAK, " ")
    }

    #[test]
    fn the_gap_is_a_sentence() {
        let passing = Some(Ratio::new(1602, 1737));
        let gap = phase(vec![
            target(Measure::Passing, 1622.0, 1627.0, passing),
            target(Measure::PassRate, 93.5, 93.7, passing),
            target(Measure::LineCoverage, 68.0, 70.0, Some(Ratio::new(12_618, 19_412))),
        ])
        .gap();
        assert_eq!(
            plain(&gap.to_string()),
            "2A needs 23 more passing tests and +3.0 points of line coverage."
        );
        assert!(gap.0.iter().any(|span| span.strong));
    }

    #[test]
    fn lines_belong_to_coverage_and_failures_to_their_cause() {
        let mut phase = phase(vec![
            target(Measure::LineCoverage, 68.0, 70.0, Some(Ratio::new(12_618, 19_412))),
            TargetStatus {
                category: Some("clocks".into()),
                ..target(Measure::Failing, 0.0, 0.0, Some(Ratio::new(1, 20)))
            },
            target(Measure::BranchCoverage, 50.0, 50.0, None),
        ]);
        phase.lines_hint = Some("about 583 lines, most of them in db/".into());
        assert_eq!(
            plain(&phase.gap().to_string()),
            "2A needs +3.0 points of line coverage (about 583 lines, most of them in db/) and 1 fewer failure of clocks; \
             branch coverage is not in the data."
        );
    }

    #[test]
    fn what_is_not_in_the_data_is_said() {
        let unknown = phase(vec![target(Measure::LineCoverage, 68.0, 70.0, None)]);
        assert_eq!(unknown.gap().to_string(), "2A cannot be judged: coverage is not in the data.");
        let met = phase(vec![target(Measure::Passing, 1.0, 1.0, Some(Ratio::new(2, 2)))]);
        assert_eq!(met.gap().to_string(), "2A is met.");
    }

    #[test]
    fn bands_are_written_as_in_a_plan() {
        assert_eq!(target(Measure::Passing, 1622.0, 1627.0, None).band(), "1,622–1,627");
        assert_eq!(plain(&target(Measure::PassRate, 93.5, 93.7, None).band()), "93.5–93.7 %");
        assert_eq!(plain(&target(Measure::LineCoverage, 65.0, 65.0, None).band()), "65 %");
    }
}
