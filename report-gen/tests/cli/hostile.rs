//! Text that wants to be markup stays text, in the page, the data and the terminal.

use std::fs;

use report_model::site::TestTexts;

use super::harness::Project;

const EVIL: &str = "</script><script>alert(1)</script><!--\u{202e}javascript:alert(2)";

fn project() -> Project {
    let text = EVIL.replace('<', "&lt;");
    let attribute = text.replace('"', "&quot;");
    Project::new().file(
        "junit.xml",
        format!(
            "<testsuites name=\"{attribute}\"><testsuite name=\"{attribute}\" hostname=\"{attribute}\">\
             <properties><property name=\"run_id\" value=\"{attribute}\"/><property name=\"branch\" value=\"{attribute}\"/>\
             <property name=\"url\" value=\"javascript:alert(3)\"/></properties>\
             <testcase classname=\"{attribute}\" name=\"{attribute}\" file=\"{attribute}\">\
             <failure message=\"{attribute}\" type=\"{attribute}\">{text}</failure>\
             <system-out>{text}\u{1b}[2J</system-out></testcase></testsuite></testsuites>"
        ),
    )
}

#[test]
fn nothing_of_an_artifact_becomes_markup() {
    let project = project();
    let ended = project.run(&["build", "-o", "site", "--single-file", "one.html", "--title", EVIL]).exit(0);
    assert!(!ended.stdout.contains('\u{202e}'));
    let folder = fs::read_to_string(project.path("site/index.html")).unwrap();
    let single = fs::read_to_string(project.path("one.html")).unwrap();
    for page in [&folder, &single] {
        assert!(!page.contains("alert(1)</script>"), "{page}");
        assert!(!page.contains("<!--"), "{page}");
        assert!(page.contains("&lt;/script&gt;"), "the title shows it as text");
    }
    // The dashboard's own scripts, the manifest, the program, and one element a shard.
    let manifest = project.manifest("site");
    let shards = single.matches("data-shard=").count();
    assert_eq!(single.matches("<script").count(), 4 + shards);
    assert_eq!(single.matches("</script>").count(), 4 + shards);
    assert_eq!(manifest.run.url, None, "only web addresses become links");
    assert_eq!(manifest.title, EVIL);
}

#[test]
fn hostile_text_comes_through_whole() {
    let project = project();
    project.run(&["build"]).exit(0);
    let manifest = project.manifest("site");
    assert_eq!(manifest.run.id, EVIL);
    let texts: TestTexts = project.shard("site", &manifest.shards.texts[0]);
    assert_eq!(texts.texts[0].failures[0].message.as_deref(), Some(EVIL));
    let stays_below = |path: &str| !path.contains("..") && path.is_ascii();
    assert!(project.files("site").iter().all(|(path, _)| stays_below(path)), "{:?}", manifest.shards);
}

#[test]
fn a_single_file_forbids_everything_that_it_does_not_need() {
    let project = project();
    project.run(&["build", "--single-file", "one.html"]).exit(0).stdout("opens by double click");
    assert!(!project.path("site").exists(), "the single file alone was asked for");
    let single = fs::read_to_string(project.path("one.html")).unwrap();
    let (_, policy) = single.split_once("Content-Security-Policy\" content=\"").unwrap();
    let policy = policy.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src 'none'; script-src 'wasm-unsafe-eval' 'sha256-"), "{policy}");
    assert!(!policy.contains("http") && !policy.contains('*'), "{policy}");
    for loaded in ["src=\"", "./app-1", "href=\"./", "href=\"favicon"] {
        assert!(!single.contains(loaded), "{loaded}");
    }
}
