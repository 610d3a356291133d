//! Phases: their headings, the statements under them, items of lists that name one.

use report_model::plan::{Band, Phase, Subject, TargetClaim};
use report_model::{Comparison, Measure, Unit};

use super::Reader;
use super::dates::date;
use super::expectations::expectations;
use super::numbers::{aims, amount};
use super::words::{has_word, label, plain, status};

/// How a text names a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PhaseName {
    /// What such a step is called: `phase`, `week`.
    pub word: String,
    /// `2A`.
    pub id: String,
    /// What stands behind it, without effort and state.
    pub title: String,
    /// What stands in brackets behind it.
    pub aside: String,
    /// Whether the name stands alone or is set apart from its title, as in a heading of the phase itself.
    pub is_heading: bool,
}

const WORDS: &[&str] = &[
    "phase",
    "milestone",
    "stage",
    "sprint",
    "iteration",
    "wave",
    "step",
    "etappe",
    "stufe",
    "fase",
    "étape",
    "meilenstein",
    "week",
    "round",
    "tier",
];

/// Whether the first word of a text, behind marks, is one that names phases: most are not.
pub(super) fn may_name_a_phase(text: &str) -> bool {
    let (_, text) = super::words::leading_mark(text);
    let first =
        text.split_whitespace().take(4).find(|word| word.contains(|letter: char| letter.is_alphabetic()));
    first.is_some_and(|word| {
        let word = word.trim_matches(|letter: char| !letter.is_alphabetic());
        WORDS.iter().any(|known| {
            known.eq_ignore_ascii_case(word) || !word.is_ascii() && word.to_lowercase() == **known
        })
    })
}

/// The phase that a text begins with.
pub(super) fn phase_name(text: &str) -> Option<PhaseName> {
    let text = text.trim();
    let (word, rest) = text.split_once([' ', '\u{a0}'])?;
    let word = word.to_lowercase();
    if !WORDS.contains(&word.as_str()) {
        return None;
    }
    let rest = rest.trim_start_matches(['#', ' ']);
    let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '.')).unwrap_or(rest.len());
    let id = rest.get(..end)?.trim_end_matches('.');
    let digits = id.chars().take_while(char::is_ascii_digit).count();
    let letters = id.get(digits..)?;
    let is_id = if digits > 0 {
        digits <= 3
            && (letters.is_empty()
                || letters.len() == 1 && letters.chars().all(|letter| letter.is_ascii_alphabetic())
                || letters.starts_with('.')
                    && letters.get(1..).is_some_and(|rest| {
                        rest.len() <= 2 && rest.chars().all(|letter| letter.is_ascii_alphanumeric())
                    }))
    } else {
        id.len() == 1 && id.chars().all(|letter| letter.is_ascii_uppercase())
            || !id.is_empty() && id.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'))
    };
    if !is_id {
        return None;
    }
    let behind = rest.get(id.len()..)?;
    let behind = behind.strip_prefix('.').unwrap_or(behind);
    let trimmed = behind.trim_start();
    let is_heading = trimmed.is_empty()
        || trimmed.starts_with([':', '–', '—', '-', '(', '|', '[', '✅', '⏳', '·', '→', '🔄', '🚧']);
    let title = trimmed.trim_start_matches([':', '–', '—', '-', '·', ' ']);
    let (title, aside, behind) = match title.split_once('(') {
        Some((title, aside)) => match aside.split_once(')') {
            Some((aside, behind)) => (title, aside, behind),
            None => (title, aside, ""),
        },
        None => (title, "", ""),
    };
    let bare = |text: &str| text.trim().trim_matches(['–', '—', '-', ':', ' ']).to_owned();
    let title = [bare(title), bare(behind)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    Some(PhaseName {
        word, id: id.to_owned(), title: title.join(" – "), aside: aside.to_owned(), is_heading
    })
}

/// Whether a text is a length of work: `3-4 hours`, `2 days`.
pub(super) fn is_effort(text: &str) -> bool {
    amount(text).is_some_and(|found| found.unit == Unit::Seconds && found.band.low >= 600.0)
        && has_word(
            &text.to_lowercase(),
            &[
                "h", "hr", "hrs", "hour*", "day*", "week*", "std", "stunden", "tage", "min", "minutes", "d",
                "w", "wochen", "heures",
            ],
        )
        || text.split_whitespace().any(|word| {
            let digits = word.trim_start_matches(['~', '<', '>']).trim_end_matches(['h', 'd', 'w']);
            digits.len() < word.len() && digits.starts_with(|letter: char| letter.is_ascii_digit())
        })
}

/// How sure a statement is about a target: what a table says stands before what a goal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    Table,
    Outcome,
    Goal,
}

