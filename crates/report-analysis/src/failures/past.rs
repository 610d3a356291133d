//! What the history knows of clusters and categories: trends, ages, and how long such things lived.

use report_model::run::Run;
use report_model::site::Lived;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Context;
use crate::history::PastRun;

/// How many runs the trends go over, the run under analysis among them.
const TREND_RUNS: usize = 30;
/// Fewer clusters that were fixed tell nothing about how long they live.
const FEWEST_LIVES: usize = 3;

/// The runs that trends go over.
pub(super) struct Past<'a> {
    runs: Vec<&'a PastRun>,
    /// For each run how many tests each cluster and each category had; `None` when that is not kept.
    counts: Vec<Option<Counts<'a>>>,
    /// The lives of the clusters that are gone.
    lives: Vec<Life<'a>>,
}

pub(super) struct Counts<'a> {
    pub(super) clusters: FxHashMap<&'a str, u64>,
    pub(super) categories: FxHashMap<&'a str, u64>,
}

/// One unbroken row of runs that had a cluster, and after which it was gone.
struct Life<'a> {
    category: &'a str,
    runs: u64,
    secs: Option<f64>,
}

/// A row of runs that is still going on.
#[derive(Clone, Copy)]
struct Living<'a> {
    category: &'a str,
    from: usize,
    last: usize,
    runs: u64,
}

impl<'a> Past<'a> {
    pub(super) fn of(context: &Context<'a>) -> Self {
        let runs: Vec<&PastRun> =
            context.of_branch.iter().filter_map(|index| context.history.runs.get(*index)).collect();
        let counts: Vec<Option<Counts<'_>>> = runs
            .iter()
            .map(|past| {
                past.tests.as_ref().map(|tests| {
                    let mut counts =
                        Counts { clusters: FxHashMap::default(), categories: FxHashMap::default() };
                    for failure in &tests.failures {
                        *counts.clusters.entry(failure.cluster.as_str()).or_default() += 1;
                        *counts.categories.entry(failure.category.as_str()).or_default() += 1;
                    }
                    counts
                })
            })
            .collect();
        let lives = lives(&runs, &counts);
        Self { runs, counts, lives }
    }

    pub(super) fn known_clusters(&self) -> FxHashSet<&str> {
        self.counts.iter().flatten().flat_map(|counts| counts.clusters.keys().copied()).collect()
    }

    fn first_of_trend(&self) -> usize {
        self.runs.len().saturating_sub(TREND_RUNS - 1)
    }

    pub(super) fn run_ids(&self, run: &Run) -> Vec<String> {
        let past = self.runs.iter().skip(self.first_of_trend()).map(|past| past.point.run.id.clone());
        past.chain(std::iter::once(run.identity.id.clone())).collect()
    }

    pub(super) fn trend(&self, now: u64, count: impl Fn(&Counts<'a>) -> Option<u64>) -> Vec<Option<u64>> {
        let past = self.counts.iter().skip(self.first_of_trend());
        let past = past.map(|counts| counts.as_ref().map(|counts| count(counts).unwrap_or_default()));
        past.chain(std::iter::once(Some(now))).collect()
    }

    /// How many runs up to the one before this have the cluster without a break.
    fn held(&self, cluster: &str) -> usize {
        self.counts.iter().rev().take_while(|counts| has(counts.as_ref(), cluster)).count()
    }

    /// The first run of the unbroken row of runs that have the cluster, up to the one before this.
    pub(super) fn since(&self, cluster: &str) -> Option<&PastRun> {
        let held = self.held(cluster);
        if held == 0 { None } else { self.runs.get(self.runs.len() - held).copied() }
    }

    /// How many runs in a row have the cluster, this one among them.
    pub(super) fn runs_held(&self, cluster: &str) -> Option<u64> {
        (!self.runs.is_empty()).then(|| self.held(cluster) as u64 + 1)
    }

    /// The oldest run that has the cluster.
    pub(super) fn first_seen(&self, cluster: &str) -> Option<&PastRun> {
        let at = self.counts.iter().position(|counts| has(counts.as_ref(), cluster))?;
        self.runs.get(at).copied()
    }

    /// How long clusters lived before they were gone: all of them, or those of a category.
    pub(super) fn lived(&self, category: Option<&str>) -> Option<Lived> {
        let of = |life: &&Life<'_>| category.is_none_or(|category| life.category == category);
        let lives: Vec<&Life<'_>> = self.lives.iter().filter(of).collect();
        if lives.len() < FEWEST_LIVES {
            return None;
        }
        let mut runs: Vec<u64> = lives.iter().map(|life| life.runs).collect();
        runs.sort_unstable();
        let mut secs: Vec<f64> = lives.iter().filter_map(|life| life.secs).collect();
        secs.sort_unstable_by(f64::total_cmp);
        Some(Lived {
            clusters: lives.len() as u64,
            median_runs: runs.get(runs.len() / 2).copied()?,
            median_secs: secs.get(secs.len() / 2).copied(),
        })
    }
}

fn has(counts: Option<&Counts<'_>>, cluster: &str) -> bool {
    counts.is_some_and(|counts| counts.clusters.contains_key(cluster))
}

/// Every unbroken row of runs that had a cluster, once a later run of which the tests are known has it no more. Runs
/// of which no tests are kept say nothing about it.
fn lives<'a>(runs: &[&'a PastRun], counts: &[Option<Counts<'a>>]) -> Vec<Life<'a>> {
    let mut living: FxHashMap<&'a str, Living<'a>> = FxHashMap::default();
    let mut lives = Vec::new();
    for (now, past) in runs.iter().enumerate() {
        let Some(tests) = past.tests.as_ref() else { continue };
        for failure in &tests.failures {
            let life = living.entry(failure.cluster.as_str()).or_insert(Living {
                category: failure.category.as_str(),
                from: now,
                last: now,
                runs: 0,
            });
            if life.runs == 0 || life.last != now {
                life.last = now;
                life.runs += 1;
            }
        }
        let has_now = |cluster: &str| has(counts.get(now).and_then(Option::as_ref), cluster);
        let mut gone: Vec<(&str, Living<'a>)> =
            living.iter().filter(|(id, _)| !has_now(id)).map(|(id, life)| (*id, *life)).collect();
        gone.sort_unstable_by_key(|(id, _)| *id);
        for (id, life) in gone {
            living.remove(id);
            let start = |index: usize| runs.get(index).and_then(|past| past.point.run.started_at);
            let secs = start(life.from)
                .zip(start(now))
                .map(|(from, to)| (to.0 - from.0) as f64 / 1e3)
                .filter(|secs| *secs >= 0.0);
            lives.push(Life { category: life.category, runs: life.runs, secs });
        }
    }
    lives
}
