//! Whether words and marks can be told from what they stand on, in both themes (WCAG 2.2: 1.4.3 and 1.4.11).

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::repo;

/// The file of tokens.
const TOKENS: &str = "app/style/tokens.css";

/// Least contrast of words.
const TEXT: f64 = 4.5;

/// Least contrast of marks, edges of controls and the ring of focus.
const MARK: f64 = 3.0;

/// What stands on what, and how well it must be told from it.
const PAIRS: &[(&str, &str, f64)] = &[
    ("text", "surface", TEXT),
    ("text", "page", TEXT),
    ("text", "sunken", TEXT),
    ("text", "overlay", TEXT),
    ("text-2", "surface", TEXT),
    ("text-2", "page", TEXT),
    ("text-2", "sunken", TEXT),
    ("text-3", "surface", TEXT),
    ("text-3", "page", TEXT),
    ("text-3", "sunken", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "page", TEXT),
    ("accent", "accent-soft", TEXT),
    ("accent", "band-now", TEXT),
    ("text", "accent-soft", TEXT),
    ("text", "band", TEXT),
    ("text", "band-now", TEXT),
    ("on-accent", "accent-fill", TEXT),
    ("pass", "surface", TEXT),
    ("fail", "surface", TEXT),
    ("error", "surface", TEXT),
    ("skip", "surface", TEXT),
    ("flaky", "surface", TEXT),
    ("pass", "pass-soft", TEXT),
    ("fail", "fail-soft", TEXT),
    ("error", "error-soft", TEXT),
    ("flaky", "flaky-soft", TEXT),
    ("text", "pass-soft", TEXT),
    ("text", "fail-soft", TEXT),
    ("text", "error-soft", TEXT),
    ("text", "flaky-soft", TEXT),
    ("text", "heat-1", TEXT),
    ("text", "heat-2", TEXT),
    ("on-heat-3", "heat-3", TEXT),
    ("on-heat-4", "heat-4", TEXT),
    ("focus", "surface", MARK),
    ("focus", "page", MARK),
    ("line-strong", "surface", MARK),
    ("bar", "surface", MARK),
    ("accent-fill", "surface", MARK),
    ("band-edge", "surface", MARK),
    ("pass-mark", "surface", MARK),
    ("fail-mark", "surface", MARK),
];

/// A colour of the light theme and the one of the dark theme.
type Token = [Rgb; 2];

/// Red, green and blue of 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rgb([f64; 3]);

/// Every pair of tokens that is too close, with what it has and what it needs.
pub fn low_contrast() -> Result<Vec<String>> {
    let tokens = tokens(&repo::text(TOKENS)?);
    let mut found = Vec::new();
    for (front, back, least) in PAIRS {
        let get = |name: &str| {
            tokens.get(name).ok_or_else(|| {
                let cause = format!("{TOKENS} has no --{name}: light-dark(#rrggbb, #rrggbb)");
                Error::new(cause).hint("if it was renamed, rename it in xtask/src/tidy/contrast.rs")
            })
        };
        let pairs = get(front)?.iter().zip(get(back)?);
        for ((front_colour, back_colour), theme) in pairs.zip(["light", "dark"]) {
            let has = contrast(*front_colour, *back_colour);
            if has < *least {
                found.push(format!("--{front} on --{back} has {has:.2}, needs {least} ({theme})"));
            }
        }
    }
    Ok(found)
}

fn tokens(css: &str) -> BTreeMap<String, Token> {
    css.split(';').filter_map(token).collect()
}

fn token(declaration: &str) -> Option<(String, Token)> {
    let (name, value) = declaration.get(declaration.find("--")? + 2..)?.split_once(':')?;
    let (light, dark) = value.trim().strip_prefix("light-dark(")?.strip_suffix(')')?.split_once(',')?;
    Some((name.trim().to_owned(), [colour(light)?, colour(dark)?]))
}

fn colour(text: &str) -> Option<Rgb> {
    let digits = text.trim().strip_prefix('#')?;
    if digits.len() != 6 {
        return None;
    }
    let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok().map(f64::from);
    Some(Rgb([part(0)?, part(2)?, part(4)?]))
}

/// The contrast ratio of WCAG, 1 to 21.
fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(Rgb(parts): Rgb) -> f64 {
    let linear = parts.map(|part| {
        let part = part / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    linear.iter().zip([0.2126, 0.7152, 0.0722]).map(|(part, weight)| part * weight).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let (black, white, grey) = (Rgb([0.0; 3]), Rgb([255.0; 3]), Rgb([119.0; 3]));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(white, black) - 21.0).abs() < 1e-9);
        // #777777 on white is the well-known 4.48 that just fails.
        assert!((contrast(grey, white) - 4.48).abs() < 0.01);
    }

    #[test]
    fn tokens_are_read_in_both_themes() {
        let css = ":root{color-scheme:light dark;\n --page: light-dark(#f6f7f9, #0d1014);--s1:4px;--shade:light-dark(#0006,#0009)}";
        let tokens = tokens(css);
        assert_eq!(tokens.len(), 1);
        assert_eq!(tokens["page"][1], Rgb([13.0, 16.0, 20.0]));
    }
}
