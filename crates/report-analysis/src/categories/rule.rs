//! The team's own rules.

use std::fmt::Write as _;

use report_model::Outcome;

use super::{Pattern, Subject};

/// A rule that the team wrote. All matchers that are given must match; the first rule that matches wins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CategoryRule {
    /// Its id, as phases of the plan name it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What must match.
    pub matchers: Matchers,
    /// The effort as written: `10–12 h`.
    pub effort: Option<String>,
    /// The priority, 1 first.
    pub priority: Option<u32>,
    /// The phases that it belongs to, by id. Phases that name the category are added.
    pub phases: Vec<String>,
    /// Who looks after it.
    pub owner: Option<String>,
    /// Where more is written about it.
    pub link: Option<String>,
    /// Why the tests fail.
    pub cause: Option<String>,
    /// What helps.
    pub solution: Option<String>,
}

/// What a rule looks for. Each list matches when any of its patterns does; an empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matchers {
    /// The type of the root cause, or of an exception around it.
    pub exception: Vec<Pattern>,
    /// The message.
    pub message: Vec<Pattern>,
    /// The trace or the message.
    pub trace: Vec<Pattern>,
    /// The place in the project's own code that the failure comes from, as clusters show it.
    pub frame: Vec<Pattern>,
    /// The test's id or file; one with a `*` must fit all of it.
    pub test: Vec<Pattern>,
    /// The name of a suite that the test stands in.
    pub suite: Vec<Pattern>,
    /// A label of the test, of its suites or of the run: `key`, `value` or `key=value`.
    pub label: Vec<Pattern>,
    /// How the test ended.
    pub outcome: Vec<Outcome>,
}

impl Matchers {
    /// The lists by the names that they have in a rule.
    const fn lists(&self) -> [(&'static str, &Vec<Pattern>); 7] {
        [
            ("exception", &self.exception),
            ("message", &self.message),
            ("trace", &self.trace),
            ("frame", &self.frame),
            ("test", &self.test),
            ("suite", &self.suite),
            ("label", &self.label),
        ]
    }

    /// Whether nothing is asked for: such a rule matches nothing, for it would match everything.
    pub fn is_empty(&self) -> bool {
        self.outcome.is_empty() && self.lists().iter().all(|(_, patterns)| patterns.is_empty())
    }

    /// Whether a failing test is what is asked for.
    pub fn matches(&self, subject: &Subject<'_>) -> bool {
        let asks = |patterns: &[Pattern], fits: &dyn Fn(&Pattern) -> bool| {
            patterns.is_empty() || patterns.iter().any(fits)
        };
        !self.is_empty()
            && (self.outcome.is_empty() || self.outcome.contains(&subject.outcome()))
            && asks(&self.exception, &|pattern| subject.has_exception(|kind| pattern.matches(kind)))
            && asks(&self.test, &|pattern| {
                subject.is_test(pattern.is_path(), |name| pattern.matches_name(name))
            })
            && asks(&self.suite, &|pattern| subject.is_in_suite(|name| pattern.matches_name(name)))
            && asks(&self.label, &|pattern| subject.has_label(|key, value| pattern.matches_label(key, value)))
            && asks(&self.frame, &|pattern| subject.has_frame(|frame| pattern.matches(frame)))
            && asks(&self.message, &|pattern| subject.has_message(|text| pattern.matches(text)))
            && asks(&self.trace, &|pattern| subject.has_trace(|text| pattern.matches(text)))
    }
}

impl CategoryRule {
    /// The rule as `report-gen.toml` has it.
    pub fn to_toml(&self) -> String {
        let mut toml = String::from("[[category]]\n");
        let text = |value: &Option<String>| value.as_deref().map(quoted);
        let list = |patterns: &[Pattern]| list_of(patterns.iter().map(Pattern::source));
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                // Writing to a String cannot fail.
                let _ = writeln!(toml, "{key} = {value}");
            }
        };
        line("id", Some(quoted(&self.id)));
        line("title", Some(&self.title).filter(|title| !title.is_empty()).map(|title| quoted(title)));
        for (key, patterns) in self.matchers.lists() {
            line(key, list(patterns));
        }
        line("outcome", list_of(self.matchers.outcome.iter().map(|outcome| outcome.word())));
        line("effort", text(&self.effort));
        line("priority", self.priority.map(|priority| priority.to_string()));
        line("phase", list_of(self.phases.iter().map(String::as_str)));
        line("owner", text(&self.owner));
        line("link", text(&self.link));
        line("cause", text(&self.cause));
        line("solution", text(&self.solution));
        toml
    }
}

