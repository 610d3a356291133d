use super::*;

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
    assert_eq!(json.odd_escapes.get().count, 2);
}

#[test]
fn a_cut_gives_what_is_there() {
    let text = r#"{"tests": [{"name": "a", "ok": true}, {"name": "b", "o"#;
    let json = Json::parse(text);
    let tests: Vec<_> = json.root().unwrap().list("tests").collect();
    assert_eq!(tests.len(), 2);
    assert!(!tests[0].is_cut() && tests[1].is_cut());
    assert_eq!(tests[1].str_of("name").unwrap(), "b");
    assert_eq!(json.broken.unwrap().0, 52);
    for length in 0..text.len() {
        let json = Json::parse(&text[..length]);
        assert!(length == 0 || json.broken.is_some(), "{length}");
    }
}

#[test]
fn several_values_and_text_before_them() {
    let json = Json::parse("compiling...\n{\"a\":1}\n{\"a\":2}\n");
    assert!(json.preamble);
    assert_eq!(json.roots().filter_map(|root| root.count_of("a")).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn what_is_no_json_is_no_json() {
    for text in ["", "plain", "<xml/>", "{'a': 1}", "[1 2", "]", "{\"a\" 1}", "{1}"] {
        let json = Json::parse(text);
        assert!(json.broken.is_some() || json.root().is_none() || text == "[1 2", "{text}");
    }
}

#[test]
fn depth_costs_no_stack() {
    let deep = "[".repeat(200_000);
    let json = Json::parse(&deep);
    assert!(json.root().unwrap().is_cut());
    assert!(json.broken.is_some());
}

#[test]
fn numbers_that_are_none_are_unknown() {
    let json = Json::parse("[NaN, -Infinity, 1e400, -1, 1.5, 99999999999999999999]");
    let values: Vec<_> = json.root().unwrap().items().map(|item| (item.number(), item.count())).collect();
    assert_eq!(values[0], (None, None));
    assert_eq!(values[1], (None, None));
    assert_eq!(values[2], (None, None));
    assert_eq!(values[3], (Some(-1.0), None));
    assert_eq!(values[4], (Some(1.5), Some(1)));
    assert_eq!(values[5].1, Some(MAX_COUNT));
}

/// The names of what is handed out of the list at `way`, and how many values stay in it.
fn streamed(text: &str, way: &[&str]) -> (Vec<String>, usize) {
    let mut names = Vec::new();
    let artifact = Artifact::new("p", text.as_bytes());
    let json = Json::stream("JSON", &artifact, text, way, |item| {
        let mark = if item.is_cut() { "?" } else { "" };
        names.push(format!("{}{mark}", item.str_of("name").unwrap_or_default()));
    });
    let kept = json.unwrap().root().unwrap().path(way).unwrap().items().count();
    (names, kept)
}

#[test]
fn a_list_is_handed_out_object_by_object() {
    let text = r#"{"a": {"x": [{"name": "no"}]}, "r": {"s": {"tests": [{"name": "no"}]}, "tests": [{"name": "1", "in": [{"name": "no"}, [2]]}, 3, {"name": "2"}], "tests": [{"name": "late"}], "end": [{"name": "no"}]}}"#;
    let (names, kept) = streamed(text, &["r", "tests"]);
    assert_eq!((names, kept), (vec!["1".to_owned(), "2".to_owned()], 1));
    let (names, kept) = streamed(r#"{"tests": [{"name": "1"}, {"name": "2", "x": ["#, &["tests"]);
    assert_eq!((names, kept), (vec!["1".to_owned(), "2?".to_owned()], 0));
}

#[test]
fn what_stands_behind_a_list_is_found() {
    let text = r#"{"r": {"tests": [{"name": "1"}, {"name": "2"}], "end": {"name": "e"}}, "z": 7}"#;
    let artifact = Artifact::new("p", text.as_bytes());
    let json = Json::stream("JSON", &artifact, text, &["r", "tests"], |_| {}).unwrap();
    let root = json.root().unwrap();
    assert_eq!(root.path(&["r", "end"]).unwrap().str_of("name").unwrap(), "e");
    assert_eq!(root.count_of("z"), Some(7));
    assert_eq!(root.members().count(), 2);
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
        assert_eq!(json.odd_commas.count, odd, "{text}");
    }
}
