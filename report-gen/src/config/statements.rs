//! `[[cause]]`, `[[criterion]]`, `[[finding]]`, `[[task]]`, `[[batch]]`, `[[directory]]`, `[[exclusion]]`, `[[marker]]`
//! and `[totals]`: statements of the plan that a document does not make, or makes otherwise.

use report_formats::plans;
use report_model::BatchResult;
use report_model::plan::{
    Batch, Criterion, Directory, Exclusion, Finding, Marker, Plan, PlannedCategory, Subject, Task, TaskList,
    WrittenTotal,
};
use toml::Spanned;

use super::phase::BandValue;
use super::source::SourceText;
use crate::error::Error;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseTable {
    id: String,
    title: Option<String>,
    count: Option<Spanned<BandValue>>,
    #[serde(default)]
    errors: bool,
    effort: Option<String>,
    priority: Option<u32>,
    #[serde(default)]
    phases: Vec<String>,
    cause: Option<String>,
    strategy: Option<String>,
    #[serde(default)]
    tests: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionTable {
    text: String,
    /// What is measured, in words, where it is not what the text says; empty for nothing.
    asks: Option<String>,
    section: Option<String>,
    done: Option<bool>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingTable {
    text: String,
    #[serde(default)]
    tests: Vec<String>,
    section: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TaskTable {
    text: String,
    section: Option<String>,
    phase: Option<String>,
    done: Option<bool>,
    effort: Option<String>,
    fixes: Option<Spanned<BandValue>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BatchTable {
    name: String,
    #[serde(default)]
    paths: Vec<String>,
    collected: Option<u64>,
    run: Option<u64>,
    passed: Option<u64>,
    failed: Option<u64>,
    #[serde(default)]
    result: BatchResult,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DirectoryTable {
    path: String,
    files: Option<u64>,
    tests: Option<u64>,
    passing: Option<u64>,
    failing: Option<u64>,
    validated: Option<bool>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExclusionTable {
    tests: Vec<String>,
    #[serde(default)]
    reason: String,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MarkerTable {
    name: String,
    meaning: Option<String>,
}

/// The statements of a file. serde cannot tell unknown keys within a part of a table, so the file itself reads them.
pub(super) struct Statements {
    pub(super) cause: Vec<Spanned<CauseTable>>,
    pub(super) criterion: Vec<Spanned<CriterionTable>>,
    pub(super) finding: Vec<Spanned<FindingTable>>,
    pub(super) task: Vec<Spanned<TaskTable>>,
    pub(super) batch: Vec<Spanned<BatchTable>>,
    pub(super) directory: Vec<Spanned<DirectoryTable>>,
    pub(super) exclusion: Vec<Spanned<ExclusionTable>>,
    pub(super) marker: Vec<Spanned<MarkerTable>>,
    pub(super) totals: std::collections::BTreeMap<Spanned<String>, Spanned<BandValue>>,
}

impl SourceText<'_> {
    /// Adds what the tables state to a plan.
    pub(super) fn state(&self, plan: &mut Plan, file: &Statements) -> Result<(), Error> {
        for cause in &file.cause {
            let table = cause.get_ref();
            plan.categories.push(PlannedCategory {
                id: table.id.clone(),
                title: table.title.clone().unwrap_or_else(|| table.id.clone()),
                count: self.band(table.count.as_ref(), f64::INFINITY)?,
                counts_errors: table.errors,
                effort: table.effort.clone(),
                priority: table.priority,
                phases: table.phases.clone(),
                cause: table.cause.clone(),
                strategy: table.strategy.clone(),
                tests: table.tests.iter().map(|test| plans::test(test)).collect(),
                source: Some(self.source(cause.span().start)),
                ..PlannedCategory::default()
            });
        }
        plan.criteria.extend(file.criterion.iter().map(|criterion| {
            let table = criterion.get_ref();
            Criterion {
                text: table.text.clone(),
                section: table.section.clone().unwrap_or_default(),
                ticked: table.done,
                expectations: plans::expectations(table.asks.as_ref().unwrap_or(&table.text)),
                source: Some(self.source(criterion.span().start)),
            }
        }));
        plan.findings.extend(file.finding.iter().map(|finding| {
            let table = finding.get_ref();
            Finding {
                text: table.text.clone(),
                tests: table.tests.iter().map(|test| plans::test(test)).collect(),
                section: table.section.clone().unwrap_or_default(),
                source: Some(self.source(finding.span().start)),
            }
        }));
        for task in &file.task {
            self.task(plan, task)?;
        }
        plan.batches.extend(file.batch.iter().map(|batch| {
            let table = batch.get_ref();
            Batch {
                name: table.name.clone(),
                paths: table.paths.clone(),
                collected: table.collected,
                run: table.run,
                passed: table.passed,
                failed: table.failed,
                result: table.result,
                written: None,
                source: Some(self.source(batch.span().start)),
            }
        }));
        plan.directories.extend(file.directory.iter().map(|directory| {
            let table = directory.get_ref();
            Directory {
                path: table.path.clone(),
                files: table.files,
                tests: table.tests,
                about: false,
                passing: table.passing,
                failing: table.failing,
                validated: table.validated,
                source: Some(self.source(directory.span().start)),
            }
        }));
        plan.exclusions.extend(file.exclusion.iter().map(|exclusion| Exclusion {
            tests: exclusion.get_ref().tests.iter().map(|test| plans::test(test)).collect(),
            reason: exclusion.get_ref().reason.clone(),
            source: Some(self.source(exclusion.span().start)),
        }));
        plan.markers.extend(file.marker.iter().map(|marker| Marker {
            name: marker.get_ref().name.clone(),
            meaning: marker.get_ref().meaning.clone(),
            source: Some(self.source(marker.span().start)),
        }));
        self.totals(plan, file)
    }

    fn task(&self, plan: &mut Plan, task: &Spanned<TaskTable>) -> Result<(), Error> {
        let table = task.get_ref();
        let source = Some(self.source(task.span().start));
        let section = table.section.clone().unwrap_or_else(|| "Tasks".to_owned());
        let item = Task {
            text: table.text.clone(),
            done: table.done,
            effort: table.effort.clone(),
            fixes: self.band(table.fixes.as_ref(), f64::INFINITY)?,
            source: source.clone(),
        };
        let same = |list: &&mut TaskList| list.section == section && list.phase == table.phase;
        match plan.tasks.iter_mut().find(same) {
            Some(list) => list.items.push(item),
            None => {
                plan.tasks.push(TaskList { section, phase: table.phase.clone(), items: vec![item], source });
            }
        }
        Ok(())
    }

    fn totals(&self, plan: &mut Plan, file: &Statements) -> Result<(), Error> {
        for (name, value) in &file.totals {
            let Some(subject) = Subject::ALL.into_iter().find(|subject| subject.word() == name.get_ref())
            else {
                let known: Vec<&str> = Subject::ALL.into_iter().map(Subject::word).collect();
                let help = format!("one of {}", known.join(", "));
                return Err(self.wrong(
                    &format!("`{}` is no total", name.get_ref()),
                    name.span(),
                    Some(help),
                ));
            };
            let most = if subject.is_percent() { 100.0 } else { f64::INFINITY };
            if let Some(value) = self.band(Some(value), most)? {
                let source = self.source(name.span().start);
                plan.totals.push(WrittenTotal { subject, value, about: false, source });
            }
        }
        Ok(())
    }
}
