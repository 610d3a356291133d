//! Prints every chart as one page, light and dark, to look at while working on them:
//! `cargo run -p report-charts --example gallery > gallery.html` at the root of the project.

#![expect(
    dead_code,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::print_stdout,
    reason = "a page for whoever works on the charts, from samples that it shares with the tests"
)]

#[path = "../tests/samples/mod.rs"]
mod samples;

fn main() {
    let mut page = String::from(
        "<!doctype html><meta charset=utf-8><title>Charts</title>\
         <link rel=stylesheet href=app/style/tokens.css><link rel=stylesheet href=app/style/charts.css>\
         <style>body{margin:0;font:14px/20px system-ui}section{padding:16px;background:var(--surface);\
         color:var(--text);display:flex;flex-wrap:wrap;gap:24px;align-items:start}\
         [data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}figure{margin:0}</style>",
    );
    for theme in ["light", "dark"] {
        page.push_str(&format!("<section data-theme={theme}>"));
        for (chart, widths) in samples::all() {
            for width in widths {
                let svg = chart.draw(width);
                page.push_str(&format!("<figure style='width:{width}px'>{svg}</figure>"));
            }
        }
        page.push_str("</section>");
    }
    println!("{page}");
}
