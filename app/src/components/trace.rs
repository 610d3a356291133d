//! A stack trace: what is the project's own stands out, what belongs to runners and libraries is folded.

use crate::markup::{IntoPiece as _, Piece};
use app_markup::markup;
use leptos::prelude::*;
use report_model::text;

/// What a line of a trace is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// The line that says what went wrong.
    Error,
    /// Where it went wrong: file and line.
    Place,
    /// A frame of a runner, a library or the language.
    Foreign,
    /// Anything else.
    Plain,
}

/// Folders and packages that are never a project's own.
const FOREIGN: [&str; 28] = [
    "site-packages/",
    "dist-packages/",
    "/lib/python",
    "\\lib\\site-packages",
    "node_modules/",
    "node:internal",
    "<frozen ",
    "at java.",
    "at javax.",
    "at jdk.",
    "at sun.",
    "at org.junit",
    "at junit.",
    "at org.testng",
    "at org.gradle",
    "at org.apache.maven",
    "at kotlin.",
    "at scala.",
    "at System.",
    "at Microsoft.",
    "at NUnit.",
    "at Xunit.",
    "/rustc/",
    "/usr/local/go/src/",
    "/usr/lib/ruby/",
    "/gems/",
    "phpunit/src",
    "testing/testing.go",
];

/// What a line is.
pub fn kind(line: &str) -> LineKind {
    let trimmed = line.trim_start();
    if line.starts_with("E   ") || line.starts_with("E\t") || trimmed.starts_with("Caused by:") {
        return LineKind::Error;
    }
    if FOREIGN.iter().any(|sign| line.contains(sign)) {
        return LineKind::Foreign;
    }
    if line.starts_with('>') || is_place(trimmed) {
        return LineKind::Place;
    }
    LineKind::Plain
}

/// `path/file.py:12:`, `File "x.py", line 3`, `at Class.method(File.java:7)`, `src/x.ts:4:5`.
fn is_place(line: &str) -> bool {
    if line.starts_with("File \"") || line.starts_with("at ") || line.starts_with("❯ ") {
        return true;
    }
    let Some((path, rest)) = line.split_once(':') else { return false };
    let named = path.rsplit(['/', '\\']).next().is_some_and(|name| {
        name.split_once('.').is_some_and(|(stem, ending)| !stem.is_empty() && (1..=5).contains(&ending.len()))
    });
    named && !path.contains(' ') && rest.trim_start().starts_with(|letter: char| letter.is_ascii_digit())
}

/// Lines of one kind that follow each other; foreign ones are folded together.
fn blocks(trace: &str) -> Vec<(LineKind, Vec<&str>)> {
    let mut blocks: Vec<(LineKind, Vec<&str>)> = Vec::new();
    for line in trace.trim_end().lines() {
        let kind = kind(line);
        match blocks.last_mut() {
            Some((last, lines)) if *last == kind => lines.push(line),
            _ => blocks.push((kind, vec![line])),
        }
    }
    blocks
}

/// At most so many lines are put into the page at once; the rest on demand.
const SHOWN: usize = 400;

/// The trace.
pub fn trace(text: &str) -> Piece {
    let total = text.lines().count();
    let whole = RwSignal::new(total <= SHOWN);
    let text = text.to_owned();
    let body = move || {
        let limit = if whole.get() { usize::MAX } else { SHOWN };
        let mut left = limit;
        blocks(&text)
            .into_iter()
            .map(|(kind, lines)| {
                let lines = lines.get(..lines.len().min(left)).unwrap_or_default();
                left -= lines.len();
                block(kind, lines)
            })
            .collect::<Vec<_>>()
    };
    let more = move || {
        (!whole.get()).then(|| {
            let text = format!("Show all {}", text::counted(total as u64, "line"));
            markup! { <div class="foot"><button class="btn q" type="button" on:click=move |_| whole.set(true)>{text}</button></div> }
        })
    };
    markup! { <div class="trace" tabindex="0" role="region" aria-label="Stack trace">{body}</div>{more} }
        .into_piece()
}

fn block(kind: LineKind, lines: &[&str]) -> Piece {
    if lines.is_empty() {
        return ().into_piece();
    }
    let content = lines.join("\n");
    match kind {
        LineKind::Foreign if lines.len() > 1 => {
            let text = format!("{} of runners and libraries", text::counted(lines.len() as u64, "line"));
            markup! { <details class="trace__foreign"><summary>{text}</summary><pre>{content}</pre></details> }
                .into_piece()
        }
        LineKind::Foreign => markup! { <pre class="trace__foreign">{content}</pre> }.into_piece(),
        LineKind::Error => markup! { <pre class="trace__error">{content}</pre> }.into_piece(),
        LineKind::Place => markup! { <pre class="trace__place">{content}</pre> }.into_piece(),
        LineKind::Plain => markup! { <pre>{content}</pre> }.into_piece(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_places_are_told_from_foreign_ones() {
        for (line, expected) in [
            ("E   AssertionError: 1 != 2", LineKind::Error),
            (">       assert total == 2", LineKind::Place),
            ("tests/test_cart.py:12: AssertionError", LineKind::Place),
            ("/opt/venv/lib/python3.11/site-packages/pluggy/hooks.py:3: in call", LineKind::Foreign),
            ("    at com.acme.CartTest.adds(CartTest.java:7)", LineKind::Place),
            ("    at java.base/java.lang.Thread.run(Thread.java:1)", LineKind::Foreign),
            ("  File \"app/cart.py\", line 3, in add", LineKind::Place),
            ("    total = add(1, 2)", LineKind::Plain),
            ("note: a colon is not a place", LineKind::Plain),
        ] {
            assert_eq!(kind(line), expected, "{line}");
        }
    }
}
