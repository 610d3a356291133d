use super::*;
use crate::Ratio;
use crate::run::{Branch, Function, LineHits};

fn file(path: &str, hits: &[(u32, u64)]) -> FileCoverage {
    FileCoverage {
        lines: hits.iter().map(|&(line, hits)| LineHits { line, hits }).collect(),
        ..FileCoverage::at(path)
    }
}

/// Artifacts in one format, in one folder.
fn merge(artifacts: impl IntoIterator<Item = Coverage>) -> Coverage {
    Coverage::merge(artifacts.into_iter().map(|coverage| at("", "lcov", coverage)))
}

fn at(path: &str, format: &'static str, coverage: Coverage) -> Measured<&'static str> {
    Measured { format, path: path.to_owned(), coverage }
}

/// Artifacts of one tool with the folders in which they say their files are.
fn rooted(artifacts: &[(&str, &[(&str, u32)])]) -> Vec<String> {
    let artifacts = artifacts.iter().map(|(root, files)| {
        let roots = vec![(*root).to_owned()];
        at("cobertura.xml", "cobertura", Coverage { roots, ..of(files) })
    });
    paths(&Coverage::merge(artifacts)).into_iter().map(str::to_owned).collect()
}

fn artifact(files: impl IntoIterator<Item = FileCoverage>) -> Coverage {
    Coverage { files: files.into_iter().collect(), roots: Vec::new() }
}

/// An artifact whose files have the lines 1 to a number.
fn of(files: &[(&str, u32)]) -> Coverage {
    let lines = |last: u32| (1..=last).map(|line| (line, 1)).collect::<Vec<_>>();
    artifact(files.iter().map(|(path, last)| file(path, &lines(*last))))
}

fn paths(coverage: &Coverage) -> Vec<&str> {
    coverage.files.iter().map(|file| file.path.as_str()).collect()
}

/// The paths, in whatever order the artifacts come.
fn merged(artifacts: &[Coverage]) -> Vec<String> {
    let forwards = merge(artifacts.iter().cloned());
    let backwards = merge(artifacts.iter().rev().cloned());
    assert_eq!(forwards, backwards);
    paths(&forwards).into_iter().map(str::to_owned).collect()
}

#[test]
fn merging_is_a_union_of_lines_and_a_sum_of_hits() {
    let one = artifact([file("a.py", &[(1, 3), (3, 0)])]);
    let other = artifact([file("a.py", &[(3, 1), (9, 0)]), file("b.py", &[(1, 0)])]);
    let both = merge([one.clone(), other.clone()]);
    assert_eq!(both, merge([other, one]));
    assert_eq!(both.counts().lines, Ratio::new(2, 4));
    assert_eq!(both.counts().branches, None);
    assert_eq!(both.files[0].lines[0], LineHits { line: 1, hits: 3 });
}

#[test]
fn declared_sums_stand_where_nothing_can_be_counted() {
    let declared = CoverageCounts { lines: Ratio::new(7, 9), ..CoverageCounts::default() };
    let sums = FileCoverage { declared: Some(declared), ..FileCoverage::at("a.go") };
    assert_eq!(merge([artifact([sums.clone()])]).counts().lines, Ratio::new(7, 9));
    let counted = merge([artifact([sums]), artifact([file("a.go", &[(1, 1)])])]);
    assert_eq!(counted.counts().lines, Ratio::new(1, 1));
}

#[test]
fn the_longer_relative_path_of_a_file_stands() {
    assert_eq!(merged(&[of(&[("orders.py", 9)]), of(&[("shop/orders.py", 9)])]), ["shop/orders.py"]);
    assert_eq!(
        merged(&[of(&[("shop/orders.py", 9)]), of(&[("/ci/x/shop/orders.py", 9)])]),
        ["shop/orders.py"]
    );
    let three = [of(&[("a.py", 9)]), of(&[("s/a.py", 9)]), of(&[("/x/s/a.py", 9)])];
    assert_eq!(merged(&three), ["s/a.py"]);
    assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("data.py", 9)])]), ["a.py", "data.py"]);
}

