//! Categories of Allure 2 and 3, taken over as rules: `categories.json`, and the `categories` of an `allurerc.json`.

use std::collections::BTreeMap;

use report_analysis::{CategoryRule, Matchers, Pattern};
use report_model::{Location, Notice, Outcome};
use serde_json::{Map, Value};

/// Letters that mean something in a regular expression.
const SPECIAL: &[char] = &['.', '*', '+', '?', '(', ')', '[', ']', '{', '}', '|', '^', '$', '\\', '/'];

/// What was read: the rules in their order, and what could not be taken over.
pub(super) fn read(name: &str, text: &str) -> (Vec<CategoryRule>, Vec<Notice>) {
    let mut reader = Reader { name, rules: Vec::new(), notices: Vec::new(), ids: BTreeMap::new() };
    match serde_json::from_str::<Value>(text) {
        Ok(value) => reader.file(&value),
        Err(error) => {
            let place = Location {
                line: u32::try_from(error.line()).ok(),
                column: u32::try_from(error.column()).ok(),
                ..Location::file(name)
            };
            let notice = Notice::error(format!("is no JSON: {error}")).at(place);
            reader.notices.push(notice.effect("none of its categories is used"));
        }
    }
    (reader.rules, reader.notices)
}

struct Reader<'a> {
    name: &'a str,
    rules: Vec<CategoryRule>,
    notices: Vec<Notice>,
    /// The id of each name that was seen.
    ids: BTreeMap<String, String>,
}

/// How an expression is meant: version 2 asks for all of a text, version 3 for any part of it.
#[derive(Clone, Copy)]
enum Fits {
    All,
    Part,
}

impl Reader<'_> {
    fn file(&mut self, value: &Value) {
        let categories = value.get("categories").unwrap_or(value);
        let (rules, compat) = match (categories.as_array(), categories.get("rules").and_then(Value::as_array))
        {
            (Some(rules), _) => (rules, Fits::All),
            (None, Some(rules)) => (rules, Fits::Part),
            (None, None) => {
                let notice = Notice::error("holds no list of categories").at(Location::file(self.name));
                self.notices.push(notice.hint("it is an array, or an object with `rules` or `categories`"));
                return;
            }
        };
        for (number, rule) in (1u32..).zip(rules) {
            match rule.as_object() {
                Some(rule) => self.rule(number, rule, compat),
                None => self.left_out(number, "", "it is no object"),
            }
        }
    }

    fn left_out(&mut self, number: u32, title: &str, why: &str) {
        let notice = Notice::warning(format!("category {number} `{title}` was not taken over: {why}"))
            .at(Location { element: Some(format!("[{}]", number - 1)), ..Location::file(self.name) })
            .effect("its failures go to the rules after it")
            .hint("write it as a [[category]] of your own");
        self.notices.push(notice);
    }

    fn rule(&mut self, number: u32, rule: &Map<String, Value>, compat: Fits) {
        let text = |key: &str| rule.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let title = text("name").unwrap_or("unnamed").trim().to_owned();
        let written: Vec<(&Map<String, Value>, Fits)> = match rule.get("matchers") {
            Some(Value::Array(all)) => {
                all.iter().filter_map(Value::as_object).map(|one| (one, Fits::Part)).collect()
            }
            Some(Value::Object(one)) => vec![(one, Fits::Part)],
            _ => vec![(rule, compat)],
        };
        if written.is_empty() {
            return self.left_out(number, &title, "its matcher is a function");
        }
        let id = self.id(text("id").unwrap_or(&title));
        for (matcher, fits) in written {
            match matchers(matcher, fits) {
                Ok(matchers) => self.rules.push(CategoryRule {
                    id: id.clone(),
                    title: title.clone(),
                    matchers,
                    cause: text("description").map(str::to_owned),
                    ..CategoryRule::default()
                }),
                Err(why) => self.left_out(number, &title, &why),
            }
        }
    }

    /// An id that can stand in addresses; two names never share one.
    fn id(&mut self, name: &str) -> String {
        if let Some(known) = self.ids.get(name) {
            return known.clone();
        }
        let mut id = String::new();
        for letter in name.chars() {
            if letter.is_ascii_alphanumeric() {
                id.push(letter.to_ascii_lowercase());
            } else if !id.is_empty() && !id.ends_with('-') {
                id.push('-');
            }
        }
        let base =
            Some(id.trim_end_matches('-')).filter(|id| !id.is_empty()).unwrap_or("category").to_owned();
        let is_taken = |id: &String| self.ids.values().any(|taken| taken == id);
        let id = (2..10_000).map(|number| format!("{base}-{number}")).find(|id| !is_taken(id));
        let id = if is_taken(&base) { id.unwrap_or(base) } else { base };
        self.ids.insert(name.to_owned(), id.clone());
        id
    }
}

