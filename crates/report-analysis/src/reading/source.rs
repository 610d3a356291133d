//! What a test does: the call into the code under test, found in the lines of source that a runner prints.

/// Calls that set up, check or convert and so are not what the test is about.
const NOT_THE_ACT: &[&str] = &[
    "AsyncMock",
    "MagicMock",
    "Mock",
    "PropertyMock",
    "abs",
    "all",
    "any",
    "approx",
    "assert",
    "bool",
    "bytes",
    "deepcopy",
    "dict",
    "dumps",
    "enumerate",
    "eq",
    "expect",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "hasattr",
    "int",
    "isinstance",
    "iter",
    "join",
    "len",
    "list",
    "loads",
    "locals",
    "map",
    "max",
    "min",
    "namedtuple",
    "next",
    "object",
    "open",
    "patch",
    "print",
    "raises",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "setenv",
    "sleep",
    "sorted",
    "str",
    "sum",
    "super",
    "to",
    "tuple",
    "type",
    "vars",
    "warns",
    "zip",
    "be",
    "include",
    "match",
    "not_to",
    "to_not",
    "is_expected",
    "fixture",
    "parametrize",
    "mark",
    "timeout",
    "usefixtures",
];

/// How far above the line that failed is looked.
const LINES: usize = 30;
/// How many names and calls are told apart.
const NAMES: usize = 100;

/// A call: what is called, and the first text among its arguments.
#[derive(Debug, PartialEq, Eq)]
struct Call<'t> {
    callee: &'t str,
    text: Option<&'t str>,
}

/// Names the call that a failing test is about; for an expectation whose statement is printed alone, the statement.
///
/// Tests arrange, act and assert. On the line that failed, a call of something that the test did not make itself is
/// the act; otherwise it is the nearest call above. Where only an object made by the test or a fixture is called
/// (`client.get("/cart/7")`), the text given to it says what for; without one there is nothing to go by.
pub(crate) fn act(source: &[&str], statement: Option<&str>) -> Option<String> {
    match statement {
        Some(statement) => call_of(&[statement]).or_else(|| Some(statement.to_owned())),
        None => call_of(source),
    }
}

fn call_of(source: &[&str]) -> Option<String> {
    let failing =
        source.iter().rposition(|line| line.starts_with('>')).or_else(|| source.len().checked_sub(1))?;
    let body = source.get(failing.saturating_sub(LINES)..=failing)?;
    let locals = locals(body);
    for (distance, line) in body.iter().rev().enumerate() {
        let line = line.trim_start_matches('>').trim();
        if line.starts_with("def ") || line.starts_with("async def ") || line.starts_with('@') {
            break;
        }
        let calls = calls(line);
        let is_local = |call: &&Call<'_>| {
            let root = call.callee.split('.').next().unwrap_or_default();
            root.is_empty() || root == "self" || locals.contains(&root)
        };
        if let Some(call) = calls.iter().find(|call| !is_local(call)) {
            return Some(call.callee.to_owned());
        }
        // On the line that failed a local object is asked for its state; above it, it is made to act.
        if distance > 0
            && let Some(call) = calls.first()
        {
            return call.text.map(|text| format!("{}({text})", call.callee));
        }
    }
    None
}

/// Names that the lines give a value to, and the arguments of the function.
fn locals<'t>(body: &[&'t str]) -> Vec<&'t str> {
    let mut names = Vec::new();
    for line in body {
        let line = line.trim_start_matches('>').trim();
        if let Some((_, arguments)) = line
            .strip_prefix("async ")
            .unwrap_or(line)
            .strip_prefix("def ")
            .and_then(|rest| rest.split_once('('))
        {
            names.extend(
                arguments.split([',', ')']).map(|name| name.split([':', '=']).next().unwrap_or(name).trim()),
            );
        } else if let Some((left, right)) = line.split_once('=')
            && !right.starts_with('=')
            && !left.ends_with(['!', '<', '>', '+', '-'])
            && !left.contains(['(', '[', '"', '\''])
        {
            names.extend(left.split(',').map(str::trim));
        } else if let Some(bound) = line.strip_prefix("for ").and_then(|rest| rest.split(" in ").next()) {
            names.extend(bound.split(',').map(str::trim));
        } else if let Some((_, bound)) = line.strip_prefix("with ").and_then(|rest| rest.rsplit_once(" as "))
        {
            names.push(bound.trim_end_matches(':').trim());
        }
    }
    names.truncate(NAMES);
    names
}

/// The calls in a line of source from left to right, without those that never are the act.
fn calls(line: &str) -> Vec<Call<'_>> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut start = None;
    let mut quote = None;
    for (at, byte) in bytes.iter().copied().enumerate() {
        if let Some(open) = quote {
            if byte == open {
                quote = None;
            }
            continue;
        }
        match byte {
            b'"' | b'\'' => {
                quote = Some(byte);
                start = None;
            }
            b'_' | b'.' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                start.get_or_insert(at);
            }
            b'(' => {
                let callee = start.take().and_then(|start: usize| line.get(start..at)).unwrap_or_default();
                let name = callee.rsplit('.').next().unwrap_or(callee);
                let is_act = callee.len() > 2
                    && !callee.starts_with(|letter: char| letter.is_ascii_digit())
                    && !NOT_THE_ACT.contains(&name)
                    && !name.starts_with("assert")
                    && !callee.starts_with("mock.")
                    && !callee.starts_with("pytest.");
                if is_act && found.len() < NAMES {
                    found.push(Call {
                        callee: callee.trim_start_matches('.'),
                        text: first_text(line.get(at + 1..).unwrap_or_default()),
                    });
                }
            }
            _ => start = None,
        }
    }
    found
}

/// The first quoted text of some arguments.
fn first_text(arguments: &str) -> Option<&str> {
    let open = arguments.find(['"', '\''])?;
    let quote = arguments.as_bytes().get(open).copied().map(char::from)?;
    let inside = arguments.get(open + 1..)?;
    inside.find(quote).and_then(|end| inside.get(..end)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &[&str], expected: Option<&str>) {
        assert_eq!(act(source, None).as_deref(), expected, "{source:?}");
    }

    #[test]
    fn the_act_is_the_call_into_the_code_under_test() {
        check(&["def test_a():", ">   assert shop.gross(5444, 7) == 7030"], Some("shop.gross"));
        check(
            &["def test_a():", "    report = {\"gross\": shop.gross(5, 7)}", ">   assert report == {}"],
            Some("shop.gross"),
        );
        check(
            &[
                "def test_a():",
                "    bus = mock.Mock()",
                "    mailer.publish(bus, 1)",
                ">   bus.emit.assert_called_once_with(1)",
            ],
            Some("mailer.publish"),
        );
        check(
            &[
                "def test_a(client):",
                "    answer = client.get(\"/cart/7\")",
                ">   assert answer.json()[\"total\"] == 1",
            ],
            Some("client.get(/cart/7)"),
        );
        let statement = |statement| act(&[], Some(statement)).unwrap_or_default();
        assert_eq!(statement("expect(Cart.total(items)).to eq(3)"), "Cart.total");
        assert_eq!(statement("expect(response.status).to eq(200)"), "expect(response.status).to eq(200)");
    }

    #[test]
    fn without_a_telling_call_there_is_no_act() {
        check(&[], None);
        check(&["def test_a():", ">   assert 1 == 2"], None);
        check(
            &["def test_a(client):", "    answer = client.get(url)", ">   assert answer.status == 200"],
            None,
        );
    }
}
