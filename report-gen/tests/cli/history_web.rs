//! A history that is read from an address: hosts that redirect, compress, stop midway or fail for a moment.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::harness::{JUNIT, Project};

/// What a host sends for a path.
enum Answer {
    Whole(Vec<u8>),
    /// With a header that says so.
    Compressed(Vec<u8>),
    /// Half of it, after its length.
    Half(Vec<u8>),
    /// Half of it, without a length.
    HalfUntold(Vec<u8>),
    Moved(String),
    Status(u16),
}

/// What a host does with a path, what lies there, and how often it was asked for before.
type Host = fn(&str, Option<Vec<u8>>, usize) -> Answer;

/// Serves until the test ends.
fn serve(project: &Project, answer: Host) -> String {
    serve_files(project.files("site"), answer)
}

fn serve_folder(project: &Project, folder: &str) -> String {
    serve_files(project.files(folder), |_, there, _| found(there))
}

fn serve_files(files: Vec<(String, Vec<u8>)>, answer: Host) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let files: Arc<BTreeMap<String, Vec<u8>>> = Arc::new(files.into_iter().collect());
    let asked: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (files, asked) = (Arc::clone(&files), Arc::clone(&asked));
            thread::spawn(move || {
                let stream = stream.unwrap();
                let Some((path, is_past_caches)) = asked_for(&stream) else { return };
                if path.ends_with("index.json") && !is_past_caches {
                    // What a cache still has of the time before the last records.
                    send(stream, Answer::Whole(br#"{"schema":0,"files":[]}"#.to_vec()));
                    return;
                }
                let before = {
                    let mut asked = asked.lock().unwrap();
                    let count = asked.entry(path.clone()).or_default();
                    *count += 1;
                    *count - 1
                };
                let there = files.get(path.trim_start_matches("moved/")).cloned();
                send(stream, answer(&path, there, before));
            });
        }
    });
    address
}

/// A path, and whether the answer must not come from a cache.
fn asked_for(stream: &TcpStream) -> Option<(String, bool)> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let headers = lines.map_while(Result::ok).take_while(|line| !line.is_empty());
    let is_past_caches =
        headers.filter(|line| line.eq_ignore_ascii_case("cache-control: no-cache")).count() == 1;
    Some((first.split(' ').nth(1)?.trim_start_matches('/').to_owned(), is_past_caches))
}

fn send(mut stream: TcpStream, answer: Answer) {
    let length = |bytes: &[u8]| format!("Content-Length: {}\r\n", bytes.len());
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    let (status, headers, body) = match answer {
        Answer::Whole(bytes) => (200, length(&bytes), bytes),
        Answer::Compressed(bytes) => (200, format!("{}Content-Encoding: gzip\r\n", length(&bytes)), bytes),
        Answer::Half(bytes) => (200, length(&bytes), half(&bytes)),
        Answer::HalfUntold(bytes) => (200, String::new(), half(&bytes)),
        Answer::Moved(to) => (302, format!("Location: {to}\r\nContent-Length: 0\r\n"), Vec::new()),
        Answer::Status(status) => (status, "Content-Length: 0\r\n".to_owned(), Vec::new()),
    };
    let _ = write!(stream, "HTTP/1.1 {status} x\r\nConnection: close\r\n{headers}\r\n");
    let _ = stream.write_all(&body);
}

/// A list of names, and not the one that was asked for.
const NO_NAMES: &[u8] = br#"{"schema":1,"names":[]}"#;

/// What many hosts answer where they have nothing.
fn page() -> Answer {
    Answer::Whole(b"<!doctype html><title>Home</title>".to_vec())
}

fn found(there: Option<Vec<u8>>) -> Answer {
    there.map_or(Answer::Status(404), Answer::Whole)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut plain).unwrap();
    plain
}

/// A project whose `site` was published with the records of three runs.
fn published() -> Project {
    let project = Project::new().file("junit.xml", JUNIT);
    for day in 1..=3 {
        build(&project, "past", "site", day);
    }
    project
}

fn build(project: &Project, history: &str, out: &str, day: u32) -> super::harness::Ended {
    let (run, time) = (day.to_string(), format!("2026-02-{day:02}T08:00:00Z"));
    let args =
        ["build", "junit.xml", "--history", history, "-o", out, "--run-id", &run, "--started-at", &time];
    project.run(&args)
}

fn records(project: &Project, folder: &str) -> Vec<(String, Vec<u8>)> {
    let of_runs =
        |name: &String| name.contains("-1.json") || name.contains("-2.json") || name.contains("names-");
    project.files(folder).into_iter().filter(|(name, _)| of_runs(name)).collect()
}

#[test]
fn however_a_host_sends_records_they_stay_what_they_were() {
    let project = published();
    let hosts: [Host; 4] = [
        |path, there, _| match path.strip_prefix("moved/") {
            Some(_) => found(there),
            None => Answer::Moved(format!("/moved/{path}")),
        },
        // Storage that keeps how a file is compressed beside it sends it plain to whoever does not ask for that.
        |_, there, _| match there {
            Some(bytes) if bytes.starts_with(&[0x1f, 0x8b]) => Answer::Whole(gunzip(&bytes)),
            there => found(there),
        },
        |_, there, _| there.map_or(Answer::Status(404), |bytes| Answer::Compressed(gzip(&bytes))),
        |_, there, before| if before == 0 { Answer::Status(503) } else { found(there) },
    ];
    for (number, host) in hosts.into_iter().enumerate() {
        let out = format!("out-{number}");
        build(&project, &serve(&project, host), &out, 4).exit(0);
        assert_eq!(project.manifest(&out).run_count, 4, "host {number}");
        let kept = records(&project, &format!("{out}/data/history"));
        assert_eq!(kept, records(&project, "site/data/history"), "host {number}");
        assert_eq!(kept.len(), 3);
    }
}

