//! What is left out of an output so that it fits a size, in a stated order.

use report_model::site::{Ledger, Manifest, NoticeCounts, Runs, ShardRef, TestShard, TestTexts};
use report_model::{Notice, Outcome, text};
use serde::Serialize;

use super::{Shard, Site, sheets};
use crate::error::Error;
use crate::export::Published;
use crate::history::Records;

/// What is left out of the data of a site, the first to go first.
const ORDER: [&str; 5] = [
    "coverage line by line for other tools",
    "output of passing tests",
    "output of failing tests",
    "all but the first and last lines of long traces",
    "outcomes of single tests in past runs",
];

/// A trace longer than this is long.
const LONG_TRACE: usize = 2_000;

/// What is to fit a size.
pub(super) struct Target<'a> {
    /// What it is called: `the folder`.
    pub(super) name: &'a str,
    /// The most bytes that it may have.
    pub(super) most: u64,
    /// Where everything can be had.
    pub(super) hint: String,
    /// How many bytes it has with a site, without the records of the history.
    pub(super) size: &'a dyn Fn(&Site) -> u64,
}

/// The site without as much as it takes to fit, and the notice that says so. Gives nothing when it fits as it is. When
/// nothing of the site is left to go, the oldest of `records` keep their totals only.
pub(super) fn fit(
    site: &Site,
    target: Target<'_>,
    records: &mut Records,
) -> Result<Option<(Site, Notice)>, Error> {
    let Target { name, most, hint, size } = target;
    if size(site) + records.bytes() <= most {
        return Ok(None);
    }
    let mut smaller =
        Site { manifest: site.manifest.clone(), shards: site.shards.clone(), notices: site.notices.clone() };
    let mut left_out = Vec::new();
    for (step, what) in ORDER.iter().enumerate() {
        if drop_step(&mut smaller, step)? {
            left_out.push((*what).to_owned());
        }
        if size(&smaller) + records.bytes() <= most {
            break;
        }
    }
    let thinned = records.thin((size(&smaller) + records.bytes()).saturating_sub(most))?;
    if !thinned.is_empty() {
        let runs = text::counted(thinned.len() as u64, "old run");
        left_out.push(format!("all but the totals of {runs} in the published history"));
        only_totals(&mut smaller, &thinned)?;
    }
    let what = if left_out.is_empty() { "nothing that could be".to_owned() } else { left_out.join(", ") };
    let is = size(&smaller) + records.bytes();
    let remains = if is > most { format!("; it still has {}", text::bytes(is)) } else { String::new() };
    let notice = Notice::warning(format!("left out of {name} to fit {}: {what}{remains}", text::bytes(most)))
        .effect("every figure is as in the whole report")
        .hint(hint);
    tell(&mut smaller, &notice)?;
    Ok(Some((smaller, notice)))
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
    let mut references = Vec::new();
    for (number, old) in published.manifest.shards.texts.iter().enumerate() {
        let mut texts: TestTexts = published.shard(old)?;
        let mut changed = false;
        for (row, text) in texts.rows.iter().zip(&mut texts.texts) {
            changed |= change(*row, text);
        }
        any |= changed;
        references.push(if changed {
            replace(site, old, &format!("texts-{number}"), &texts)?
        } else {
            old.clone()
        });
    }
    site.manifest.shards.texts = references;
    Ok(any)
}

/// Says of these runs that only their totals are known.
fn only_totals(site: &mut Site, thinned: &[String]) -> Result<(), Error> {
    let Some(reference) = site.manifest.shards.runs.clone() else { return Ok(()) };
    let mut runs: Runs = Published::of(site).shard(&reference)?;
    let is_thin = |place: &u32| {
        let run = runs.runs.get(*place as usize);
        runs.totals_only.contains(place) || run.is_some_and(|point| thinned.contains(&point.run.id))
    };
    runs.totals_only = (0u32..).take(runs.runs.len()).filter(is_thin).collect();
    site.manifest.shards.runs = Some(replace(site, &reference, "runs", &runs)?);
    Ok(())
}

/// Adds the notice where readers look for it.
fn tell(site: &mut Site, notice: &Notice) -> Result<(), Error> {
    let published = Published::of(site);
    let Manifest { shards, worth_knowing, .. } = &mut site.manifest;
    site.notices.insert(0, notice.clone());
    worth_knowing.insert(0, notice.clone());
    worth_knowing.truncate(super::WORTH_KNOWING);
    let Some(reference) = shards.ledger.clone() else { return Ok(()) };
    let page = shards.sheets.iter().position(|sheet| sheet.page == sheets::NOTICES);
    let mut ledger: Ledger = published.shard(&reference)?;
    let errors =
        ledger.notices.iter().take_while(|one| one.severity == report_model::Severity::Error).count();
    ledger.notices.insert(errors, notice.clone());
    site.manifest.notices = NoticeCounts::of(&ledger.notices);
    site.manifest.shards.ledger = Some(replace(site, &reference, "ledger", &ledger)?);
    if let Some(old) = page.and_then(|place| site.manifest.shards.sheets.get(place)) {
        let old = old.shard.clone();
        let new = replace(site, &old, "page-notices", &sheets::notices(&ledger))?;
        if let Some(sheet) = page.and_then(|place| site.manifest.shards.sheets.get_mut(place)) {
            sheet.shard = new;
        }
    }
    Ok(())
}

/// Puts another value in the place of a shard.
fn replace<T: Serialize>(site: &mut Site, old: &ShardRef, name: &str, value: &T) -> Result<ShardRef, Error> {
    let folder = old.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let new = Shard::of(folder, name, old.first_row, value)?;
    let reference = new.reference.clone();
    if let Some(shard) = site.shards.iter_mut().find(|shard| shard.reference.path == old.path) {
        *shard = new;
    }
    Ok(reference)
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
