//! `[[category]]`: the team's own names for why tests fail.

use report_analysis::{CategoryRule, Matchers, Pattern};
use report_model::Outcome;
use toml::Spanned;

use super::source::SourceText;
use crate::error::Error;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryTable {
    pub(super) id: Spanned<String>,
    title: Option<String>,
    #[serde(default)]
    message: Vec<Spanned<String>>,
    #[serde(default)]
    exception: Vec<Spanned<String>>,
    #[serde(default)]
    trace: Vec<Spanned<String>>,
    #[serde(default)]
    frame: Vec<Spanned<String>>,
    #[serde(default)]
    test: Vec<Spanned<String>>,
    #[serde(default)]
    suite: Vec<Spanned<String>>,
    #[serde(default)]
    label: Vec<Spanned<String>>,
    #[serde(default)]
    outcome: Vec<Spanned<String>>,
    effort: Option<String>,
    priority: Option<u32>,
    #[serde(default)]
    phase: Vec<Spanned<String>>,
    owner: Option<String>,
    link: Option<Spanned<String>>,
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
        let matchers = Matchers {
            exception: self.patterns(&table.exception)?,
            message: self.patterns(&table.message)?,
            trace: self.patterns(&table.trace)?,
            frame: self.patterns(&table.frame)?,
            test: self.patterns(&table.test)?,
            suite: self.patterns(&table.suite)?,
            label: self.patterns(&table.label)?,
            outcome: table.outcome.iter().map(|word| self.outcome(word)).collect::<Result<_, _>>()?,
        };
        if matchers.is_empty() {
            let help = "give it `message`, `exception`, `trace`, `frame`, `test`, `suite`, `label` or `outcome`, each a list of texts";
            let problem = format!("category `{id}` matches nothing");
            return Err(self.wrong(&problem, table.id.span(), Some(help.to_owned())));
        }
        Ok(CategoryRule {
            id: id.clone(),
            title: table.title.clone().unwrap_or_else(|| id.clone()),
            matchers,
            effort: table.effort.clone(),
            priority: table.priority,
            phases: table.phase.iter().map(|phase| phase.get_ref().clone()).collect(),
            owner: table.owner.clone(),
            link: table.link.as_ref().map(|link| self.link(link)).transpose()?,
            cause: table.cause.clone(),
            solution: table.solution.clone(),
        })
    }

    fn patterns(&self, written: &[Spanned<String>]) -> Result<Vec<Pattern>, Error> {
        let pattern = |text: &Spanned<String>| {
            Pattern::parse(text.get_ref()).map_err(|problem| {
                let help = "plain text is looked for as it stands; `glob:` and `regex:` in front of it say otherwise. \
                            Expressions have no look-around and no back-references: those can take forever";
                self.wrong(&problem, text.span(), Some(help.to_owned()))
            })
        };
        written.iter().map(pattern).collect()
    }

    fn outcome(&self, word: &Spanned<String>) -> Result<Outcome, Error> {
        [Outcome::Failed, Outcome::Errored]
            .into_iter()
            .find(|outcome| outcome.word() == word.get_ref())
            .ok_or_else(|| {
                let help = "categories name failures: write `failed` or `errored`".to_owned();
                self.wrong(
                    &format!("`{}` is no outcome of a failure", word.get_ref()),
                    word.span(),
                    Some(help),
                )
            })
    }

    /// Pages make a link of it, so that it must lead to a page.
    fn link(&self, link: &Spanned<String>) -> Result<String, Error> {
        let text = link.get_ref();
        if text.starts_with("https://") || text.starts_with("http://") {
            return Ok(text.clone());
        }
        let help = "write an address that begins with https:// or http://".to_owned();
        Err(self.wrong(&format!("`{text}` is no link"), link.span(), Some(help)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    fn read(category: &str) -> Result<Config, String> {
        let text = format!("[[category]]\nid = \"own\"\n{category}");
        Config::parse("report-gen.toml", &text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_comes_back_as_it_was_written() {
        let written = "title = \"Own\"\nexception = [\"KeyError\"]\nmessage = ['regex:^\"\\d+\" is', \"glob:*gone\"]\n\
                       frame = [\"api.py load\"]\ntest = [\"tests/*\"]\nsuite = [\"api\"]\nlabel = [\"os=linux\"]\n\
                       outcome = [\"failed\"]\neffort = \"3-4 h\"\npriority = 1\nowner = \"payments\"\n\
                       link = \"https://wiki.example/own\"\ncause = \"c\"\nsolution = \"s\"\n";
        let config = read(written).unwrap();
        assert_eq!(config.categories[0].to_toml(), format!("[[category]]\nid = \"own\"\n{written}"));
    }

    #[test]
    fn mistakes_in_rules_are_named_with_their_place() {
        for (text, expected) in [
            ("message = [\"regex:(\"]", "line 3, column 12: `(` is no regular expression"),
            ("message = [\"\"]", "column 12: a pattern that is empty"),
            ("outcome = [\"passed\"]", "column 12: `passed` is no outcome of a failure"),
            (
                "message = [\"x\"]\nlink = \"javascript:alert(1)\"",
                "line 4, column 8: `javascript:alert(1)` is no link",
            ),
            ("mesage = [\"x\"]", "unknown field `mesage`"),
        ] {
            let problem = read(text).unwrap_err();
            assert!(problem.contains(expected), "{problem}\n  should contain\n{expected}");
        }
    }
}
