//! What surrounds every page: rail, top bar, the tabs of small screens.

use app_markup::markup;
use std::sync::Arc;

use leptos::prelude::*;
use report_model::Route;
use report_model::route::{CoverageFilter, FailureFilter, Page, RunFilter, TestFilter};
use report_model::site::Manifest;
use report_model::text;

use super::icon::Icon;
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;
use crate::settings::Settings;

struct Entry {
    page: Page,
    icon: Icon,
    route: Route,
    figure: Option<String>,
}

/// Pages that are there only when the plan has something for them.
const OF_THE_PLAN: [Page; 3] = [Page::Components, Page::Findings, Page::Gates];

fn entries(manifest: &Manifest) -> Vec<(&'static str, Vec<Entry>)> {
    let mut groups = all_entries(manifest);
    let is_there = |page: Page| {
        !OF_THE_PLAN.contains(&page) || manifest.shards.sheets.iter().any(|sheet| sheet.page == page.slug())
    };
    for (_, entries) in &mut groups {
        entries.retain(|entry| is_there(entry.page));
    }
    groups
}

fn all_entries(manifest: &Manifest) -> Vec<(&'static str, Vec<Entry>)> {
    let totals = &manifest.totals;
    let entry = |page, icon, route, figure| Entry { page, icon, route, figure };
    let phase = manifest.current_phase().map(|phase| phase.id.clone());
    let known = totals.counts.executed() as f64 * 100.0 / (totals.collected.max(1)) as f64;
    let complete = (totals.collected > 0).then(|| text::percent(known));
    let coverage = manifest.coverage.and_then(|coverage| coverage.lines.percent()).map(text::percent);
    let runtime = totals.suite_secs().map(text::duration);
    vec![
        (
            "",
            vec![
                entry(Page::Overview, Icon::Overview, Route::Overview, None),
                entry(Page::Phases, Icon::Phases, Route::Phases(Vec::new()), phase),
                entry(Page::Completeness, Icon::Completeness, Route::Completeness, complete),
                entry(Page::Components, Icon::Coverage, Route::Components, None),
                entry(Page::Findings, Icon::Search, Route::Findings, None),
                entry(Page::Gates, Icon::Passed, Route::Gates, None),
            ],
        ),
        (
            "This run",
            vec![
                entry(
                    Page::Failures,
                    Icon::Failures,
                    Route::Failures(FailureFilter::default()),
                    Some(text::count(totals.counts.bad())),
                ),
                entry(
                    Page::Tests,
                    Icon::Tests,
                    Route::Tests(TestFilter::default()),
                    Some(text::count(totals.counts.total())),
                ),
                entry(Page::Coverage, Icon::Coverage, Route::Coverage(CoverageFilter::default()), coverage),
                entry(Page::Runtime, Icon::Runtime, Route::Runtime, runtime),
            ],
        ),
        (
            "History",
            vec![
                entry(
                    Page::Runs,
                    Icon::Runs,
                    Route::Runs(RunFilter::default()),
                    Some(text::count(manifest.run_count)),
                ),
                // Flips over runs are counted on the page alone: 0 here would say that there are none.
                entry(
                    Page::Flaky,
                    Icon::Flaky,
                    Route::Flaky,
                    (totals.flaky > 0).then(|| text::count(totals.flaky)),
                ),
            ],
        ),
        (
            "Record",
            vec![entry(
                Page::Notices,
                Icon::Notices,
                Route::Notices,
                Some(text::count(manifest.notices.total())),
            )],
        ),
    ]
}

/// The page a nav item stands for: a test belongs to Tests, a cluster to Failures.
const fn section(page: Page) -> Page {
    match page {
        Page::Test => Page::Tests,
        Page::Cluster | Page::Category | Page::Rule => Page::Failures,
        Page::Periods => Page::Runtime,
        page => page,
    }
}

fn current(page: Page) -> impl Fn() -> Option<&'static str> + Copy {
    let navigation = Navigation::here();
    move || (section(navigation.page.get()) == page).then_some("page")
}

fn brand() -> Piece {
    markup! {
        <a class="brand" href="#/" aria-label="Phaseline, overview">
            <svg viewBox="0 0 22 22" aria-hidden="true">
                <path d="M1 13h6V9h7V5h7" fill="none" stroke="var(--line-strong)" stroke-width="1.6" />
                <path d="M1 18c4-1 6-2 8-5s4-2 6-5 3-4 6-5" fill="none" stroke="var(--accent)" stroke-width="2.4"
                    stroke-linecap="round" />
            </svg>
            <span>"Phaseline"</span>
        </a>
    }
    .into_piece()
}

