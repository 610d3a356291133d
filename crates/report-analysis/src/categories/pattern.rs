//! What a rule looks for in one text: plain words, a glob, or a regular expression.

use std::fmt;

use super::expression::Expression;

/// How long a pattern may be.
const LONGEST: usize = 1_000;
/// A text to look for. Written plainly it must be contained; after `glob:` a pattern with `*` and `?` must fit all of
/// the text; after `regex:` an expression must be found anywhere in it. `text:` says that what follows is plain.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Text(String),
    Glob(String),
    /// An expression, and letters without which it cannot be found: looking for those is much faster.
    Regex(Expression, Option<String>),
}

impl Pattern {
    /// Reads a pattern as it is written in a rule; the error says what is wrong with it.
    pub fn parse(source: &str) -> Result<Self, String> {
        if source.len() > LONGEST {
            return Err(format!("a pattern has at most {LONGEST} letters"));
        }
        let kind = if let Some(text) = source.strip_prefix("text:") {
            Kind::Text(text.to_owned())
        } else if let Some(glob) = source.strip_prefix("glob:") {
            Kind::Glob(glob.to_owned())
        } else if let Some(expression) = source.strip_prefix("regex:") {
            let built = Expression::parse(expression)
                .map_err(|error| format!("`{expression}` is no regular expression: {error}"))?;
            Kind::Regex(built, required(expression))
        } else {
            Kind::Text(source.to_owned())
        };
        let empty = match &kind {
            Kind::Text(text) | Kind::Glob(text) => text.is_empty(),
            Kind::Regex(..) => source == "regex:",
        };
        if empty {
            return Err("a pattern that is empty would match everything".to_owned());
        }
        Ok(Self { source: source.to_owned(), kind })
    }

    /// Plain words, whatever they look like.
    pub fn plain(text: &str) -> Self {
        let looks_marked = ["text:", "glob:", "regex:"].iter().any(|mark| text.starts_with(mark));
        let source = if looks_marked { format!("text:{text}") } else { text.to_owned() };
        Self { source, kind: Kind::Text(text.to_owned()) }
    }

    /// The pattern as it is written in a rule.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether a text is what it looks for.
    pub fn matches(&self, text: &str) -> bool {
        match &self.kind {
            Kind::Text(part) => text.contains(part.as_str()),
            Kind::Glob(pattern) => glob(pattern, text),
            Kind::Regex(expression, required) => {
                required.as_ref().is_none_or(|letters| text.contains(letters)) && expression.is_in(text)
            }
        }
    }

    /// Whether a path or a test's name is what it looks for: there a `*` is enough to say that all of it must fit.
    pub(super) fn matches_name(&self, name: &str) -> bool {
        match &self.kind {
            Kind::Text(pattern) if pattern.contains('*') => glob(pattern, name),
            _ => self.matches(name),
        }
    }

    /// Whether a label is what it looks for. Plain words must be all of the key, of the value, or of `key=value`.
    pub(super) fn matches_label(&self, key: &str, value: &str) -> bool {
        match &self.kind {
            Kind::Text(text) => {
                text == key || text == value || text.split_once('=').is_some_and(|pair| pair == (key, value))
            }
            _ => self.matches(&format!("{key}={value}")),
        }
    }

