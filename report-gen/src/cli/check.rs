//! `report-gen check`.

use std::path::{Path, PathBuf};

use report_analysis::History;
use report_analysis::rules::{self, Facts, Limits};
use report_model::Notices;
use report_model::site::{Completeness, CoverageFiles, Flaky, Gates, Ledger, PlanStatus, RunPoint};

use crate::config::Config;
use crate::error::Error;
use crate::exit::ExitStatus;
use crate::export::Published;
use crate::gates;
use crate::history::Store;

/// Judge the gates of a report, or of the last run of a history, again
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of a report, or a folder with the records of runs
    #[arg(value_name = "SITE|HISTORY", required_unless_present = "rules")]
    place: Option<PathBuf>,
    /// Where the limits are [default: report-gen.toml, when there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A plan document; may be given more than once. Only for a history: a report holds its own plan
    #[arg(long, value_name = "FILE")]
    plan: Vec<PathBuf>,
    /// A file that was changed, for the rule on changed files; may be given more than once
    #[arg(long, value_name = "FILE")]
    changed: Vec<String>,
    /// As JSON, for scripts
    #[arg(long)]
    json: bool,
    /// Print all rules as a Markdown page, and judge nothing
    #[arg(long)]
    rules: bool,
}

pub(super) fn run(args: &Args) -> Result<ExitStatus, Error> {
    let Some(place) = args.place.as_deref().filter(|_| !args.rules) else {
        anstream::print!("{}", gates::rules_page());
        return Ok(ExitStatus::Success);
    };
    let config = Config::load(args.config.as_deref(), Path::new("."))?;
    let mut limits = config.gates.clone().unwrap_or_default();
    limits.changed_files.extend(args.changed.iter().cloned());
    let gates = if place.join("data/manifest.json").is_file() {
        of_site(place, &limits)?
    } else {
        of_history(place, &args.plan, config, &limits)?
    };
    if args.json {
        let json = serde_json::to_string_pretty(&gates);
        let json = json.map_err(|source| Error::Json { what: "the gates".to_owned(), source })?;
        anstream::println!("{json}");
    } else {
        anstream::print!("{}", gates::table(&gates.results));
    }
    Ok(if gates.failed() { ExitStatus::GateFailed } else { ExitStatus::Success })
}

fn of_site(folder: &Path, limits: &Limits) -> Result<Gates, Error> {
    let site = Published::open(folder)?;
    let shards = &site.manifest.shards;
    let plan: Option<PlanStatus> = shards.plan.as_ref().map(|shard| site.shard(shard)).transpose()?;
    let completeness: Option<Completeness> =
        shards.completeness.as_ref().map(|shard| site.shard(shard)).transpose()?;
    let files: Option<CoverageFiles> = shards.coverage.as_ref().map(|shard| site.shard(shard)).transpose()?;
    let flaky: Option<Flaky> = shards.flaky.as_ref().map(|shard| site.shard(shard)).transpose()?;
    let ledger: Option<Ledger> = shards.ledger.as_ref().map(|shard| site.shard(shard)).transpose()?;
    let ground = gates::Ground {
        manifest: &site.manifest,
        plan: plan.as_ref(),
        completeness: completeness.as_ref(),
        files: files.as_ref(),
        flaky: flaky.as_ref(),
        ledger: ledger.as_ref().map_or(&[], |ledger| &ledger.rows),
    };
    Ok(gates::judge(limits, ground))
}

/// The last run on record against those before it. What a record does not keep is unknown.
fn of_history(place: &Path, plans: &[PathBuf], mut config: Config, limits: &Limits) -> Result<Gates, Error> {
    let notices = Notices::default();
    for path in plans {
        let document = super::plan::document(path, path, &notices)?;
        config.plan.merge(document);
    }
    let History { mut runs } = Store::at(place).load(&notices)?;
    let Some(last) = runs.pop() else {
        return Err(Error::Usage {
            message: format!("`{}` holds neither a report nor records of runs", place.display()),
            help: Some("name the folder that `build -o` or `build --history` wrote".to_owned()),
        });
    };
    let history = History { runs };
    let of_branch = history.of_branch(last.point.run.branch.as_deref(), &last.point.run.labels);
    let past: Vec<RunPoint> =
        of_branch.iter().filter_map(|index| history.runs.get(*index)).map(|run| run.point.clone()).collect();
    let before = of_branch.last().and_then(|index| history.runs.get(*index));
    let points: Vec<&RunPoint> = past.iter().collect();
    let phases = report_analysis::phases::phases(&config.plan, &points, &last.point);
    let files = last.files.as_ref().map(|files| CoverageFiles {
        paths: files.paths.to_vec(),
        covered: files.covered.clone(),
        lines: files.lines.clone(),
        ..CoverageFiles::default()
    });
    let totals = last.point.totals;
    let facts = Facts {
        totals,
        coverage: last.point.coverage,
        files: files.as_ref(),
        phases: &phases,
        newly_failing: before.and_then(|before| newly_failing(before, &last)),
        flaky: totals.flaky,
        executed: (totals.collected > 0)
            .then(|| report_model::Ratio::new(totals.counts.executed(), totals.collected)),
        past: &past,
        ..Facts::default()
    };
    // How many artifacts there were is not on record.
    let limits = Limits { shards: None, ..limits.clone() };
    Ok(Gates { results: rules::judge(&limits, &facts) })
}

/// How many tests fail in the later run that did not in the earlier.
fn newly_failing(before: &report_analysis::PastRun, now: &report_analysis::PastRun) -> Option<u64> {
    let (before, now) = (before.tests.as_ref()?, now.tests.as_ref()?);
    let is_bad = |tests: &report_analysis::PastTests, at: usize| {
        tests.outcome(at).is_some_and(report_model::Outcome::is_bad)
    };
    let new = now.names.iter().enumerate().filter(|(at, name)| {
        let was_bad =
            before.position(&report_model::TestId((*name).clone())).is_some_and(|at| is_bad(before, at));
        is_bad(now, *at) && !was_bad
    });
    Some(new.count() as u64)
}
