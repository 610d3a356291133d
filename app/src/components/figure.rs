//! A chart with its caption and its table. Charts are drawn at the width they are shown with, never scaled, so that
//! their text keeps its size.

use app_markup::markup;
use std::sync::Arc;

use crate::markup::{IntoPiece as _, Piece};
use leptos::html::Div;
use leptos::{ev, prelude::*};
use report_charts::{Chart, ChartTable};

/// Shows a chart: drawn once its place is known, drawn again when that changes. `height` is kept free until then, so
/// that nothing jumps.
pub fn figure(chart: impl Chart + Send + Sync + 'static, caption: impl Into<String>, height: u32) -> Piece {
    figure_of(Arc::new(chart), caption.into(), height)
}

fn figure_of(chart: Arc<dyn Chart + Send + Sync>, caption: String, height: u32) -> Piece {
    let table = chart.table();
    markup! {
        <figure class="fig">
            {bare(chart, height)}
            <figcaption><span>{caption}</span>{table_of(table)}</figcaption>
        </figure>
    }
    .into_piece()
}

/// A chart without caption and table, for where its figures stand beside it anyway.
pub fn bare(chart: Arc<dyn Chart + Send + Sync>, height: u32) -> Piece {
    let place = NodeRef::<Div>::new();
    let width = RwSignal::new(0_u32);
    let measure = move || {
        // The frame may come when the reader has left the page, and all of it is gone.
        let Some((element, known)) = place.try_get_untracked().flatten().zip(width.try_get_untracked())
        else {
            return;
        };
        let now = u32::try_from(element.client_width()).unwrap_or_default();
        if now > 0 && now != known {
            width.set(now);
        }
    };
    Effect::new(move |_| {
        // Tracks the mounting of the place; its width is known one frame later, when the layout is.
        if place.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let listener = window_event_listener(ev::resize, move |_| measure());
    on_cleanup(move || listener.remove());
    let svg = move || match width.get() {
        0 => String::new(),
        width => chart.draw(width).into_string(),
    };
    let hold = format!("min-height:{height}px");
    // The only markup that is set as such: our own chart, whose every text was escaped where it was drawn.
    markup! { <div class="fig__chart" node_ref=place style=hold inner_html=svg></div> }.into_piece()
}

/// The values of a chart, folded away.
fn table_of(table: ChartTable) -> Piece {
    let head =
        table.columns.into_iter().map(|column| markup! { <th scope="col">{column}</th> }).collect::<Vec<_>>();
    // Rows are made when somebody asks for them: a chart of a large run has thousands.
    let open = RwSignal::new(false);
    let rows = Arc::new(table.rows);
    let rows = move || {
        if !open.get() {
            return Vec::new();
        }
        rows.iter()
        .map(
            |row| markup! { <tr>{row.iter().map(|value| markup! { <td>{value.clone()}</td> }).collect::<Vec<_>>()}</tr> },
        )
        .collect::<Vec<_>>()
    };
    // On paper nobody can ask.
    let printing = window_event_listener_untyped("beforeprint", move |_| open.set(true));
    on_cleanup(move || printing.remove());
    markup! {
        <details class="tbl" on:toggle=move |_| open.set(true)>
            <summary>"Show as table"</summary>
            <div class="in--table" tabindex="0" role="region" aria-label="Values of the chart">
                <table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
            </div>
        </details>
    }
    .into_piece()
}
