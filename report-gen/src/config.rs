//! `report-gen.toml`: the team's title, phases and categories.

use std::fmt;
use std::fs;
use std::ops::Range;
use std::path::Path;

use miette::NamedSource;
use report_analysis::categories::builtin::BUILT_IN;
use report_analysis::{CategoryRule, Matchers};
use report_model::plan::{Band, Phase, Plan, Targets};
use report_model::{Location, Notice, Timestamp};
use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use toml::Spanned;

use crate::error::Error;

/// Where the configuration is looked for when nobody names it.
pub const FILE_NAME: &str = "report-gen.toml";

/// What the team wrote down.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// What the file is called; `None` when there is none.
    pub name: Option<String>,
    /// The title of the report.
    pub title: Option<String>,
    /// The phases.
    pub plan: Plan,
    /// The team's own categories, the first that matches wins.
    pub categories: Vec<CategoryRule>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    #[serde(default)]
    phase: Vec<Spanned<PhaseTable>>,
    #[serde(default)]
    category: Vec<Spanned<CategoryTable>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct PhaseTable {
    id: String,
    #[serde(default)]
    title: String,
    passing: Option<Spanned<BandValue>>,
    pass_rate: Option<Spanned<BandValue>>,
    line_coverage: Option<Spanned<BandValue>>,
    effort: Option<String>,
    due: Option<Spanned<toml::value::Datetime>>,
    #[serde(default)]
    categories: Vec<Spanned<String>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryTable {
    id: Spanned<String>,
    title: Option<String>,
    #[serde(default)]
    message: Vec<String>,
    #[serde(default)]
    exception: Vec<String>,
    #[serde(default)]
    trace: Vec<String>,
    #[serde(default)]
    test: Vec<String>,
    effort: Option<String>,
    priority: Option<u32>,
    #[serde(default)]
    phase: Vec<Spanned<String>>,
    cause: Option<String>,
    solution: Option<String>,
}

/// A target: `65`, or `[68, 70]`.
struct BandValue(Band);

impl<'de> Deserialize<'de> for BandValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct BandVisitor;
        impl<'de> Visitor<'de> for BandVisitor {
            type Value = BandValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a number, or two such as [68, 70]")
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<BandValue, E> {
                self.visit_f64(value as f64)
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<BandValue, E> {
                Ok(BandValue(Band::exactly(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<BandValue, A::Error> {
                let missing = |count| de::Error::invalid_length(count, &self);
                let low = values.next_element()?.ok_or_else(|| missing(0))?;
                let high = values.next_element()?.ok_or_else(|| missing(1))?;
                if values.next_element::<f64>()?.is_some() {
                    return Err(missing(3));
                }
                Ok(BandValue(Band { low, high }))
            }
        }
        deserializer.deserialize_any(BandVisitor)
    }
}

impl Config {
    /// Reads the file that was named, or the one in `here` when there is one.
    pub fn load(named: Option<&Path>, here: &Path) -> Result<Self, Error> {
        let usual = here.join(FILE_NAME);
        let path = match named {
            Some(path) => path.to_owned(),
            None if usual.is_file() => usual,
            None => return Ok(Self::default()),
        };
        let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        let name = crate::discover::slashed(path.strip_prefix(here).unwrap_or(&path));
        Self::parse(&name, &text)
    }

    /// Notices about categories are about this file.
    pub fn place(&self, notices: &mut [Notice]) {
        for location in notices.iter_mut().filter_map(|notice| notice.location.as_mut()) {
            if let Some(name) = self.name.as_ref().filter(|_| location.path == "categories") {
                location.path.clone_from(name);
            }
        }
    }

    /// Reads the text of a configuration that is called `name` in messages.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let source = SourceText { name, text };
        let file: File = toml::from_str(text).map_err(|error| source.unreadable(&error))?;
        let category_ids: Vec<&str> =
            file.category.iter().map(|category| category.get_ref().id.get_ref().as_str()).collect();
        let phase_ids: Vec<&str> = file.phase.iter().map(|phase| phase.get_ref().id.as_str()).collect();
        let mut phases = Vec::new();
        for (number, phase) in file.phase.iter().enumerate() {
            let id = phase.get_ref().id.as_str();
            if phase_ids.iter().take(number).any(|other| *other == id) {
                return Err(source.wrong(&format!("there are two phases `{id}`"), phase.span(), None));
            }
            phases.push(source.phase(phase, &category_ids)?);
        }
        let mut categories = Vec::new();
        for (number, category) in file.category.iter().enumerate() {
            let id = &category.get_ref().id;
            if category_ids.iter().take(number).any(|other| other == id.get_ref()) {
                return Err(source.wrong(
                    &format!("there are two categories `{}`", id.get_ref()),
                    id.span(),
                    None,
                ));
            }
            categories.push(source.category(category.get_ref(), &phase_ids)?);
        }
        Ok(Self { name: Some(name.to_owned()), title: file.title, plan: Plan { phases }, categories })
    }
}

/// The text, for telling where in it something is wrong.
struct SourceText<'a> {
    name: &'a str,
    text: &'a str,
}

impl SourceText<'_> {
    fn wrong(&self, message: &str, span: Range<usize>, help: Option<String>) -> Error {
        let (line, column) = self.place(span.start);
        Error::Config {
            message: format!("`{}`, line {line}, column {column}: {message}", self.name),
            source_code: std::sync::Arc::new(NamedSource::new(self.name, self.text.to_owned())),
            span: Some((span.start, span.len().max(1)).into()),
            help,
        }
    }

    fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    fn unreadable(&self, error: &toml::de::Error) -> Error {
        let message = error.message();
        let help = unknown_key(message).map(|(key, known)| match nearest(&key, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are {}", quoted(&known)),
        });
        self.wrong(message, error.span().unwrap_or(0..0), help)
    }

    fn phase(&self, phase: &Spanned<PhaseTable>, categories: &[&str]) -> Result<Phase, Error> {
        let table = phase.get_ref();
        for category in &table.categories {
            if BUILT_IN.iter().all(|built_in| built_in.id != category.get_ref()) {
                self.known(category, "category", categories, "[[category]]")?;
            }
        }
        let due = table.due.as_ref().map(|due| self.moment(due)).transpose()?;
        let line = u32::try_from(self.place(phase.span().start).0).ok();
        Ok(Phase {
            id: table.id.clone(),
            title: table.title.clone(),
            targets: Targets {
                passing: self.band(table.passing.as_ref(), f64::INFINITY)?,
                pass_rate: self.band(table.pass_rate.as_ref(), 100.0)?,
                line_coverage: self.band(table.line_coverage.as_ref(), 100.0)?,
            },
            effort: table.effort.clone(),
            due,
            categories: table.categories.iter().map(|category| category.get_ref().clone()).collect(),
            source: Some(Location { line, ..Location::file(self.name) }),
        })
    }

    fn band(&self, value: Option<&Spanned<BandValue>>, most: f64) -> Result<Option<Band>, Error> {
        let Some(value) = value else { return Ok(None) };
        let band = value.get_ref().0;
        let problem = if band.low > band.high {
            format!("{} is more than {}", band.low, band.high)
        } else if band.low < 0.0 {
            "a target cannot be negative".to_owned()
        } else if band.high > most {
            format!("a share cannot be more than {most} %")
        } else {
            return Ok(Some(band));
        };
        Err(self.wrong(
            &problem,
            value.span(),
            Some("write one number, or the least and the most: [68, 70]".into()),
        ))
    }

    fn moment(&self, due: &Spanned<toml::value::Datetime>) -> Result<Timestamp, Error> {
        let text = due.get_ref().to_string();
        // A date alone is its first moment in UTC.
        let full = if text.contains('T') || text.contains(' ') { text } else { format!("{text}T00:00:00Z") };
        Timestamp::parse(&full)
            .ok_or_else(|| self.wrong("is no date", due.span(), Some("write 2026-02-08".to_owned())))
    }

    fn category(&self, table: &CategoryTable, phases: &[&str]) -> Result<CategoryRule, Error> {
        let id = table.id.get_ref();
        if id.is_empty() || !id.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
        {
            let help = "letters, digits, `-`, `_` and `.`: it stands in addresses".to_owned();
            return Err(self.wrong(
                &format!("`{id}` cannot be the id of a category"),
                table.id.span(),
                Some(help),
            ));
        }
        for phase in &table.phase {
            self.known(phase, "phase", phases, "[[phase]]")?;
        }
        let all = [&table.message, &table.exception, &table.trace, &table.test];
        if all.iter().all(|patterns| patterns.is_empty()) {
            let help = "give it `message`, `exception`, `trace` or `test`, each a list of texts".to_owned();
            return Err(self.wrong(&format!("category `{id}` matches nothing"), table.id.span(), Some(help)));
        }
        Ok(rule(table))
    }

    fn known(&self, name: &Spanned<String>, what: &str, all: &[&str], table: &str) -> Result<(), Error> {
        if all.contains(&name.get_ref().as_str()) {
            return Ok(());
        }
        let known: Vec<String> = all.iter().map(|id| (*id).to_owned()).collect();
        let help = match nearest(name.get_ref(), &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write a {table} with this id, or leave it out here"),
        };
        Err(self.wrong(&format!("there is no {what} `{}`", name.get_ref()), name.span(), Some(help)))
    }
}

fn rule(table: &CategoryTable) -> CategoryRule {
    let id = table.id.get_ref().clone();
    CategoryRule {
        title: table.title.clone().unwrap_or_else(|| id.clone()),
        id,
        matchers: Matchers {
            exception: table.exception.clone(),
            message: table.message.clone(),
            trace: table.trace.clone(),
            test: table.test.clone(),
        },
        effort: table.effort.clone(),
        priority: table.priority,
        phases: table.phase.iter().map(|phase| phase.get_ref().clone()).collect(),
        cause: table.cause.clone(),
        solution: table.solution.clone(),
    }
}

/// The key and the known keys in what serde says of an unknown one.
fn unknown_key(message: &str) -> Option<(String, Vec<String>)> {
    let rest = message.strip_prefix("unknown field `")?;
    let mut names = rest.split('`').step_by(2).map(str::to_owned);
    Some((names.next()?, names.filter(|name| !name.is_empty()).collect()))
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The name that most likely was meant: at most half of its letters are wrong.
fn nearest<'a>(typed: &str, known: &'a [String]) -> Option<&'a str> {
    let close = |name: &&String| distance(typed, name) * 2 <= name.chars().count().max(2);
    known.iter().filter(close).min_by_key(|name| distance(typed, name)).map(String::as_str)
}

