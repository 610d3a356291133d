//! Why does one test fail, and since when?

use app_markup::markup;
use std::sync::Arc;

use report_charts::{Trend, TrendPoint, Unit};
use report_model::route::TestFilter;
use report_model::site::{
    AttemptText, Cluster, Difference, DifferenceLine, FailureText, TestHistory, TestTextEntry,
};
use report_model::text::{self, visible};
use report_model::{Outcome, Route, TestKey};

use crate::components::figure::figure;
use crate::components::icon::Icon;
use crate::components::loading;
use crate::components::outcome::{look, look_of_letter};
use crate::components::panel::Panel;
use crate::components::sheet;
use crate::components::strip::large_strip;
use crate::components::template::template;
use crate::components::trace::trace;
use crate::components::verdict::dot;
use crate::data::{Load, Slot, Store, TestIndex};
use crate::derived::Derived;
use crate::keyboard::{Keyboard, PageKey, copy};
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;

/// The page.
pub fn page() -> Piece {
    let store = Store::here();
    let navigation = Navigation::here();
    let key = Derived::new(move |before: Option<&Option<TestKey>>| match navigation.route.get() {
        Route::Test(key) => Some(key),
        _ => before.copied().flatten(),
    });
    let tests = store.tests();
    answer_keys(key);
    (move || {
        let key = key.get();
        loading::show(&tests.get(), gone, |index| {
            let rows = key.map(|key| index.find(key)).unwrap_or_default();
            if rows.is_empty() {
                return gone();
            }
            rows.iter()
                .enumerate()
                .map(|(at, row)| test(index, *row, at, rows.len()))
                .collect::<Vec<_>>()
                .into_piece()
        })
    })
    .into_piece()
}

fn gone() -> Piece {
    markup! {
        <h1>"This test is not in the run"</h1>
        <p class="t2">"It may have been renamed or removed, or the link is of another run."</p>
        <p><a class="btn" href=Route::Tests(TestFilter::default()).to_string()>"All tests"</a></p>
    }
    .into_piece()
}

fn answer_keys(key: Derived<Option<TestKey>>) {
    let store = Store::here();
    let navigation = Navigation::here();
    Keyboard::here().on_press(move |pressed| {
        let forward = match pressed {
            PageKey::NextFailing => true,
            PageKey::PreviousFailing => false,
            _ => return,
        };
        let load = store.tests().get();
        let (Some(index), Some(key)) = (load.ready(), key.get_untracked()) else { return };
        let Some(here) = index.find(key).first().copied() else { return };
        let count = u32::try_from(index.len()).unwrap_or(u32::MAX);
        let bad = |row: &u32| matches!(index.letter(*row), b'f' | b'e') && index.key(*row) != key;
        let next = if forward { (here..count).find(bad) } else { (0..here).rev().find(bad) };
        if let Some(row) = next {
            navigation.go(&Route::Test(index.key(row)));
        }
    });
}

fn crumbs(group: &str, class: Option<&str>) -> Piece {
    let parts: Vec<&str> = group.split('/').filter(|part| !part.is_empty()).collect();
    let mut path = String::new();
    let links = parts
        .iter()
        .map(|part| {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(part);
            let href = Route::tests_in(path.clone()).to_string();
            markup! { <li><a href=href><bdi>{(*part).to_owned()}</bdi></a></li> }
        })
        .collect::<Vec<_>>();
    let class = class.map(|class| markup! { <li><bdi>{class.to_owned()}</bdi></li> });
    markup! { <nav aria-label="Where the test is"><ol class="crumbs mono">{links}{class}</ol></nav> }
        .into_piece()
}

