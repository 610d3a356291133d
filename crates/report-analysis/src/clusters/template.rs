//! What the failures of a cluster share, for people: the message with the parts marked that differ between them.

use report_model::site::TemplatePart;

use super::Seen;
use super::normalize::pieces;
use super::slot::{Piece, Slot};
use crate::reading::{self, TEST_NAME};

/// How long a template may get.
const LETTERS: usize = 180;
/// How many members are compared to see what varies.
const COMPARED: usize = 64;
/// How many other groups of the cluster are compared.
const GROUPS: usize = 6;

/// The template of a cluster, given the members of each of its groups, the largest group first.
pub(super) fn of(groups: &[&[u32]], failures: &[Seen<'_>]) -> Vec<TemplatePart> {
    let seen = |index: &u32| failures.get(*index as usize);
    let Some(first) = groups.first().and_then(|members| members.first()).and_then(seen) else {
        return Vec::new();
    };
    let mut parts = Vec::new();
    let exception = first.reading.exception.as_str();
    if !exception.is_empty() {
        push(&mut parts, exception, false);
    }
    if first.reading.message.is_empty() {
        if exception.is_empty() {
            push(&mut parts, "no message", false);
        }
        let place = first.reading.frame.as_deref().map(|frame| format!(" in {frame}"));
        push(&mut parts, &place.unwrap_or_default(), false);
        return parts;
    }
    if !exception.is_empty() {
        push(&mut parts, ": ", false);
    }
    let message = pieces(head_of(&first.reading.message));
    let mut varies: Vec<bool> = message.iter().map(|piece| piece.slot == Some(Slot::Test)).collect();
    let others = groups.first().copied().unwrap_or_default().iter().skip(1).take(COMPARED).filter_map(seen);
    for other in others {
        let other = pieces(head_of(&other.reading.message));
        for ((mine, theirs), varies) in message.iter().zip(&other).zip(&mut varies) {
            if mine.slot != theirs.slot {
                break;
            }
            *varies |= mine.slot.is_some() && mine.text != theirs.text;
        }
    }
    let mut left = LETTERS;
    for (piece, varies) in message.iter().zip(varies) {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(push_piece(&mut parts, piece, varies, left));
    }
    let rest = groups.iter().skip(1).take(GROUPS).filter_map(|members| members.first()).filter_map(seen);
    for other in rest {
        if other.reading.exception == exception {
            mark_difference(&mut parts, &plain(other));
        }
    }
    trim(parts)
}

/// The lines of a message that a title needs: the first, and more of them as long as they say little. A matcher's
/// name says nothing without the values below it.
fn head_of(message: &str) -> &str {
    const TELLING: usize = 24;
    let is_matcher = ["expect(", "Assert.", "Expected equality", "assertion `"]
        .iter()
        .any(|start| message.starts_with(start));
    let (telling, most) = if is_matcher { (usize::MAX, 5) } else { (TELLING, 4) };
    let mut end = 0;
    for line in message.split('\n').take(most) {
        end += line.len() + usize::from(end > 0);
        if end >= telling {
            break;
        }
    }
    message.get(..end).unwrap_or(message)
}

fn push_piece(parts: &mut Vec<TemplatePart>, piece: &Piece<'_>, varies: bool, left: usize) -> usize {
    let Some(slot) = piece.slot.filter(|_| varies) else {
        let text = reading::shown(piece.text);
        let mut short: String =
            text.chars().take(left).map(|letter| if letter == '\n' { ' ' } else { letter }).collect();
        while short.contains("  ") {
            short = short.replace("  ", " ");
        }
        push(parts, &short, false);
        return text.len();
    };
    push(parts, slot.name(), true);
    slot.name().len()
}

fn push(parts: &mut Vec<TemplatePart>, text: &str, varies: bool) {
    match parts.last_mut() {
        Some(last) if !last.varies && !varies => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => parts.push(TemplatePart { text: text.to_owned(), varies }),
    }
}

fn plain(seen: &Seen<'_>) -> String {
    let message = head_of(&seen.reading.message).replace(TEST_NAME, "this test").replace('\n', " ");
    if seen.reading.exception.is_empty() { message } else { format!("{}: {message}", seen.reading.exception) }
}

/// Marks what is between the words that both begin with and those that both end with. Where they have little in
/// common the first template stands for both.
fn mark_difference(parts: &mut Vec<TemplatePart>, other: &str) {
    let fixed: Vec<&str> =
        parts.iter().filter(|part| !part.varies).flat_map(|part| part.text.split_whitespace()).collect();
    let words: Vec<&str> = other.split_whitespace().collect();
    if fixed.len() < 3 || parts.iter().any(|part| part.varies && part.text == "value") {
        return;
    }
    let same_start = fixed.iter().zip(&words).take_while(|(a, b)| a == b).count();
    let most = fixed.len().min(words.len()) - same_start;
    let same_end = fixed.iter().rev().zip(words.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let differs = fixed.len() - same_start - same_end;
    if differs == 0 || parts.iter().any(|part| part.varies) || same_start + same_end < differs {
        return;
    }
    let join = |words: &[&str]| words.join(" ");
    let start = join(fixed.get(..same_start).unwrap_or_default());
    let end = join(fixed.get(fixed.len() - same_end..).unwrap_or_default());
    let mut marked = Vec::new();
    if !start.is_empty() {
        push(&mut marked, &format!("{start} "), false);
    }
    push(&mut marked, "value", true);
    if !end.is_empty() {
        push(&mut marked, &format!(" {end}"), false);
    }
    *parts = marked;
}

fn trim(mut parts: Vec<TemplatePart>) -> Vec<TemplatePart> {
    if let Some(last) = parts.last_mut().filter(|part| !part.varies) {
        let length = last.text.trim_end().len();
        last.text.truncate(length);
    }
    parts.retain(|part| !part.text.is_empty());
    parts
}
