//! What a built dashboard must be, before anybody is given it.

use std::fs;
use std::path::Path;

use crate::error::{Doing as _, Error, Result};
use crate::repo;
use crate::toolchain;
use crate::viewer::DESCRIPTION;

/// The files of a built dashboard, by what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) html: String,
    pub(super) js: String,
    pub(super) wasm: String,
    pub(super) css: Vec<String>,
    pub(super) files: Vec<String>,
}

/// Looks at every file; the error names the first thing that must not be.
pub(super) fn parts(folder: &Path) -> Result<Parts> {
    let mut files = repo::walk(folder)?;
    files.retain(|file| file != DESCRIPTION);
    if let Some(snippet) = files.iter().find(|file| file.starts_with("snippets/")) {
        let cause =
            format!("the dashboard has a script beside its own, which a single file cannot carry: {snippet}");
        return Err(Error::new(cause).hint("do without the crate feature that brings it"));
    }
    let html = only(&files, "html")?;
    let js = only(&files, "js")?;
    let wasm = only(&files, "wasm")?;
    let page = read(folder, &html)?;
    let css = in_order_of(&page, files.iter().filter(|file| repo::has_extension(file, &["css"])))?;
    for file in files.iter().filter(|file| repo::has_extension(file, &["html", "js", "css"])) {
        let text = read(folder, file)?;
        if let Some(loaded) = loads_from_elsewhere(&text) {
            return Err(Error::new(format!("{file} loads something from another host: {loaded}")));
        }
    }
    let bytes = fs::read(folder.join(&wasm)).doing(|| format!("cannot read {wasm}"))?;
    if let Some(path) = private_path(&bytes) {
        return Err(Error::new(format!("{wasm} holds a path of this machine: {path}")));
    }
    Ok(Parts { html, js, wasm, css, files })
}

fn read(folder: &Path, file: &str) -> Result<String> {
    fs::read_to_string(folder.join(file)).doing(|| format!("cannot read {file}"))
}

fn only(files: &[String], extension: &str) -> Result<String> {
    let found: Vec<&String> = files.iter().filter(|file| repo::has_extension(file, &[extension])).collect();
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        _ => Err(Error::new(format!(
            "the dashboard must have exactly one .{extension} file, it has {}: {found:?}",
            found.len()
        ))),
    }
}

/// Style sheets override each other in the order of the page, which the order of their names is not.
fn in_order_of<'a>(page: &str, files: impl Iterator<Item = &'a String>) -> Result<Vec<String>> {
    let mut placed = files
        .map(|file| match page.find(file.as_str()) {
            Some(at) => Ok((at, file.clone())),
            None => Err(Error::new(format!("the page does not name its style sheet {file}"))),
        })
        .collect::<Result<Vec<_>>>()?;
    placed.sort();
    Ok(placed.into_iter().map(|(_, file)| file).collect())
}

/// What comes right before an address that a browser loads by itself. A link that a person may follow is none.
const LOADERS: &[&str] = &[
    "src=",
    "url(",
    "@import",
    "from",
    "import",
    "import(",
    "fetch(",
    "importScripts(",
    "Worker(",
    "URL(",
    "action=",
];

/// The first absolute address that a page, script or style sheet loads, if any.
fn loads_from_elsewhere(text: &str) -> Option<String> {
    text.match_indices("http").map(|(at, _)| at).chain(text.match_indices("//").map(|(at, _)| at)).find_map(
        |at| {
            let rest = text.get(at..)?;
            let absolute = ["http://", "https://", "//"].iter().any(|scheme| {
                rest.strip_prefix(scheme)
                    .is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
            });
            let before = text.get(..at)?.trim_end_matches(['"', '\'', '`']);
            let quoted = before.len() < at;
            let before = before.trim_end();
            let loads = LOADERS.iter().any(|loader| before.ends_with(loader))
                || (quoted && before.ends_with("href=") && opens_link_element(before));
            // `//` without a quote or a parenthesis before it is a comment.
            let addressed = quoted || before.ends_with('(') || before.ends_with('=');
            (absolute && loads && addressed).then(|| rest.chars().take(60).collect())
        },
    )
}

fn opens_link_element(before: &str) -> bool {
    before.rfind('<').and_then(|at| before.get(at..)).is_some_and(|tag| tag.starts_with("<link"))
}

fn private_path(bytes: &[u8]) -> Option<String> {
    toolchain::private_folders().into_iter().map(|folder| format!("{}/", folder.display())).find(|path| {
        let needle = path.as_bytes();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_loads_by_itself_is_found() {
        for text in [
            r#"<script src="https://cdn.example/a.js">"#,
            r#"<link rel="stylesheet" href="https://fonts.example/css">"#,
            r#"<link rel=icon href="//cdn.example/i.png">"#,
            "@import 'http://x.example/a.css';",
            "a{background:url(https://x.example/a.png)}",
            "a{background:url( \"//x.example/a.png\" )}",
            "import init from 'https://x.example/a.js'",
            "fetch(`https://x.example/`)",
            "new Worker(\"https://x.example/w.js\")",
        ] {
            assert!(loads_from_elsewhere(text).is_some(), "{text}");
        }
    }

    #[test]
    fn links_names_and_comments_are_not() {
        for text in [
            r#"<a href="https://phaseline.example/docs">docs</a>"#,
            r#"<svg xmlns="http://www.w3.org/2000/svg">"#,
            "// https://rustwasm.github.io says so\nfetch(input)",
            "const note = 'see https://example.org';",
            r#"<script type="module" src="./app-1.js">"#,
            "import init from './app.js' // comment",
        ] {
            assert_eq!(loads_from_elsewhere(text), None, "{text}");
        }
    }

    #[test]
    fn style_sheets_keep_the_order_of_the_page() {
        let files = ["a.css".to_owned(), "tokens.css".to_owned()];
        let page = "<link href=./tokens.css><link href=./a.css>";
        assert_eq!(in_order_of(page, files.iter()).unwrap(), ["tokens.css", "a.css"]);
        assert!(in_order_of("<link href=./a.css>", files.iter()).is_err());
    }

    #[test]
    fn a_path_of_this_machine_is_found_in_bytes() {
        let own = format!("\0\0{}/app/src/lib.rs\0", repo::root().display());
        assert!(private_path(own.as_bytes()).is_some());
        assert_eq!(private_path(b"\0/rust/library/core/src/slice.rs\0/phaseline/app\0"), None);
    }

    #[test]
    fn two_scripts_are_refused() {
        let files = ["a.js".to_owned(), "b.js".to_owned()];
        assert!(only(&files, "js").unwrap_err().to_string().contains("exactly one .js"));
        assert!(only(&files, "wasm").unwrap_err().to_string().contains("it has 0"));
    }
}
