//! From the values that the browser's parser made to the types of the contract.
//!
//! A general reader keeps, at every field of every type, the way back for a value that does not fit. The generator and
//! the dashboard agree on [`SCHEMA`](report_model::site::SCHEMA) before anything is read, so here such a value ends
//! the program with a message instead. That one decision makes the reading code half as large, and it is a sixth of
//! what a reader downloads.

use std::cell::RefCell;
use std::fmt;

use js_sys::{Array, Reflect};
use serde::de::value::U64Deserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer as _, MapAccess,
    SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use wasm_bindgen::JsValue;

thread_local! {
    /// The file that is being read, for the message.
    static FILE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the values of `file` mean.
///
/// # Panics
///
/// When they are not a `T`.
pub(super) fn understood<T: DeserializeOwned>(file: &str, value: JsValue) -> T {
    FILE.with_borrow_mut(|reading| file.clone_into(reading));
    match T::deserialize(Value(value)) {
        Ok(value) => value,
        Err(never) => match never {},
    }
}

/// The error of a reader that does not return from one.
#[derive(Debug)]
enum Never {}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl std::error::Error for Never {}

impl de::Error for Never {
    fn custom<T: fmt::Display>(message: T) -> Self {
        unfit(&message.to_string())
    }
}

#[cold]
fn unfit(message: &str) -> ! {
    let file = FILE.with_borrow(Clone::clone);
    crate::stop::because_of(&format!("data/{file} is not what this dashboard reads: {message}"))
}

#[cold]
fn mismatch(expected: &str) -> ! {
    unfit(&format!("{expected} expected"))
}

/// A value of the browser.
struct Value(JsValue);

impl Value {
    fn number(&self) -> f64 {
        self.0.as_f64().unwrap_or_else(|| mismatch("a number"))
    }

    fn text(&self) -> String {
        self.0.as_string().unwrap_or_else(|| mismatch("a text"))
    }

    fn items(&self) -> Items {
        if !Array::is_array(&self.0) {
            mismatch("a list");
        }
        let array = Array::from(&self.0);
        Items { length: array.length(), array, next: 0 }
    }

    fn fields(self, names: &'static [&'static str]) -> Fields {
        if !self.0.is_object() {
            mismatch("an object");
        }
        Fields { object: self.0, names, next: 0, value: JsValue::UNDEFINED }
    }

    /// The variant's place among all, and what it holds.
    fn variant(self, names: &'static [&'static str]) -> (u64, Self) {
        let (name, held) = if let Some(name) = self.0.as_string() {
            (name, JsValue::UNDEFINED)
        } else {
            let keys = Reflect::own_keys(&self.0).unwrap_or_else(|_| mismatch("a variant"));
            let key = keys.get(0);
            let held = member(&self.0, &key);
            (key.as_string().unwrap_or_else(|| mismatch("a variant")), held)
        };
        match names.iter().position(|known| *known == name) {
            Some(index) => (index as u64, Self(held)),
            None => mismatch("a variant of this version"),
        }
    }
}

#[inline(never)]
fn member(object: &JsValue, name: &JsValue) -> JsValue {
    Reflect::get(object, name).unwrap_or(JsValue::UNDEFINED)
}

macro_rules! numbers {
    ($($method:ident $visit:ident $kind:ty),*) => {
        $(
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the generator wrote a value of this kind; the browser keeps all numbers as f64"
            )]
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
                visitor.$visit(self.number() as $kind)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Value {
    type Error = Never;

    numbers! {
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_f64(self.number())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bool(self.0.as_bool().unwrap_or_else(|| mismatch("true or false")))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        if self.0.is_null() || self.0.is_undefined() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(self.items())
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(self.items())
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(self.items())
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let keys = Reflect::own_keys(&self.0).unwrap_or_else(|_| mismatch("an object"));
        visitor.visit_map(Entries { object: self.0, keys, next: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_map(self.fields(fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        let (index, held) = self.variant(variants);
        visitor.visit_enum(Variant { index, held })
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Never> {
        mismatch("a value of a kind that the contract names")
    }

    forward_to_deserialize_any! { i8 i16 i128 u128 f32 bytes byte_buf unit unit_struct identifier ignored_any }
}

/// The elements of a list.
struct Items {
    array: Array,
    length: u32,
    next: u32,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Never> {
        if self.next >= self.length {
            return Ok(None);
        }
        let value = self.array.get(self.next);
        self.next += 1;
        seed.deserialize(Value(value)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.length - self.next).ok()
    }
}

/// The fields of an object that its type knows. A field is told by its place in the type, so that no type brings
/// code to compare names.
struct Fields {
    object: JsValue,
    names: &'static [&'static str],
    next: usize,
    value: JsValue,
}

impl Fields {
    #[inline(never)]
    fn next(&mut self) -> Option<u64> {
        loop {
            let index = self.next;
            let name = self.names.get(index)?;
            self.next += 1;
            self.value = member(&self.object, &JsValue::from_str(name));
            if !self.value.is_undefined() {
                return Some(index as u64);
            }
        }
    }
}

fn place(index: u64) -> U64Deserializer<Never> {
    index.into_deserializer()
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Never;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Never> {
        match self.next() {
            Some(index) => seed.deserialize(place(index)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Never> {
        seed.deserialize(Value(std::mem::replace(&mut self.value, JsValue::UNDEFINED)))
    }
}

/// The entries of an object whose keys are data.
struct Entries {
    object: JsValue,
    keys: Array,
    next: u32,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Never;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Never> {
        if self.next >= self.keys.length() {
            return Ok(None);
        }
        seed.deserialize(Value(self.keys.get(self.next))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Never> {
        let value = member(&self.object, &self.keys.get(self.next));
        self.next += 1;
        seed.deserialize(Value(value))
    }
}

/// A variant of an enum, told by its place.
struct Variant {
    index: u64,
    held: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Never;
    type Variant = Value;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Value), Never> {
        Ok((seed.deserialize(place(self.index))?, self.held))
    }
}

impl<'de> VariantAccess<'de> for Value {
    type Error = Never;

    fn unit_variant(self) -> Result<(), Never> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Never> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(self.items())
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_map(self.fields(fields))
    }
}
