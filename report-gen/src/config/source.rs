//! The text of the configuration, for telling where in it something is wrong and what was meant.

use std::ops::Range;

use miette::NamedSource;
use toml::Spanned;

use crate::error::Error;

/// The text, for telling where in it something is wrong.
pub(super) struct SourceText<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl SourceText<'_> {
    pub(super) fn wrong(&self, message: &str, span: Range<usize>, help: Option<String>) -> Error {
        let (line, column) = self.place(span.start);
        Error::Config {
            message: format!("`{}`, line {line}, column {column}: {message}", self.name),
            source_code: std::sync::Arc::new(NamedSource::new(self.name, self.text.to_owned())),
            span: Some((span.start, span.len().max(1)).into()),
            help,
        }
    }

    pub(super) fn place(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }

    pub(super) fn unreadable(&self, error: &toml::de::Error) -> Error {
        let message = error.message();
        let help = unknown_key(message).map(|(key, known)| match nearest(&key, &known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are {}", quoted(&known)),
        });
        self.wrong(message, error.span().unwrap_or(0..0), help)
    }

    pub(super) fn known(
        &self,
        name: &Spanned<String>,
        what: &str,
        all: &[&str],
        table: &str,
    ) -> Result<(), Error> {
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
