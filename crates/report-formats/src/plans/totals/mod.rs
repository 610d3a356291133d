//! What a plan says was counted when it was written.

mod goals;
mod sentences;

use report_model::Comparison;
use report_model::Unit;
use report_model::plan::{Band, Subject, WrittenTotal};

use super::Reader;
use crate::plans::numbers::amounts;
use crate::plans::outline::{Section, Topic};
use crate::plans::sections::Place;
use crate::plans::words::{has_digit, has_word, label, plain};

impl Reader<'_> {
    /// A count that stands in a heading: `Total failures: 112`, `Errors (17 tests)`; and steps that are headings.
    pub(super) fn heading(&mut self, section: &Section, parent: Option<&Section>, all: &[Section]) {
        let title = &section.title;
        self.kind_heading(section, parent);
        if let Some((name, value)) = label(title)
            && let Some(subject) = subject_of_label(&name.to_lowercase())
        {
            self.stated(subject, &value, section.line);
        } else if let Some((name, inside)) = title.split_once('(')
            && let Some(subject) = subject_of_label(&name.trim().to_lowercase())
            && (has_word(&inside.to_lowercase(), &["test*", "failure*", "error*", "total"])
                || inside.trim_end_matches(')').bytes().all(|byte| byte.is_ascii_digit()))
        {
            self.stated(subject, inside.trim_end_matches(')'), section.line);
        }
        let Some(parent) = parent.filter(|parent| parent.topic == Topic::Tasks) else {
            return;
        };
        let steps =
            all.iter().filter(|other| other.parent == section.parent && other.number.is_some()).count();
        if section.number.is_some() && steps >= 2 && parent.level > 0 {
            let (done, _) = crate::plans::words::marked(&section.written, None);
            let source = Some(self.at(section.line));
            let task = report_model::plan::Task { text: title.clone(), done, source, ..Default::default() };
            self.add_tasks(parent.title.clone(), None, vec![task], section.line);
        }
    }

    /// The totals that a line states.
    pub(super) fn totals_in(&mut self, place: &Place<'_>, text: &str, line: u32) {
        if !has_digit(text) {
            return;
        }
        let said = plain(text);
        let labelled = label(text);
        let name = labelled.as_ref().map(|(name, _)| name.to_lowercase()).unwrap_or_default();
        let lower = said.to_lowercase();
        let asks = &[
            "target*",
            "goal*",
            "objective*",
            "expected",
            "aim",
            "estimated",
            "new",
            "require*",
            "must",
            "should",
            "ziel*",
            "minimum",
            "outcome",
            "achieve*",
            "reach",
            "fix all",
        ];
        if self.stated_failures(place, &lower, &said, line) {
            // `Fix all 26 failing tests to achieve 100 % pass rate`.
            if let Some((name, value)) =
                labelled.as_ref().filter(|_| has_word(&lower, &["achieve", "reach", "get to"]))
            {
                self.goal(place, name, &plain(value), line);
            }
            return;
        }
        if let Some((_, value)) = &labelled
            && has_word(
                &name,
                &["estimated hours", "total hours", "total effort", "total estimated time", "total estimate"],
            )
        {
            let hours = has_word(&name, &["hours"]);
            self.stated_effort(&plain(value), hours, line);
            return;
        }
        if has_word(&name, asks) || name.is_empty() && has_word(&lower, asks) {
            if let Some((name, value)) = &labelled {
                self.overall_goal(place, name, &plain(value), line);
            }
            return;
        }
        let is_state = has_word(
            &name,
            &[
                "current*",
                "status",
                "progress",
                "measured",
                "baseline",
                "today",
                "now",
                "state",
                "stand",
                "result*",
                "where we are",
            ],
        );
        let is_state = is_state || name.is_empty() && has_word(&lower, &["currently", "today", "right now"]);
        if matches!(
            place.topic,
            Topic::Tasks
                | Topic::Criteria
                | Topic::Coverage
                | Topic::Budgets
                | Topic::Hints
                | Topic::Exclusions
        ) && !is_state
            && !place.is_whole
        {
            return;
        }
        if let Some((_, value)) = &labelled
            && let Some(subject) = subject_of_label(&name)
            && plain(value)
                .trim_start_matches(['~', '≈', ' '])
                .starts_with(|letter: char| letter.is_ascii_digit())
        {
            let value = plain(value);
            self.stated(subject, &value, line);
            // `Tests: 43 total, 42 passing, 1 flaky`.
            if let Some((_, rest)) = value.split_once([',', ';']).filter(|_| subject == Subject::Tests) {
                self.counted_in_passing(rest, &rest.to_lowercase(), true, line);
            }
            return;
        }
        // `Overall: 33.1 %` in a plan for coverage.
        if let Some((_, value)) = &labelled
            && self.is_about_coverage
            && matches!(name.as_str(), "overall" | "current" | "total" | "baseline" | "today")
        {
            self.stated(Subject::LineCoverage, &plain(value), line);
            return;
        }
        // `Router: 11/11 passing` is about the router.
        let is_of_part = !name.is_empty()
            && !name.contains(|letter: char| letter == ',' || letter.is_ascii_digit())
            && !is_state
            && !has_word(
                &name,
                &["test*", "pass*", "total*", "overall", "suite", "summary", "scope", "score"],
            );
        if is_of_part {
            return;
        }
        self.counted_in_passing(&said, &lower, is_state, line);
    }

    /// The sum of the efforts: `17 hours`, `10-15 days`, where a day of work has 8 hours.
    fn stated_effort(&mut self, value: &str, in_hours: bool, line: u32) {
        let Some(found) = amounts(value).into_iter().next() else { return };
        let lower = value.to_lowercase();
        let scale = match found.unit {
            Unit::Seconds if has_word(&lower, &["week*", "w"]) => 40.0 / 604_800.0,
            Unit::Seconds if has_word(&lower, &["day*", "d"]) => 8.0 / 86_400.0,
            Unit::Seconds => 1.0 / 3600.0,
            Unit::Count if in_hours => 1.0,
            _ => return,
        };
        let value = Band { low: found.band.low * scale, high: found.band.high * scale };
        let about = found.comparison == Some(Comparison::About);
        self.state(Subject::EffortHours, value, about, line);
    }

    /// A total that is stated under its name.
    pub(super) fn stated(&mut self, subject: Subject, value: &str, line: u32) {
        let all = amounts(value);
        let Some(found) = all.first() else { return };
        // A sum of hours stands as a total, too.
        if subject == Subject::Tests && found.unit == Unit::Seconds && found.band.low >= 3600.0 {
            self.stated_effort(value, false, line);
            return;
        }
        let noun = found.noun.as_str();
        let subject = match subject {
            Subject::Tests if noun.starts_with("fail") => Subject::Failing,
            Subject::Tests if noun.starts_with("error") => Subject::Errors,
            subject => subject,
        };
        let fits = match subject {
            Subject::PassRate | Subject::LineCoverage | Subject::BranchCoverage | Subject::ExecutedShare => {
                found.unit == Unit::Percent
            }
            Subject::SuiteSecs => found.unit == Unit::Seconds,
            _ => found.unit == Unit::Count,
        };
        let asks = found.comparison.is_some_and(|comparison| comparison != Comparison::About);
        if !fits || asks || found.is_gain {
            return;
        }
        // What is stated under its name stands before what a sentence mentions.
        if subject == Subject::Failing && std::mem::take(&mut self.mentions_failures) {
            self.plan.totals.retain(|total| total.subject != Subject::Failing);
        }
        let about = found.comparison == Some(Comparison::About);
        self.state(subject, found.band, about, line);
    }

    /// A total that is mentioned: it counts where none is stated before.
    pub(super) fn first(&mut self, subject: Subject, value: Band, about: bool, line: u32) {
        if self.plan.total(subject).is_none() {
            self.state(subject, value, about, line);
        }
    }

    fn state(&mut self, subject: Subject, value: Band, about: bool, line: u32) {
        if self.has_room(self.plan.totals.len(), line) {
            let source = self.at(line);
            self.plan.totals.push(WrittenTotal { subject, value, about, source });
        }
    }
}

