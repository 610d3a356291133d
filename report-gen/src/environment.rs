//! What the CI system says about the run, in the variables that it sets.

use report_model::Timestamp;

/// What a CI system tells about a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CiEnvironment {
    /// The run's number or id.
    pub run_id: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// The commit.
    pub commit: Option<String>,
    /// When the pipeline began.
    pub started_at: Option<Timestamp>,
    /// A link to the job or pipeline.
    pub url: Option<String>,
    /// The project's name.
    pub project: Option<String>,
}

impl CiEnvironment {
    /// Reads this process's environment.
    pub fn of_process() -> Self {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads an environment. Empty variables are no variables.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let get =
            |name: &str| get(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let first = |names: &[&str]| names.iter().find_map(|name| get(name));
        let name_of = |path: String| path.rsplit('/').next().unwrap_or_default().to_owned();
        if get("GITHUB_ACTIONS").is_some() {
            let repository = get("GITHUB_REPOSITORY");
            let url = match (get("GITHUB_SERVER_URL"), &repository, get("GITHUB_RUN_ID")) {
                (Some(server), Some(repository), Some(id)) => {
                    Some(format!("{server}/{repository}/actions/runs/{id}"))
                }
                _ => None,
            };
            return Self {
                // A second attempt at a run is another run: its results differ.
                run_id: get("GITHUB_RUN_NUMBER").or_else(|| get("GITHUB_RUN_ID")).map(|id| {
                    match get("GITHUB_RUN_ATTEMPT") {
                        Some(attempt) if attempt != "1" => format!("{id}.{attempt}"),
                        _ => id,
                    }
                }),
                branch: first(&["GITHUB_HEAD_REF", "GITHUB_REF_NAME"]),
                commit: get("GITHUB_SHA"),
                started_at: None,
                url,
                project: repository.map(name_of),
            };
        }
        if get("GITLAB_CI").is_some() {
            return Self {
                run_id: first(&["CI_PIPELINE_IID", "CI_PIPELINE_ID"]),
                branch: first(&["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_REF_NAME"]),
                commit: get("CI_COMMIT_SHA"),
                started_at: get("CI_PIPELINE_CREATED_AT").and_then(|text| Timestamp::parse(&text)),
                url: first(&["CI_PIPELINE_URL", "CI_JOB_URL"]),
                project: get("CI_PROJECT_NAME"),
            };
        }
        // Each of these is set by one system only; where none is, nothing is known.
        Self {
            run_id: first(&[
                "BUILD_NUMBER",
                "BUILDKITE_BUILD_NUMBER",
                "CIRCLE_BUILD_NUM",
                "BUILD_BUILDNUMBER",
                "DRONE_BUILD_NUMBER",
                "TRAVIS_BUILD_NUMBER",
                "BITBUCKET_BUILD_NUMBER",
                "APPVEYOR_BUILD_NUMBER",
                "CI_PIPELINE_NUMBER",
            ]),
            branch: first(&[
                "BUILDKITE_BRANCH",
                "CIRCLE_BRANCH",
                "BUILD_SOURCEBRANCHNAME",
                "DRONE_BRANCH",
                "TRAVIS_BRANCH",
                "BITBUCKET_BRANCH",
                "APPVEYOR_REPO_BRANCH",
                "BRANCH_NAME",
                "GIT_BRANCH",
                "CI_COMMIT_BRANCH",
            ]),
            commit: first(&[
                "BUILDKITE_COMMIT",
                "CIRCLE_SHA1",
                "BUILD_SOURCEVERSION",
                "DRONE_COMMIT_SHA",
                "TRAVIS_COMMIT",
                "BITBUCKET_COMMIT",
                "APPVEYOR_REPO_COMMIT",
                "GIT_COMMIT",
                "CI_COMMIT_SHA",
            ]),
            started_at: None,
            url: first(&[
                "BUILDKITE_BUILD_URL",
                "CIRCLE_BUILD_URL",
                "DRONE_BUILD_LINK",
                "TRAVIS_BUILD_WEB_URL",
                "BUILD_URL",
            ]),
            project: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> CiEnvironment {
        CiEnvironment::read(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn github_and_gitlab_are_understood() {
        let github = read(&[
            ("GITHUB_ACTIONS", "true"),
            ("GITHUB_RUN_NUMBER", "212"),
            ("GITHUB_RUN_ID", "998877"),
            ("GITHUB_RUN_ATTEMPT", "2"),
            ("GITHUB_REPOSITORY", "acme/voice-api"),
            ("GITHUB_SERVER_URL", "https://github.example"),
            ("GITHUB_HEAD_REF", ""),
            ("GITHUB_REF_NAME", "main"),
        ]);
        assert_eq!(github.run_id.as_deref(), Some("212.2"));
        assert_eq!(github.branch.as_deref(), Some("main"));
        assert_eq!(github.url.as_deref(), Some("https://github.example/acme/voice-api/actions/runs/998877"));
        assert_eq!(github.project.as_deref(), Some("voice-api"));
        let gitlab = read(&[
            ("GITLAB_CI", "1"),
            ("CI_PIPELINE_IID", "7"),
            ("CI_PIPELINE_CREATED_AT", "2026-01-18T16:42:00Z"),
        ]);
        assert_eq!(gitlab.run_id.as_deref(), Some("7"));
        assert_eq!(gitlab.started_at, Some(Timestamp(1_768_754_520_000)));
        assert_eq!(read(&[]), CiEnvironment::default());
    }
}
