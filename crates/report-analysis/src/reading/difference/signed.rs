//! A difference that the runner made: lines with signs.

use report_model::site::Difference;

use super::lines::{Line, Sign, finish};
use super::{ACTUAL, EXPECTED, indent};

/// How many lines a difference may have.
const LINES: usize = 2_000;

/// How the lines of a difference are written.
#[derive(Debug, Clone, Copy)]
struct Form {
    minus: &'static str,
    plus: &'static str,
    /// The sign of what was expected.
    minus_sign: char,
    plus_sign: char,
    /// How many letters stand before the text of a line.
    width: usize,
    /// How many lines the heading has.
    heading: usize,
}

const FORM: Form =
    Form { minus: EXPECTED, plus: ACTUAL, minus_sign: '-', plus_sign: '+', width: 1, heading: 1 };

/// The first difference with signs.
pub(super) fn find(lines: &[&str]) -> Option<Difference> {
    (0..lines.len()).find_map(|at| {
        let form = heading(lines, at)?;
        let margin = indent(lines.get(at)?);
        let body = body(lines.get(at + form.heading..)?, form, margin);
        let has = |sign: Sign| body.iter().any(|line| line.sign == sign);
        (has(Sign::Minus) || has(Sign::Plus)).then(|| finish(form.minus, form.plus, &body))
    })
}

/// Whether a difference begins here, and how it is written.
fn heading(lines: &[&str], at: usize) -> Option<Form> {
    let line = lines.get(at)?.trim();
    let next = lines.get(at + 1).map_or("", |line| line.trim());
    let is = |line: &str, sign: &str, words: &[&str]| {
        line.strip_prefix(sign).is_some_and(|rest| {
            let rest = rest.trim_start().to_ascii_lowercase();
            words.iter().any(|word| rest.starts_with(word))
        })
    };
    if is(line, "---", &["expected"]) && is(next, "+++", &["actual"]) {
        return Some(Form { heading: 2, ..FORM });
    }
    if is(line, "- ", &["expected"]) && is(next, "+ ", &["received", "actual"]) {
        return Some(Form { width: 2, heading: 2, ..FORM });
    }
    if line == "+ expected - actual" {
        return Some(Form { minus_sign: '+', plus_sign: '-', ..FORM });
    }
    if line == "+ actual - expected" {
        return Some(Form { width: 2, ..FORM });
    }
    if line == "Diff < left / right > :" {
        return Some(Form { minus: "left", plus: "right", minus_sign: '<', plus_sign: '>', ..FORM });
    }
    if line == "Diff:" && next.starts_with("@@ ") {
        return Some(FORM);
    }
    // pytest takes what stands right of `==` as what was expected, and says so nowhere.
    let pytest = Form { minus: "right", plus: "left", width: 2, ..FORM };
    if line == "Full diff:" {
        return Some(pytest);
    }
    let said = line.strip_prefix("AssertionError: ").unwrap_or(line);
    let is_first = |line: &str| {
        (line.starts_with("- ") || line.starts_with("+ ") || line == "-" || line == "+") && !explains(line)
    };
    let is_compared = said.starts_with("assert ") && said.contains(" == ");
    if is_compared && !lines.iter().any(|line| line.trim() == "Full diff:") {
        let below = lines.get(at + 1..)?.iter().skip_while(|line| line.trim().is_empty());
        let is_shown = below.take_while(|line| !line.trim().is_empty()).any(|line| is_first(line.trim()));
        return is_shown.then_some(pytest);
    }
    let is_unittest = said.len() < line.len() && said.contains(" != ");
    (is_unittest && is_first(next)).then_some(Form { minus: "first", plus: "second", ..pytest })
}

/// The lines of a difference, up to the first that cannot be one.
fn body(lines: &[&str], form: Form, margin: usize) -> Vec<Line> {
    let lines = lines.get(..lines.len().min(LINES)).unwrap_or(lines);
    // Some headings stand deeper than their lines, others less deep.
    let is_signed = |line: &&&str| {
        let line = line.trim_start();
        line.starts_with([form.minus_sign, form.plus_sign]) && !explains(line)
    };
    let margin = lines.iter().find(is_signed).map_or(margin, |line| indent(line));
    let mut body: Vec<Line> = Vec::new();
    let mut empty = 0;
    for line in lines {
        let line = line.get(margin.min(indent(line))..).unwrap_or_default();
        let said = line.trim_start();
        if said.is_empty() {
            empty += usize::from(!body.is_empty());
            continue;
        }
        if said.starts_with("@@") {
            if !body.is_empty() {
                body.push(Line::left_out());
            }
            continue;
        }
        if said.starts_with("...Full output") {
            body.push(Line::left_out());
            break;
        }
        let sign = match line.chars().next() {
            Some(sign) if sign == form.minus_sign => Sign::Minus,
            Some(sign) if sign == form.plus_sign && !explains(said) => Sign::Plus,
            Some(' ') if !said.starts_with("at ") => Sign::Same,
            // Python's hints at letters, and what says that a file has no last line feed.
            Some('?' | '\\') => continue,
            _ => break,
        };
        body.extend((0..std::mem::take(&mut empty)).map(|_| Line { sign: Sign::Same, text: String::new() }));
        let text = line.get(form.width..).or_else(|| line.get(1..)).unwrap_or_default();
        body.push(Line { sign, text: text.to_owned() });
    }
    // What follows the last change behind an empty line is something else, such as the place in the test.
    let after = body.iter().rposition(|line| line.sign != Sign::Same).map_or(0, |last| last + 1);
    let rest = body.iter().skip(after).position(|line| line.text.is_empty());
    body.truncate(rest.map_or(body.len(), |rest| after + rest));
    body
}

/// pytest's `+  where 1 = f()`, which has the sign of a line that was added.
fn explains(line: &str) -> bool {
    line.strip_prefix('+')
        .map(str::trim_start)
        .is_some_and(|rest| rest.starts_with("where ") || rest.starts_with("and "))
}