#[test]
fn what_could_be_two_files_stays_apart() {
    // Two candidates, in one artifact and in two.
    let wanted = ["a.py", "s/a.py", "t/a.py"];
    assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 9), ("t/a.py", 9)])]), wanted);
    assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 9)]), of(&[("t/a.py", 9)])]), wanted);
    // One artifact knows both.
    assert_eq!(merged(&[of(&[("a.py", 9), ("s/a.py", 9)]), of(&[("s/a.py", 9)])]), ["a.py", "s/a.py"]);
    // Other lines.
    assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 40)])]), ["a.py", "s/a.py"]);
    assert_eq!(merged(&[of(&[("a.py", 0)]), of(&[("s/a.py", 4)])]), ["a.py", "s/a.py"]);
}

#[test]
fn lines_and_longer_ends_tell_candidates_apart() {
    assert_eq!(merged(&[of(&[("a.py", 9)]), of(&[("s/a.py", 9), ("t/a.py", 70)])]), ["s/a.py", "t/a.py"]);
    let nested = [of(&[("a.py", 0), ("t/a.py", 0)]), of(&[("s/a.py", 0), ("s/t/a.py", 0)])];
    assert_eq!(merged(&nested), ["s/a.py", "s/t/a.py"]);
}

#[test]
fn roots_tell_candidates_apart() {
    let mut short = of(&[("a.py", 9)]);
    short.roots = vec!["/home/ci/shop/t".to_owned()];
    let long = of(&[("s/a.py", 9), ("t/a.py", 9), ("ut/a.py", 9)]);
    assert_eq!(merged(&[short, long]), ["s/a.py", "t/a.py", "ut/a.py"]);
}

fn branches(ways: &[(u32, u32, u32, u64)]) -> Coverage {
    let branch = |&(line, block, way, hits)| Branch { line, block, way, hits };
    let branches = Some(ways.iter().map(branch).collect());
    artifact([FileCoverage { branches, ..FileCoverage::at("a.js") }])
}

#[test]
fn a_condition_is_counted_once_however_its_ways_are_numbered() {
    let counted = branches(&[(2, 0, 0, 1), (6, 0, 0, 1), (6, 0, 1, 0), (9, 0, 0, 0)]);
    let listed = branches(&[(2, 0, 0, 5), (6, 1, 0, 0), (6, 2, 0, 4)]);
    let both = merge([counted.clone(), listed.clone()]);
    assert_eq!(both, merge([listed.clone(), counted]));
    assert_eq!(both.counts().branches, Some(Ratio::new(2, 4)));
    let kept = both.files[0].branches.as_deref().unwrap_or_default();
    assert!(kept.contains(&Branch { line: 6, block: 2, way: 0, hits: 4 }), "{kept:?}");
    // Two runs of one tool add up.
    let other = branches(&[(6, 1, 0, 2), (6, 2, 0, 0)]);
    assert_eq!(merge([listed, other]).counts().branches, Some(Ratio::new(3, 3)));
}

#[test]
fn a_function_is_counted_once_wherever_tools_say_it_begins() {
    let functions = |all: &[(u32, &str, u64)]| {
        let function = |&(line, name, hits): &(u32, &str, u64)| Function {
            line: Some(line),
            name: name.to_owned(),
            hits,
        };
        let functions = Some(all.iter().map(function).collect());
        artifact([FileCoverage { functions, ..FileCoverage::at("a.js") }])
    };
    let one = functions(&[(2, "add", 1), (9, "new", 1), (20, "new", 0)]);
    let other = functions(&[(3, "add", 0), (9, "new", 0), (21, "drop", 0)]);
    let both = merge([one, other]);
    assert_eq!(both.counts().functions, Some(Ratio::new(2, 4)));
}