    /// Whether it asks for a `/`, as paths have it.
    pub(super) fn is_path(&self) -> bool {
        self.source.contains('/')
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

impl From<&str> for Pattern {
    fn from(text: &str) -> Self {
        Self::plain(text)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.source)
    }
}

/// The longest run of plain letters that every match of an expression contains. `None` where that is not plain to see.
fn required(expression: &str) -> Option<String> {
    const SHORTEST: usize = 3;
    if expression.contains(['|']) || expression.contains("(?") {
        return None;
    }
    let mut longest = String::new();
    let mut run = String::new();
    let mut depth = 0_usize;
    let mut letters = expression.chars();
    while let Some(letter) = letters.next() {
        if depth == 0
            && (letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-' | ':' | '/' | ',' | '='))
        {
            run.push(letter);
            continue;
        }
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            // What may be missing is not required.
            '?' | '*' => drop(run.pop()),
            '{' => {
                run.pop();
                letters.find(|letter| *letter == '}')?;
            }
            // Classes and escapes may hold anything.
            '[' => return None,
            '\\' if matches!(letters.next()?, 'x' | 'u' | 'U' | 'p' | 'P') => return None,
            _ => {}
        }
        if run.len() > longest.len() {
            longest.clone_from(&run);
        }
        run.clear();
    }
    if run.len() > longest.len() {
        longest = run;
    }
    (longest.len() >= SHORTEST).then_some(longest)
}

/// Whether all of a text fits a pattern in which `*` stands for anything and `?` for one letter. It never goes back
/// further than to the last `*`, so its time is bounded by the product of both lengths.
fn glob(pattern: &str, text: &str) -> bool {
    let (mut wanted, mut left) = (pattern.chars(), text.chars());
    let mut last: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = wanted.clone();
        match (ahead.next(), left.clone().next()) {
            (Some('*'), _) => {
                wanted = ahead;
                last = Some((wanted.clone(), left.clone()));
            }
            (Some(letter), Some(found)) if letter == '?' || letter == found => {
                wanted = ahead;
                left.next();
            }
            (None, None) => return true,
            _ => {
                // The last `*` takes one letter more.
                let Some((after, from)) = &mut last else { return false };
                if from.next().is_none() {
                    return false;
                }
                wanted = after.clone();
                left = from.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(text)
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("tests/*", "tests/a/b.py", true),
            ("*legacy*", "tests/_legacy/b.py", true),
            ("tests/*.py", "tests/a.pyc", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("*", "", true),
            ("a*a", "a", false),
            ("a?c", "aäc", true),
            ("a?c", "ac", false),
            ("", "", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
        assert!(!glob(&"*a".repeat(20), &"b".repeat(60_000)));
    }

    #[test]
    fn patterns_are_plain_unless_they_say_otherwise() {
        assert!(matches("port", "the port 7"));
        assert!(!matches("port .*", "the port 7"));
        assert!(matches("regex:port [0-9]+$", "the port 7"));
        assert!(matches("glob:*port ?", "the port 7"));
        assert!(matches("text:regex:x", "is regex:x plain"));
        assert_eq!(Pattern::plain("glob:x").source(), "text:glob:x");
    }

    #[test]
    fn what_is_no_pattern_is_told() {
        for (pattern, expected) in [
            ("regex:(", "is no regular expression"),
            ("regex:", "is empty"),
            ("", "is empty"),
            ("regex:((a{50}){50}){50}", "is no regular expression"),
        ] {
            assert!(Pattern::parse(pattern).unwrap_err().contains(expected), "{pattern}");
        }
        assert!(Pattern::parse(&"x".repeat(2_000)).is_err());
    }

    #[test]
    fn what_is_required_is_in_every_match() {
        for (expression, expected) in [
            ("Connection .* refused", Some("Connection ")),
            ("ports? [0-9]+", None),
            ("ports? taken", Some(" taken")),
            ("timeou{0,1}t", Some("timeo")),
            ("(lost|gone) database", None),
            ("(lost) database", Some(" database")),
            ("\\d+ database\\.x", Some(" database")),
            ("(?i)lost", None),
            ("\\x41bcd", None),
            ("a.b", None),
            ("^abc+$", Some("abc")),
        ] {
            assert_eq!(required(expression).as_deref(), expected, "{expression}");
        }
        assert!(matches("regex:ports? taken", "port taken") && !matches("regex:ports? taken", "port take"));
    }

    #[test]
    fn hostile_expressions_take_linear_time() {
        let pattern = Pattern::parse("regex:(a+)+(b|c)*(x+x+)+y$").unwrap();
        assert!(!pattern.matches(&"ax".repeat(30_000)));
    }

    #[test]
    fn labels_match_by_key_value_or_both() {
        let label = |pattern: &str| Pattern::parse(pattern).unwrap().matches_label("severity", "critical");
        assert!(label("severity") && label("critical") && label("severity=critical"));
        assert!(label("glob:sev*=crit*") && label("regex:^severity=(critical|blocker)$"));
        assert!(!label("sever") && !label("severity=minor"));
    }
}
