//! From findings to what the pages show, and from there to files.

mod budget;
mod change_points;
mod changed;
mod choices;
mod coverage;
mod effort;
mod page;
mod past;
mod plan;
mod rows;
mod runtime;
mod shard;
mod sheets;
mod single_file;
mod test_index;
mod texts;
mod timeline;
mod write;

use std::path::Path;

use report_analysis::{Findings, Groups, History};
use report_model::site::{
    Cluster, Ledger, LedgerRow, Manifest, NoticeCounts, RunPoint, Runs, SCHEMA, Shards, SheetRef,
};
use report_model::{Notice, Notices};

pub use budget::parse_size;
pub use plan::PlanPart;
pub use report_model::text::path_safe;
pub use rows::Rows;
pub use shard::{Shard, gzip, gzip_json};
pub use test_index::micros;
pub use write::{FileContent, check_target, file as write_file};

use crate::assemble::Assembled;
use crate::besides::STATIC_PAGE;
use crate::error::Error;
use crate::history::Records;
use crate::viewer::Viewer;
use past::{Past, TREND_RUNS};
use report_analysis::group_path::path_of_class;

/// How many clusters the first page shows.
const FIX_FIRST: usize = 5;
const WORTH_KNOWING: usize = 3;
/// What the notice takes that says what was left out.
const ROOM: u64 = 1_500;

/// A site in memory: the manifest and the shards that it refers to.
#[derive(Debug)]
pub struct Site {
    /// The entry point.
    pub manifest: Manifest,
    /// Every shard.
    pub shards: Vec<Shard>,
    /// The notices of the run, the gravest first.
    pub notices: Vec<Notice>,
}

/// The groups of the rows, as the analysis wants them.
pub fn groups(rows: &Rows) -> Groups {
    Groups {
        paths: rows.groups.iter().map(|group| group.path.clone()).collect(),
        of_case: rows.group_of_case.clone(),
    }
}

