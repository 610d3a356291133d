//! The help is the contract that scripts and people rely on.

use super::harness::Project;

fn help(command: &[&str]) -> String {
    let args: Vec<&str> = command.iter().copied().chain(["--help"]).collect();
    Project::new().run(&args).exit(0).stdout
}

#[test]
fn every_command_says_what_it_takes() {
    insta::assert_snapshot!("help", help(&[]));
    for command in ["build", "inspect", "export", "serve", "demo", "explain", "formats", "schema"] {
        insta::assert_snapshot!(format!("help_{command}"), help(&[command]));
    }
}

#[test]
fn a_wrong_option_is_an_error() {
    Project::new().run(&["build", "--nope"]).exit(2).stderr("unexpected argument '--nope'");
}

#[test]
fn formats_are_listed_for_people_and_for_the_docs() {
    let project = Project::new();
    project.run(&["formats"]).exit(0).stdout("junit").stdout("Cobertura XML").stdout("lcov");
    project.run(&["formats", "--markdown"]).exit(0).stdout("# Formats").stdout("| `junit` | JUnit XML |");
}
