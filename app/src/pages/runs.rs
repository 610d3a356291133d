//! The history: every run, the newest first.

use app_markup::markup;
use std::sync::Arc;

use leptos::prelude::*;
use report_model::site::{Manifest, RunPoint, Runs};
use report_model::{Ratio, text};

use crate::charts;
use crate::components::figure::figure;
use crate::components::loading;
use crate::components::panel::{Panel, cell};
use crate::components::verdict::verdict;
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::pages::overview::{plain, rise};
use report_model::site::Measure;

/// How many runs are listed before one asks for all.
const SHOWN: usize = 100;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let manifest = store.manifest();
    let runs = store.runs();
    (move || loading::show(&runs.get(), || none(&manifest), |runs| content(&manifest, runs))).into_piece()
}

fn none(manifest: &Manifest) -> Piece {
    let because = markup! { <p>"A history makes trends, changes and phases that were lost. Keep one by giving a folder to every build:"</p> };
    markup! {
        {verdict((), &plain(format!("Run {} is the only one known.", manifest.run.id)), because)}
        {Panel::new("Keep a history").padded(markup! { <pre class="code" tabindex="0" aria-label="Command">"report-gen build … --history history/"</pre> })}
    }
    .into_piece()
}

fn content(manifest: &Arc<Manifest>, runs: &Arc<Runs>) -> Piece {
    if runs.runs.len() < 2 {
        return none(manifest);
    }
    let count = runs.runs.len();
    let first = runs.runs.first().and_then(|run| run.run.started_at).map(text::date);
    let last = runs.runs.last().and_then(|run| run.run.started_at).map(text::date);
    let between = first.zip(last).map(|(first, last)| format!("{first} to {last}"));
    let title =
        format!("{} in the history; this is run {}.", text::counted(count as u64, "run"), manifest.run.id);
    let all = RwSignal::new(count <= SHOWN);
    let table = {
        let runs = Arc::clone(runs);
        move || run_table(&runs, if all.get() { usize::MAX } else { SHOWN })
    };
    let more = move || {
        (!all.get()).then(|| markup! { <div class="foot"><button class="linkish" type="button" on:click=move |_| all.set(true)>{format!("Show all {count} runs")}</button></div> })
    };
    let caption = format!("Of collected tests, last {} runs.", manifest.trend.len());
    markup! {
        {verdict(markup! { <span>{between}</span> }, &plain(title), ())}
        <div class="grid grid--first">
            {cell(12, Panel::new("Pass rate").say(rise(manifest, Measure::PassRate)).padded(figure(charts::measure_trend(manifest, Measure::PassRate), caption, 240)))}
            {cell(12, Panel::new("Runs").say("The newest first; differences are to the run below.").table(markup! { {table}{more} }))}
        </div>
    }
    .into_piece()
}

fn run_table(runs: &Runs, limit: usize) -> Piece {
    let rows = runs
        .runs
        .iter()
        .enumerate()
        .rev()
        .take(limit)
        .map(|(at, run)| run_row(run, at.checked_sub(1).and_then(|before| runs.runs.get(before))))
        .collect::<Vec<_>>();
    markup! {
        <table><thead><tr><th scope="col">"Run"</th><th scope="col">"When"</th><th scope="col" class="wide">"Branch, commit"</th>
            <th scope="col" class="n">"Passed"</th><th scope="col" class="n">"Failed"</th><th scope="col" class="n">"Errored"</th><th scope="col" class="n">"Skipped"</th>
            <th scope="col" class="n">"Pass rate"</th><th scope="col" class="n">"Coverage"</th><th scope="col" class="n">"Time"</th></tr></thead>
            <tbody>{rows}</tbody></table>
    }
    .into_piece()
}

fn run_row(run: &RunPoint, before: Option<&RunPoint>) -> Piece {
    let info = &run.run;
    let counts = run.totals.counts;
    let name =
        match info.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")) {
            Some(url) => {
                markup! { <a href=url.to_owned() rel="noreferrer">{info.id.clone()}</a> }.into_piece()
            }
            None => info.id.clone().into_piece(),
        };
    let when = info.started_at.map_or_else(|| "unknown".to_owned(), text::date_time);
    let mut place: Vec<String> = Vec::new();
    place.extend(info.branch.clone());
    place.extend(info.commit.as_deref().map(|commit| text::short_commit(commit).to_owned()));
    #[expect(clippy::cast_possible_wrap, reason = "counts of tests")]
    let difference =
        before.map(|before| text::signed(counts.passed as i64 - before.totals.counts.passed as i64));
    let rate = run.totals.rate_of_collected().percent().map_or_else(|| "unknown".to_owned(), text::percent);
    let coverage = run
        .coverage
        .and_then(|coverage| Ratio::percent(coverage.lines))
        .map_or_else(|| "unknown".to_owned(), text::percent);
    let time = run.totals.suite_secs().map_or_else(|| "unknown".to_owned(), text::duration);
    markup! {
        <tr data-run=info.id.clone()>
            <th scope="row">{name}</th><td class="nw">{when}</td><td class="wide mono t3"><bdi>{place.join(" ")}</bdi></td>
            <td class="n"><b>{text::count(counts.passed)}</b><span class="sub">{difference}</span></td>
            <td class="n">{text::count(counts.failed)}</td><td class="n">{text::count(counts.errored)}</td><td class="n">{text::count(counts.skipped)}</td>
            <td class="n">{rate}</td><td class="n">{coverage}</td><td class="n">{time}</td>
        </tr>
    }
    .into_piece()
}