/// Everything that the pages show of a run.
pub fn project(
    title: String,
    assembled: Assembled,
    rows: &Rows,
    history: &History,
    findings: Findings,
    plan: PlanPart,
    notices: Notices,
) -> Result<Site, Error> {
    for notice in findings.notices.iter().chain(&plan.measured.notices) {
        notices.push(notice.clone());
    }
    let Assembled { mut run, ledger, suite_artifacts, repaired_files } = assembled;
    let folder = format!("runs/{}", path_safe(&run.identity.id));
    let mut point = findings.point(&run);
    point.totals.repaired_files = repaired_files;
    let past = Past::of(history, &findings.of_branch, &run.tests, rows);
    let before = findings.before.and_then(|index| history.runs.get(index));

    let mut shards = Vec::new();
    let mut refs = Shards::default();
    let mut keep = |shard: Shard| {
        let reference = shard.reference.clone();
        shards.push(shard);
        reference
    };
    // The durations of each test take about as long to look at as all the rest to write down.
    let indexed = || -> Result<_, Error> {
        if run.tests.cases.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let tests = test_index::shards(&folder, &run.tests, rows, &past)?;
        Ok((tests, test_index::history_shards(&folder, &run.identity.id, &run.tests, rows, &past)?))
    };
    let levels = || -> Result<_, Error> {
        let levels = change_points::of_run(&run, history, &findings.grid, rows);
        let shard =
            levels.as_ref().map(|levels| Shard::of(&folder, "change-points", 0, levels)).transpose()?;
        Ok((levels, shard))
    };
    let changed = || -> Result<_, Error> {
        let changed = changed::of_run(&run, history, &findings, rows);
        let shard = changed.map(|changed| Shard::of(&folder, "changed", 0, &changed)).transpose()?;
        Ok((shard, runtime::of_run(&run.tests, rows, &past, before)))
    };
    let (levels, (indexed, changed)) = rayon::join(levels, || rayon::join(indexed, changed));
    let ((change_points, levels_shard), (tests, histories), (changed_shard, mut runtime)) =
        (levels?, indexed?, changed?);
    refs.tests = tests.into_iter().map(&mut keep).collect();
    refs.test_history = histories.into_iter().map(&mut keep).collect();
    refs.changed = changed_shard.map(&mut keep);
    refs.change_points = levels_shard.map(&mut keep);
    if let Some(runtime) = &mut runtime {
        runtime.wall_secs = run.wall_secs;
        effort::add(runtime, &run.tests, rows, &suite_artifacts, &ledger);
    }
    let files = run
        .coverage
        .as_ref()
        .map(|coverage| coverage::files(coverage, before, artifacts_with_coverage(&ledger)));
    if let Some(files) = &files {
        refs.coverage = Some(keep(Shard::of(&folder, "coverage", 0, files)?));
    }
    if let Some(coverage) = &run.coverage {
        let lines = coverage::lines(coverage);
        refs.coverage_lines = Some(keep(Shard::of(&folder, "coverage-lines", 0, &lines)?));
    }
    let changes = findings.changes.as_ref().map(|changes| {
        let is_new = |cluster: &&Cluster| cluster.new.unwrap_or(0) > 0;
        let new_clusters = findings.failures.clusters.iter().filter(is_new).count() as u64;
        let mut changes = changes.to_site(&run, &groups(rows), new_clusters);
        // Of a test that is gone only its id is kept.
        for gone in changes.examples.iter_mut().filter(|change| change.kind == "removed") {
            gone.group = path_of_class(&gone.group);
        }
        changes
    });
    let fix_first: Vec<Cluster> =
        findings.failures.clusters.iter().take(FIX_FIRST).map(without_rows).collect();
    let choices = choices::of(&findings.failures.clusters, plan.measured.plan.as_ref());
    let cluster_count = findings.failures.clusters.len() as u64;
    let has_failures = !findings.failures.of_case.is_empty();
    let failures = has_failures.then(|| findings.failures.into_site(|case| rows.row(case)));
    if let Some(failures) = &failures {
        refs.failures = Some(keep(Shard::of(&folder, "failures", 0, failures)?));
    }
    let mut flaky = findings.flaky;
    for test in flaky.tests.iter_mut().chain(&mut flaky.settled) {
        test.row = test.row.map(|case| rows.row(case));
    }
    let flaky = Some(flaky).filter(|flaky| !flaky.tests.is_empty() || !flaky.settled.is_empty());
    if let Some(flaky) = &flaky {
        refs.flaky = Some(keep(Shard::of(&folder, "flaky", 0, flaky)?));
    }
    if let Some(runtime) = &mut runtime {
        effort::savings(runtime, &run.tests, rows, change_points.as_ref(), flaky.as_ref());
        refs.runtime = Some(keep(Shard::of(&folder, "runtime", 0, runtime)?));
    }
    let measured = plan::with_rows(plan.measured, rows);
    if let Some(plan) = &measured.plan {
        refs.plan = Some(keep(Shard::of(&folder, "plan", 0, plan)?));
    }
    if let Some(completeness) = &measured.completeness {
        refs.completeness = Some(keep(Shard::of(&folder, "completeness", 0, completeness)?));
    }
    let mut panels = sheets::panels_by_row(&point.run, measured.plan.as_ref());
    let (texts, shortened) =
        texts::shards(&folder, &mut run.tests, rows, &suite_artifacts, &ledger, &mut panels)?;
    refs.texts = texts.into_iter().map(&mut keep).collect();
    if shortened > 0 {
        notices.push(shortened_notice(shortened));
    }
    let mut runs: Vec<RunPoint> = history.runs.iter().map(|run| run.point.clone()).collect();
    runs.push(point.clone());
    let is_thin = |run: &report_analysis::PastRun| run.tests.is_none() && run.point.totals.counts.total() > 0;
    let past_of_branch = findings.of_branch.iter().filter_map(|index| history.runs.get(*index));
    let of_branch_thin = past_of_branch.filter(|run| is_thin(run)).count() as u64;
    let totals_only = (0u32..).zip(&history.runs).filter(|(_, run)| is_thin(run)).map(|(place, _)| place);
    let runs = Runs { runs, totals_only: totals_only.collect(), renames: findings.renames };
    refs.runs = Some(keep(Shard::of(&folder, "runs", 0, &runs)?));
    let ledger = Ledger { notices: notices.into_sorted(), rows: ledger };
    refs.ledger = Some(keep(Shard::of(&folder, "ledger", 0, &ledger)?));

    let skipped = findings.of_branch.len().saturating_sub(TREND_RUNS - 1);
    let of_branch = findings.of_branch.iter().skip(skipped).filter_map(|index| history.runs.get(*index));
    let mut manifest = Manifest {
        schema: SCHEMA,
        generator: concat!("report-gen ", env!("CARGO_PKG_VERSION")).to_owned(),
        title,
        run: point.run.clone(),
        totals: point.totals,
        coverage: point.coverage,
        verdict: findings.verdict,
        because: findings.because,
        before: before.map(|run| run.point.clone()),
        changes,
        phases: findings.phases,
        choices,
        plan: measured.plan.as_ref().map(report_analysis::measure::summary),
        denominator: measured.denominator,
        gates: Vec::new(),
        fix_first,
        cluster_count,
        trend: of_branch.map(|run| run.point.clone()).chain([point]).collect(),
        suite_time: None,
        run_count: runs.runs.len() as u64,
        notices: NoticeCounts::of(&ledger.notices),
        worth_knowing: ledger.notices.iter().take(WORTH_KNOWING).cloned().collect(),
        files_read: ledger.rows.len() as u64,
        plans_read: measured.plan.as_ref().map_or(0, |plan| plan.documents.len() as u64),
        shards: refs,
    };
    if let Some(limits) = &plan.limits {
        let ground = crate::gates::Ground {
            manifest: &manifest,
            plan: measured.plan.as_ref(),
            completeness: measured.completeness.as_ref(),
            files: files.as_ref(),
            flaky: flaky.as_ref(),
            ledger: &ledger.rows,
        };
        manifest.gates = crate::gates::judge(limits, ground).results;
    }
    let facts = sheets::Facts {
        manifest: &manifest,
        runtime: runtime.as_ref(),
        change_points: change_points.as_ref(),
        flaky: flaky.as_ref(),
        failures: failures.as_ref(),
        members: sheets::Members { tests: &run.tests, rows, past: &past },
        plan: measured.plan.as_ref(),
        completeness: measured.completeness.as_ref(),
        gates: &manifest.gates,
        ledger: &ledger,
        totals_only: of_branch_thin,
    };
    let mut written = Vec::new();
    for (number, (page, sheet)) in sheets::all(facts).into_iter().enumerate() {
        let shard = Shard::of(&folder, &format!("page-{page}-{number}"), 0, &sheet)?;
        written.push(SheetRef { page: page.to_owned(), shard: shard.reference.clone() });
        shards.push(shard);
    }
    manifest.shards.sheets = written;
    manifest.suite_time = sheets::suite_time_in_short(&manifest, change_points.as_ref());
    Ok(Site { manifest, shards, notices: ledger.notices })
}

