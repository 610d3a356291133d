//! TAP, the Test Anything Protocol, versions 12 to 14.

use report_model::run::{Document, TestCase};
use report_model::{Notice, Notices, Outcome};

use super::build::Build;
use super::text::add;
use super::time::Time;
use crate::place::line_column;
use crate::tally::Tally;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// TAP.
pub(crate) struct Tap;

const NAME: &str = "TAP";

impl Format for Tap {
    fn id(&self) -> FormatId {
        FormatId("tap")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome and diagnostics of every test point at the outermost level, and duration where the producer adds it. \
         Subtests are part of their point; points that the plan has and the file has not are told."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        // Other formats keep what a test printed, and that may be TAP.
        if head.text().trim_start().starts_with('<') {
            return Match::No;
        }
        let (mut points, mut others, mut has_plan) = (0, 0, false);
        for line in head.lines().filter(|line| !line.trim().is_empty()).take(400) {
            if line.trim_start_matches('\u{feff}').starts_with("TAP version 1") {
                return Match::ByContent;
            }
            if plan(line).is_some() || is_bail_out(line) {
                has_plan = true;
            } else if Point::parse(line).is_some() {
                points += 1;
            } else if !line.starts_with([' ', '\t', '#']) && !line.starts_with("pragma ") {
                others += 1;
            }
        }
        if has_plan && (points > 0 || others == 0) || points > others {
            Match::ByContent
        } else if head.name_ends_with(".tap") {
            Match::ByName
        } else {
            Match::No
        }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let mut reader = Reader { most: artifact.texts.each, ..Reader::default() };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            reader.line(line.trim_end_matches(['\n', '\r']), at);
            at += line.len();
        }
        if reader.yaml.is_some() {
            reader.endless.hit(text.len());
        }
        reader.close();
        if reader.points == 0 && reader.plan.is_none() && reader.bail_out.is_none() {
            return Err(ReadError::new(NAME, artifact.location(), "neither a plan nor a test point in it")
                .hint("make sure that the path names the report and not the log of the run"));
        }
        let place = |at: usize| {
            let (line, column) = line_column(&text, at);
            report_model::Location { line: Some(line), column: Some(column), ..artifact.location() }
        };
        if let Some((at, reason)) = &reader.bail_out {
            notices.push(
                Notice::error(format!(
                    "the run bailed out{}",
                    if reason.is_empty() { String::new() } else { format!(": {reason}") }
                ))
                .effect("points that would have come later are missing from the figures")
                .at(place(*at)),
            );
        }
        if let Some(first) = reader.endless.seen() {
            notices.push(
                Notice::note(format!(
                    "{} no `...` at its end",
                    reader.endless.of("YAML block has", "YAML blocks have")
                ))
                .effect("no figure is touched")
                .at(place(first)),
            );
        }
        match reader.plan {
            Some((planned, at)) if planned != reader.points && reader.bail_out.is_none() => {
                let missing = planned > reader.points;
                let told = format!("the plan says {planned} test points, but there are {}", reader.points);
                let notice = if missing { Notice::error(told) } else { Notice::warning(told) };
                let effect = if missing {
                    "the missing ones are in no total: the run most likely ended early"
                } else {
                    "all points are counted"
                };
                notices.push(notice.effect(effect).at(place(at)));
            }
            None if reader.bail_out.is_none() => {
                notices.push(
                    Notice::warning("has no plan: nobody can tell whether the run came to its end")
                        .at(artifact.location()),
                );
            }
            _ => {}
        }
        Ok(reader.build.finish(artifact, notices, None, None))
    }
}