#[test]
fn one_measurement_in_two_formats_is_counted_once() {
    let with = |hits: &[(u32, u64)], ways: &[(u32, u32, u32, u64)], name: &str, entered: u64| {
        let mut coverage = branches(ways);
        coverage.files[0].lines = file("", hits).lines;
        let function = Function { line: Some(1), name: name.to_owned(), hits: entered };
        coverage.files[0].functions = Some(vec![function]);
        coverage
    };
    let shard = || with(&[(1, 4), (2, 0)], &[(2, 0, 0, 3), (2, 0, 1, 0)], "add", 2);
    let other_shard = || with(&[(1, 5), (2, 1)], &[(2, 0, 0, 3), (2, 0, 1, 1)], "add", 2);
    let as_clover = || with(&[(1, 9), (2, 1)], &[(2, 0, 0, 6), (2, 0, 1, 1)], "(anonymous)", 4);
    let both = Coverage::merge([
        at("1/lcov.info", "lcov", shard()),
        at("2/lcov.info", "lcov", other_shard()),
        at("clover.xml", "clover", as_clover()),
    ]);
    assert_eq!(both.files[0].lines, file("", &[(1, 9), (2, 1)]).lines);
    let ways: Vec<u64> = both.files[0].branches.iter().flatten().map(|branch| branch.hits).collect();
    assert_eq!(ways, [6, 1]);
    let entered: Vec<u64> = both.files[0].functions.iter().flatten().map(|function| function.hits).collect();
    assert_eq!(entered, [4], "a function of another name on the same line");
    // The same file at two places.
    let twice = [at("lcov.info", "lcov", shard()), at("old/lcov.info", "lcov", shard())];
    assert_eq!(Coverage::merge(twice), shard());
}

#[test]
fn a_path_in_the_folders_of_two_packages_is_two_files() {
    let apart = rooted(&[
        ("/ws/shop/packages/a", &[("src/index.js", 9), ("src/cart.js", 20)]),
        ("/ws/shop/packages/b", &[("src/index.js", 9)]),
    ]);
    assert_eq!(apart, ["a/src/cart.js", "a/src/index.js", "b/src/index.js"]);
    let sources = rooted(&[("/ws/packages/a/src", &[("i.js", 9)]), ("/ws/packages/b/src", &[("i.js", 9)])]);
    assert_eq!(sources, ["a/src/i.js", "b/src/i.js"]);
    let other_lines = rooted(&[("/ws/api/v1", &[("index.js", 9)]), ("/ws/api/v2", &[("index.js", 70)])]);
    assert_eq!(other_lines, ["v1/index.js", "v2/index.js"]);
    let inside = rooted(&[("/ws/shop", &[("src/i.js", 9)]), ("/ws/shop/web", &[("src/i.js", 9)])]);
    assert_eq!(inside, ["src/i.js", "web/src/i.js"]);
}

#[test]
fn a_project_at_two_places_is_one() {
    let own: &[(&str, u32)] = &[("src/a.py", 9)];
    for (here, there) in [
        ("/var/jobs/shop", "/var/jobs/shop@2"),
        ("/home/ci/shop", "/home/runner/shop"),
        ("/home/ci/shop/src", "/srv/shop/src"),
    ] {
        assert_eq!(rooted(&[(here, own), (there, own)]), ["src/a.py"], "{here} {there}");
    }
    let many: &[(&str, u32)] = &[("a.py", 9), ("b.py", 12), ("c.py", 30)];
    assert_eq!(rooted(&[("/ws/linux", many), ("/ws/mac", many)]), ["a.py", "b.py", "c.py"]);
}

#[test]
fn what_lies_beside_an_artifact_with_a_folder_is_of_that_folder() {
    let package = |name: &str, lines: u32| {
        let coverage = of(&[("src/index.js", lines)]);
        let roots = vec![format!("/ws/packages/{name}")];
        [
            at(&format!("packages/{name}/coverage/lcov.info"), "lcov", coverage.clone()),
            at(
                &format!("packages/{name}/coverage/cobertura.xml"),
                "cobertura",
                Coverage { roots, ..coverage },
            ),
        ]
    };
    let all = package("a", 9).into_iter().chain(package("b", 9));
    assert_eq!(paths(&Coverage::merge(all)), ["a/src/index.js", "b/src/index.js"]);
}

/// What is named alike in folders that say nothing of their files, in the order of the folders and backwards.
fn lying_in(artifacts: &[(&str, &[(&str, u32)])]) -> Vec<String> {
    let measured = || artifacts.iter().map(|(path, files)| at(path, "lcov", of(files)));
    let merged = Coverage::merge(measured());
    assert_eq!(merged, Coverage::merge(measured().rev()));
    paths(&merged).into_iter().map(str::to_owned).collect()
}

