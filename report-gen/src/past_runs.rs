//! Past runs that are imported at once: every subfolder of a folder is one run.

use std::fs;
use std::path::{Path, PathBuf};

use report_analysis::history::{History, PastRun};
use report_model::plan::Plan;
use report_model::{Location, Notice, Notices};

use crate::assemble::{self, Assembled};
use crate::config::Config;
use crate::discover::{Limits, Search};
use crate::environment::CiEnvironment;
use crate::error::Error;
use crate::identity::{self, IdentityOptions};
use crate::ingest::{FormatRule, Reading};
use crate::{history, ingest};

/// The runs in the subfolders of `folder` in the order of their times; those without a time come first, by name.
pub fn read(
    folder: &Path,
    here: &Path,
    formats: &[FormatRule],
    limits: Limits,
    notices: &Notices,
) -> Result<Vec<Assembled>, Error> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    let mut runs = Vec::new();
    for path in &folders {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What was odd about a past run is not what this report is about; it only matters when nothing came of it.
        let own = Notices::default();
        let wanted = |path: &str, head: &[u8]| ingest::is_wanted(formats, path, head);
        let search = Search { here, limits, wanted: &wanted, notices: &own };
        let artifacts = ingest::read_all(search.artifacts_in(path), Reading::cases(formats), &own);
        let identify = |tests: &_| {
            identity::of_run(&IdentityOptions::default(), &CiEnvironment::default(), tests, Some(&name))
        };
        let assembled = assemble::run(artifacts, identify, &own);
        if assembled.run.tests.cases.is_empty() && assembled.run.coverage.is_none() {
            notices.push(
                Notice::warning(format!("the folder of run {name} holds no results"))
                    .effect("the run is not in any trend")
                    .at(Location::file(path.display().to_string())),
            );
        } else {
            runs.push(assembled);
        }
    }
    if runs.is_empty() {
        return Err(Error::NoArtifact {
            looked_for: format!("folders with artifacts in `{}`", folder.display()),
        });
    }
    runs.sort_by_key(|assembled| assembled.run.identity.started_at);
    Ok(runs)
}

/// A run as the ones after it see it. Clusters and categories do not depend on what was before.
pub fn to_past_run(assembled: &Assembled, config: &Config) -> PastRun {
    let rules = &config.categories;
    let findings = report_analysis::analyze(&assembled.run, &History::default(), &Plan::default(), rules);
    let mut point = findings.point(&assembled.run);
    point.totals.repaired_files = assembled.repaired_files;
    history::past_run(&assembled.run, &findings, point)
}
