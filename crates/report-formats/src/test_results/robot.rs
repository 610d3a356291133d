//! Robot Framework's `output.xml`.

use report_model::run::{Counts, Document, TestCase, TestSuite};
use report_model::{Notice, Notices, Outcome, Timestamp};

use super::build::Build;
use super::time::Time;
use crate::xml::Element;
use crate::{Artifact, Format, FormatId, Head, Kind, Match, ReadError};

/// Robot Framework XML.
pub(crate) struct Robot;

const NAME: &str = "Robot Framework output.xml";

impl Format for Robot {
    fn id(&self) -> FormatId {
        FormatId("robot")
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn kind(&self) -> Kind {
        Kind::Tests
    }

    fn says(&self) -> &'static str {
        "Outcome, duration, message, tags and source line of every test, and what its keywords logged when it did not pass. It knows no classes: a test is in its suite."
    }

    fn sniff(&self, head: &Head<'_>) -> Match {
        if matches!(head.xml_root(), Some("robot")) { Match::ByContent } else { Match::No }
    }

    fn read(&self, artifact: &Artifact<'_>, notices: &Notices) -> Result<Document, ReadError> {
        let text = artifact.text(notices);
        let tree = super::tree(NAME, &["robot"], artifact, &text, notices)?;
        let Some(root) = tree.root() else { return Ok(Document::default()) };
        let mut build = Build::default();
        let mut failed_suites = 0_u64;
        root.walk(None, |element, around: &Option<(u32, String)>| match element.name() {
            "suite" => {
                let name = element.attribute("name").unwrap_or_default();
                let full = match around {
                    Some((_, outer)) => format!("{outer}.{name}"),
                    None => name.into_owned(),
                };
                failed_suites += u64::from(fails_by_itself(element));
                let number = suite(&mut build, element, &full, around.as_ref().map(|(number, _)| *number));
                Some(Some((number, full)))
            }
            "test" => {
                let (number, class) = match around {
                    Some((number, class)) => (*number, class.as_str()),
                    None => (build.suite_named(""), ""),
                };
                case(&mut build, element, number, class);
                None
            }
            _ => None,
        });
        if failed_suites > 0 {
            notices.push(
                Notice::warning(format!("the tear-down of {} failed", crate::tally::counted(failed_suites, "suite", "suites")))
                    .effect("each test is counted by its own status; Robot Framework counts all in such a suite as failed")
                    .at(artifact.location()),
            );
        }
        let producer = root.some_attribute("generator").map(|generator| {
            // `Robot 7.0 (Python 3.12.1 on linux)`
            let name = generator.split(" (").next().unwrap_or_default();
            name.replacen("Robot ", "Robot Framework ", 1).replacen("Rebot ", "Robot Framework ", 1)
        });
        Ok(build.finish(artifact, notices, producer, declared(root)))
    }
}

fn suite(build: &mut Build, element: Element<'_, '_>, name: &str, parent: Option<u32>) -> u32 {
    let status = element.children_named("status").last();
    let (name, file) = (build.share_some(Some(name.into())), build.share_some(element.attribute("source")));
    build.suite(TestSuite {
        parent,
        name,
        file,
        started_at: status.and_then(started_at),
        duration_secs: status.and_then(duration),
        ..TestSuite::default()
    })
}

fn started_at(status: Element<'_, '_>) -> Option<Timestamp> {
    moment(&status.attribute("start").or_else(|| status.attribute("starttime"))?)
}

/// `20240118 16:42:00.123` before version 7, ISO 8601 since.
fn moment(text: &str) -> Option<Timestamp> {
    match (text.get(..8), text.get(8..)) {
        (Some(date), Some(time)) if date.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (year, day) = date.split_at_checked(4)?;
            let (month, day) = day.split_at_checked(2)?;
            Timestamp::parse(&format!("{year}-{month}-{day}T{}", time.trim()))
        }
        _ => Timestamp::parse(text),
    }
}

