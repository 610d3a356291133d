//! A history that lies on a published site: `https://.../data/history/`.

use std::collections::BTreeMap;
use std::time::Duration;

use rayon::prelude::*;
use report_model::site::HistoryIndex;

use super::files::ASIDE;
use crate::error::Error;

/// The list of files, since addresses cannot be listed.
pub(super) const INDEX: &str = "index.json";
/// No file of a history is larger than this.
const MAX_BYTES: u64 = 256 << 20;
const TIMEOUT: Duration = Duration::from_secs(60);

/// Whether a history is named by an address.
pub(super) fn is_address(place: &str) -> bool {
    place.starts_with("https://") || place.starts_with("http://")
}

/// Every file of the history at `url`; none when nothing was published there yet. Whatever else goes wrong is an error:
/// a report without its history, published in the place of one with it, would lose it.
pub(super) fn fetch(url: &str) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().into();
    let Some(index) = get(&agent, &format!("{url}{INDEX}"))? else { return Ok(BTreeMap::new()) };
    let index: HistoryIndex = serde_json::from_slice(&index).map_err(|error| Error::Fetch {
        url: format!("{url}{INDEX}"),
        problem: format!("it is no list of records: {error}"),
    })?;
    let aside = index.aside.iter().map(|name| format!("{ASIDE}/{name}"));
    let names: Vec<String> = index.files.iter().cloned().chain(aside).filter(|name| is_ours(name)).collect();
    names
        .into_par_iter()
        .map(|name| {
            let address = format!("{url}{name}");
            match get(&agent, &address)? {
                Some(bytes) => Ok((name, bytes)),
                None => {
                    Err(Error::Fetch { url: address, problem: "it is listed and is not there".to_owned() })
                }
            }
        })
        .collect()
}

/// A list may hold anything; only names that are written here are asked for.
fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix("aside/").unwrap_or(name);
    let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._~-".contains(letter));
    is_plain && (name.starts_with("run-") || name.starts_with("names-")) && name.ends_with(".json.gz")
}

fn get(agent: &ureq::Agent, url: &str) -> Result<Option<Vec<u8>>, Error> {
    let failed = |error: ureq::Error| Error::Fetch { url: url.to_owned(), problem: error.to_string() };
    // Records are compressed already; a server that says so by a header must not have them decompressed.
    match agent.get(url).header("Accept-Encoding", "identity").call() {
        Ok(mut response) => {
            response.body_mut().with_config().limit(MAX_BYTES).read_to_vec().map(Some).map_err(failed)
        }
        Err(ureq::Error::StatusCode(404 | 410)) => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_records_are_asked_for() {
        assert!(is_ours("run-20260101T000000Z-1~2.json.gz") && is_ours("aside/names-0a.json.gz"));
        for name in ["../run-1.json.gz", "run-1.json", "aside/../run-1.json.gz", "run-a/b.json.gz", ""] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
