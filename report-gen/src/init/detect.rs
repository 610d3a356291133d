//! How a project is tested, told by the files at its top.

use std::fs;
use std::path::Path;

use crate::error::Error;

/// A way to run tests that leaves artifacts.
#[derive(Debug, PartialEq, Eq)]
pub struct Runner {
    /// Its name.
    pub name: &'static str,
    /// A file that says so, and what must stand in it; an empty text asks for the file alone.
    signs: &'static [(&'static str, &'static str)],
    /// The steps that set it up on GitHub, as YAML.
    pub(super) github: &'static str,
    /// The image for GitLab.
    pub(super) image: &'static str,
    /// The commands that run the tests.
    pub(super) commands: &'static [&'static str],
    /// What they leave.
    pub(super) artifacts: &'static [&'static str],
}

/// Every runner, in the order in which they are looked for.
static RUNNERS: &[Runner] = &[
    Runner {
        name: "pytest",
        signs: &[
            ("pytest.ini", ""),
            ("conftest.py", ""),
            ("tests/conftest.py", ""),
            ("pyproject.toml", "pytest"),
            ("setup.cfg", "[tool:pytest]"),
            ("tox.ini", "pytest"),
            ("requirements.txt", "pytest"),
            ("requirements-dev.txt", "pytest"),
        ],
        github: "      - uses: actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0\n        with:\n          python-version: \"3.x\"\n",
        image: "python:3",
        commands: &[
            "python -m pip install --quiet pytest pytest-cov",
            "if [ -f requirements.txt ]; then python -m pip install --quiet -r requirements.txt; fi",
            "if [ -f pyproject.toml ]; then python -m pip install --quiet -e . || true; fi",
            "python -m pytest --junitxml=reports/junit.xml --cov --cov-report=xml:reports/coverage.xml",
        ],
        artifacts: &["reports/junit.xml", "reports/coverage.xml"],
    },
    Runner {
        name: "cargo nextest",
        signs: &[("Cargo.toml", "[")],
        github: "",
        image: "rust:1",
        commands: &[
            "curl --location --silent --show-error --fail https://get.nexte.st/latest/linux | tar --extract --gzip --directory \"${CARGO_HOME:-$HOME/.cargo}/bin\"",
            "mkdir -p reports && printf '[profile.report.junit]\\npath = \"junit.xml\"\\n' > reports/nextest.toml",
            "cargo nextest run --workspace --no-fail-fast --profile report --config-file reports/nextest.toml",
        ],
        artifacts: &["target/nextest/report/junit.xml"],
    },
    Runner {
        name: "vitest",
        signs: &[("package.json", "\"vitest\"")],
        github: NODE,
        image: "node:22",
        commands: &[
            "npm ci",
            "npx vitest run --reporter=default --reporter=junit --outputFile.junit=reports/junit.xml",
        ],
        artifacts: &["reports/junit.xml"],
    },
    Runner {
        name: "jest",
        signs: &[("package.json", "\"jest\"")],
        github: NODE,
        image: "node:22",
        commands: &[
            "npm ci",
            "npx jest --json --outputFile=reports/jest.json --coverage --coverageReporters=lcov --coverageDirectory=reports/coverage",
        ],
        artifacts: &["reports/jest.json", "reports/coverage/lcov.info"],
    },
    Runner {
        name: "Playwright",
        signs: &[("playwright.config.ts", ""), ("playwright.config.js", "")],
        github: NODE,
        image: "mcr.microsoft.com/playwright:latest",
        commands: &[
            "npm ci",
            "npx playwright install --with-deps chromium",
            "PLAYWRIGHT_JSON_OUTPUT_FILE=reports/playwright.json npx playwright test --reporter=line,json",
        ],
        artifacts: &["reports/playwright.json"],
    },
    Runner {
        name: "go test",
        signs: &[("go.mod", "")],
        github: "      - uses: actions/setup-go@d35c59abb061a4a6fb18e82ac0862c26744d6ab5 # v5.5.0\n        with:\n          go-version-file: go.mod\n",
        image: "golang:1",
        commands: &[
            "mkdir -p reports && go test -json -coverprofile=reports/cover.out ./... > reports/go-test.json",
        ],
        artifacts: &["reports/go-test.json", "reports/cover.out"],
    },
    Runner {
        name: "Maven",
        signs: &[("pom.xml", "")],
        github: JAVA,
        image: "maven:3-eclipse-temurin-21",
        commands: &["mvn --batch-mode --no-transfer-progress -Dmaven.test.failure.ignore=false verify"],
        artifacts: &[
            "**/target/surefire-reports/TEST-*.xml",
            "**/target/failsafe-reports/TEST-*.xml",
            "**/target/site/jacoco/jacoco.xml",
        ],
    },
    Runner {
        name: "Gradle",
        signs: &[("build.gradle", ""), ("build.gradle.kts", "")],
        github: JAVA,
        image: "gradle:jdk21",
        commands: &["if [ -x ./gradlew ]; then ./gradlew test --continue; else gradle test --continue; fi"],
        artifacts: &["**/build/test-results/**/TEST-*.xml", "**/build/reports/jacoco/**/*.xml"],
    },
    Runner {
        name: "dotnet test",
        signs: &[("*.sln", ""), ("*.slnx", ""), ("*.csproj", ""), ("*.fsproj", "")],
        github: "      - uses: actions/setup-dotnet@67a3573c9a986a3f9c594539f4ab511d57bb3ce9 # v4.3.1\n        with:\n          dotnet-version: 8.x\n",
        image: "mcr.microsoft.com/dotnet/sdk:8.0",
        commands: &["dotnet test --logger trx --results-directory reports"],
        artifacts: &["reports/**/*.trx"],
    },
];

const NODE: &str = "      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0\n        with:\n          node-version: lts/*\n";
const JAVA: &str = "      - uses: actions/setup-java@c5195efecf7bdfc987ee8bae7a71cb8b11521c00 # v4.7.1\n        with:\n          distribution: temurin\n          java-version: \"21\"\n";

/// The runners of the project in `folder`.
pub fn runners(folder: &Path) -> Result<Vec<&'static Runner>, Error> {
    let entries = fs::read_dir(folder).map_err(Error::io("read", folder))?;
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    let has = |(file, text): &(&str, &str)| {
        if let Some(ending) = file.strip_prefix('*') {
            return names.iter().any(|name| name.ends_with(ending));
        }
        let path = folder.join(file);
        path.is_file()
            && (text.is_empty() || fs::read_to_string(path).is_ok_and(|content| content.contains(text)))
    };
    Ok(RUNNERS.iter().filter(|runner| runner.signs.iter().any(has)).collect())
}
