//! From two values to lines with signs, with what differs within a line marked.

use report_model::site::{Difference, DifferenceLine};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::Sides;
use crate::bounds::head;

/// How many lines are told.
const LINES: usize = 160;
/// How many lines around a change are kept.
const AROUND: usize = 3;
/// How long a line may be to be told as a whole.
const LINE_BYTES: usize = 2_000;
/// How long values may be to be compared.
const VALUE_BYTES: usize = 24 * 1024;
/// Values on one line are broken at their brackets from this length on.
const LONG_LINE: usize = 72;

/// On which side a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Same,
    Minus,
    Plus,
    LeftOut,
}

impl Sign {
    const fn text(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Minus => "-",
            Self::Plus => "+",
            Self::LeftOut => "…",
        }
    }
}

/// A line before its parts are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) sign: Sign,
    pub(super) text: String,
}

impl Line {
    pub(super) fn left_out() -> Self {
        Self { sign: Sign::LeftOut, text: String::new() }
    }
}

/// The difference of two values; `None` when there is nothing to see, or too much.
pub(super) fn of_sides(sides: &Sides) -> Option<Difference> {
    let (minus, plus) = (&sides.minus.value, &sides.plus.value);
    if minus.len() + plus.len() > VALUE_BYTES || minus == plus {
        return None;
    }
    let is_long = |value: &str| value.lines().any(|line| line.len() > LONG_LINE);
    let (minus, plus) = if (is_long(minus) || is_long(plus)) && !minus.contains('\n') && !plus.contains('\n')
    {
        (broken(minus), broken(plus))
    } else {
        (minus.clone(), plus.clone())
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (minus.lines().collect(), plus.lines().collect());
    let mut lines = Vec::new();
    for change in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, before, after) = change.as_tag_tuple();
        let mut push = |sign: Sign, texts: Option<&[&str]>| {
            lines
                .extend(texts.unwrap_or_default().iter().map(|text| Line { sign, text: (*text).to_owned() }));
        };
        if tag == DiffTag::Equal {
            push(Sign::Same, old.get(before));
        } else {
            push(Sign::Minus, old.get(before));
            push(Sign::Plus, new.get(after));
        }
    }
    Some(finish(sides.minus.name, sides.plus.name, &lines))
}

/// A long value on one line, with a line for each of its parts.
fn broken(value: &str) -> String {
    let mut lines = String::with_capacity(value.len() * 2);
    let mut depth = 0_usize;
    let mut quote = None;
    let mut letters = value.chars().peekable();
    let next_line = |lines: &mut String, depth: usize| {
        lines.push('\n');
        lines.extend(std::iter::repeat_n("  ", depth.min(20)));
    };
    while let Some(letter) = letters.next() {
        if let Some(end) = quote {
            lines.push(letter);
            if letter == '\\' {
                lines.extend(letters.next());
            } else if letter == end {
                quote = None;
            }
            continue;
        }
        match letter {
            '"' | '`' => quote = Some(letter),
            // An apostrophe in a word opens nothing.
            '\'' if !lines.ends_with(char::is_alphanumeric) => quote = Some(letter),
            _ => {}
        }
        match letter {
            '{' | '[' | '(' => {
                lines.push(letter);
                if letters.peek().is_some_and(|next| matches!(next, '}' | ']' | ')')) {
                    lines.extend(letters.next());
                    continue;
                }
                depth += 1;
                next_line(&mut lines, depth);
            }
            '}' | ']' | ')' => {
                depth = depth.saturating_sub(1);
                next_line(&mut lines, depth);
                lines.push(letter);
            }
            ',' if depth > 0 => {
                lines.push(',');
                next_line(&mut lines, depth);
                while letters.next_if_eq(&' ').is_some() {}
            }
            letter => lines.push(letter),
        }
    }
    lines
}

/// Numbers the lines, leaves out what is far from any change, and marks what differs within lines.
pub(super) fn finish(minus: &str, plus: &str, lines: &[Line]) -> Difference {
    let mut told = Vec::new();
    let mut numbers = (0_u32, 0_u32);
    let near = near(lines);
    let mut rest = lines;
    let mut at = 0;
    while let Some((line, after)) = rest.split_first() {
        if told.len() >= LINES {
            told.push(left_out());
            break;
        }
        match line.sign {
            Sign::LeftOut => told.push(left_out()),
            Sign::Same => {
                numbers = (numbers.0 + 1, numbers.1 + 1);
                if near.get(at).copied().unwrap_or(true) {
                    told.push(shown(Sign::Same, numbers.0, vec![line.text.clone()]));
                } else if told.last().is_none_or(|last: &DifferenceLine| last.sign != Sign::LeftOut.text()) {
                    told.push(left_out());
                }
            }
            Sign::Minus | Sign::Plus => {
                let count =
                    rest.iter().take_while(|line| matches!(line.sign, Sign::Minus | Sign::Plus)).count();
                let (changed, after) = rest.split_at(count);
                told.extend(pairs(changed, &mut numbers));
                at += count;
                rest = after;
                continue;
            }
        }
        at += 1;
        rest = after;
    }
    told.truncate(LINES + 1);
    Difference { minus: minus.to_owned(), plus: plus.to_owned(), lines: told }
}

