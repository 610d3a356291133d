//! The history: every run, the newest first, and any two of them side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use app_markup::markup;
use leptos::prelude::event_target_value;
use report_model::route::RunFilter;
use report_model::site::{Manifest, Measure, RunPoint, Runs};
use report_model::{Ratio, Route, text};

use crate::charts;
use crate::components::figure::figure;
use crate::components::loading;
use crate::components::panel::{Panel, cell};
use crate::components::verdict::verdict;
use crate::data::Store;
use crate::derived::Derived;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::comparison;
use crate::pages::overview::plain;

/// How many of the last runs the page offers to show.
const LAST: [u32; 4] = [0, 10, 30, 100];

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let manifest = store.manifest();
    let navigation = Navigation::here();
    let filter = Derived::new(move |before: Option<&RunFilter>| match navigation.route.get() {
        Route::Runs(filter) => filter,
        _ => before.cloned().unwrap_or_default(),
    });
    let runs = store.runs();
    (move || {
        let manifest = Arc::clone(&manifest);
        let alone = Arc::clone(&manifest);
        loading::show(&runs.get(), || none(&alone), |runs| content(&manifest, runs, filter))
    })
    .into_piece()
}

fn none(manifest: &Manifest) -> Piece {
    let because = markup! { <p>"A history makes trends, changes and phases that were lost. Keep one by giving a folder to every build:"</p> };
    markup! {
        {verdict((), &plain(format!("Run {} is the only one known.", manifest.run.id)), because)}
        {Panel::new("Keep a history").padded(markup! { <pre class="code" tabindex="0" aria-label="Command">"report-gen build … --history history/"</pre> })}
    }
}

/// The places of the runs that the filter lets through.
fn select(runs: &Runs, filter: &RunFilter) -> Vec<usize> {
    let passes = |run: &RunPoint| {
        let is_branch = filter.branch.is_none() || run.run.branch == filter.branch;
        let has_label = filter
            .label
            .as_deref()
            .is_none_or(|wanted| run.run.labels.iter().any(|(key, value)| label(key, value) == wanted));
        is_branch && has_label
    };
    let mut places: Vec<usize> =
        runs.runs.iter().enumerate().filter(|(_, run)| passes(run)).map(|(place, _)| place).collect();
    if filter.last > 0 {
        places.drain(..places.len().saturating_sub(filter.last as usize));
    }
    places
}

fn label(key: &str, value: &str) -> String {
    format!("{key}={value}")
}

fn content(manifest: &Arc<Manifest>, runs: &Arc<Runs>, filter: Derived<RunFilter>) -> Piece {
    if runs.runs.len() < 2 {
        return none(manifest);
    }
    let count = runs.runs.len() as u64;
    let first = runs.runs.first().and_then(|run| run.run.started_at).map(text::date);
    let last = runs.runs.last().and_then(|run| run.run.started_at).map(text::date);
    let between = first.zip(last).map(|(first, last)| format!("{first} to {last}"));
    let title = format!("{} in the history; this is run {}.", text::counted(count, "run"), manifest.run.id);
    let renamed = (!runs.renames.is_empty()).then(|| {
        let tests = text::counted(runs.renames.len() as u64, "test");
        markup! { <p>{format!("{tests} got another name on the way; their history goes on under it.")}</p> }
    });
    let thinned = (!runs.totals_only.is_empty()).then(|| {
        let runs = text::counted(runs.totals_only.len() as u64, "older run");
        markup! { <p>{format!("Of {runs} only the totals are kept, so that the history stays small: they stand in every trend of totals, and nothing is known of their single tests (--keep-runs, --keep-days).")}</p> }
    });
    let because = markup! { {renamed}{thinned} };
    let (all, this) = (Arc::clone(runs), manifest.run.clone());
    let shown = move || {
        let filter = filter.get();
        let compared =
            filter.compare.as_ref().map(|(from, to)| comparison::panels(&all, from, to, &this.labels));
        let places = select(&all, &filter);
        let picked: Vec<RunPoint> = places.iter().filter_map(|place| all.runs.get(*place).cloned()).collect();
        let trend = charts::trend_of(&picked, Measure::PassRate);
        let caption = format!("Of collected tests, {}.", text::counted(picked.len() as u64, "run"));
        let say = match charts::span(&picked, |run| charts::value(Measure::PassRate, run)) {
            None => "Fewer than two of these runs have a pass rate.".to_owned(),
            Some((first, last, runs)) => {
                format!("{} over {}.", text::points(last - first), text::counted(runs as u64, "run"))
            }
        };
        markup! {
            {compared}
            {cell(12, Panel::new("Pass rate").say(say).padded(figure(trend, caption, 240)))}
            {cell(12, Panel::new("Runs").say("The newest first; differences are to the run below.").table(table(&all, &places, &filter, &this.id)))}
        }
    };
    markup! {
        {verdict(markup! { <span>{between}</span> }, &plain(title), because)}
        {bar(runs, manifest, filter)}
        <div class="grid grid--first">{shown}</div>
    }
}