fn list_of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<String> {
    let quoted: Vec<String> = texts.map(quoted).collect();
    (!quoted.is_empty()).then(|| format!("[{}]", quoted.join(", ")))
}

/// A text as TOML writes it: as it stands where that is possible, for expressions are hard to read with doubled
/// backslashes.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| !letter.is_control() && letter != '\'';
    if text.contains(['\\', '"']) && text.chars().all(is_plain) {
        return format!("'{text}'");
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Reading;
    use crate::testing::{fail, run_of};

    fn patterns(text: &str) -> Vec<Pattern> {
        vec![Pattern::parse(text).unwrap()]
    }

    #[test]
    fn everything_that_is_asked_for_must_match() {
        let mut run = run_of(&["test_a f"]);
        run.tests.cases[0].class = Some("tests.tasks.test_ner".into());
        let trace = "TypeError: got multiple values\n    at a (/x/base.js:1:1)";
        fail(&mut run, 0, "", "RuntimeError: step", trace);
        run.tests.suites[0].name = Some("entities".into());
        run.tests.suites[0].properties = vec![("severity".into(), "critical".into())];
        run.identity.labels.insert("os".into(), "linux".into());
        let case = &run.tests.cases[0];
        let reading = Reading::of_case(case);
        let subject = Subject::of_case(&run, case, &reading);
        let matches = |matchers: Matchers| matchers.matches(&subject);
        let exception = || patterns("TypeError");
        assert!(matches(Matchers { exception: exception(), ..Matchers::default() }));
        assert!(matches(Matchers {
            exception: exception(),
            trace: patterns("base.js"),
            ..Matchers::default()
        }));
        assert!(!matches(Matchers {
            exception: exception(),
            trace: patterns("other.js"),
            ..Matchers::default()
        }));
        assert!(matches(Matchers { message: patterns("regex:^got \\w+ values$"), ..Matchers::default() }));
        assert!(matches(Matchers { test: patterns("test_ner"), ..Matchers::default() }));
        assert!(matches(Matchers { test: patterns("tests/tasks/*"), ..Matchers::default() }));
        assert!(matches(Matchers { suite: patterns("entities"), ..Matchers::default() }));
        assert!(matches(Matchers { label: patterns("severity=critical"), ..Matchers::default() }));
        assert!(matches(Matchers { label: patterns("os=linux"), ..Matchers::default() }));
        assert!(matches(Matchers { frame: patterns("base.js a"), ..Matchers::default() }));
        assert!(matches(Matchers { outcome: vec![Outcome::Failed], ..Matchers::default() }));
        assert!(!matches(Matchers { outcome: vec![Outcome::Errored], ..Matchers::default() }));
        assert!(!matches(Matchers::default()));
    }

    #[test]
    fn a_rule_is_written_as_the_configuration_has_it() {
        let rule = CategoryRule {
            id: "stripe".into(),
            title: "No \"stripe\"".into(),
            matchers: Matchers { message: patterns("regex:No module .* 'stripe\\d'"), ..Matchers::default() },
            priority: Some(1),
            owner: Some("payments".into()),
            ..CategoryRule::default()
        };
        assert_eq!(
            rule.to_toml(),
            "[[category]]\nid = \"stripe\"\ntitle = 'No \"stripe\"'\n\
             message = [\"regex:No module .* 'stripe\\\\d'\"]\npriority = 1\nowner = \"payments\"\n"
        );
        assert_eq!(quoted("a\u{1}\n"), "\"a\\u0001\\n\"");
    }
}
