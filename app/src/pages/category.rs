//! One kind of failure: what it means, what helps, which clusters and tests are of it.

use app_markup::markup;
use std::sync::Arc;

use report_model::route::{FailureFilter, TestFilter};
use report_model::site::{Cluster, Failures};
use report_model::{Route, text};

use crate::components::failure_list::{fix_list, phase_tags};
use crate::components::loading;
use crate::components::panel::{Panel, stack};
use crate::components::verdict::{dot, verdict};
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::cluster::{counts_trend, gone, member_list};
use crate::pages::overview::plain;

/// How many clusters are listed.
const SHOWN: usize = 20;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let navigation = Navigation::here();
    let failures = store.failures();
    (move || {
        let Route::Category(id) = navigation.route.get() else { return ().into_piece() };
        loading::show(&failures.get(), || gone("category"), |failures| category(failures, &id))
    })
    .into_piece()
}

fn category(failures: &Arc<Failures>, id: &str) -> Piece {
    let Some(category) = failures.categories.iter().find(|category| category.id == id) else {
        return gone("category");
    };
    let manifest = Store::here().manifest();
    let tests = category.rows.len() as u64;
    let share = text::percent(tests as f64 * 100.0 / failures.total.max(1) as f64);
    let clusters: Vec<Cluster> =
        failures.clusters.iter().filter(|cluster| category.clusters.contains(&cluster.id)).cloned().collect();
    let largest = clusters.iter().map(Cluster::tests).max().unwrap_or(1);
    let current = manifest.current_phase().map(|phase| phase.id.clone());
    let causes = clusters.len() as u64;
    let title = format!(
        "{}: {} in {}.",
        category.title,
        text::counted(tests, "test"),
        text::counted(causes, "cluster"),
    );
    let whose = if category.own { "the team’s rule" } else { "built-in rule" };
    let priority =
        category.priority.map(|priority| markup! { {dot()}<span>{format!("priority {priority}")}</span> });
    let effort =
        category.effort.clone().map(|effort| markup! { {dot()}<span>{format!("effort {effort}")}</span> });
    let phases = (!category.phases.is_empty())
        .then(|| markup! { {dot()}{phase_tags(&category.phases, current.as_deref(), false)} });
    let eyebrow = markup! { <span>{format!("{share} of all failures")}</span>{dot()}<span>{whose}</span>{priority}{effort}{phases} };
    let meaning = category.meaning.clone();
    let advice = category.advice.clone();
    let helps = (!advice.is_empty())
        .then(|| Panel::new("What usually helps").padded(markup! { <p class="t2">{advice}</p> }));
    let trend = (category.trend.len() > 1)
        .then(|| counts_trend(&category.trend, &failures.trend_runs, "Tests of this category"));
    let more = (clusters.len() > SHOWN).then(|| {
        let label =
            format!("{} smaller ones on the Failures page", text::count((clusters.len() - SHOWN) as u64));
        let filter = FailureFilter { text: category.id.clone(), ..FailureFilter::default() };
        markup! { <div class="foot"><a class="lk" href=Route::Failures(filter).to_string()>{label}</a></div> }
    });
    let all = Route::Tests(TestFilter { category: Some(category.id.clone()), ..TestFilter::default() });
    markup! {
        {verdict(eyebrow, &plain(title), markup! { <p>{meaning}</p> })}
        <div class="grid grid--first">
            {stack(8, markup! {
                {Panel::new("Its clusters").around(markup! {
                    {fix_list(clusters.get(..SHOWN.min(clusters.len())).unwrap_or_default(), 1, largest, current.as_deref())}
                    {more}
                })}
                {member_list(category.rows.clone(), &all)}
            })}
            {stack(4, markup! { {helps}{trend} })}
        </div>
    }
    .into_piece()
}
