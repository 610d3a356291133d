//! A history that lies on a published site: `https://.../data/history/`.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::thread;
use std::time::Duration;

use flate2::read::GzDecoder;
use rayon::prelude::*;
use report_model::site::{HistoryIndex, HistoryRecord, NameList, SchemaOnly};
use report_model::{Location, Notice, Notices};
use ureq::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_LENGTH, TRANSFER_ENCODING};

use super::decode::{Unreadable, decode};
use super::files::ASIDE;
use super::record::name_list_digest;
use crate::error::Error;
use crate::site::gzip;

/// The list of files, since addresses cannot be listed.
pub(super) const INDEX: &str = "index.json";
/// No file of a history is larger than this.
const MAX_BYTES: u64 = 256 << 20;
const TIMEOUT: Duration = Duration::from_secs(60);
/// How many files are asked for at a time: most of the time goes by in waiting.
const AT_ONCE: usize = 16;
/// How long is waited before a request that failed is made again.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];
/// What the page of a report holds and others do not.
const OUR_PAGE: &str = "Phaseline</title>";
/// What files that are compressed begin with.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Whether a history is named by an address.
pub(super) fn is_address(place: &str) -> bool {
    place.starts_with("https://") || place.starts_with("http://")
}

/// The address of the history itself. The address of the report, as a browser shows it, is what people have at hand.
pub(super) fn folder(place: &str) -> String {
    let address = place.split(['#', '?']).next().unwrap_or(place).trim_end_matches('/');
    let file = ["/index.html", "/data/manifest.json", "/data/files.json"];
    let report = file.iter().find_map(|file| address.strip_suffix(file)).unwrap_or(address);
    let history = report.strip_suffix("/index.json").unwrap_or(report).trim_end_matches('/');
    if history.ends_with("/history") { format!("{history}/") } else { format!("{report}/data/history/") }
}

/// Every file of the history at `url`; none, and a notice, when nothing was published there yet. Whatever else goes
/// wrong is an error: a report without its history, published in the place of one with it, would lose it.
pub(super) fn fetch(url: &str, notices: &Notices) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let failed = |url: &str, problem: String| Error::Fetch { url: url.to_owned(), problem };
    let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).build().into();
    let address = format!("{url}{INDEX}");
    let Some(index) = get(&agent, &address)? else {
        notices.push(begins(&agent, url)?);
        return Ok(BTreeMap::new());
    };
    let index: HistoryIndex = serde_json::from_slice(&plain(index)).map_err(|error| {
        failed(&address, format!("it is no list of records, but perhaps a page that says so ({error})"))
    })?;
    let aside = index.aside.iter().map(|name| format!("{ASIDE}/{name}"));
    let names: Vec<String> = index.files.iter().cloned().chain(aside).filter(|name| is_ours(name)).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(AT_ONCE).build();
    let pool = pool.map_err(|error| failed(url, error.to_string()))?;
    pool.install(|| {
        let file = |name: String| {
            let address = format!("{url}{name}");
            let Some(bytes) = get(&agent, &address)? else {
                return Err(failed(&address, "it is listed and is not there".to_owned()));
            };
            let bytes = as_published(bytes);
            check(&name, &bytes).map_err(|problem| failed(&address, problem))?;
            Ok((name, bytes))
        };
        names.into_par_iter().map(file).collect()
    })
}

/// Whether a file is what its name says: many hosts answer with their front page where they have nothing, or with as
/// much as they have. What another version wrote is whole, and what was put aside need not be.
fn check(name: &str, bytes: &[u8]) -> Result<(), String> {
    let checked = if name.starts_with("run-") {
        decode::<HistoryRecord>(name, bytes).map(drop)
    } else if let Some(digest) = name.strip_prefix("names-") {
        decode::<NameList>(name, bytes).and_then(|list| {
            let is_whole = digest.strip_suffix(".json.gz") == Some(&name_list_digest(&list.names));
            if is_whole { Ok(()) } else { Err(Unreadable::Garbage("it holds other names".to_owned())) }
        })
    } else {
        return Ok(());
    };
    match checked {
        Ok(()) | Err(Unreadable::OtherVersion(_)) => Ok(()),
        Err(Unreadable::Garbage(problem)) => Err(format!(
            "it is not what was published, but perhaps a page that says so, or a part ({problem})"
        )),
    }
}

/// What is to be said where no list of records is: that a history begins. An error where the list of the report's files
/// tells that one was published.
fn begins(agent: &ureq::Agent, url: &str) -> Result<Notice, Error> {
    let data = url.trim_end_matches("history/");
    let list = format!("{data}files.json");
    let published: Option<Vec<String>> =
        get(agent, &list)?.and_then(|list| serde_json::from_slice(&plain(list)).ok());
    let message = match &published {
        Some(files) if files.iter().any(|file| file.ends_with("history/index.json")) => {
            return Err(Error::Fetch {
                url: format!("{url}{INDEX}"),
                problem: format!("it is not there, and {list} says that it is"),
            });
        }
        Some(_) => "the report at the address of the history was published without one",
        None => {
            if let Some(report) = report_near(agent, url)? {
                return Err(Error::Fetch {
                    url: format!("{url}{INDEX}"),
                    problem: format!(
                        "it is not there, and {report} is part of a report; name the folder that holds the report's index.html"
                    ),
                });
            }
            "nothing is published at the address of the history"
        }
    };
    Ok(Notice::warning(message)
        .effect("this run is the first one of its history")
        .hint("where there should be a history, correct the address and do not publish this report in its place")
        .at(Location::file(url)))
}

