//! Where are the missing lines?

use app_markup::markup;
use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use report_charts::{Treemap, TreemapFile, TreemapFolder};
use report_model::route::CoverageFilter;
use report_model::site::{CoverageFiles, CoverageTotals, Manifest, Measure, PhaseStatus, Sentence};
use report_model::text::{self, NO_BREAK};
use report_model::{Ratio, Route};

use crate::charts;
use crate::components::bar::{BarKind, bar};
use crate::components::figure::figure;
use crate::components::icon::Icon;
use crate::components::loading;
use crate::components::panel::{Panel, cell};
use crate::components::verdict::{dot, verdict};
use crate::data::Store;
use crate::derived::Derived;
use crate::filter::is_below;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::pages::overview::plain;

/// How many files are listed before one asks for more.
const SHOWN: usize = 50;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let coverage = store.coverage();
    (move || loading::show(&coverage.get(), none, coverage_page)).into_piece()
}

fn none() -> Piece {
    let because = markup! { <p>"No coverage file was among the artifacts. Unknown is not 0 %: no page shows a figure for it."</p> };
    markup! {
        {verdict((), &plain("Coverage is not in the data."), because)}
        {Panel::new("Give the coverage file beside the test results").padded(markup! {
            <pre class="code" tabindex="0" aria-label="Commands">"pytest --junitxml=junit.xml --cov --cov-report=xml\nreport-gen build junit.xml coverage.xml"</pre>
        })}
    }
    .into_piece()
}

fn headline(phase: Option<&PhaseStatus>, totals: &CoverageTotals) -> Sentence {
    let target = phase.and_then(|phase| phase.target(Measure::LineCoverage).map(|target| (phase, target)));
    let Some((phase, target)) = target else {
        let share = totals.lines.percent().map_or_else(|| "An unknown share".to_owned(), text::percent);
        return Sentence::default()
            .then(format!("{share} of lines are covered; "))
            .strong(format!("{} are not", text::count(totals.lines.rest())))
            .then(".");
    };
    match target.missing() {
        Some(0) => plain(format!("{}’s coverage target is met.", charts::phase_name(&phase.id))),
        Some(missing) => Sentence::default()
            .then(format!("{} needs ", charts::phase_name(&phase.id)))
            .strong(format!("{} more covered lines", text::count(missing)))
            .then("."),
        None => plain("The run does not tell how many lines are covered."),
    }
}

/// Folders that hold files, each with the sum of their lines.
fn folders(files: &CoverageFiles) -> BTreeMap<&str, (Ratio, Vec<usize>)> {
    let mut folders: BTreeMap<&str, (Ratio, Vec<usize>)> = BTreeMap::new();
    for (at, path) in files.paths.iter().enumerate() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let entry = folders.entry(folder).or_default();
        entry.0 = entry.0 + lines(files, at);
        entry.1.push(at);
    }
    folders
}

fn lines(files: &CoverageFiles, at: usize) -> Ratio {
    let number = |column: &[u64]| column.get(at).copied().unwrap_or_default();
    Ratio::new(number(&files.covered), number(&files.lines))
}

fn coverage_page(files: &Arc<CoverageFiles>) -> Piece {
    let manifest = Store::here().manifest();
    let navigation = Navigation::here();
    let filter = Derived::new(move |before: Option<&CoverageFilter>| match navigation.route.get() {
        Route::Coverage(filter) => filter,
        _ => before.cloned().unwrap_or_default(),
    });
    let Some(totals) = manifest.coverage else { return none() };
    let share = totals.lines.percent().map_or_else(|| "unknown".to_owned(), text::percent);
    let branches = match totals.branches.and_then(Ratio::percent) {
        Some(branches) => format!("branches {}", text::percent(branches)),
        None => "branches not in the data".to_owned(),
    };
    let functions = totals
        .functions
        .and_then(Ratio::percent)
        .map(|share| markup! { {dot()}<span>{format!("functions {}", text::percent(share))}</span> });
    let eyebrow = markup! {
        <span>{format!("{share} of lines: {} of {}", text::count(totals.lines.part), text::count(totals.lines.whole))}</span>
        {dot()}<span>{branches}</span>{functions}{dot()}<span class="mono">{files.artifacts.join(", ")}</span>
    };
    let because = because(&manifest, files);
    let list = {
        let files = Arc::clone(files);
        move || {
            file_table(
                &files,
                &filter.get(),
                manifest.before.as_ref().map(|run| run.run.id.clone()),
                navigation,
            )
        }
    };
    markup! {
        {verdict(eyebrow, &headline(Store::here().manifest().current_phase(), &totals), markup! { <p>{because}</p> })}
        <div class="grid grid--first">
            {cell(12, treemap(files))}
            {cell(12, folder_table(files))}
            {move || cell(12, list())}
        </div>
    }
    .into_piece()
}

