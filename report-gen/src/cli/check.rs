//! `report-gen check`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use report_analysis::rules::{self, Facts, Limits};
use report_analysis::{Groups, History, measure, rename};
use report_model::Notices;
use report_model::plan::Plan;
use report_model::site::{
    Completeness, CoverageFiles, Flaky, GateResult, GateVerdict, Gates, Ledger, PhaseState, PhaseStatus,
    PlanStatus, RunPoint,
};

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

/// The last run on record against those before it, judged as a build of it would be. What a record does not keep is
/// unknown, and said to be.
fn of_history(place: &Path, plans: &[PathBuf], mut config: Config, limits: &Limits) -> Result<Gates, Error> {
    let notices = Notices::default();
    for path in plans {
        let document = super::plan::document(path, path, &notices)?;
        config.plan.merge(document);
    }
    let records = Store::at(place).records(&notices)?;
    // Of which variant the last run is, its record says; the runs before it are looked at as that variant sees them.
    let whole = History::of_records(records.clone(), &BTreeMap::new());
    let labels = whole.runs.last().map(|last| &last.point.run.labels);
    let History { mut runs } = History::of_records(records, labels.unwrap_or(&BTreeMap::new()));
    let Some(last) = runs.pop() else {
        return Err(Error::Usage {
            message: format!("`{}` holds neither a report nor records of runs", place.display()),
            help: Some("name the folder that `build -o` or `build --history` wrote".to_owned()),
        });
    };
    let mut history = History { runs };
    let run = last.to_run();
    let carried = rename::carry(&mut history, &run, &config.renames);
    let groups = Groups::by_file_or_class(&run.tests);
    let plan = &config.plan;
    let mut findings =
        report_analysis::analyze_in(&groups, &run, &history, carried, plan, &config.categories);
    // What was counted then counts: several results with one id are one in a record.
    (findings.totals, findings.coverage) = (last.point.totals, last.point.coverage);
    let past: Vec<RunPoint> = findings
        .of_branch
        .iter()
        .filter_map(|index| history.runs.get(*index))
        .map(|run| run.point.clone())
        .collect();
    let points: Vec<&RunPoint> = past.iter().collect();
    findings.phases = report_analysis::phases::phases(plan, &points, &last.point);
    let mut measured = measure::measure(plan, &run, &groups, &history, &mut findings);
    forget_what_is_not_on_record(plan, measured.plan.as_mut(), &mut findings.phases);
    let files = last.files.as_ref().map(|files| CoverageFiles {
        paths: files.paths.to_vec(),
        covered: files.covered.clone(),
        lines: files.lines.clone(),
        ..CoverageFiles::default()
    });
    let totals = last.point.totals;
    let status = measured.plan.as_ref();
    let facts = Facts {
        totals,
        coverage: last.point.coverage,
        files: files.as_ref(),
        phases: &findings.phases,
        components: status.map_or(&[], |plan| &plan.components),
        budgets: status.map_or(&[], |plan| &plan.budgets),
        // Without the results of its tests nothing is known to have begun to fail.
        newly_failing: findings
            .changes
            .as_ref()
            .filter(|_| last.tests.is_some())
            .map(|changes| changes.newly_failing.len() as u64),
        flaky: if last.tests.is_some() { findings.flaky.tests.len() as u64 } else { totals.flaky },
        executed: (totals.collected > 0)
            .then(|| report_model::Ratio::new(totals.counts.executed(), totals.collected)),
        past: &past,
        ..Facts::default()
    };
    let mut results = rules::judge(&Limits { shards: None, ..limits.clone() }, &facts);
    results.extend(limits.shards.and_then(|wanted| not_on_record("shards", format!("{wanted} artifacts"))));
    let budgets = status.map_or(&[][..], |plan| &plan.budgets).iter();
    let unbound: Vec<String> =
        budgets.filter(|budget| budget.value.is_none()).map(|budget| budget.name.clone()).collect();
    if limits.budgets && !unbound.is_empty() {
        anstream::eprintln!(
            "budgets not judged, for benchmarks are not on record: {}; bind them to a test, judge the report, or build with --check",
            report_model::text::visible(&unbound.join(", "))
        );
    }
    Ok(Gates { results })
}

/// Benchmarks and the texts of failures are not on record: what a plan asks of them must not be judged by something else.
fn forget_what_is_not_on_record(plan: &Plan, status: Option<&mut PlanStatus>, phases: &mut [PhaseStatus]) {
    if let Some(status) = status {
        for (budget, planned) in status.budgets.iter_mut().zip(&plan.budgets) {
            if planned.test.is_none() && !planned.is_suite {
                (budget.value, budget.met, budget.bound_to) = (None, None, None);
            }
        }
    }
    for (phase, planned) in phases.iter_mut().zip(&plan.phases) {
        if !planned.targets.failing_of.is_empty() && phase.state == PhaseState::Done {
            phase.state = PhaseState::Unknown;
        }
    }
}

/// A gate that asks for what records do not hold.
fn not_on_record(rule: &str, limit: String) -> Option<GateResult> {
    let rule = rules::by_id(rule)?;
    Some(GateResult {
        rule: rule.id().to_owned(),
        scope: None,
        explanation: rule.explanation().to_owned(),
        limit,
        measured: "not on record; judge the report, or build with --check".to_owned(),
        verdict: GateVerdict::Unknown,
    })
}
