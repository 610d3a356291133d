//! Draws a page that the generator wrote out: the one place that knows how each part of a sheet looks.

use app_markup::markup;
use leptos::prelude::*;
use report_charts::{Chart as _, Sparkline, Timeline, Trend, Unit};
use report_model::Outcome;
use report_model::site::{
    Block, ColumnKind, Content, Fold, GridColumn, Mark, Sheet, SheetCell, SheetPanel, Stat, Table, Tone,
    Word, Words,
};

use super::bar::{BarKind, bar};
use super::figure::figure;
use super::icon::Icon;
use super::outcome::{FLAKY, Look, look};
use super::panel::{Panel, cell, stack};
use super::strip::strip;
use super::verdict::{dot, verdict};
use crate::markup::{IntoPiece as _, Piece};

/// A page.
pub fn sheet(sheet: &Sheet) -> Piece {
    let head = if sheet.says.is_empty() { ().into_piece() } else { head(sheet) };
    let blocks: Vec<Piece> =
        sheet.blocks.iter().enumerate().map(|(index, part)| block(part, index == 0)).collect();
    markup! { {head}{blocks} }
}

/// The sentence that a page opens with.
pub fn head(sheet: &Sheet) -> Piece {
    let mut eyebrow = Vec::new();
    for part in &sheet.eyebrow {
        if !eyebrow.is_empty() {
            eyebrow.push(dot());
        }
        eyebrow.push(markup! { <span>{words(part)}</span> });
    }
    let because: Vec<Piece> =
        sheet.because.iter().map(|paragraph| markup! { <p>{words(paragraph)}</p> }).collect();
    verdict(eyebrow, &sheet.says, because)
}

fn block(block: &Block, is_first: bool) -> Piece {
    match block {
        Block::Stats(stats) => {
            let stats: Vec<Piece> = stats.iter().map(stat).collect();
            let class = format!("stats k{}", stats.len().clamp(2, 4));
            markup! { <dl class=class>{stats}</dl> }
        }
        Block::Grid(columns) => {
            let class = if is_first { "grid grid--first" } else { "grid" };
            markup! { <div class=class>{columns_of(columns)}</div> }
        }
    }
}

/// The columns of a grid.
pub fn columns_of(columns: &[GridColumn]) -> Vec<Piece> {
    columns.iter().map(column).collect()
}

fn column(column: &GridColumn) -> Piece {
    let mut panels: Vec<Piece> = column.panels.iter().map(panel).collect();
    match (panels.len(), panels.pop()) {
        (1, Some(only)) => cell(column.span, only),
        (_, last) => {
            panels.extend(last);
            stack(column.span, panels)
        }
    }
}

fn stat(stat: &Stat) -> Piece {
    let figure = match &stat.value {
        Some(value) => markup! { {value.clone()}<small>{stat.unit.clone()}</small> },
        None => markup! { <span class="unknown">"not known"</span> },
    };
    markup! {
        <div class="stat"><dt>{stat.label.clone()}</dt><dd class="v">{figure}</dd><dd class="w">{words(&stat.compared)}</dd></div>
    }
}

/// A panel.
pub fn panel(panel: &SheetPanel) -> Piece {
    let mut head = Panel::new(panel.title.clone());
    if !panel.say.is_empty() {
        head = head.say_words(words(&panel.say));
    }
    if let Some(link) = &panel.link {
        head = head.aside(word(link));
    }
    let label = format!("Table: {}", panel.title);
    head.around(contents(&panel.content, &label))
}

fn contents(all: &[Content], label: &str) -> Vec<Piece> {
    all.iter().map(|one| content(one, label)).collect()
}

