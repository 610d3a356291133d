//! What is to be built, and the steps of the way that depend on it.

use std::path::PathBuf;

use report_analysis::Findings;
use report_analysis::history::{History, PastRun};
use report_formats::TextLimits;
use report_model::run::Content;
use report_model::site::Manifest;
use report_model::{Notice, Notices, Severity, text};

use crate::assemble::{self, Assembled};
use crate::besides::Besides;
use crate::config::Config;
use crate::discover::{Limits, Origin, Search, Source};
use crate::environment::CiEnvironment;
use crate::error::Error;
use crate::history::{Records, Retention, Store, past_run};
use crate::identity::{self, IdentityOptions};
use crate::ingest::{self, FormatRule, Reading};
use crate::progress::Progress;
use crate::site::{self, FileContent, Site, Written};
use crate::viewer::Viewer;
use crate::{past_runs, shards};

/// What to build.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Files, folders, patterns, archives, `-`.
    pub inputs: Vec<String>,
    /// A folder whose subfolders are runs.
    pub runs_in: Option<PathBuf>,
    /// The folder to write.
    pub output: Option<PathBuf>,
    /// The single file to write.
    pub single_file: Option<PathBuf>,
    /// What is written besides the report.
    pub besides: Besides,
    /// The configuration, when it is not where it usually is.
    pub config: Option<PathBuf>,
    /// The documents that the plan is written in.
    pub plans: Vec<PathBuf>,
    /// Whether the rules are judged although nobody set limits.
    pub check: bool,
    /// Files that were changed, for the rule on them.
    pub changed_files: Vec<String>,
    /// The folder with the records of past runs, or the address of a published report that has them.
    pub history: Option<String>,
    /// How long the results of single tests are kept in it.
    pub retention: Retention,
    /// Of how many shards the run is made.
    pub expect_shards: Option<u32>,
    /// What a person said about the run.
    pub identity: IdentityOptions,
    /// What the CI system says about the run.
    pub environment: CiEnvironment,
    /// The title.
    pub title: Option<String>,
    /// Which files have which format.
    pub formats: Vec<FormatRule>,
    /// What an archive may give.
    pub limits: Limits,
    /// How much of failure texts and output is kept.
    pub texts: TextLimits,
    /// Where to say what is being done.
    pub progress: Progress,
    /// Whether to stop when something was lost.
    pub strict: bool,
    /// Another dashboard than the one within the program.
    pub viewer: Option<PathBuf>,
    /// The folder in which artifacts and configuration are looked for.
    pub here: PathBuf,
}

/// What was built.
#[derive(Debug)]
pub struct Report {
    /// What the first page shows.
    pub manifest: Manifest,
    /// What was odd, the gravest first.
    pub notices: Vec<Notice>,
    /// The folder that was written, and what is in it.
    pub folder: Option<(PathBuf, Written)>,
    /// The single file that was written.
    pub single_file: Option<(PathBuf, Written)>,
}

impl Request {
    /// The team's configuration.
    pub(crate) fn config(&self) -> Result<Config, Error> {
        if let Some(folder) = &self.output {
            // Told before the work, not after it.
            site::check_target(folder)?;
        }
        Config::load(self.config.as_deref(), &self.here)
    }

    /// Adds what the documents of the plan say to what the configuration says, which stands.
    pub(crate) fn plan(&self, config: &mut Config, notices: &Notices) -> Result<(), Error> {
        for path in config.plan_documents.clone().iter().chain(&self.plans) {
            // Where the project lies on this machine is nobody's business.
            let shown = path.strip_prefix(&self.here).unwrap_or(path);
            config.plan.merge(crate::cli::plan_document(path, shown, notices)?);
        }
        Ok(())
    }

    /// The limits that the run is judged by; `None` when nobody set any and nobody asks.
    pub(crate) fn limits(&self, config: &Config) -> Option<report_analysis::rules::Limits> {
        let limits =
            config.gates.clone().or_else(|| self.check.then(report_analysis::rules::Limits::default));
        limits.map(|mut limits| {
            limits.changed_files.extend(self.changed_files.iter().cloned());
            limits
        })
    }