fn matchers(written: &Map<String, Value>, fits: Fits) -> Result<Matchers, String> {
    for key in ["flaky", "transitions", "environments"] {
        if written.get(key).is_some_and(|value| !value.is_null()) {
            return Err(format!("rules here do not look at `{key}`"));
        }
    }
    let expression = |keys: [&str; 2]| {
        let text = keys.iter().find_map(|key| written.get(*key)).and_then(Value::as_str);
        // An expression that fits everything asks for nothing.
        text.filter(|text| !matches!(*text, "" | ".*")).map(|text| pattern(text, fits)).transpose()
    };
    let mut matchers = Matchers {
        message: expression(["messageRegex", "message"])?.into_iter().collect(),
        trace: expression(["traceRegex", "trace"])?.into_iter().collect(),
        outcome: outcomes(written)?,
        ..Matchers::default()
    };
    if let Some(labels) = written.get("labels").and_then(Value::as_object) {
        if labels.len() > 1 {
            return Err("it asks for several labels at once".to_owned());
        }
        for (key, value) in labels {
            let value = value.as_str().ok_or("a label is no text")?;
            let key: String = key.chars().flat_map(escaped).collect();
            matchers.label.push(Pattern::parse(&format!("regex:(?s)^{key}=.*(?:{value})"))?);
        }
    }
    if matchers.is_empty() {
        return Err("it matches everything".to_owned());
    }
    Ok(matchers)
}

fn escaped(letter: char) -> impl Iterator<Item = char> {
    SPECIAL.contains(&letter).then_some('\\').into_iter().chain(std::iter::once(letter))
}

/// `failed` and `broken` are failed and errored; a rule for anything else is about no failure.
fn outcomes(written: &Map<String, Value>) -> Result<Vec<Outcome>, String> {
    let Some(statuses) = ["matchedStatuses", "statuses"].iter().find_map(|key| written.get(*key)?.as_array())
    else {
        return Ok(Vec::new());
    };
    let outcome = |status: &Value| match status.as_str() {
        Some("failed") => Some(Outcome::Failed),
        Some("broken") => Some(Outcome::Errored),
        _ => None,
    };
    let outcomes: Vec<Outcome> = statuses.iter().filter_map(outcome).collect();
    if outcomes.is_empty() && !statuses.is_empty() {
        return Err("it is about tests that did not fail".to_owned());
    }
    Ok(outcomes)
}

fn pattern(expression: &str, fits: Fits) -> Result<Pattern, String> {
    let (flags, body) = flags(expression);
    let inner = body.strip_prefix(".*").and_then(|rest| rest.strip_suffix(".*"));
    // A point that is escaped is no part of the stars.
    let inner = inner.filter(|inner| !inner.ends_with('\\'));
    let inner = match fits {
        Fits::All => inner,
        Fits::Part => Some(inner.unwrap_or(body)),
    };
    // `.*refused.*` only says that the words are somewhere in it.
    if let Some(words) =
        inner.filter(|words| flags.is_empty() && !words.is_empty() && !words.contains(SPECIAL))
    {
        return Ok(Pattern::plain(words));
    }
    Pattern::parse(&match (fits, inner) {
        (Fits::Part, _) => format!("regex:{expression}"),
        // To look for a part is much faster; with alternatives the stars may belong to one of them.
        (Fits::All, Some(inner)) if !inner.is_empty() && !inner.contains('|') => {
            format!("regex:(?s){flags}{inner}")
        }
        (Fits::All, _) => format!("regex:(?s)^(?:{expression})$"),
    })
}

