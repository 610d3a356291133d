//! Colours belong to the file of tokens: a theme that is changed in one place is changed everywhere.

use crate::repo::has_extension;

/// Where colours are named, for the page and, as stand-ins that become its variables, for charts.
const HOMES: &[&str] = &["app/style/tokens.css", "crates/report-charts/src/palette.rs"];

pub(super) fn applies(file: &str) -> bool {
    let shown = ["app/", "crates/report-charts/src/"].iter().any(|folder| file.starts_with(folder));
    shown && has_extension(file, &["css", "rs"]) && !HOMES.contains(&file)
}

pub(super) fn find(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        if let Some(colour) = colour_in(code) {
            found.push(format!("{}: {colour} is a colour: name it in {}", number + 1, HOMES.join(" or ")));
        }
    }
    found
}

fn colour_in(line: &str) -> Option<String> {
    let by_function = ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "hwb("].iter().find(|name| {
        line.match_indices(**name).any(|(at, _)| {
            let before = line.get(..at).unwrap_or_default();
            let after = line.get(at + name.len()..).unwrap_or_default().trim_start();
            !before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-')
                && after.starts_with(|c: char| c.is_ascii_digit())
        })
    });
    if let Some(name) = by_function {
        return Some(format!("{name}...)"));
    }
    line.match_indices('#').find_map(|(at, _)| {
        let before = line.get(..at)?;
        let rest = line.get(at + 1..)?;
        let end =
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        let word = rest.get(..end)?;
        let hex = matches!(word.len(), 3 | 4 | 6 | 8) && word.chars().all(|c| c.is_ascii_hexdigit());
        // `&#169;` is a character and `r#"..."#` a string.
        (hex && !before.ends_with('&')).then(|| format!("#{word}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_found() {
        for line in ["color: #fff;", "  background:#12171e66", "let fill = \"#2A55C9\";", "color: rgb(1 2 3)"]
        {
            assert_eq!(find(line).len(), 1, "{line}");
        }
    }

    #[test]
    fn other_uses_of_the_sign_are_not() {
        for line in [
            "href=\"#/tests\"",
            "url(#gradient)",
            "#[cfg(test)]",
            "let text = r#\"abc\"#;",
            "&#169;",
            "// #fff is white",
            "#added { }",
            "format!(\"#{id}\")",
            "fn to_rgb(value: u8)",
        ] {
            assert!(find(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn only_what_is_shown_counts() {
        assert!(applies("app/style/base.css") && applies("app/src/lib.rs"));
        assert!(applies("crates/report-charts/src/trend.rs"));
        assert!(!applies("app/style/tokens.css") && !applies("report-gen/src/lib.rs"));
    }
}
