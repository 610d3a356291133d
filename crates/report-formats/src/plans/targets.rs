//! Coverage that parts of the code shall have, and limits on times, rates and sizes.

use report_model::plan::{Band, Component, Subject};
use report_model::{Comparison, Unit};

use super::Reader;
use super::expectations::{expectations, scope};
use super::lists::{Item, List};
use super::numbers::{aims, amounts};
use super::outline::Topic;
use super::sections::Place;
use super::words::{has_digit, has_word, label, leading_mark, plain};

impl Reader<'_> {
    pub(super) fn components(&mut self, list: &List<'_>) {
        for item in &list.items {
            let _ = self.component_item(item, true) || {
                let place = Place {
                    topic: Topic::Coverage,
                    section: "",
                    is_whole: false,
                    of_failures: false,
                    phase: None,
                    category: None,
                    label: None,
                };
                self.budget_item(&place, item.text(), item.block.line)
            };
        }
    }

    /// `**API endpoints**: 90 % coverage`, with members below it. `sure` where the section is about coverage.
    pub(super) fn component_item(&mut self, item: &Item<'_>, sure: bool) -> bool {
        if !item.text().contains('%') && !has_digit(item.text()) {
            return false;
        }
        let text = plain(leading_mark(item.text()).1);
        let all = aims(&text);
        let Some(percent) = all.iter().find(|found| found.unit == Unit::Percent) else { return false };
        let lower = text.to_lowercase();
        let speaks_of_coverage = has_word(&lower, &["coverage", "covered", "abdeckung", "cov"]);
        if !(sure
            || speaks_of_coverage
                && percent.comparison.is_some_and(|comparison| comparison != Comparison::About))
        {
            return false;
        }
        if has_word(&lower, &["pass rate", "passing"]) || percent.is_gain {
            return false;
        }
        let labelled = label(item.text()).map(|(name, _)| name);
        // What stands in brackets behind the share explains it.
        let end =
            text.get(percent.end..).and_then(|rest| rest.find('(')).map_or(text.len(), |at| percent.end + at);
        let name = match labelled {
            Some(name) if !is_overall(&name) => name,
            _ => scope(text.get(..end).unwrap_or(&text), percent).unwrap_or_default(),
        };
        let line = item.block.line;
        let name = trimmed_name(&name);
        // `Before: 61 %`, `After phase 1: 70 %` tell of a time and not of a part of the code.
        let first = name.split_whitespace().next().unwrap_or_default().to_lowercase();
        if matches!(first.as_str(), "before" | "after" | "previous" | "previously" | "initial" | "by") {
            self.not_understood(line, format!("“{text}” was not understood"));
            return true;
        }
        // How much of the code the tests of one kind cover is told by no report.
        if super::scopes::kind_of(&name).is_some()
            && has_word(&name.to_lowercase(), &["test", "tests", "testing"])
        {
            self.not_understood(line, format!("“{text}” asks for the coverage by one kind of test"));
            self.components_below(item, sure);
            return true;
        }
        let paths: Vec<String> = item
            .text()
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|code| code.contains(['/', '*']) && !code.contains(' ') && *code != name)
            .map(str::to_owned)
            .collect();
        let is_branch = has_word(&lower, &["branch*"]);
        let members: Vec<(String, u32)> = item
            .children()
            .filter(|(block, _)| amounts(&block.text).iter().all(|found| found.unit != Unit::Percent))
            .map(|(block, _)| (plain(leading_mark(&block.text).1), block.line))
            .filter(|(name, _)| !name.is_empty() && name.split_whitespace().count() <= 6)
            .collect();
        if members.is_empty() {
            self.component(&name, None, percent.band, is_branch, line);
            let known =
                self.component_named(&name, None, line).filter(|component| component.paths.is_empty());
            if let Some(component) = known.filter(|component| !component.is_overall) {
                component.paths = paths;
            }
        } else {
            for (member, line) in members {
                self.component(&member, Some(name.clone()), percent.band, is_branch, line);
            }
        }
        self.components_below(item, sure);
        true
    }

    /// The shares that stand below an item are of parts of it.
    fn components_below(&mut self, item: &Item<'_>, sure: bool) {
        for (block, _) in item.children() {
            if amounts(&block.text).iter().any(|found| found.unit == Unit::Percent) {
                let below = Item { block, checked: None, below: &[] };
                self.component_item(&below, sure);
            }
        }
    }

    pub(super) fn component(
        &mut self,
        name: &str,
        group: Option<String>,
        band: Band,
        is_branch: bool,
        line: u32,
    ) {
        if let Some(component) = self.component_named(name, group, line) {
            let place = if is_branch { &mut component.branches } else { &mut component.lines };
            place.get_or_insert(band);
        }
    }

    /// The component of a name, made when it is new.
    pub(super) fn component_named(
        &mut self,
        name: &str,
        group: Option<String>,
        line: u32,
    ) -> Option<&mut Component> {
        let overall = is_overall(name);
        let bare = name.trim_matches('`');
        let is_path = bare.contains('/')
            || bare.contains('*')
            || bare
                .rsplit_once('.')
                .is_some_and(|(_, end)| matches!(end, "py" | "ts" | "js" | "rs" | "go" | "java" | "rb"));
        let is_package = !is_path && bare.contains('.') && !bare.contains(' ');
        let title = if overall { "overall".to_owned() } else { bare.to_owned() };
        let source = Some(self.at(line));
        let known = self.components.get(&title).copied();
        if known.is_none() && !self.has_room(self.plan.components.len(), line) {
            return None;
        }
        let index = known.unwrap_or_else(|| {
            self.components.insert(title.clone(), self.plan.components.len());
            self.plan.components.push(Component {
                name: title,
                group,
                paths: if is_path { vec![bare.to_owned()] } else { Vec::new() },
                packages: if is_package { vec![bare.to_owned()] } else { Vec::new() },
                is_overall: overall,
                source,
                ..Component::default()
            });
            self.plan.components.len() - 1
        });
        self.plan.components.get_mut(index)
    }

    pub(super) fn overall(&mut self, percent: f64, line: u32) {
        self.component("overall", None, Band::exactly(percent), false, line);
    }

    /// A sentence that asks for a share of all the code: "check the coverage (aim for > 80 %)".
    pub(super) fn overall_target(&mut self, text: &str, line: u32) {
        let is_target = aims(text).iter().any(|found| {
            found.unit == Unit::Percent
                && found.comparison.is_some_and(|comparison| comparison != Comparison::About)
        });
        if !is_target {
            return;
        }
        for asked in expectations(text) {
            if asked.subject == Subject::LineCoverage && asked.scope.is_none() {
                self.component("overall", None, asked.band, false, line);
            }
        }
    }

    /// How many tests a summary gives a phase; the phase itself may only come later.
    pub(super) fn summary_gain(&mut self, id: &str, text: &str, line: u32) {
        let gain = amounts(text).into_iter().find(|found| {
            let behind = text.get(found.end..).unwrap_or_default();
            found.unit == Unit::Count && has_word(&behind.to_lowercase(), &["test*", "failure*"])
        });
        if let Some(found) = gain {
            self.summaries.push((id.to_owned(), found.band, line));
        }
    }
}

