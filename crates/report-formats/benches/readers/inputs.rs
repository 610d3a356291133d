//! What is read: made here, the same on every machine.

use std::fmt::Write as _;

/// The same numbers on every run and every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

const WORDS: [&str; 16] = [
    "account", "basket", "cache", "driver", "engine", "filter", "gateway", "handler", "index", "job",
    "ledger", "model", "parser", "queue", "router", "session",
];

pub(crate) fn word(dice: &mut Dice) -> &'static str {
    WORDS[usize::try_from(dice.below(16)).unwrap()]
}

/// About 20 MB: 100,000 cases in 158 suites, 2 % failing with traces, 5 % with output, a third with parameters.
pub(crate) fn junit() -> String {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<testsuites name=\"pytest tests\">\n");
    for suite in 0..158 {
        let class =
            format!("tests.{}.test_{}_{suite}.Test{}", word(&mut dice), word(&mut dice), word(&mut dice));
        writeln!(xml, "<testsuite name=\"{class}\" hostname=\"ci\" timestamp=\"2026-01-18T16:42:00Z\">")
            .unwrap();
        for case in 0..633 {
            let name = match case % 3 {
                0 => format!(
                    "test_{}_{}_{case}[{}&amp;é-&quot;{}&quot;]",
                    word(&mut dice),
                    word(&mut dice),
                    word(&mut dice),
                    dice.below(999)
                ),
                _ => format!("test_{}_{}_{}_{case}", word(&mut dice), word(&mut dice), word(&mut dice)),
            };
            write!(
                xml,
                "  <testcase classname=\"{class}\" name=\"{name}\" time=\"{}.{:03}\"",
                dice.below(9),
                dice.below(1000)
            )
            .unwrap();
            match dice.below(200) {
                0..4 => {
                    xml.push_str(
                        "><failure message=\"AssertionError: assert 1 == 2\" type=\"AssertionError\">",
                    );
                    for line in 0..24 {
                        writeln!(
                            xml,
                            "    {}_{line} = client.{}({}=&quot;{}&quot;, strict=True)",
                            word(&mut dice),
                            word(&mut dice),
                            word(&mut dice),
                            dice.below(999)
                        )
                        .unwrap();
                    }
                    xml.push_str("</failure></testcase>\n");
                }
                4..10 => xml.push_str("><skipped message=\"needs a network\"/></testcase>\n"),
                10..20 => xml
                    .push_str("><system-out>connected to localhost:5432\nclosed\n</system-out></testcase>\n"),
                _ => xml.push_str("/>\n"),
            }
        }
        xml.push_str("</testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn sources() -> impl Iterator<Item = (String, String)> + Clone {
    (0..3_800).map(|number| {
        let mut dice = Dice(number + 1);
        let (package, class) = (word(&mut dice).to_owned(), format!("{}_{number}", word(&mut dice)));
        (package, class)
    })
}

pub(crate) fn cobertura() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" ?>\n<coverage version=\"7.10\" line-rate=\"0.7\" branch-rate=\"0\">\n<sources><source>/src</source></sources>\n<packages>\n",
    );
    for (number, (package, class)) in sources().enumerate() {
        let mut dice = Dice(number as u64 + 7);
        writeln!(xml, "<package name=\"{package}\" line-rate=\"0.7\"><classes><class name=\"{class}.py\" filename=\"app/{package}/{class}.py\" complexity=\"0\" line-rate=\"0.7\" branch-rate=\"0\"><methods/><lines>").unwrap();
        for line in 0..120 {
            writeln!(xml, "\t\t\t\t\t\t<line number=\"{}\" hits=\"{}\"/>", line * 2 + 1, dice.below(3))
                .unwrap();
        }
        xml.push_str("</lines></class></classes></package>\n");
    }
    xml.push_str("</packages></coverage>\n");
    xml
}

