//! What if these were fixed? Boxes to tick, and what the figures would be.

use std::sync::Arc;

use app_markup::markup;
use report_analysis::what_if::{Change, what_if};
use report_model::site::{Choice, Manifest};
use report_model::{Ratio, Route, text};

use crate::components::panel::Panel;
use crate::components::sheet::copy_button;
use crate::components::verdict::sentence;
use crate::derived::Derived;
use crate::markup::{IntoPiece as _, Piece};
use crate::navigation::Navigation;

/// The panel; nothing where there is nothing to fix.
pub fn panel(manifest: &Arc<Manifest>) -> Piece {
    if manifest.choices.is_empty() {
        return ().into_piece();
    }
    let navigation = Navigation::here();
    let ticked = Derived::new(move |before: Option<&Vec<String>>| match navigation.route.get() {
        Route::Phases(ticked) => ticked,
        _ => before.cloned().unwrap_or_default(),
    });
    let rows: Vec<Piece> = manifest.choices.iter().map(|choice| row(choice, ticked, navigation)).collect();
    let (shown, all) = (Arc::clone(manifest), Arc::clone(manifest));
    let say = move || {
        let ids = ticked.get();
        let chosen = chosen(&all, &ids);
        let tests: u64 = chosen.iter().map(|choice| choice.failed + choice.errored).sum();
        let lines: u64 = chosen.iter().map(|choice| choice.lines).sum();
        let mut parts = vec![format!("{} of {} ticked", chosen.len(), all.choices.len())];
        parts.extend((tests > 0).then(|| text::counted(tests, "test")));
        parts.extend((lines > 0).then(|| text::counted(lines, "line")));
        format!("{}.", parts.join(", "))
    };
    let link = move || {
        let address = ticked.with(|ids| Route::Phases(ids.clone()).to_string());
        let page = leptos::prelude::window().location().href().unwrap_or_default();
        let page = page.split('#').next().unwrap_or_default().to_owned();
        copy_button(format!("{page}{address}"))
    };
    let result = move || ticked.with(|ids| outcome(&shown, ids));
    Panel::new("What if these were fixed?").say_words(say.into_piece()).aside(link.into_piece()).around(
        markup! {
            <ul class="rows whatif">{rows}</ul>
            <div class="whatif__result" role="status">{result}</div>
        },
    )
}

fn chosen<'a>(manifest: &'a Manifest, ids: &[String]) -> Vec<&'a Choice> {
    manifest.choices.iter().filter(|choice| ids.contains(&choice.id)).collect()
}

fn row(choice: &Choice, ticked: Derived<Vec<String>>, navigation: Navigation) -> Piece {
    let (id, of_box) = (choice.id.clone(), choice.id.clone());
    let change = move |_| {
        let mut ids = ticked.get_untracked();
        match ids.iter().position(|known| *known == id) {
            Some(place) => {
                ids.remove(place);
            }
            None => ids.push(id.clone()),
        }
        navigation.replace(&Route::Phases(ids));
    };
    let checked = move || ticked.with(|ids| ids.contains(&of_box));
    let gain = if choice.lines > 0 {
        format!("+{} lines", text::count(choice.lines))
    } else {
        format!("+{}", text::count(choice.failed + choice.errored))
    };
    markup! {
        <li>
            <label class="whatif__choice">
                <input type="checkbox" prop:checked=checked on:change=change>
                <span><span class="mono">{choice.title.clone()}</span><span class="sub">{choice.detail.clone()}</span></span>
                <b class="far">{gain}</b>
            </label>
        </li>
    }
}

fn outcome(manifest: &Manifest, ids: &[String]) -> Piece {
    let chosen = chosen(manifest, ids);
    let sum = |pick: fn(&Choice) -> u64| chosen.iter().map(|choice| pick(choice)).sum();
    let change = Change {
        failed: sum(|choice| choice.failed),
        errored: sum(|choice| choice.errored),
        lines: sum(|choice| choice.lines),
    };
    let outlook = what_if(&manifest.totals, manifest.coverage, &manifest.phases, change);
    let percent = |ratio: Ratio| ratio.percent().map_or_else(|| "unknown".to_owned(), text::percent);
    let row = |name: &'static str, before: String, after: String| {
        let arrow = if before == after {
            ().into_piece()
        } else {
            markup! { <span class="t3">{before}" → "</span> }
        };
        markup! { <dt>{name}</dt><dd>{arrow}<b>{after}</b></dd> }
    };
    let (now, then) = (&manifest.totals, &outlook.totals);
    let coverage = manifest.coverage.zip(outlook.coverage);
    let lines = coverage.map(|(now, then)| row("Line coverage", percent(now.lines), percent(then.lines)));
    let reached = match outlook.reached.as_slice() {
        [] => ().into_piece(),
        ids => markup! { <p><b>{format!("Reaches {}. ", ids.join(", "))}</b></p> },
    };
    let gap = outlook.gap().map(|gap| markup! { <p class="t2">{sentence(&gap)}</p> });
    markup! {
        <dl>{row("Passing", text::count(now.counts.passed), text::count(then.counts.passed))}
            {row("Pass rate", percent(now.rate_of_collected()), percent(then.rate_of_collected()))}{lines}</dl>
        {reached}{gap}
    }
}