fn content(content: &Content, label: &str) -> Piece {
    match content {
        Content::Text(text) => markup! { <p class="in">{words(text)}</p> },
        Content::List(items) => {
            let items: Vec<Piece> =
                items.iter().map(|item| markup! { <li>{cell_parts(item)}</li> }).collect();
            markup! { <ul class="in plain-list">{items}</ul> }
        }
        Content::Table(shown) => markup! {
            <div class="in in--table" tabindex="0" role="region" aria-label=label.to_owned()>{table(shown)}</div>
        },
        Content::Trend(chart) => {
            markup! { <div class="in">{figure(Trend::from(chart), chart.caption.clone(), chart.height)}</div> }
        }
        Content::Timeline(shown) => {
            let chart = Timeline::from(&shown.timeline);
            let height = chart.height();
            markup! { <div class="in">{figure(chart, shown.caption.clone(), height)}</div> }
        }
        Content::Code(text) => markup! {
            <div class="in copied"><pre class="code" tabindex="0">{text.clone()}</pre>{copy_button(text.clone())}</div>
        },
        Content::Fold(inner) => fold(inner, "in fold", label),
    }
}

fn fold(Fold { summary, content }: &Fold, class: &'static str, label: &str) -> Piece {
    markup! { <details class=class><summary>{words(summary)}</summary>{contents(content, label)}</details> }
}

fn table(table: &Table) -> Piece {
    let heads: Vec<Piece> = table
        .columns
        .iter()
        .map(|column| {
            let class = class_of(column.kind, column.wide);
            markup! { <th scope="col" class=class>{column.title.clone()}</th> }
        })
        .collect();
    let class = if stacks(table) { "stacks" } else { "" };
    let shown = if table.first == 0 { table.rows.len() } else { table.first as usize };
    let rows: Vec<Piece> = table.rows.iter().take(shown).map(|cells| row(cells, table)).collect();
    let hidden = table.rows.len().saturating_sub(shown);
    if hidden == 0 {
        return markup! { <table class=class><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> };
    }
    let rest = table.clone();
    let open = RwSignal::new(false);
    let more = move || {
        open.get().then(|| {
            let all =
                Table { first: 0, rows: rest.rows.get(shown..).unwrap_or_default().to_vec(), ..rest.clone() };
            body(&all)
        })
    };
    let button = move || {
        (!open.get()).then(|| {
            let label = format!("Show {hidden} more");
            markup! { <p class="more"><button class="btn" type="button" on:click=move |_| open.set(true)>{label}</button></p> }
        })
    };
    markup! { <table class=class><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody>{more}</table>{button} }
}

/// Whether a narrow screen shows each row as a block: there is more in it than fits side by side.
fn stacks(table: &Table) -> bool {
    let narrow = table.columns.iter().filter(|column| !column.wide).count();
    let is_long = |cell: &SheetCell| {
        !cell.sub.is_empty() || cell.words.0.iter().map(|word| word.text.len()).sum::<usize>() > 24
    };
    narrow > 3 || narrow > 2 && table.rows.iter().any(|row| row.first().is_some_and(is_long))
}

fn row(cells: &[SheetCell], table: &Table) -> Piece {
    let cells: Vec<Piece> = cells
        .iter()
        .zip(&table.columns)
        .map(|(cell, column)| {
            let class = class_of(column.kind, column.wide);
            let parts = cell_parts(cell);
            if column.kind == ColumnKind::Head {
                markup! { <th scope="row" class=class>{parts}</th> }
            } else {
                markup! { <td class=class data-label=column.title.clone()>{parts}</td> }
            }
        })
        .collect();
    markup! { <tr>{cells}</tr> }
}

fn body(table: &Table) -> Piece {
    let rows: Vec<Piece> = table.rows.iter().map(|cells| row(cells, table)).collect();
    markup! { <tbody>{rows}</tbody> }
}

fn class_of(kind: ColumnKind, wide: bool) -> String {
    let kind = match kind {
        ColumnKind::Number => "n",
        ColumnKind::Mono => "mono",
        ColumnKind::Bar => "barcell",
        ColumnKind::Text | ColumnKind::Head => "",
    };
    let wide = if wide || kind == "barcell" { " wide" } else { "" };
    format!("{kind}{wide}")
}