/// A line that says how a test went.
struct Point<'a> {
    is_ok: bool,
    number: Option<&'a str>,
    description: &'a str,
    /// `SKIP` or `TODO`, in lower case, and why.
    directive: Option<(Directive, &'a str)>,
    secs: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Directive {
    Skip,
    Todo,
}

impl<'a> Point<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (is_ok, rest) = match line.strip_prefix("not ") {
            Some(rest) => (false, rest.trim_start().strip_prefix("ok")?),
            None => (true, line.strip_prefix("ok")?),
        };
        if !rest.is_empty() && !rest.starts_with([' ', '\t', '-', '#']) {
            return None;
        }
        let rest = rest.trim();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = rest
            .split_at_checked(digits)
            .filter(|(number, rest)| {
                !number.is_empty() && (rest.is_empty() || rest.starts_with([' ', '\t', '-', '#']))
            })
            .map_or((None, rest), |(number, rest)| (Some(number), rest.trim_start()));
        let rest = rest.strip_prefix('-').unwrap_or(rest).trim();
        // TAP 14 opens subtests with a brace.
        let rest = rest.strip_suffix('{').map_or(rest, str::trim_end);
        let mut point = Point { is_ok, number, description: rest, directive: None, secs: None };
        point.take_directives();
        Some(point)
    }

    /// Parts what stands behind `#` from the description. The first `#` decides whether there is a directive; one with
    /// a backslash before it, or in the middle of a word, is a letter like any other.
    fn take_directives(&mut self) {
        let Some((description, mut rest)) = split_hash(self.description) else { return };
        loop {
            let word = rest.trim_start();
            let after = word
                .trim_start_matches(|character: char| character.is_ascii_alphanumeric() || character == '_');
            let name = word.get(..word.len() - after.len()).unwrap_or_default().to_ascii_lowercase();
            let (said, next) = split_hash(after).map_or((after, None), |(said, next)| (said, Some(next)));
            // `SKIPPED` is common; anything that only begins with `TODO` is not.
            if name.starts_with("skip") || name == "todo" {
                let directive = if name == "todo" { Directive::Todo } else { Directive::Skip };
                self.directive = Some((directive, said.trim_start_matches([':', ' ']).trim()));
            } else if name == "time"
                && let Some(time) = said.strip_prefix('=')
            {
                self.secs = Time::parse(time.trim()).secs();
            } else {
                return;
            }
            self.description = description.trim_end();
            match next {
                Some(next) => rest = next,
                None => return,
            }
        }
    }
}

/// What stands before and behind the first `#` that can part them.
fn split_hash(text: &str) -> Option<(&str, &str)> {
    for (at, _) in text.match_indices('#') {
        let before = text.get(..at)?;
        let slashes = before.bytes().rev().take_while(|byte| *byte == b'\\').count();
        let is_apart = before.is_empty() || before.ends_with([' ', '\t']) || slashes > 0;
        if slashes % 2 == 0 && is_apart {
            return Some((before, text.get(at + 1..)?));
        }
    }
    None
}

/// The number of points of a plan.
fn plan(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("1..")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = rest.split_at_checked(digits)?;
    let rest = rest.trim();
    if rest.is_empty() || rest.starts_with('#') { number.parse().ok() } else { None }
}

fn is_bail_out(line: &str) -> bool {
    line.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("bail out!"))
}

#[derive(Default)]
struct Reader {
    build: Build,
    points: u64,
    plan: Option<(u64, usize)>,
    bail_out: Option<(usize, String)>,
    case: Option<TestCase>,
    /// What stands indented, or as a comment, beside the open point.
    diagnostics: String,
    /// Lines of a subtest, which come before the point they belong to.
    subtest: String,
    /// The indentation of an open YAML block.
    yaml: Option<usize>,
    /// YAML blocks without their `...`.
    endless: Tally,
    /// How much text of a point is kept.
    most: usize,
}

impl Reader {
    fn line(&mut self, line: &str, at: usize) {
        let line = line.trim_start_matches('\u{feff}');
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let body = line.trim();
        if let Some(depth) = self.yaml {
            // A block that lost its end ends with what is less indented.
            if body.is_empty() || indent >= depth {
                if body == "..." && indent == depth {
                    self.yaml = None;
                } else {
                    self.yaml_line(body, line, depth);
                }
                return;
            }
            self.yaml = None;
            self.endless.hit(at);
        }
        if indent > 0 {
            if body == "---" {
                self.yaml = Some(indent);
            } else {
                push(&mut self.subtest, line, self.most);
            }
            return;
        }
        if self.bail_out.is_some() || body.is_empty() {
            return;
        }
        if is_bail_out(body) {
            self.bail_out = Some((at, body.get(9..).unwrap_or_default().trim().to_owned()));
        } else if let Some(planned) = plan(body) {
            self.plan.get_or_insert((planned, at));
        } else if let Some(point) = Point::parse(body) {
            self.close();
            self.point(&point);
        } else if let Some(comment) = body.strip_prefix('#')
            && !comment.trim_start().starts_with("Subtest")
        {
            push(&mut self.diagnostics, comment.strip_prefix(' ').unwrap_or(comment), self.most);
        }
    }

