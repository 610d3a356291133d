//! What somebody wrote of a state.

use report_model::WrittenStatus;

use super::{Mark, leading_mark, plain};

/// What somebody wrote of a state.
pub(in crate::plans) fn status(text: &str) -> Option<WrittenStatus> {
    let (mark, rest) = leading_mark(text);
    let words = plain(rest).to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if has(&[
        "not start",
        "not yet",
        "incomplete",
        "to do",
        "todo",
        "planned",
        "pending",
        "future",
        "backlog",
        "geplant",
        "offen",
        "open",
        "upcoming",
        "not done",
        "next",
        "prévu",
        "planifié",
        "pendiente",
    ]) {
        Some(WrittenStatus::Planned)
    } else if has(&["block", "on hold", "paused", "stuck", "waiting", "blockiert"]) {
        Some(WrittenStatus::Blocked)
    } else if has(&[
        "progress",
        "ongoing",
        "active",
        "started",
        "wip",
        "current",
        "working",
        "partial",
        "in arbeit",
        "läuft",
        "en cours",
    ]) {
        Some(WrittenStatus::InProgress)
    } else if has(&[
        "complete",
        "done",
        "finished",
        "closed",
        "achieved",
        "reached",
        "met",
        "erledigt",
        "fertig",
        "abgeschlossen",
        "terminé",
        "hecho",
        "shipped",
        "fixed",
    ]) {
        Some(WrittenStatus::Complete)
    } else {
        match (mark, rest.chars().next()) {
            (Some(Mark::Done), _) => Some(WrittenStatus::Complete),
            (Some(Mark::Open), _) if text.contains(['🔄', '🚧']) => Some(WrittenStatus::InProgress),
            (Some(Mark::Open), _) => Some(WrittenStatus::Planned),
            _ => None,
        }
    }
}