/// A file that only a report has, where one is around the address of a history that is not there.
fn report_near(agent: &ureq::Agent, url: &str) -> Result<Option<String>, Error> {
    let data = url.trim_end_matches("history/");
    let report = data.strip_suffix("data/").unwrap_or(data);
    let mut folders = vec![report, data, url];
    folders.dedup();
    for folder in folders {
        let manifest = format!("{folder}data/manifest.json");
        let is_manifest = |bytes: Vec<u8>| serde_json::from_slice::<SchemaOnly>(&plain(bytes)).is_ok();
        if get(agent, &manifest)?.is_some_and(is_manifest) {
            return Ok(Some(manifest));
        }
        let page = format!("{folder}index.html");
        let is_report = |bytes: Vec<u8>| String::from_utf8_lossy(&plain(bytes)).contains(OUR_PAGE);
        if get(agent, &page)?.is_some_and(is_report) {
            return Ok(Some(page));
        }
    }
    Ok(None)
}

/// A list may hold anything; only names that are written here are asked for.
fn is_ours(name: &str) -> bool {
    let name = name.strip_prefix("aside/").unwrap_or(name);
    let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._~-".contains(letter));
    is_plain && (name.starts_with("run-") || name.starts_with("names-")) && name.ends_with(".json.gz")
}

/// What is at an address; `None` where nothing is. What may pass is tried again.
fn get(agent: &ureq::Agent, url: &str) -> Result<Option<Vec<u8>>, Error> {
    let mut pauses = PAUSES.iter();
    loop {
        let problem = match try_get(agent, url) {
            Ok(bytes) => return Ok(bytes),
            Err(problem) => problem,
        };
        let may_pass = match &problem {
            Problem::Request(ureq::Error::StatusCode(status)) => *status >= 500 || *status == 429,
            Problem::Request(_) | Problem::Cut => true,
        };
        match pauses.next().filter(|_| may_pass) {
            Some(pause) => thread::sleep(*pause),
            None => return Err(Error::Fetch { url: url.to_owned(), problem: problem.to_string() }),
        }
    }
}

/// Why a request gave nothing.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error(transparent)]
    Request(#[from] ureq::Error),
    #[error("the answer ended early")]
    Cut,
}

fn try_get(agent: &ureq::Agent, url: &str) -> Result<Option<Vec<u8>>, Problem> {
    // Records are compressed already; a server that says so by a header must not have them decompressed. What a cache
    // kept of the list of records lacks the latest ones, and they would be lost with the next report.
    let request = agent.get(url).header(ACCEPT_ENCODING, "identity").header(CACHE_CONTROL, "no-cache");
    let mut response = match request.call() {
        Ok(response) => response,
        Err(ureq::Error::StatusCode(404 | 410)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let says_its_length =
        [CONTENT_LENGTH, TRANSFER_ENCODING].iter().any(|name| response.headers().contains_key(name));
    let bytes = response.body_mut().with_config().limit(MAX_BYTES).read_to_vec()?;
    // Where nothing else tells whether all of it came, the end of a compressed file does.
    let is_cut = !says_its_length && bytes.starts_with(&GZIP) && unzipped(&bytes).is_none();
    if is_cut { Err(Problem::Cut) } else { Ok(Some(bytes)) }
}

fn unzipped(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(bytes).take(MAX_BYTES).read_to_end(&mut plain).ok().map(|_| plain)
}

/// JSON that a server compressed although nobody asked for it.
fn plain(bytes: Vec<u8>) -> Vec<u8> {
    let unzipped = if bytes.starts_with(&GZIP) { unzipped(&bytes) } else { None };
    unzipped.unwrap_or(bytes)
}

/// A record as it was published, once compressed: servers compress what is compressed, and others, such as storage that
/// keeps the encoding of a file beside it, send it plain.
fn as_published(bytes: Vec<u8>) -> Vec<u8> {
    let mut start = [0; 2];
    if bytes.starts_with(&GZIP) {
        let is_twice = GzDecoder::new(&*bytes).read_exact(&mut start).is_ok() && start == GZIP;
        return if is_twice { plain(bytes) } else { bytes };
    }
    if bytes.starts_with(b"{") { gzip(&bytes).unwrap_or(bytes) } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_as_they_were_published() {
        let (json, once) = (br#"{"schema":1}"#.to_vec(), gzip(br#"{"schema":1}"#).unwrap());
        for sent in [json.clone(), once.clone(), gzip(&once).unwrap()] {
            assert_eq!(as_published(sent), once);
        }
        assert_eq!(as_published(b"garbage".to_vec()), b"garbage");
        assert_eq!(as_published(once[..12].to_vec()), once[..12], "what is cut is not made whole");
        assert_eq!((plain(json.clone()), plain(once)), (json.clone(), json));
    }

    #[test]
    fn the_address_of_a_report_is_that_of_its_history() {
        for typed in [
            "",
            "/",
            "/index.html",
            "/index.html?x=1#/failures?q=a/b",
            "/#/",
            "/data/history",
            "/data/history/",
            "/data/history/index.json",
            "/data/manifest.json",
        ] {
            assert_eq!(folder(&format!("https://a.io/b{typed}")), "https://a.io/b/data/history/", "{typed}");
        }
        assert_eq!(folder("https://a.io"), "https://a.io/data/history/");
        assert_eq!(folder("https://a.io/history/index.json"), "https://a.io/history/");
    }

    #[test]
    fn only_names_of_records_are_asked_for() {
        assert!(is_ours("run-20260101T000000Z-1~2.json.gz") && is_ours("aside/names-0a.json.gz"));
        for name in ["../run-1.json.gz", "run-1.json", "aside/../run-1.json.gz", "run-a/b.json.gz", ""] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
