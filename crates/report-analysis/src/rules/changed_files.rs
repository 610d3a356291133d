//! `changed-files-coverage`.

use report_model::Ratio;
use report_model::site::GateResult;

use crate::measure::lookup::ends_with_path;

use super::{Facts, Limits, Rule, at_least};

pub(super) struct ChangedFiles;

impl Rule for ChangedFiles {
    fn id(&self) -> &'static str {
        "changed-files-coverage"
    }

    fn key(&self) -> &'static str {
        "min_changed_coverage"
    }

    fn explanation(&self) -> &'static str {
        "Of the lines in the files that were changed (`--changed FILE`) at least this share must run."
    }

    fn example(&self) -> &'static str {
        "min_changed_coverage = 80"
    }

    fn judge(&self, limits: &Limits, facts: &Facts<'_>) -> Vec<GateResult> {
        let Some(limit) = limits.min_changed_coverage.filter(|_| !limits.changed_files.is_empty()) else {
            return Vec::new();
        };
        let covered = facts.files.map(|files| {
            let columns = files.paths.iter().zip(&files.covered).zip(&files.lines);
            let changed = columns
                .filter(|((path, _), _)| limits.changed_files.iter().any(|file| ends_with_path(path, file)));
            changed.fold(Ratio::default(), |sum, ((_, covered), lines)| {
                Ratio::new(sum.part + covered, sum.whole + lines)
            })
        });
        vec![at_least(self, None, limit, covered)]
    }
}