fn cell_parts(cell: &SheetCell) -> Vec<Piece> {
    let mut parts = Vec::new();
    match cell.mark {
        Some(mark) if cell.words.is_empty() => parts.push(look_of(mark).view()),
        Some(mark) => {
            let look = look_of(mark);
            parts.push(markup! { <span class=look.class>{look.icon.view()}<span class="o__word">{words(&cell.words)}</span></span> });
        }
        None => parts.push(words(&cell.words)),
    }
    if let Some(share) = cell.bar {
        parts.push(bar(BarKind::Rank, share));
    }
    if cell.spark.len() > 1 {
        let spark = Sparkline { name: String::new(), unit: Unit::Seconds, values: cell.spark.clone() };
        parts.push(markup! { <span class="spark" inner_html=spark.draw(84).into_string()></span> });
    }
    if !cell.strip.is_empty() {
        parts.push(strip(&cell.strip));
    }
    if !cell.sub.is_empty() {
        parts.push(markup! { <span class="sub">{words(&cell.sub)}</span> });
    }
    if let Some(inner) = &cell.fold {
        parts.push(fold(inner, "fold", ""));
    }
    parts
}

const fn look_of(mark: Mark) -> Look {
    let word = mark.word();
    match mark {
        Mark::Passed => Look { word, ..look(Outcome::Passed) },
        Mark::Failed => Look { word, ..look(Outcome::Failed) },
        Mark::Errored => look(Outcome::Errored),
        Mark::Skipped => look(Outcome::Skipped),
        Mark::Flaky => FLAKY,
        Mark::Warning => Look { word, icon: Icon::Warning, class: "o o-flaky" },
        Mark::Unknown => Look { word, icon: Icon::Note, class: "o o-none" },
        Mark::Open => Look { word, icon: Icon::NotYet, class: "o o-none" },
    }
}

fn words(words: &Words) -> Piece {
    words.0.iter().map(word).collect::<Vec<_>>().into_piece()
}

fn word(word: &Word) -> Piece {
    let text = word.text.clone();
    let class = match word.tone {
        Tone::Plain => "",
        Tone::Strong => "strong",
        Tone::Quiet => "t3",
        Tone::Code => "mono",
        Tone::Test => "path two",
        Tone::Varies => "var",
        Tone::Unknown => "unknown",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Tag => "tag",
        Tone::TagNow => "tag now",
        Tone::TagNew => "tag new",
    };
    let text = if word.tone == Tone::Test {
        let (class, name) = text.rsplit_once("::").unwrap_or(("", &text));
        let class = if class.is_empty() { String::new() } else { format!("{class}::") };
        markup! { <bdi>{breakable(&class)}</bdi><b><bdi>{breakable(name)}</bdi></b> }
    } else if text.chars().any(turns) {
        markup! { <bdi>{text}</bdi> }
    } else {
        text.into_piece()
    };
    match word.address() {
        Some(to) => markup! { <a class=class href=to.to_owned()>{text}</a> },
        None if class.is_empty() => text,
        None => markup! { <span class=class>{text}</span> },
    }
}

/// A name that a narrow column breaks between its parts rather than within a word.
fn breakable(name: &str) -> Vec<Piece> {
    let mut parts = Vec::new();
    for part in name.split_inclusive(['/', '_', '.', ':', '[']) {
        if !parts.is_empty() {
            parts.push(markup! { <wbr/> });
        }
        parts.push(part.to_owned().into_piece());
    }
    parts
}

/// Whether a character turns the direction of what follows it; what it does must stay within its word.
const fn turns(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A button that puts `text` on the clipboard.
pub fn copy_button(text: String) -> Piece {
    markup! { <button class="btn" type="button" on:click=move |_| crate::keyboard::copy(&text)>{Icon::Copy.view()}"Copy"</button> }
}