fn test(index: &Arc<TestIndex>, row: u32, at: usize, results: usize) -> Piece {
    let store = Store::here();
    let test = index.row(row);
    let name = if test.name.is_empty() { "(unnamed)".to_owned() } else { visible(test.name).into_owned() };
    // A page has one title; further results of the same test stand below it.
    let heading = if at == 0 {
        markup! { <h1 class="test__name"><bdi>{name}</bdi></h1> }
    } else {
        markup! { <h2 class="test__name"><bdi>{name}</bdi></h2> }
    };
    let look = look_of_letter(test.letter);
    let secs = test.secs;
    let time = secs.map_or_else(|| "time unknown".to_owned(), text::duration);
    let failures = store.failures();
    let cluster = move || {
        failures.get().ready().and_then(|failures| {
            failures.clusters.iter().find(|cluster| cluster.rows.binary_search(&row).is_ok()).cloned()
        })
    };
    let category = move || {
        failures.get().ready().and_then(|failures| {
            failures
                .categories
                .iter()
                .find(|category| category.rows.binary_search(&row).is_ok())
                .map(|category| (category.id.clone(), category.title.clone()))
        })
    };
    let strip = test.strip.to_owned();
    let is_bad = test.is_bad();
    let since = since(&strip);
    let cluster_link = move || {
        cluster().map(|cluster| {
            let label = format!("Cluster {}, {}", cluster.id, text::counted(cluster.tests(), "test"));
            markup! { {dot()}<a class="lk" href=Route::Cluster(cluster.id.clone()).to_string()>{label}</a> }
        })
    };
    let category_link = move || {
        category().map(
            |(id, title)| markup! { {dot()}<a class="lk" href=Route::Category(id).to_string()>{title}</a> },
        )
    };
    let texts = store.texts(row);
    let said = move || match texts.map(Slot::get) {
        None => nothing_said(is_bad),
        Some(load) => loading::show(
            &load,
            || nothing_said(is_bad),
            |texts| match texts.rows.binary_search(&row).ok().and_then(|at| texts.texts.get(at)) {
                Some(entry) => main_column(entry, is_bad),
                None => nothing_said(is_bad),
            },
        ),
    };
    let details = move || {
        let load = texts.map(Slot::get);
        let entry = load.as_ref().and_then(Load::ready).and_then(|texts| {
            texts.rows.binary_search(&row).ok().and_then(|at| texts.texts.get(at)).cloned()
        });
        entry.map(|entry| {
            let panels = entry.panels.iter().map(sheet::panel).collect::<Vec<_>>();
            markup! { {panels}{attempts(&entry.attempts)}{facts(&entry)} }
        })
    };
    let history = store.test_history(row);
    let past = move || {
        let load = history.map(Slot::get);
        load.as_ref().and_then(Load::ready).map(|history| history_panels(history, row, secs))
    };
    let several = (results > 1).then(|| {
        markup! { <p class="note info">{Icon::Note.view()}<span>"This run has several results with this id, such as a failure and an error in tear-down. All of them are shown."</span></p> }
    });
    let like = {
        let index = Arc::clone(index);
        move || cluster().filter(|cluster| cluster.rows.len() > 1).map(|cluster| alike(&index, &cluster, row))
    };
    let no_history = history.is_none().then(|| {
        Panel::new("History").padded(
            markup! { <p class="t2">"One run so far. The history of this test starts with the second."</p> },
        )
    });
    markup! {
        <article class="test">
            <div class="verdict">
                {crumbs(test.group, test.class)}
                {heading}
                <div class="eye test__state">
                    {look.view()}{since}{dot()}<span>{time}</span>{cluster_link}{category_link}
                </div>
                {several}
            </div>
            <div class="grid">
                <div class="c8 stack">{said}{like}</div>
                <div class="c4 stack">{past}{no_history}{details}</div>
            </div>
        </article>
    }
    .into_piece()
}

/// `New in this run`, or for how many runs it has been failing.
fn since(strip: &str) -> Piece {
    let bad = |letter: char| matches!(letter, 'f' | 'e');
    let streak = strip.chars().rev().take_while(|letter| bad(*letter)).count();
    let there = strip.chars().filter(|letter| *letter != '-').count();
    match (streak, there) {
        (0, _) | (_, 0 | 1) => ().into_piece(),
        (1, _) => markup! { <span class="tag new">"New in this run"</span> }.into_piece(),
        (streak, there) if streak == there => {
            markup! { <span>{format!("in all of the last {there} runs")}</span> }.into_piece()
        }
        (streak, _) => markup! { <span>{format!("for {streak} runs")}</span> }.into_piece(),
    }
}

fn nothing_said(is_bad: bool) -> Piece {
    let text = if is_bad {
        "The artifact says that it did not pass, and nothing more: no message, no stack trace, no output."
    } else {
        "The artifact has no message and no output for this test."
    };
    Panel::new("What was said").padded(markup! { <p class="t2">{text}</p> })
}

fn main_column(entry: &TestTextEntry, is_bad: bool) -> Piece {
    let failures = entry.failures.iter().map(failure).collect::<Vec<_>>();
    let skipped = entry.skip_reason.as_ref().map(|reason| {
        Panel::new("Why it was skipped").padded(markup! { <p>{visible(reason).into_owned()}</p> })
    });
    let silent = (is_bad && entry.failures.is_empty()).then(|| nothing_said(true));
    let earlier = entry
        .attempts
        .iter()
        .enumerate()
        .filter(|(_, attempt)| {
            attempt.failure.as_ref().is_some_and(|failure| !entry.failures.contains(failure))
        })
        .filter_map(|(index, attempt)| attempt.failure.as_ref().map(|failure| (index + 1, failure)))
        .map(|(number, said)| failure_panel(format!("Attempt {number}"), said))
        .collect::<Vec<_>>();
    let output = [("Standard output", &entry.stdout), ("Standard error", &entry.stderr)]
        .into_iter()
        .filter_map(|(title, output)| output.as_ref().map(|output| (title, output)))
        .filter(|(_, output)| says_something(output))
        .map(|(title, output)| {
            let lines = text::counted(output.lines().count() as u64, "line");
            let shown = visible(output).into_owned();
            Panel::new(title)
                .say(lines)
                .padded(markup! { <pre class="code" tabindex="0" aria-label=title>{shown}</pre> })
        })
        .collect::<Vec<_>>();
    markup! { {failures}{silent}{skipped}{earlier}{output} }.into_piece()
}