/// The rail at the left of large screens.
pub fn rail() -> Piece {
    let manifest = Store::here().manifest();
    let groups = entries(&manifest)
        .into_iter()
        .map(|(title, entries)| {
            let heading = (!title.is_empty()).then(|| markup! { <h2>{title}</h2> });
            let items = entries
                .into_iter()
                .map(|Entry { page, icon, route, figure }| {
                    markup! {
                        <li>
                            <a href=route.to_string() aria-current=current(page) title=page.title()>
                                {icon.view()}<span class="lb">{page.title()}</span>
                                {figure.map(|figure| markup! { <span class="c">{figure}</span> })}
                            </a>
                        </li>
                    }
                })
                .collect::<Vec<_>>();
            markup! { <div>{heading}<ul>{items}</ul></div> }
        })
        .collect::<Vec<_>>();
    let plans = if manifest.plans_read > 0 {
        format!(", {}", text::counted(manifest.plans_read, "plan"))
    } else {
        String::new()
    };
    markup! {
        <nav class="rail" aria-label="Report">
            {brand()}
            {groups}
            <p class="foot">{format!("Built from {}{plans}", text::counted(manifest.files_read, "file"))}</p>
        </nav>
    }
    .into_piece()
}

fn who(manifest: &Manifest) -> (Option<String>, String, Vec<String>) {
    let run = &manifest.run;
    let mut details = Vec::new();
    details.extend(run.started_at.map(text::date_time));
    details.extend(run.commit.as_deref().map(|commit| text::short_commit(commit).to_owned()));
    (run.branch.clone(), format!("Run {}", run.id), details)
}

/// The bar at the top of large screens.
pub fn top_bar(open_palette: Callback<()>) -> Piece {
    let manifest = Store::here().manifest();
    let (branch, run, details) = who(&manifest);
    let settings = Settings::here();
    let branch = branch.map(|branch| markup! { {branch}<span class="dot" aria-hidden="true">"/"</span> });
    let compared = manifest.before.as_ref().map(|before| {
        let text = format!("Compared with run {}", before.run.id);
        markup! { <a class="btn q" href=Route::Runs(RunFilter::default()).to_string()>{text}</a> }
    });
    markup! {
        <header class="top">
            <div class="crumb">
                <b class="clip">{manifest.title.clone()}</b><span class="dot" aria-hidden="true">"/"</span>{branch}
                <b>{run}</b><span class="t3 clip">{details.join(" · ")}</span>
            </div>
            <span class="sp"></span>
            {compared}
            <button class="search" type="button" on:click=move |_| open_palette.run(())>
                {Icon::Search.view()}<span>"Go to a test, page or run"</span><kbd>"/"</kbd>
            </button>
            <button class="btn ic" type="button" on:click=move |_| settings.next_theme()
                aria-label=move || format!("Theme: {}", settings.theme.get().name())
                title=move || format!("Theme: {}", settings.theme.get().name())>
                {Icon::Theme.view()}
            </button>
        </header>
    }
    .into_piece()
}

/// The bar at the top of small screens.
pub fn small_top_bar(open_palette: Callback<()>) -> Piece {
    let manifest = Store::here().manifest();
    let (branch, run, _) = who(&manifest);
    let date = manifest.run.started_at.map(text::date);
    markup! {
        <div class="mtop" role="group" aria-label="Report">
            {brand()}
            <div class="clip"><b>{manifest.title.clone()}</b>" "<span class="t3">{branch}</span></div>
            <div class="who">{run}<br />{date}</div>
            <button class="btn ic" type="button" aria-label="Go to a test, page or run"
                on:click=move |_| open_palette.run(())>{Icon::Search.view()}</button>
        </div>
    }
    .into_piece()
}

/// The five tabs of small screens; the last opens the other pages.
pub fn tabs() -> Piece {
    let more = RwSignal::new(false);
    let navigation = Navigation::here();
    // A chosen page closes the sheet.
    Effect::new(move |_| {
        navigation.route.with(|_| ());
        more.set(false);
    });
    let all = Arc::new(entries(&Store::here().manifest()));
    let main = [Page::Overview, Page::Phases, Page::Failures, Page::Tests];
    let link = |entry: &Entry| {
        let (page, icon) = (entry.page, entry.icon);
        markup! { <a href=entry.route.to_string() aria-current=current(page)>{icon.view()}{page.title()}</a> }
    };
    let of = move |wanted: bool| {
        let entries = all.iter().flat_map(|(_, entries)| entries);
        entries.filter(|entry| main.contains(&entry.page) == wanted).map(link).collect::<Vec<_>>()
    };
    let rest = of.clone();
    let settings = Settings::here();
    markup! {
        <div class="sheet" id="more-pages" hidden=move || !more.get()>
            <nav aria-label="More pages">{rest(false)}</nav>
            <button class="btn" type="button" on:click=move |_| settings.next_theme()>
                {Icon::Theme.view()}{move || format!("Theme: {}", settings.theme.get().name())}
            </button>
        </div>
        <nav class="tabs" aria-label="Pages">
            {of(true)}
            <button type="button" aria-expanded=move || more.get().to_string() aria-controls="more-pages"
                on:click=move |_| more.update(|open| *open = !*open)>{Icon::More.view()}"More"</button>
        </nav>
    }
    .into_piece()
}
