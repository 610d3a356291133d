//! The browsers of the tests.

use std::path::PathBuf;

use super::{Found, apt};
use crate::error::{Error, Result};
use crate::tools;

pub(super) fn chromium() -> Result<Found> {
    let by_hand = "install Chromium or Chrome and set CHROMIUM to its path";
    browser("CHROMIUM", tools::chromium, "chromium", by_hand)
}

pub(super) fn firefox() -> Result<Found> {
    let by_hand = "install Firefox and set FIREFOX to its path";
    browser("FIREFOX", tools::firefox, "firefox-esr", by_hand)
}

fn browser(variable: &str, find: fn() -> Option<PathBuf>, package: &str, by_hand: &str) -> Result<Found> {
    if let Some(path) = find() {
        return if path.is_file() {
            Ok(Found::There(path.display().to_string()))
        } else {
            Err(Error::new(format!("{variable} names {}, which is no file", path.display())).hint(by_hand))
        };
    }
    apt::install(&[package], by_hand)?;
    find()
        .map(|path| Found::Installed(path.display().to_string()))
        .ok_or_else(|| Error::new(format!("the package {package} brought no browser")).hint(by_hand))
}
