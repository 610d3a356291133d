use report_model::Outcome;

use super::*;

fn read(kind: &str, message: &str, trace: &str) -> Reading {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Reading::of_failure(&Failure {
        outcome: Outcome::Failed,
        kind: some(kind),
        message: some(message),
        trace: some(trace),
    })
}

fn check(reading: &Reading, exception: &str, message: &str, frame: Option<&str>) {
    assert_eq!(
        (reading.exception.as_str(), reading.message.as_str(), reading.frame.as_deref()),
        (exception, message, frame)
    );
}

#[test]
fn pytest_marks_the_message_and_the_place() {
    let reading = read(
        "",
        "KeyError: 'id'",
        "def test_update():\n>       assert shop.parse({\"ref\": 1}) == \"x\"\n               ^^^^^^^^\n\ntests/test_receipt.py:432: \n\
         _ _ _ _ _ _ _ _ _\ntests/helpers.py:105: in run_case\n    return action(*args)\n_ _ _ _ _ _\n\npayload = {'ref': 1}\n\n\
         \x20   def parse(payload):\n>       ref = payload[\"id\"]\n#x1B[1m#x1B[31mE       KeyError: 'id'#x1B[0m\n\nshop/services.py:117: KeyError\n\
         ----- Captured log call -----\nERROR root:x.py:3 ValueError: other",
    );
    check(&reading, "KeyError", "'id'", Some("services.py parse"));
}

#[test]
fn the_root_of_a_python_chain_stands_first() {
    let reading = read(
        "",
        "RuntimeError: step 'a' failed",
        "def test_a():\n>       order = Order(id=1)\nE       pydantic.ValidationError: 1 validation error for Order\nE       quantity\n\n\
         tests/test_a.py:3: ValidationError\n\nThe above exception was the direct cause of the following exception:\n\n\
         \x20   def run_step(name):\n>           raise RuntimeError()\nE           RuntimeError: step 'a' failed\n\ntests/steps.py:9: RuntimeError",
    );
    check(&reading, "ValidationError", "1 validation error for Order\nquantity", None);
    assert_eq!(reading.outer, ["RuntimeError"]);
    assert_eq!(reading.act.as_deref(), Some("Order"));
}

#[test]
fn the_last_cause_of_a_java_chain_is_the_root() {
    let reading = read(
        "java.lang.RuntimeException",
        "could not store invoice 7",
        "java.lang.RuntimeException: could not store invoice 7\n\tat com.acme.Invoices.store(Invoices.java:41)\n\
         \tat com.acme.InvoicesTest.stores(InvoicesTest.java:9)\nCaused by: java.sql.SQLException: Duplicate entry '7'\n\
         \tat org.postgresql.Driver.run(Driver.java:1)\n\tat com.acme.Invoices.insert(Invoices.java:46)\n\t... 36 more",
    );
    check(&reading, "SQLException", "Duplicate entry '7'", Some("Invoices.insert"));
    assert_eq!(reading.outer, ["RuntimeException"]);
}

#[test]
fn javascript_with_a_cause() {
    let reading = read(
        "",
        "",
        "Error: step 'verify' failed\n    at runStep (test/support/steps.js:13:13)\n\nCause:\nTypeError: Cannot read properties of undefined (reading 'map')\n\
         \x20   at render (/app/src/cart.js:6:22)\n    at Object.<anonymous> (/app/__tests__/cart.test.js:1:1)",
    );
    check(
        &reading,
        "TypeError",
        "Cannot read properties of undefined (reading 'map')",
        Some("cart.js render"),
    );
}

#[test]
fn go_logs_and_panics() {
    let log = read(
        "",
        "Failed",
        "=== RUN   TestA\n    a_test.go:31: insert 7: pq: relation \"x\" does not exist\n--- FAIL: TestA (2.92s)\n",
    );
    check(&log, "", "insert 7: pq: relation \"x\" does not exist", None);
    let panic = read(
        "",
        "Failed",
        "=== RUN   TestA\npanic: runtime error: index out of range [3] with length 3 [recovered]\n\tpanic: runtime error: index out of range [3] with length 3\n\n\
         goroutine 98 [running]:\ntesting.tRunner.func1.2({0x520520, 0xc0})\n\t/usr/local/go/src/testing/testing.go:1396 +0x24e\n\
         example.com/acme/ledger.(*Book).Last(...)\n\t/home/circleci/project/ledger/ledger.go:92\n\
         example.com/acme/ledger.TestA(0x0?)\n\t/home/circleci/project/ledger/ledger_test.go:344 +0x36",
    );
    check(&panic, "panic", "runtime error: index out of range [3] with length 3", Some("Book.Last"));
    assert!(!panic.is_blocked);
}

#[test]
fn rust_panics_of_both_ages() {
    let new = read(
        "",
        "",
        "thread 'cart::tests::adds' panicked at src/cart.rs:12:5:\nassertion `left == right` failed\n  left: 1\n right: 2\nnote: run with `RUST_BACKTRACE=1`",
    );
    check(&new, "panic", "assertion `left == right` failed\nleft: 1\nright: 2", Some("cart.rs"));
    let old = read(
        "",
        "",
        "thread 'a' panicked at 'called `Option::unwrap()` on a `None` value', src/cart.rs:12:5",
    );
    check(&old, "panic", "called `Option::unwrap()` on a `None` value", Some("cart.rs"));
}

#[test]
fn csharp_with_an_inner_exception() {
    let reading = read(
        "System.AggregateException",
        "",
        "System.AggregateException : One or more errors occurred. (x)\n---- System.NullReferenceException : Object reference not set\n\
         ---> System.NullReferenceException: Object reference not set\n   at Acme.Shop.Cart.Total() in /src/Cart.cs:line 12\n\
         \x20  --- End of inner exception stack trace ---\n   at Acme.Tests.CartTests.Adds() in /test/CartTests.cs:line 5",
    );
    check(&reading, "NullReferenceException", "Object reference not set", Some("Cart.Total"));
}

