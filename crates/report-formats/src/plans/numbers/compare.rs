//! How a text compares with a number: `<`, `at least`, `or more`.

use report_model::Comparison;

const BEFORE: &[(&str, Comparison)] = &[
    ("<=", Comparison::AtMost),
    ("=<", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    ("⩽", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("=>", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("⩾", Comparison::AtLeast),
    ("<", Comparison::LessThan),
    (">", Comparison::MoreThan),
    ("~", Comparison::About),
    ("≈", Comparison::About),
    ("at most", Comparison::AtMost),
    ("no more than", Comparison::AtMost),
    ("not more than", Comparison::AtMost),
    ("not exceed", Comparison::AtMost),
    ("not to exceed", Comparison::AtMost),
    ("up to", Comparison::AtMost),
    ("maximum of", Comparison::AtMost),
    ("maximum", Comparison::AtMost),
    ("max.", Comparison::AtMost),
    ("max", Comparison::AtMost),
    ("within", Comparison::AtMost),
    ("höchstens", Comparison::AtMost),
    ("maximal", Comparison::AtMost),
    ("au plus", Comparison::AtMost),
    ("less than", Comparison::LessThan),
    ("fewer than", Comparison::LessThan),
    ("lower than", Comparison::LessThan),
    ("faster than", Comparison::LessThan),
    ("smaller than", Comparison::LessThan),
    ("weniger als", Comparison::LessThan),
    ("moins de", Comparison::LessThan),
    ("below", Comparison::LessThan),
    ("under", Comparison::LessThan),
    ("unter", Comparison::LessThan),
    ("at least", Comparison::AtLeast),
    ("no less than", Comparison::AtLeast),
    ("not less than", Comparison::AtLeast),
    ("minimum of", Comparison::AtLeast),
    ("minimum", Comparison::AtLeast),
    ("min.", Comparison::AtLeast),
    ("mindestens", Comparison::AtLeast),
    ("au moins", Comparison::AtLeast),
    ("al menos", Comparison::AtLeast),
    ("more than", Comparison::MoreThan),
    ("greater than", Comparison::MoreThan),
    ("higher than", Comparison::MoreThan),
    ("mehr als", Comparison::MoreThan),
    ("above", Comparison::MoreThan),
    ("over", Comparison::MoreThan),
    ("über", Comparison::MoreThan),
    ("approximately", Comparison::About),
    ("approx.", Comparison::About),
    ("approx", Comparison::About),
    ("roughly", Comparison::About),
    ("around", Comparison::About),
    ("about", Comparison::About),
    ("circa", Comparison::About),
    ("ca.", Comparison::About),
    ("etwa", Comparison::About),
    ("rund", Comparison::About),
];

const BEHIND: &[(&str, Comparison)] = &[
    ("or less", Comparison::AtMost),
    ("or fewer", Comparison::AtMost),
    ("or faster", Comparison::AtMost),
    ("or lower", Comparison::AtMost),
    ("or below", Comparison::AtMost),
    ("at most", Comparison::AtMost),
    ("maximum", Comparison::AtMost),
    ("max", Comparison::AtMost),
    ("or more", Comparison::AtLeast),
    ("or higher", Comparison::AtLeast),
    ("or better", Comparison::AtLeast),
    ("or above", Comparison::AtLeast),
    ("and above", Comparison::AtLeast),
    ("at least", Comparison::AtLeast),
    ("minimum", Comparison::AtLeast),
    ("min.", Comparison::AtLeast),
    ("oder mehr", Comparison::AtLeast),
    ("oder weniger", Comparison::AtMost),
];

/// What compares with the number that begins at `start`: whether it is a gain, where the words begin, and how.
pub(super) fn comparison_before(text: &str, start: usize, floor: usize) -> (bool, usize, Option<Comparison>) {
    let head = text.get(floor.min(start)..start).unwrap_or_default();
    let bare = head.trim_end_matches([' ', '\u{a0}', '*', '`']);
    let is_gain = bare.ends_with('+');
    let bare = bare.trim_end_matches(['+', '±']).trim_end();
    let from = bare.len().saturating_sub(24);
    let from = (from..=bare.len()).find(|at| bare.is_char_boundary(*at)).unwrap_or(bare.len());
    let lower = bare.get(from..).unwrap_or_default().to_lowercase();
    for (word, comparison) in BEFORE {
        let Some(rest) = lower.strip_suffix(word) else { continue };
        let is_sign = !word.starts_with(char::is_alphabetic);
        if is_sign || rest.chars().next_back().is_none_or(|letter| !letter.is_alphanumeric()) {
            // An arrow is no comparison.
            if *word == ">" && rest.ends_with(['-', '=']) {
                break;
            }
            let begin = start - (head.len() - bare.len()) - word.len();
            return (is_gain, if text.is_char_boundary(begin) { begin } else { start }, Some(*comparison));
        }
    }
    (is_gain, start - usize::from(is_gain), None)
}

pub(super) fn comparison_behind(tail: &str) -> Option<(Comparison, usize)> {
    let rest = tail.trim_start_matches([' ', '\u{a0}', ',', '(']);
    let skipped = tail.len() - rest.len();
    if tail.starts_with('+')
        && !tail.trim_start_matches('+').starts_with(|letter: char| letter.is_ascii_digit())
    {
        return Some((Comparison::AtLeast, 1));
    }
    let end = rest.char_indices().nth(14).map_or(rest.len(), |(at, _)| at);
    let lower = rest.get(..end)?.to_lowercase();
    BEHIND.iter().find_map(|(word, comparison)| {
        let after = lower.strip_prefix(word)?;
        let whole = after.chars().next().is_none_or(|letter| !letter.is_alphanumeric());
        whole.then_some((*comparison, skipped + word.len()))
    })
}
