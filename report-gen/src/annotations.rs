//! Failing tests as annotations of code: for GitHub, for GitLab and as SARIF.

use report_model::site::Failures;
use report_model::{Outcome, Route};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::digest::hex;
use crate::error::Error;
use crate::export::Published;
use crate::failing::{FailingTest, failing_tests, read_texts};
use crate::links::Links;
use crate::summary::spread;

/// The most that a message holds: GitHub shows 4 KB of an annotation.
const MESSAGE_BYTES: usize = 3_000;

/// What annotations are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum AnnotationFormat {
    /// Workflow commands on the standard output of a job of GitHub Actions
    Github,
    /// A code quality report for GitLab
    Gitlab,
    /// SARIF 2.1.0, which many code hosts and editors read
    Sarif,
}

/// At most `most` failing tests, new failures before old ones, spread over clusters.
pub fn annotations(
    site: &Published,
    format: AnnotationFormat,
    most: usize,
    links: &Links,
) -> Result<String, Error> {
    let all = failing_tests(site)?;
    let total = all.len();
    let (new, old): (Vec<FailingTest>, Vec<FailingTest>) =
        all.into_iter().partition(|test| test.is_new == Some(true));
    let mut chosen = spread(new, most);
    let rest = most - chosen.len();
    chosen.extend(spread(old, rest));
    read_texts(site, &mut chosen)?;
    match format {
        AnnotationFormat::Github => Ok(github(&chosen, total, links)),
        AnnotationFormat::Gitlab => to_text(&Value::Array(chosen.iter().map(gitlab).collect())),
        AnnotationFormat::Sarif => {
            let failures: Failures = site.optional(site.manifest.shards.failures.as_ref())?;
            to_text(&sarif(&chosen, &failures, links))
        }
    }
}

fn to_text(value: &Value) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|source| Error::Json { what: "annotations".to_owned(), source })
}

/// A path that a code host can look up: below the repository, with `/`.
fn place(test: &FailingTest) -> Option<String> {
    let path = test.file.as_deref()?.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let leaves = path.starts_with('/') || path.contains(':') || path.split('/').any(|part| part == "..");
    (!leaves && !path.is_empty() && !path.chars().any(char::is_control)).then(|| path.to_owned())
}

fn message(test: &FailingTest) -> String {
    let said = test.failures.first().and_then(|failure| {
        let text = failure.message.as_deref().or(failure.trace.as_deref()).or(failure.kind.as_deref())?;
        Some(report_model::text::visible(text).into_owned())
    });
    let mut text = said.unwrap_or_else(|| format!("{} without a message", test.outcome.word()));
    if text.len() > MESSAGE_BYTES {
        let end = (0..=MESSAGE_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Values of workflow commands: what would end the value or the command is written with percent signs.
fn command_value(text: &str, is_property: bool) -> String {
    let mut out = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    if is_property {
        out = out.replace(':', "%3A").replace(',', "%2C");
    }
    out
}

fn github(tests: &[FailingTest], total: usize, links: &Links) -> String {
    let mut out = String::new();
    for test in tests {
        let mut properties = Vec::new();
        if let Some(path) = place(test) {
            properties.push(format!("file={}", command_value(&path, true)));
            properties.extend(test.line.map(|line| format!("line={line}")));
        }
        let name = report_model::text::visible(&test.id.0).into_owned();
        properties.push(format!("title={}", command_value(&name, true)));
        let mut said = message(test);
        if let Some(address) = links.page(&Route::Test(test.id.key())) {
            said.push('\n');
            said.push_str(&address);
        }
        out.push_str(&format!("::error {}::{}\n", properties.join(","), command_value(&said, false)));
    }
    if total > tests.len() {
        let left = report_model::text::count((total - tests.len()) as u64);
        out.push_str(&format!("::notice title=Phaseline::{left} more failing tests are in the report\n"));
    }
    out
}

fn gitlab(test: &FailingTest) -> Value {
    let digest = Sha256::digest(test.id.0.as_bytes());
    json!({
        "description": format!("{}: {}", test.id.0, message(test)),
        "check_name": test.category.as_deref().unwrap_or("failing-test"),
        "fingerprint": hex(&digest),
        "severity": if test.is_new == Some(true) { "critical" } else { "major" },
        "location": {
            "path": place(test).unwrap_or_else(|| test.group.clone()),
            "lines": { "begin": test.line.unwrap_or(1) },
        },
    })
}

fn sarif(tests: &[FailingTest], failures: &Failures, links: &Links) -> Value {
    let rules: Vec<Value> = failures
        .categories
        .iter()
        .filter(|category| tests.iter().any(|test| test.category.as_deref() == Some(&category.id)))
        .map(|category| {
            json!({
                "id": category.id,
                "shortDescription": { "text": category.title },
                "fullDescription": { "text": category.meaning },
                "help": { "text": category.advice },
            })
        })
        .collect();
    let results: Vec<Value> = tests.iter().map(|test| sarif_result(test, links)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "report-gen",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "results": results,
        }],
    })
}