/// Whether an output is more than the headings that pytest writes over captured output, empty or not.
fn says_something(output: &str) -> bool {
    let heading =
        |line: &str| line.starts_with("---") && line.ends_with("---") && line.contains(" Captured ");
    output.lines().any(|line| !line.trim().is_empty() && !heading(line.trim()))
}

fn failure(failure: &FailureText) -> Piece {
    let title = match failure.outcome {
        Outcome::Errored => "Why it errored",
        _ => "Why it failed",
    };
    failure_panel(title.to_owned(), failure)
}

fn failure_panel(title: String, failure: &FailureText) -> Piece {
    let FailureText { outcome: _, kind, message, trace: full, difference } = failure;
    let kind =
        kind.as_ref().map(|kind| markup! { <span class="tag mono">{visible(kind).into_owned()}</span> });
    let message = message
        .as_ref()
        .map(|message| markup! { <p class="message mono">{visible(message).into_owned()}</p> });
    let silent = (message.is_none() && full.is_none())
        .then(|| markup! { <p class="t2">"No message and no stack trace were given."</p> });
    let copied = full.clone();
    let full = full.as_ref().map(|full| trace(&visible(full)));
    let button = copied.map(|full| {
        markup! { <button class="btn" type="button" on:click=move |_| copy(&full)>{Icon::Copy.view()}"Copy"</button> }.into_piece()
    });
    let panel = Panel::new(title);
    let panel = match button {
        Some(button) => panel.aside(button),
        None => panel,
    };
    let difference = difference.as_ref().map(difference_table);
    panel.around(markup! { <div class="in">{kind}{message}{silent}{difference}</div>{full} })
}

/// What was expected beside what came.
fn difference_table(difference: &Difference) -> Piece {
    let rows = difference.lines.iter().map(difference_line).collect::<Vec<_>>();
    let key = |sign: &str, name: &str| format!("{sign} {name}");
    markup! {
        <p class="diffkey"><span class="bad">{key("−", &difference.minus)}</span><span class="good">{key("+", &difference.plus)}</span></p>
        <div class="diff" tabindex="0" role="region" aria-label="What differs"><table><tbody>{rows}</tbody></table></div>
    }
    .into_piece()
}

fn difference_line(line: &DifferenceLine) -> Piece {
    let (class, sign) = match line.sign.as_str() {
        "-" => ("del", "−"),
        "+" => ("add", "+"),
        sign => ("", if sign.is_empty() { "" } else { "…" }),
    };
    let text = |(at, part): (usize, &String)| {
        let part = part.clone();
        if at % 2 == 1 { markup! { <mark>{part}</mark> }.into_piece() } else { part.into_piece() }
    };
    let parts: Vec<Piece> = line.parts.iter().enumerate().map(text).collect();
    let number = (line.number > 0).then(|| line.number.to_string());
    markup! { <tr class=class><td class="ln">{number}</td><td class="sg">{sign}</td><td>{parts}</td></tr> }
        .into_piece()
}

fn attempts(attempts: &[AttemptText]) -> Piece {
    if attempts.is_empty() {
        return ().into_piece();
    }
    let rows = attempts
        .iter()
        .enumerate()
        .map(|(index, attempt)| {
            let time = attempt.duration_us.map(|micros| text::duration(micros as f64 / 1e6));
            markup! { <li>{look(attempt.outcome).view()}<span class="t2">{format!("Attempt {}", index + 1)}</span><span class="far">{time}</span></li> }
        })
        .collect::<Vec<_>>();
    Panel::new("Attempts in this run").around(markup! { <ul class="rows">{rows}</ul> })
}

