//! The dashboard as it was built: every file of `report-gen/viewer`, within the program. The only file that knows.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use report_model::site::SCHEMA;
use serde::Deserialize;

use crate::error::Error;

static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/viewer_files.rs"));

/// A file by its name.
type NamedFile = (String, Cow<'static, [u8]>);

/// A built dashboard.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// What its files are.
    pub info: ViewerInfo,
    /// Its page.
    pub html: String,
    /// Its other files by name, to be copied as they are.
    pub files: Vec<NamedFile>,
}

/// `viewer.json`: what the other files are, written when the dashboard is built.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ViewerInfo {
    /// The version of the contract that it reads.
    pub schema: u32,
    /// The page.
    pub html: String,
    /// The script that starts the program.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// The style sheets in the order of the page.
    pub css: Vec<String>,
}

/// The dashboard in `folder`, or the one within the program.
pub fn open(folder: Option<&Path>) -> Result<Viewer, Error> {
    if let Some(folder) = folder {
        return from_files(&format!("`{}`", folder.display()), files_in(folder)?);
    }
    if EMBEDDED.is_empty() {
        return Err(Error::NoViewer);
    }
    let files = EMBEDDED.iter().map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes)));
    from_files("the program", files.collect())
}

fn files_in(folder: &Path) -> Result<Vec<NamedFile>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::io("read", folder))? {
        let path = entry.map_err(Error::io("read", folder))?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((name, Cow::Owned(fs::read(&path).map_err(Error::io("read", &path))?)));
        }
    }
    files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(files)
}

fn from_files(place: &str, mut files: Vec<NamedFile>) -> Result<Viewer, Error> {
    let problem = |problem: String| Error::Viewer { place: place.to_owned(), problem };
    let info: ViewerInfo = match take(&mut files, "viewer.json") {
        Some(json) => {
            serde_json::from_slice(&json).map_err(|error| problem(format!("viewer.json: {error}")))?
        }
        None => guess(&files).ok_or_else(|| problem("viewer.json is missing".to_owned()))?,
    };
    if info.schema != SCHEMA {
        return Err(problem(format!("it reads schema {}, this program writes {SCHEMA}", info.schema)));
    }
    let html = take(&mut files, &info.html).ok_or_else(|| problem(format!("{} is missing", info.html)))?;
    let html =
        String::from_utf8(html.into_owned()).map_err(|error| problem(format!("{}: {error}", info.html)))?;
    for name in info.css.iter().chain([&info.js, &info.wasm]) {
        if !files.iter().any(|(file, _)| file == name) {
            return Err(problem(format!("{name} is missing")));
        }
    }
    Ok(Viewer { info, html, files })
}

fn take(files: &mut Vec<NamedFile>, name: &str) -> Option<Cow<'static, [u8]>> {
    let index = files.iter().position(|(file, _)| file == name)?;
    Some(files.remove(index).1)
}

fn is_style(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "css")
}

/// What Trunk leaves in `dist/` has no `viewer.json`: for work on the dashboard its names are enough.
fn guess(files: &[NamedFile]) -> Option<ViewerInfo> {
    let named =
        |ending: &str| files.iter().map(|(name, _)| name).find(|name| name.ends_with(ending)).cloned();
    let html = named(".html")?;
    let page = files.iter().find(|(name, _)| *name == html)?;
    let page = String::from_utf8_lossy(&page.1);
    let mut css: Vec<String> =
        files.iter().map(|(name, _)| name.clone()).filter(|name| is_style(name)).collect();
    css.sort_by_key(|name| page.find(name.as_str()));
    Some(ViewerInfo { schema: SCHEMA, html, js: named(".js")?, wasm: named(".wasm")?, css })
}

impl Viewer {
    /// The bytes of one of its files.
    pub fn file(&self, name: &str) -> Result<&[u8], Error> {
        let file = self.files.iter().find(|(file, _)| file == name);
        file.map(|(_, bytes)| bytes.as_ref())
            .ok_or_else(|| Error::Viewer { place: "use".to_owned(), problem: format!("{name} is missing") })
    }

    /// One of its text files.
    pub fn text(&self, name: &str) -> Result<&str, Error> {
        std::str::from_utf8(self.file(name)?).map_err(|error| Error::Viewer {
            place: "use".to_owned(),
            problem: format!("{name} is not UTF-8: {error}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> (String, Cow<'static, [u8]>) {
        (name.to_owned(), Cow::Owned(text.as_bytes().to_vec()))
    }

    #[test]
    fn a_dashboard_of_another_schema_or_with_a_hole_is_refused() {
        let info = |schema: u32| {
            format!(
                r#"{{"schema":{schema},"html":"index.html","js":"a.js","wasm":"a.wasm","css":["a.css"],"tools":{{}}}}"#
            )
        };
        let all = |schema| {
            vec![
                file("a.css", ""),
                file("a.js", ""),
                file("a.wasm", ""),
                file("index.html", "<html>"),
                file("viewer.json", &info(schema)),
            ]
        };
        let viewer = from_files("test", all(SCHEMA)).unwrap();
        assert_eq!(viewer.files.len(), 3);
        assert_eq!(viewer.text("a.css").unwrap(), "");
        assert!(from_files("test", all(SCHEMA + 1)).unwrap_err().to_string().contains("schema"));
        let mut hole = all(SCHEMA);
        hole.remove(2);
        assert!(from_files("test", hole).unwrap_err().to_string().contains("a.wasm is missing"));
    }

    #[test]
    fn what_is_embedded_is_whole_or_not_there() {
        match open(None) {
            Ok(viewer) => assert_eq!(viewer.info.schema, SCHEMA),
            Err(error) => assert!(matches!(error, Error::NoViewer), "{error}"),
        }
    }
}
