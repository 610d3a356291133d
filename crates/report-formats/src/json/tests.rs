use std::borrow::Cow;

use report_model::Notice;

use super::*;
use crate::tally::MAX_COUNT;

#[test]
fn values_are_what_they_are() {
    let json = Json::parse(r#"{"a": [1, -2.5, "x\ny", null, true], "b": {"c": "ü"}, "n": 12, "d": "7"}"#);
    let root = json.root().unwrap();
    let list: Vec<_> = root.list("a").collect();
    assert_eq!(list.len(), 5);
    assert_eq!(list[1].number(), Some(-2.5));
    assert_eq!(list[1].count(), None);
    assert_eq!(list[2].string().unwrap(), "x\ny");
    assert!(list[3].is_null());
    assert_eq!(list[4].truth(), Some(true));
    assert_eq!(root.path(&["b", "c"]).unwrap().string().unwrap(), "ü");
    assert_eq!(root.count_of("n"), Some(12));
    assert_eq!(root.number_of("d"), None);
    assert_eq!(root.get("d").unwrap().number_or_text(), Some(7.0));
    assert!(root.get("e").is_none() && root.get("a").unwrap().get("b").is_none());
    assert_eq!(root.members().map(|(key, _)| key.into_owned()).collect::<Vec<_>>(), ["a", "b", "n", "d"]);
}

#[test]
fn strings_are_repaired() {
    let json = Json::parse(r#"["\ud83d\ude80", "\ud83d", "C:\Users\x", "\u0000\u001b[0m", "\\"]"#);
    let strings: Vec<_> =
        json.root().unwrap().items().map(|item| item.string().unwrap().into_owned()).collect();
    assert_eq!(strings, ["🚀", "\u{fffd}", "C:\\Users\\x", "\u{2400}\u{1b}[0m", "\\"]);
    assert_eq!(json.odd.escapes.get().count, 2);
}

#[test]
fn a_cut_gives_what_is_there() {
    let text = r#"{"tests": [{"name": "a", "ok": true}, {"name": "b", "o"#;
    let json = Json::parse(text);
    let tests: Vec<_> = json.root().unwrap().list("tests").collect();
    assert_eq!(tests.len(), 2);
    assert!(!tests[0].is_cut() && tests[1].is_cut());
    assert_eq!(tests[1].str_of("name").unwrap(), "b");
    assert_eq!(json.odd.broken.unwrap().0, 52);
    for length in 0..text.len() {
        let json = Json::parse(&text[..length]);
        assert!(length == 0 || json.odd.broken.is_some(), "{length}");
    }
}

#[test]
fn several_values_and_text_before_them() {
    let json = Json::parse("compiling...\n{\"a\":1}\n{\"a\":2}\n");
    assert!(json.odd.preamble);
    assert_eq!(json.roots().filter_map(|root| root.count_of("a")).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_is_no_json_is_no_json() {
    for text in ["", "plain", "<xml/>", "{'a': 1}", "[1 2", "]", "{\"a\" 1}", "{1}"] {
        let json = Json::parse(text);
        assert!(json.odd.broken.is_some() || json.root().is_none() || text == "[1 2", "{text}");
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = "[".repeat(200_000);
    let json = Json::parse(&deep);
    assert!(json.root().unwrap().is_cut());
    assert!(json.odd.broken.is_some());
}

#[test]
fn numbers_that_are_none_are_unknown() {
    let json = Json::parse("[NaN, -Infinity, 1e400, -1, 1.5, 99999999999999999999]");
    let values: Vec<_> = json.root().unwrap().items().map(|item| (item.number(), item.count())).collect();
    assert_eq!(values[0], (None, None));
    assert_eq!(values[1], (None, None));
    assert_eq!(values[2], (None, Some(MAX_COUNT)));
    assert_eq!(values[3], (Some(-1.0), None));
    assert_eq!(values[4], (Some(1.5), Some(1)));
    assert_eq!(values[5].1, Some(MAX_COUNT));
}

/// Walks a text to its end.
fn walked<'a>(text: &'a str, take: impl FnOnce(&mut Cursor<'a>)) -> Vec<Notice> {
    let notices = Notices::default();
    Cursor::walk("JSON", &Artifact::new("p", text.as_bytes()), text, take).unwrap().report("p", &notices);
    notices.into_sorted()
}

/// The names in the list `tests`, and whether each element came to its end.
fn names(text: &str) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    walked(text, |root| {
        root.members(|value, key| {
            if key == "tests" {
                value.items(|test| {
                    let mut name = String::new();
                    let is_whole = test.members(|value, key| {
                        if key == "name" {
                            name = value.string().unwrap_or_default().into_owned();
                        }
                    });
                    names.push((name, is_whole));
                });
            }
        });
    });
    names
}

#[test]
fn a_cursor_takes_what_it_is_asked_for_and_leaves_out_the_rest() {
    let text = r#"{"a": {"tests": [{"name": "no"}]}, "tests": [{"x": [{"name": "no"}, [2]], "name": "1"}, 3, {"name": "2\u0041"}], "end": [{"name": "no"}]} {"tests": 1}"#;
    let expected = [("1", true), ("", false), ("2A", true)];
    assert_eq!(names(text), expected.map(|(name, is_whole)| (name.to_owned(), is_whole)));
}

#[test]
fn a_cursor_gives_what_is_there_before_a_cut() {
    let text = r#"{"tests": [{"name": "1"}, {"name": "2", "x": [{"y": 1}, tr"#;
    assert_eq!(names(text), [("1".to_owned(), true), ("2".to_owned(), false)]);
    for length in 1..text.len() {
        let notices = walked(&text[..length], Cursor::skip);
        assert_eq!(notices.len(), 1, "{length}");
    }
}

#[test]
fn a_cursor_and_a_tree_find_the_same_odd() {
    for text in [
        r#"{"a": [1, 2, {}], "b": {"c": []}}"#,
        "\u{feff}{\"a\": 1}\n{\"a\": 2},\n",
        "noise\n[1, 2,]",
        r#"{"a": [1, 2,], "b": 3,}"#,
        r#"{"a": [1 2,, 3], "b": 3 "c": {,}}"#,
        r#"{"a": [1, {"b": 2}]} plain"#,
        r#"{"a": [1, {"b": 2]}"#,
        r#"{"a": [1, x], "b": 2}"#,
        r#"{"a": [1, x"#,
        r#"{"a" 1, "b": 2}"#,
        r"{1: 1}",
        r#"{"a": [1], "b": "#,
        r#"{"a": [1], "b": 12"#,
        r#"{"a": [1, 12"#,
        r#"{"a": [1], "b": "c"#,
        "[[1]]]",
    ] {
        let notices = Notices::default();
        Json::parse(text).report("p", &notices);
        let tree = notices.into_sorted();
        assert_eq!(walked(text, Cursor::skip), tree, "{text}");
        assert_eq!(walked(text, |root| _ = root.value(|_| ())), tree, "{text}");
        let inside = walked(text, |root| {
            if root.is_array() {
                root.items(|value| _ = value.value(|_| ()));
            } else {
                root.members(|value, _| _ = value.items(|item| _ = item.string()));
            }
        });
        assert_eq!(inside, tree, "{text}");
    }
}

#[test]
fn a_cursor_reads_what_a_tree_holds() {
    fn all<T>(mut of: impl FnMut(&mut Cursor<'static>) -> T) -> Vec<T> {
        const TEXT: &str = r#"[12, 1.5, -1, "7", null, true, false, [1], 99999999999999999999, -2e3, "", 3]"#;
        let mut all = Vec::new();
        assert_eq!(walked(TEXT, |root| _ = root.items(|value| all.push(of(value)))), []);
        all
    }
    let kept = all(|item| {
        let text = |value: Value<'_, '_>| value.string().map(Cow::into_owned);
        item.value(|value| ((value.number(), value.count()), (value.truth(), text(value)))).unwrap()
    });
    let (numbers, others): (Vec<_>, Vec<_>) = kept.into_iter().unzip();
    let (numbers, counts): (Vec<_>, Vec<_>) = numbers.into_iter().unzip();
    let (truths, strings): (Vec<_>, Vec<_>) = others.into_iter().unzip();
    assert_eq!(all(Cursor::number), numbers);
    assert_eq!(all(Cursor::count), counts);
    assert_eq!(all(Cursor::truth), truths);
    assert_eq!(all(|item| item.string().map(Cow::into_owned)), strings);
    assert_eq!(all(Cursor::number)[9], Some(-2e3));
    assert_eq!(all(Cursor::count)[..3], [Some(12), Some(1), None]);
    assert_eq!(all(Cursor::truth)[5..7], [Some(true), Some(false)]);
}

#[test]
fn a_cursor_needs_no_stack_for_depth() {
    let deep = format!("{{\"a\": {}", "[{\"b\": ".repeat(100_000));
    assert_eq!(walked(&deep, |root| _ = root.members(|value, _| value.skip())).len(), 1);
}

#[test]
fn strings_of_every_length_end_where_they_end() {
    for length in 0..80 {
        for (inside, special) in [("\u{1}", "\\n"), ("#", "\\\""), ("ü", "")] {
            let written = format!("{}{special}", inside.repeat(length));
            let text = format!("[\"{written}\",\"{written}\"]");
            let json = Json::parse(&text);
            let raw: Vec<_> = json.root().unwrap().items().map(Value::raw).collect();
            assert_eq!(raw, [&*written, &*written]);
        }
    }
}

#[test]
fn commas_that_are_missing_or_too_many_are_told() {
    for (text, odd) in [
        (r#"{"a": [1, 2, {}], "b": {"c": []}}"#, 0),
        ("{\"a\": 1}\n{\"a\": 2}\n", 0),
        (r#"{"a": [1, 2,], "b": 3,}"#, 2),
        (r#"{"a": [1 2,, 3], "b": 3 "c": {,}}"#, 5),
    ] {
        let json = Json::parse(text);
        assert!(json.is_whole(), "{text}");
        assert_eq!(json.odd.commas.count, odd, "{text}");
    }
}

#[test]
fn a_number_that_the_text_ends_with_is_none() {
    let text = r#"{"all": 30, "covered": 1"#;
    let json = Json::parse(text);
    let root = json.root().unwrap();
    assert_eq!((root.count_of("all"), root.count_of("covered")), (Some(30), None));
    assert!(root.is_cut() && !json.is_whole());
    let mut counts = Vec::new();
    assert_eq!(walked(text, |root| _ = root.members(|value, _| counts.push(value.count()))).len(), 1);
    assert_eq!(counts, [Some(30), None]);
}

#[test]
fn blank_lines_are_passed_once() {
    let text = format!("compiling\n{}{{\"a\": 1}}", "\n".repeat(4 << 20));
    let json = Json::parse(&text);
    assert!(json.odd.preamble);
    assert_eq!(json.root().unwrap().count_of("a"), Some(1));
    let json = Json::parse("\u{feff}\n \u{feff}\n[1]");
    assert!(!json.odd.preamble && json.is_whole() && json.root().unwrap().is_array());
}

#[test]
fn of_lists_under_one_key_the_first_is_taken_and_the_others_are_told() {
    let (mut counts, mut has_list) = (Vec::new(), false);
    let text = r#"{"a": null, "a": [1, 2], "a": [1], "a": 3, "a": []}"#;
    let told = walked(text, |root| {
        root.members(|value, _| _ = value.first_items(&mut has_list, |item| counts.extend(item.count())));
    });
    assert_eq!(counts, [1, 2]);
    let message = "2 lists or objects stand under a key that had one already; the first stands";
    assert_eq!(told.iter().map(|notice| &*notice.message).collect::<Vec<_>>(), [message]);
}

#[test]
fn nothing_has_no_sign_and_filler_is_nothing() {
    let text = "[-0, -0.0, -0e1, Infinity, 12.]\0\0\n";
    let json = Json::parse(text);
    let values: Vec<_> = json.root().unwrap().items().map(|item| (item.number(), item.count())).collect();
    assert!(values[..3].iter().all(|(number, _)| number.unwrap().is_sign_positive()), "{values:?}");
    assert_eq!(values[3], (None, None));
    assert_eq!(values[4].1, Some(12));
    assert!(json.is_whole());
    assert_eq!(walked(text, Cursor::skip), []);
    assert_eq!(walked("[1]\0x", Cursor::skip).len(), 1);
}
