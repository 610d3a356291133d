//! Why are these failures together, and how are they fixed?

use app_markup::markup;
use std::sync::Arc;

use report_charts::{Trend, TrendPoint, Unit};
use report_model::route::{FailureFilter, TestFilter};
use report_model::site::{Category, Cluster, Failures};
use report_model::text::{self, visible};
use report_model::{Outcome, Route};

use crate::components::failure_list::{hours, phase_tags};
use crate::components::figure::figure;
use crate::components::loading;
use crate::components::outcome::look;
use crate::components::panel::{Panel, stack};
use crate::components::template::template;
use crate::components::verdict::dot;
use crate::data::{Store, TestIndex};
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;

/// How many members are listed before one asks for the rest.
const SHOWN: usize = 12;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let navigation = Navigation::here();
    let failures = store.failures();
    (move || {
        let Route::Cluster(id) = navigation.route.get() else { return ().into_piece() };
        loading::show(
            &failures.get(),
            || gone("cluster"),
            |failures| match failures.clusters.iter().position(|cluster| cluster.id == id) {
                Some(at) => cluster(failures, at),
                None => gone("cluster"),
            },
        )
    })
    .into_piece()
}

/// A link of another run.
pub fn gone(what: &str) -> Piece {
    markup! {
        <h1>{format!("This {what} is not in the run")}</h1>
        <p class="t2">"Its tests may all have been fixed, or the link is of another run."</p>
        <p><a class="btn" href=Route::Failures(FailureFilter::default()).to_string()>"All failures"</a></p>
    }
    .into_piece()
}

fn cluster(failures: &Arc<Failures>, at: usize) -> Piece {
    let Some(cluster) = failures.clusters.get(at) else { return gone("cluster") };
    let category = failures.categories.iter().find(|category| category.id == cluster.category);
    let tests = cluster.tests();
    let new = match cluster.new {
        Some(new) if new == tests => Some(markup! { <span class="tag new">"New"</span> }.into_piece()),
        Some(new) if new > 0 => {
            Some(markup! { <span>{format!("{} new", text::count(new))}</span> }.into_piece())
        }
        _ => None,
    };
    let since = cluster.since.as_ref().filter(|_| cluster.new != Some(tests)).map(|run| {
        let day = run.run.started_at.map(|moment| format!(", {}", text::day(moment))).unwrap_or_default();
        markup! { {dot()}<span>{format!("since run {}{day}", run.run.id)}</span> }
    });
    let outcome = |outcome: Outcome, count: u64| {
        (count > 0).then(|| look(outcome).with_text(format!("{} {}", text::count(count), outcome.word())))
    };
    let category_link = category.map(|category| {
        markup! { {dot()}<a class="lk" href=Route::Category(category.id.clone()).to_string()>{category.title.clone()}</a> }
    });
    let share = text::percent(tests as f64 * 100.0 / failures.total.max(1) as f64);
    let place = format!("#{} of {} to fix", at + 1, failures.clusters.len());
    markup! {
        <div class="verdict">
            <div class="eye"><span>{format!("Cluster {}", cluster.id)}</span>{dot()}<span>{place}</span>{new}{since}{category_link}</div>
            <h1 class="test__name">{template(&cluster.template)}</h1>
            <div class="because"><p>{cluster.reason.clone()}</p></div>
        </div>
        <dl class="stats k4">
            <div class="stat"><dt>"Breaks"</dt><dd class="v">{text::count(tests)}<small>"tests"</small></dd><dd class="w">{format!("{share} of all failures")}</dd></div>
            <div class="stat"><dt>"Outcome"</dt><dd class="v v--words">{outcome(Outcome::Failed, cluster.failed)}{outcome(Outcome::Errored, cluster.errored)}</dd><dd class="w"></dd></div>
            <div class="stat"><dt>"Spread"</dt><dd class="v">{text::count(cluster.groups)}</dd><dd class="w">"files or classes"</dd></div>
            <div class="stat"><dt>"Effort"</dt>{effort(cluster)}</div>
        </dl>
        <div class="grid">
            {stack(8, members(cluster))}
            {stack(4, markup! { {why(cluster)}{advice(category)}{trend(cluster, failures)}{rule(cluster)} })}
        </div>
    }
    .into_piece()
}

fn effort(cluster: &Cluster) -> Piece {
    match cluster.effort_hours {
        Some((low, high)) => {
            let rate = cluster.tests() as f64 / f64::midpoint(low, high).max(0.1);
            markup! { <dd class="v">{hours(low, high)}</dd><dd class="w">{format!("{rate:.1} tests for each hour")}</dd> }.into_piece()
        }
        None => markup! { <dd class="v"><span class="unknown">"not given"</span></dd><dd class="w">"a category rule can give it"</dd> }.into_piece(),
    }
}

