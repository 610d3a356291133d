//! The one element type behind `markup!`: what the pages' tables, lists and panels are made of.
//!
//! The functions here are few and not generic, or generic in one thin line: every page calls the same code. An
//! [`Element`] becomes a Leptos element with a tag, attributes and children that are values instead of types.

use std::sync::{Arc, Mutex};

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute as _};
use leptos::attr::custom::custom_attribute;
use leptos::ev::{Custom, on};
use leptos::html;
use leptos::prelude::*;

/// An element that is being put together.
pub struct Element {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<AnyView>,
}

/// A value that does not change by itself.
pub trait StaticValue {
    /// What the attribute says; `None` leaves it out.
    fn text(self) -> Option<String>;
}

/// What an attribute can be given.
pub trait Value {
    /// Puts it on an element.
    fn put(self, name: &'static str, element: &mut Element);
}

impl StaticValue for &str {
    fn text(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl StaticValue for String {
    fn text(self) -> Option<String> {
        Some(self)
    }
}

impl StaticValue for bool {
    fn text(self) -> Option<String> {
        self.then(String::new)
    }
}

impl StaticValue for usize {
    fn text(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl StaticValue for i32 {
    fn text(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl<T: StaticValue> StaticValue for Option<T> {
    fn text(self) -> Option<String> {
        self.and_then(T::text)
    }
}

macro_rules! static_values {
    ($($kind:ty),*) => {
        $(impl Value for $kind {
            fn put(self, name: &'static str, element: &mut Element) {
                element.put_text(name, self.text());
            }
        })*
    };
}

static_values!(&'static str, String, bool, usize, i32, Option<String>, Option<&'static str>);

impl<F, V> Value for F
where
    F: Fn() -> V + Send + Sync + 'static,
    V: StaticValue,
{
    fn put(self, name: &'static str, element: &mut Element) {
        element.put_live(name, Arc::new(Mutex::new(move || self().text())));
    }
}

impl Element {
    /// An element of HTML.
    #[inline(never)]
    pub fn new(tag: &'static str) -> Self {
        Self { tag, attributes: Vec::new(), children: Vec::new() }
    }

    #[inline(never)]
    fn put_text(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.attributes.push(custom_attribute(name, value).into_any_attr());
        }
    }

    #[inline(never)]
    fn put_live(&mut self, name: &'static str, value: Arc<Mutex<dyn FnMut() -> Option<String> + Send>>) {
        self.attributes.push(custom_attribute(name, value).into_any_attr());
    }

    #[inline(never)]
    fn put_event(&mut self, name: &'static str, mut handler: Box<dyn FnMut(web_sys::Event)>) {
        let listener = on(Custom::<web_sys::Event>::new(name), move |event| handler(event));
        self.attributes.push(listener.into_any_attr());
    }

    #[inline(never)]
    fn put_child(&mut self, child: AnyView) {
        self.children.push(child);
    }

    /// Gives it an attribute: a text, a number, whether it is there at all, or a function of signals.
    #[must_use]
    pub fn attr(mut self, name: &'static str, value: impl Value) -> Self {
        value.put(name, &mut self);
        self
    }

    /// Listens to an event.
    #[must_use]
    pub fn on(mut self, name: &'static str, handler: impl FnMut(web_sys::Event) + 'static) -> Self {
        self.put_event(name, Box::new(handler));
        self
    }

    /// Puts a view into it, behind what is there.
    #[must_use]
    pub fn child(mut self, child: impl IntoAny) -> Self {
        self.put_child(child.into_any());
        self
    }

    /// Puts an element into it.
    #[must_use]
    #[inline(never)]
    pub fn element(mut self, child: Self) -> Self {
        self.children.push(child.view());
        self
    }

    /// Puts a text into it.
    #[must_use]
    #[inline(never)]
    pub fn text(mut self, text: &'static str) -> Self {
        self.children.push(self::text(text));
        self
    }

    /// The finished view.
    #[inline(never)]
    pub fn view(self) -> AnyView {
        let Self { tag, attributes, children } = self;
        html::custom(tag).add_any_attr(attributes.into_any_attr()).child(children).into_any()
    }
}

/// A text that is always the same.
#[inline(never)]
pub fn text(text: &'static str) -> AnyView {
    text.into_any()
}

/// Several views, one behind the other.
#[inline(never)]
pub fn several(views: Vec<AnyView>) -> AnyView {
    views.into_any()
}