pub(crate) fn lcov() -> String {
    let mut text = String::new();
    for (number, (package, class)) in sources().cycle().take(10_000).enumerate() {
        let mut dice = Dice(number as u64 + 7);
        write!(text, "TN:\nSF:app/{package}/{class}_{number}.py\n").unwrap();
        for function in 0..8 {
            writeln!(text, "FN:{},{package}_{class}_{function}", function * 30 + 1).unwrap();
        }
        for function in 0..8 {
            writeln!(text, "FNDA:{},{package}_{class}_{function}", dice.below(50)).unwrap();
        }
        for branch in 0..30 {
            writeln!(text, "BRDA:{},0,{},{}", branch / 2 * 16 + 1, branch % 2, dice.below(9)).unwrap();
        }
        for line in 0..120 {
            writeln!(text, "DA:{},{}", line * 2 + 1, dice.below(300)).unwrap();
        }
        text.push_str("LF:120\nLH:84\nend_of_record\n");
    }
    text
}

/// About 20 MB of CTRF: 70,000 tests, 2 % of them failing with a trace.
pub(crate) fn ctrf() -> String {
    let mut dice = Dice(11);
    let mut json =
        String::from("{\"reportFormat\":\"CTRF\",\"results\":{\"tool\":{\"name\":\"jest\"},\"tests\":[");
    for number in 0..70_000 {
        let comma = if number == 0 { "" } else { "," };
        let (suite, word_in_name) = (word(&mut dice), word(&mut dice));
        write!(
            json,
            "{comma}{{\"name\":\"{suite} {word_in_name} does what it should {number}\",\"duration\":{},\"suite\":\"{suite}\",\"filePath\":\"src/{suite}/{word_in_name}.test.ts\",\"type\":\"unit\",\"retries\":0,\"flaky\":false,\"tags\":[\"fast\",\"{suite}\"],",
            dice.below(4000)
        )
        .unwrap();
        if dice.below(50) == 0 {
            json.push_str(
                "\"status\":\"failed\",\"message\":\"expected \\\"a\\\" to be \\\"b\\\"\",\"trace\":\"",
            );
            for line in 0..20 {
                write!(
                    json,
                    "    at {}.{} (src/{suite}/{word_in_name}.ts:{line}:9)\\n",
                    word(&mut dice),
                    word(&mut dice)
                )
                .unwrap();
            }
            json.push_str("\"}");
        } else {
            json.push_str("\"status\":\"passed\"}");
        }
    }
    json.push_str("]}}\n");
    json
}

/// About 20 MB of `go test -json`: 45,000 tests, each with a start, two lines of output and an end.
pub(crate) fn go_test() -> String {
    let mut dice = Dice(13);
    let mut text = String::new();
    for number in 0..45_000 {
        let package = format!("example.org/{}/{}", word(&mut dice), word(&mut dice));
        let name = format!("Test{}{}_{number}", word(&mut dice), word(&mut dice));
        let start = "{\"Time\":\"2026-01-18T16:42:00.123456789Z\",\"Action\":\"";
        writeln!(text, "{start}run\",\"Package\":\"{package}\",\"Test\":\"{name}\"}}").unwrap();
        writeln!(text, "{start}output\",\"Package\":\"{package}\",\"Test\":\"{name}\",\"Output\":\"=== RUN   {name}\\n\"}}").unwrap();
        writeln!(text, "{start}output\",\"Package\":\"{package}\",\"Test\":\"{name}\",\"Output\":\"--- PASS: {name} (0.00s)\\n\"}}").unwrap();
        writeln!(
            text,
            "{start}pass\",\"Package\":\"{package}\",\"Test\":\"{name}\",\"Elapsed\":0.0{}}}",
            dice.below(9)
        )
        .unwrap();
    }
    // Every package came to its end.
    for one in WORDS {
        for other in WORDS {
            writeln!(
                text,
                "{{\"Action\":\"pass\",\"Package\":\"example.org/{one}/{other}\",\"Elapsed\":1.5}}"
            )
            .unwrap();
        }
    }
    text
}