/// How many letters must be put in, left out or changed to make one word of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, letter) in a.chars().enumerate() {
        let mut next = vec![index + 1];
        for ((other, left_out), pair) in b.iter().zip(row.iter().skip(1)).zip(row.iter()) {
            let put_in = next.last().copied().unwrap_or(0) + 1;
            next.push(put_in.min(left_out + 1).min(pair + usize::from(*other != letter)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        let error = Config::parse("report-gen.toml", text).unwrap_err();
        let help = match &error {
            Error::Config { help: Some(help), .. } => format!(" / {help}"),
            _ => String::new(),
        };
        format!("{error}{help}")
    }

    #[test]
    fn phases_and_categories_are_read() {
        let config = Config::parse(
            "report-gen.toml",
            "title = \"a\"\n[[phase]]\nid = \"2A\"\npassing = [1622, 1627]\npass_rate = 93.5\ndue = 2026-01-25\n\
             categories = [\"mine\"]\n[[category]]\nid = \"mine\"\ntitle = \"Mine\"\nmessage = [\"boom\"]\nphase = [\"2A\"]\n",
        )
        .unwrap();
        let phase = &config.plan.phases[0];
        assert_eq!(phase.targets.passing, Some(Band { low: 1622.0, high: 1627.0 }));
        assert_eq!(phase.targets.pass_rate, Some(Band::exactly(93.5)));
        assert_eq!(phase.due, Timestamp::parse("2026-01-25T00:00:00Z"));
        assert_eq!(phase.source.as_ref().unwrap().line, Some(2));
        assert_eq!(config.categories[0].id, "mine");
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, expected) in [
            (
                "titel = 1",
                "`report-gen.toml`, line 1, column 1: unknown field `titel`, expected one of `title`, `phase`, `category` / did you mean `title`?",
            ),
            (
                "[[phase]]\nid = \"1\"\npassing = \"many\"",
                "line 3, column 11: invalid type: string \"many\", expected a number, or two such as [68, 70]",
            ),
            ("[[phase]]\nid = \"1\"\npass_rate = [93, 92]", "line 3, column 13: 93 is more than 92"),
            ("[[phase]]\nid = \"1\"\npass_rate = 101", "a share cannot be more than 100 %"),
            (
                "[[phase]]\nid = \"1\"\ncategories = [\"imports\"]\n[[category]]\nid = \"import\"\nmessage = [\"x\"]",
                "line 3, column 15: there is no category `imports` / did you mean `import`?",
            ),
            ("[[category]]\nid = \"x y\"\nmessage = [\"x\"]", "`x y` cannot be the id of a category"),
            ("[[category]]\nid = \"x\"", "category `x` matches nothing"),
            ("[[phase]]\ntitle = \"x\"", "missing field `id`"),
            ("[[phase]]\nid = \"1\"\n[[phase]]\nid = \"1\"", "there are two phases `1`"),
            ("title = ", "line 1, column 9"),
        ] {
            let message = message(text);
            assert!(message.contains(expected), "{message}\n  should contain\n{expected}");
        }
    }
}
