//! `export changes`: where durations of tests changed their level.

use report_model::site::ChangePoints;

use super::{Exporter, Published, Table};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct DurationChanges;

impl Exporter for DurationChanges {
    fn name(&self) -> &'static str {
        "changes"
    }

    fn says(&self) -> &'static str {
        "change points of the tests' durations, with run, commit and factor"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let found: ChangePoints = site.optional(site.manifest.shards.change_points.as_ref())?;
        let mut table = Table::new(&[
            "test_id",
            "run",
            "factor",
            "before_secs",
            "after_secs",
            "score",
            "last_run_before",
            "commit_before",
            "commit",
            "earliest_run",
            "latest_run",
        ]);
        let run = |place: u32| found.runs.get(place as usize);
        let id = |place: u32| run(place).map(|run| run.id.clone());
        let commit = |place: u32| run(place).and_then(|run| run.commit.clone());
        for test in &found.tests {
            for change in &test.levels.changes {
                table.rows.push(vec![
                    test.id.0.as_str().into(),
                    id(change.at).into(),
                    rounded(change.factor()).into(),
                    change.before_secs.into(),
                    change.after_secs.into(),
                    rounded(change.score).into(),
                    id(change.last_before).into(),
                    commit(change.last_before).into(),
                    commit(change.at).into(),
                    id(change.earliest).into(),
                    id(change.latest).into(),
                ]);
            }
        }
        Ok(table.write(format))
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}
