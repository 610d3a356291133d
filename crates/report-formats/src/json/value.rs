//! One value of a text that was read, and what it is asked for.

use std::borrow::Cow;

use super::{Json, Kind, Node, number, text};

/// One value of a [`Json`] text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'t, 'a> {
    pub(super) json: &'t Json<'a>,
    pub(super) number: u32,
    pub(super) node: Node,
}

impl<'t, 'a> Value<'t, 'a> {
    pub(super) fn raw(self) -> &'a str {
        self.json.text.get(self.node.at as usize..self.node.end as usize).unwrap_or_default()
    }

    /// The member called `key`; of several the first.
    pub(crate) fn get(self, key: &str) -> Option<Self> {
        if self.node.kind != Kind::Object {
            return None;
        }
        // Every reader asks for many keys of every object: most differ in their length already.
        let nodes = &self.json.tape.nodes;
        let mut number = self.number + 1;
        while number < self.node.next {
            let name = nodes.get(number as usize)?;
            let (start, end) = (name.at as usize, name.end as usize);
            if end - start == key.len() && self.json.text.as_bytes().get(start..end) == Some(key.as_bytes()) {
                return self.json.value(name.next);
            }
            number = nodes.get(name.next as usize)?.next;
        }
        None
    }

    /// The value at the end of a way of keys.
    pub(crate) fn path(self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The members of an object, keys and values.
    pub(crate) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> + use<'t, 'a> {
        self.members_raw().map(|(key, value)| (key.string().unwrap_or_default(), value))
    }

    /// The members of an object, keys as they are written and values.
    #[inline]
    pub(crate) fn members_as_written(self) -> impl Iterator<Item = (&'a str, Self)> + use<'t, 'a> {
        self.members_raw().map(|(key, value)| (key.raw(), value))
    }

    fn members_raw(self) -> Members<'t, 'a> {
        let is_object = self.node.kind == Kind::Object;
        Members {
            items: Items {
                json: self.json,
                next: self.number + 1,
                end: if is_object { self.node.next } else { 0 },
            },
        }
    }

    /// The elements of an array; of anything else none.
    pub(crate) fn items(self) -> Items<'t, 'a> {
        let is_array = self.node.kind == Kind::Array;
        Items { json: self.json, next: self.number + 1, end: if is_array { self.node.next } else { 0 } }
    }

    /// The elements of the array that is called `key`.
    pub(crate) fn list(self, key: &str) -> Items<'t, 'a> {
        match self.get(key) {
            Some(list) => list.items(),
            None => Items { json: self.json, next: 0, end: 0 },
        }
    }

    pub(crate) fn is_object(self) -> bool {
        self.node.kind == Kind::Object
    }

    pub(crate) fn is_array(self) -> bool {
        self.node.kind == Kind::Array
    }

    pub(crate) fn is_null(self) -> bool {
        self.node.kind == Kind::Null
    }

    /// Whether the text ended before this object or array did.
    pub(crate) fn is_cut(self) -> bool {
        matches!(self.node.kind, Kind::Object | Kind::Array) && self.node.is_special
    }

    /// A string.
    pub(crate) fn string(self) -> Option<Cow<'a, str>> {
        if self.node.kind != Kind::String {
            return None;
        }
        if !self.node.is_special {
            return Some(Cow::Borrowed(self.raw()));
        }
        let mut odd = self.json.odd.escapes.get();
        let text = text::unescape(self.raw(), self.node.at as usize, &mut odd);
        self.json.odd.escapes.set(odd);
        Some(Cow::Owned(text))
    }

    /// A string that is not empty.
    pub(crate) fn some_string(self) -> Option<Cow<'a, str>> {
        self.string().filter(|text| !text.is_empty())
    }

    /// The string that is called `key`.
    pub(crate) fn str_of(self, key: &str) -> Option<Cow<'a, str>> {
        self.get(key)?.some_string()
    }

    /// A number.
    pub(crate) fn number(self) -> Option<f64> {
        if self.node.kind != Kind::Number {
            return None;
        }
        number::float(self.raw())
    }

    /// A number, be it written as a string.
    pub(crate) fn number_or_text(self) -> Option<f64> {
        self.number().or_else(|| number::float(self.string()?.trim()))
    }

    /// The number that is called `key`.
    pub(crate) fn number_of(self, key: &str) -> Option<f64> {
        self.get(key)?.number()
    }

    /// A duration in seconds; unknown when it is negative, as after a clock was set.
    pub(crate) fn secs_of(self, key: &str) -> Option<f64> {
        self.number_of(key).filter(|secs| *secs >= 0.0)
    }

    /// A duration in milliseconds, as seconds.
    pub(crate) fn millis_of(self, key: &str) -> Option<f64> {
        self.secs_of(key).map(|millis| millis / 1000.0)
    }

    /// A count. What is below nothing is none; what is too large is [`MAX_COUNT`].
    pub(crate) fn count(self) -> Option<u64> {
        if self.node.kind != Kind::Number {
            return None;
        }
        number::count(self.raw())
    }

    /// The count that is called `key`.
    pub(crate) fn count_of(self, key: &str) -> Option<u64> {
        self.get(key)?.count()
    }

    /// The line number that is called `key`.
    pub(crate) fn line_of(self, key: &str) -> Option<u32> {
        self.count_of(key).and_then(|line| u32::try_from(line).ok())
    }

    /// A truth value.
    pub(crate) fn truth(self) -> Option<bool> {
        match self.node.kind {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => None,
        }
    }

    /// Whether the member `key` is true.
    pub(crate) fn is_true(self, key: &str) -> bool {
        self.get(key).and_then(Self::truth) == Some(true)
    }

    /// The value as it stands in the text, for what has no place of its own.
    pub(crate) fn written(self) -> Cow<'a, str> {
        match self.string() {
            Some(text) => text,
            None => Cow::Borrowed(self.raw()),
        }
    }
}

/// Goes over values that stand beside each other.
#[derive(Debug, Clone)]
pub(crate) struct Items<'t, 'a> {
    pub(super) json: &'t Json<'a>,
    pub(super) next: u32,
    pub(super) end: u32,
}

impl<'t, 'a> Iterator for Items<'t, 'a> {
    type Item = Value<'t, 'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.end {
            return None;
        }
        let value = self.json.value(self.next)?;
        self.next = value.node.next;
        Some(value)
    }
}

struct Members<'t, 'a> {
    items: Items<'t, 'a>,
}

impl<'t, 'a> Iterator for Members<'t, 'a> {
    type Item = (Value<'t, 'a>, Value<'t, 'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        Some((self.items.next()?, self.items.next()?))
    }
}
