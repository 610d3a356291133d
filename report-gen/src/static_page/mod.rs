//! The report as one plain page without scripts: for places that forbid them, for mail and for paper.
//!
//! What the dashboard has as written-out pages is drawn from the same sheets; the rest is made into sheets here, from
//! the same values.

mod draw;
mod pages;

use report_model::site::Sheet;

use crate::error::Error;
use crate::export::Published;
use crate::viewer::Viewer;
use draw::escape;

/// The style of its own, after the tokens and the charts of the dashboard.
const STYLE: &str = include_str!("style.css");

/// The order of the parts; any other comes after them.
const ORDER: [&str; 12] = [
    "overview",
    "failures",
    "tests",
    "plan",
    "components",
    "findings",
    "gates",
    "completeness",
    "coverage",
    "runtime",
    "flaky",
    "notices",
];

/// One part of the page.
struct Section {
    slug: String,
    title: String,
    sheet: Sheet,
}

/// The style of the page, to be put beside it: some hosts forbid style within a page and allow files.
pub fn style(viewer: &Viewer) -> Result<String, Error> {
    let mut style = String::new();
    for name in viewer.info.css.iter().filter(|name| name.starts_with("tokens") || name.starts_with("charts"))
    {
        style.push_str(viewer.text(name)?);
    }
    style.push_str(STYLE);
    Ok(style)
}

/// The page. It holds its style, and asks for `stylesheet` where that is given.
pub fn page(site: &Published, style: &str, stylesheet: Option<&str>) -> Result<String, Error> {
    let manifest = &site.manifest;
    let sections = sections(site)?;
    let title = escape(&manifest.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self' 'unsafe-inline'; \
         img-src data:; base-uri 'none'; form-action 'none'\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta name=\"color-scheme\" content=\"light dark\" />\n<title>{title} · Phaseline</title>\n"
    );
    // A style must not end its own element, whoever wrote it.
    out.push_str(&format!("<style>{}</style>\n", style.replace("</", "<\\/")));
    if let Some(address) = stylesheet {
        out.push_str(&format!("<link rel=\"stylesheet\" href=\"{}\" />\n", escape(address)));
    }
    out.push_str(&format!("</head>\n<body>\n<header><p class=\"title\">{title}</p>"));
    out.push_str(&format!("<p>{}</p>\n<nav aria-label=\"Parts\"><ul>", escape(&run_in_words(manifest))));
    for Section { slug, title, .. } in &sections {
        out.push_str(&format!("<li><a href=\"#{}\">{}</a></li>", escape(slug), escape(title)));
    }
    out.push_str("</ul></nav></header>\n<main>\n");
    for (place, section) in sections.iter().enumerate() {
        let (slug, title) = (escape(&section.slug), escape(&section.title));
        // The sentence at the top is the heading of the page and of its first part.
        out.push_str(&if place == 0 {
            format!("<section id=\"{slug}\" aria-label=\"{title}\">\n")
        } else {
            format!("<section id=\"{slug}\" aria-labelledby=\"{slug}-title\">\n<h2 id=\"{slug}-title\">{title}</h2>\n")
        });
        draw::sheet(&mut out, &section.sheet, place == 0);
        out.push_str("</section>\n");
    }
    let generator = escape(&manifest.generator);
    out.push_str(&format!("</main>\n<footer><p>Written by {generator}.</p></footer>\n</body>\n</html>\n"));
    Ok(out)
}

fn run_in_words(manifest: &report_model::site::Manifest) -> String {
    let run = &manifest.run;
    let mut words = vec![format!("Run {}", run.id)];
    words.extend(run.branch.as_ref().map(|branch| format!("branch {branch}")));
    words.extend(
        run.commit.as_ref().map(|commit| format!("commit {}", report_model::text::short_commit(commit))),
    );
    words.extend(run.started_at.map(report_model::text::date_time));
    words.join(", ")
}

fn sections(site: &Published) -> Result<Vec<Section>, Error> {
    let section =
        |slug: &str, title: &str, sheet| Section { slug: slug.to_owned(), title: title.to_owned(), sheet };
    let mut sections = vec![section("overview", "Overview", pages::overview(&site.manifest))];
    let is_written = |page: &str| site.manifest.shards.sheets.iter().any(|sheet| sheet.page == page);
    if !is_written("failures")
        && let Some(failures) = pages::failures(site)?
    {
        sections.push(section("failures", "Failures", failures));
    }
    if let Some(tests) = pages::failing(site)? {
        sections.push(section("tests", "Failing tests", tests));
    }
    if let Some(coverage) = pages::coverage(site)? {
        sections.push(section("coverage", "Coverage", coverage));
    }
    for reference in &site.manifest.shards.sheets {
        let sheet: Sheet = site.shard(&reference.shard)?;
        if sheet.says.is_empty() && sheet.blocks.is_empty() {
            // It holds pages of single clusters or categories, which have no address here.
            continue;
        }
        let known = sections.iter().any(|section| section.slug == reference.page);
        let slug = if known { format!("{}-page", reference.page) } else { reference.page.clone() };
        let mut letters = reference.page.replace('-', " ");
        if let Some(first) = letters.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        sections.push(section(&slug, &letters, sheet));
    }
    let place = |section: &Section| ORDER.iter().position(|slug| *slug == section.slug);
    sections.sort_by_key(|section| place(section).unwrap_or(ORDER.len()));
    Ok(sections)
}
