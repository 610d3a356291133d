//! Why a command could not do what was asked. What only spoils a part of the run is a notice instead.

use std::io;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

/// Why a command stopped.
#[derive(Debug, Error, Diagnostic)]
pub enum Error {
    /// There is nothing to make a report of.
    #[error("no artifact was found")]
    #[diagnostic(help(
        "looked for {looked_for}\nname the files: `report-gen build build/reports/*.xml coverage.xml`"
    ))]
    NoArtifact {
        /// Where and for what.
        looked_for: String,
    },
    /// Artifacts were found and none of them could be used.
    #[error("none of {count} could be read")]
    #[diagnostic(help("{hint}"))]
    NothingRead {
        /// How many files there were, with the noun.
        count: String,
        /// What was wrong with the first of them.
        hint: String,
    },
    /// `--strict` was given and something was lost.
    #[error("stopped by --strict: {first}")]
    #[diagnostic(help("{more}nothing was written; leave out --strict to get a report with notices instead"))]
    Strict {
        /// The gravest notice.
        first: String,
        /// How many more there are, as a sentence, or nothing.
        more: String,
    },
    /// `report-gen.toml` is not right.
    #[error("{message}")]
    Config {
        /// What is wrong.
        message: String,
        /// The file.
        #[source_code]
        source_code: std::sync::Arc<NamedSource<String>>,
        /// Where.
        #[label("here")]
        span: Option<SourceSpan>,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },
    /// The folder to be written holds something else.
    #[error("`{}` is not empty and holds no report", path.display())]
    #[diagnostic(help("choose another folder with -o, or empty this one first"))]
    NotASite {
        /// The folder.
        path: PathBuf,
    },
    /// This program was built without its dashboard.
    #[error("this report-gen was built without a dashboard")]
    #[diagnostic(help(
        "make it with `cargo xtask bundle` and build report-gen again, or name a built one with --viewer DIR"
    ))]
    NoViewer,
    /// The dashboard's files are not what they should be.
    #[error("the dashboard in {place} cannot be used: {problem}")]
    #[diagnostic(help("make it again with `cargo xtask bundle`"))]
    Viewer {
        /// `the program`, or the folder.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// Charts cannot be made into pictures.
    #[error("charts cannot be written as PNG: {problem}")]
    #[diagnostic(help(
        "install report-gen with `--features png` and a font such as DejaVu Sans, or leave --png out: SVG needs neither"
    ))]
    Picture {
        /// Why.
        problem: String,
    },
    /// An option makes no sense.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to write instead.
        #[help]
        help: Option<String>,
    },
    /// The system refused something.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        #[source]
        source: io::Error,
        /// What can be done about it.
        #[help]
        help: Option<&'static str>,
    },
    /// A site's data is not what this program writes.
    #[error("cannot read the report's data in `{}`: {problem}", path.display())]
    #[diagnostic(help("name the folder of a report, and build it again when another version wrote it"))]
    SiteData {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A record of the history is there, and the system does not give it.
    #[error("cannot read the record `{place}` of the history")]
    #[diagnostic(help(
        "it was left as it is, and no report was written, because one without this run would be wrong\nwhoever runs this must be allowed to read it; where that is so, build again, and look after the disk if it fails again"
    ))]
    Record {
        /// The file.
        place: String,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// A published history could not be read.
    #[error("cannot read the history at {url}: {problem}")]
    #[diagnostic(help(
        "nothing was written, because publishing it would lose the history; try again, or leave out --history"
    ))]
    Fetch {
        /// The address.
        url: String,
        /// What is wrong.
        problem: String,
    },
    /// Data could not be written as JSON.
    #[error("cannot write {what} as JSON")]
    Json {
        /// Which data.
        what: String,
        /// Why not.
        #[source]
        source: serde_json::Error,
    },
}

impl Error {
    /// For `map_err`: the system refused to do `action` on `path`.
    pub fn io(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| Self::Io { action, path, help: help(source.kind()), source }
    }

    /// For `map_err`: a file of a history or a site could not be written. Such files are written beside what is there,
    /// so that nothing is lost.
    pub fn keeping(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_owned();
        move |source| {
            let help = match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(concat!(
                    "the disk is full: make room and build again\n",
                    "what was there is as it was: the records of past runs, and the report that was there before"
                )),
                kind => help(kind),
            };
            Self::Io { action, path, help, source }
        }
    }
}

/// What can be done when the system refuses something.
const fn help(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match kind {
        StorageFull | QuotaExceeded => Some("the disk is full: make room and try again"),
        FileTooLarge => {
            Some("no file may grow so large here: raise the limit (`ulimit -f`), or choose another place")
        }
        PermissionDenied => Some("whoever runs this must be allowed to do that"),
        ReadOnlyFilesystem => Some("choose a place that can be written to"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help_of(error: &Error) -> String {
        error.help().map(|help| help.to_string()).unwrap_or_default()
    }

    #[test]
    fn help_fits_what_the_system_says_and_promises_no_more_than_is_kept() {
        let of = |kind: io::ErrorKind| help_of(&Error::io("write", "x")(kind.into()));
        let kept = |kind: io::ErrorKind| help_of(&Error::keeping("write", "x")(kind.into()));
        let promise = "the records of past runs";
        assert!(of(io::ErrorKind::StorageFull).contains("the disk is full"));
        assert!(!of(io::ErrorKind::StorageFull).contains(promise));
        assert!(kept(io::ErrorKind::StorageFull).contains(promise));
        for help in [of(io::ErrorKind::FileTooLarge), kept(io::ErrorKind::FileTooLarge)] {
            assert!(help.contains("ulimit") && !help.contains("full"), "{help}");
        }
    }
}
