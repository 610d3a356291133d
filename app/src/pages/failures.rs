//! What do we fix first?

use app_markup::markup;
use std::sync::Arc;

use leptos::prelude::*;
use report_charts::{Chart as _, Pareto, ParetoBar, Sparkline, Unit};
use report_model::route::{FailureFilter, FailureGroup, OutcomeFilter};
use report_model::site::{Category, Cluster, Failures, Manifest, Sentence};
use report_model::{Outcome, Route, text};

use crate::components::bar::{BarKind, bar};
use crate::components::failure_list::{fix_list, phase_tags};
use crate::components::figure::figure;
use crate::components::icon::Icon;
use crate::components::loading;
use crate::components::outcome::look;
use crate::components::panel::{Panel, cell, stack};
use crate::components::template::template;
use crate::components::tree::Folder;
use crate::components::verdict::{dot, verdict};
use crate::data::{Store, TestIndex};
use crate::derived::Derived;
use crate::filter::is_below;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::overview::plain;

/// How many clusters the chart of them shows at most: more bars than these are too thin to be told apart.
const BARS: usize = 60;
/// How many clusters stand in the list before one asks for all.
const FIRST: usize = 10;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let failures = store.failures();
    (move || loading::show(&failures.get(), || none(&store.manifest()), failures_page)).into_piece()
}

fn none(manifest: &Manifest) -> Piece {
    let executed = manifest.totals.counts.executed();
    let (title, because) = if executed == 0 {
        (
            "No test ran to a verdict.".to_owned(),
            "So none failed either. See the notices for what was read.".to_owned(),
        )
    } else {
        ("No failures.".to_owned(), format!("{} ran, none failed.", text::counted(executed, "test")))
    };
    let eyebrow = (executed > 0).then(|| look(Outcome::Passed).with_text("Nothing to fix".to_owned()));
    verdict(eyebrow, &plain(title), markup! { <p>{because}</p> })
}

fn headline(manifest: &Manifest, failures: &Failures) -> Sentence {
    let total = text::count(failures.total);
    let causes = failures.clusters.len() as u64;
    let verb = if failures.total == 1 { "failure has" } else { "failures have" };
    let causes = if causes == 1 { "one cause".to_owned() } else { format!("{} causes", text::count(causes)) };
    let sentence = Sentence::default().then(format!("{total} {verb} ")).strong(causes);
    let enough = manifest.current_phase().and_then(|phase| {
        let missing = phase.missing_tests().filter(|missing| *missing > 0)?;
        let mut sum = 0;
        let at = failures.clusters.iter().position(|cluster| {
            sum += cluster.tests();
            sum >= missing
        })?;
        let name = crate::charts::phase_name(&phase.id);
        Some(match at {
            0 => format!(". The first fix meets {name}’s passing target."),
            at => format!(". The first {} fixes meet {name}’s passing target.", at + 1),
        })
    });
    sentence.then(enough.unwrap_or_else(|| ".".to_owned()))
}

