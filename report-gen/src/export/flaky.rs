//! `export flaky`: the tests that are not simply healthy.

use report_model::site::Flaky;

use super::{Exporter, Published, Table};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct FlakyTests;

impl Exporter for FlakyTests {
    fn name(&self) -> &'static str {
        "flaky"
    }

    fn says(&self) -> &'static str {
        "flaky tests with what speaks for it"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let flaky: Flaky = site.optional(site.manifest.shards.flaky.as_ref())?;
        let mut table = Table::new(&["test_id", "state", "retried", "commits", "flips", "passed", "failed"]);
        for test in flaky.tests {
            table.rows.push(vec![
                test.id.0.into(),
                "flaky".into(),
                test.retried.into(),
                (test.both_on.len() as u64).into(),
                test.flips.into(),
                test.passed.into(),
                test.failed.into(),
            ]);
        }
        Ok(table.write(format))
    }
}
