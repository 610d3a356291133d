//! What got slower, and where does time go?

use app_markup::markup;
use std::sync::Arc;

use report_charts::{Chart as _, Sparkline, Unit};
use report_model::route::{TestFilter, TestSort};
use report_model::site::{Manifest, Runtime, Sentence};
use report_model::text::{self, NO_BREAK, visible};
use report_model::{Route, TestKey};

use crate::charts;
use crate::components::bar::{BarKind, bar};
use crate::components::figure::figure;
use crate::components::loading;
use crate::components::panel::{Panel, cell, stack};
use crate::components::verdict::{dot, verdict};
use crate::data::Store;
use crate::markup::{IntoPiece as _, Piece};
use crate::pages::overview::plain;

/// How many of the slowest tests the page lists.
const SHOWN: usize = 20;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let manifest = store.manifest();
    let runtime = store.runtime();
    (move || loading::show(&runtime.get(), none, |runtime| content(&manifest, runtime))).into_piece()
}

fn none() -> Piece {
    let because = markup! { <p>"No test of this run has a time. Unknown is not 0 s: no page shows a figure for it."</p> };
    verdict((), &plain("Durations are not in the data."), because)
}

fn headline(manifest: &Manifest, runtime: &Runtime) -> Sentence {
    let totals = &manifest.totals;
    let before = manifest.before.as_ref().and_then(|run| {
        let secs = if totals.wall_secs.is_some() { run.totals.wall_secs } else { run.totals.tests_secs };
        secs.map(|secs| (run.run.id.clone(), secs))
    });
    let now = totals.suite_secs().unwrap_or(runtime.tests_secs);
    match before {
        None => {
            let top: f64 = runtime.slowest.iter().take(10).map(|test| test.secs).sum();
            let share = text::percent(top * 100.0 / runtime.tests_secs.max(f64::MIN_POSITIVE));
            Sentence::default()
                .then(format!("The suite takes {}; the slowest ten tests take ", text::duration(now)))
                .strong(share)
                .then(".")
        }
        Some((run, before)) => {
            let difference = now - before;
            // Runs of a suite differ by a few percent without any change.
            if difference.abs() < before * 0.03 {
                return plain(format!(
                    "The suite takes {}, about as long as in run {run}.",
                    text::duration(now)
                ));
            }
            let word = if difference > 0.0 { "slower" } else { "faster" };
            Sentence::default()
                .then("The suite is ")
                .strong(format!("{} {word}", text::duration(difference.abs())))
                .then(format!(" than in run {run}."))
        }
    }
}

fn content(manifest: &Arc<Manifest>, runtime: &Runtime) -> Piece {
    let totals = &manifest.totals;
    let kind = match totals.wall_secs {
        Some(wall) => format!("{} wall time", text::duration(wall)),
        None => "wall time not in the data".to_owned(),
    };
    let eyebrow = markup! { <span>{kind}</span>{dot()}<span>{format!("{} of tests", text::duration(runtime.tests_secs))}</span> };
    let unknown = if totals.without_time > 0 {
        format!(" {} gave no time, so the sum is a lower bound.", text::counted(totals.without_time, "test"))
    } else {
        String::new()
    };
    let top = runtime.folders.first().map(|folder| {
        format!(
            "Most time goes to {}: {} ({}).",
            folder.path,
            text::duration(folder.secs),
            text::percent(folder.secs * 100.0 / runtime.tests_secs.max(f64::MIN_POSITIVE))
        )
    });
    let because = format!("{}{unknown}", top.unwrap_or_default());
    let runs = manifest.trend.len();
    let measured = if totals.wall_secs.is_some() {
        "Wall time from the artifacts’ time stamps"
    } else {
        "Sum of the tests’ durations"
    };
    let caption = format!("{measured}, {}.", text::counted(runs as u64, "run"));
    let say = if runs > 1 {
        "Single runs scatter; look for steps that last."
    } else {
        "One run so far. A trend starts with the second."
    };
    markup! {
        {verdict(eyebrow, &headline(manifest, runtime), markup! { <p>{because}</p> })}
        <div class="grid grid--first">
            {cell(12, Panel::new("Suite time").say(say).padded(figure(charts::time_trend(manifest, None), caption, 240)))}
        </div>
        {stats(manifest, runtime)}
        <div class="grid">
            {cell(8, slowest(manifest, runtime))}
            {stack(4, markup! { {folders(manifest, runtime)}{spread(runtime)} })}
        </div>
    }
    .into_piece()
}

fn stats(manifest: &Manifest, runtime: &Runtime) -> Piece {
    let totals = &manifest.totals;
    let before = manifest.before.as_ref();
    let stat = |label: &'static str, secs: Option<f64>, compared: String| {
        let figure = match secs.map(text::duration_parts) {
            Some((figure, unit)) => markup! { {figure}<small>{unit}</small> }.into_piece(),
            None => markup! { <span class="unknown">"not in the data"</span> }.into_piece(),
        };
        markup! { <div class="stat"><dt>{label}</dt><dd class="v">{figure}</dd><dd class="w">{compared}</dd></div> }
    };
    let against = |now: Option<f64>, then: Option<f64>| match (now, then, before) {
        (Some(now), Some(then), Some(run)) => {
            format!("{} vs run {}", text::signed_duration(now - then), run.run.id)
        }
        _ => "nothing to compare with yet".to_owned(),
    };
    let wall = stat(
        "Wall time",
        totals.wall_secs,
        against(totals.wall_secs, before.and_then(|run| run.totals.wall_secs)),
    );
    let tests = stat(
        "Time in tests",
        totals.tests_secs,
        against(totals.tests_secs, before.and_then(|run| run.totals.tests_secs)),
    );
    let timed = totals.counts.total().saturating_sub(totals.without_time);
    let mean = (timed > 0).then(|| runtime.tests_secs / timed as f64);
    let mean = stat("Mean test", mean, format!("{} gave a time", text::counted(timed, "test")));
    let top: f64 = runtime.slowest.iter().take(10).map(|test| test.secs).sum();
    let share = format!(
        "{} of all test time",
        text::percent(top * 100.0 / runtime.tests_secs.max(f64::MIN_POSITIVE))
    );
    let ten = stat("Slowest ten together", (!runtime.slowest.is_empty()).then_some(top), share);
    markup! { <dl class="stats k4">{wall}{tests}{mean}{ten}</dl> }.into_piece()
}

