//! The failures of the run, grouped in two ways: clusters that share a cause and categories that name a kind.

mod pareto;
mod past;

use std::collections::BTreeMap;

use report_model::plan::Plan;
use report_model::run::Run;
use report_model::site::{Cascade, Category, Cluster, Failures, Lived, PhaseStatus, RuleUse, Totals};
use report_model::{Notice, Outcome};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::cascade;
use crate::categories::builtin::built_in;
use crate::categories::{self, CategoryRule, Named, Namer, Subject, UNKNOWN};
use crate::changes::ChangeSet;
use crate::clusters::{self, Seen};
use crate::effort;
use crate::fix_first::{self, Ground};
use crate::groups::Groups;
use crate::history::History;
use crate::outage;
use crate::reading::Reading;
use past::Past;

/// All failing cases, grouped. `rows` of clusters and categories are indexes of cases until
/// [`into_site`](Self::into_site) turns them into rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FailureGroups {
    /// The clusters, first to fix first.
    pub clusters: Vec<Cluster>,
    /// The categories that have failures, by count; uncategorised stands last.
    pub categories: Vec<Category>,
    /// Each failing case, in the order of the run.
    pub of_case: Vec<FailedCase>,
    /// The runs that the trends go over, oldest first, this one last.
    pub trend_runs: Vec<String>,
    /// Causes that take many tests with them.
    pub cascades: Vec<Cascade>,
    /// The cluster of the cause that made most of the run fail.
    pub outage: Option<String>,
    /// The team's rules and what they were good for.
    pub rules: Vec<RuleUse>,
    /// How long clusters lived before they were fixed.
    pub lived: Option<Lived>,
}

/// Where one failing case belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailedCase {
    /// The case, as an index into the run.
    pub case: u32,
    /// Its cluster, as an index into [`FailureGroups::clusters`].
    pub cluster: u32,
    /// Its category, as an index into [`FailureGroups::categories`].
    pub category: u32,
}

impl FailureGroups {
    /// The cluster and category of a case, when it failed.
    pub fn of(&self, case: u32) -> Option<(&Cluster, &Category)> {
        let at = self.of_case.binary_search_by_key(&case, |failed| failed.case).ok()?;
        let failed = self.of_case.get(at)?;
        Some((self.clusters.get(failed.cluster as usize)?, self.categories.get(failed.category as usize)?))
    }

    /// How many clusters some cases fall into.
    pub fn clusters_among(&self, cases: &[u32]) -> u64 {
        let ids: FxHashSet<&str> =
            cases.iter().filter_map(|case| self.of(*case)).map(|(cluster, _)| cluster.id.as_str()).collect();
        ids.len() as u64
    }

    /// The shard, with cases turned into rows of the test index.
    pub fn into_site(self, row_of_case: impl Fn(u32) -> u32) -> Failures {
        let Self { mut clusters, mut categories, of_case, trend_runs, mut cascades, outage, rules, lived } =
            self;
        let of_clusters = clusters.iter_mut().map(|cluster| &mut cluster.rows);
        let of_categories = categories.iter_mut().map(|category| &mut category.rows);
        let of_cascades = cascades.iter_mut().map(|cascade| &mut cascade.rows);
        for rows in of_clusters.chain(of_categories).chain(of_cascades) {
            for row in rows.iter_mut() {
                *row = row_of_case(*row);
            }
            rows.sort_unstable();
        }
        let pareto = pareto::sentence(&clusters);
        let total = of_case.len() as u64;
        Failures { total, clusters, categories, trend_runs, cascades, outage, pareto, rules, lived }
    }
}

/// What failures are grouped by.
pub(crate) struct Context<'a> {
    pub(crate) run: &'a Run,
    pub(crate) groups: &'a Groups,
    pub(crate) history: &'a History,
    pub(crate) of_branch: &'a [usize],
    pub(crate) changes: Option<&'a ChangeSet>,
    pub(crate) plan: &'a Plan,
    pub(crate) rules: &'a [CategoryRule],
    pub(crate) totals: &'a Totals,
    pub(crate) phases: &'a [PhaseStatus],
}

