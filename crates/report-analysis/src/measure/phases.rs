//! Completes the phases once failures are grouped: targets of categories, what is written against what is measured,
//! where the missing lines are, and when a phase will be reached.

use report_model::plan::Plan;
use report_model::run::Run;
use report_model::site::{PhaseState, PhaseStatus, RunPoint, TargetStatus};
use report_model::text::{self, counted};
use report_model::{Measure, Ratio, WrittenStatus};

use crate::{Findings, History, forecast};

pub(super) fn complete(plan: &Plan, run: &Run, history: &History, findings: &mut Findings) {
    let now = findings.point(run);
    let points: Vec<RunPoint> = findings
        .of_branch
        .iter()
        .filter_map(|index| history.runs.get(*index))
        .map(|run| run.point.clone())
        .chain([now])
        .collect();
    let mut phases = std::mem::take(&mut findings.phases);
    for (phase, planned) in phases.iter_mut().zip(&plan.phases) {
        for (category, band) in &planned.targets.failing_of {
            let known = findings.failures.categories.iter().find(|found| found.id == *category);
            let left = known.map_or(0, |found| found.rows.len() as u64);
            phase.targets.push(TargetStatus {
                measure: Measure::Failing,
                low: band.low,
                high: band.high,
                measured: (findings.totals.collected > 0)
                    .then(|| Ratio::new(left, findings.totals.collected)),
                basis: None,
                category: Some(category.clone()),
            });
        }
        let unmet = phase.targets.iter().any(|target| target.is_met() == Some(false));
        if unmet && phase.state == PhaseState::Done {
            phase.state = PhaseState::Ahead;
            phase.held_runs = 0;
            phase.first_met = None;
        }
    }
    let is_open = |phase: &PhaseStatus| matches!(phase.state, PhaseState::Ahead | PhaseState::InProgress);
    if !phases.iter().any(|phase| phase.state == PhaseState::InProgress)
        && let Some(first) = phases.iter_mut().find(|phase| is_open(phase))
    {
        first.state = PhaseState::InProgress;
    }
    for phase in &mut phases {
        phase.differs = differs(phase);
        if matches!(phase.state, PhaseState::InProgress | PhaseState::Ahead | PhaseState::Lost) {
            phase.forecast = forecast::of_phase(phase, &points);
        }
        if matches!(phase.state, PhaseState::InProgress | PhaseState::Lost) {
            phase.lines_hint = lines_hint(phase, run);
        }
    }
    findings.phases = phases;
}

/// "written: complete; measured: 3 tests short since run 41".
fn differs(phase: &PhaseStatus) -> String {
    let Some(written) = phase.written else { return String::new() };
    let fits = match phase.state {
        PhaseState::Done => written == WrittenStatus::Complete,
        PhaseState::Lost | PhaseState::InProgress | PhaseState::Ahead => written != WrittenStatus::Complete,
        PhaseState::Unknown => true,
    };
    if fits {
        return String::new();
    }
    let measured = if phase.state == PhaseState::Done {
        match (&phase.first_met, phase.held_runs) {
            (Some(run), held) if held > 1 => format!("met since run {}", run.run.id),
            (Some(run), _) => format!("met in run {}", run.run.id),
            (None, _) => "met".to_owned(),
        }
    } else {
        let tests = phase
            .missing_tests()
            .filter(|missing| *missing > 0)
            .map(|missing| format!("{} short", counted(missing, "test")));
        let coverage = phase
            .target(Measure::LineCoverage)
            .filter(|target| target.is_met() == Some(false))
            .and_then(TargetStatus::margin)
            .map(|margin| {
                format!("{} of coverage short", text::points((-margin).max(0.1)).trim_start_matches('+'))
            });
        let parts: Vec<String> = tests.into_iter().chain(coverage).collect();
        let what = if parts.is_empty() { "not met".to_owned() } else { parts.join(", ") };
        match &phase.lost_in {
            Some(run) => format!("{what} since run {}", run.run.id),
            None => what,
        }
    };
    format!("written: {}; measured: {measured}", written.word())
}

/// "about 412 lines; most uncovered ones are in db/".
fn lines_hint(phase: &PhaseStatus, run: &Run) -> Option<String> {
    let target = phase.target(Measure::LineCoverage)?;
    let missing = target.missing().filter(|missing| *missing > 0)?;
    let coverage = run.coverage.as_ref()?;
    let paths: Vec<&str> = coverage.files.iter().map(|file| file.path.as_str()).collect();
    let shared = shared_folder(&paths);
    let mut by_folder: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
    for file in &coverage.files {
        let below = file.path.get(shared..).unwrap_or(&file.path);
        let folder = below.split_once('/').map_or(below, |(folder, _)| folder);
        *by_folder.entry(folder).or_default() += file.counts().lines.rest();
    }
    let (folder, lines) = by_folder.iter().max_by_key(|(_, lines)| **lines)?;
    let all: u64 = by_folder.values().sum();
    let is_folder = !paths.iter().any(|path| path.get(shared..) == Some(*folder));
    let name = if is_folder { format!("{folder}/") } else { (*folder).to_owned() };
    let about = counted(missing, "line");
    Some(if *lines * 2 > all && by_folder.len() > 1 {
        format!("about {about}; most uncovered ones are in {name}")
    } else if by_folder.len() > 1 {
        format!("about {about}; {name} has the most uncovered ones")
    } else {
        format!("about {about}")
    })
}

/// How many bytes of folders all paths begin with.
fn shared_folder(paths: &[&str]) -> usize {
    let Some(first) = paths.first() else { return 0 };
    let mut shared = first.rfind('/').map_or(0, |at| at + 1);
    for path in paths {
        while shared > 0 && !path.starts_with(first.get(..shared).unwrap_or_default()) {
            shared = first.get(..shared - 1).and_then(|head| head.rfind('/')).map_or(0, |at| at + 1);
        }
    }
    shared
}
