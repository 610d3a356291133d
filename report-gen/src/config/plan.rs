//! `[[component]]`, `[[kind]]`, `[[budget]]`: parts of the plan that a document does not say, or says otherwise.

use report_model::plan::{Budget, Component, TestKind};
use report_model::{Comparison, Location, Unit};
use toml::Spanned;

use super::phase::BandValue;
use super::source::SourceText;
use crate::error::Error;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ComponentTable {
    name: String,
    group: Option<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    packages: Vec<String>,
    line_coverage: Option<Spanned<BandValue>>,
    branch_coverage: Option<Spanned<BandValue>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindTable {
    id: String,
    title: Option<String>,
    #[serde(default)]
    markers: Vec<String>,
    #[serde(default)]
    paths: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BudgetTable {
    name: String,
    at_most: Option<Spanned<String>>,
    at_least: Option<Spanned<String>>,
    benchmark: Option<String>,
    test: Option<String>,
    #[serde(default)]
    suite: bool,
}

impl SourceText<'_> {
    pub(super) fn source(&self, offset: usize) -> Location {
        Location { line: u32::try_from(self.place(offset).0).ok(), ..Location::file(self.name) }
    }

    pub(super) fn component(&self, component: &Spanned<ComponentTable>) -> Result<Component, Error> {
        let table = component.get_ref();
        Ok(Component {
            name: table.name.clone(),
            group: table.group.clone(),
            paths: table.paths.clone(),
            packages: table.packages.clone(),
            lines: self.band(table.line_coverage.as_ref(), 100.0)?,
            branches: self.band(table.branch_coverage.as_ref(), 100.0)?,
            is_overall: table.name.eq_ignore_ascii_case("overall"),
            source: Some(self.source(component.span().start)),
            ..Component::default()
        })
    }

    pub(super) fn kind(&self, kind: &Spanned<KindTable>) -> TestKind {
        let table = kind.get_ref();
        TestKind {
            id: table.id.clone(),
            title: table.title.clone().unwrap_or_else(|| table.id.clone()),
            markers: table.markers.clone(),
            paths: table.paths.clone(),
            meaning: None,
            source: Some(self.source(kind.span().start)),
        }
    }

    pub(super) fn budget(&self, budget: &Spanned<BudgetTable>) -> Result<Budget, Error> {
        let table = budget.get_ref();
        let (comparison, written) = match (&table.at_most, &table.at_least) {
            (Some(limit), None) => (Comparison::AtMost, limit),
            (None, Some(limit)) => (Comparison::AtLeast, limit),
            _ => {
                let help = "write `at_most = \"10 ms\"` or `at_least = \"500/s\"`".to_owned();
                return Err(self.wrong("a budget has one limit", budget.span(), Some(help)));
            }
        };
        let measured = report_formats::plans::limit(written.get_ref());
        let Some((limit, unit)) =
            measured.filter(|(_, unit)| matches!(unit, Unit::Seconds | Unit::Bytes | Unit::PerSecond))
        else {
            let help = "a time, a size or a rate: `10 ms`, `100 MB`, `500/s`".to_owned();
            return Err(self.wrong(
                &format!("`{}` is no limit", written.get_ref()),
                written.span(),
                Some(help),
            ));
        };
        Ok(Budget {
            name: table.name.clone(),
            comparison,
            limit,
            unit,
            per: None,
            is_suite: table.suite,
            benchmark: table.benchmark.clone(),
            test: table.test.clone(),
            text: written.get_ref().clone(),
            source: Some(self.source(budget.span().start)),
        })
    }
}
