//! `export tests`: every test of the run.

use report_model::Outcome;
use report_model::TestId;
use report_model::site::TestShard;

use super::{Cell, Exporter, Published, Table};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct Tests;

impl Exporter for Tests {
    fn name(&self) -> &'static str {
        "tests"
    }

    fn says(&self) -> &'static str {
        "every test with its file or class, outcome and duration"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let mut table = Table::new(&["test_id", "path", "outcome", "flaky", "duration_secs"]);
        for reference in &site.manifest.shards.tests {
            rows(&site.shard(reference)?, &mut table);
        }
        Ok(table.write(format))
    }
}

/// Adds the rows of a shard. A shard without rows has no name, and not one empty name.
fn rows(shard: &TestShard, table: &mut Table) {
    let groups = shard.groups.iter().flat_map(|group| std::iter::repeat_n(group, group.rows as usize));
    for (row, (group, name)) in groups.zip(shard.names.split('\n')).enumerate() {
        let class = shard.classes.get(row).or(group.class.as_deref());
        let letter = shard.outcomes.get(row);
        let outcome = letter.and_then(Outcome::from_letter);
        let secs = shard.durations_us.get(row).copied().flatten().map(|micros| micros as f64 / 1e6);
        table.rows.push(vec![
            TestId::new(class, name).0.into(),
            group.path.as_str().into(),
            outcome.map(Outcome::word).into(),
            if letter == Some('k') { "true".into() } else { Cell::from("false") },
            secs.into(),
        ]);
    }
}