/// The filters, and the two runs to compare.
fn bar(runs: &Runs, manifest: &Manifest, filter: Derived<RunFilter>) -> Piece {
    let navigation = Navigation::here();
    let change = move |change: &dyn Fn(&mut RunFilter)| {
        let mut next = filter.get_untracked();
        change(&mut next);
        navigation.replace(&Route::Runs(next));
    };
    let choice = |name: &'static str,
                  options: Vec<(String, String)>,
                  chosen: String,
                  set: fn(&mut RunFilter, String)| {
        let options: Vec<Piece> = options
            .into_iter()
            .map(|(value, text)| {
                let selected = value == chosen;
                markup! { <option value=value selected=selected>{text}</option> }
            })
            .collect();
        let on_change = move |event: web_sys::Event| {
            let value = event_target_value(&event);
            change(&|filter| set(filter, value.clone()));
        };
        markup! { <label class="choice"><span class="t3">{name}</span><select class="btn" on:change=on_change>{options}</select></label> }
    };
    let branches: BTreeSet<&String> = runs.runs.iter().filter_map(|run| run.run.branch.as_ref()).collect();
    let labels: BTreeSet<String> =
        runs.runs.iter().flat_map(|run| &run.run.labels).map(|(key, value)| label(key, value)).collect();
    let now = filter.get_untracked();
    let all = |text: &str| (String::new(), text.to_owned());
    let branch = (branches.len() > 1).then(|| {
        let options = branches.iter().map(|branch| ((*branch).clone(), (*branch).clone()));
        let options = std::iter::once(all("all")).chain(options).collect();
        choice("Branch", options, now.branch.clone().unwrap_or_default(), |filter, value| {
            filter.branch = Some(value).filter(|value| !value.is_empty());
        })
    });
    let label = (!labels.is_empty()).then(|| {
        let options = labels.iter().map(|label| (label.clone(), label.clone()));
        let options = std::iter::once(all("all")).chain(options).collect();
        choice("Label", options, now.label.clone().unwrap_or_default(), |filter, value| {
            filter.label = Some(value).filter(|value| !value.is_empty());
        })
    });
    let windows = LAST
        .iter()
        .filter(|last| (**last as usize) < runs.runs.len())
        .map(|last| (last.to_string(), if *last == 0 { "all".to_owned() } else { format!("last {last}") }));
    let window = choice("Runs", windows.collect(), now.last.to_string(), |filter, value| {
        filter.last = value.parse().unwrap_or_default();
    });
    let names = || runs.runs.iter().rev().map(|run| (run.run.id.clone(), run.run.id.clone()));
    let (from, to) = now.compare.clone().unwrap_or_else(|| {
        let before = manifest.before.as_ref().map(|run| run.run.id.clone()).unwrap_or_default();
        (before, manifest.run.id.clone())
    });
    let (first, second) = (from.clone(), to.clone());
    let pair = Derived::new(move |_| {
        filter.with(|filter| filter.compare.clone()).unwrap_or_else(|| (first.clone(), second.clone()))
    });
    let set_from = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        change(&|filter| filter.compare = Some((value.clone(), pair.get_untracked().1)));
    };
    let set_to = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        change(&|filter| filter.compare = Some((pair.get_untracked().0, value.clone())));
    };
    let options = |chosen: &str| {
        names()
            .map(|(value, text)| {
                let selected = value == chosen;
                markup! { <option value=value selected=selected>{text}</option> }
            })
            .collect::<Vec<_>>()
    };
    let close = move || {
        filter.with(|filter| filter.compare.is_some()).then(|| {
            markup! { <button class="btn q" type="button" on:click=move |_| change(&|filter| filter.compare = None)>"Close comparison"</button> }
        })
    };
    let compare = move |_| change(&|filter| filter.compare = Some(pair.get_untracked()));
    markup! {
        <div class="choices" role="group" aria-label="Which runs">
            {branch}{label}{window}
            <span class="choices__gap"></span>
            <label class="choice"><span class="t3">"Compare"</span><select class="btn" on:change=set_from>{options(&from)}</select></label>
            <label class="choice"><span class="t3">"with"</span><select class="btn" on:change=set_to>{options(&to)}</select></label>
            <button class="btn" type="button" on:click=compare>"Compare"</button>
            {close}
        </div>
    }
}

