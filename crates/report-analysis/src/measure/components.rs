//! Parts of the code and their coverage.

use report_model::Ratio;
use report_model::plan::{Band, Component};
use report_model::site::ComponentStatus;

use super::Ground;
use super::lookup::{ends_with_path, glob as matches, in_folder};

/// Words in the name of a component that say nothing about its files.
const GENERIC: &[&str] = &[
    "core",
    "module",
    "modules",
    "component",
    "components",
    "layer",
    "code",
    "endpoint",
    "endpoints",
    "the",
    "system",
    "package",
    "logic",
    "and",
    "all",
    "coverage",
    "files",
    "functions",
    "classes",
    "of",
    "in",
    "new",
    "critical",
    "handling",
];

pub(super) fn components(ground: &Ground<'_>) -> Vec<ComponentStatus> {
    ground.plan.components.iter().map(|component| status(ground, component)).collect()
}

fn status(ground: &Ground<'_>, component: &Component) -> ComponentStatus {
    let mut status = ComponentStatus {
        name: component.name.clone(),
        group: component.group.clone(),
        target: component.lines.map(ends),
        branch_target: component.branches.map(ends),
        written: component.written,
        source: component.source.clone(),
        ..ComponentStatus::default()
    };
    let Some(coverage) = &ground.run.coverage else {
        status.trend = vec![None; ground.trend.len() + 1];
        return status;
    };
    let paths: Vec<&str> = coverage.files.iter().map(|file| file.path.as_str()).collect();
    let belongs = choose(component, &paths);
    let mut lines = Ratio::default();
    let mut branches: Option<Ratio> = None;
    for file in coverage.files.iter().filter(|file| belongs(&file.path)) {
        status.files += 1;
        if status.examples.len() < 20 {
            status.examples.push(file.path.clone());
        }
        let counts = file.counts();
        lines = plus(lines, counts.lines);
        if let Some(more) = counts.branches {
            branches = Some(plus(branches.unwrap_or_default(), more));
        }
    }
    status.lines = (lines.whole > 0).then_some(lines);
    status.branches = branches.filter(|branches| branches.whole > 0);
    let past = |index: &usize| -> Option<Ratio> {
        let files = ground.history.runs.get(*index)?.files.as_ref()?;
        let columns = files.paths.iter().zip(&files.covered).zip(&files.lines);
        let sum = columns
            .filter(|((path, _), _)| belongs(path))
            .fold(Ratio::default(), |sum, ((_, covered), lines)| plus(sum, Ratio::new(*covered, *lines)));
        (sum.whole > 0).then_some(sum)
    };
    let ratios: Vec<Option<Ratio>> = ground.trend.iter().map(past).collect();
    status.before = ratios.last().copied().flatten();
    status.trend = ratios
        .iter()
        .map(|ratio| ratio.and_then(Ratio::percent))
        .chain([status.lines.and_then(Ratio::percent)])
        .collect();
    let asks = [(component.lines, status.lines), (component.branches, status.branches)];
    let met: Vec<Option<bool>> = asks
        .into_iter()
        .filter_map(|(target, measured)| Some((target?, measured)))
        .map(|(target, measured)| measured.map(|measured| measured.missing_to(target.low) == 0))
        .collect();
    status.met = if met.contains(&Some(false)) {
        Some(false)
    } else if met.is_empty() || met.contains(&None) {
        None
    } else {
        Some(true)
    };
    status.missing_lines =
        component.lines.zip(status.lines).map(|(target, lines)| lines.missing_to(target.low));
    status
}

const fn ends(band: Band) -> (f64, f64) {
    (band.low, band.high)
}

const fn plus(a: Ratio, b: Ratio) -> Ratio {
    Ratio::new(a.part + b.part, a.whole + b.whole)
}

/// Which files belong to a component: by its paths and packages where it has some, by its name otherwise.
pub(crate) fn choose(component: &Component, paths: &[&str]) -> Box<dyn Fn(&str) -> bool> {
    if component.is_overall {
        return Box::new(|_| true);
    }
    let (globs, packages) = (component.paths.clone(), component.packages.clone());
    if !globs.is_empty() || !packages.is_empty() {
        return Box::new(move |path| {
            globs.iter().any(|glob| fits(path, glob))
                || packages.iter().any(|package| is_of_package(path, package))
        });
    }
    let words = words(&component.name);
    let exact = component.name.clone();
    if exact.contains(['/', '.']) && paths.iter().any(|path| fits(path, &exact)) {
        return Box::new(move |path| fits(path, &exact));
    }
    // `StatusService` is `status_service.py` before it is anything about a status below `services/`.
    let in_one = |path: &str, words: &[String]| {
        !words.is_empty() && path.split('/').any(|part| words.iter().all(|word| has_part(part, word)))
    };
    if paths.iter().any(|path| in_one(path, &words)) {
        return Box::new(move |path| in_one(path, &words));
    }
    Box::new(move |path| !words.is_empty() && words.iter().all(|word| has_part(path, word)))
}

fn fits(path: &str, glob: &str) -> bool {
    let glob = glob.trim_start_matches("./");
    if glob.contains('*') {
        return matches(glob, path) || matches(&format!("**/{glob}"), path);
    }
    ends_with_path(path, glob) || in_folder(path, glob)
}

fn is_of_package(path: &str, package: &str) -> bool {
    let folder = package.replace("::", "/").replace('.', "/");
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    ends_with_path(stem, &folder) || in_folder(path, &folder)
}

/// The words of a name in small letters: `StatusService` is `status` and `service`.
fn words(name: &str) -> Vec<String> {
    let mut spaced = String::new();
    let mut was_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && was_small {
            spaced.push(' ');
        }
        was_small = letter.is_lowercase();
        spaced.extend(letter.to_lowercase());
    }
    spaced
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !GENERIC.contains(word))
        .map(str::to_owned)
        .collect()
}

/// Whether one of the words of a path is `word`, in the singular or the plural.
fn has_part(path: &str, word: &str) -> bool {
    let stem = |word: &str| {
        word.strip_suffix("ies")
            .map_or_else(|| word.trim_end_matches('s').to_owned(), |stem| format!("{stem}y"))
    };
    let wanted = stem(word);
    words(path.rsplit_once('.').map_or(path, |(stem, _)| stem)).iter().any(|part| stem(part) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(component: &Component) -> Vec<&'static str> {
        let paths = [
            "src/services/status_service.py",
            "src/services/status_events.py",
            "src/api/calls.py",
            "src/database/models/call.py",
            "src/services/store/__init__.py",
        ];
        let belongs = choose(component, &paths);
        paths.into_iter().filter(|path| belongs(path)).collect()
    }

    #[test]
    fn files_are_found_by_path_package_or_name() {
        let named = |name: &str| Component { name: name.into(), ..Component::default() };
        assert_eq!(chosen(&named("StatusService")), ["src/services/status_service.py"]);
        assert_eq!(chosen(&named("Event system core")), ["src/services/status_events.py"]);
        assert_eq!(chosen(&named("API endpoints")), ["src/api/calls.py"]);
        assert_eq!(chosen(&named("Database models")), ["src/database/models/call.py"]);
        assert_eq!(chosen(&named("Frontend")), [""; 0]);
        let package = Component { packages: vec!["services.store".into()], ..Component::default() };
        assert_eq!(chosen(&package), ["src/services/store/__init__.py"]);
        let glob = Component { paths: vec!["src/services/*.py".into()], ..Component::default() };
        assert_eq!(chosen(&glob).len(), 2);
    }
}
