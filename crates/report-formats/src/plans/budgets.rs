//! Limits on times, rates and sizes.

use report_model::plan::{Budget, Subject};
use report_model::{Comparison, Unit};

use super::Reader;
use super::expectations::{SUITE, name_before};
use super::numbers::{Amount, aims, amounts};
use super::outline::Topic;
use super::sections::Place;
use super::targets::trimmed_name;
use super::words::{has_digit, has_word, label, leading_mark, plain};

impl Reader<'_> {
    /// `**Login**: < 200 ms`. Where the section is about budgets, a limit needs no sign.
    pub(super) fn budget_item(&mut self, place: &Place<'_>, text: &str, line: u32) -> bool {
        if !has_digit(text) {
            return false;
        }
        let bare = leading_mark(text).1;
        let whole = plain(bare);
        let labelled = label(bare);
        let all = aims(&whole);
        let sure = place.topic == Topic::Budgets;
        let Some(found) = all.iter().find(|found| {
            // What stands in brackets explains.
            let is_aside = whole.get(..found.start).is_some_and(|head| head.trim_end().ends_with('('));
            matches!(found.unit, Unit::Seconds | Unit::PerSecond | Unit::Bytes)
                && (sure || !is_aside)
                && (sure && labelled.is_some()
                    || found.comparison.is_some_and(|comparison| comparison != Comparison::About))
        }) else {
            return false;
        };
        let name = match &labelled {
            Some((name, value)) if !plain(value).is_empty() => {
                let more = amounts(&plain(value))
                    .first()
                    .map(|found| name_before(&plain(value), found))
                    .unwrap_or_default();
                if more.is_empty() || more.split_whitespace().count() > 4 {
                    name.clone()
                } else {
                    format!("{name} {more}")
                }
            }
            _ => name_before(&whole, found),
        };
        self.budget(&name, found, &whole, line)
    }

    /// Keeps a limit.
    pub(super) fn budget(&mut self, name: &str, found: &Amount, text: &str, line: u32) -> bool {
        let lower = name.to_lowercase();
        let is_suite = has_word(&text.to_lowercase(), SUITE) && found.unit == Unit::Seconds;
        let is_work = has_word(
            &lower,
            &[
                "effort",
                "estimate*",
                "time estimate",
                "deadline",
                "timeline",
                "session*",
                "timeout*",
                "due",
                "review",
                "retention",
                "aufwand",
                "cooldown",
            ],
        );
        let is_long = found.unit == Unit::Seconds && found.band.low >= 7200.0 && !is_suite;
        if name.is_empty() || name.split_whitespace().count() > 10 || is_work || is_long {
            return false;
        }
        let usual = if found.unit == Unit::PerSecond { Comparison::AtLeast } else { Comparison::AtMost };
        let comparison = found.comparison.unwrap_or(usual);
        let limit = match comparison {
            Comparison::AtLeast | Comparison::MoreThan => found.band.low,
            _ => found.band.high,
        };
        let name = trimmed_name(name);
        if self.plan.budgets.iter().any(|known| known.name == name)
            || !self.has_room(self.plan.budgets.len(), line)
        {
            return true;
        }
        let source = Some(self.at(line));
        let per = Some(found.noun.clone()).filter(|noun| !noun.is_empty());
        self.plan.budgets.push(Budget {
            name,
            comparison,
            limit,
            unit: found.unit,
            per,
            is_suite,
            benchmark: None,
            test: None,
            text: text.chars().take(300).collect(),
            source,
        });
        true
    }

    /// What a sentence says of the time of the whole suite: a limit, or what it takes now.
    pub(super) fn suite_budget(&mut self, text: &str, line: u32) {
        if !has_digit(text) {
            return;
        }
        let whole = plain(leading_mark(text).1);
        let mut said_before = false;
        for sentence in whole.split_inclusive([';', '!']).flat_map(|part| part.split_inclusive(". ")) {
            let lower = sentence.to_lowercase();
            // "The suite must end within 15 minutes; today it takes 21."
            let goes_on =
                said_before && has_word(&lower, &["it takes", "takes", "today", "now", "currently"]);
            said_before = has_word(&lower, SUITE);
            if !said_before && !goes_on {
                continue;
            }
            let all = amounts(sentence);
            let Some(found) = all.iter().find(|found| found.unit == Unit::Seconds && found.band.high > 0.0)
            else {
                continue;
            };
            // What one test of the suite takes is not what the suite takes.
            if has_word(&lower, &["per test", "each test", "slowest", "average", "a test", "every test"]) {
                continue;
            }
            let is_time = has_word(
                &lower,
                &[
                    "runtime",
                    "run time",
                    "takes",
                    "take",
                    "duration",
                    "time",
                    "finish*",
                    "under",
                    "within",
                    "complete*",
                    "runs in",
                    "laufzeit",
                    "dauert",
                    "seconds",
                    "minutes",
                    "<",
                    "≤",
                ],
            ) || found.comparison.is_some();
            if !is_time {
                continue;
            }
            let mut found = found.clone();
            found.comparison = found.comparison.or(Some(Comparison::About));
            let name = match found.comparison {
                Some(Comparison::About) => "suite runtime (baseline)",
                _ => "suite runtime",
            };
            if self.budget(name, &found, sentence.trim(), line) {
                if let Some(kept) = self.plan.budgets.iter_mut().find(|budget| budget.name == name) {
                    kept.is_suite = true;
                }
                if found.comparison == Some(Comparison::About) {
                    self.first(Subject::SuiteSecs, found.band, true, line);
                }
            }
        }
    }
}
