//! Loops that extract the same fields and do nothing else.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

/// What a case is to the minimal loop: names borrowed where they hold no reference, texts owned.
#[derive(Serialize, Default)]
pub(crate) struct Case<'a> {
    classname: Cow<'a, str>,
    name: Cow<'a, str>,
    time: f64,
    status: &'static str,
    message: Option<String>,
    text: Option<String>,
    system_out: Option<String>,
}

pub(crate) fn junit(xml: &str) -> Vec<Case<'_>> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    let mut cases: Vec<Case<'_>> = Vec::new();
    let mut text: Option<String> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                start(&tag, xml, &mut cases);
                if matches!(tag.name().as_ref(), "failure" | "error" | "system-out") {
                    text = Some(String::new());
                }
            }
            Event::Empty(tag) => {
                start(&tag, xml, &mut cases);
            }
            Event::Text(piece) => {
                if let Some(text) = &mut text {
                    text.push_str(&piece);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(text) = &mut text {
                    text.push_str(&unescape(&format!("&{};", &*reference)).unwrap());
                }
            }
            Event::End(tag) => match tag.name().as_ref() {
                "failure" | "error" => cases.last_mut().unwrap().text = text.take(),
                "system-out" => cases.last_mut().unwrap().system_out = text.take(),
                _ => {}
            },
            Event::Eof => return cases,
            _ => {}
        }
    }
}

/// The attributes of one tag.
fn start<'a>(tag: &BytesStart<'_>, xml: &'a str, cases: &mut Vec<Case<'a>>) {
    match tag.name().as_ref() {
        "testcase" => {
            let mut case = Case { status: "passed", ..Case::default() };
            for attribute in tag.attributes().with_checks(false) {
                let attribute = attribute.unwrap();
                let value = borrow(&attribute.value, xml);
                match attribute.key.as_ref() {
                    "classname" => case.classname = value,
                    "name" => case.name = value,
                    "time" => case.time = value.parse().unwrap(),
                    _ => {}
                }
            }
            cases.push(case);
        }
        status @ ("failure" | "error" | "skipped") => {
            let case = cases.last_mut().unwrap();
            case.status = if status == "failure" {
                "failed"
            } else if status == "error" {
                "errored"
            } else {
                "skipped"
            };
            let message = tag.try_get_attribute("message").unwrap();
            case.message = message.map(|message| unescape(&message.value).unwrap().into_owned());
        }
        _ => {}
    }
}

/// A value that lives as long as the text where it holds no reference.
fn borrow<'a>(value: &str, xml: &'a str) -> Cow<'a, str> {
    if value.contains('&') {
        return Cow::Owned(unescape(value).unwrap().into_owned());
    }
    let at = value.as_ptr() as usize - xml.as_ptr() as usize;
    Cow::Borrowed(&xml[at..at + value.len()])
}

/// A file: its path, its lines and how often they ran, its branches, its functions.
type File<'a> = (String, Vec<(u32, u64)>, Vec<(u32, u32, u32, u64)>, Vec<(u32, Cow<'a, str>, u64)>);

pub(crate) fn cobertura(xml: &str) -> Vec<File<'_>> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut files: Vec<File<'_>> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "class" => {
                    let name = tag.try_get_attribute("filename").unwrap().unwrap();
                    files.push((
                        unescape(&name.value).unwrap().into_owned(),
                        Vec::new(),
                        Vec::new(),
                        Vec::new(),
                    ));
                }
                "line" => {
                    let (mut line, mut hits) = (0, 0);
                    let file = files.last_mut().unwrap();
                    for attribute in tag.attributes().with_checks(false) {
                        let attribute = attribute.unwrap();
                        match attribute.key.as_ref() {
                            "number" => line = attribute.value.parse().unwrap(),
                            "hits" => hits = attribute.value.parse().unwrap(),
                            "condition-coverage" => {
                                let (_, counts) = attribute.value.split_once('(').unwrap();
                                let (taken, all) = counts.trim_end_matches(')').split_once('/').unwrap();
                                let (taken, all): (u32, u32) = (taken.parse().unwrap(), all.parse().unwrap());
                                file.2.extend((0..all).map(|way| (line, 0, way, u64::from(way < taken))));
                            }
                            _ => {}
                        }
                    }
                    file.1.push((line, hits));
                }
                _ => {}
            },
            Event::Eof => return files,
            _ => {}
        }
    }
}

pub(crate) fn lcov(text: &str) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = Vec::new();
    let mut start = 0;
    let mut function = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let line = &text[start..end];
        start = end + 1;
        if let Some(data) = line.strip_prefix("DA:") {
            let (line, hits) = data.split_once(',').unwrap();
            files.last_mut().unwrap().1.push((line.parse().unwrap(), hits.parse().unwrap()));
        } else if let Some(data) = line.strip_prefix("BRDA:") {
            let mut fields = data.split(',');
            let mut number = || fields.next().unwrap().parse::<u32>().unwrap();
            let branch = (number(), number(), number(), u64::from(number()));
            files.last_mut().unwrap().2.push(branch);
        } else if let Some(data) = line.strip_prefix("FN:") {
            let (line, name) = data.split_once(',').unwrap();
            files.last_mut().unwrap().3.push((line.parse().unwrap(), Cow::Borrowed(name), 0));
        } else if let Some(data) = line.strip_prefix("FNDA:") {
            let (hits, _) = data.split_once(',').unwrap();
            files.last_mut().unwrap().3[function].2 = hits.parse().unwrap();
            function += 1;
        } else if let Some(path) = line.strip_prefix("SF:") {
            files.push((path.to_owned(), Vec::new(), Vec::new(), Vec::new()));
            function = 0;
        }
    }
    files
}

/// A CTRF report in typed structs, borrowed where there is no escape.
#[derive(Deserialize)]
pub(crate) struct Ctrf<'a> {
    #[serde(borrow)]
    results: CtrfResults<'a>,
}

#[derive(Deserialize)]
struct CtrfResults<'a> {
    #[serde(borrow)]
    tests: Vec<CtrfTest<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
struct CtrfTest<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    duration: f64,
    #[serde(borrow)]
    suite: Option<Cow<'a, str>>,
    #[serde(borrow)]
    file_path: Option<Cow<'a, str>>,
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
    #[serde(borrow)]
    trace: Option<Cow<'a, str>>,
    retries: Option<u32>,
    flaky: Option<bool>,
    #[serde(borrow, default)]
    tags: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    r#type: Option<Cow<'a, str>>,
}

pub(crate) fn ctrf(json: &str) -> usize {
    let report: Ctrf<'_> = serde_json::from_str(json).unwrap();
    report.results.tests.len()
}

/// An event of `go test -json`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
#[expect(dead_code, reason = "read, and compared with what reads the same")]
pub(crate) struct GoEvent<'a> {
    #[serde(borrow)]
    time: Option<Cow<'a, str>>,
    #[serde(borrow)]
    action: Cow<'a, str>,
    #[serde(borrow)]
    package: Option<Cow<'a, str>>,
    #[serde(borrow)]
    test: Option<Cow<'a, str>>,
    #[serde(borrow)]
    output: Option<Cow<'a, str>>,
    elapsed: Option<f64>,
}

pub(crate) fn go_test(text: &str) -> Vec<GoEvent<'_>> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
