//! The targets that sentences give a phase.

use report_model::plan::{Band, Subject, TargetClaim};
use report_model::{Comparison, Measure, Unit};

use crate::plans::Reader;
use crate::plans::expectations::expectations;
use crate::plans::numbers::aims;
use crate::plans::targets::is_overall;
use crate::plans::words::has_word;

/// How sure a statement is about a target: what a table says stands before what a goal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::plans) enum Claim {
    Table,
    Outcome,
    Goal,
}

impl Reader<'_> {
    /// The targets that a sentence gives a phase.
    pub(in crate::plans) fn phase_targets(&mut self, id: &str, text: &str, claim: Claim, line: u32) -> bool {
        let lower = text.to_lowercase();
        let mut took = false;
        let all = aims(text);
        let of_tests =
            has_word(&lower, &["test", "tests", "passing", "pass", "failing", "failures", "passed", "green"]);
        for found in all.iter().filter(|found| found.unit == Unit::Count && of_tests) {
            let behind: String = text.get(found.end..).unwrap_or_default().chars().take(18).collect();
            let near = behind.to_lowercase();
            let before: Vec<char> =
                text.get(..found.start).unwrap_or_default().chars().rev().take(60).collect();
            let before = before.iter().rev().collect::<String>().to_lowercase();
            let adds = found.is_gain
                || [
                    "add",
                    "fix",
                    "fixes",
                    "gain",
                    "restore",
                    "bring back",
                    "repair",
                    "bringing back",
                    "recover",
                ]
                .iter()
                .any(|verb| before.trim_end().ends_with(verb))
                || has_word(&near, &["more"]);
            let is_total = has_word(&near, &["total", "in total", "insgesamt", "overall", "gesamt"])
                && !has_word(&near, &["total tests"])
                && !has_word(&lower, &["fail*"]);
            if is_whole_of(&before) {
                continue;
            }
            if adds && !is_total {
                self.claim_gain(id, found.band, line);
                took = true;
            } else if is_total
                || has_word(
                    &near,
                    &["passing", "pass", "passed", "green", "of", "tests passing", "tests pass"],
                )
                || has_word(&before, &["passing", "passed", "pass"])
                    && !has_word(&near, &["fail*", "fewer", "skip*", "error*"])
            {
                self.claim(id, Measure::Passing, found.band, claim, line);
                took = true;
            }
        }
        // `421/492 passing (85.6 %)`.
        let bracketed = all.windows(2).find_map(|pair| {
            let [count, rate] = pair else { return None };
            let between = text.get(count.end..rate.start)?.trim();
            let is_rate = count.unit == Unit::Count
                && rate.unit == Unit::Percent
                && between.ends_with('(')
                && has_word(
                    &between.to_lowercase(),
                    &["passing", "pass", "passed", "green", "tests passing"],
                );
            is_rate.then_some(rate.band)
        });
        if let Some(band) = bracketed {
            self.claim(id, Measure::PassRate, band, claim, line);
            took = true;
        }
        let asked = expectations(text);
        // In a plan for coverage a bare share is coverage of all the code.
        if asked.is_empty() && !took && self.is_about_coverage {
            for part in text.split([';', '–', '—']).flat_map(|part| part.split(" - ")) {
                let share =
                    aims(part).into_iter().find(|found| found.unit == Unit::Percent && !found.is_gain);
                if let Some(share) = share.filter(|_| is_overall(part)) {
                    self.claim(id, Measure::LineCoverage, share.band, claim, line);
                    took = true;
                }
            }
        }
        for asked in asked {
            let measure = match asked.subject {
                Subject::PassRate => Measure::PassRate,
                Subject::LineCoverage
                    if asked.scope.is_none()
                        || !asked.scope.as_ref().is_some_and(|scope| scope.contains(['/', '.'])) =>
                {
                    Measure::LineCoverage
                }
                Subject::BranchCoverage => Measure::BranchCoverage,
                Subject::Failing if asked.comparison != Comparison::AtLeast => Measure::Failing,
                _ => continue,
            };
            self.claim(id, measure, asked.band, claim, line);
            took = true;
        }
        took
    }

    fn claim_gain(&mut self, id: &str, band: Band, line: u32) {
        let source = self.at(line);
        if let Some(phase) = self.plan.phases.iter_mut().find(|phase| phase.id == id) {
            phase.gain.get_or_insert(band);
            phase.claims.push(TargetClaim { measure: None, band, source });
            self.claims += 1;
        }
    }

    /// Keeps what is said of a target. What is surer stands.
    pub(in crate::plans) fn claim(
        &mut self,
        id: &str,
        measure: Measure,
        band: Band,
        claim: Claim,
        line: u32,
    ) {
        let source = self.at(line);
        let Some(phase) = self.plan.phases.iter_mut().find(|phase| phase.id == id) else { return };
        phase.claims.push(TargetClaim { measure: Some(measure), band, source });
        self.claims += 1;
        let key = (phase.id.clone(), measure);
        let is_surer = self.claimed.get(&key).is_none_or(|known| claim < *known);
        if is_surer {
            *phase.targets.band_mut(measure) = Some(band);
            self.claimed.insert(key, claim);
        }
    }
}

/// Whether a count is the whole that another is a part of: the 492 in `421/492` and in `421 of 492`.
fn is_whole_of(before: &str) -> bool {
    let head = before.trim_end_matches(['~', ' ']);
    ["/", " of", " out of", " von"].iter().any(|sign| {
        head.strip_suffix(sign)
            .is_some_and(|rest| rest.trim_end().ends_with(|letter: char| letter.is_ascii_digit()))
    })
}
