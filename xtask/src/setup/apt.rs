//! Packages of Debian and what descends from it.

use crate::command::Run;
use crate::error::{Error, Result};

/// Installs the packages that are not there. `instead` says what a person without apt can do.
pub(super) fn install(packages: &[&str], instead: &str) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wanted = missing.join(" ");
    println!("setup: apt-get install {wanted}");
    if !Run::new("apt-get").arg("--version").succeeds() {
        return Err(
            Error::new(format!("{wanted}: not installed, and there is no apt-get here")).hint(instead)
        );
    }
    let by_hand = || {
        let typed =
            format!("run `sudo apt-get update && sudo apt-get install --no-install-recommends {wanted}`");
        format!("{typed}, or: {instead}")
    };
    let root = Run::new("id").arg("-u").output().is_ok_and(|id| id.trim() == "0");
    if !root && !Run::new("sudo").args(["-n", "true"]).succeeds() {
        return Err(Error::new(format!("{wanted}: only an administrator can install it")).hint(by_hand()));
    }
    let apt = || {
        let run = if root { Run::new("apt-get") } else { Run::new("sudo").args(["-n", "-E", "apt-get"]) };
        run.env("DEBIAN_FRONTEND", "noninteractive").arg("-qq")
    };
    // A stale list of packages is the usual cause of a failure here, a mirror that is down for one of several
    // sources the next: only the installation itself decides.
    if let Err(error) = apt().arg("update").output() {
        println!("setup: {error}");
    }
    apt()
        .args(["install", "-y", "--no-install-recommends"])
        .args(&missing)
        .output()
        .map(drop)
        .map_err(|error| Error::new(error.to_string()).hint(by_hand()))
}

fn installed(package: &str) -> bool {
    Run::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Status}", package])
        .output()
        .is_ok_and(|status| status.trim() == "installed")
}
