use report_model::Outcome;

use super::*;

fn told_of(message: &str, trace: &str) -> Option<Difference> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    difference(&Failure { outcome: Outcome::Failed, kind: None, message: some(message), trace: some(trace) })
}

/// The lines as a reader sees them; what is marked stands in brackets.
fn told(message: &str, trace: &str) -> Option<(String, Vec<String>)> {
    let difference = told_of(message, trace)?;
    let line = |line: &report_model::site::DifferenceLine| {
        let parts = line.parts.iter().enumerate();
        let parts = parts.map(|(at, part)| if at % 2 == 1 { format!("⟦{part}⟧") } else { part.clone() });
        format!("{:1}{}", line.sign, parts.collect::<String>())
    };
    let names = format!("{}/{}", difference.minus, difference.plus);
    Some((names, difference.lines.iter().map(line).collect()))
}

#[track_caller]
fn expect(message: &str, trace: &str, names: &str, lines: &[&str]) {
    let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    assert_eq!(told(message, trace), Some((names.to_owned(), lines)), "{message}{trace}");
}

#[test]
fn sentences_with_two_values() {
    const BOTH: &str = "expected/actual";
    for (message, minus, plus) in [
        ("expected:<3> but was:<4>", "-⟦3⟧", "+⟦4⟧"),
        ("total ==> expected: <3> but was: <4>", "-⟦3⟧", "+⟦4⟧"),
        ("expected:<ab[c]d> but was:<ab[x]d>", "-⟦abcd⟧", "+⟦abxd⟧"),
        ("Assert.AreEqual failed. Expected:<3>. Actual:<4>. ", "-⟦3⟧", "+⟦4⟧"),
        ("expected [3] but found [4]", "-⟦3⟧", "+⟦4⟧"),
        ("Failed asserting that 4 matches expected 3.", "-⟦3⟧", "+⟦4⟧"),
        ("AssertionError: expected 4 to equal 3", "-⟦3⟧", "+⟦4⟧"),
        ("expected 'a b' to be 'a c' // Object.is equality", "-'a ⟦c⟧'", "+'a ⟦b⟧'"),
        ("    sum_test.go:9: Sum() = 4, want 3", "-⟦3⟧", "+⟦4⟧"),
        ("sum_test.go:9: got 4, want 3", "-⟦3⟧", "+⟦4⟧"),
        ("sum_test.go:9: got \"a b\"; want \"a c\"", "-\"a ⟦c⟧\"", "+\"a ⟦b⟧\""),
        ("expected 3, got 4", "-⟦3⟧", "+⟦4⟧"),
    ] {
        expect(message, "", BOTH, &[minus, plus]);
    }
    expect("assert 200 == 404", "", "right/left", &["-⟦404⟧", "+⟦200⟧"]);
    expect("assert 200 == 404\n +  where 200 = f()", "", "right/left", &["-⟦404⟧", "+⟦200⟧"]);
    expect("AssertionError: 1 != 2", "", "right/left", &["-⟦2⟧", "+⟦1⟧"]);
}

#[test]
fn values_behind_labels() {
    const BOTH: &str = "expected/actual";
    for text in [
        "expect(received).toBe(expected) // Object.is equality\n\nExpected: 3\nReceived: 4\n\n    at x.js:1",
        "  Expected: 3\n  But was:  4\n",
        "Assert.Equal() Failure: Values differ\nExpected: 3\nActual:   4\n   at T.M() in /a.cs:line 3",
        "\nexpected: 3\n     got: 4\n\n(compared using ==)",
        "Expected: is <3>\n     but: was <4>",
        "Error Trace: a_test.go:3\nError:  Not equal: \n  expected: 3\n  actual  : 4\nTest: TestA",
        "expected: 3\nbut was : 4",
        "got: 4\nwant: 3",
    ] {
        let (names, lines) = told(text, "").unwrap_or_else(|| panic!("{text}"));
        assert_eq!(names, BOTH, "{text}");
        assert_eq!(lines.concat().replace(['⟦', '⟧', '<', '>'], ""), "-3+4", "{text}");
    }
    expect(
        "assertion `left == right` failed\n  left: \"a b\"\n right: \"a c\"\nnote: run with `RUST_BACKTRACE=1`",
        "",
        "left/right",
        &["-\"a ⟦b⟧\"", "+\"a ⟦c⟧\""],
    );
    expect("Expected:\n    1\n    2\nGot:\n    1\n    3", "", BOTH, &[" 1", "-⟦2⟧", "+⟦3⟧"]);
}

