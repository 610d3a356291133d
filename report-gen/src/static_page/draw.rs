//! Draws a sheet as HTML that needs no script and no attribute `style`, which hosts forbid.

use report_charts::{Chart, HistoryMark, HistoryStrip, Sparkline, StripSize, Timeline, Trend, Unit};
use report_model::site::{
    Block, ColumnKind, Content, Fold, Mark, Sheet, SheetCell, SheetPanel, Stat, Table, TableColumn, Tone,
    Word, Words,
};

/// The width for which charts are drawn.
const CHART: u32 = 720;
/// The length of a full bar.
const BAR: f64 = 120.0;

/// Text as it stands between tags or in an attribute.
pub(super) fn escape(text: &str) -> String {
    let text = report_model::text::visible(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

pub(super) fn sheet(out: &mut String, sheet: &Sheet, is_first: bool) {
    if !sheet.eyebrow.is_empty() {
        let parts: Vec<String> = sheet.eyebrow.iter().map(words).collect();
        out.push_str(&format!("<p class=\"quiet\">{}</p>\n", parts.join(" · ")));
    }
    if !sheet.says.is_empty() {
        let level = if is_first { "h1" } else { "p" };
        let says: String = sheet
            .says
            .0
            .iter()
            .map(|span| {
                let said = escape(&span.text);
                if span.strong { format!("<strong>{said}</strong>") } else { said }
            })
            .collect();
        out.push_str(&format!("<{level} class=\"says\">{says}</{level}>\n"));
    }
    for paragraph in &sheet.because {
        out.push_str(&format!("<p>{}</p>\n", words(paragraph)));
    }
    for block in &sheet.blocks {
        match block {
            Block::Stats(stats) => {
                out.push_str("<dl class=\"stats\">\n");
                for one in stats {
                    stat(out, one);
                }
                out.push_str("</dl>\n");
            }
            Block::Grid(columns) => {
                columns.iter().flat_map(|column| &column.panels).for_each(|one| panel(out, one));
            }
        }
    }
}

fn stat(out: &mut String, stat: &Stat) {
    let value = match &stat.value {
        Some(value) => format!("{} {}", escape(value), escape(&stat.unit)),
        None => "not known".to_owned(),
    };
    out.push_str(&format!(
        "<div><dt>{}</dt><dd class=\"figure\">{}</dd><dd class=\"quiet\">{}</dd></div>\n",
        escape(&stat.label),
        value.trim(),
        words(&stat.compared)
    ));
}

fn panel(out: &mut String, panel: &SheetPanel) {
    out.push_str(&format!("<h3>{}</h3>\n", escape(&panel.title)));
    if !panel.say.is_empty() {
        out.push_str(&format!("<p class=\"quiet\">{}</p>\n", words(&panel.say)));
    }
    contents(out, &panel.content);
}

fn contents(out: &mut String, all: &[Content]) {
    for content in all {
        match content {
            Content::Text(text) => out.push_str(&format!("<p>{}</p>\n", words(text))),
            Content::List(items) => {
                out.push_str("<ul>\n");
                for item in items {
                    out.push_str(&format!("<li>{}</li>\n", cell(item)));
                }
                out.push_str("</ul>\n");
            }
            Content::Table(rows) => table(out, rows),
            Content::Trend(chart) => figure(out, &Trend::from(chart)),
            Content::Timeline(chart) => figure(out, &Timeline::from(&chart.timeline)),
            Content::Code(text) => out.push_str(&format!("<pre>{}</pre>\n", escape(text))),
            Content::Fold(inner) => fold(out, inner),
        }
    }
}

fn figure(out: &mut String, chart: &impl Chart) {
    out.push_str(&format!(
        "<figure>{}<figcaption>{}</figcaption></figure>\n",
        chart.draw(CHART),
        escape(&chart.summary())
    ));
}

fn fold(out: &mut String, fold: &Fold) {
    out.push_str(&format!("<details><summary>{}</summary>\n", words(&fold.summary)));
    contents(out, &fold.content);
    out.push_str("</details>\n");
}

/// What the dashboard shows only when a reader asks for it is folded here.
fn table(out: &mut String, table: &Table) {
    let shown = match table.first as usize {
        0 => table.rows.len(),
        first => first.min(table.rows.len()),
    };
    let (first, rest) = table.rows.split_at(shown);
    rows(out, &table.columns, first);
    if !rest.is_empty() {
        let count = report_model::text::count(rest.len() as u64);
        out.push_str(&format!("<details><summary>and {count} more</summary>\n"));
        rows(out, &table.columns, rest);
        out.push_str("</details>\n");
    }
}

fn rows(out: &mut String, columns: &[TableColumn], rows: &[Vec<SheetCell>]) {
    out.push_str("<table>\n<thead><tr>");
    let titles: Vec<String> = columns.iter().map(|column| escape(&column.title)).collect();
    for (column, title) in columns.iter().zip(&titles) {
        out.push_str(&format!("<th scope=\"col\"{}>{title}</th>", class(column.kind)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        out.push_str("<tr>");
        for ((one, column), title) in row.iter().zip(columns).zip(&titles) {
            let class = class(column.kind);
            out.push_str(&match column.kind {
                ColumnKind::Head => format!("<th scope=\"row\">{}</th>", cell(one)),
                // On narrow screens each cell stands on a line of its own, behind the title of its column.
                _ => format!("<td{class} data-label=\"{title}\">{}</td>", cell(one)),
            });
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

const fn class(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Number => " class=\"n\"",
        ColumnKind::Mono => " class=\"mono\"",
        ColumnKind::Text | ColumnKind::Head | ColumnKind::Bar => "",
    }
}

fn cell(cell: &SheetCell) -> String {
    let mut out = String::new();
    if let Some(mark) = cell.mark {
        let word = if cell.words.is_empty() { mark.word().to_owned() } else { words(&cell.words) };
        out.push_str(&format!("<span class=\"{}\">{} {word}</span>", tone_of(mark), sign(mark)));
    } else {
        out.push_str(&words(&cell.words));
    }
    if let Some(share) = cell.bar {
        let length = (share.clamp(0.0, 1.0) * BAR).round();
        out.push_str(&format!(
            " <svg class=\"bar\" width=\"{BAR}\" height=\"8\" aria-hidden=\"true\">\
             <rect width=\"{BAR}\" height=\"8\" class=\"track\"/><rect width=\"{length}\" height=\"8\" class=\"fill\"/></svg>"
        ));
    }
    if cell.spark.iter().flatten().count() > 1 {
        let spark =
            Sparkline { name: "Last runs".to_owned(), unit: Unit::Seconds, values: cell.spark.clone() };
        out.push_str(&spark.draw(84).into_string());
    }
    if !cell.strip.is_empty() {
        let marks: Vec<HistoryMark> = cell.strip.chars().map(HistoryMark::from_letter).collect();
        let width = u32::try_from(marks.len()).unwrap_or_default() * 6;
        let strip = HistoryStrip { marks, runs: Vec::new(), size: StripSize::Small };
        out.push_str(&strip.draw(width.saturating_sub(2)).into_string());
    }
    if !cell.sub.is_empty() {
        out.push_str(&format!("<span class=\"sub\">{}</span>", words(&cell.sub)));
    }
    if let Some(inner) = &cell.fold {
        fold(&mut out, inner);
    }
    out
}

/// Signs that print and need no picture.
const fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Passed => "✓",
        Mark::Failed => "✗",
        Mark::Errored => "!",
        Mark::Skipped => "–",
        Mark::Flaky => "~",
        Mark::Warning => "⚠",
        Mark::Unknown => "?",
        Mark::Open => "○",
    }
}

const fn tone_of(mark: Mark) -> &'static str {
    match mark {
        Mark::Passed => "good",
        Mark::Failed | Mark::Errored => "bad",
        Mark::Flaky | Mark::Warning => "warn",
        Mark::Skipped | Mark::Unknown | Mark::Open => "quiet",
    }
}

pub(super) fn words(words: &Words) -> String {
    words.0.iter().map(word).collect()
}

fn word(word: &Word) -> String {
    let text = escape(&word.text);
    let class = match word.tone {
        Tone::Strong => "strong",
        Tone::Quiet | Tone::Unknown => "quiet",
        Tone::Code | Tone::Test | Tone::Varies => "mono",
        Tone::Good => "good",
        Tone::Bad | Tone::TagNew => "bad",
        Tone::Tag | Tone::TagNow => "tag",
        Tone::Plain => "",
    };
    // Pages of the dashboard need scripts: only the web is linked from here.
    match word.address().filter(|address| address.starts_with("http")) {
        Some(address) => format!("<a href=\"{}\" rel=\"noreferrer\">{text}</a>", escape(address)),
        None if class.is_empty() => text,
        None => format!("<span class=\"{class}\">{text}</span>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_an_artifact_becomes_markup_or_a_link_that_runs() {
        let evil =
            Word { text: "<b>x</b>\u{202e}".into(), tone: Tone::Code, to: "javascript:alert(1)".into() };
        let drawn = word(&evil);
        assert!(
            !drawn.contains("<b>") && !drawn.contains("javascript") && !drawn.contains('\u{202e}'),
            "{drawn}"
        );
        let web = Word { text: "x".into(), tone: Tone::Plain, to: "https://a.example/\"><script>".into() };
        assert!(word(&web).starts_with("<a href=\"https://a.example/&quot;&gt;&lt;script&gt;\""));
    }
}
