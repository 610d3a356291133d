//! What is written besides the report: the summary for comments and jobs, badges, a page without scripts.

use std::path::{Path, PathBuf};

use crate::badges::badges;
use crate::charts::{charts, pictures};
use crate::error::Error;
use crate::export::Published;
use crate::links::Links;
use crate::site::{Site, write_file};
use crate::static_page;
use crate::summary::{COMMENT_BYTES, markdown};
use crate::viewer::Viewer;

/// The page without scripts in the folder of a report.
pub(crate) const STATIC_PAGE: &str = "static.html";
const STYLE_FILE: &str = "static.css";

/// What is to be written besides the report.
#[derive(Debug, Clone, Default)]
pub struct Besides {
    /// The file for the summary in Markdown.
    pub summary: Option<PathBuf>,
    /// The folder for badges.
    pub badges: Option<PathBuf>,
    /// Whether charts are written as PNG too.
    pub png: bool,
    /// How many bytes the folder and the single file may have, each.
    pub budget: Option<u64>,
    /// Whether a page without scripts is written beside the report.
    pub static_page: bool,
    /// The address at which the report will be published.
    pub site_url: Option<String>,
}

impl Besides {
    /// Writes what was asked for, and gives the files that are published with the report.
    pub(crate) fn write(
        &self,
        site: &Site,
        viewer: &Viewer,
        single_file: Option<&Path>,
    ) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let site_data = Published::of(site);
        let links = Links::to_site(self.site_url.as_deref());
        let summary = markdown(&site_data, &links, COMMENT_BYTES)?;
        if let Some(path) = &self.summary {
            write_file(path, summary.as_bytes())?;
        }
        let mut published = vec![("summary.md".to_owned(), summary.into_bytes())];
        for badge in badges(&site.manifest) {
            for (name, bytes) in badge.files()? {
                if let Some(folder) = &self.badges {
                    write_file(&folder.join(&name), &bytes)?;
                }
                published.push((format!("badges/{name}"), bytes));
            }
        }
        let mut drawn = charts(&site.manifest, viewer)?;
        if self.png {
            drawn.extend(pictures(&drawn)?);
        }
        for (name, bytes) in drawn {
            if let Some(folder) = &self.badges {
                write_file(&folder.join("charts").join(&name), &bytes)?;
            }
            published.push((format!("badges/charts/{name}"), bytes));
        }
        if self.static_page {
            let style = static_page::style(viewer)?;
            if let Some(file) = single_file {
                let page = static_page::page(&site_data, &style, None)?;
                write_file(&file.with_extension("static.html"), page.as_bytes())?;
            }
            let page = static_page::page(&site_data, &style, Some(STYLE_FILE))?;
            published.push((STATIC_PAGE.to_owned(), page.into_bytes()));
            published.push((STYLE_FILE.to_owned(), style.into_bytes()));
        }
        Ok(published)
    }
}