impl Reader<'_> {
    /// The phase of a name, made when it is new.
    pub(super) fn phase(&mut self, name: &PhaseName, line: u32) -> &mut Phase {
        let source = self.at(line);
        let phases = &mut self.plan.phases;
        let known = phases.iter().position(|phase| phase.id.eq_ignore_ascii_case(&name.id));
        let index = known.unwrap_or_else(|| {
            phases.push(Phase { id: name.id.clone(), source: Some(source), ..Phase::default() });
            phases.len() - 1
        });
        let Some(phase) = phases.get_mut(index) else { unreachable!("it was found or pushed") };
        if phase.title.is_empty() {
            phase.title.clone_from(&name.title);
        }
        phase
    }

    /// What a heading says of its phase beyond the name.
    pub(super) fn phase_heading(&mut self, name: &PhaseName, written: &str, line: u32) {
        let aside = name.aside.clone();
        let due = date(written);
        let effort = is_effort(&aside).then(|| aside.trim().to_owned());
        let (lead, _) = super::words::leading_mark(written);
        let state = match (lead, super::words::trailing_mark(written).0) {
            (None, None) => status_in_brackets(written).or_else(|| status_behind_mark(written)),
            (Some(_), _) => status(written.split_whitespace().next().unwrap_or_default())
                .or_else(|| status_in_brackets(written)),
            (None, Some(mark)) => match mark {
                super::words::Mark::Done => Some(report_model::WrittenStatus::Complete),
                super::words::Mark::Open => Some(report_model::WrittenStatus::Planned),
                super::words::Mark::Other => None,
            },
        };
        let phase = self.phase(name, line);
        phase.effort = phase.effort.take().or(effort);
        phase.due = phase.due.or(due);
        phase.status = phase.status.or(state);
        let id = phase.id.clone();
        // `Phase 2: Reach 80 % coverage`, `Phase 1 (week 1) – target: 85 %`.
        for part in [name.title.as_str(), name.aside.as_str()] {
            if part.contains('%') {
                self.phase_targets(&id, part, Claim::Goal, line);
            }
        }
    }

    /// A statement under a phase: a label with a value, or words with numbers.
    pub(super) fn phase_statement(&mut self, id: &str, text: &str, line: u32) -> bool {
        let Some(index) = self.plan.phases.iter().position(|phase| phase.id == id) else { return false };
        let (name, value) = label(text).unwrap_or_default();
        let lower = name.to_lowercase();
        let said = if value.is_empty() { plain(text) } else { plain(&value) };
        let set = |phase: &mut Phase| -> bool {
            if has_word(
                &lower,
                &[
                    "effort",
                    "estimate",
                    "estimated effort",
                    "time",
                    "duration",
                    "aufwand",
                    "time estimate",
                    "estimated time",
                    "timeline",
                ],
            ) && is_effort(&said)
            {
                phase.effort.get_or_insert(said.clone());
                phase.due = phase.due.or_else(|| date(&said));
                return true;
            }
            if has_word(
                &lower,
                &[
                    "due",
                    "deadline",
                    "target date",
                    "by",
                    "until",
                    "fällig",
                    "termin",
                    "end date",
                    "échéance",
                    "date",
                    "timeline",
                ],
            ) && let Some(due) = date(&said)
            {
                phase.due = Some(due);
                return true;
            }
            if has_word(&lower, &["status", "state", "stand"])
                && let Some(written) = status(&value)
            {
                phase.status = Some(written);
                return true;
            }
            if has_word(&lower, &["title", "focus", "name"]) && phase.title.is_empty() {
                phase.title.clone_from(&said);
                return true;
            }
            false
        };
        if self.plan.phases.get_mut(index).is_some_and(set) {
            return true;
        }
        let claim = if has_word(&lower, &["goal", "objective", "ziel", "aim", "but"]) {
            Claim::Goal
        } else {
            Claim::Outcome
        };
        let whole = if value.is_empty() { plain(text) } else { format!("{name}: {}", plain(&value)) };
        self.phase_targets(id, &whole, claim, line)
    }

    /// The targets that a sentence gives a phase.
    pub(super) fn phase_targets(&mut self, id: &str, text: &str, claim: Claim, line: u32) -> bool {
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
                if let Some(share) = share.filter(|_| super::targets::is_overall(part)) {
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
    pub(super) fn claim(&mut self, id: &str, measure: Measure, band: Band, claim: Claim, line: u32) {
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

/// `Phase 1: Quick wins ✅ COMPLETED`: what stands from the first mark on.
fn status_behind_mark(text: &str) -> Option<report_model::WrittenStatus> {
    let at = text.find(['✅', '✔', '☑', '🔄', '🚧', '⏳', '📋', '🔜', '⏸'])?;
    status(text.get(at..)?)
}

fn status_in_brackets(text: &str) -> Option<report_model::WrittenStatus> {
    let (_, inside) = text.rsplit_once('(').or_else(|| text.rsplit_once('['))?;
    let inside = inside.trim_end_matches([')', ']', '*', ' ']);
    if is_effort(inside) { None } else { status(inside) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_phases_are_told_from_sentences_about_them() {
        let id = |text: &str| phase_name(text).filter(|name| name.is_heading).map(|name| name.id);
        assert_eq!(id("Phase 2A: Quick Wins (3-4 hours)").as_deref(), Some("2A"));
        assert_eq!(id("Phase 1").as_deref(), Some("1"));
        assert_eq!(id("Phase III – Polish").as_deref(), Some("III"));
        assert_eq!(id("Milestone 2.1 (done)").as_deref(), Some("2.1"));
        assert_eq!(id("Phase 2 Strategy and Roadmap"), None);
        assert_eq!(id("Phase out the old runner"), None);
        let name = phase_name("Phase 2A: Quick Wins (3-4 hours)").unwrap();
        assert_eq!((name.title.as_str(), name.aside.as_str()), ("Quick Wins", "3-4 hours"));
        assert!(is_effort("3-4 hours") && is_effort("~2d") && is_effort("1 week") && !is_effort("20 tests"));
    }
}