fn failures_page(failures: &Arc<Failures>) -> Piece {
    let store = Store::here();
    let manifest = store.manifest();
    let navigation = Navigation::here();
    let filter = Derived::new(move |before: Option<&FailureFilter>| match navigation.route.get() {
        Route::Failures(filter) => filter,
        _ => before.cloned().unwrap_or_default(),
    });
    let change = move |change: &dyn Fn(&mut FailureFilter)| {
        let mut next = filter.get_untracked();
        change(&mut next);
        navigation.replace(&Route::Failures(next));
    };
    let counts = manifest.totals.counts;
    let versus = manifest.before.as_ref().map(|before| {
        #[expect(clippy::cast_possible_wrap, reason = "counts of tests")]
        let difference = counts.bad() as i64 - before.totals.counts.bad() as i64;
        markup! { {dot()}<span>{format!("{} vs run {}", text::signed(difference), before.run.id)}</span> }
    });
    let eyebrow = markup! {
        <a class="plain" href=Route::tests_with(OutcomeFilter::Is(Outcome::Failed)).to_string()>
            {look(Outcome::Failed).with_text(format!("{} failed", text::count(counts.failed)))}</a>
        {(counts.errored > 0).then(|| markup! { {dot()}<a class="plain" href=Route::tests_with(OutcomeFilter::Is(Outcome::Errored)).to_string()>{look(Outcome::Errored).with_text(format!("{} errored", text::count(counts.errored)))}</a> })}
        {versus}
    };
    let uncategorised = failures
        .categories
        .iter()
        .find(|category| category.id == "uncategorised")
        .map_or(0, |category| category.rows.len()) as u64;
    let sorted = failures.total - uncategorised.min(failures.total);
    let because = format!(
        "New failures lead, then tests brought back for each hour of planned work, then the largest. {} of {} ({}) fall in a category; {} uncategorised.",
        text::count(sorted),
        text::count(failures.total),
        text::percent(sorted as f64 * 100.0 / failures.total.max(1) as f64),
        text::count(uncategorised),
    );
    let segments = FailureGroup::ALL
        .into_iter()
        .map(|group| {
            let label = match group {
                FailureGroup::Clusters => "Clusters",
                FailureGroup::Categories => "Categories",
                FailureGroup::Folders => "Folders",
            };
            markup! {
                <button type="button" aria-pressed=move || (filter.with(|filter| filter.group) == group).to_string()
                    on:click=move |_| change(&|filter| filter.group = group)>{label}</button>
            }
        })
        .collect::<Vec<_>>();
    let list = {
        let (failures, manifest) = (Arc::clone(failures), Arc::clone(&manifest));
        move || {
            let FailureFilter { text, group } = filter.get();
            match group {
                FailureGroup::Clusters => clusters(&failures, &manifest, &text),
                FailureGroup::Categories => categories(&failures, &manifest, &text),
                FailureGroup::Folders => folders(&failures, &text),
            }
        }
    };
    markup! {
        {verdict(eyebrow, &headline(&manifest, failures), markup! { <p>{because}</p> })}
        <div class="filter">
            <div class="field">
                {Icon::Search.view()}
                <input type="search" autocomplete="off" spellcheck="false" aria-label="Filter failures"
                    placeholder="message, type or category" prop:value=move || filter.with(|filter| filter.text.clone())
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        change(&|filter| filter.text.clone_from(&text));
                    } />
            </div>
            <span class="seg" role="group" aria-label="Group by">{segments}</span>
        </div>
        <div class="grid grid--first">
            {move || cell(12, list())}
            {cell(7, pareto(failures))}
            {stack(5, markup! { {erroring(failures)}{new_ones(failures)} })}
            {cell(12, categories(failures, &manifest, ""))}
        </div>
    }
}

fn found(words: &str, text: &str) -> bool {
    let text = text.to_lowercase();
    words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
}

fn clusters(failures: &Failures, manifest: &Manifest, words: &str) -> Piece {
    let shown: Vec<Cluster> = failures
        .clusters
        .iter()
        .filter(|cluster| found(words, &format!("{} {} {}", cluster.title(), cluster.category, cluster.id)))
        .cloned()
        .collect();
    let current = manifest.current_phase().map(|phase| phase.id.clone());
    let largest = failures.clusters.iter().map(Cluster::tests).max().unwrap_or(1);
    if shown.is_empty() {
        return Panel::new("Fix this first")
            .padded(markup! { <p class="b">{format!("No cluster matches “{}”.", words.trim())}</p> });
    }
    let all = RwSignal::new(shown.len() <= FIRST);
    let shown = Arc::new(shown);
    let rest_tests: u64 = shown.iter().skip(FIRST).map(Cluster::tests).sum();
    let rest = shown.len().saturating_sub(FIRST);
    let list = move || {
        let upto = if all.get() { shown.len() } else { FIRST.min(shown.len()) };
        fix_list(shown.get(..upto).unwrap_or_default(), 1, largest, current.as_deref())
    };
    let more = move || {
        (!all.get()).then(|| {
            let text = format!("{rest} more clusters, {}: ", text::counted(rest_tests, "test"));
            markup! { <div class="foot">{text}<button class="linkish" type="button" on:click=move |_| all.set(true)>"show all"</button></div> }
        })
    };
    Panel::new("Fix this first").around(markup! { {list}{more} })
}

