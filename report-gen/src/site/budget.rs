//! What is left out of a single file so that it fits a size, in a stated order.

use std::collections::BTreeMap;

use report_model::site::{Ledger, Manifest, NoticeCounts, ShardRef, TestShard, TestTexts};
use report_model::{Notice, Outcome, text};

use super::{Shard, Site};
use crate::error::Error;
use crate::export::Published;

/// What is left out, the first to go first.
pub const ORDER: [&str; 5] = [
    "coverage line by line for other tools",
    "output of passing tests",
    "output of failing tests",
    "all but the first and last lines of long traces",
    "outcomes of single tests in past runs",
];

/// A trace longer than this is long.
const LONG_TRACE: usize = 2_000;

/// The site without as much as it takes to stay below `most` bytes; `size` says how large a site comes out. Gives
/// nothing when it fits as it is.
pub(super) fn fit(
    site: &Site,
    most: u64,
    link: Option<&str>,
    size: impl Fn(&Site) -> u64,
) -> Result<Option<Site>, Error> {
    if size(site) <= most {
        return Ok(None);
    }
    let mut smaller =
        Site { manifest: site.manifest.clone(), shards: site.shards.clone(), notices: site.notices.clone() };
    let mut left_out = Vec::new();
    for (step, what) in ORDER.iter().enumerate() {
        if drop_step(&mut smaller, step)? {
            left_out.push(*what);
        }
        if size(&smaller) <= most {
            break;
        }
    }
    let remains = if size(&smaller) > most { "; it is still larger" } else { "" };
    let what = left_out.join(", ");
    let mut notice = Notice::warning(format!("left out to fit {}: {what}{remains}", text::bytes(most)))
        .effect("every figure is as in the whole report");
    notice = notice.hint(match link {
        Some(address) => format!("the whole report is at {address}"),
        None => "build a folder (-o DIR), or give a larger --budget, to have everything".to_owned(),
    });
    tell(&mut smaller, notice)?;
    Ok(Some(smaller))
}

/// Leaves one kind of thing out; whether there was any.
fn drop_step(site: &mut Site, step: usize) -> Result<bool, Error> {
    match step {
        0 => Ok(site.manifest.shards.coverage_lines.take().is_some_and(|gone| {
            site.shards.retain(|shard| shard.reference.path != gone.path);
            true
        })),
        1 => {
            let passing = passing_rows(site)?;
            rewrite_texts(site, |row, texts| {
                if !passing.get(row as usize).copied().unwrap_or(false) {
                    return false;
                }
                texts.stdout.take().is_some() | texts.stderr.take().is_some()
            })
        }
        2 => rewrite_texts(site, |_, texts| texts.stdout.take().is_some() | texts.stderr.take().is_some()),
        3 => rewrite_texts(site, |_, texts| {
            let failures = texts.failures.iter_mut();
            let attempts = texts.attempts.iter_mut().filter_map(|attempt| attempt.failure.as_mut());
            failures
                .chain(attempts)
                .filter_map(|failure| failure.trace.as_mut())
                .fold(false, |any, trace| shorten(trace) | any)
        }),
        _ => {
            let gone = std::mem::take(&mut site.manifest.shards.test_history);
            site.shards.retain(|shard| gone.iter().all(|gone| gone.path != shard.reference.path));
            Ok(!gone.is_empty())
        }
    }
}

fn shorten(trace: &mut String) -> bool {
    if trace.len() <= LONG_TRACE {
        return false;
    }
    let boundary = |at: usize| (0..=at).rev().find(|at| trace.is_char_boundary(*at)).unwrap_or(0);
    let (head, tail) = (boundary(LONG_TRACE / 4), boundary(trace.len() - LONG_TRACE / 2));
    let short = format!(
        "{}\n… left out here to save space …\n{}",
        trace.get(..head).unwrap_or_default(),
        trace.get(tail..).unwrap_or_default()
    );
    *trace = short;
    true
}

/// For each row whether its test passed at once.
fn passing_rows(site: &Site) -> Result<Vec<bool>, Error> {
    let published = Published::of(site);
    let mut passing = Vec::new();
    for reference in &site.manifest.shards.tests {
        let shard: TestShard = published.shard(reference)?;
        passing.extend(
            shard
                .outcomes
                .0
                .chars()
                .map(|letter| Outcome::from_letter(letter) == Some(Outcome::Passed) && letter == 'p'),
        );
    }
    Ok(passing)
}

fn rewrite_texts(
    site: &mut Site,
    mut change: impl FnMut(u32, &mut report_model::site::TestTextEntry) -> bool,
) -> Result<bool, Error> {
    let published = Published::of(site);
    let mut any = false;
    let mut replaced: BTreeMap<String, Shard> = BTreeMap::new();
    let mut references = Vec::new();
    for (number, reference) in site.manifest.shards.texts.iter().enumerate() {
        let mut texts: TestTexts = published.shard(reference)?;
        let mut changed = false;
        for (row, text) in texts.rows.iter().zip(&mut texts.texts) {
            changed |= change(*row, text);
        }
        if changed {
            let folder = reference.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let shard = Shard::of(folder, &format!("texts-{number}"), reference.first_row, &texts)?;
            references.push(shard.reference.clone());
            replaced.insert(reference.path.clone(), shard);
            any = true;
        } else {
            references.push(reference.clone());
        }
    }
    for shard in &mut site.shards {
        if let Some(new) = replaced.remove(&shard.reference.path) {
            *shard = new;
        }
    }
    site.manifest.shards.texts = references;
    Ok(any)
}

/// Adds the notice where the dashboard looks for it.
fn tell(site: &mut Site, notice: Notice) -> Result<(), Error> {
    let published = Published::of(site);
    let Manifest { shards, worth_knowing, notices, .. } = &mut site.manifest;
    site.notices.insert(0, notice.clone());
    worth_knowing.insert(0, notice.clone());
    worth_knowing.truncate(3);
    let Some(reference) = shards.ledger.clone() else { return Ok(()) };
    let mut ledger: Ledger = published.shard(&reference)?;
    let errors =
        ledger.notices.iter().take_while(|one| one.severity == report_model::Severity::Error).count();
    ledger.notices.insert(errors, notice);
    *notices = NoticeCounts::of(&ledger.notices);
    let folder = reference.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let new = Shard::of(folder, "ledger", 0, &ledger)?;
    shards.ledger = Some(new.reference.clone());
    replace(&mut site.shards, &reference, new);
    Ok(())
}

fn replace(shards: &mut [Shard], old: &ShardRef, new: Shard) {
    if let Some(shard) = shards.iter_mut().find(|shard| shard.reference.path == old.path) {
        *shard = new;
    }
}

/// A size as people write it: `5MB`, `800 kB`, `6000000`.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let number: u64 =
        digits.parse().map_err(|error: std::num::ParseIntError| format!("{error}: write it as 5MB"))?;
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1_000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        _ => return Err("write it as 5MB, 800kB or in bytes".to_owned()),
    };
    number.checked_mul(factor).ok_or_else(|| "that is too large".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(parse_size("5MB"), Ok(5_000_000));
        assert_eq!(parse_size("800 kB"), Ok(800_000));
        assert_eq!(parse_size("42"), Ok(42));
        assert!(parse_size("5 parsecs").is_err() && parse_size("").is_err());
    }

    #[test]
    fn traces_keep_their_ends() {
        let mut trace = format!("first{}last", "ü".repeat(LONG_TRACE));
        assert!(shorten(&mut trace) && trace.starts_with("first") && trace.ends_with("last"));
        assert!(trace.len() < LONG_TRACE && !shorten(&mut trace));
    }
}
