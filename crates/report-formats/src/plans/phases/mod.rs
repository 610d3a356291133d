//! Phases: their headings, the statements under them, items of lists that name one.

mod name;
mod targets;

use report_model::WrittenStatus;
use report_model::plan::Phase;

pub(super) use self::name::{PhaseName, is_effort, may_name_a_phase, phase_name};
pub(super) use self::targets::Claim;
use super::Reader;
use super::dates::date;
use super::words::{has_word, label, plain, status};

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
                super::words::Mark::Done => Some(WrittenStatus::Complete),
                super::words::Mark::Open => Some(WrittenStatus::Planned),
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
}

/// `Phase 1: Quick wins ✅ COMPLETED`: what stands from the first mark on.
fn status_behind_mark(text: &str) -> Option<WrittenStatus> {
    let at = text.find(['✅', '✔', '☑', '🔄', '🚧', '⏳', '📋', '🔜', '⏸'])?;
    status(text.get(at..)?)
}

fn status_in_brackets(text: &str) -> Option<WrittenStatus> {
    let (_, inside) = text.rsplit_once('(').or_else(|| text.rsplit_once('['))?;
    let inside = inside.trim_end_matches([')', ']', '*', ' ']);
    if is_effort(inside) { None } else { status(inside) }
}
