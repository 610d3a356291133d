//! `[[category]]`: the team's own names for why tests fail.

use report_analysis::{CategoryRule, Matchers};
use toml::Spanned;

use super::source::SourceText;
use crate::error::Error;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryTable {
    pub(super) id: Spanned<String>,
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

impl SourceText<'_> {
    pub(super) fn category(&self, table: &CategoryTable, phases: &[&str]) -> Result<CategoryRule, Error> {
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
