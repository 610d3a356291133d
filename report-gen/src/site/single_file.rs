//! The report as one file that opens by double click: style, program and data all within the page.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};

use super::page::{escape, scripts, with_policy, with_title};
use super::shard::Shard;
use crate::digest;
use crate::error::Error;
use crate::viewer::Viewer;

/// The page with everything in it.
pub(super) fn page(
    viewer: &Viewer,
    title: &str,
    manifest_json: &str,
    shards: &[&Shard],
) -> Result<String, Error> {
    let mut html = with_title(&viewer.html, title);
    html = inline_links(&html, viewer)?;
    let (start, glue) = starter(viewer)?;
    let loader = scripts(&html).into_iter().find(|script| {
        script.attributes.contains("module") && script.content.contains(viewer.info.js.as_str())
    });
    let loader =
        loader.ok_or_else(|| unusable(format!("{} does not load {}", viewer.info.html, viewer.info.js)))?;
    html = html.replacen(loader.element, "", 1);
    let program = format!("<script type=\"module\">{glue}\n{start}</script>");
    // The page's own scripts look for the manifest, so it stands before them.
    let manifest = format!(
        "<script type=\"application/json\" id=\"phaseline-manifest\">{}</script>\n",
        manifest_json.replace('<', "\\u003c")
    );
    html = insert(&html, "<head>", &Side::After, &format!("\n    {manifest}"))?;
    let mut tail =
        format!("{program}\n{}", data_element("data-wasm", &gzip(viewer.file(&viewer.info.wasm)?)?));
    for shard in shards {
        let attribute = format!("data-shard=\"{}\"", escape(&shard.reference.path));
        tail.push_str(&data_element(&attribute, &shard.bytes));
    }
    html = insert(&html, "</body>", &Side::Before, &tail)?;
    let hashes: String = scripts(&html)
        .into_iter()
        .filter(|script| !script.attributes.contains("type=") || script.attributes.contains("module"))
        .flat_map(|script| [" ".to_owned(), digest::of_script(script.content)])
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'wasm-unsafe-eval'{hashes}; style-src 'unsafe-inline'; img-src data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'"
    );
    Ok(with_policy(&html, &policy))
}

fn unusable(problem: String) -> Error {
    Error::Viewer { place: "use".to_owned(), problem }
}