#[test]
fn differences_with_signs() {
    const BOTH: &str = "expected/actual";
    let lines = [" {", "-  \"a\": ⟦1⟧,", "+  \"a\": ⟦2⟧,", " }"];
    expect(
        "expect(received).toEqual(expected)\n\n- Expected  - 1\n+ Received  + 1\n\n  {\n-   \"a\": 1,\n+   \"a\": 2,\n  }\n\n ❯ test/x.ts:12:24",
        "",
        BOTH,
        &lines,
    );
    expect(
        "Failed asserting that two arrays are equal.\n--- Expected\n+++ Actual\n@@ @@\n {\n-  \"a\": 1,\n+  \"a\": 2,\n }\n",
        "",
        BOTH,
        &lines,
    );
    expect(
        "",
        "AssertionError: expected 2 to equal 1\n      + expected - actual\n\n       {\n      -  \"a\": 2,\n      +  \"a\": 1,\n       }\n      \n      at x.js",
        BOTH,
        &lines,
    );
    expect(
        "",
        "    def test():\n>       assert a == b\nE       AssertionError: assert 'x\\ny' == 'x\\nz'\nE         \nE           x\nE         - z\nE         ? ^\nE         + y\nE         ? ^\n\ntest_a.py:3: AssertionError",
        "right/left",
        &[" x", "-⟦z⟧", "+⟦y⟧"],
    );
    expect(
        "",
        "E       AssertionError: assert {'a': 1} == {'a': 2}\nE         \nE         Differing items:\nE         {'a': 1} != {'a': 2}\nE         \nE         Full diff:\nE           {\nE         -     'a': 2,\nE         ?          ^\nE         +     'a': 1,\nE         ?          ^\nE           }",
        "right/left",
        &[" {", "-    'a': ⟦2⟧,", "+    'a': ⟦1⟧,", " }"],
    );
    expect(
        "",
        "Failures:\n  expected: \"a\\nb\"\n       got: \"a\\nc\"\n  Diff:\n  @@ -1,2 +1,2 @@\n   a\n  -b\n  +c\n",
        BOTH,
        &[" a", "-⟦b⟧", "+⟦c⟧"],
    );
}

#[test]
fn nothing_is_told_where_it_is_not_certain() {
    for text in [
        "TypeError: expected at most 3 arguments, got 4 of them",
        "expected a list to be an instance of Foo",
        "assert response.ok",
        "assert a == b == c",
        "expected: 3",
        "Expected: execs\n    but: expected to find:\n    `x`",
        "Expected: \"aaaa...\"\nActual: \"bbbb...\"",
        "connection refused - retrying\n+ one more",
        "ValueError: got an unexpected keyword argument 'want'",
        "Caused by: expected",
        "expected:<3> but was:<3>",
        "",
        "- a list\n- of things\n+ and more",
    ] {
        assert_eq!(told(text, ""), None, "{text}");
    }
}

#[test]
fn long_values_on_one_line_are_compared_part_by_part() {
    let message = "expected:<{\"channel\": \"ops-alerts\", \"kind\": \"error\", \"severity\": \"high\", \"retry_after\": 30}> but was:<{\"channel\": \"ops-alerts\", \"kind\": \"error\", \"severity\": \"critical\", \"retry_after\": 30}>";
    expect(
        message,
        "",
        "expected/actual",
        &[
            " {",
            "   \"channel\": \"ops-alerts\",",
            "   \"kind\": \"error\",",
            "-  \"severity\": \"⟦high⟧\",",
            "+  \"severity\": \"⟦critical⟧\",",
            "   \"retry_after\": 30",
            " }",
        ],
    );
}

#[test]
fn what_is_far_from_a_change_is_left_out_and_sizes_are_bounded() {
    let value = |middle: &str| {
        let same = (0..40).map(|line| format!("  line {line}")).collect::<Vec<_>>().join("\n");
        format!("{same}\n  {middle}\n{same}\n")
    };
    let text = format!("Expected:\n{}Got:\n{}", value("a"), value("b"));
    let (_, lines) = told(&text, "").unwrap();
    assert_eq!(lines.first().map(String::as_str), Some("…"));
    assert_eq!(lines.len(), 3 + 2 + 3 + 2);
    let all_differ = (0..900).map(|line| format!("- {line}\n+ x{line}")).collect::<Vec<_>>().join("\n");
    let difference = told_of(&format!("- Expected\n+ Received\n\n{all_differ}"), "").unwrap();
    assert!(difference.lines.len() <= 161);
    let long = "x".repeat(100_000);
    assert_eq!(told(&format!("expected:<{long}> but was:<y>"), ""), None);
    let wide = told_of(&format!("- Expected\n+ Received\n\n- {}\n+ b", "ä".repeat(10_000)), "").unwrap();
    assert!(wide.lines[0].parts.concat().len() < 2_010);
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "[-+ @<>:=a-c\\n'\"{},]{0,200}") {
        let _ = told_of(&text, &format!("- Expected\n+ Received\n{text}"));
    }
}
