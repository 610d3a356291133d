//! From the bytes of an artifact to text, whatever encoding a runner wrote.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use report_model::Notice;

/// An artifact as text, and what had to be done to get it.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) repair: Option<Repair>,
}

/// What was wrong with the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repair {
    /// Neither UTF-8 nor what it declares to be; read as windows-1252.
    Guessed,
    /// Some bytes are no text in the encoding of the rest.
    Replaced,
    /// UTF-16 where it is not usual, as PowerShell writes when it redirects output.
    Wide,
    /// The declaration names an encoding that nobody knows.
    UnknownName,
    /// The declaration says UTF-16 and the bytes are not, as .NET writes what it made as a string.
    NotWide,
}

impl Repair {
    /// The notice for it, without a place.
    pub(crate) fn notice(self) -> Notice {
        match self {
            Self::Guessed => {
                Notice::warning("is not UTF-8 and declares no other encoding; read as windows-1252")
                    .effect("letters outside ASCII may be wrong")
                    .hint("let the runner write UTF-8, or declare the encoding in the first line")
            }
            Self::Replaced => {
                Notice::warning("holds bytes that are no text in its encoding; each became \u{fffd}")
                    .hint("let the runner write UTF-8")
            }
            Self::Wide => Notice::note("is UTF-16; read as such")
                .hint("PowerShell writes it when output is redirected: use `| Out-File -Encoding utf8`"),
            Self::UnknownName => Notice::note("declares an encoding that does not exist; read by its bytes")
                .hint("let the runner write UTF-8"),
            Self::NotWide => Notice::note("declares UTF-16 and is not; read as UTF-8")
                .hint("strict readers refuse it: let the runner write the declaration with the bytes"),
        }
    }
}

/// Decodes by byte order mark, then by the XML declaration, then as UTF-8. Valid UTF-8 is borrowed.
pub(crate) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let mut decoded = decode_bytes(bytes);
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if decoded.repair.is_none() && is_wide && !decoded.text.trim_start().starts_with('<') {
        decoded.repair = Some(Repair::Wide);
    }
    if decoded.repair.is_none()
        && label(decoded.text.as_bytes()).is_some_and(|name| Encoding::for_label(name).is_none())
    {
        decoded.repair = Some(Repair::UnknownName);
    }
    if decoded.repair.is_none()
        && declared(bytes).is_some_and(is_wide_encoding)
        && matches!(decoded.text, Cow::Borrowed(_))
    {
        decoded.repair = Some(Repair::NotWide);
    }
    decoded
}

fn decode_bytes(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return if encoding == UTF_8 { utf8(rest) } else { decode_as(encoding, rest) };
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_as(encoding, bytes);
    }
    match declared(bytes) {
        // A declaration that can be read byte by byte is not UTF-16, whatever it says.
        Some(encoding) if encoding != UTF_8 && !is_wide_encoding(encoding) => decode_as(encoding, bytes),
        _ => utf8(bytes),
    }
}

fn is_wide_encoding(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Whether a text that begins with `head` can be decoded part by part.
pub(crate) fn is_utf8(head: &[u8]) -> bool {
    Encoding::for_bom(head).is_none_or(|(encoding, _)| encoding == UTF_8)
        && utf16_without_mark(head).is_none()
        && declared(head).is_none_or(|encoding| encoding == UTF_8)
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, repair: broken.then_some(Repair::Replaced) }
}

/// Decodes what is UTF-8, or should be.
pub(crate) fn utf8(bytes: &[u8]) -> Decoded<'_> {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), repair: None };
    }
    // Text with whole UTF-8 letters in it is UTF-8 with an accident, such as a cut in the middle of a letter;
    // without any it is most likely what Windows and older runners write.
    let is_utf8 = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii())
        || bytes.utf8_chunks().all(|chunk| chunk.invalid().is_empty() || chunk.invalid().len() > 1);
    if is_utf8 {
        Decoded { text: String::from_utf8_lossy(bytes), repair: Some(Repair::Replaced) }
    } else {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        Decoded { text, repair: Some(Repair::Guessed) }
    }
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..8)?;
    let zeros = |from: usize| head.iter().skip(from).step_by(2).all(|byte| *byte == 0);
    let letters = |from: usize| head.iter().skip(from).step_by(2).all(|byte| *byte != 0);
    if zeros(0) && letters(1) {
        Some(UTF_16BE)
    } else if letters(0) && zeros(1) {
        Some(UTF_16LE)
    } else {
        None
    }
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_label(label(bytes)?)
}

/// The name of the encoding in an XML declaration.
fn label(bytes: &[u8]) -> Option<&[u8]> {
    let start = bytes.trim_ascii_start();
    if !start.starts_with(b"<?xml") {
        return None;
    }
    let declaration = start.get(..start.len().min(200))?;
    let declaration = declaration.get(..memchr::memchr(b'>', declaration)?)?;
    let label = declaration.get(memchr::memmem::find(declaration, b"encoding")? + b"encoding".len()..)?;
    let quote = label.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let label = label.get(quote + 1..)?;
    label.get(..label.iter().position(|byte| matches!(byte, b'"' | b'\''))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> (String, Option<Repair>) {
        let decoded = decode(bytes);
        (decoded.text.into_owned(), decoded.repair)
    }

    #[test]
    fn utf8_is_borrowed() {
        assert!(matches!(decode("<ü/>".as_bytes()).text, Cow::Borrowed("<ü/>")));
        assert!(matches!(decode("\u{feff}<ü/>".as_bytes()).text, Cow::Borrowed("<ü/>")));
    }

    #[test]
    fn utf16_is_read_with_and_without_mark() {
        let plain = "<?xml version='1.0'?><ü/>";
        let big: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let little: Vec<u8> = format!("\u{feff}{plain}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&big), (plain.to_owned(), None));
        assert_eq!(text(&little), (plain.to_owned(), None));
    }

    #[test]
    fn the_declaration_decides_and_its_lack_is_told() {
        assert_eq!(
            text(b"<?xml version='1.0' encoding='ISO-8859-1'?>\xfc").0,
            "<?xml version='1.0' encoding='ISO-8859-1'?>ü"
        );
        assert_eq!(text(b"Z\xfcrich ist schoen"), ("Zürich ist schoen".to_owned(), Some(Repair::Guessed)));
        // A UTF-8 file that was cut in the middle of its last letter stays UTF-8.
        assert_eq!(text(b"na\xc3\xafve \xe6\x9d"), ("naïve \u{fffd}".to_owned(), Some(Repair::Replaced)));
    }
}
