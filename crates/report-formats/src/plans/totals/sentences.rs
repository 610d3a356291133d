//! Counts within a sentence.

use report_model::plan::{Band, Subject};
use report_model::{Comparison, Unit};

use super::subject_of_label;
use crate::plans::Reader;
use crate::plans::numbers::{Amount, amounts};
use crate::plans::sections::Place;
use crate::plans::words::{has_word, label};

/// Words that may stand between a count and the failures that it counts.
const SAY_NOTHING: &[&str] =
    &["test", "tests", "ci", "are", "remaining", "currently", "still", "known", "pre-existing", "existing"];

impl Reader<'_> {
    /// `Fix 17 test failures`, `13 tests are failing`, `118 failures remain`, where the document says what it is about.
    pub(in crate::plans) fn stated_failures(
        &mut self,
        place: &Place<'_>,
        lower: &str,
        said: &str,
        line: u32,
    ) -> bool {
        let is_intro = place.section.is_empty()
            || has_word(
                &place.section.to_lowercase(),
                &[
                    "overview",
                    "summary",
                    "status",
                    "current",
                    "background",
                    "scope",
                    "state",
                    "plan",
                    "problem",
                    "goal",
                    "objective",
                    "introduction",
                    "failing",
                    "failures",
                    "failure",
                    "metadata",
                ],
            );
        if !is_intro || place.category.is_some() || !has_word(lower, &["fail*"]) {
            return false;
        }
        let is_stated = label(said).is_some_and(|(name, _)| subject_of_label(&name.to_lowercase()).is_some());
        if is_stated {
            return false;
        }
        let all = amounts(said);
        let is_count = |found: &&Amount| {
            let behind: Vec<String> = said
                .get(found.end..)
                .unwrap_or_default()
                .to_lowercase()
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '-'))
                .filter(|word| !word.is_empty())
                .take(5)
                .map(str::to_owned)
                .collect();
            let at = behind.iter().position(|word| word.starts_with("fail"));
            let only = |words: &[String]| words.iter().all(|word| SAY_NOTHING.contains(&word.as_str()));
            found.count().is_some() && at.is_some_and(|at| behind.get(..at).is_some_and(only))
        };
        let Some(found) = all.iter().find(is_count) else { return false };
        let about = found.comparison == Some(Comparison::About);
        if self.plan.total(Subject::Failing).is_none() {
            self.mentions_failures = true;
            self.first(Subject::Failing, found.band, about, line);
        }
        // `3 tests failing out of 17 total (14 passing, 82 % pass rate)`.
        let rest = said.get(found.end..).unwrap_or_default();
        let whole = amounts(rest).into_iter().find(|found| found.count().is_some());
        if let Some(whole) = whole.filter(|whole| {
            let between = rest.get(..whole.digits).unwrap_or_default().trim_end();
            between.ends_with(" of")
        }) {
            self.first(Subject::Tests, whole.band, false, line);
        }
        self.counted_in_passing(said, lower, true, line);
        true
    }

    /// Counts within a sentence: `1602/1737 passing`, `6373 tests collected`.
    pub(in crate::plans) fn counted_in_passing(
        &mut self,
        said: &str,
        lower: &str,
        is_state: bool,
        line: u32,
    ) {
        let all = amounts(said);
        for (index, found) in all.iter().enumerate() {
            let next = all.get(index + 1);
            let between =
                |next: &Amount| said.get(found.end..next.digits).unwrap_or_default().trim().to_lowercase();
            let near = |at: usize| {
                said.get(at..).unwrap_or_default().chars().take(24).collect::<String>().to_lowercase()
            };
            if let Some(whole) =
                next.filter(|next| matches!(between(next).as_str(), "/" | "of" | "out of" | "von" | "de"))
                && let (Some(part), Some(count)) = (found.count(), whole.count())
                && part <= count
            {
                let behind = near(whole.end);
                let subject =
                    if has_word(lower, &["validated", "executed", "ran", "run so far", "ausgeführt"]) {
                        Some(Subject::Executed)
                    } else if has_word(&behind, &["pass*", "green", "tests pass*", "bestanden"])
                        || has_word(lower, &["passing", "passed", "pass"])
                    {
                        Some(Subject::Passing)
                    } else {
                        None
                    };
                if let Some(subject) = subject {
                    self.first(
                        subject,
                        Band::exactly(part as f64),
                        found.comparison == Some(Comparison::About),
                        line,
                    );
                    self.first(Subject::Tests, Band::exactly(count as f64), false, line);
                }
                continue;
            }
            let before: String = {
                let head = said.get(..found.start).unwrap_or_default();
                head.split_whitespace().next_back().unwrap_or_default().to_lowercase()
            };
            // What stands behind the next number is about that one.
            let until = next.map_or(said.len(), |next| next.start.max(found.end));
            let behind: String = said.get(found.end..until).unwrap_or_default().chars().take(24).collect();
            let behind = behind.to_lowercase();
            let about = found.comparison == Some(Comparison::About);
            match found.unit {
                Unit::Count if found.comparison.is_none() || about => {
                    let words: Vec<&str> = behind
                        .split(|letter: char| !letter.is_alphanumeric())
                        .filter(|word| !word.is_empty())
                        .take(3)
                        .collect();
                    let is_tests =
                        words.first().is_some_and(|word| matches!(*word, "tests" | "items" | "collected"));
                    if is_tests && (words.contains(&"collected") || before == "collected") {
                        self.first(Subject::Tests, found.band, about, line);
                    } else if is_tests
                        && words.get(1).is_some_and(|word| matches!(*word, "passing" | "pass" | "passed"))
                        && !behind.trim_start().contains(')')
                        && !found.is_gain
                    {
                        self.first(Subject::Passing, found.band, about, line);
                    } else if is_state
                        && !found.is_gain
                        && let Some(subject) =
                            words.first().and_then(|word| crate::plans::expectations::subject_of_count(word))
                    {
                        // `… 4 wins found (137 tests)` does not count the suite.
                        if subject != Subject::Tests || index == 0 {
                            self.first(subject, found.band, about, line);
                        }
                    }
                }
                Unit::Percent
                    if is_state
                        && found.comparison.is_none_or(|comparison| comparison == Comparison::About) =>
                {
                    let before = index
                        .checked_sub(1)
                        .and_then(|before| all.get(before))
                        .map_or(0, |before| before.end);
                    let between = said.get(before..found.start).unwrap_or_default().to_lowercase();
                    let opened = between.trim_end().ends_with('(')
                        && has_word(&between, &["pass*", "green", "bestanden"]);
                    if opened
                        || has_word(
                            &behind,
                            &[
                                "pass rate",
                                "passing",
                                "pass",
                                "passed",
                                "erfolgsquote",
                                "success rate",
                                "green",
                            ],
                        )
                    {
                        self.first(Subject::PassRate, found.band, about, line);
                    } else if has_word(&behind, &["branch coverage"]) {
                        self.first(Subject::BranchCoverage, found.band, about, line);
                    } else if has_word(
                        &behind,
                        &["coverage", "line coverage", "lines", "covered", "abdeckung", "couverture"],
                    ) {
                        self.first(Subject::LineCoverage, found.band, about, line);
                    } else if has_word(&behind, &["validated", "executed"]) {
                        self.first(Subject::ExecutedShare, found.band, about, line);
                    }
                }
                _ => {}
            }
        }
    }
}