    /// The run, and the runs before it that are imported with it.
    pub(crate) fn read(
        &self,
        config: &Config,
        notices: &Notices,
    ) -> Result<(Assembled, Vec<PastRun>), Error> {
        let mut imported = match &self.runs_in {
            Some(folder) => past_runs::read(folder, &self.here, &self.formats, self.limits, notices)?,
            None => Vec::new(),
        };
        let is_last_of_imported = self.inputs.is_empty();
        if is_last_of_imported && let Some(last) = imported.pop() {
            let mut last = last;
            self.rename(&mut last);
            return Ok((last, imported.iter().map(|run| past_runs::to_past_run(run, config)).collect()));
        }
        let wanted = |path: &str, head: &[u8]| ingest::is_wanted(&self.formats, path, head);
        let search = Search { here: &self.here, limits: self.limits, wanted: &wanted, notices };
        let mut found = search.artifacts(&self.inputs)?;
        let no_artifacts = self.read_as_no_artifact(config);
        found.retain(|file| {
            let Source::File(path) = &file.source else { return true };
            file.origin == Origin::Named
                || !path.canonicalize().is_ok_and(|path| no_artifacts.contains(&path))
        });
        let count = found.len() as u64;
        let reading = Reading { texts: self.texts, ..Reading::cases(&self.formats) };
        let artifacts = ingest::read_all(found, reading, notices);
        let is_useless =
            |artifact: &report_model::run::ReadArtifact| artifact.document.content == Content::Nothing;
        if artifacts.iter().all(is_useless) {
            let on_the_way = notices.of_severity(Severity::Error);
            let first = artifacts.iter().flat_map(|artifact| &artifact.notices).chain(&on_the_way).next();
            return Err(Error::NothingRead {
                count: text::counted(count, "file"),
                hint: first.map_or_else(
                    || "`report-gen formats` lists what can be read".to_owned(),
                    crate::summary::one_line,
                ),
            });
        }
        let identify = |tests: &_| identity::of_run(&self.identity, &self.environment, tests, None);
        let assembled = assemble::run(artifacts, identify, notices);
        Ok((assembled, imported.iter().map(|run| past_runs::to_past_run(run, config)).collect()))
    }

    /// The configuration and the documents of the plan: in a folder of artifacts they are no unknown files.
    fn read_as_no_artifact(&self, config: &Config) -> Vec<PathBuf> {
        let documents = config.plan_documents.iter().chain(&self.plans);
        config.file.iter().chain(documents).filter_map(|path| path.canonicalize().ok()).collect()
    }

    /// What a person says on the command line holds for the last of the imported runs, which the report is about.
    fn rename(&self, assembled: &mut Assembled) {
        let identity = &mut assembled.run.identity;
        let options = &self.identity;
        if let Some(id) = &options.run_id {
            identity.id.clone_from(id);
        }
        identity.branch = options.branch.clone().or_else(|| identity.branch.take());
        identity.commit = options.commit.clone().or_else(|| identity.commit.take());
        identity.started_at = options.started_at.or(identity.started_at);
        identity.labels.extend(options.labels.clone());
    }

    /// Stops the run when something was lost and nobody may overlook it.
    pub(crate) fn check_strict(&self, notices: &Notices) -> Result<(), Error> {
        let errors = notices.of_severity(Severity::Error);
        match errors.first() {
            Some(first) if self.strict => Err(Error::Strict {
                first: crate::summary::one_line(first),
                more: match errors.len() - 1 {
                    0 => String::new(),
                    more => format!("{} more; ", text::counted(more as u64, "error")),
                },
            }),
            _ => Ok(()),
        }
    }