fn why(cluster: &Cluster) -> Piece {
    let varying = cluster.template.iter().filter(|part| part.varies).count() as u64;
    let text = match varying {
        0 => "All members say the same, word for word, once numbers and addresses that differ from run to run are left out.".to_owned(),
        _ => format!("All members say the same but for the marked parts ({varying})."),
    };
    let phases = (!cluster.phases.is_empty())
        .then(|| markup! { <p class="t2">"Phase "{phase_tags(&cluster.phases, None, false)}</p> });
    Panel::new("Why together").padded(markup! { <p class="t2">{text}</p>{phases} })
}

fn advice(category: Option<&Category>) -> Piece {
    let Some(category) =
        category.filter(|category| !category.meaning.is_empty() || !category.advice.is_empty())
    else {
        return ().into_piece();
    };
    let (meaning, advice) = (category.meaning.clone(), category.advice.clone());
    let helps = (!advice.is_empty()).then(|| markup! { <p><b>"What usually helps. "</b>{advice}</p> });
    Panel::new(category.title.clone())
        .link("Category", &Route::Category(category.id.clone()))
        .padded(markup! { <p class="t2">{meaning}</p>{helps} })
}

fn trend(cluster: &Cluster, failures: &Failures) -> Piece {
    if cluster.trend.len() < 2 {
        return ().into_piece();
    }
    counts_trend(&cluster.trend, &failures.trend_runs, "Tests it breaks")
}

/// Counts of failing tests over the last runs.
pub fn counts_trend(counts: &[Option<u64>], runs: &[String], name: &str) -> Piece {
    let points = runs
        .iter()
        .zip(counts)
        .map(|(run, count)| TrendPoint {
            run: run.clone(),
            date: None,
            value: count.map(|count| count as f64),
        })
        .collect();
    let chart = Trend {
        name: name.to_owned(),
        unit: Unit::Count("test".to_owned()),
        points,
        from_zero: true,
        ..Trend::default()
    };
    let caption = format!("{} runs.", runs.len());
    Panel::new(name.to_owned()).padded(figure(chart, caption, 200))
}

fn members(cluster: &Cluster) -> Piece {
    let all = Route::Tests(TestFilter { cluster: Some(cluster.id.clone()), ..TestFilter::default() });
    member_list(cluster.rows.clone(), &all)
}

/// Tests by row, the first of them listed, all of them behind a link.
pub fn member_list(rows: Vec<u32>, all: &Route) -> Piece {
    let store = Store::here();
    let tests = store.tests();
    let count = rows.len();
    let title = text::counted(count as u64, "test");
    let list = move || loading::show(&tests.get(), || ().into_piece(), |index| listed(index, &rows));
    let more = (count > SHOWN).then(|| {
        let text = format!("{} more", text::count((count - SHOWN) as u64));
        markup! { <div class="foot"><a class="lk" href=all.to_string()>{text}</a></div> }
    });
    Panel::new(title).link("All in the test list", all).around(markup! { {list}{more} })
}

fn listed(index: &TestIndex, rows: &[u32]) -> Piece {
    let rows = rows
        .iter()
        .take(SHOWN)
        .map(|row| {
            let test = index.row(*row);
            let look = crate::components::outcome::look_of_letter(test.letter);
            let href = Route::Test(index.key(*row)).to_string();
            let (group, name) = (test.group.to_owned(), visible(test.name).into_owned());
            markup! {
                <li><span class=look.class>{look.icon.view()}<span class="vh">{look.word}</span></span>
                    <a class="path two" href=href><bdi>{group}"::"</bdi><b><bdi>{name}</bdi></b></a>
                    <span class="far nw t3">{test.secs.map(text::duration)}</span></li>
            }
        })
        .collect::<Vec<_>>();
    markup! { <ul class="rows">{rows}</ul> }.into_piece()
}

/// A rule for report-gen.toml that names this cluster.
fn rule(cluster: &Cluster) -> Piece {
    let longest = cluster
        .template
        .iter()
        .filter(|part| !part.varies)
        .map(|part| part.text.trim())
        .max_by_key(|text| text.len())
        .unwrap_or_default();
    if longest.is_empty() {
        return ().into_piece();
    }
    let quoted = longest.replace('\\', "\\\\").replace('"', "\\\"");
    let toml = format!(
        "[[category]]\nid = \"my-category\"\ntitle = \"What this is\"\nmessage = [\"{quoted}\"]\neffort = \"1 h\"\n"
    );
    let copied = toml.clone();
    let button = markup! {
        <button class="btn" type="button" on:click=move |_| crate::keyboard::copy(&copied)>
            {crate::components::icon::Icon::Copy.view()}"Copy"</button>
    };
    Panel::new("Make this a category")
        .aside(button.into_piece())
        .say("For report-gen.toml; the next build uses it.")
        .padded(markup! { <pre class="code" tabindex="0" aria-label="Rule for report-gen.toml">{toml}</pre> })
}