/// What a label such as `Failing tests` or `Total test files` is a count of.
pub(super) fn subject_of_label(name: &str) -> Option<Subject> {
    let name = name.trim().trim_start_matches("total number of ").trim_start_matches("number of ");
    let name = name.split(" (").next().unwrap_or(name);
    let name = name.strip_prefix("total ").or_else(|| name.strip_prefix("current ")).unwrap_or(name);
    let is_coverage = name.split(' ').next_back() == Some("coverage")
        && name.split(' ').all(|word| {
            matches!(
                word,
                "current"
                    | "overall"
                    | "total"
                    | "combined"
                    | "test"
                    | "code"
                    | "line"
                    | "statement"
                    | "global"
                    | "project"
                    | "coverage"
                    | "average"
            )
        });
    if is_coverage {
        return Some(Subject::LineCoverage);
    }
    Some(match name {
        "tests" | "test count" | "tests collected" | "collected" | "collected tests" | "total"
        | "test cases" | "cases" | "tests gesamt" | "items collected" | "gesamt" | "all tests" => {
            Subject::Tests
        }
        "passing" | "passed" | "passing tests" | "tests passing" | "passed tests" | "tests passed"
        | "green" | "bestanden" => Subject::Passing,
        "failing" | "failed" | "failures" | "failing tests" | "failed tests" | "tests failing"
        | "tests failed" | "test failures" | "fehlgeschlagen" => Subject::Failing,
        "errors" | "errored" | "erroring" | "test errors" | "tests with errors" | "fehler" => Subject::Errors,
        "skipped" | "skips" | "skipped tests" | "tests skipped" | "ignored" | "übersprungen" => {
            Subject::Skipped
        }
        "flaky" | "flaky tests" => Subject::Flaky,
        "pass rate" | "passing rate" | "success rate" | "pass %" | "passrate" | "erfolgsquote" => {
            Subject::PassRate
        }
        "abdeckung" | "lines" => Subject::LineCoverage,
        "branch coverage" | "branches" => Subject::BranchCoverage,
        "test files" | "files" => Subject::Files,
        "runtime" | "suite runtime" | "suite time" | "full-suite runtime" | "test time" | "total time"
        | "laufzeit" => Subject::SuiteSecs,
        "executed" | "run" | "tests run" | "tests executed" | "executed tests" => Subject::Executed,
        _ => return None,
    })
}
