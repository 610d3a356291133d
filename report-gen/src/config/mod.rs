//! `report-gen.toml`: the team's title, phases and categories.

mod allure;
mod category;
mod gates;
mod phase;
mod plan;
mod rename;
mod source;
mod statements;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use report_analysis::CategoryRule;
use report_analysis::rename::RenameRule;
use report_analysis::rules::Limits;
use report_model::Notice;
use report_model::plan::Plan;
use toml::Spanned;

use self::category::CategoryTable;
use self::gates::GatesTable;
use self::phase::{BandValue, PhaseTable};
use self::plan::{BudgetTable, ComponentTable, KindTable};
use self::source::SourceText;
use self::statements::{
    BatchTable, CauseTable, CriterionTable, DirectoryTable, ExclusionTable, FindingTable, MarkerTable,
    Statements, TaskTable,
};
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
    /// The file that it was read from; `None` where there is none.
    pub file: Option<PathBuf>,
    /// The documents that the plan goes on in, relative to this one.
    pub plan_documents: Vec<PathBuf>,
    /// The limits of the rules that a run must keep; `None` when there are none.
    pub gates: Option<Limits>,
    /// The team's own categories, the first that matches wins.
    pub categories: Vec<CategoryRule>,
    /// Files of other tools that categories are taken over from, relative to this one.
    pub import_categories: Vec<String>,
    /// Tests that got another name, and pairs that look so and are not.
    pub renames: Vec<RenameRule>,
    /// What could not be taken over from them.
    pub notices: Vec<Notice>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    #[serde(default)]
    import_categories: Vec<String>,
    #[serde(default)]
    phase: Vec<Spanned<PhaseTable>>,
    #[serde(default)]
    component: Vec<Spanned<ComponentTable>>,
    #[serde(default)]
    kind: Vec<Spanned<KindTable>>,
    #[serde(default)]
    budget: Vec<Spanned<BudgetTable>>,
    #[serde(default)]
    cause: Vec<Spanned<CauseTable>>,
    #[serde(default)]
    criterion: Vec<Spanned<CriterionTable>>,
    #[serde(default)]
    finding: Vec<Spanned<FindingTable>>,
    #[serde(default)]
    task: Vec<Spanned<TaskTable>>,
    #[serde(default)]
    batch: Vec<Spanned<BatchTable>>,
    #[serde(default)]
    directory: Vec<Spanned<DirectoryTable>>,
    #[serde(default)]
    exclusion: Vec<Spanned<ExclusionTable>>,
    #[serde(default)]
    marker: Vec<Spanned<MarkerTable>>,
    #[serde(default)]
    totals: BTreeMap<Spanned<String>, Spanned<BandValue>>,
    gates: Option<GatesTable>,
    #[serde(default)]
    plan: Vec<PathBuf>,
    #[serde(default)]
    category: Vec<Spanned<CategoryTable>>,
    #[serde(default)]
    rename: Vec<rename::RenameTable>,
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
        let mut config = Self::parse(&name, &text)?;
        let folder = path.parent().unwrap_or(here);
        config.plan_documents = config.plan_documents.iter().map(|document| folder.join(document)).collect();
        config.import(folder)?;
        config.file = Some(path);
        Ok(config)
    }

    /// Takes categories of other tools over, behind the team's own.
    fn import(&mut self, folder: &Path) -> Result<(), Error> {
        for name in &self.import_categories {
            let path = folder.join(name);
            let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
            let (rules, notices) = allure::read(name, &text);
            self.categories.extend(rules);
            self.notices.extend(notices);
        }
        Ok(())
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
        let mut plan = Plan {
            phases,
            components: file
                .component
                .iter()
                .map(|table| source.component(table))
                .collect::<Result<_, _>>()?,
            kinds: file.kind.iter().map(|table| source.kind(table)).collect(),
            budgets: file.budget.iter().map(|table| source.budget(table)).collect::<Result<_, _>>()?,
            ..Plan::default()
        };
        let statements = Statements {
            cause: file.cause,
            criterion: file.criterion,
            finding: file.finding,
            task: file.task,
            batch: file.batch,
            directory: file.directory,
            exclusion: file.exclusion,
            marker: file.marker,
            totals: file.totals,
        };
        source.state(&mut plan, &statements)?;
        Ok(Self {
            name: Some(name.to_owned()),
            title: file.title,
            plan,
            file: None,
            plan_documents: file.plan,
            gates: file.gates.map(GatesTable::into_limits),
            categories,
            import_categories: file.import_categories,
            renames: file.rename.into_iter().map(rename::RenameTable::into_rule).collect(),
            notices: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use report_model::Timestamp;
    use report_model::plan::Band;

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
                "`report-gen.toml`, line 1, column 1: unknown field `titel`, expected one of `title`,",
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
