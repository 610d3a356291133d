//! `report-gen summary` and `build --summary`: Markdown for comments and jobs.

use std::fs;

use report_model::text;

use super::harness::{JUNIT, LCOV, Project};

/// A name that tries everything that Markdown, HTML and hosts of repositories know.
const EVIL: &str = "`x`|y <img src=x onerror=alert(1)> **b** [a](https://evil.example) @team #12 GH-7 \
    www.evil.example &amp; --> <!-- ~~s~~ $z$ :bomb:";

fn hostile() -> Project {
    let attribute =
        EVIL.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('>', "&gt;");
    Project::new()
        .file(
            "junit.xml",
            format!(
                "<testsuite name=\"s\"><properties><property name=\"branch\" value=\"{attribute}\"/></properties>\
                 <testcase classname=\"{attribute}\" name=\"{attribute}\"><failure message=\"{attribute}\n\n# head\n\
                 | a | b |\"/></testcase></testsuite>"
            ),
        )
        .file("lcov.info", format!("SF:{EVIL}\nDA:1,0\nend_of_record\n"))
}

#[test]
fn the_verdict_comes_first_and_what_changed_after_it() {
    let project = Project::new()
        .file("junit.xml", JUNIT.replace("<failure", "<system-err/><!--").replace("</failure>", "-->"));
    let project = project.file("lcov.info", LCOV);
    let history = ["build", "--history", "history", "--branch", "main"];
    let first = ["--run-id", "1", "--started-at", "2026-01-17T10:00:00Z"];
    project.run(&[&history[..], &first[..]].concat()).exit(0);
    project.put("junit.xml", JUNIT);
    let second = ["--run-id", "2", "--started-at", "2026-01-18T10:00:00Z", "--summary", "out/summary.md"];
    let site = ["--site-url", "https://ci.example/r"];
    project.run(&[&history[..], &second[..], &site[..]].concat()).exit(0);
    let text = fs::read_to_string(project.path("out/summary.md")).unwrap();
    let order =
        ["<!-- phaseline: ", "\n## ", "compared with run <code>1</code>", "| Failed | 1 | 0 | +1 |", "### 1"];
    let places: Vec<usize> =
        order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    let link = "<a href=\"https://ci.example/r/#/test/";
    assert!(text.contains(link) && text.contains("<code>assert 1 == 2</code>"), "{text}");
    assert_eq!(fs::read_to_string(project.path("site/summary.md")).unwrap(), text);
    for place in ["site", "site/data"] {
        let ended = project.run(&["summary", place, "--site-url", "https://ci.example/r/"]).exit(0);
        assert_eq!(ended.stdout, text);
    }
    assert!(!project.run(&["summary", "site"]).exit(0).stdout.contains("<a "), "no address, no links");
}

#[test]
fn names_of_an_artifact_do_nothing() {
    let project = hostile();
    project.run(&["build", "--title", EVIL, "--run-id", EVIL]).exit(0);
    let text = project.run(&["summary", "site", "--site-url", "https://ci.example/r"]).exit(0).stdout;
    for part in ["<img", "`", "**", "](", "://evil", "www.evil", "~~", "\n# head", "| a |"] {
        assert!(!text.contains(part), "{part} in {text}");
    }
    // Within `<code>` no host looks for these.
    let said: String = text
        .split("<code>")
        .enumerate()
        .map(|(place, part)| if place == 0 { part } else { part.split_once("</code>").unwrap().1 })
        .collect();
    let said = said.replace("&#", "");
    for part in ["@team", "#12", "GH-7", "$z", ":bomb"] {
        assert!(!said.contains(part), "{part} in {said}");
    }
    assert_eq!(text.matches("-->").count(), 1, "the marker is the only comment: {text}");
    let columns = |line: &str| line.matches('|').count();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 4, "{text}");
    for pair in rows.windows(2).filter(|pair| text.contains(&pair.join("\n"))) {
        assert_eq!(columns(pair[0]), columns(pair[1]), "{pair:?}");
    }
    let known = ["a", "b", "code", "details", "summary", "br", "ins", "!--"];
    for tag in text.split('<').skip(1) {
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_alphanumeric() || "!-".contains(*c))
            .collect();
        assert!(known.contains(&name.as_str()), "<{tag} in {text}");
    }
}

#[test]
fn whole_parts_are_left_out_until_it_fits() {
    let cases: String = (0..3_000)
        .map(|n| {
            format!(
                "<testcase classname=\"m{}\" name=\"t{n}\"><failure message=\"boom {n}\"/></testcase>",
                n % 40
            )
        })
        .collect();
    let project = Project::new().file("junit.xml", format!("<testsuite>{cases}</testsuite>"));
    project.run(&["build"]).exit(0);
    assert!(fs::metadata(project.path("site/summary.md")).unwrap().len() <= 65_536);
    let whole = project.run(&["summary", "site", "--max-bytes", "1048576"]).exit(0).stdout;
    assert!(whole.contains("<details>") && !whole.contains("Left out"), "{whole}");
    for most in [0, 10, 300, 1_000, 2_000, 5_000, 10_000] {
        let text = project.run(&["summary", "site", "--max-bytes", &most.to_string()]).exit(0).stdout;
        assert!(text.len() <= most, "{most}: {}", text.len());
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
        assert!(!(1_000..=5_000).contains(&most) || text.contains("Left out to fit"), "{most}: {text}");
    }
}

#[test]
fn the_example_of_1737_tests_fits_a_comment_whole() {
    let project = Project::new();
    project.run(&["demo", "-o", "demo"]).exit(0);
    let text =
        project.run(&["summary", "demo", "--site-url", "https://acme.github.io/voice-api/"]).exit(0).stdout;
    assert!(text.len() <= 65_536 && !text.contains("Left out"), "{} bytes", text.len());
    let text = text.replace(text::NO_BREAK, " ");
    let parts = [
        "## 2A needs",
        "<b>5</b> newly failing",
        "| Passed | 1,602 | 1,604 |",
        "### Rules that are not kept",
        "### 5 new failures",
        "Phases</a>\n",
        "### Fix first",
        "tests got slower and stayed so",
        "1 file has more lines that no test ran",
        "4 flaky tests",
        "124 tests that failed before and still fail",
        "3 notices",
    ];
    let places: Vec<usize> =
        parts.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    let (_, still) = text.split_once("still fail</summary>").unwrap();
    assert_eq!(still.matches("raise_for_status").count(), 1, "a message is said once for all its tests");
    assert!(still.contains("\n  - failed: <a "), "{still}");
}
