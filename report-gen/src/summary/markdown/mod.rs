//! The report as Markdown, for a comment on a pull request or the summary of a job.

mod details;
mod figures;
mod fit;
mod inert;
mod tests_that_fail;

use report_model::site::Manifest;
use report_model::{Route, text};

use self::fit::{Part, fit};
pub use self::tests_that_fail::spread;
use crate::error::Error;
use crate::export::Published;
use crate::failing::failing_tests;
use crate::links::Links;

/// What a comment on GitHub may hold; GitLab and job summaries take more.
pub const COMMENT_BYTES: usize = 65_536;

/// In which order parts are left out where there is too little room, the first to go first.
pub const LEFT_OUT_FIRST: [&str; 11] = [
    "the list of all failing tests",
    "notices",
    "flaky tests",
    "coverage by file",
    "slower tests",
    "further failures",
    "what to fix first",
    "phases",
    "the first failures",
    "rules that are not kept",
    "the figures",
];

/// The place of a part in [`LEFT_OUT_FIRST`], as a rank: the first has the highest.
fn part(name: &'static str, text: String) -> Option<Part> {
    let place = LEFT_OUT_FIRST.iter().position(|known| *known == name)?;
    let rank = u8::try_from(LEFT_OUT_FIRST.len() - place).unwrap_or(u8::MAX);
    (!text.is_empty()).then_some(Part { name, rank, text })
}

/// The report in at most `most` bytes.
pub fn markdown(site: &Published, links: &Links, most: usize) -> Result<String, Error> {
    let manifest = &site.manifest;
    let failing = failing_tests(site)?;
    let listed = tests_that_fail::lists(site, failing, links)?;
    let parts = [
        Some(Part { name: "the verdict", rank: 0, text: head(manifest, links) }),
        part("the figures", figures::table(manifest)),
        part("rules that are not kept", figures::gates(manifest)),
        part("the first failures", listed.first),
        part("further failures", listed.more),
        part("phases", details::phases(manifest, links)),
        part("what to fix first", details::fix_first(manifest, links)),
        part("slower tests", details::slower(site, links)?),
        part("coverage by file", details::coverage(site)?),
        part("flaky tests", details::flaky(site, links)?),
        part("the list of all failing tests", listed.all),
        part("notices", details::notices(site)?),
    ];
    Ok(fit(parts.into_iter().flatten().collect(), most))
}

/// Marks a comment as ours, so that the next run changes it instead of adding another one.
pub fn marker(title: &str) -> String {
    let letter =
        |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    let name: String = title.chars().take(60).map(letter).collect();
    // Two hyphens in a row may not stand in a comment.
    let parts: Vec<&str> = name.split('-').filter(|part| !part.is_empty()).collect();
    format!("<!-- phaseline: {} -->", parts.join("-"))
}

fn head(manifest: &Manifest, links: &Links) -> String {
    let verdict: String = manifest
        .verdict
        .0
        .iter()
        .map(|span| {
            let said = keep_spaces(&span.text);
            if span.strong { format!("<ins>{said}</ins>") } else { said }
        })
        .collect();
    let mut out = format!("{}\n## {verdict}\n\n", marker(&manifest.title));
    if !manifest.because.is_empty() {
        out.push_str(&inert::words(&manifest.because));
        out.push_str("\n\n");
    }
    let mut says = vec![format!("<b>{}</b>", inert::words(&manifest.title))];
    let run = &manifest.run;
    let mut which = format!("run {}", inert::code(&run.id));
    if let Some(branch) = &run.branch {
        which.push_str(&format!(" on {}", inert::code(branch)));
    }
    if let Some(commit) = &run.commit {
        which.push_str(&format!(" at {}", inert::code(text::short_commit(commit))));
    }
    says.push(match &manifest.before {
        Some(before) => format!("{which}, compared with run {}", inert::code(&before.run.id)),
        None => format!("{which}, no run to compare with"),
    });
    if let Some(address) = links.page(&Route::Overview) {
        says.push(inert::link("Open the report", Some(&address)));
    }
    if let Some(job) =
        run.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    {
        says.push(inert::link("Job", Some(job)));
    }
    out.push_str(&says.join(" · "));
    out.push_str("\n\n");
    out
}

/// Spans of a sentence keep the spaces at their ends.
fn keep_spaces(text: &str) -> String {
    let start = if text.starts_with(char::is_whitespace) { " " } else { "" };
    let end = if text.len() > 1 && text.ends_with(char::is_whitespace) { " " } else { "" };
    format!("{start}{}{end}", inert::words(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marker_is_a_comment_whatever_the_title_is() {
        assert_eq!(marker("voice-api"), "<!-- phaseline: voice-api -->");
        assert_eq!(marker("a --> <b> @x"), "<!-- phaseline: a-b-x -->");
        assert_eq!(marker(""), "<!-- phaseline:  -->");
    }
}
