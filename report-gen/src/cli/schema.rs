//! `report-gen schema`: the site's format as a page, made from the types that write it.

use std::fmt::Write as _;

use report_model::site::{SCHEMA, SOURCES};

use crate::exit::ExitStatus;

pub(super) fn run() -> ExitStatus {
    anstream::print!("{}", markdown());
    ExitStatus::Success
}

/// A serialised type as its source tells it.
#[derive(Debug, Default)]
struct Item {
    name: String,
    docs: String,
    kind: Kind,
    fields: Vec<Field>,
    /// How variants are written: `lowercase`, `kebab-case`.
    case: Option<String>,
}

#[derive(Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Struct,
    Enum,
    /// A wrapper that is written as what it wraps.
    Transparent(String),
}

#[derive(Debug, Default)]
struct Field {
    name: String,
    kind: String,
    docs: String,
    may_be_left_out: bool,
}

fn markdown() -> String {
    let items: Vec<Item> = SOURCES.iter().flat_map(|source| items(source)).collect();
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    let mut page = format!(
        "# The data of a site\n\n\
         This is schema {SCHEMA}. The number rises when a field's meaning changes; a new field that may be left out \
         does not raise it.\n\n\
         `data/manifest.json` is a [Manifest](#manifest). It says in `shards` where the rest is: files below \
         `data/` that are JSON compressed with gzip. `data/history/run-*.json.gz` are \
         [HistoryRecord](#historyrecord)s, and the `names-*.json.gz` beside them [NameList](#namelist)s. \
         `data/files.json` lists every file of the site.\n\n\
         What is not known is `null`, never 0. Times are milliseconds since 1970 in UTC.\n"
    );
    for item in &items {
        // Writing to a String cannot fail.
        let _ = write!(page, "\n## {}\n\n{}\n", item.name, item.docs);
        match &item.kind {
            Kind::Transparent(inner) => {
                let _ = writeln!(page, "\nWritten as {}.", json_type(inner, &names));
            }
            Kind::Enum => {
                page.push_str("\n| value | meaning |\n|---|---|\n");
                for variant in &item.fields {
                    let value = cased(&variant.name, item.case.as_deref());
                    let value = if variant.kind.is_empty() {
                        format!("`\"{value}\"`")
                    } else {
                        format!("`{{\"{value}\": …}}` with {}", json_type(&variant.kind, &names))
                    };
                    let _ = writeln!(page, "| {value} | {} |", variant.docs);
                }
            }
            Kind::Struct => {
                page.push_str("\n| field | type | meaning |\n|---|---|---|\n");
                for field in &item.fields {
                    let optional = if field.may_be_left_out { ", may be left out" } else { "" };
                    let kind = json_type(&field.kind, &names);
                    let _ = writeln!(page, "| `{}` | {kind}{optional} | {} |", field.name, field.docs);
                }
            }
        }
    }
    page
}

/// The serialised types of a source file that rustfmt has laid out: an item begins at the margin, its fields stand
/// one a line.
fn items(source: &str) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut docs: Vec<&str> = Vec::new();
    let mut attributes = String::new();
    let mut open: Option<Item> = None;
    for line in source.lines() {
        let text = line.trim();
        if let Some(doc) = text.strip_prefix("///") {
            docs.push(doc.trim());
            continue;
        }
        if text.starts_with("#[") {
            attributes.push_str(text);
            continue;
        }
        if let Some(item) = &mut open {
            if line.starts_with('}') {
                items.extend(open.take());
            } else if let Some(field) = field(text, &item.kind) {
                item.fields.push(Field {
                    docs: prose(&docs),
                    may_be_left_out: attributes.contains("serde(default")
                        || attributes.contains("skip_serializing"),
                    ..field
                });
            }
        } else if attributes.contains("Serialize") {
            open = item(text, &docs, &attributes);
            if open.as_ref().is_some_and(|item| matches!(item.kind, Kind::Transparent(_))) {
                items.extend(open.take());
            }
        }
        docs.clear();
        attributes.clear();
    }
    items
}

fn item(line: &str, docs: &[&str], attributes: &str) -> Option<Item> {
    let (kind, rest) = match line.strip_prefix("pub struct ") {
        Some(rest) => (Kind::Struct, rest),
        None => (Kind::Enum, line.strip_prefix("pub enum ")?),
    };
    let end = rest.find(|letter: char| !letter.is_alphanumeric())?;
    let (name, rest) = rest.split_at(end);
    let kind = match rest.strip_prefix("(pub ").and_then(|inner| inner.strip_suffix(");")) {
        Some(inner) => Kind::Transparent(inner.to_owned()),
        None => kind,
    };
    let case = attributes.split_once("rename_all = \"").and_then(|(_, rest)| rest.split_once('"'));
    Some(Item {
        name: name.to_owned(),
        docs: prose(docs),
        kind,
        fields: Vec::new(),
        case: case.map(|(case, _)| case.to_owned()),
    })
}

