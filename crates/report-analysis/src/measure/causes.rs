//! Causes of failure: what the plan counted against what is left.

use report_model::plan::{CategoryOrigin, PlannedCategory};
use report_model::site::{Category, CauseStatus, Cluster};

use super::Ground;

pub(super) fn causes(ground: &Ground<'_>) -> Vec<CauseStatus> {
    ground.plan.categories.iter().map(|cause| status(ground, cause)).collect()
}

fn status(ground: &Ground<'_>, cause: &PlannedCategory) -> CauseStatus {
    let failures = &ground.findings.failures;
    let category = failures
        .categories
        .iter()
        .max_by(|a, b| likeness(cause, a).total_cmp(&likeness(cause, b)))
        .filter(|category| likeness(cause, category) >= 0.5);
    let clusters: Vec<String> = match cause.origin {
        CategoryOrigin::Hint => failures
            .clusters
            .iter()
            .filter(|cluster| speaks_of(cause, cluster))
            .map(|cluster| cluster.id.clone())
            .collect(),
        _ => Vec::new(),
    };
    let tests = || {
        let mut rows: Vec<u32> = cause.tests.iter().flat_map(|test| ground.lookup.find(test)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    };
    // A category that had failures in an earlier run and has none now is known, and is 0.
    let known_before = |id: &str| {
        ground
            .trend
            .iter()
            .filter_map(|index| ground.history.runs.get(*index)?.tests.as_ref())
            .any(|tests| tests.failures.iter().any(|failure| failure.category == id))
    };
    let id = category
        .map(|category| category.id.clone())
        .or_else(|| known_before(&cause.id).then(|| cause.id.clone()));
    let (now, trend) = if let Some(id) = &id {
        let now = category.map_or(0, |category| category.rows.len() as u64);
        let past = ground.trend.iter().map(|index| {
            let tests = ground.history.runs.get(*index)?.tests.as_ref()?;
            Some(tests.failures.iter().filter(|failure| failure.category == *id).count() as u64)
        });
        (Some(now), past.chain([Some(now)]).collect())
    } else if cause.origin == CategoryOrigin::Planned && !cause.tests.is_empty() && !tests().is_empty() {
        let bad = tests()
            .iter()
            .filter(|row| {
                ground.run.tests.cases.get(**row as usize).is_some_and(|case| case.outcome.is_bad())
            })
            .count();
        (Some(bad as u64), Vec::new())
    } else {
        (None, Vec::new())
    };
    CauseStatus {
        id: cause.id.clone(),
        title: cause.title.clone(),
        origin: cause.origin.word().to_owned(),
        planned: cause.count.map(|band| (band.low, band.high)),
        category: id,
        now,
        trend,
        effort: cause.effort.clone(),
        priority: cause.priority,
        phases: cause.phases.clone(),
        cause: cause.cause.clone(),
        strategy: cause.strategy.clone(),
        error: cause.error.clone(),
        clusters,
        source: cause.source.clone(),
    }
}

/// How alike a cause of the plan and a category of the report are: 1 with the same id or title, else by their words.
fn likeness(cause: &PlannedCategory, category: &Category) -> f64 {
    if cause.id == category.id || cause.title.eq_ignore_ascii_case(&category.title) {
        return 1.0;
    }
    let (a, b) = (words(&cause.title), words(&category.title));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    let all = a.len() + b.len() - shared;
    // Built-in categories are wide; their names alone say too little of a cause that the team counted.
    let weight = if category.own { 1.0 } else { 0.7 };
    if all == 0 { 0.0 } else { shared as f64 / all as f64 * weight }
}

fn words(title: &str) -> Vec<String> {
    let generic = [
        "test", "tests", "failure", "failures", "error", "errors", "issue", "issues", "and", "the", "of",
        "in",
    ];
    title
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !generic.contains(word))
        .map(|word| word.trim_end_matches("ing").trim_end_matches('s').to_owned())
        .collect()
}

/// Whether the failures of a cluster are what a hint quotes: the same exception, and a message with its words.
fn speaks_of(cause: &PlannedCategory, cluster: &Cluster) -> bool {
    let Some(error) = cause.error.as_deref().and_then(|error| error.lines().next()) else { return false };
    let (kind, message) = error.split_once(':').unwrap_or(("", error));
    let kind = kind.rsplit('.').next().unwrap_or(kind).trim();
    let title = cluster.title().to_lowercase();
    let same_kind = !kind.is_empty() && cluster.exception.as_deref() == Some(kind);
    let words: Vec<String> = message
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.len() > 2)
        .map(str::to_owned)
        .collect();
    let shared = words.iter().filter(|word| title.contains(word.as_str())).count();
    let most = !words.is_empty() && shared * 2 > words.len();
    (same_kind && (most || words.is_empty())) || (kind.is_empty() && most && shared >= 3)
}
