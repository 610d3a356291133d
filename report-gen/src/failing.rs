//! The tests of a finished site that failed or errored, with what was said about them.

use report_model::site::{FailureText, Failures, ShardRef, TestShard};
use report_model::{Outcome, TestId};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::error::Error;
use crate::export::Published;

/// A test that failed or errored.
#[derive(Debug, Clone, PartialEq)]
pub struct FailingTest {
    /// Its row in the test index.
    pub row: u32,
    /// What it is called across runs.
    pub id: TestId,
    /// The file or class it is in, with `/` between folders.
    pub group: String,
    /// Its class as the artifact has it.
    pub class: Option<String>,
    /// Its name.
    pub name: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether it did not fail in the run before; `None` when there is nothing to compare with.
    pub is_new: Option<bool>,
    /// How long it took in seconds.
    pub secs: Option<f64>,
    /// Its cluster, by id.
    pub cluster: Option<String>,
    /// Its category, by id.
    pub category: Option<String>,
    /// Why it failed; empty until [`read_texts`] was asked.
    pub failures: Vec<FailureText>,
    /// The source file; `None` until [`read_texts`] was asked.
    pub file: Option<String>,
    /// The line of that file.
    pub line: Option<u32>,
    /// The artifact it came from.
    pub artifact: Option<String>,
}

impl FailingTest {
    /// A test of which nothing more is known.
    pub fn new(row: u32, id: TestId, outcome: Outcome) -> Self {
        Self {
            row,
            id,
            group: String::new(),
            class: None,
            name: String::new(),
            outcome,
            is_new: None,
            secs: None,
            cluster: None,
            category: None,
            failures: Vec::new(),
            file: None,
            line: None,
            artifact: None,
        }
    }

    /// What went wrong in one line: the first message, or the first line of a trace, or the type of the exception.
    pub fn message(&self) -> Option<&str> {
        let failure = self.failures.first()?;
        [&failure.message, &failure.trace, &failure.kind]
            .into_iter()
            .filter_map(|text| text.as_deref())
            .find_map(|text| text.lines().map(str::trim).find(|line| !line.is_empty()))
    }
}

/// Every test that failed or errored, in the order of rows.
pub fn failing_tests(site: &Published) -> Result<Vec<FailingTest>, Error> {
    let failures: Failures = site.optional(site.manifest.shards.failures.as_ref())?;
    let mut of_row: FxHashMap<u32, (Option<&str>, Option<&str>)> = FxHashMap::default();
    for cluster in &failures.clusters {
        for row in &cluster.rows {
            of_row.entry(*row).or_default().0 = Some(&cluster.id);
        }
    }
    for category in &failures.categories {
        for row in &category.rows {
            of_row.entry(*row).or_default().1 = Some(&category.id);
        }
    }
    let is_compared = site.manifest.changes.is_some();
    let mut found = Vec::new();
    for reference in &site.manifest.shards.tests {
        let shard: TestShard = site.shard(reference)?;
        of_shard(&shard, is_compared, &mut found);
    }
    for test in &mut found {
        if let Some((cluster, category)) = of_row.get(&test.row) {
            test.cluster = cluster.map(str::to_owned);
            test.category = category.map(str::to_owned);
        }
    }
    Ok(found)
}

fn of_shard(shard: &TestShard, is_compared: bool, found: &mut Vec<FailingTest>) {
    let groups = shard.groups.iter().flat_map(|group| std::iter::repeat_n(group, group.rows as usize));
    for (at, (group, name)) in (0u32..).zip(groups.zip(shard.names.split('\n'))) {
        let row = at as usize;
        let Some(outcome) = shard.outcomes.get(row).and_then(Outcome::from_letter) else { continue };
        if !outcome.is_bad() {
            continue;
        }
        let class = shard.classes.get(row).or(group.class.as_deref());
        let before = shard.strips.get(row).and_then(|strip| strip.chars().rev().nth(1));
        let was_bad = before.and_then(Outcome::from_letter).is_some_and(Outcome::is_bad);
        found.push(FailingTest {
            group: group.path.clone(),
            class: class.map(str::to_owned),
            name: name.to_owned(),
            is_new: is_compared.then_some(!was_bad),
            secs: shard.durations_us.get(row).copied().flatten().map(|micros| micros as f64 / 1e6),
            ..FailingTest::new(shard.first_row + at, TestId::new(class, name), outcome)
        });
    }
}

/// The parts of a shard of texts that tell why tests failed. What tests wrote, which is most of it, is skipped.
#[derive(Deserialize)]
struct Texts {
    rows: Vec<u32>,
    texts: Vec<Text>,
}

#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    line: Option<u32>,
    #[serde(default)]
    failures: Vec<FailureText>,
    #[serde(default)]
    artifact: Option<String>,
}

/// Adds what was said about these tests. Only shards that hold one of them are read.
pub fn read_texts(site: &Published, tests: &mut [FailingTest]) -> Result<(), Error> {
    let of_row: FxHashMap<u32, usize> =
        tests.iter().enumerate().map(|(place, test)| (test.row, place)).collect();
    let shards = &site.manifest.shards.texts;
    for (place, reference) in shards.iter().enumerate() {
        let end = shards.get(place + 1).map_or(u32::MAX, |next: &ShardRef| next.first_row);
        if !tests.iter().any(|test| (reference.first_row..end).contains(&test.row)) {
            continue;
        }
        let texts: Texts = site.shard(reference)?;
        for (row, text) in texts.rows.iter().zip(texts.texts) {
            if let Some(test) = of_row.get(row).and_then(|place| tests.get_mut(*place)) {
                test.file = text.file;
                test.line = text.line;
                test.failures = text.failures;
                test.artifact = text.artifact;
            }
        }
    }
    Ok(())
}