#[test]
fn of_folders_that_may_be_jobs_only_other_lines_make_other_files() {
    let jobs = |lines: u32| {
        lying_in(&[("a/coverage/lcov.info", &[("src/i.js", 9)]), ("b/lcov.info", &[("src/i.js", lines)])])
    };
    assert_eq!(jobs(9), ["src/i.js"]);
    assert_eq!(jobs(70), ["a/src/i.js", "b/src/i.js"]);
}

#[test]
fn packages_of_a_workspace_stay_apart() {
    let own: &[(&str, u32)] = &[("src/i.js", 9)];
    let apart = lying_in(&[("packages/a/coverage/lcov.info", own), ("packages/b/coverage/lcov.info", own)]);
    assert_eq!(apart, ["a/src/i.js", "b/src/i.js"]);
    let numbered = lying_in(&[("ci/libs/day1/lcov.info", own), ("ci/libs/day2/lcov.info", own)]);
    assert_eq!(numbered, ["day1/src/i.js", "day2/src/i.js"]);
    let two_kinds = lying_in(&[("apps/web/lcov.info", own), ("libs/web/lcov.info", own)]);
    assert_eq!(two_kinds, ["apps/web/src/i.js", "libs/web/src/i.js"]);
    // Told from above the packages.
    let shared: &[(&str, u32)] = &[("packages/c/src/i.js", 9)];
    let above = lying_in(&[("packages/a/lcov.info", shared), ("packages/b/lcov.info", shared)]);
    assert_eq!(above, ["packages/c/src/i.js"]);
}

#[test]
fn shards_of_a_package_are_one() {
    let own: &[(&str, u32)] = &[("src/i.js", 9)];
    let within = [
        ("packages/a/shard-1/lcov.info", own),
        ("packages/a/shard-2/lcov.info", own),
        ("packages/b/shard-1/lcov.info", own),
    ];
    assert_eq!(lying_in(&within[..2]), ["src/i.js"]);
    assert_eq!(lying_in(&within), ["a/src/i.js", "b/src/i.js"]);
    let before = [("1/packages/a/coverage/lcov.info", own), ("2/packages/a/coverage/lcov.info", own)];
    assert_eq!(lying_in(&before), ["src/i.js"]);
    let hits = |paths: &[(&str, &[(&str, u32)])]| {
        let measured = (1..)
            .zip(paths)
            .map(|(hits, (path, _))| at(path, "lcov", artifact([file("src/i.js", &[(1, hits), (2, 0)])])));
        Coverage::merge(measured).files[0].lines[0].hits
    };
    assert_eq!(hits(&before), 3, "hits of shards add up");
}

#[test]
fn a_package_in_two_formats_is_counted_once() {
    let package = |name: &str, hits: u64| {
        let coverage = || artifact([file("src/i.js", &[(1, hits), (2, 0)])]);
        [
            at(&format!("packages/{name}/coverage/lcov.info"), "lcov", coverage()),
            at(&format!("packages/{name}/coverage/coverage.json"), "istanbul", coverage()),
        ]
    };
    let all = Coverage::merge(package("a", 3).into_iter().chain(package("b", 5)));
    let hits: Vec<_> = all.files.iter().map(|file| (file.path.as_str(), file.lines[0].hits)).collect();
    assert_eq!(hits, [("a/src/i.js", 3), ("b/src/i.js", 5)]);
}

#[test]
fn other_functions_make_other_files() {
    let named = |path: &str, names: &[&str]| {
        let function = |name: &&str| Function { line: Some(1), name: (*name).to_owned(), hits: 1 };
        let functions = Some(names.iter().map(function).collect());
        at(path, "lcov", artifact([FileCoverage { functions, ..file("src/i.js", &[(1, 1), (2, 0)]) }]))
    };
    let together = |a: &[&str], b: &[&str]| {
        let all = Coverage::merge([named("a/lcov.info", a), named("b/lcov.info", b)]);
        paths(&all).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        together(&["add", "(anonymous_0)"], &["render", "(anonymous_0)"]),
        ["a/src/i.js", "b/src/i.js"]
    );
    assert_eq!(together(&["add", "drop"], &["add"]), ["src/i.js"]);
    assert_eq!(together(&["(anonymous_0)"], &["add"]), ["src/i.js"]);
}
