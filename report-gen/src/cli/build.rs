//! `report-gen build`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use report_model::Timestamp;

use super::limits::LimitArgs;
use super::open_in_browser;
use crate::besides::Besides;
use crate::environment::CiEnvironment;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::history::Retention;
use crate::identity::IdentityOptions;
use crate::ingest::FormatRule;
use crate::{Progress, Request, summary};

/// Build a report from artifacts
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub(super) struct Args {
    /// File, folder, glob, .zip, .tar.gz, .gz, or - for standard input; none: known names below the current folder
    #[arg(value_name = "ARTIFACT")]
    artifacts: Vec<String>,
    /// Folder to write the report to [default: site, unless --single-file is given]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Write the report as one file that opens by double click
    #[arg(long, value_name = "FILE")]
    single_file: Option<PathBuf>,
    /// Write a summary in Markdown too, for a comment or the summary of a job
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Write badges and charts here, as SVG and for shields.io; a folder report has them in `badges/` in any case
    #[arg(long, value_name = "DIR")]
    badges: Option<PathBuf>,
    /// Write the charts beside the badges as PNG too, with a font of this machine; needs the feature `png`
    #[arg(long)]
    png: bool,
    /// Leave things out of the folder and of the single file until each is no larger, such as 5MB: coverage line by
    /// line, output of passing tests, other output, the middle of long traces, outcomes in past runs, and of the folder
    /// the results of single tests in the records of old runs. The Notices page says what, and where to have it
    #[arg(long, value_name = "SIZE", value_parser = crate::site::parse_size)]
    budget: Option<u64>,
    /// Write a plain page without scripts beside the report too: tables and charts for print, mail and strict hosts
    #[arg(long = "static")]
    static_page: bool,
    /// Where the report will be published: makes links in summaries
    #[arg(long, value_name = "URL")]
    site_url: Option<String>,
    /// Title, phases and categories [default: report-gen.toml, when there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Markdown that the plan is written in; may be given more than once
    #[arg(long, value_name = "FILE")]
    plan: Vec<PathBuf>,
    /// Judge the rules below [gates], or what was reached when there are none; exit 1 when one is not kept
    #[arg(long)]
    check: bool,
    /// A file that was changed, for the rule on changed files; may be given more than once
    #[arg(long, value_name = "FILE")]
    changed: Vec<String>,
    /// Keep the records of runs here, and compare with those that are there; an address is that of a published report
    #[arg(long, value_name = "DIR|URL")]
    history: Option<String>,
    /// Keep the results of single tests for this many runs of each branch, then totals only
    #[arg(long, value_name = "N", default_value_t = 300)]
    keep_runs: usize,
    /// Keep the results of single tests for this many days, then totals only [default: no limit]
    #[arg(long, value_name = "DAYS")]
    keep_days: Option<u32>,
    /// The run is made of this many shards: say which are missing
    #[arg(long, value_name = "N")]
    expect_shards: Option<u32>,
    /// Every subfolder is one past run; without ARTIFACT the last of them is the run of the report
    #[arg(long, value_name = "DIR")]
    runs_in: Option<PathBuf>,
    /// Id of the run [default: from the CI system, the artifacts, or the time]
    #[arg(long, value_name = "ID", help_heading = "What the run is")]
    run_id: Option<String>,
    /// Branch it ran on
    #[arg(long, value_name = "NAME", help_heading = "What the run is")]
    branch: Option<String>,
    /// Commit it ran on
    #[arg(long, value_name = "SHA", help_heading = "What the run is")]
    commit: Option<String>,
    /// When it began, such as 2026-01-18T16:42:00Z
    #[arg(long, value_name = "TIME", value_parser = moment, help_heading = "What the run is")]
    started_at: Option<Timestamp>,
    /// A label such as os=linux; may be given more than once
    #[arg(long, value_name = "KEY=VALUE", value_parser = label, help_heading = "What the run is")]
    label: Vec<(String, String)>,
    /// Title of the report
    #[arg(long, value_name = "TEXT", help_heading = "What the run is")]
    title: Option<String>,
    /// Read the files that match as this format; see `report-gen formats`
    #[arg(long, value_name = "ID=GLOB")]
    format: Vec<String>,
    /// Stop, and write nothing, when a part of an artifact was lost
    #[arg(long)]
    strict: bool,
    /// Print what came of it as JSON instead
    #[arg(long)]
    json: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
    /// Open the report in the browser
    #[arg(long)]
    open: bool,
    /// How many files are read at a time [default: one a core]
    #[arg(short, long, value_name = "N")]
    jobs: Option<usize>,
    /// Use the dashboard in this folder instead of the built-in one
    #[arg(long, value_name = "DIR", help_heading = "For work on the dashboard")]
    viewer: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArgs,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "write it as 2026-01-18T16:42:00Z".to_owned())
}

