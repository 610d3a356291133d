//! Who may depend on whom.

use serde::Deserialize;

use crate::command::Run;
use crate::error::{Doing as _, Result};
use crate::repo;

/// Each crate, and those of ours that it may be compiled with.
const ALLOWED: &[(&str, &[&str])] = &[
    ("report-model", &[]),
    ("report-formats", &["report-model"]),
    ("report-analysis", &["report-model"]),
    ("report-charts", &["report-model"]),
    ("app", &["app-markup", "report-model", "report-charts", "report-analysis"]),
    ("app-markup", &[]),
    ("report-gen", &["report-model", "report-formats", "report-analysis", "report-charts"]),
    ("xtask", &[]),
];

/// Ends of the line: not even their tests are anybody's dependency.
const ENDS: &[&str] = &["app", "report-gen", "xtask"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev` or `build`; null for what is compiled in.
    kind: Option<String>,
}

/// Every dependency between crates of the workspace that the design does not have.
pub fn wrong_directions() -> Result<Vec<String>> {
    let printed = Run::cargo(None)
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .current_dir(repo::root())
        .output()?;
    let metadata: Metadata =
        serde_json::from_str(&printed).doing(|| "cannot understand cargo metadata".to_owned())?;
    Ok(wrong(&metadata.packages))
}

fn wrong(packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    for package in packages {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            found.push(format!(
                "{} is new: say in xtask/src/tidy/directions.rs what it may use",
                package.name
            ));
            continue;
        };
        for dependency in &package.dependencies {
            let ours = packages.iter().any(|other| other.name == dependency.name);
            let for_tests = dependency.kind.as_deref() == Some("dev");
            let fine = if for_tests {
                !ENDS.contains(&dependency.name.as_str())
            } else {
                allowed.contains(&dependency.name.as_str())
            };
            if ours && !fine {
                found.push(format!("{} must not depend on {}", package.name, dependency.name));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[(&str, Option<&str>)]) -> Package {
        let dependencies = dependencies
            .iter()
            .map(|(name, kind)| Dependency { name: (*name).to_owned(), kind: kind.map(str::to_owned) })
            .collect();
        Package { name: name.to_owned(), dependencies }
    }

    #[test]
    fn a_dependency_against_the_direction_is_named() {
        let packages = [
            package("report-model", &[("report-formats", None), ("serde", None)]),
            package("report-formats", &[("report-model", None), ("report-gen", Some("dev"))]),
            package("report-gen", &[("report-formats", None)]),
            package("extra", &[]),
        ];
        let found = wrong(&packages);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.contains(&"report-model must not depend on report-formats".to_owned()));
        assert!(found.contains(&"report-formats must not depend on report-gen".to_owned()));
        assert!(found.iter().any(|what| what.starts_with("extra is new")));
    }

    #[test]
    fn tests_of_a_library_may_use_another_library() {
        let packages =
            [package("report-model", &[]), package("report-charts", &[("report-model", Some("dev"))])];
        assert!(wrong(&packages).is_empty());
    }
}