fn artifacts_with_coverage(ledger: &[LedgerRow]) -> Vec<String> {
    ledger.iter().filter(|row| row.coverage.is_some()).map(|row| row.path.clone()).collect()
}

fn without_rows(cluster: &Cluster) -> Cluster {
    Cluster { rows: Vec::new(), ..cluster.clone() }
}

fn shortened_notice(count: u64) -> Notice {
    Notice::note(format!(
        "{} longer than 256 KiB {} shortened in the middle",
        report_model::text::counted(count, "text"),
        if count == 1 { "was" } else { "were" }
    ))
    .effect("no figure is in doubt; the artifact has the whole text")
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// How many files.
    pub files: usize,
    /// How many bytes.
    pub bytes: u64,
}

impl Site {
    fn manifest_json(&self) -> Result<String, Error> {
        serde_json::to_string(&self.manifest)
            .map_err(|source| Error::Json { what: "the manifest".to_owned(), source })
    }

    /// Writes the site as a folder. `besides` are the files that are published with it, such as records of the history.
    pub fn write_folder(
        &self,
        folder: &Path,
        viewer: &Viewer,
        besides: &[(String, FileContent<'_>)],
    ) -> Result<Written, Error> {
        let manifest = self.manifest_json()?;
        let has_static_page = besides.iter().any(|(name, _)| name == STATIC_PAGE);
        let html =
            page::for_folder(&viewer.html, &self.manifest.title, has_static_page.then_some(STATIC_PAGE));
        let mut files: Vec<(String, FileContent<'_>)> = vec![
            ("index.html".to_owned(), FileContent::of(html.as_bytes())),
            ("data/manifest.json".to_owned(), FileContent::of(manifest.as_bytes())),
        ];
        files.extend(viewer.files.iter().map(|(name, bytes)| (name.clone(), FileContent::of(bytes))));
        files.extend(
            self.shards
                .iter()
                .map(|shard| (format!("data/{}", shard.reference.path), FileContent::of(&shard.bytes))),
        );
        files.extend(besides.iter().cloned());
        write::folder(folder, &files)?;
        let bytes = files.iter().map(|(_, content)| content.size()).sum();
        Ok(Written { files: files.len(), bytes })
    }

    /// The site as it fits a folder of `most` bytes beside `besides` and `records`, which lose their oldest results
    /// when nothing else is left to go; `None` when it fits as it is. The notice says what was left out.
    pub fn within_folder(
        &self,
        most: u64,
        viewer: &Viewer,
        besides: &[(String, Vec<u8>)],
        records: &mut Records,
    ) -> Result<Option<(Self, Notice)>, Error> {
        // The list of the files and that of the records have a line for each.
        let files = viewer.files.len() + besides.len() + self.shards.len() + 2 * records.len();
        let fixed = viewer.html.len() as u64
            + viewer.files.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>()
            + besides.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>()
            + ROOM
            + files as u64 * 80;
        let target = budget::Target {
            name: "the folder",
            most,
            hint: if records.is_copy() {
                "the artifacts and the folder of the history still have it: build without --budget".to_owned()
            } else {
                "the artifacts still have it: build without --budget".to_owned()
            },
            size: &|site| {
                fixed
                    + site.manifest_bytes()
                    + site.shards.iter().map(|shard| shard.bytes.len() as u64).sum::<u64>()
            },
        };
        budget::fit(self, target, records)
    }

    /// The site as it fits a single file of `most` bytes; `None` when it does as it is. `whole` is the address of the
    /// whole report.
    pub fn within_single_file(
        &self,
        most: u64,
        viewer: &Viewer,
        whole: Option<&str>,
    ) -> Result<Option<(Self, Notice)>, Error> {
        let shell = single_file::page(viewer, &self.manifest.title, "", &[])?.len() as u64 + ROOM;
        // Base64 takes four letters for three bytes.
        let of_shard = |shard: &Shard| shard.bytes.len() as u64 * 4 / 3 + 160;
        let target = budget::Target {
            name: "the single file",
            most,
            hint: whole.map_or_else(
                || "build a folder (-o DIR), or give a larger --budget, to have everything".to_owned(),
                |address| format!("the whole report is at {address}"),
            ),
            size: &|site| shell + site.manifest_bytes() + site.shards.iter().map(of_shard).sum::<u64>(),
        };
        budget::fit(self, target, &mut Records::default())
    }

    fn manifest_bytes(&self) -> u64 {
        self.manifest_json().map_or(0, |json| json.len() as u64)
    }

    /// Writes the site as one file.
    pub fn write_single_file(&self, path: &Path, viewer: &Viewer) -> Result<Written, Error> {
        let shards: Vec<&Shard> = self.shards.iter().collect();
        let page = single_file::page(viewer, &self.manifest.title, &self.manifest_json()?, &shards)?;
        write::file(path, page.as_bytes())?;
        Ok(Written { files: 1, bytes: page.len() as u64 })
    }
}