fn because(manifest: &Manifest, files: &CoverageFiles) -> String {
    let folders = folders(files);
    let mut worst: Vec<(&str, u64)> =
        folders.iter().map(|(path, (ratio, _))| (*path, ratio.rest())).collect();
    worst.sort_by_key(|(path, rest)| (std::cmp::Reverse(*rest), *path));
    let all: u64 = worst.iter().map(|(_, rest)| rest).sum();
    let mut text = String::new();
    if let [(first, a), (second, b), ..] = worst.as_slice()
        && all > 0
    {
        text = format!(
            "{} of the {} uncovered lines are in {first} and {second}.",
            text::percent((a + b) as f64 * 100.0 / all as f64),
            text::count(all)
        );
    }
    let now = manifest.coverage.and_then(|coverage| coverage.lines.percent());
    let before =
        manifest.before.as_ref().and_then(|run| Some((run.run.id.clone(), run.coverage?.lines.percent()?)));
    if let (Some(now), Some((run, before))) = (now, before) {
        text = format!("{text} Coverage is {} against run {run}.", text::points(now - before));
    }
    text
}

fn treemap(files: &CoverageFiles) -> Piece {
    let folders = folders(files)
        .into_iter()
        .map(|(path, (_, members))| TreemapFolder {
            path: if path.is_empty() { "." } else { path }.to_owned(),
            files: members
                .into_iter()
                .filter_map(|at| {
                    let path = files.paths.get(at)?;
                    let leaf = path.rsplit_once('/').map_or(path.as_str(), |(_, leaf)| leaf);
                    let name = leaf.rsplit_once('.').map_or(leaf, |(stem, _)| stem).to_owned();
                    Some(TreemapFile { path: path.clone(), name, covered: lines(files, at) })
                })
                .collect(),
        })
        .collect();
    let chart = Treemap { noun: "line".to_owned(), folders };
    Panel::new("Where the uncovered lines are")
        .say("The strong patches are large and little covered.")
        .padded(figure(chart, "Area: lines that hold code. Colour: share covered, strong under 50 %, then 50–65 %, 65–80 %, pale from 80 %.", 312))
}

fn folder_table(files: &CoverageFiles) -> Piece {
    let mut rows: Vec<(&str, Ratio, usize)> =
        folders(files).into_iter().map(|(path, (ratio, members))| (path, ratio, members.len())).collect();
    rows.sort_by_key(|(path, ratio, _)| (std::cmp::Reverse(ratio.rest()), *path));
    let count = rows.len();
    let rows = rows
        .into_iter()
        .take(12)
        .map(|(path, ratio, members)| {
            let share = ratio.percent();
            let href = Route::Coverage(CoverageFilter { folder: Some(path.to_owned()), ..CoverageFilter::default() }).to_string();
            let name = if path.is_empty() { "(no folder)".to_owned() } else { path.to_owned() };
            markup! {
                <tr><th scope="row" class="mono"><a href=href><bdi>{name}</bdi></a></th>
                    <td class="n"><b>{share.map_or_else(|| "no lines".to_owned(), text::percent)}</b></td>
                    <td class="wide barcell">{bar(BarKind::Measured, share.unwrap_or(0.0) / 100.0)}</td>
                    <td class="n t3">{format!("{} / {}", text::count(ratio.part), text::count(ratio.whole))}</td>
                    <td class="n"><b>{text::count(ratio.rest())}</b></td>
                    <td class="n">{text::count(members as u64)}</td></tr>
            }
        })
        .collect::<Vec<_>>();
    let say = if count > 12 {
        format!("Most uncovered lines first; 12 of {count} folders.")
    } else {
        "Most uncovered lines first.".to_owned()
    };
    Panel::new("Folders").say(say).table(markup! {
        <table><thead><tr><th scope="col">"Folder"</th><th scope="col" class="n">"Covered"</th><th scope="col" class="wide">"Share"</th>
            <th scope="col" class="n">"Lines"</th><th scope="col" class="n">"Uncovered"</th><th scope="col" class="n">"Files"</th></tr></thead>
            <tbody>{rows}</tbody></table>
    })
}

