//! The readers beside minimal loops over the same bytes.
//!
//! The minimal loops do what no product could live with: no recovery, no positions, no decoding, no notices. They own
//! the same fields and mark what the machine allows.

#![expect(missing_docs, reason = "criterion's macros write functions without")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the input is made here and sound")]

use std::borrow::Cow;
use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use report_formats::{Artifact, by_id, read};
use serde::Serialize;

/// The same numbers on every run and every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

const WORDS: [&str; 16] = [
    "account", "basket", "cache", "driver", "engine", "filter", "gateway", "handler", "index", "job",
    "ledger", "model", "parser", "queue", "router", "session",
];

fn word(dice: &mut Dice) -> &'static str {
    WORDS[usize::try_from(dice.below(16)).unwrap()]
}

/// About 20 MB: 100,000 cases in 158 suites, 2 % failing with traces, 5 % with output, a third with parameters.
fn junit() -> String {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites name=\"pytest tests\">\n");
    for suite in 0..158 {
        let class =
            format!("tests.{}.test_{}_{suite}.Test{}", word(&mut dice), word(&mut dice), word(&mut dice));
        writeln!(xml, "<testsuite name=\"{class}\" hostname=\"ci\" timestamp=\"2026-01-18T16:42:00Z\">")
            .unwrap();
        for case in 0..633 {
            let name = match case % 3 {
                0 => format!(
                    "test_{}_{}_{case}[{}&amp;é-&quot;{}&quot;]",
                    word(&mut dice),
                    word(&mut dice),
                    word(&mut dice),
                    dice.below(999)
                ),
                _ => format!("test_{}_{}_{}_{case}", word(&mut dice), word(&mut dice), word(&mut dice)),
            };
            write!(
                xml,
                "  <testcase classname=\"{class}\" name=\"{name}\" time=\"{}.{:03}\"",
                dice.below(9),
                dice.below(1000)
            )
            .unwrap();
            match dice.below(200) {
                0..4 => {
                    xml.push_str(
                        "><failure message=\"AssertionError: assert 1 == 2\" type=\"AssertionError\">",
                    );
                    for line in 0..24 {
                        writeln!(
                            xml,
                            "    {}_{line} = client.{}({}=&quot;{}&quot;, strict=True)",
                            word(&mut dice),
                            word(&mut dice),
                            word(&mut dice),
                            dice.below(999)
                        )
                        .unwrap();
                    }
                    xml.push_str("</failure></testcase>\n");
                }
                4..10 => xml.push_str("><skipped message=\"needs a network\"/></testcase>\n"),
                10..20 => xml
                    .push_str("><system-out>connected to localhost:5432\nclosed\n</system-out></testcase>\n"),
                _ => xml.push_str("/>\n"),
            }
        }
        xml.push_str("</testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn sources() -> impl Iterator<Item = (String, String)> + Clone {
    (0..3_800).map(|number| {
        let mut dice = Dice(number + 1);
        let (package, class) = (word(&mut dice).to_owned(), format!("{}_{number}", word(&mut dice)));
        (package, class)
    })
}

fn cobertura() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" ?>\n<coverage version=\"7.10\" line-rate=\"0.7\" branch-rate=\"0\">\n<sources><source>/src</source></sources>\n<packages>\n",
    );
    for (number, (package, class)) in sources().enumerate() {
        let mut dice = Dice(number as u64 + 7);
        write!(xml, "<package name=\"{package}\" line-rate=\"0.7\"><classes><class name=\"{class}.py\" filename=\"app/{package}/{class}.py\" complexity=\"0\" line-rate=\"0.7\" branch-rate=\"0\"><methods/><lines>\n").unwrap();
        for line in 0..120 {
            writeln!(xml, "\t\t\t\t\t\t<line number=\"{}\" hits=\"{}\"/>", line * 2 + 1, dice.below(3))
                .unwrap();
        }
        xml.push_str("</lines></class></classes></package>\n");
    }
    xml.push_str("</packages></coverage>\n");
    xml
}

fn lcov() -> String {
    let mut text = String::new();
    for (number, (package, class)) in sources().cycle().take(15_000).enumerate() {
        let mut dice = Dice(number as u64 + 7);
        write!(text, "TN:\nSF:app/{package}/{class}_{number}.py\n").unwrap();
        for line in 0..120 {
            writeln!(text, "DA:{},{}", line * 2 + 1, dice.below(300)).unwrap();
        }
        text.push_str("LF:120\nLH:84\nend_of_record\n");
    }
    text
}

