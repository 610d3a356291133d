//! What is written besides the report: the summary for comments and jobs.

use std::path::PathBuf;

use crate::error::Error;
use crate::export::Published;
use crate::links::Links;
use crate::site::{Site, write_file};
use crate::summary::{COMMENT_BYTES, markdown};

/// What is to be written besides the report.
#[derive(Debug, Clone, Default)]
pub struct Besides {
    /// The file for the summary in Markdown.
    pub summary: Option<PathBuf>,
    /// The address at which the report will be published.
    pub site_url: Option<String>,
}

impl Besides {
    /// Writes what was asked for, and gives the files that are published with the report.
    pub(crate) fn write(&self, site: &Site) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let published = Published::of(site);
        let links = Links::to_site(self.site_url.as_deref());
        let summary = markdown(&published, &links, COMMENT_BYTES)?;
        if let Some(path) = &self.summary {
            write_file(path, summary.as_bytes())?;
        }
        Ok(vec![("summary.md".to_owned(), summary.into_bytes())])
    }
}
