//! Every test of a site with what was said about it, one after the other, for formats that hold whole results.

use std::collections::VecDeque;

use report_model::Outcome;
use report_model::site::{TestShard, TestTextEntry, TestTexts};

use super::Published;
use crate::error::Error;

/// One test.
#[derive(Debug)]
pub(super) struct Case<'a> {
    /// The file or class it is in.
    pub(super) group: &'a str,
    /// Its class as the artifact has it.
    pub(super) class: Option<&'a str>,
    /// Its name.
    pub(super) name: &'a str,
    /// How it ended.
    pub(super) outcome: Outcome,
    /// Whether it passed only on a retry.
    pub(super) is_flaky: bool,
    /// How long it took in microseconds.
    pub(super) duration_us: Option<u64>,
    /// What was said about it.
    pub(super) text: TestTextEntry,
}

/// Hands every test to `each`, in the order of rows.
pub(super) fn for_each(site: &Published, mut each: impl FnMut(Case<'_>)) -> Result<(), Error> {
    let shards = &site.manifest.shards;
    let mut unread = shards.texts.iter();
    let mut texts: VecDeque<(u32, TestTextEntry)> = VecDeque::new();
    for reference in &shards.tests {
        let shard: TestShard = site.shard(reference)?;
        let groups = shard.groups.iter().flat_map(|group| std::iter::repeat_n(group, group.rows as usize));
        for (at, (group, name)) in (0u32..).zip(groups.zip(shard.names.split('\n'))) {
            let place = at as usize;
            let row = shard.first_row + at;
            while texts.back().is_none_or(|(last, _)| *last < row) {
                let Some(next) = unread.next() else { break };
                let next: TestTexts = site.shard(next)?;
                texts.extend(next.rows.into_iter().zip(next.texts));
            }
            while texts.front().is_some_and(|(first, _)| *first < row) {
                texts.pop_front();
            }
            let has_text = texts.front().is_some_and(|(first, _)| *first == row);
            let text = if has_text { texts.pop_front().map(|(_, text)| text) } else { None };
            let letter = shard.outcomes.get(place);
            let Some(outcome) = letter.and_then(Outcome::from_letter) else { continue };
            each(Case {
                group: &group.path,
                class: shard.classes.get(place).or(group.class.as_deref()),
                name,
                outcome,
                is_flaky: letter == Some('k'),
                duration_us: shard.durations_us.get(place).copied().flatten(),
                text: text.unwrap_or_default(),
            });
        }
    }
    Ok(())
}

/// Microseconds as seconds without trailing zeros.
pub(super) fn secs(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