/// Groups all failures.
pub(crate) fn group(context: &Context<'_>, notices: &mut Vec<Notice>) -> FailureGroups {
    let run = context.run;
    let cases: Vec<u32> = (0u32..)
        .zip(&run.tests.cases)
        .filter(|(_, case)| case.outcome.is_bad())
        .map(|(index, _)| index)
        .collect();
    let readings: Vec<Reading> =
        cases.iter().filter_map(|case| run.tests.cases.get(*case as usize)).map(Reading::of_case).collect();
    let seen: Vec<Seen<'_>> =
        readings.iter().map(|reading| Seen { reading, kind: built_in(reading) }).collect();
    let past = Past::of(context);
    let found = clusters::clusters(&seen, &past.known_clusters());

    let mut namer = Namer::new(context.rules);
    let mut category_of: Vec<Named> = Vec::with_capacity(cases.len());
    for (case, seen) in cases.iter().zip(&seen) {
        let Some(case) = run.tests.cases.get(*case as usize) else { continue };
        category_of.push(namer.name(|| Subject::of_case(run, case, seen.reading), seen.kind));
    }
    notices.extend(namer.notices(cases.len() as u64));

    let mut builder =
        Builder { context, past: &past, cases: &cases, readings: &readings, category_of: &category_of };
    let categories = builder.categories();
    let (clusters, of_case) = builder.clusters(&found, &categories);
    let mut groups = FailureGroups {
        outage: outage::cause(context.totals, &clusters).map(|cluster| cluster.id.clone()),
        clusters,
        categories,
        of_case,
        trend_runs: past.run_ids(run),
        cascades: Vec::new(),
        rules: namer.uses(),
        lived: past.lived(None),
    };
    groups.link_clusters();
    groups.cascades = cascade::find(context, &groups, &readings);
    groups
}

impl FailureGroups {
    /// Lists in each category its clusters, in their order.
    fn link_clusters(&mut self) {
        let mut pairs: Vec<(u32, u32)> =
            self.of_case.iter().map(|failed| (failed.category, failed.cluster)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        for (category, cluster) in pairs {
            let id = self.clusters.get(cluster as usize).map(|cluster| cluster.id.clone());
            if let (Some(category), Some(id)) = (self.categories.get_mut(category as usize), id) {
                category.clusters.push(id);
            }
        }
    }
}

struct Builder<'a> {
    context: &'a Context<'a>,
    past: &'a Past<'a>,
    cases: &'a [u32],
    readings: &'a [Reading],
    category_of: &'a [Named],
}