#[test]
fn ruby_and_php() {
    let ruby = read(
        "RSpec::Expectations::ExpectationNotMetError",
        "",
        "Failure/Error: expect(Cart.total(items)).to eq(3)\n\n  expected: 3\n       got: 2\n\n  (compared using ==)\n# ./spec/cart_spec.rb:4:in `block (2 levels) in <top (required)>'",
    );
    assert_eq!(
        (ruby.exception.as_str(), ruby.act.as_deref()),
        ("ExpectationNotMetError", Some("Cart.total"))
    );
    assert!(ruby.message.starts_with("expected: 3"));
    let php = read(
        "PHPUnit\\Framework\\ExpectationFailedException",
        "",
        "Tests\\CartTest::testAdds\nFailed asserting that 500 matches expected 200.\n\n/app/tests/CartTest.php:20",
    );
    assert_eq!(php.exception, "ExpectationFailedException");
}

#[test]
fn hooks_are_recognised() {
    assert!(read("", "failed on setup with \"RuntimeError: no seed\"", "").in_hook);
    let jest = read(
        "",
        "",
        "Error: server did not start\n    at Object.<anonymous> (/app/a.test.js:1:1)\n    at _callCircusHook (/app/node_modules/jest-circus/build/run.js:1:1)",
    );
    assert!(jest.in_hook);
    assert!(!read("", "", "Error: x\n    at Object.<anonymous> (/app/a.test.js:1:1)").in_hook);
}

#[test]
fn nothing_panics_on_odd_texts() {
    for text in [
        "",
        "\n",
        "E",
        ">",
        "E   ",
        ":",
        "a:1",
        "at",
        "at ()",
        "#0",
        "thread 'x' panicked at ",
        "File \"",
        "\u{1b}[",
        "'",
        "---> ",
        "Caused by:",
    ] {
        let _ = read(text, text, text);
        let _ = read("", "", &format!("{text}\n{text}:1:2\n\t{text}"));
    }
    let _ = read("", "", &"(".repeat(200_000));
}

#[test]
fn wrappers_that_took_over_what_they_wrap() {
    let java = read(
        "java.lang.RuntimeException",
        "",
        "java.lang.RuntimeException: java.io.IOException: no space\n\tat com.acme.A.b(A.java:1)",
    );
    check(&java, "IOException", "no space", Some("A.b"));
    assert_eq!(java.outer, ["RuntimeException"]);
    let python = read("", "sqlalchemy.exc.OperationalError: (sqlite3.OperationalError) no such table: x", "");
    check(&python, "OperationalError", "no such table: x", None);
    check(&read("", "Error: expected: 3", ""), "Error", "expected: 3", None);
}

#[test]
fn names_of_tests_are_masked_and_lines_of_nothing_else_dropped() {
    let masked = |name: &str, class: &str, trace: &str| {
        let mut case =
            TestCase { class: Some(class.into()), outcome: Outcome::Failed, ..TestCase::named(name) };
        let failure =
            Failure { outcome: Outcome::Failed, kind: None, message: None, trace: Some(trace.to_owned()) };
        case.text_mut().failures = vec![failure];
        Reading::of_case(&case).message
    };
    assert_eq!(
        masked("testTotal", "CartTest", "CartTest::testTotal\nFailed asserting that 1 matches 2."),
        "Failed asserting that 1 matches 2."
    );
    assert_eq!(
        masked("test_total", "CartTest", "Failure:\nCartTest#test_total:\nExpected: 3\n  Actual: 2"),
        "Expected: 3\nActual: 2"
    );
    assert_eq!(masked("checkout", "x", "No module named 'checkout'"), "No module named 'checkout'");
}

#[test]
fn places_without_a_function_have_their_column() {
    let rust = read(
        "",
        "",
        "thread 'a' panicked at src/cart.rs:12:17:\ncalled `Option::unwrap()` on a `None` value",
    );
    assert_eq!((rust.frame.as_deref(), rust.column), (Some("cart.rs"), Some(17)));
    let vitest = read("", "", "AssertionError: expected 500 to be 200\n ❯ test/a.test.ts:12:24");
    assert_eq!((vitest.frame.as_deref(), vitest.column), (None, Some(24)));
    let old = read(
        "",
        "",
        "thread 'a' panicked at 'assertion failed: `(left == right)`\n  left: `4`,\n right: `3`', src/lib.rs:10:9",
    );
    assert!(old.message.starts_with("assertion failed"), "{}", old.message);
}

#[test]
fn elixir_and_nunit_put_something_before() {
    check(
        &read("", "** (KeyError) key :id not found in: %{}", ""),
        "KeyError",
        "key :id not found in: %{}",
        None,
    );
    let nunit = read(
        "",
        "SetUp : System.InvalidOperationException : no seed",
        "   at Acme.Tests.CartTests.SetUp() in /test/CartTests.cs:line 5",
    );
    check(&nunit, "InvalidOperationException", "no seed", None);
    assert!(nunit.in_hook);
}

#[test]
fn pytest_without_source_has_no_act() {
    let reading = read(
        "",
        "AssertionError: overlap of 80 bytes expected, got 0",
        "tests/test_buffers.py:22: in test_windows\n    assert shared == overlap\nE   AssertionError: overlap of 80 bytes expected, got 0\nE   assert 0 == 80",
    );
    check(&reading, "AssertionError", "overlap of 80 bytes expected, got 0\nassert 0 == 80", None);
    assert_eq!(reading.act, None);
}