fn facts(entry: &TestTextEntry) -> Piece {
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Some(file) = &entry.file {
        let line = entry.line.map(|line| format!(":{line}")).unwrap_or_default();
        facts.push(("Written in".to_owned(), format!("{file}{line}")));
    }
    if !entry.suites.is_empty() {
        facts.push(("Suite".to_owned(), entry.suites.join(" › ")));
    }
    facts.extend(entry.hostname.iter().map(|host| ("Ran on".to_owned(), host.clone())));
    facts.extend(entry.properties.iter().cloned());
    facts.extend(entry.artifact.iter().map(|artifact| ("From".to_owned(), artifact.clone())));
    if facts.is_empty() {
        return ().into_piece();
    }
    let rows = facts
        .into_iter()
        .map(|(name, value)| {
            markup! { <li><span class="t2">{visible(&name).into_owned()}</span><span class="far mono"><bdi>{visible(&value).into_owned()}</bdi></span></li> }
        })
        .collect::<Vec<_>>();
    Panel::new("Details").around(markup! { <ul class="rows">{rows}</ul> })
}

fn history_panels(history: &TestHistory, row: u32, now: Option<f64>) -> Piece {
    let at = row.saturating_sub(history.first_row) as usize;
    let outcomes = history.outcomes.get(at).cloned().unwrap_or_default();
    let durations: Vec<Option<f64>> = history
        .durations_us
        .get(at)
        .map(|durations| durations.iter().map(|micros| micros.map(|micros| micros as f64 / 1e6)).collect())
        .unwrap_or_default();
    let runs = history.runs.len();
    let shown = outcomes.len().min(20);
    let tail = outcomes.get(outcomes.len() - shown..).unwrap_or_default();
    let names = history.runs.get(runs.saturating_sub(shown)..).unwrap_or_default();
    let bad = outcomes.chars().filter(|letter| matches!(letter, 'f' | 'e')).count();
    let first_bad = outcomes
        .chars()
        .zip(&history.runs)
        .find(|(letter, _)| matches!(letter, 'f' | 'e'))
        .map(|(_, run)| run.clone());
    let say = match (bad, first_bad) {
        (0, _) => "It did not fail in any of them.".to_owned(),
        (bad, Some(first)) => format!("Failed in {bad} of {runs}, first in run {first}."),
        (bad, None) => format!("Failed in {bad} of {runs}."),
    };
    let outcome =
        Panel::new(format!("Outcome in the last {shown} runs")).say(say).padded(large_strip(tail, names));
    let known = durations.iter().flatten().count();
    let time = (known > 1).then(|| {
        let mut sorted: Vec<f64> = durations.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let usual = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        let points = history
            .runs
            .iter()
            .zip(&durations)
            .map(|(run, value)| TrendPoint { run: run.clone(), date: None, value: *value })
            .collect();
        let trend = Trend {
            name: "Time".to_owned(),
            unit: Unit::Seconds,
            points,
            from_zero: true,
            ..Trend::default()
        };
        let say = match now {
            Some(now) => format!("{} now, usually {}.", text::duration(now), text::duration(usual)),
            None => format!("Usually {}; unknown in this run.", text::duration(usual)),
        };
        Panel::new("Time").say(say).padded(figure(trend, format!("Of this test, {known} runs."), 200))
    });
    markup! { {outcome}{time} }.into_piece()
}

fn alike(index: &TestIndex, cluster: &Cluster, row: u32) -> Piece {
    const SHOWN: usize = 6;
    let others: Vec<u32> = cluster.rows.iter().copied().filter(|other| *other != row).collect();
    let rows = others
        .iter()
        .take(SHOWN)
        .map(|other| {
            let test = index.row(*other);
            let href = Route::Test(index.key(*other)).to_string();
            let (group, name) = (test.group.to_owned(), visible(test.name).into_owned());
            markup! { <li><a class="path two" href=href><bdi>{group}"::"</bdi><b><bdi>{name}</bdi></b></a><span class="far nw t3">{test.secs.map(text::duration)}</span></li> }
        })
        .collect::<Vec<_>>();
    let href = Route::Tests(TestFilter { cluster: Some(cluster.id.clone()), ..TestFilter::default() });
    let more = (others.len() > SHOWN).then(|| {
        let text = format!("{} more", text::count((others.len() - SHOWN) as u64));
        markup! { <div class="foot"><a class="lk" href=href.to_string()>{text}</a></div> }
    });
    let count = others.len() as u64;
    let verb = if count == 1 { "fails" } else { "fail" };
    Panel::new(format!("{} more {verb} the same way", text::counted(count, "test")))
        .link(format!("Cluster {}", cluster.id), &Route::Cluster(cluster.id.clone()))
        .around(
            markup! { <p class="in mono">{template(&cluster.template)}</p><ul class="rows">{rows}</ul>{more} },
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_over_nothing_say_nothing() {
        assert!(!says_something("------- Captured Log -------\n\n------ Captured Out ------\n"));
        assert!(says_something("------- Captured Log -------\nWARNING retry\n"));
    }
}
