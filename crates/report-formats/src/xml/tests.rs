use super::*;

fn tokens(text: &str) -> (Vec<String>, Oddities) {
    let mut cursor = Cursor::new(text);
    let mut seen = Vec::new();
    loop {
        match cursor.next() {
            Token::Start(tag) if tag.is_empty => seen.push(format!("<{}/>", tag.name)),
            Token::Start(tag) => seen.push(format!("<{}>", tag.name)),
            Token::End(name) => seen.push(format!("</{name}>")),
            Token::Text(text) => seen.push(text.to_owned()),
            Token::CData(text) => seen.push(format!("[{text}]")),
            Token::Comment(text) => seen.push(format!("!{text}")),
            Token::Eof => return (seen, cursor.oddities),
        }
    }
}

fn joined(text: &str) -> String {
    tokens(text).0.join(" ")
}

#[test]
fn sound_text_passes_through() {
    let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e 'x'>]><a><b c='>'/>x &amp; y<![CDATA[<z>]]><!-- n --></a>";
    let (seen, oddities) = tokens(text);
    assert_eq!(seen.join(" "), "<a> <b/> x &amp; y [<z>] ! n  </a>");
    assert_eq!(oddities.cut_off.count + oddities.bad_markup.count + oddities.outside_text.count, 0);
}

#[test]
fn prefixes_do_not_matter() {
    assert_eq!(joined("<n:a><n:b/></n:a >"), "<a> <b/> </a>");
}

#[test]
fn ends_are_balanced_whatever_the_text_does() {
    let (seen, oddities) = tokens("<a><b><c></a></x><d>");
    assert_eq!(seen.join(" "), "<a> <b> <c> </c> </b> </a> <d> </d>");
    assert_eq!(oddities.unclosed_element.count, 1);
    assert_eq!(oddities.stray_end.count, 1);
    assert_eq!(oddities.second_root.count, 1);
    assert_eq!(oddities.cut_off.count, 1);
}

#[test]
fn a_cut_tag_gives_nothing_and_is_told() {
    let (seen, oddities) = tokens("<a><b/><c d=\"e");
    assert_eq!(seen.join(" "), "<a> <b/> </a>");
    assert_eq!(oddities.cut_off.seen(), Some(7));
}

#[test]
fn a_cut_section_gives_what_it_has() {
    assert_eq!(joined("<a><![CDATA[text"), "<a> [text] </a>");
}

#[test]
fn raw_angles_in_values_are_kept() {
    let (seen, oddities) = tokens("<a b=\"x < y <z>\" c='<'/>");
    assert_eq!(seen.join(" "), "<a/>");
    assert_eq!(oddities.raw_angle.count, 1);
}

#[test]
fn a_lost_quote_costs_one_tag() {
    let (seen, oddities) = tokens("<a><b c=\"1><d e=\"2\"/><f/></a>");
    assert_eq!(seen.join(" "), "<a> <b> <d/> <f/> </b> </a>");
    assert_eq!(oddities.unclosed_tag.count, 1);
}

#[test]
fn lone_angles_in_text_are_text() {
    let (seen, oddities) = tokens("<a>1 < 2 <b/> & 3</a>");
    assert_eq!(seen.join(" "), "<a> 1  < 2  <b/>  & 3 </a>");
    assert_eq!(oddities.stray_angle.count, 1);
}

#[test]
fn many_lost_quotes_do_not_take_for_ever() {
    let text = "<a \"".repeat(100_000);
    let (_, oddities) = tokens(&text);
    assert_eq!(oddities.given_up.count, 1);
}

#[test]
fn the_root_is_found_behind_declarations() {
    assert_eq!(
        root_name("<?xml version='1.0'?>\n<!-- <x> -->\n<!DOCTYPE y>\n<n:testsuite a='1'>"),
        Some("testsuite")
    );
    assert_eq!(root_name("log line\n<testsuites>"), Some("testsuites"));
    assert_eq!(root_name("<testsuites name=\"very long"), Some("testsuites"));
    assert_eq!(root_name("TAP version 13\nok 1"), None);
    assert_eq!(root_name(""), None);
}

#[test]
fn paths_name_the_way_to_a_place() {
    let text = "<suites><suite name='a'/><suite name='b'><case name='x'/><case name='y' time='1'><failure/><failure>t</failure></case></suite></suites>";
    let at = |needle: &str| super::path::path_to(text, text.find(needle).unwrap());
    assert_eq!(at("time="), "suites/suite[2](\"b\")/case[2](\"y\")");
    assert_eq!(at("<suite name='a'"), "suites/suite[1](\"a\")");
    assert_eq!(at("t</failure>"), "suites/suite[2](\"b\")/case[2](\"y\")/failure[2]");
    assert_eq!(super::path::path_to("<a><b>", 6), "a/b");
}
