//! `report-gen inspect`.

use std::fmt::Write as _;
use std::path::Path;

use report_analysis::totals::coverage_totals;
use report_formats::Wanted;
use report_model::run::{Content, Coverage, Measured, ReadArtifact, TestTotals};
use report_model::{Counts, Notice, Notices, text};
use serde::Serialize;

use super::limits::LimitArgs;
use crate::discover::Search;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::ingest::{FormatRule, Reading};
use crate::{assemble, ingest, summary};

/// Say what each file is, what it holds and what was odd about it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// File, folder, glob, .zip, .tar.gz, .gz, or - for standard input; none: known names below the current folder
    #[arg(value_name = "ARTIFACT")]
    artifacts: Vec<String>,
    /// As JSON, for scripts; what is not known is null
    #[arg(long)]
    json: bool,
    /// Read the files that match as this format; see `report-gen formats`
    #[arg(long, value_name = "ID=GLOB")]
    format: Vec<String>,
    #[command(flatten)]
    limits: LimitArgs,
}

#[derive(Debug, Serialize)]
struct Inspection {
    files: Vec<InspectedFile>,
    total: Total,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<InspectedNotice>,
}

#[derive(Debug, Serialize)]
struct InspectedFile {
    path: String,
    size_bytes: u64,
    format: Option<&'static str>,
    /// How sure the format is.
    certainty: Option<&'static str>,
    producer: Option<String>,
    #[serde(flatten)]
    figures: Total,
    /// What the file's own counters say.
    declared: Option<Declared>,
    /// How many tests it says were found.
    collected: Option<u64>,
    notices: Vec<InspectedNotice>,
}

/// The counters of a file: compared with what is in it, never used as a total.
#[derive(Debug, Serialize)]
struct Declared {
    tests: u64,
    passed: u64,
    failed: u64,
    errored: u64,
    skipped: u64,
}

impl From<Counts> for Declared {
    fn from(counts: Counts) -> Self {
        let Counts { passed, failed, errored, skipped } = counts;
        Self { tests: counts.total(), passed, failed, errored, skipped }
    }
}

/// The figures of a file, or of all. What is not known is null.
#[derive(Debug, Default, Serialize)]
struct Total {
    tests: Option<u64>,
    passed: Option<u64>,
    failed: Option<u64>,
    errored: Option<u64>,
    skipped: Option<u64>,
    duration_secs: Option<f64>,
    attempts: Option<u64>,
    coverage: Option<CoverageFigures>,
    benchmarks: Option<u64>,
}

#[derive(Debug, Serialize)]
struct CoverageFigures {
    lines_covered: u64,
    lines_total: u64,
    branches_covered: Option<u64>,
    branches_total: Option<u64>,
    functions_covered: Option<u64>,
    functions_total: Option<u64>,
    files: u64,
}

#[derive(Debug, Serialize)]
struct InspectedNotice {
    severity: report_model::Severity,
    line: Option<u32>,
    column: Option<u32>,
    message: String,
    hint: Option<String>,
}

impl From<Notice> for InspectedNotice {
    fn from(notice: Notice) -> Self {
        let Notice { severity, message, hint, location, .. } = notice;
        let location = location.unwrap_or_default();
        Self { severity, line: location.line, column: location.column, message, hint }
    }
}

impl From<&Coverage> for CoverageFigures {
    fn from(coverage: &Coverage) -> Self {
        let totals = coverage_totals(coverage);
        Self {
            lines_covered: totals.lines.part,
            lines_total: totals.lines.whole,
            branches_covered: totals.branches.map(|ratio| ratio.part),
            branches_total: totals.branches.map(|ratio| ratio.whole),
            functions_covered: totals.functions.map(|ratio| ratio.part),
            functions_total: totals.functions.map(|ratio| ratio.whole),
            files: totals.files,
        }
    }
}

impl Total {
    fn of(content: &Content) -> Self {
        let mut total = Self::default();
        match content {
            Content::Nothing | Content::Collected(_) => {}
            Content::Tests(results) => total.take(results.totals()),
            Content::TestTotals(totals) => total.take(*totals),
            Content::Coverage(coverage) => total.coverage = Some(coverage.into()),
            Content::Benchmarks(benchmarks) => total.benchmarks = Some(benchmarks.len() as u64),
        }
        total
    }

    fn take(&mut self, totals: TestTotals) {
        self.add_counts(totals.counts);
        self.duration_secs = totals.duration_secs;
        self.attempts = Some(totals.attempts);
    }

    fn add_counts(&mut self, counts: Counts) {
        let add = |sum: &mut Option<u64>, count: u64| *sum = Some(sum.unwrap_or(0) + count);
        add(&mut self.tests, counts.total());
        add(&mut self.passed, counts.passed);
        add(&mut self.failed, counts.failed);
        add(&mut self.errored, counts.errored);
        add(&mut self.skipped, counts.skipped);
    }

