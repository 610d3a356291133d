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
        "tests that are flaky, broken or fixed, with what speaks for it"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let flaky: Flaky = site.optional(site.manifest.shards.flaky.as_ref())?;
        let mut table = Table::new(&[
            "test_id",
            "state",
            "score",
            "score_low",
            "score_high",
            "retried",
            "commits",
            "spells",
            "flips",
            "passed",
            "failed",
            "since",
            "lost_secs",
            "because",
        ]);
        for test in flaky.tests.into_iter().chain(flaky.settled) {
            table.rows.push(vec![
                test.id.0.into(),
                test.state.word().into(),
                test.rate.map(rounded).into(),
                test.rate_low.map(rounded).into(),
                test.rate_high.map(rounded).into(),
                test.retried.into(),
                (test.both_on.len() as u64).into(),
                test.spells.into(),
                test.flips.into(),
                test.passed.into(),
                test.failed.into(),
                test.since.into(),
                test.lost_secs.into(),
                test.because.into(),
            ]);
        }
        Ok(table.write(format))
    }
}

fn rounded(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}