impl Builder<'_> {
    fn id_of(&self, named: Named) -> &str {
        match named {
            Named::Own(index) => self.context.rules.get(index).map_or(UNKNOWN, |rule| rule.id.as_str()),
            Named::BuiltIn(rule) => rule.id,
            Named::Unknown => UNKNOWN,
        }
    }

    fn categories(&self) -> Vec<Category> {
        let mut by_id: BTreeMap<&str, (Named, Vec<u32>)> = BTreeMap::new();
        for (case, named) in self.cases.iter().zip(self.category_of) {
            by_id.entry(self.id_of(*named)).or_insert_with(|| (*named, Vec::new())).1.push(*case);
        }
        let mut categories: Vec<Category> =
            by_id.into_iter().map(|(id, (named, rows))| self.category(id, named, rows)).collect();
        categories.sort_by(|a, b| {
            let key = |category: &Category| (category.id == UNKNOWN, std::cmp::Reverse(category.rows.len()));
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        categories
    }

    fn category(&self, id: &str, named: Named, rows: Vec<u32>) -> Category {
        let trend = self.past.trend(rows.len() as u64, |counts| counts.categories.get(id).copied());
        let lived = self.past.lived(Some(id));
        let mut category = Category { id: id.to_owned(), rows, trend, lived, ..Category::default() };
        match named {
            Named::Own(index) => {
                if let Some(rule) = self.context.rules.get(index) {
                    category.title = if rule.title.is_empty() { rule.id.clone() } else { rule.title.clone() };
                    category.meaning = rule.cause.clone().unwrap_or_default();
                    category.advice = rule.solution.clone().unwrap_or_default();
                    category.own = true;
                    category.effort.clone_from(&rule.effort);
                    category.priority = rule.priority;
                    category.owner.clone_from(&rule.owner);
                    category.link.clone_from(&rule.link);
                    category.phases.clone_from(&rule.phases);
                }
            }
            Named::BuiltIn(rule) => {
                rule.title.clone_into(&mut category.title);
                rule.meaning.clone_into(&mut category.meaning);
                rule.advice.clone_into(&mut category.advice);
            }
            Named::Unknown => {
                "Uncategorised".clone_into(&mut category.title);
                "No rule names these failures.".clone_into(&mut category.meaning);
                "Look at the largest cluster and write a rule for it.".clone_into(&mut category.advice);
            }
        }
        for phase in &self.context.plan.phases {
            if phase.categories.iter().any(|name| name == id) && !category.phases.contains(&phase.id) {
                category.phases.push(phase.id.clone());
            }
        }
        category
    }

    /// The clusters in the order of fixing, and for each failure where it belongs.
    fn clusters(
        &mut self,
        found: &[clusters::Found],
        categories: &[Category],
    ) -> (Vec<Cluster>, Vec<FailedCase>) {
        let category_index: FxHashMap<&str, u32> =
            categories.iter().zip(0u32..).map(|(category, index)| (category.id.as_str(), index)).collect();
        let newly: Option<FxHashSet<u32>> =
            self.context.changes.map(|changes| changes.newly_failing.iter().copied().collect());
        let all: Vec<Cluster> =
            found.iter().map(|found| self.cluster(found, categories, newly.as_ref())).collect();
        let order = fix_first::order(&all);
        let mut place = vec![0u32; all.len()];
        for (at, index) in (0u32..).zip(&order) {
            if let Some(slot) = place.get_mut(*index) {
                *slot = at;
            }
        }
        let mut of_case: Vec<FailedCase> = Vec::with_capacity(self.cases.len());
        for (found, place) in found.iter().zip(&place) {
            for member in &found.members {
                let (Some(case), Some(named)) =
                    (self.cases.get(*member as usize), self.category_of.get(*member as usize))
                else {
                    continue;
                };
                let category = category_index.get(self.id_of(*named)).copied().unwrap_or_default();
                of_case.push(FailedCase { case: *case, cluster: *place, category });
            }
        }
        of_case.sort_unstable_by_key(|failed| failed.case);
        let mut all: Vec<Option<Cluster>> = all.into_iter().map(Some).collect();
        let mut clusters: Vec<Cluster> =
            order.iter().filter_map(|index| all.get_mut(*index).and_then(Option::take)).collect();
        let ground = Ground {
            totals: self.context.totals,
            phases: self.context.phases,
            newly_failing: newly.as_ref().map(|newly| newly.len() as u64),
            all_failing: self.cases.len() as u64,
        };
        fix_first::give_reasons(&mut clusters, &ground);
        (clusters, of_case)
    }

    fn cluster(
        &self,
        found: &clusters::Found,
        categories: &[Category],
        newly: Option<&FxHashSet<u32>>,
    ) -> Cluster {
        let run = self.context.run;
        let rows: Vec<u32> =
            found.members.iter().filter_map(|member| self.cases.get(*member as usize)).copied().collect();
        let outcome = |case: u32| run.tests.cases.get(case as usize).map(|case| case.outcome);
        let errored = rows.iter().filter(|case| outcome(**case) == Some(Outcome::Errored)).count() as u64;
        let groups: FxHashSet<&str> = rows.iter().map(|case| self.context.groups.path(*case)).collect();
        let names = found.members.iter().filter_map(|member| self.category_of.get(*member as usize));
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for named in names {
            *counts.entry(self.id_of(*named)).or_default() += 1;
        }
        // The most frequent one; of equally frequent ones the one that is first by name.
        let category = counts.iter().rev().max_by_key(|(_, count)| **count).map_or(UNKNOWN, |(id, _)| *id);
        let share = |id: &str| counts.get(id).copied().unwrap_or_default() as f64;
        let of_category = categories.iter().find(|known| known.id == category);
        let mut effort: Option<(f64, f64)> = None;
        let mut phases: Vec<String> = Vec::new();
        for known in categories.iter().filter(|known| counts.contains_key(known.id.as_str())) {
            if let Some((low, high)) = known.effort.as_deref().and_then(effort::hours) {
                let part = share(&known.id) / (known.rows.len() as f64).max(1.0);
                let (least, most) = effort.unwrap_or_default();
                effort = Some((least + low * part, most + high * part));
            }
        }
        if let Some(known) = of_category {
            phases.clone_from(&known.phases);
        }
        let tests = rows.len() as u64;
        Cluster {
            id: found.id.clone(),
            template: found.template.clone(),
            exception: found.exception.clone(),
            frame: found.frame.clone(),
            failed: tests - errored,
            errored,
            new: newly.map(|newly| rows.iter().filter(|case| newly.contains(case)).count() as u64),
            category: category.to_owned(),
            since: self.past.since(&found.id).map(|past| past.point.clone()),
            first_seen: self.past.first_seen(&found.id).map(|past| past.point.clone()),
            runs_held: self.past.runs_held(&found.id),
            rule: self.offered_rule(found),
            reason: String::new(),
            effort_hours: effort,
            phases,
            groups: groups.len() as u64,
            trend: self.past.trend(tests, |counts| counts.clusters.get(found.id.as_str()).copied()),
            rows,
        }
    }

    /// A rule that takes the cluster's failures.
    fn offered_rule(&self, found: &clusters::Found) -> String {
        let readings: Vec<&Reading> =
            found.members.iter().filter_map(|member| self.readings.get(*member as usize)).collect();
        let messages: Vec<&str> = readings.iter().map(|reading| reading.message.as_str()).collect();
        let most_have = |fits: &dyn Fn(&Reading) -> bool| {
            categories::is_most(readings.iter().filter(|reading| fits(reading)).count(), readings.len())
        };
        // What the template shows is of the largest part; of a cluster of several parts others may lack it.
        let exception = found
            .exception
            .as_deref()
            .filter(|kind| most_have(&|reading| reading.exception == *kind))
            .unwrap_or_default();
        let frame = found
            .frame
            .as_deref()
            .filter(|frame| most_have(&|reading| reading.frame.as_deref() == Some(frame)));
        let title: String = found.template.iter().map(|part| part.text.as_str()).collect();
        let basis = categories::Basis { cluster: &found.id, exception, frame, title: &title };
        categories::offer(basis, &messages).map(|rule| rule.to_toml()).unwrap_or_default()
    }
}