fn left_out() -> DifferenceLine {
    DifferenceLine { sign: Sign::LeftOut.text().to_owned(), number: 0, parts: Vec::new() }
}

fn shown(sign: Sign, number: u32, mut parts: Vec<String>) -> DifferenceLine {
    let mut left = LINE_BYTES;
    for part in &mut parts {
        if part.len() > left {
            *part = format!("{}…", head(part, left));
        }
        left = left.saturating_sub(part.len());
    }
    DifferenceLine { sign: sign.text().to_owned(), number, parts }
}

/// Which lines stand near a change.
fn near(lines: &[Line]) -> Vec<bool> {
    let mut near = vec![false; lines.len()];
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.sign != Sign::Same) {
        let around = at.saturating_sub(AROUND)..(at + AROUND + 1).min(lines.len());
        near.get_mut(around).into_iter().flatten().for_each(|is_near| *is_near = true);
    }
    near
}

/// Lines that stand for each other, compared with each other, one below the other.
fn pairs(changed: &[Line], numbers: &mut (u32, u32)) -> Vec<DifferenceLine> {
    let of = |sign: Sign| changed.iter().filter(move |line| line.sign == sign).map(|line| line.text.as_str());
    let (minus, plus): (Vec<&str>, Vec<&str>) = (of(Sign::Minus).collect(), of(Sign::Plus).collect());
    let mut told = Vec::new();
    let mut rest = plus.iter();
    // Lines can only be told to stand for each other when there are as many on both sides.
    let is_even = minus.len() == plus.len();
    for text in &minus {
        numbers.0 += 1;
        let other = if is_even { rest.next() } else { None };
        let (one, other) = other.map_or((vec![(*text).to_owned()], None), |other| {
            let (one, other) = parts(text, other);
            (one, Some(other))
        });
        told.push(shown(Sign::Minus, numbers.0, one));
        if let Some(other) = other {
            numbers.1 += 1;
            told.push(shown(Sign::Plus, numbers.1, other));
        }
    }
    for text in rest {
        numbers.1 += 1;
        told.push(shown(Sign::Plus, numbers.1, vec![(*text).to_owned()]));
    }
    told
}

/// Both lines in parts that they share and parts that they do not, by turns. Lines that have little in common are left
/// whole: marks all over would say nothing.
fn parts(one: &str, other: &str) -> (Vec<String>, Vec<String>) {
    let (old, new) = (tokens(one), tokens(other));
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let (mut first, mut second) = (vec![String::new()], vec![String::new()]);
    let mut shared = 0;
    for change in changes {
        let (tag, before, after) = change.as_tag_tuple();
        let text =
            |tokens: &[&str], range: std::ops::Range<usize>| tokens.get(range).unwrap_or_default().concat();
        let (before, after) = (text(&old, before), text(&new, after));
        let is_same = tag == DiffTag::Equal;
        if is_same {
            shared += before.trim().len();
        }
        for (parts, text) in [(&mut first, before), (&mut second, after)] {
            // Even places are shared, odd ones are not.
            if (parts.len() % 2 == 1) != is_same {
                parts.push(String::new());
            }
            if let Some(last) = parts.last_mut() {
                last.push_str(&text);
            }
        }
    }
    let longest = one.trim().len().max(other.trim().len());
    if shared * 4 < longest && longest > 12 {
        return (vec![one.to_owned()], vec![other.to_owned()]);
    }
    (first, second)
}

/// Words, numbers with their point, and single other letters.
fn tokens(line: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = head(line, LINE_BYTES);
    while let Some(first) = rest.chars().next() {
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
        let end = if is_word(first) {
            rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(end);
        tokens.push(token);
        rest = after;
    }
    // What is longer than that is shared or not as a whole.
    tokens.extend(line.get(line.len().min(LINE_BYTES)..).filter(|rest| !rest.is_empty()));
    tokens
}