#[test]
fn what_does_not_come_whole_is_never_published_as_all_there_is() {
    let project = published();
    let hosts: [(Host, &str); 10] = [
        (
            |path, there, _| if path.contains("-2.json") { page() } else { found(there) },
            "it is not what was published",
        ),
        (
            |path, there, _| if path.contains("-2.json") { Answer::Whole(Vec::new()) } else { found(there) },
            "it is not what was published",
        ),
        (
            |path, there, _| match there {
                Some(bytes) if path.contains("-2.json") => Answer::Whole(bytes[..bytes.len() / 2].to_vec()),
                there => found(there),
            },
            "it is not what was published",
        ),
        (
            |path, there, _| {
                if path.contains("names-") { Answer::Whole(gzip(NO_NAMES)) } else { found(there) }
            },
            "it is not what was published",
        ),
        (
            |path, there, _| match there {
                Some(bytes) if path.contains("-2.json") => Answer::Half(bytes),
                there => found(there),
            },
            "cannot read the history at",
        ),
        (
            |path, there, _| match there {
                Some(bytes) if path.contains("-2.json") => Answer::HalfUntold(bytes),
                there => found(there),
            },
            "the answer ended early",
        ),
        (
            |path, there, _| if path.contains("-2.json") { Answer::Status(404) } else { found(there) },
            "it is listed and is not there",
        ),
        (
            |path, there, _| if path.ends_with("index.json") { Answer::Status(404) } else { found(there) },
            "says that it is",
        ),
        (|_, _, _| Answer::Status(503), "http status: 503"),
        (|_, _, _| Answer::Whole(b"<!doctype html>".to_vec()), "it is no list of records"),
    ];
    for (number, (host, says)) in hosts.into_iter().enumerate() {
        let out = format!("out-{number}");
        build(&project, &serve(&project, host), &out, 4).exit(2).stderr(says);
        assert!(!project.path(&out).exists(), "host {number}");
    }
}

#[test]
fn a_history_that_begins_is_told() {
    let project = published();
    let nothing = serve(&project, |_, _, _| Answer::Status(404));
    build(&project, &nothing, "out", 4).exit(0).stdout("nothing is published at the address of the history");
    assert_eq!(project.manifest("out").notices.warnings, 1);
    project.run(&["build", "junit.xml", "-o", "site"]).exit(0);
    let without = serve(&project, |_, there, _| found(there));
    build(&project, &without, "out", 5).exit(0).stdout("was published without one");
}

#[test]
fn the_address_that_a_browser_shows_names_the_history() {
    let project = published();
    for (number, typed) in
        ["/index.html", "/index.html#/failures", "/data/history/index.json"].iter().enumerate()
    {
        let address = serve(&project, |_, there, _| found(there));
        let out = format!("out-{number}");
        build(&project, &format!("{address}{typed}"), &out, 4).exit(0);
        assert_eq!(project.manifest(&out).run_count, 4, "{typed}");
    }
}

#[test]
fn a_history_does_not_begin_where_a_report_is_published() {
    let project = published();
    let hosts: [Host; 2] = [
        |path, there, _| if path == "index.html" { found(there) } else { Answer::Status(404) },
        |path, there, _| if path.ends_with("manifest.json") { found(there) } else { Answer::Status(404) },
    ];
    for host in hosts {
        build(&project, &serve(&project, host), "out", 4).exit(2).stderr("is part of a report");
        assert!(!project.path("out").exists());
    }
    let another_page: Host = |path, _, _| if path == "index.html" { page() } else { Answer::Status(404) };
    build(&project, &serve(&project, another_page), "out", 4).exit(0).stdout("nothing is published at");
}

#[test]
fn what_another_version_wrote_and_what_was_put_aside_come_along() {
    let project = published();
    let newer = gzip(br#"{"schema":4000000000}"#);
    project.put("past/run-20260201T000000Z-newer.json.gz", &newer);
    build(&project, "past", "site", 3).exit(0);
    let index = String::from_utf8(fs::read(project.path("site/data/history/index.json")).unwrap()).unwrap();
    let listed = index.replacen("\"files\":[", "\"files\":[\"run-20260201T000000Z-newer.json.gz\",", 1);
    project.put("site/data/history/index.json", listed);
    project.put("site/data/history/run-20260201T000000Z-newer.json.gz", &newer);
    let address = serve(&project, |_, there, _| found(there));
    build(&project, &address, "out", 4).exit(0);
    assert_eq!(
        fs::read(project.path("out/data/history/aside/run-20260201T000000Z-newer.json.gz")).unwrap(),
        newer
    );
    build(&project, &serve_folder(&project, "out"), "again", 5).exit(0);
    assert_eq!(
        fs::read(project.path("again/data/history/aside/run-20260201T000000Z-newer.json.gz")).unwrap(),
        newer
    );
}
