//! The workflow: run the tests, build the report, keep the history, publish, comment, fail when a rule is not kept.

use super::Runner;

/// Where the project's jobs run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Host {
    /// GitHub Actions and Pages
    Github,
    /// GitLab CI and Pages
    Gitlab,
}

impl Host {
    /// The file that it reads.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/report.yml",
            Self::Gitlab => ".gitlab-ci.yml",
        }
    }
}

/// Where the program comes from.
const INSTALL: &str = concat!(
    "cargo install --locked --git ",
    env!("CARGO_PKG_REPOSITORY"),
    " --tag v",
    env!("CARGO_PKG_VERSION"),
    " report-gen"
);

/// The workflow of a project that these runners test.
pub fn workflow(host: Host, runners: &[&Runner], branch: &str) -> String {
    let template = match host {
        Host::Github => include_str!("github.yml"),
        Host::Gitlab => include_str!("gitlab.yml"),
    };
    let artifacts: Vec<String> =
        runners.iter().flat_map(|runner| runner.artifacts).map(|path| format!("'{path}'")).collect();
    let artifacts = if artifacts.is_empty() { "reports".to_owned() } else { artifacts.join(" ") };
    template
        .replace("@BRANCH@", branch)
        .replace("@INSTALL@", INSTALL)
        .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
        .replace("@ARTIFACTS@", &artifacts)
        .replace("@IMAGE@", runners.first().map_or("debian:stable", |runner| runner.image))
        .replace("@SETUP@\n", &setup(runners))
        .replace("@TESTS@\n", &tests(host, runners))
}

fn setup(runners: &[&Runner]) -> String {
    let mut steps: Vec<&str> = runners.iter().map(|runner| runner.github).collect();
    steps.dedup();
    steps.concat()
}

fn tests(host: Host, runners: &[&Runner]) -> String {
    if runners.is_empty() {
        let say = "echo 'Write the command that runs the tests here'; exit 1";
        return match host {
            Host::Github => format!(
                "      - name: Run the tests\n        id: tests-0\n        continue-on-error: true\n        run: |\n          {say}\n"
            ),
            Host::Gitlab => format!("    - ({say}) || echo failed >> tests-failed\n"),
        };
    }
    let mut out = String::new();
    for (number, runner) in runners.iter().enumerate() {
        match host {
            Host::Github => {
                out.push_str(&format!(
                    "      - name: Run the tests with {}\n        id: tests-{number}\n        continue-on-error: true\n        run: |\n",
                    runner.name
                ));
                for command in runner.commands {
                    out.push_str(&format!("          {command}\n"));
                }
            }
            Host::Gitlab => {
                out.push_str("    - |\n      (\n      set -e\n");
                for command in runner.commands {
                    out.push_str(&format!("      {command}\n"));
                }
                out.push_str("      ) || echo failed >> tests-failed\n");
            }
        }
    }
    out
}