fn label(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as key=value")?;
    if key.is_empty() { Err("the key is missing".to_owned()) } else { Ok((key.to_owned(), value.to_owned())) }
}

pub(super) fn run(args: Args) -> Result<ExitStatus, Error> {
    if let Some(jobs) = args.jobs {
        // Fails only when a pool was made before, which nothing here does.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    if args.png {
        // Whether it can be done is told before the work, not after it.
        crate::charts::pictures(&[])?;
    }
    let folder_is_wanted = args.output.is_some() || args.single_file.is_none();
    let request = Request {
        inputs: args.artifacts,
        runs_in: args.runs_in,
        output: folder_is_wanted.then(|| args.output.unwrap_or_else(|| PathBuf::from("site"))),
        single_file: args.single_file,
        besides: Besides {
            summary: args.summary,
            badges: args.badges,
            png: args.png,
            budget: args.budget,
            static_page: args.static_page,
            site_url: args.site_url,
        },
        config: args.config,
        plans: args.plan,
        check: args.check,
        changed_files: args.changed,
        history: args.history,
        retention: Retention { runs: args.keep_runs, days: args.keep_days },
        expect_shards: args.expect_shards,
        identity: IdentityOptions {
            run_id: args.run_id,
            branch: args.branch,
            commit: args.commit,
            started_at: args.started_at,
            labels: args.label.into_iter().collect::<BTreeMap<_, _>>(),
        },
        environment: CiEnvironment::of_process(),
        title: args.title,
        formats: args.format.iter().map(|rule| FormatRule::parse(rule)).collect::<Result<_, _>>()?,
        limits: args.limits.limits(),
        texts: args.limits.texts(),
        progress: if args.quiet { Progress::default() } else { Progress::on_terminal() },
        strict: args.strict,
        viewer: args.viewer,
        here: Path::new(".").to_owned(),
    };
    let report = crate::build(&request)?;
    if args.json {
        anstream::print!("{}", summary::json(&report)?);
    } else if !args.quiet {
        anstream::print!("{}", summary::terminal(&report));
    }
    if args.check && !args.quiet && !args.json {
        anstream::print!("{}", crate::gates::table(&report.manifest.gates));
    }
    if args.open {
        open_report(&report)?;
    }
    let gates = report_model::site::Gates { results: report.manifest.gates };
    Ok(if args.check && gates.failed() { ExitStatus::GateFailed } else { ExitStatus::Success })
}

/// Opens the single file, or serves the folder until the process is ended.
pub(super) fn open_report(report: &crate::Report) -> Result<(), Error> {
    if let Some((file, _)) = &report.single_file {
        let path = file.canonicalize().unwrap_or_else(|_| file.clone());
        open_in_browser(&path.to_string_lossy());
    } else if let Some((folder, _)) = &report.folder {
        let server = crate::serve::Server::bind(folder, None)?;
        let address = server.address();
        anstream::println!("Serving {} at {address} until Ctrl+C", folder.display());
        open_in_browser(&address);
        server.run();
    }
    Ok(())
}