/// Flags at the beginning of an expression, such as `(?i)`, and what follows.
fn flags(expression: &str) -> (&str, &str) {
    let end = expression.strip_prefix("(?").and_then(|rest| rest.find(')')).map_or(0, |end| end + 3);
    let (flags, body) = expression.split_at_checked(end).unwrap_or(("", expression));
    let are_flags = flags.get(2..).is_some_and(|letters| {
        letters.trim_end_matches(')').bytes().all(|letter| letter.is_ascii_lowercase())
    });
    if are_flags { (flags, body) } else { ("", expression) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toml(text: &str) -> (String, Vec<String>) {
        let (rules, notices) = read("categories.json", text);
        let rules = rules.iter().map(CategoryRule::to_toml).collect();
        (rules, notices.into_iter().map(|notice| notice.message).collect())
    }

    #[test]
    fn version_2_asks_for_all_of_a_text() {
        let (rules, notices) = toml(
            r#"[{"name": "Infra: broken", "description": "The lab is down", "messageRegex": ".*refused.*", "matchedStatuses": ["broken"]},
                {"name": "Slow", "traceRegex": "(?i).*timed? out.*"},
                {"name": "Ignored", "matchedStatuses": ["skipped"]},
                {"name": "Odd", "messageRegex": "(?=x)y"},
                {"name": "Flaky", "flaky": true}, 7]"#,
        );
        assert_eq!(
            rules,
            "[[category]]\nid = \"infra-broken\"\ntitle = \"Infra: broken\"\nmessage = [\"refused\"]\n\
             outcome = [\"errored\"]\ncause = \"The lab is down\"\n\
             [[category]]\nid = \"slow\"\ntitle = \"Slow\"\ntrace = [\"regex:(?s)(?i)timed? out\"]\n"
        );
        assert_eq!(notices.len(), 4, "{notices:?}");
        for (notice, why) in
            notices.iter().zip(["did not fail", "no regular expression", "`flaky`", "no object"])
        {
            assert!(notice.contains(why), "{notice}");
        }
    }

    #[test]
    fn version_3_asks_for_a_part_and_may_have_several_matchers() {
        let (rules, notices) = toml(
            r#"{"categories": {"rules": [{"id": "net", "name": "Network", "matchers": [
                {"statuses": ["failed", "broken"], "message": "refused|reset"},
                {"labels": {"layer": "api"}, "trace": "socket"}], "hide": true}]}}"#,
        );
        assert_eq!(
            rules,
            "[[category]]\nid = \"net\"\ntitle = \"Network\"\nmessage = [\"regex:refused|reset\"]\noutcome = [\"failed\", \"errored\"]\n\
             [[category]]\nid = \"net\"\ntitle = \"Network\"\ntrace = [\"socket\"]\nlabel = [\"regex:(?s)^layer=.*(?:api)\"]\n"
        );
        assert_eq!(notices, [""; 0]);
    }

    #[test]
    fn all_of_a_text_means_the_same_when_only_a_part_is_looked_for() {
        for (expression, text, expected) in [
            (".*a.c.*", "x\nabc\ny", true),
            (".*a.c.*", "ac", false),
            (".*a|b.*", "xb", false),
            (".*a|b.*", "by", true),
            ("(?i).*lost.*", "It is LOST now", true),
            ("lost", "lost now", false),
            ("(lost|gone).*", "gone now", true),
            (".*foo\\.*", "a foo..", true),
        ] {
            let pattern = pattern(expression, Fits::All).unwrap();
            assert_eq!(pattern.matches(text), expected, "{expression} as {pattern}: {text}");
        }
    }

    #[test]
    fn what_is_no_list_of_categories_is_told() {
        assert!(toml("{").1[0].contains("is no JSON"));
        assert!(toml("{}").1[0].contains("no list of categories"));
    }
}