fn sarif_result(test: &FailingTest, links: &Links) -> Value {
    let mut result = Map::new();
    let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
    let fixed = json!({
        "ruleId": test.category.as_deref().unwrap_or("failing-test"),
        "level": "error",
        "kind": "fail",
        "message": { "text": format!("{}: {}", test.id.0, message(test)) },
        "partialFingerprints": { "testId/v1": test.id.key().to_string() },
    });
    for (name, value) in fixed.as_object().into_iter().flatten() {
        put(name, value.clone());
    }
    if let Some(new) = test.is_new {
        put("baselineState", Value::from(if new { "new" } else { "unchanged" }));
    }
    if let Some(path) = place(test) {
        let artifact = json!({ "uri": uri(&path), "uriBaseId": "%SRCROOT%" });
        let physical = match test.line.filter(|line| *line > 0) {
            Some(line) => json!({ "artifactLocation": artifact, "region": { "startLine": line } }),
            None => json!({ "artifactLocation": artifact }),
        };
        put("locations", json!([{ "physicalLocation": physical }]));
    }
    if let Some(address) = links.page(&Route::Test(test.id.key())) {
        put("hostedViewerUri", Value::from(address));
    }
    if test.outcome == Outcome::Errored {
        put("properties", json!({ "tags": ["errored"] }));
    }
    Value::Object(result)
}

/// A relative path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use report_model::TestId;
    use report_model::site::FailureText;

    use super::*;

    fn test(id: &str, file: &str, said: &str) -> FailingTest {
        FailingTest {
            file: Some(file.to_owned()),
            line: Some(7),
            failures: vec![FailureText {
                outcome: Outcome::Failed,
                kind: None,
                message: Some(said.to_owned()),
                trace: None,
                difference: None,
            }],
            ..FailingTest::new(0, TestId(id.to_owned()), Outcome::Failed)
        }
    }

    #[test]
    fn a_message_cannot_give_another_command() {
        let text = github(&[test("a::b,c", "x,y.py", "boom\n::set-env name=A::1\r%")], 3, &Links::default());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert_eq!(
            lines[0],
            "::error file=x%2Cy.py,line=7,title=a%3A%3Ab%2Cc::boom%0A::set-env name=A::1\u{240d}%25"
        );
        assert!(lines[1].contains("2 more failing tests"));
    }

    #[test]
    fn paths_stay_below_the_repository() {
        let path = |file: &str| place(&test("a", file, ""));
        assert_eq!(path("./tests/a.py").as_deref(), Some("tests/a.py"));
        assert_eq!(path("src\\A.cs").as_deref(), Some("src/A.cs"));
        for outside in ["/etc/passwd", "../x", "C:/x", ""] {
            assert_eq!(path(outside), None, "{outside}");
        }
        assert_eq!(uri("a b/ä.py"), "a%20b/%C3%A4.py");
    }
}
