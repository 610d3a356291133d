//! The pieces of an XML text.

use super::Attributes;

/// One piece of an XML text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name ...>` or `<name .../>`.
    Start(Tag<'a>),
    /// The end of the innermost open element. Every start that is not empty gets its end, written or not.
    End(&'a str),
    /// Text with its references still in it.
    Text(&'a str),
    /// What stands in `<![CDATA[...]]>`.
    CData(&'a str),
    /// `<!-- ... -->`, what is within.
    Comment(&'a str),
    /// Nothing is left.
    Eof,
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// The element's name without its prefix.
    pub(crate) name: &'a str,
    /// All between the name and the end of the tag.
    pub(super) attributes: &'a str,
    /// Whether the element ends with its tag.
    pub(crate) is_empty: bool,
    /// The offset of its `<`.
    pub(crate) at: usize,
    /// The offset of `attributes`.
    pub(super) attributes_at: usize,
}

/// What can be wrong with the attributes of a tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct AttributeFaults {
    /// One of them stands in it twice.
    pub(super) has_repeated: bool,
    /// One of them is not written as XML asks.
    pub(super) has_unsound: bool,
}

impl<'a> Tag<'a> {
    /// What is wrong with its attributes. Of tags with more than anybody writes the first are looked at.
    pub(super) fn attribute_faults(&self) -> AttributeFaults {
        let mut faults = AttributeFaults::default();
        let mut seen = [""; 32];
        for (count, attribute) in self.attributes().take(seen.len()).enumerate() {
            faults.has_repeated |= seen.iter().take(count).any(|name| *name == attribute.name);
            faults.has_unsound |= !attribute.is_sound();
            if let Some(slot) = seen.get_mut(count) {
                *slot = attribute.name;
            }
        }
        faults
    }

    /// The attributes in the order of the file.
    pub(crate) fn attributes(&self) -> Attributes<'a> {
        Attributes::new(self.attributes, self.attributes_at)
    }

    /// The raw value of one attribute; for elements that are read once, not for every line of a file.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|attribute| attribute.name == name).map(|attribute| attribute.value)
    }
}