/// The categories as a table: first rule that matches wins, so they add up.
fn categories(failures: &Failures, manifest: &Manifest, words: &str) -> Piece {
    let current = manifest.current_phase().map(|phase| phase.id.clone());
    let largest = failures.categories.iter().map(|category| category.rows.len()).max().unwrap_or(1);
    let rows = failures
        .categories
        .iter()
        .filter(|category| found(words, &format!("{} {}", category.title, category.id)))
        .map(|category| category_row(category, failures.total, largest, current.as_deref()))
        .collect::<Vec<_>>();
    let own = failures.categories.iter().any(|category| category.own);
    let say = if own {
        "The team’s own rules come first, then the built-in ones. The first rule that matches wins, so the counts add up."
    } else {
        "Built-in rules. The first rule that matches wins, so the counts add up."
    };
    let trend = failures.trend_runs.len() > 1;
    let trend_head = trend.then(|| {
        let text = format!("Last {} runs", failures.trend_runs.len());
        markup! { <th scope="col" class="wide">{text}</th> }
    });
    Panel::new("Categories").say(say).table(markup! {
        <table>
            <thead><tr>
                <th scope="col">"Category"</th><th scope="col" class="n">"Tests"</th>
                <th scope="col" class="wide">"Against the largest"</th>
                <th scope="col" class="n">{format!("Of {}", text::count(failures.total))}</th>
                <th scope="col">"Effort"</th><th scope="col" class="n">"Priority"</th><th scope="col">"Phase"</th>{trend_head}
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

fn category_row(category: &Category, total: u64, largest: usize, current: Option<&str>) -> Piece {
    let tests = category.rows.len();
    let clusters = category.clusters.len() as u64;
    let share = text::percent(tests as f64 * 100.0 / total.max(1) as f64);
    let given = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let spark = (category.trend.len() > 1).then(|| {
        #[expect(clippy::cast_precision_loss, reason = "counts of tests")]
        let values = category.trend.iter().map(|count| count.map(|count| count as f64)).collect();
        let spark = Sparkline { name: category.title.clone(), unit: Unit::Count("test".to_owned()), values };
        markup! { <td class="wide"><span class="spark" inner_html=spark.draw(84).into_string()></span></td> }
    });
    markup! {
        <tr data-category=category.id.clone()>
            <th scope="row"><a href=Route::Category(category.id.clone()).to_string()>{category.title.clone()}</a>
                <span class="sub">{text::counted(clusters, "cluster")}</span></th>
            <td class="n"><b>{text::count(tests as u64)}</b></td>
            <td class="wide barcell">{bar(BarKind::Rank, tests as f64 / largest.max(1) as f64)}</td>
            <td class="n t3">{share}</td>
            <td class="nw">{given(category.effort.clone())}</td>
            <td class="n">{given(category.priority.map(|priority| priority.to_string()))}</td>
            <td>{phase_tags(&category.phases, current, false)}</td>
            {spark}
        </tr>
    }
    .into_piece()
}

fn folders(failures: &Arc<Failures>, words: &str) -> Piece {
    let tests = Store::here().tests();
    let words = words.to_owned();
    let failures = Arc::clone(failures);
    (move || loading::show(&tests.get(), || ().into_piece(), |index| folder_table(index, &failures, &words)))
        .into_piece()
}

fn folder_table(index: &TestIndex, failures: &Failures, words: &str) -> Piece {
    let mut leaves: Vec<Folder> = Vec::new();
    let mut open: Vec<Folder> = Folder::tree(index);
    while let Some(folder) = open.pop() {
        if folder.children.iter().any(|child| !child.children.is_empty()) {
            open.extend(folder.children);
        } else if folder.bad > 0 && found(words, &folder.path) {
            leaves.push(folder);
        }
    }
    leaves.sort_by(|a, b| (std::cmp::Reverse(a.bad), &a.path).cmp(&(std::cmp::Reverse(b.bad), &b.path)));
    let largest = leaves.first().map_or(1, |folder| folder.bad);
    let rows = leaves
        .iter()
        .map(|folder| {
            let causes = failures
                .clusters
                .iter()
                .filter(|cluster| cluster.rows.iter().any(|row| index.group_of(*row).is_some_and(|group| is_below(&group.path, &folder.path))))
                .count() as u64;
            markup! {
                <tr>
                    <th scope="row" class="mono"><a href=Route::tests_in(folder.path.clone()).to_string()><bdi>{folder.path.clone()}</bdi></a></th>
                    <td class="n"><b>{text::count(u64::from(folder.bad))}</b></td>
                    <td class="wide barcell">{bar(BarKind::Rank, f64::from(folder.bad) / f64::from(largest.max(1)))}</td>
                    <td class="n t3">{text::count(u64::from(folder.tests))}</td>
                    <td class="n">{text::count(causes)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    Panel::new("Folders with failures").table(markup! {
        <table>
            <thead><tr><th scope="col">"Folder"</th><th scope="col" class="n">"Failing"</th><th scope="col" class="wide">"Against the largest"</th>
                <th scope="col" class="n">"Of tests"</th><th scope="col" class="n">"Clusters"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    })
}

fn pareto(failures: &Failures) -> Piece {
    let mut largest: Vec<&Cluster> = failures.clusters.iter().collect();
    largest.sort_by_key(|cluster| std::cmp::Reverse(cluster.tests()));
    let bars: Vec<ParetoBar> = largest
        .iter()
        .take(BARS)
        .map(|cluster| ParetoBar {
            id: cluster.id.chars().take(4).collect(),
            name: cluster.title(),
            count: cluster.tests(),
        })
        .collect();
    let mut sizes: Vec<u64> = failures.clusters.iter().map(Cluster::tests).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let mut sum = 0;
    let first = sizes.iter().position(|size| {
        sum += size;
        sum * 3 >= failures.total * 2
    });
    let say = first.map(|at| {
        format!(
            "The largest {} of {} hold {} of {} failures.",
            at + 1,
            text::counted(sizes.len() as u64, "cluster"),
            text::count(sum),
            text::count(failures.total)
        )
    });
    let caption = if sizes.len() > BARS {
        format!(
            "Failing tests by cluster, the largest {BARS} of {}; the line is the share of these.",
            sizes.len()
        )
    } else {
        "Failing tests by cluster; the line is the share of all.".to_owned()
    };
    let chart = Pareto { noun: "cluster".to_owned(), counted: "failure".to_owned(), bars };
    Panel::new("How much few causes hold").say(say.unwrap_or_default()).padded(figure(chart, caption, 288))
}

fn small_rows(clusters: &[&Cluster], errored: bool) -> Piece {
    clusters
        .iter()
        .take(4)
        .map(|cluster| {
            let look = look(if errored { Outcome::Errored } else { Outcome::Failed });
            let count = if errored { cluster.errored } else { cluster.new.unwrap_or_default() };
            markup! {
                <li>
                    <span class=look.class>{look.icon.view()}<span class="vh">{look.word}</span></span>
                    <a class="msg mono" href=Route::Cluster(cluster.id.clone()).to_string()>{template(&cluster.template)}</a>
                    <b class="far nw">{text::counted(count, "test")}</b>
                </li>
            }
        })
        .collect::<Vec<_>>()
        .into_piece()
}

fn erroring(failures: &Failures) -> Piece {
    let mut roots: Vec<&Cluster> = failures.clusters.iter().filter(|cluster| cluster.errored > 0).collect();
    if roots.is_empty() {
        return ().into_piece();
    }
    roots.sort_by_key(|cluster| std::cmp::Reverse(cluster.errored));
    let errored: u64 = roots.iter().map(|cluster| cluster.errored).sum();
    let say = format!(
        "{} explain {} that could not be carried out.",
        text::counted(roots.len() as u64, "cause"),
        text::counted(errored, "test")
    );
    Panel::new("One cause, many tests")
        .say(say)
        .around(markup! { <ul class="rows">{small_rows(&roots, true)}</ul> })
}

fn new_ones(failures: &Failures) -> Piece {
    let new: Vec<&Cluster> =
        failures.clusters.iter().filter(|cluster| cluster.new.is_some_and(|new| new > 0)).collect();
    let known = failures.clusters.iter().any(|cluster| cluster.new.is_some());
    let panel = Panel::new("New in this run").grow();
    if !known {
        return panel.padded(
            markup! { <p class="t2">"One run so far. What is new shows from the second run on."</p> },
        );
    }
    if new.is_empty() {
        return panel
            .padded(markup! { <p class="t2">"Every failure of this run was there in the run before."</p> });
    }
    panel.around(markup! { <ul class="rows">{small_rows(&new, false)}</ul> })
}
