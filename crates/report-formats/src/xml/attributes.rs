//! The attributes of one start tag.

/// One attribute, its value not yet resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attribute<'a> {
    /// Its name, with its prefix.
    pub(crate) name: &'a str,
    /// Its value, references and all.
    pub(crate) value: &'a str,
    /// The offset of the value in the text.
    pub(crate) at: usize,
    /// Whether there is a `&` in the value.
    pub(super) has_reference: bool,
    is_sound: bool,
}

impl Attribute<'_> {
    /// Whether it was written as XML asks: `name="value"`.
    pub(crate) fn is_sound(&self) -> bool {
        self.is_sound
    }
}

/// Goes over the attributes of a tag; the standard's checks are left to those who care.
#[derive(Debug, Clone)]
pub(crate) struct Attributes<'a> {
    text: &'a str,
    /// How far in `text` it went.
    position: usize,
    /// The offset of `text` in the file.
    at: usize,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, position: 0, at }
    }

    /// The next byte, not taken.
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    #[inline]
    fn skip_while(&mut self, test: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&test) {
            self.position += 1;
        }
    }

    #[inline]
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// What stands where a quoted value should.
    #[cold]
    fn unquoted(&mut self, name: &'a str) -> Attribute<'a> {
        let start = self.position;
        self.skip_while(|byte| !byte.is_ascii_whitespace());
        let value = self.since(start);
        Attribute { name, value, at: self.at + start, has_reference: true, is_sound: false }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let before = self.position;
        self.skip_while(|byte| byte.is_ascii_whitespace());
        let start = self.position;
        self.peek()?;
        self.skip_while(|byte| byte != b'=' && !byte.is_ascii_whitespace());
        let name = self.since(start);
        self.skip_while(|byte| byte.is_ascii_whitespace());
        if self.peek() != Some(b'=') {
            let at = self.at + self.position;
            return Some(Attribute { name, value: "", at, has_reference: false, is_sound: false });
        }
        self.position += 1;
        self.skip_while(|byte| byte.is_ascii_whitespace());
        let Some(quote @ (b'"' | b'\'')) = self.peek() else { return Some(self.unquoted(name)) };
        self.position += 1;
        let value_start = self.position;
        let rest = self.text.as_bytes().get(value_start..).unwrap_or_default();
        let (end, has_reference) = find_quote(quote, rest);
        self.position = value_start + end.unwrap_or(rest.len());
        let value = self.since(value_start);
        self.position += 1;
        Some(Attribute {
            name,
            value,
            at: self.at + value_start,
            has_reference,
            is_sound: start > before && end.is_some(),
        })
    }
}

/// Where the closing quote is, and whether there may be a `&` before it.
#[inline]
fn find_quote(quote: u8, text: &[u8]) -> (Option<usize>, bool) {
    // Line numbers and counts end before a vector search has begun.
    for (position, byte) in text.iter().take(8).enumerate() {
        if *byte == quote {
            return (Some(position), false);
        }
        if *byte == b'&' {
            return (memchr::memchr(quote, text), true);
        }
    }
    match memchr::memchr2(quote, b'&', text) {
        Some(found) if text.get(found) == Some(&b'&') => (memchr::memchr(quote, text), true),
        found => (found, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(&str, &str, bool)> {
        Attributes::new(text, 0)
            .map(|attribute| (attribute.name, attribute.value, attribute.is_sound))
            .collect()
    }

    #[test]
    fn sound_ones_are_read() {
        assert_eq!(all(" a=\"1\"\n b = 'x \"y\"' "), [("a", "1", true), ("b", "x \"y\"", true)]);
        assert_eq!(all(""), []);
    }

    #[test]
    fn broken_ones_end_and_are_marked() {
        assert_eq!(all(" a=1 b"), [("a", "1", false), ("b", "", false)]);
        assert_eq!(all(" a=\"1\"b=\"2\""), [("a", "1", true), ("b", "2", false)]);
        assert_eq!(all(" a=\"1"), [("a", "1", false)]);
        assert_eq!(all(" = ="), [("", "=", false)]);
    }

    #[test]
    fn offsets_lead_to_the_value() {
        let text = " name=\"ü\" time='3'";
        let last = Attributes::new(text, 100).last().unwrap();
        assert_eq!(&text[last.at - 100..][..1], "3");
    }
}