    /// The runs before this one: those on record and those imported now, which go on record too.
    pub(crate) fn history(
        &self,
        assembled: &Assembled,
        imported: Vec<PastRun>,
        notices: &Notices,
    ) -> Result<(History, Option<Store>), Error> {
        let open = |place: &String| Store::open(place, &self.here, notices);
        let store = self.history.as_ref().map(open).transpose()?;
        let labels = &assembled.run.identity.labels;
        let mut history = match &store {
            Some(store) => {
                for run in &imported {
                    store.add(run)?;
                }
                store.load(labels, notices)?
            }
            None => History::of_records(imported, labels),
        };
        let identity = &assembled.run.identity;
        let parts: Vec<PastRun> =
            history.runs.extract_if(.., |run| run.point.run.id == identity.id).collect();
        shards::tell(self.expect_shards, assembled, parts.first(), notices);
        if let Some(start) = identity.started_at {
            // A run that is built again later is compared with what was before it.
            history.runs.retain(|run| run.point.run.started_at.is_none_or(|time| time <= start));
        } else if store.is_some() {
            notices.push(
                Notice::note("this run has no start time")
                    .effect("in the history it stands where it was added")
                    .hint("`--started-at 2026-01-18T16:42:00Z` says when it began"),
            );
        }
        Ok((history, store))
    }

    /// Puts this run on record. Gives what is published with the site.
    pub(crate) fn record(
        &self,
        store: Option<&Store>,
        assembled: &Assembled,
        findings: &Findings,
        notices: &Notices,
    ) -> Result<Records, Error> {
        let Some(store) = store else { return Ok(Records::default()) };
        let mut point = findings.point(&assembled.run);
        point.totals.repaired_files = assembled.repaired_files;
        store.add(&past_run(&assembled.run, findings, point))?;
        let identity = &assembled.run.identity;
        store.thin(identity, self.retention, notices)?;
        store.publish(&identity.id, self.output.as_deref())
    }

    /// The title of the report.
    pub(crate) fn title(&self, config: &Config) -> String {
        let folder = || {
            let here = self.here.canonicalize().ok()?;
            Some(here.file_name()?.to_string_lossy().into_owned())
        };
        self.title
            .clone()
            .or_else(|| config.title.clone())
            .or_else(|| self.environment.project.clone())
            .or_else(folder)
            .unwrap_or_else(|| "Test report".to_owned())
    }

    /// Writes the folder, the single file, or both, each as large as it may become.
    pub(crate) fn write(&self, site: &Site, viewer: &Viewer, mut records: Records) -> Result<Report, Error> {
        let besides = self.besides.write(site, viewer, self.single_file.as_deref())?;
        let mut notices = site.notices.clone();
        let mut whole = self.besides.site_url.as_deref();
        let folder = match &self.output {
            Some(path) => {
                let smaller = match self.besides.budget {
                    Some(most) => site.within_folder(most, viewer, &besides, &mut records)?,
                    None => None,
                };
                let files = besides.into_iter().map(|(name, bytes)| (name, FileContent::Bytes(bytes.into())));
                let records = records.to_files()?;
                let records =
                    records.into_iter().map(|(name, content)| (format!("data/history/{name}"), content));
                let files: Vec<_> = files.chain(records).collect();
                let (in_folder, notice) = smaller.unzip();
                if notice.is_some() {
                    whole = None;
                }
                notices.splice(0..0, notice);
                Some((path.clone(), in_folder.as_ref().unwrap_or(site).write_folder(path, viewer, &files)?))
            }
            None => None,
        };
        let single_file = match &self.single_file {
            Some(path) => {
                let smaller = match self.besides.budget {
                    Some(most) => site.within_single_file(most, viewer, whole)?,
                    None => None,
                };
                let (in_file, notice) = smaller.unzip();
                notices.splice(0..0, notice);
                Some((path.clone(), in_file.as_ref().unwrap_or(site).write_single_file(path, viewer)?))
            }
            None => None,
        };
        Ok(Report { manifest: site.manifest.clone(), notices, folder, single_file })
    }
}