fn slowest(manifest: &Manifest, runtime: &Runtime) -> Piece {
    let largest = runtime.slowest.first().map_or(1.0, |test| test.secs).max(f64::MIN_POSITIVE);
    let all = runtime.tests_secs.max(f64::MIN_POSITIVE);
    let mut together = 0.0;
    let trend = runtime.slowest.iter().any(|test| test.trend.len() > 1);
    let rows = runtime
        .slowest
        .iter()
        .take(SHOWN)
        .map(|test| {
            together += test.secs;
            let href = Route::Test(TestKey::of(&test.id.0)).to_string();
            let (group, name) = (test.group.clone(), visible(&test.name).into_owned());
            let (figure, unit) = text::duration_parts(test.secs);
            let spark = (test.trend.len() > 1).then(|| {
                let spark =
                    Sparkline { name: "Time".to_owned(), unit: Unit::Seconds, values: test.trend.clone() };
                markup! { <span class="spark" inner_html=spark.draw(84).into_string()></span> }
            });
            markup! {
                <tr>
                    <td><a class="path two" href=href><bdi>{group}"::"</bdi><b><bdi>{name}</bdi></b></a></td>
                    <td class="n"><b>{figure}</b>{NO_BREAK.to_string()}{unit}</td>
                    <td class="wide barcell">{bar(BarKind::Rank, test.secs / largest)}</td>
                    <td class="n t3">{text::percent(test.secs * 100.0 / all)}</td>
                    <td class="n t3">{text::percent(together * 100.0 / all)}</td>
                    {trend.then(|| markup! { <td class="wide">{spark}</td> })}
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let shown = runtime.slowest.len().min(SHOWN);
    let top: f64 = runtime.slowest.iter().take(SHOWN).map(|test| test.secs).sum();
    let say = format!(
        "{shown} of {} take {}, {} of all test time.",
        text::counted(manifest.totals.counts.total(), "test"),
        text::duration(top),
        text::percent(top * 100.0 / all)
    );
    let by_time = Route::Tests(TestFilter { sort: TestSort::Slowest, ..TestFilter::default() });
    Panel::new("Slowest tests").say(say).link("All, by time", &by_time).table(markup! {
        <table><thead><tr><th scope="col">"Test"</th><th scope="col" class="n">"Time"</th><th scope="col" class="wide">"Against the slowest"</th>
            <th scope="col" class="n">"Share"</th><th scope="col" class="n">"Together"</th>{trend.then(|| markup! { <th scope="col" class="wide">"Last runs"</th> })}</tr></thead>
            <tbody>{rows}</tbody></table>
    })
}

fn folders(manifest: &Manifest, runtime: &Runtime) -> Piece {
    let largest = runtime.folders.first().map_or(1.0, |folder| folder.secs).max(f64::MIN_POSITIVE);
    let all = runtime.tests_secs.max(f64::MIN_POSITIVE);
    let before = manifest.before.is_some();
    let rows = runtime
        .folders
        .iter()
        .take(12)
        .map(|folder| {
            let difference = folder.before_secs.map(|then| markup! { <span class="sub">{text::signed_duration(folder.secs - then)}</span> });
            let difference = before.then_some(difference);
            let name = if folder.path.is_empty() { "(no folder)".to_owned() } else { folder.path.clone() };
            markup! {
                <tr><th scope="row" class="mono"><a href=Route::tests_in(folder.path.clone()).to_string()><bdi>{name}</bdi></a>{bar(BarKind::Rank, folder.secs / largest)}</th>
                    <td class="n"><b>{text::duration(folder.secs)}</b>{difference}</td>
                    <td class="n t3">{text::percent(folder.secs * 100.0 / all)}</td></tr>
            }
        })
        .collect::<Vec<_>>();
    Panel::new("Where time goes").say(format!("Sum of test durations, {}.", text::duration(runtime.tests_secs))).table(markup! {
        <table><thead><tr><th scope="col">"Folder"</th><th scope="col" class="n">"Time"</th><th scope="col" class="n">"Share"</th></tr></thead><tbody>{rows}</tbody></table>
    })
}

fn spread(runtime: &Runtime) -> Piece {
    let largest = runtime.histogram.iter().map(|bin| bin.tests).max().unwrap_or(1).max(1) as f64;
    let rows = runtime
        .histogram
        .iter()
        .map(|bin| {
            markup! {
                <tr><th scope="row">{format!("{} to {}", text::duration(bin.from_secs), text::duration(bin.to_secs))}{bar(BarKind::Rank, bin.tests as f64 / largest)}</th>
                    <td class="n"><b>{text::count(bin.tests)}</b></td><td class="n t3">{text::duration(bin.secs)}</td></tr>
            }
        })
        .collect::<Vec<_>>();
    Panel::new("How durations spread").table(markup! {
        <table><thead><tr><th scope="col">"Duration"</th><th scope="col" class="n">"Tests"</th><th scope="col" class="n">"Together"</th></tr></thead><tbody>{rows}</tbody></table>
    })
}