    fn point(&mut self, point: &Point<'_>) {
        self.points += 1;
        let outcome = match point.directive {
            Some(_) => Outcome::Skipped,
            None if point.is_ok => Outcome::Passed,
            None => Outcome::Failed,
        };
        let description = point.description.strip_suffix('{').map_or(point.description, str::trim_end);
        let name = if description.is_empty() {
            point.number.map_or_else(|| format!("test {}", self.points), |number| format!("test {number}"))
        } else {
            description.replace("\\#", "#").replace("\\\\", "\\")
        };
        let suite = self.build.suite_named("");
        let mut case = TestCase { suite, outcome, ..TestCase::named(name) };
        case.duration_secs = point.secs;
        if let Some((directive, reason)) = point.directive {
            let word = if directive == Directive::Todo { "TODO" } else { "" };
            let reason = format!("{word} {reason}");
            let reason = reason.trim();
            case.text_mut().skip_reason = (!reason.is_empty()).then(|| reason.to_owned());
        }
        // What is indented before a point is its subtest.
        self.diagnostics = std::mem::take(&mut self.subtest);
        self.case = Some(case);
    }

    fn yaml_line(&mut self, body: &str, line: &str, depth: usize) {
        push(&mut self.diagnostics, line.get(depth..).unwrap_or(body), self.most);
        // Deeper blocks are those of subtests.
        if depth > 2 {
            return;
        }
        let Some((key, value)) = body.split_once(':') else { return };
        let value = value.trim().trim_matches(['\'', '"']);
        let Some(case) = &mut self.case else { return };
        if key == "duration_ms" && case.duration_secs.is_none() {
            case.duration_secs = Time::parse(value).secs().map(|millis| millis / 1000.0);
        } else if key == "message"
            && case.outcome == Outcome::Failed
            && !value.is_empty()
            && case.failures().is_empty()
        {
            let failure = self.build.failure(Outcome::Failed, None, Some(value.to_owned().into()), None);
            case.text_mut().failures.push(failure);
        }
    }

    /// Ends the open point: what was said since belongs to it.
    fn close(&mut self) {
        let diagnostics = std::mem::take(&mut self.diagnostics);
        let Some(mut case) = self.case.take() else { return };
        let diagnostics = self.build.text(Some(diagnostics.into()));
        if case.outcome == Outcome::Failed {
            if case.failures().is_empty() {
                let failure = self.build.failure(Outcome::Failed, None, None, None);
                case.text_mut().failures.push(failure);
            }
            if let Some(failure) = case.text_mut().failures.first_mut() {
                failure.trace = diagnostics;
            }
        } else if diagnostics.is_some() {
            case.text_mut().stdout = diagnostics;
        }
        self.build.case(case);
    }
}

fn push(text: &mut String, line: &str, most: usize) {
    add(text, line, most);
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_taken_apart() {
        let parse = |line: &'static str| {
            let point = Point::parse(line)?;
            Some((point.is_ok, point.number, point.description, point.directive, point.secs))
        };
        assert_eq!(parse("ok 1 - works"), Some((true, Some("1"), "works", None, None)));
        assert_eq!(parse("not ok"), Some((false, None, "", None, None)));
        assert_eq!(
            parse("ok 2 # SKIP no net"),
            Some((true, Some("2"), "", Some((Directive::Skip, "no net")), None))
        );
        assert_eq!(
            parse("not ok 3 - later # TODO: soon"),
            Some((false, Some("3"), "later", Some((Directive::Todo, "soon")), None))
        );
        assert_eq!(
            parse("ok 4 - a \\# b # time=12.5ms"),
            Some((true, Some("4"), "a \\# b", None, Some(0.0125)))
        );
        assert_eq!(
            parse("ok 5 - C# # skip"),
            Some((true, Some("5"), "C#", Some((Directive::Skip, "")), None))
        );
        assert_eq!(parse("ok 6 - a # hash # todo"), Some((true, Some("6"), "a # hash # todo", None, None)));
        assert_eq!(parse("okay"), None);
        assert_eq!(parse("ok5"), None);
    }

    #[test]
    fn plans_are_plans() {
        assert_eq!(plan("1..12 # skip all"), Some(12));
        assert_eq!(plan("1..0"), Some(0));
        assert_eq!(plan("1..x"), None);
    }
}