/// What a case is to the minimal loop: names borrowed where they hold no reference, texts owned.
#[derive(Serialize, Default)]
struct Case<'a> {
    classname: Cow<'a, str>,
    name: Cow<'a, str>,
    time: f64,
    status: &'static str,
    message: Option<String>,
    text: Option<String>,
    system_out: Option<String>,
}

fn minimal_junit(xml: &str) -> Vec<Case<'_>> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    let mut cases: Vec<Case<'_>> = Vec::new();
    let mut text: Option<String> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                if !minimal_start(&tag, xml, &mut cases) {
                    text =
                        matches!(tag.name().as_ref(), "failure" | "error" | "system-out").then(String::new);
                }
            }
            Event::Empty(tag) => {
                minimal_start(&tag, xml, &mut cases);
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

/// The attributes of one tag; whether it was a case.
fn minimal_start<'a>(tag: &BytesStart<'_>, xml: &'a str, cases: &mut Vec<Case<'a>>) -> bool {
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
            true
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
            false
        }
        _ => false,
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

fn minimal_cobertura(xml: &str) -> Vec<(String, Vec<(u32, u64)>)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    let mut files: Vec<(String, Vec<(u32, u64)>)> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "class" => {
                    let name = tag.try_get_attribute("filename").unwrap().unwrap();
                    files.push((unescape(&name.value).unwrap().into_owned(), Vec::new()));
                }
                "line" => {
                    let (mut line, mut hits) = (0, 0);
                    for attribute in tag.attributes().with_checks(false) {
                        let attribute = attribute.unwrap();
                        match attribute.key.as_ref() {
                            "number" => line = attribute.value.parse().unwrap(),
                            "hits" => hits = attribute.value.parse().unwrap(),
                            _ => {}
                        }
                    }
                    files.last_mut().unwrap().1.push((line, hits));
                }
                _ => {}
            },
            Event::Eof => return files,
            _ => {}
        }
    }
}

fn minimal_lcov(text: &str) -> Vec<(String, Vec<(u32, u64)>)> {
    let mut files: Vec<(String, Vec<(u32, u64)>)> = Vec::new();
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let line = &text[start..end];
        start = end + 1;
        if let Some(data) = line.strip_prefix("DA:") {
            let (line, hits) = data.split_once(',').unwrap();
            files.last_mut().unwrap().1.push((line.parse().unwrap(), hits.parse().unwrap()));
        } else if let Some(path) = line.strip_prefix("SF:") {
            files.push((path.to_owned(), Vec::new()));
        }
    }
    files
}

fn group<'a>(criterion: &'a mut Criterion, name: &str, text: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);
    group
}

fn ours(group: &mut BenchmarkGroup<'_, WallTime>, id: &str, text: &str) {
    let format = by_id(id).unwrap();
    let artifact = Artifact::new("input", text.as_bytes());
    assert!(read(&artifact, Some(format)).notices.is_empty());
    group.bench_function("ours", |bencher| bencher.iter(|| black_box(read(&artifact, Some(format)))));
}

fn readers(criterion: &mut Criterion) {
    let xml = junit();
    let mut tests = group(criterion, "junit", &xml);
    ours(&mut tests, "junit", &xml);
    tests.bench_function("minimal", |bencher| bencher.iter(|| black_box(minimal_junit(&xml))));
    tests.bench_function("minimal to JSON", |bencher| {
        bencher.iter(|| black_box(serde_json::to_vec(&minimal_junit(&xml)).unwrap()));
    });
    tests.finish();

    let xml = cobertura();
    let mut lines = group(criterion, "cobertura", &xml);
    ours(&mut lines, "cobertura", &xml);
    lines.bench_function("minimal", |bencher| bencher.iter(|| black_box(minimal_cobertura(&xml))));
    lines.finish();

    let text = lcov();
    let mut lines = group(criterion, "lcov", &text);
    ours(&mut lines, "lcov", &text);
    lines.bench_function("minimal", |bencher| bencher.iter(|| black_box(minimal_lcov(&text))));
    lines.finish();
}

criterion_group!(benches, readers);
criterion_main!(benches);
