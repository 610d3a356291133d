//! Why something could not be loaded, in words for the reader of a report.

use std::fmt;

/// Why a part of the site could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadError {
    /// The host did not answer, or answered with an error.
    Missing {
        /// The file below `data/`.
        path: String,
        /// What the browser or the host said.
        detail: String,
    },
    /// The file is there and is not what it should be.
    Unreadable {
        /// The file below `data/`.
        path: String,
        /// Where and why.
        detail: String,
    },
    /// The site was written for another version of this dashboard.
    OtherSchema {
        /// The version of the site.
        site: u32,
    },
}

impl LoadError {
    /// What happened, in one sentence.
    pub fn headline(&self) -> String {
        match self {
            Self::Missing { path, .. } => format!("data/{path} is not there"),
            Self::Unreadable { path, .. } => format!("data/{path} cannot be read"),
            Self::OtherSchema { site } if *site > report_model::site::SCHEMA => {
                "This report was made by a newer Phaseline than this dashboard".to_owned()
            }
            Self::OtherSchema { .. } => {
                "This report was made by an older Phaseline than this dashboard".to_owned()
            }
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Missing { .. } => {
                "The upload may be incomplete. Publish the whole folder, data/ included, and reload."
            }
            Self::Unreadable { .. } => {
                "The file may be cut off, or changed by the host. Build the report again and publish it whole."
            }
            Self::OtherSchema { .. } => {
                "The page and its data come from different builds. Build the report again with one version and publish both."
            }
        }
    }

    /// What a developer wants to know.
    pub fn detail(&self) -> String {
        match self {
            Self::Missing { detail, .. } | Self::Unreadable { detail, .. } => detail.clone(),
            Self::OtherSchema { site } => {
                format!(
                    "schema {site} in data/manifest.json, {} in the dashboard",
                    report_model::site::SCHEMA
                )
            }
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.headline(), self.detail())
    }
}

impl std::error::Error for LoadError {}
