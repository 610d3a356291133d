//! The browser of the tests.

use super::{Found, apt};
use crate::error::{Error, Result};
use crate::tools;

const BY_HAND: &str = "install Chromium or Chrome and set CHROMIUM to its path";

pub(super) fn chromium() -> Result<Found> {
    if let Some(path) = tools::chromium() {
        return if path.is_file() {
            Ok(Found::There(path.display().to_string()))
        } else {
            Err(Error::new(format!("CHROMIUM names {}, which is no file", path.display())).hint(BY_HAND))
        };
    }
    apt::install(&["chromium"], BY_HAND)?;
    tools::chromium()
        .map(|path| Found::Installed(path.display().to_string()))
        .ok_or_else(|| Error::new("the package chromium brought no browser").hint(BY_HAND))
}
