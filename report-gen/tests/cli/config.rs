//! `report-gen.toml`: phases and categories of the team.

use super::harness::Project;

const CONFIG: &str = r#"
title = "voice"

[[phase]]
id = "1"
passing = 3

[[phase]]
id = "2"
title = "All green"
pass_rate = [99, 100]
categories = ["database"]

[[category]]
id = "database"
title = "No database"
message = ["no database"]
"#;

#[test]
fn phases_are_measured_and_categories_are_the_teams_own() {
    let project = Project::with_tests().file("report-gen.toml", CONFIG);
    project.run(&["build"]).exit(0).stdout("2 needs");
    let manifest = project.manifest("site");
    assert_eq!(manifest.title, "voice");
    assert_eq!(manifest.phases.len(), 2);
    assert_eq!(manifest.phases[0].state, report_model::site::PhaseState::Done);
    let source = manifest.phases[1].source.as_ref().unwrap();
    assert_eq!((source.path.as_str(), source.line), ("report-gen.toml", Some(8)));
    let failures: report_model::site::Failures =
        project.shard("site", manifest.shards.failures.as_ref().unwrap());
    let own = failures.categories.iter().find(|category| category.id == "database").unwrap();
    assert!(own.own);
    assert_eq!(own.rows, [3]);
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    let project = Project::with_tests().file("other.toml", "[[phase]]\nid = \"1\"\npasing = 3\n");
    project
        .run(&["build", "--config", "other.toml"])
        .exit(2)
        .stderr("`other.toml`, line 3, column 1: unknown field `pasing`")
        .stderr("did you mean `passing`?");
    project.run(&["build", "--config", "nowhere.toml"]).exit(2).stderr("cannot read `nowhere.toml`");
}

#[test]
fn configuration_and_plan_are_no_unknown_files_among_the_artifacts() {
    let project = Project::with_tests()
        .file("report-gen.toml", "plan = [\"PLAN.md\"]\n")
        .file("PLAN.md", "# Plan\n\n- [ ] Mend the ring\n")
        .file("notes.txt", "hello");
    project.run(&["build", "."]).exit(0).stdout("1 file in `.` is in no format that is known: `notes.txt`");
}
