//! `export failures`: every failing test with its category and cluster.

use report_model::TestId;
use report_model::site::{Failures, TestShard, TestTexts};
use rustc_hash::FxHashMap;

use super::{Cell, Exporter, Published, Table};
use crate::error::Error;

#[derive(Debug)]
pub(super) struct Failing;

impl Exporter for Failing {
    fn name(&self) -> &'static str {
        "failures"
    }

    fn says(&self) -> &'static str {
        "every failing test with its artifact, category and cluster"
    }

    fn export(&self, site: &Published, format: &str) -> Result<String, Error> {
        let failures: Failures = site.optional(site.manifest.shards.failures.as_ref())?;
        let mut of_row: FxHashMap<u32, Row<'_>> = FxHashMap::default();
        for cluster in &failures.clusters {
            for row in &cluster.rows {
                of_row.entry(*row).or_default().cluster = Some(&cluster.id);
            }
        }
        for category in &failures.categories {
            for row in &category.rows {
                of_row.entry(*row).or_default().category = Some(&category.id);
            }
        }
        for reference in &site.manifest.shards.texts {
            let texts: TestTexts = site.shard(reference)?;
            for (row, text) in texts.rows.iter().zip(texts.texts) {
                if let Some(row) = of_row.get_mut(row) {
                    row.artifact = text.artifact;
                }
            }
        }
        let mut table = Table::new(&["artifact", "test_id", "category", "cluster"]);
        for reference in &site.manifest.shards.tests {
            rows(&site.shard(reference)?, &of_row, &mut table);
        }
        Ok(table.write(format))
    }
}

#[derive(Default)]
struct Row<'f> {
    category: Option<&'f str>,
    cluster: Option<&'f str>,
    artifact: Option<String>,
}

fn rows(shard: &TestShard, of_row: &FxHashMap<u32, Row<'_>>, table: &mut Table) {
    let groups = shard.groups.iter().flat_map(|group| std::iter::repeat_n(group, group.rows as usize));
    for (at, (group, name)) in (0u32..).zip(groups.zip(shard.names.split('\n'))) {
        let Some(row) = of_row.get(&(shard.first_row + at)) else { continue };
        let class = shard.classes.get(at as usize).or(group.class.as_deref());
        table.rows.push(vec![
            Cell::from(row.artifact.as_deref()),
            TestId::new(class, name).0.into(),
            row.category.into(),
            row.cluster.into(),
        ]);
    }
}