/// Words that name all of the code.
pub(super) fn is_overall(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    words.iter().all(|word| is_number(word))
        || words.iter().all(|word| {
            is_number(word)
                || matches!(
                    *word,
                    "overall"
                        | "total"
                        | "minimum"
                        | "min"
                        | "coverage"
                        | "code"
                        | "line"
                        | "lines"
                        | "all"
                        | "project"
                        | "global"
                        | "target"
                        | "whole"
                        | "codebase"
                        | "suite"
                        | "test"
                        | "the"
                        | "average"
                        | "combined"
                        | "required"
                        | "gesamt"
                        | "insgesamt"
                        | "baseline"
                        | "everything"
                        | "goal"
                        | "branch"
                        | "branches"
                        | "current"
                        | "threshold"
                        | "thresholds"
                        | "reach"
                        | "achieve"
                        | "statements"
                        | "functions"
                        | "stretch"
                        | "ultimate"
                        | "final"
                        | "next"
                        | "long"
                        | "term"
                )
        })
}

/// Whether a list of goals is one of coverage targets: most of its items are a name and a share.
pub(super) fn are_targets(list: &List<'_>) -> bool {
    let is_target = |item: &Item<'_>| {
        item.checked.is_none()
            && leading_mark(item.text()).0.is_none()
            && label(item.text()).is_some_and(|(_, value)| {
                amounts(&plain(&value)).iter().any(|found| found.unit == Unit::Percent)
                    && !has_word(&value.to_lowercase(), &["pass*", "green"])
            })
    };
    let count = list.items.iter().filter(|item| is_target(item)).count();
    count * 2 > list.items.len()
}

/// A name without the words that only say that it is about coverage.
pub(super) fn trimmed_name(name: &str) -> String {
    let name = name.trim().trim_end_matches(':').trim();
    let lower = name.to_lowercase();
    for end in [" coverage", " line coverage", " test coverage"] {
        if lower.ends_with(end) && name.len() > end.len() {
            return name.get(..name.len() - end.len()).unwrap_or(name).trim().to_owned();
        }
    }
    name.to_owned()
}