fn file_table(
    files: &CoverageFiles,
    filter: &CoverageFilter,
    before: Option<String>,
    navigation: Navigation,
) -> Piece {
    let words: Vec<String> = filter.text.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<usize> = (0..files.paths.len())
        .filter(|at| {
            let path = files.paths.get(*at).map(String::as_str).unwrap_or_default();
            let lower = path.to_lowercase();
            words.iter().all(|word| lower.contains(word.as_str()))
                && filter.folder.as_deref().is_none_or(|folder| {
                    if folder.is_empty() { !path.contains('/') } else { is_below(path, folder) }
                })
        })
        .collect();
    found.sort_by_key(|at| (std::cmp::Reverse(lines(files, *at).rest()), *at));
    let count = found.len();
    let has_before = !files.before.is_empty();
    let rows = found.iter().take(SHOWN).map(|at| file_row(files, *at, has_before)).collect::<Vec<_>>();
    let before_head = has_before.then(|| {
        let text = before.map_or_else(|| "before".to_owned(), |run| format!("vs run {run}"));
        markup! { <th scope="col" class="n">{text}</th> }
    });
    let say = format!(
        "Most uncovered lines first; {} of {} files.",
        text::count(count.min(SHOWN) as u64),
        text::count(files.paths.len() as u64)
    );
    let folder = filter.folder.clone().map(|folder| {
        let kept = filter.text.clone();
        let clear = move |_| navigation.replace(&Route::Coverage(CoverageFilter { text: kept.clone(), folder: None }));
        markup! { <span class="chip"><span class="k">"folder"</span>" "<bdi class="clip">{folder}</bdi>
            <button type="button" aria-label="Remove the folder filter" on:click=clear>{Icon::Close.view()}</button></span> }
    });
    let current = filter.clone();
    let field = markup! {
        <span class="field field--small">{Icon::Search.view()}{folder}
            <input type="search" autocomplete="off" spellcheck="false" aria-label="Filter files" placeholder="path" value=filter.text.clone()
                on:change=move |event| navigation.replace(&Route::Coverage(CoverageFilter { text: event_target_value(&event), ..current.clone() })) />
        </span>
    };
    let none = (count == 0).then(|| markup! { <p class="in t2">"No file matches."</p> });
    Panel::new("Files").say(say).aside(field.into_piece()).table(markup! {
        <table><thead><tr><th scope="col">"File"</th><th scope="col" class="n">"Covered"</th>{before_head}<th scope="col" class="wide">"Share"</th>
            <th scope="col" class="n">"Lines"</th><th scope="col" class="n" aria-sort="descending">"Uncovered"</th><th scope="col">"Lines that did not run"</th></tr></thead>
            <tbody>{rows}</tbody></table>{none}
    })
}

fn file_row(files: &CoverageFiles, at: usize, has_before: bool) -> Piece {
    let path = files.paths.get(at).cloned().unwrap_or_default();
    let (folder, leaf) = path
        .rsplit_once('/')
        .map_or((String::new(), path.clone()), |(folder, leaf)| (format!("{folder}/"), leaf.to_owned()));
    let ratio = lines(files, at);
    let share = ratio.percent();
    let before = files.before.get(at).copied().flatten().and_then(Ratio::percent);
    let difference = match (share, before) {
        (Some(share), Some(before)) => {
            let difference = share - before;
            let class = if difference > 0.05 {
                "n up"
            } else if difference < -0.05 {
                "n down"
            } else {
                "n t3"
            };
            markup! { <td class=class>{text::points_short(difference)}</td> }.into_piece()
        }
        // A file without lines has no share, before or now.
        _ if files.before.get(at).copied().flatten().is_some() => {
            markup! { <td class="n t3">"–"</td> }.into_piece()
        }
        _ => markup! { <td class="n t3">"new"</td> }.into_piece(),
    };
    let missing = files.missing.get(at).cloned().unwrap_or_default().replace(',', ", ");
    markup! {
        <tr><td><span class="path one"><bdi>{folder}<b>{leaf}</b></bdi></span></td>
            <td class="n"><b>{share.map_or_else(|| format!("no{NO_BREAK}lines"), text::percent)}</b></td>
            {has_before.then_some(difference)}
            <td class="wide barcell">{bar(BarKind::Measured, share.unwrap_or(0.0) / 100.0)}</td>
            <td class="n t3">{format!("{} / {}", text::count(ratio.part), text::count(ratio.whole))}</td>
            <td class="n"><b>{text::count(ratio.rest())}</b></td>
            <td class="mono t3 missing">{missing}</td></tr>
    }
    .into_piece()
}