fn table(runs: &Runs, places: &[usize], filter: &RunFilter, this: &str) -> Piece {
    let shown = |number: usize| places.get(number).and_then(|place| runs.runs.get(*place));
    let rows: Vec<Piece> = (0..places.len())
        .rev()
        .filter_map(|number| {
            let (place, run) = (places.get(number)?, shown(number)?);
            let before = number.checked_sub(1).and_then(shown);
            let is_thin = u32::try_from(*place).is_ok_and(|place| runs.totals_only.contains(&place));
            Some(row(run, before, is_thin, filter, this))
        })
        .collect();
    markup! {
        <table><thead><tr><th scope="col">"Run"</th><th scope="col">"When"</th><th scope="col" class="wide">"Branch, commit"</th>
            <th scope="col" class="n">"Passed"</th><th scope="col" class="n">"Failed"</th><th scope="col" class="n">"Errored"</th><th scope="col" class="n">"Skipped"</th>
            <th scope="col" class="n">"Pass rate"</th><th scope="col" class="n">"Coverage"</th><th scope="col" class="n">"Time"</th><th scope="col">"Against this run"</th></tr></thead>
            <tbody>{rows}</tbody></table>
    }
}

fn row(run: &RunPoint, before: Option<&RunPoint>, is_thin: bool, filter: &RunFilter, this: &str) -> Piece {
    let info = &run.run;
    let counts = run.totals.counts;
    let name =
        match info.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
            Some(url) => markup! { <a href=url.to_owned() rel="noreferrer">{info.id.clone()}</a> },
            None => info.id.clone().into_piece(),
        };
    let when = info.started_at.map_or_else(|| "unknown".to_owned(), text::date_time);
    let mut place: Vec<String> = Vec::new();
    place.extend(info.branch.clone());
    place.extend(info.commit.as_deref().map(|commit| text::short_commit(commit).to_owned()));
    place.extend(info.labels.iter().map(|(key, value)| label(key, value)));
    #[expect(clippy::cast_possible_wrap, reason = "counts of tests")]
    let difference =
        before.map(|before| text::signed(counts.passed as i64 - before.totals.counts.passed as i64));
    let percent = |ratio: Ratio| ratio.percent().map_or_else(|| "unknown".to_owned(), text::percent);
    let coverage = run.coverage.map_or_else(|| "unknown".to_owned(), |coverage| percent(coverage.lines));
    let time = run.totals.suite_secs().map_or_else(|| "unknown".to_owned(), text::duration);
    let compare = if info.id == this {
        markup! { <span class="t3">"this run"</span> }
    } else if is_thin {
        markup! { <span class="t3">"totals only"</span> }
    } else {
        let pair = Some((info.id.clone(), this.to_owned()));
        let href = Route::Runs(RunFilter { compare: pair, ..filter.clone() }).to_string();
        let label = format!("Compare run {} with this run", info.id);
        markup! { <a href=href aria-label=label>"Compare"</a> }
    };
    markup! {
        <tr data-run=info.id.clone()>
            <th scope="row">{name}</th><td class="nw">{when}</td><td class="wide mono t3"><bdi>{place.join(" ")}</bdi></td>
            <td class="n"><b>{text::count(counts.passed)}</b><span class="sub">{difference}</span></td>
            <td class="n">{text::count(counts.failed)}</td><td class="n">{text::count(counts.errored)}</td><td class="n">{text::count(counts.skipped)}</td>
            <td class="n">{percent(run.totals.rate_of_collected())}</td><td class="n">{coverage}</td><td class="n">{time}</td><td>{compare}</td>
        </tr>
    }
}