/// The code that starts the program, and the script that it needs, fit to stand in one inline module.
fn starter(viewer: &Viewer) -> Result<(String, &str), Error> {
    let glue = viewer.text(&viewer.info.js)?;
    if glue.contains("</script") {
        return Err(unusable(format!("{} holds an end tag of a script", viewer.info.js)));
    }
    // `export { initSync, __wbg_init as default };` names the function within the module.
    let (before, _) = glue
        .split_once(" as default")
        .ok_or_else(|| unusable(format!("{} has no default export", viewer.info.js)))?;
    let name =
        before.rsplit(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$').next();
    let init = name.filter(|name| !name.is_empty());
    let init = init.ok_or_else(|| unusable(format!("{} has no default export", viewer.info.js)))?;
    let start = format!(
        "const element = document.querySelector('script[data-wasm]');\n\
         const packed = Uint8Array.from(atob(element.textContent.trim()), (letter) => letter.charCodeAt(0));\n\
         element.remove();\n\
         const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));\n\
         const program = new Response(stream, {{ headers: {{ 'content-type': 'application/wasm' }} }});\n\
         await {init}({{ module_or_path: program }});\n"
    );
    Ok((start, glue))
}

fn data_element(attribute: &str, bytes: &[u8]) -> String {
    format!("<script type=\"application/gzip;base64\" {attribute}>{}</script>\n", STANDARD.encode(bytes))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = GzBuilder::new().write(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(Error::io("write", "the program"))
}

enum Side {
    Before,
    After,
}

fn insert(html: &str, mark: &str, side: &Side, text: &str) -> Result<String, Error> {
    let place = match side {
        Side::Before => html.rfind(mark),
        Side::After => html.find(mark).map(|start| start + mark.len()),
    };
    let place = place.ok_or_else(|| unusable(format!("the page has no {mark}")))?;
    let (head, tail) = html.split_at(place);
    Ok(format!("{head}{text}{tail}"))
}

/// Replaces links to style sheets and icons by what they link to, and drops those that only load something early.
fn inline_links(html: &str, viewer: &Viewer) -> Result<String, Error> {
    let mut page = String::with_capacity(html.len() * 2);
    let mut rest = html;
    while let Some((head, after)) = rest.split_once("<link") {
        let (attributes, tail) =
            after.split_once('>').ok_or_else(|| unusable("a link without an end".to_owned()))?;
        page.push_str(head);
        let href = attribute(attributes, "href").unwrap_or_default().trim_start_matches("./");
        match attribute(attributes, "rel").unwrap_or_default() {
            "stylesheet" => {
                let style = viewer.text(href)?;
                if style.contains("</style") {
                    return Err(unusable(format!("{href} holds an end tag of a style")));
                }
                page.push_str("<style>");
                page.push_str(style);
                page.push_str("</style>");
            }
            "icon" => {
                let icon = STANDARD.encode(viewer.file(href)?);
                let kind = attribute(attributes, "type").unwrap_or("image/svg+xml");
                page.push_str("<link rel=\"icon\" href=\"data:");
                page.push_str(&escape(kind));
                page.push_str(";base64,");
                page.push_str(&icon);
                page.push_str("\" />");
            }
            _ => {}
        }
        rest = tail;
    }
    page.push_str(rest);
    Ok(page)
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = attributes.split_once(&format!(" {name}=\""))?;
    after.split_once('"').map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::viewer::ViewerInfo;

    fn viewer() -> Viewer {
        let file = |name: &str, text: &str| (name.to_owned(), Cow::Owned(text.as_bytes().to_vec()));
        Viewer {
            info: ViewerInfo {
                schema: 1,
                html: "index.html".into(),
                js: "app-1.js".into(),
                wasm: "app-1_bg.wasm".into(),
                css: vec!["a-1.css".into()],
            },
            html: "<!doctype html><html><head><meta charset=\"utf-8\" /><title>x</title>\
                <link rel=\"stylesheet\" href=\"./a-1.css\" integrity=\"sha384-x\"/>\
                <link rel=\"modulepreload\" href=\"./app-1.js\"><link rel=\"icon\" href=\"favicon.svg\" />\
                <script>boot()</script></head><body><script type=\"module\">import init from './app-1.js';\
                await init();</script></body></html>"
                .into(),
            files: vec![
                file("a-1.css", "b{}"),
                file("app-1.js", "function start(){}\nexport { initSync, start as default };"),
                file("app-1_bg.wasm", "\0asm"),
                file("favicon.svg", "<svg/>"),
            ],
        }
    }

    #[test]
    fn everything_is_in_the_page_and_nothing_is_loaded() {
        let shard = Shard::of("runs/1", "tests-0", 0, &"</script>").unwrap();
        let page = page(&viewer(), "a", "{\"title\":\"</script><b>\"}", &[&shard]).unwrap();
        for part in [
            "<style>b{}</style>",
            "await start({ module_or_path",
            "data-shard=\"runs/1/tests-0.",
            "\\u003c/script>\\u003cb>",
        ] {
            assert!(page.contains(part), "{part} in {page}");
        }
        for part in ["./app-1.js", "href=\"./", "<b>", "modulepreload"] {
            assert!(!page.contains(part), "{part} in {page}");
        }
        assert_eq!(page.matches("</script").count(), 5);
        assert!(page.find("phaseline-manifest") < page.find("boot()"));
    }

    #[test]
    fn a_page_that_is_not_as_expected_is_refused() {
        let mut other = viewer();
        other.html = other.html.replace("app-1.js", "other.js");
        assert!(page(&other, "a", "{}", &[]).is_err());
    }
}
