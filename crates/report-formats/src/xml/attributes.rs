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
    sound: bool,
}

impl Attribute<'_> {
    /// Whether it was written as XML asks: `name="value"`.
    pub(crate) fn is_sound(&self) -> bool {
        self.sound
    }
}

/// Goes over the attributes of a tag; the standard's checks are left to those who care.
#[derive(Debug, Clone)]
pub(crate) struct Attributes<'a> {
    rest: &'a str,
    at: usize,
}

impl<'a> Attributes<'a> {
    pub(super) fn new(rest: &'a str, at: usize) -> Self {
        Self { rest, at }
    }

    /// Takes `count` bytes, which must end at a character.
    fn take(&mut self, count: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.at += taken.len();
        taken
    }

    fn skip_spaces(&mut self) -> usize {
        let spaces = self.rest.bytes().take_while(u8::is_ascii_whitespace).count();
        self.take(spaces);
        spaces
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Attribute<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let spaces = self.skip_spaces();
        if self.rest.is_empty() {
            return None;
        }
        let name_end = self
            .rest
            .bytes()
            .position(|byte| byte == b'=' || byte.is_ascii_whitespace())
            .unwrap_or(self.rest.len());
        // A lone `=` would otherwise be an attribute without name for ever.
        let name = self.take(name_end.max(usize::from(self.rest.starts_with('='))));
        if !self.rest.starts_with('=') {
            self.skip_spaces();
        }
        if !self.rest.starts_with('=') {
            return Some(Attribute { name, value: "", at: self.at, sound: false });
        }
        self.take(1);
        self.skip_spaces();
        let Some(quote @ (b'"' | b'\'')) = self.rest.bytes().next() else {
            let end = self.rest.bytes().position(|byte| byte.is_ascii_whitespace());
            let at = self.at;
            let value = self.take(end.unwrap_or(self.rest.len()));
            return Some(Attribute { name, value, at, sound: false });
        };
        self.take(1);
        let at = self.at;
        let end = memchr::memchr(quote, self.rest.as_bytes());
        let value = self.take(end.unwrap_or(self.rest.len()));
        self.take(1);
        Some(Attribute { name, value, at, sound: spaces > 0 && end.is_some() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(&str, &str, bool)> {
        Attributes::new(text, 0).map(|attribute| (attribute.name, attribute.value, attribute.sound)).collect()
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
        assert_eq!(all(" = ="), [("=", "", false)].into_iter().chain([]).collect::<Vec<_>>());
    }

    #[test]
    fn offsets_lead_to_the_value() {
        let text = " name=\"ü\" time='3'";
        let last = Attributes::new(text, 100).last().unwrap();
        assert_eq!(&text[last.at - 100..][..1], "3");
    }
}