fn duration(status: Element<'_, '_>) -> Option<f64> {
    if let Some(elapsed) = status.attribute("elapsed") {
        return Time::parse(&elapsed).secs();
    }
    if let Some(millis) = status.attribute("elapsedtime") {
        return Time::parse(&millis).secs().map(|millis| millis / 1000.0);
    }
    let (start, end) = (moment(&status.attribute("starttime")?)?, moment(&status.attribute("endtime")?)?);
    Some((end.0 - start.0) as f64 / 1000.0).filter(|secs| *secs >= 0.0)
}

fn fails_by_itself(suite: Element<'_, '_>) -> bool {
    let is_failed = |status: Element<'_, '_>| status.attribute("status").as_deref() == Some("FAIL");
    suite.children_named("kw").any(|keyword| {
        keyword.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("teardown"))
            && keyword.children_named("status").any(is_failed)
    })
}

fn case(build: &mut Build, element: Element<'_, '_>, suite: u32, class: &str) {
    let Some(status) = element.children_named("status").last() else {
        build.unfinished();
        return;
    };
    let word = status.attribute("status").unwrap_or_default().to_ascii_uppercase();
    let outcome = match &*word {
        "PASS" => Outcome::Passed,
        "FAIL" => Outcome::Failed,
        "SKIP" | "NOT RUN" | "NOT_RUN" => Outcome::Skipped,
        _ => build.unknown_outcome(&word),
    };
    let mut case =
        TestCase { suite, outcome, ..TestCase::named(&*element.attribute("name").unwrap_or_default()) };
    case.class = build.share_some(Some(class.into()));
    case.line = element.line("line");
    case.started_at = started_at(status);
    case.duration_secs = duration(status);
    match outcome {
        Outcome::Failed => {
            let failure = build.failure(outcome, None, status.text(), None);
            case.text_mut().failures.push(failure);
        }
        Outcome::Skipped => case.text_mut().skip_reason = build.text(status.text()),
        _ => {}
    }
    if outcome != Outcome::Passed {
        let log = log(element);
        if !log.is_empty() {
            case.text_mut().stdout = build.text(Some(log.into()));
        }
    }
    let tags =
        element.children_named("tag").chain(element.child("tags").into_iter().flat_map(Element::children));
    for tag in tags.filter_map(Element::text) {
        build.property(&mut case, "tag", &tag);
    }
    build.case(case);
}

/// What the keywords of a test logged.
fn log(test: Element<'_, '_>) -> String {
    let mut log = String::new();
    test.walk((), |element, ()| {
        if element.name() == "msg" {
            if let Some(text) = element.text() {
                let level = element.attribute("level").unwrap_or_default();
                log.push_str(&level);
                log.push_str(": ");
                log.push_str(&text);
                log.push('\n');
            }
            return None;
        }
        Some(())
    });
    log
}

fn declared(root: Element<'_, '_>) -> Option<Counts> {
    let total = root.path(&["statistics", "total"])?;
    let all = total.children_named("stat").last()?;
    let count = |name| all.count(name).unwrap_or_default();
    Some(Counts { passed: all.count("pass")?, failed: count("fail"), errored: 0, skipped: count("skip") })
}

#[cfg(test)]
mod tests {
    use report_model::run::Content;

    use super::*;

    #[test]
    fn a_test_outside_of_suites_gets_one() {
        let xml = r#"<robot><test name="a"><status status="PASS"/></test></robot>"#;
        let read = Robot.read(&Artifact::new("output.xml", xml.as_bytes()), &Notices::default());
        let Content::Tests(tests) = read.unwrap().content else { panic!("tests are expected") };
        assert_eq!((tests.cases[0].suite, &*tests.cases[0].name), (0, "a"));
        assert_eq!((tests.suites.len(), tests.suites[0].name.as_deref()), (1, None));
    }
}