fn field(line: &str, kind: &Kind) -> Option<Field> {
    let line = line.trim_end_matches(',');
    let (name, kind) = match kind {
        // A variant that holds something is an object with the variant's name as its one key.
        Kind::Enum => line.strip_suffix(')').and_then(|line| line.split_once('(')).unwrap_or((line, "")),
        _ => line.strip_prefix("pub ")?.split_once(": ")?,
    };
    let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    is_name.then(|| Field { name: name.to_owned(), kind: kind.to_owned(), ..Field::default() })
}

/// Doc comments as one paragraph; links to Rust items become plain code.
fn prose(docs: &[&str]) -> String {
    let lines: Vec<&str> = docs.iter().copied().filter(|line| !line.is_empty()).collect();
    let mut text = lines.join(" ");
    while let Some(start) = text.find("`](") {
        let Some(length) = text.get(start..).and_then(|rest| rest.find(')')) else { break };
        text.replace_range(start + 1..=start + length, "");
    }
    let json = text.replace("`None`", "`null`").replace("super::", "");
    json.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

/// A Rust type in the words of JSON.
fn json_type(kind: &str, names: &[&str]) -> String {
    let kind = kind.trim_start_matches("super::").trim_start_matches("crate::");
    let inner = |wrapper: &str| {
        kind.strip_prefix(wrapper)?.strip_prefix('<')?.strip_suffix('>').map(|inner| json_type(inner, names))
    };
    if let Some(inner) = inner("Option") {
        return format!("{inner} or null");
    }
    if let Some(inner) = inner("Box") {
        return inner;
    }
    if let Some(inner) = inner("Vec") {
        return format!("list of {inner}");
    }
    if let Some(pair) = kind.strip_prefix('(').and_then(|pair| pair.strip_suffix(')')) {
        let parts: Vec<String> = pair.split(", ").map(|part| json_type(part, names)).collect();
        return format!("[{}]", parts.join(", "));
    }
    // Of a generic type, the type that it is of.
    if let Some((name, of)) = kind.split_once('<').filter(|(name, _)| names.contains(name)) {
        let of = json_type(of.trim_end_matches('>'), names);
        return format!("[{name}](#{}) of {of}", name.to_lowercase());
    }
    match kind {
        "String" | "char" => "text".to_owned(),
        "u8" | "u32" | "u64" | "i64" | "usize" => "integer".to_owned(),
        "f64" => "number".to_owned(),
        "bool" => "true or false".to_owned(),
        map if map.starts_with("BTreeMap<") => "object of texts".to_owned(),
        name if names.contains(&name) => format!("[{name}](#{})", name.to_lowercase()),
        other => other.to_owned(),
    }
}

fn cased(variant: &str, case: Option<&str>) -> String {
    let mut text = String::new();
    for (index, letter) in variant.chars().enumerate() {
        if case == Some("kebab-case") && letter.is_uppercase() && index > 0 {
            text.push('-');
        }
        if case.is_some() { text.extend(letter.to_lowercase()) } else { text.push(letter) }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_named_is_told() {
        let page = markdown();
        for part in [
            "## Manifest",
            "| `wall_secs` | number or null |",
            "| `shards` | [Shards](#shards) |",
            "| `\"in-progress\"` |",
            "| `\"passed\"` |",
            "list of [ShardRef](#shardref)",
            "## TestShard",
            "Written as integer.",
        ] {
            assert!(page.contains(part), "{part}");
        }
        // A type that is not told about would stand there as Rust has it.
        for rust in ["Vec<", "Option<", "Box<", "u64", "[`"] {
            assert!(!page.contains(rust), "{rust} in\n{page}");
        }
        let items: Vec<Item> = SOURCES.iter().flat_map(|source| items(source)).collect();
        let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
        for item in &items {
            for field in item.fields.iter().filter(|field| !field.kind.is_empty()) {
                let kind = json_type(&field.kind, &names);
                let mut words = kind.split(|letter: char| !letter.is_alphanumeric() && letter != '[');
                let untold = words.find(|word| word.starts_with(char::is_uppercase));
                assert_eq!(untold, None, "the type of {} in {}", field.name, item.name);
            }
        }
    }
}
