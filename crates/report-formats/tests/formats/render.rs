//! Documents as text that a person can check against the artifact beside them.

use std::fmt::Write as _;

use report_model::run::{
    Benchmark, Content, Coverage, CoverageCounts, Failure, ReadArtifact, TestCase, TestResults, TestSuite,
};

pub fn artifact(said: &ReadArtifact) -> String {
    let mut text = String::new();
    let format = said.format.map_or("nothing", |(id, _)| id);
    write!(text, "{format}").unwrap();
    if let Some(producer) = &said.document.producer {
        write!(text, " by {producer}").unwrap();
    }
    if let Some(declared) = &said.document.declared {
        write!(text, ", declares {declared:?}").unwrap();
    }
    text.push('\n');
    match &said.document.content {
        Content::Nothing => text.push_str("nothing\n"),
        Content::Tests(tests) => results(&mut text, tests),
        Content::TestTotals(totals) => writeln!(text, "{totals:?}").unwrap(),
        Content::Coverage(files) => coverage(&mut text, files),
        Content::Benchmarks(all) => all.iter().for_each(|one| benchmark(&mut text, one)),
        Content::Collected(ids) => ids.iter().for_each(|id| writeln!(text, "{id}").unwrap()),
    }
    for notice in &said.notices {
        write!(text, "! {:?}", notice.severity).unwrap();
        if let Some(location) = &notice.location {
            if let (Some(line), Some(column)) = (location.line, location.column) {
                write!(text, " {line}:{column}").unwrap();
            }
            if let Some(element) = &location.element {
                write!(text, " {element}").unwrap();
            }
        }
        writeln!(text, ": {}", notice.message).unwrap();
        for more in [&notice.effect, &notice.hint].into_iter().flatten() {
            writeln!(text, "    {more}").unwrap();
        }
    }
    text
}

fn results(text: &mut String, tests: &TestResults) {
    writeln!(text, "{:?}, {:?} s", tests.counts(), tests.duration_secs()).unwrap();
    for (number, suite) in tests.suites.iter().enumerate() {
        suite_line(text, number, suite);
        for case in tests.cases.iter().filter(|case| case.suite as usize == number) {
            case_lines(text, case);
        }
    }
}

fn suite_line(text: &mut String, number: usize, suite: &TestSuite) {
    write!(text, "suite {number}").unwrap();
    if let Some(parent) = suite.parent {
        write!(text, " in {parent}").unwrap();
    }
    let TestSuite {
        name,
        file,
        hostname,
        started_at,
        duration_secs,
        declared,
        properties,
        stdout,
        stderr,
        ..
    } = suite;
    option(text, "name", name);
    option(text, "file", file);
    option(text, "host", hostname);
    option(text, "at", &started_at.and_then(report_model::Timestamp::rfc3339));
    option(text, "secs", duration_secs);
    option(text, "declared", &declared.map(|counts| counts.total()));
    text.push('\n');
    for (name, value) in properties {
        writeln!(text, "  {name} = {}", short(value)).unwrap();
    }
    output(text, "  ", "stdout", stdout.as_deref());
    output(text, "  ", "stderr", stderr.as_deref());
}

fn case_lines(text: &mut String, case: &TestCase) {
    write!(text, "  {} {}", case.outcome.word(), case.id()).unwrap();
    option(text, "file", &case.file);
    option(text, "line", &case.line);
    option(text, "secs", &case.duration_secs);
    option(text, "setup", &case.setup_secs);
    if case.is_flaky() {
        text.push_str(" flaky");
    }
    text.push('\n');
    let Some(said) = &case.text else { return };
    for one in &said.failures {
        failure(text, "    ", one);
    }
    for attempt in &said.attempts {
        writeln!(text, "    attempt {} {:?}", attempt.outcome.word(), attempt.duration_secs).unwrap();
        if let Some(one) = &attempt.failure {
            failure(text, "      ", one);
        }
    }
    output(text, "    ", "skipped", said.skip_reason.as_deref());
    for (name, value) in &said.properties {
        writeln!(text, "    {name} = {}", short(value)).unwrap();
    }
    output(text, "    ", "stdout", said.stdout.as_deref());
    output(text, "    ", "stderr", said.stderr.as_deref());
}

fn failure(text: &mut String, indent: &str, failure: &Failure) {
    writeln!(text, "{indent}{} {:?}", failure.outcome.word(), failure.kind.as_deref().map(short)).unwrap();
    output(text, indent, "  message", failure.message.as_deref());
    output(text, indent, "  trace", failure.trace.as_deref());
}

fn output(text: &mut String, indent: &str, what: &str, said: Option<&str>) {
    if let Some(said) = said {
        writeln!(text, "{indent}{what}: {}", short(said)).unwrap();
    }
}

fn option<T: std::fmt::Debug>(text: &mut String, name: &str, value: &Option<T>) {
    if let Some(value) = value {
        write!(text, " {name}={value:?}").unwrap();
    }
}

/// Texts by their ends: what is in between is copied anyway.
fn short(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= 160 {
        return format!("{text:?}");
    }
    let start: String = characters[..80].iter().collect();
    let end: String = characters[characters.len() - 60..].iter().collect();
    format!("{start:?} ... {} ... {end:?}", characters.len())
}

fn coverage(text: &mut String, coverage: &Coverage) {
    let CoverageCounts { lines, branches, functions } = coverage.counts();
    let ratio = |ratio: Option<report_model::Ratio>| {
        ratio.map_or_else(|| "unknown".to_owned(), |ratio| format!("{}/{}", ratio.part, ratio.whole))
    };
    writeln!(
        text,
        "lines {}, branches {}, functions {}",
        ratio(Some(lines)),
        ratio(branches),
        ratio(functions)
    )
    .unwrap();
    for file in &coverage.files {
        writeln!(text, "{}", file.path).unwrap();
        if let Some(declared) = file.declared {
            writeln!(text, "  declared {declared:?}").unwrap();
        }
        let lines: Vec<String> =
            file.lines.iter().map(|line| format!("{}:{}", line.line, line.hits)).collect();
        writeln!(text, "  lines {}", lines.join(" ")).unwrap();
        if let Some(branches) = &file.branches {
            let branches: Vec<String> = branches
                .iter()
                .map(|branch| format!("{}.{}.{}:{}", branch.line, branch.block, branch.way, branch.hits))
                .collect();
            writeln!(text, "  branches {}", branches.join(" ")).unwrap();
        }
        for function in file.functions.iter().flatten() {
            writeln!(text, "  function {:?} {}:{}", function.line, function.name, function.hits).unwrap();
        }
    }
}

fn benchmark(text: &mut String, benchmark: &Benchmark) {
    writeln!(text, "{}", benchmark.name).unwrap();
    for estimate in &benchmark.estimates {
        writeln!(
            text,
            "  {} {} mean {:?} median {:?} sd {:?} min {:?} max {:?} lower is better {:?}, {} samples",
            estimate.measure,
            estimate.unit,
            estimate.mean,
            estimate.median,
            estimate.std_dev,
            estimate.min,
            estimate.max,
            estimate.lower_is_better,
            estimate.samples.len()
        )
        .unwrap();
    }
}