    /// The figures of all files together: tests add up, coverage is merged line by line.
    fn of_all(artifacts: Vec<ReadArtifact>) -> Self {
        let mut total = Self::default();
        let mut coverages = Vec::new();
        for artifact in artifacts {
            let own = Self::of(&artifact.document.content);
            let plus = |a: Option<u64>, b: Option<u64>| a.map_or(b, |a| Some(a + b.unwrap_or(0)));
            total.attempts = plus(total.attempts, own.attempts);
            total.benchmarks = plus(total.benchmarks, own.benchmarks);
            total.duration_secs = match (total.duration_secs, own.duration_secs) {
                (Some(a), Some(b)) => Some(a + b),
                (known, None) | (None, known) => known,
            };
            match artifact.document.content {
                Content::Tests(results) => total.add_counts(results.counts()),
                Content::TestTotals(totals) => total.add_counts(totals.counts),
                Content::Coverage(coverage) => {
                    let format = artifact.format.map(|(id, _)| id);
                    coverages.push(Measured { format, path: artifact.path, coverage });
                }
                Content::Nothing | Content::Benchmarks(_) | Content::Collected(_) => {}
            }
        }
        total.coverage = (!coverages.is_empty()).then(|| (&Coverage::merge(coverages)).into());
        total
    }
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let notices = Notices::default();
    let formats: Vec<FormatRule> =
        args.format.iter().map(|rule| FormatRule::parse(rule)).collect::<Result<_, _>>()?;
    let wanted = |path: &str, head: &[u8]| ingest::is_wanted(&formats, path, head);
    let search =
        Search { here: Path::new("."), limits: args.limits.limits(), wanted: &wanted, notices: &notices };
    let found = search.artifacts(&args.artifacts)?;
    let reading = Reading { formats: &formats, texts: args.limits.texts(), wanted: Wanted::Totals };
    let artifacts = ingest::read_all(found, reading, &notices);
    let text = if args.json {
        let inspection = inspect(artifacts, notices.into_sorted());
        let source = |source| Error::Json { what: "the inspection".to_owned(), source };
        serde_json::to_string_pretty(&inspection).map_err(source)? + "\n"
    } else {
        describe(&artifacts, &notices.into_sorted())
    };
    anstream::print!("{text}");
    Ok(ExitStatus::Success)
}

fn inspect(artifacts: Vec<ReadArtifact>, notices: Vec<Notice>) -> Inspection {
    let files = artifacts
        .iter()
        .map(|artifact| InspectedFile {
            path: artifact.path.clone(),
            size_bytes: artifact.size_bytes,
            format: artifact.format.map(|(id, _)| id),
            certainty: artifact.format.map(|(_, certainty)| assemble::how_sure(certainty)),
            producer: artifact.document.producer.clone(),
            figures: Total::of(&artifact.document.content),
            declared: artifact.document.declared.map(Declared::from),
            collected: match &artifact.document.content {
                Content::Collected(ids) => Some(ids.len() as u64),
                _ => None,
            },
            notices: artifact.notices.iter().cloned().map(InspectedNotice::from).collect(),
        })
        .collect();
    let notices = notices.into_iter().map(InspectedNotice::from).collect();
    Inspection { files, total: Total::of_all(artifacts), notices }
}

fn describe(artifacts: &[ReadArtifact], notices: &[Notice]) -> String {
    let mut out = String::new();
    for artifact in artifacts {
        let name = |id: &'static str| report_formats::by_id(id).map_or(id, |format| format.name());
        let format = artifact.format.map_or("unknown format", |(id, _)| name(id));
        let producer =
            artifact.document.producer.as_ref().map_or(String::new(), |name| format!(" by {name}"));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", summary::bold(&artifact.path));
        let _ = writeln!(out, "  {format}{producer}, {}", text::bytes(artifact.size_bytes));
        for line in contents(&artifact.document.content) {
            let _ = writeln!(out, "  {line}");
        }
        for notice in &artifact.notices {
            let _ = writeln!(out, "{}", summary::notice(notice, "  "));
        }
    }
    for notice in notices {
        let _ = writeln!(out, "{}", summary::notice(notice, ""));
    }
    summary::breakable(&out)
}

fn tests(totals: TestTotals) -> String {
    let TestTotals { counts, duration_secs, .. } = totals;
    let time = duration_secs.map_or(String::new(), |secs| format!(", {}", text::duration(secs)));
    format!("{}: {}{time}", text::counted(counts.total(), "test"), summary::counts(counts))
}

fn contents(content: &Content) -> Vec<String> {
    match content {
        Content::Nothing => Vec::new(),
        Content::Tests(results) => vec![tests(results.totals())],
        Content::TestTotals(totals) => vec![tests(*totals)],
        Content::Coverage(coverage) => {
            let totals = coverage_totals(coverage);
            let share = |name: &str, ratio: report_model::Ratio| {
                let percent = ratio.percent().map_or("none".to_owned(), text::percent);
                format!("{name} {percent} ({} of {})", text::count(ratio.part), text::count(ratio.whole))
            };
            let mut parts = vec![share("lines", totals.lines)];
            parts.extend(totals.branches.map(|ratio| share("branches", ratio)));
            parts.extend(totals.functions.map(|ratio| share("functions", ratio)));
            vec![format!("coverage of {}: {}", text::counted(totals.files, "file"), parts.join(", "))]
        }
        Content::Benchmarks(benchmarks) => vec![text::counted(benchmarks.len() as u64, "benchmark")],
        Content::Collected(ids) => vec![text::counted(ids.len() as u64, "collected test")],
    }
}
