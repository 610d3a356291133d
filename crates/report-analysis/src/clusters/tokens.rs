//! What kind of thing a stretch of a message is.

pub(super) fn is_machine_path(token: &str) -> bool {
    const ROOTS: &[&str] = &[
        "/tmp/",
        "/home/",
        "/Users/",
        "/root/",
        "/var/",
        "/private/",
        "/builds/",
        "/build/",
        "/opt/",
        "/usr/",
        "/etc/",
        "/mnt/",
        "/srv/",
        "/app/",
        "/workspace/",
        "/work/",
        "/data/",
        "/github/",
        "/codebuild/",
        "/runner/",
        "/src/",
        "/Library/",
        "/run/",
        "/__w/",
        "~/",
    ];
    ROOTS.iter().any(|root| token.starts_with(root)) || token.get(1..3) == Some(":\\")
}

/// How long a token is that begins with a digit: digits with decimals, signs and units, addresses, dates.
pub(super) fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let joins = matches!(byte, b'.' | b',' | b':' | b'-' | b'+' | b'_' | b'/')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && at > 0;
        if byte.is_ascii_alphanumeric() || joins || *byte == b'%' {
            at += 1;
        } else {
            break;
        }
    }
    at.max(1)
}

/// Words in which a digit is part of the name.
pub(super) fn keeps_digits(word: &str) -> bool {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let digits = word.len() - letters.len();
    if letters.bytes().any(|byte| byte.is_ascii_digit()) {
        return matches!(word, "x86_64" | "k8s" | "i18n" | "l10n" | "a11y" | "OAuth2Error");
    }
    digits <= 3
        && matches!(
            letters,
            "utf"
                | "UTF"
                | "int"
                | "Int"
                | "uint"
                | "float"
                | "Float"
                | "i"
                | "u"
                | "f"
                | "v"
                | "sha"
                | "SHA"
                | "md"
                | "MD"
                | "http"
                | "HTTP"
                | "base"
                | "Base"
                | "ipv"
                | "IPv"
                | "es"
                | "ES"
                | "h"
                | "oauth"
                | "OAuth"
                | "s"
                | "sqlite"
                | "python"
                | "py"
                | "vec"
                | "Vec"
                | "ec"
                | "log"
                | "crc"
                | "mp"
                | "atan"
                | "boto"
                | "psycopg"
                | "java"
                | "jdk"
                | "arg"
                | "param"
                | "local"
        )
}

pub(super) fn is_digest(word: &str) -> bool {
    word.len() >= 8
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

pub(super) fn uuid(text: &str) -> Option<usize> {
    let bytes = text.as_bytes().get(..36)?;
    let is_uuid = bytes.iter().enumerate().all(|(at, byte)| match at {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    });
    is_uuid.then_some(36)
}

/// `2026-01-18T16:42:00Z`, `2026-01-18`, `16:42:00.123`.
pub(super) fn is_date_or_time(token: &str) -> bool {
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let date = token.split(['T', ' ']).next().unwrap_or(token);
    let mut parts = date.split(['-', '/']);
    let is_date = parts.next().is_some_and(|year| digits(year, 4) && year.starts_with(['1', '2']))
        && parts.next().is_some_and(|month| digits(month, 2))
        && parts.next().is_some_and(|day| digits(day, 2));
    let mut clock = token.split([':', '.', ',']);
    let is_clock = clock.next().is_some_and(|hour| digits(hour, 2))
        && token.contains(':')
        && clock.next().is_some_and(|minute| digits(minute, 2))
        && clock.next().is_some_and(|second| digits(second.trim_end_matches('Z'), 2));
    is_date || is_clock
}
