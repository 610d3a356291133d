//! Paths of source files, made alike: with `/`, and relative to the project where that is certain.

/// Folders in which CI services check projects out, with how many further levels are the project's own.
const CHECKOUTS: [(&str, usize); 10] = [
    ("/home/runner/work/", 2),
    ("/Users/runner/work/", 2),
    ("D:/a/", 2),
    ("/__w/", 2),
    ("/github/workspace/", 0),
    ("/home/circleci/project/", 0),
    ("/drone/src/", 0),
    ("/builds/", 2),
    ("/var/jenkins_home/workspace/", 1),
    // What compilers write that map the project's folder away.
    ("/_/", 0),
];

/// The path with `/` and without what leads to the project.
pub(crate) fn normalize(path: &str) -> String {
    let path = path.trim();
    if path.contains('\\') || path.contains("/./") {
        let slashes = path.replace('\\', "/");
        let mut plain = String::with_capacity(slashes.len());
        let mut rest = slashes.as_str();
        while let Some((before, behind)) = rest.split_once("/.") {
            plain.push_str(before);
            if !behind.starts_with('/') {
                plain.push_str("/.");
            }
            rest = behind;
        }
        plain.push_str(rest);
        return of_project(&plain).to_owned();
    }
    of_project(path).to_owned()
}

/// What stands behind the folder in which the project was checked out.
fn of_project(path: &str) -> &str {
    for (root, levels) in CHECKOUTS {
        let Some(rest) = path.strip_prefix(root) else { continue };
        let mut rest = Some(rest);
        for _ in 0..levels {
            rest = rest.and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
        }
        if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
            return rest;
        }
    }
    path.strip_prefix("./").unwrap_or(path)
}

/// Whether a path says where it is by itself.
pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

/// The path of a file that is named relative to one of `roots`.
///
/// A root that is itself relative to the project is put before it. Of absolute roots nobody but the machine that
/// wrote them knows where the project begins: the name without them is what people call the file.
pub(super) fn under_roots(path: &str, roots: &[String]) -> String {
    let path = normalize(path);
    if is_absolute(&path) {
        let inside = roots.iter().filter_map(|root| path.strip_prefix(root.as_str())?.strip_prefix('/'));
        return inside.min_by_key(|rest| rest.len()).map(str::to_owned).unwrap_or(path);
    }
    match roots {
        [root]
            if !is_absolute(root)
                && !root.is_empty()
                && root != "."
                && !path.starts_with(&format!("{root}/")) =>
        {
            format!("{root}/{path}")
        }
        _ => path,
    }
}

/// A root as [`under_roots`] wants it; `None` for what only looks like one.
pub(super) fn root(text: &str) -> Option<String> {
    let root = normalize(text);
    let root = root.trim_end_matches('/');
    // `--source` is what a plugin's option became when it was taken for a folder.
    (!root.is_empty() && !root.starts_with('-')).then(|| root.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_alike() {
        for (path, wanted) in [
            (r"src\app\main.rs", "src/app/main.rs"),
            ("./src/./a.c", "src/a.c"),
            ("/home/runner/work/repo/repo/src/a.c", "src/a.c"),
            (r"D:\a\repo\repo\src\a.cs", "src/a.cs"),
            ("/_/src/a.cs", "src/a.cs"),
            ("/home/runner/work/repo", "/home/runner/work/repo"),
            ("/opt/x/a.c", "/opt/x/a.c"),
        ] {
            assert_eq!(normalize(path), wanted, "{path}");
        }
        let long = format!("a{}.c", "/.".repeat(400_000));
        assert_eq!(normalize(&format!("{long}/./b.c")), "a/..c/b.c");
    }

    #[test]
    fn roots_are_joined_when_they_are_the_projects_own() {
        let roots = |roots: &[&str]| roots.iter().filter_map(|text| root(text)).collect::<Vec<_>>();
        assert_eq!(under_roots("app/a.py", &roots(&["/srv/project"])), "app/a.py");
        assert_eq!(under_roots("a.py", &roots(&["src"])), "src/a.py");
        assert_eq!(under_roots("src/a.py", &roots(&["src"])), "src/a.py");
        assert_eq!(under_roots("a.py", &roots(&["."])), "a.py");
        assert_eq!(under_roots("/srv/project/a.py", &roots(&["/srv/", "/srv/project"])), "a.py");
        assert_eq!(under_roots("a.scala", &roots(&["--source", "/x"])), "a.scala");
    }
}
