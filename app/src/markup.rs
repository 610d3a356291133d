//! The few types behind `markup!`: what the pages' tables, lists and panels are made of.
//!
//! The functions here are few, and not generic or generic in one thin line, so that every page calls the same code.
//! A [`Piece`] is a small value that is put together without Leptos; [`Piece::view`] makes a Leptos view of it, which
//! Leptos then mounts, updates and takes down like any other.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use leptos::attr::any_attribute::{AnyAttribute, IntoAnyAttribute as _};
use leptos::attr::custom::custom_attribute;
use leptos::ev::{Custom, on};
use leptos::html;
use leptos::prelude::{AddAnyAttr as _, AnyView, ElementChild as _, IntoAny as _, IntoRender, NodeRef};
use leptos::tachys::html::element::{ElementType, inner_html};
use leptos::tachys::html::node_ref::{NodeRefContainer, node_ref};
use leptos::tachys::html::property::{IntoProperty, prop};
use report_model::text::visible;

/// Something that can stand on a page.
pub enum Piece {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// An element.
    Element(Element),
    /// Several pieces, one behind the other.
    Several(Vec<Piece>),
    /// A view that Leptos made.
    View(Box<AnyView>),
}

/// What can be made a [`Piece`].
pub trait IntoPiece {
    /// The piece.
    fn into_piece(self) -> Piece;
}

impl Piece {
    /// The view, for Leptos.
    #[inline(never)]
    pub fn view(self) -> AnyView {
        match self {
            Self::Empty => ().into_any(),
            Self::Text(text) => text.into_any(),
            Self::Element(element) => element.view(),
            Self::Several(pieces) => views(pieces).into_any(),
            Self::View(view) => *view,
        }
    }
}

fn views(pieces: Vec<Piece>) -> Vec<AnyView> {
    pieces.into_iter().map(Piece::view).collect()
}

/// Lets a piece stand in the braces of `view!`.
impl IntoRender for Piece {
    type Output = AnyView;

    fn into_render(self) -> AnyView {
        self.view()
    }
}

impl IntoPiece for Piece {
    fn into_piece(self) -> Piece {
        self
    }
}

impl IntoPiece for () {
    fn into_piece(self) -> Piece {
        Piece::Empty
    }
}

/// Every text that is not our own goes through here: what an artifact hides in it is made visible.
impl IntoPiece for String {
    #[inline(never)]
    fn into_piece(self) -> Piece {
        Piece::Text(shown(self))
    }
}

fn shown(text: String) -> String {
    match visible(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(visible) => visible,
    }
}

impl IntoPiece for &str {
    #[inline(never)]
    fn into_piece(self) -> Piece {
        Piece::Text(self.to_owned())
    }
}

impl IntoPiece for usize {
    fn into_piece(self) -> Piece {
        Piece::Text(self.to_string())
    }
}

impl IntoPiece for AnyView {
    #[inline(never)]
    fn into_piece(self) -> Piece {
        Piece::View(Box::new(self))
    }
}

impl<T: IntoPiece> IntoPiece for Option<T> {
    fn into_piece(self) -> Piece {
        self.map_or(Piece::Empty, T::into_piece)
    }
}

impl<T: IntoPiece> IntoPiece for Vec<T> {
    fn into_piece(self) -> Piece {
        Piece::Several(self.into_iter().map(T::into_piece).collect())
    }
}

/// A function of signals: its piece is made anew when one of them changes.
impl<F, T> IntoPiece for F
where
    F: Fn() -> T + Send + 'static,
    T: IntoPiece,
{
    fn into_piece(self) -> Piece {
        live(Box::new(move || self().into_piece()))
    }
}

#[inline(never)]
fn live(piece: Box<dyn Fn() -> Piece + Send>) -> Piece {
    (move || piece().view()).into_any().into_piece()
}

/// Several pieces, one behind the other.
#[inline(never)]
pub fn several(pieces: Vec<Piece>) -> Piece {
    Piece::Several(pieces)
}

/// An element that is being put together. Boxed, so that handing it from call to call moves one word.
pub struct Element(Box<Parts>);

struct Parts {
    tag: &'static str,
    attributes: Vec<AnyAttribute>,
    children: Vec<Piece>,
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

impl<T: StaticValue> StaticValue for Option<T> {
    fn text(self) -> Option<String> {
        self.and_then(T::text)
    }
}

macro_rules! static_values {
    ($($kind:ty),*) => {
        $(impl Value for $kind {
            #[inline(never)]
            fn put(self, name: &'static str, element: &mut Element) {
                element.put_text(name, self.text());
            }
        })*
    };
}

static_values!(&'static str, String, bool, usize, Option<String>, Option<&'static str>);

impl<F, V> Value for F
where
    F: Fn() -> V + Send + 'static,
    V: StaticValue,
{
    fn put(self, name: &'static str, element: &mut Element) {
        element.put_live(name, Arc::new(Mutex::new(move || self().text())));
    }
}

/// A drawing, or a function of signals that makes one.
pub trait Drawing {
    /// The function.
    fn into_shared(self) -> Arc<Mutex<dyn FnMut() -> String + Send>>;
}

impl Drawing for String {
    fn into_shared(self) -> Arc<Mutex<dyn FnMut() -> String + Send>> {
        Arc::new(Mutex::new(move || self.clone()))
    }
}

impl<F: Fn() -> String + Send + 'static> Drawing for F {
    fn into_shared(self) -> Arc<Mutex<dyn FnMut() -> String + Send>> {
        Arc::new(Mutex::new(self))
    }
}

impl Element {
    /// An element of HTML.
    #[inline(never)]
    pub fn new(tag: &'static str) -> Self {
        Self(Box::new(Parts { tag, attributes: Vec::new(), children: Vec::new() }))
    }

    #[inline(never)]
    fn put_text(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.0.attributes.push(custom_attribute(name, shown(value)).into_any_attr());
        }
    }

    #[inline(never)]
    fn put_live(&mut self, name: &'static str, value: Arc<Mutex<dyn FnMut() -> Option<String> + Send>>) {
        self.0.attributes.push(custom_attribute(name, value).into_any_attr());
    }

    #[inline(never)]
    fn put_event(&mut self, name: &'static str, handler: Box<dyn FnMut(web_sys::Event)>) {
        let listener = on(Custom::<web_sys::Event>::new(name), handler);
        self.0.attributes.push(listener.into_any_attr());
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

    /// Sets a property of the element, such as what stands in a field.
    #[must_use]
    pub fn prop(mut self, name: &'static str, value: impl IntoProperty + Clone + Send + 'static) -> Self {
        self.0.attributes.push(prop(name, value).into_any_attr());
        self
    }

    /// Lets the page reach the element once it is there.
    #[must_use]
    pub fn node_ref<E: ElementType + 'static>(mut self, place: NodeRef<E>) -> Self
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.0.attributes.push(node_ref::<E, _>(place).into_any_attr());
        self
    }

    /// Sets markup of our own: charts and icons, never text of an artifact that was not escaped.
    #[must_use]
    pub fn drawing(mut self, drawing: impl Drawing) -> Self {
        let drawing: Arc<Mutex<dyn FnMut() -> String + Send>> = drawing.into_shared();
        self.0.attributes.push(inner_html(drawing).into_any_attr());
        self
    }

    /// Puts something into it, behind what is there.
    #[must_use]
    pub fn child(self, child: impl IntoPiece) -> Self {
        self.piece(child.into_piece())
    }

    #[inline(never)]
    fn piece(mut self, child: Piece) -> Self {
        self.0.children.push(child);
        self
    }

    /// Puts an element into it.
    #[must_use]
    #[inline(never)]
    pub fn element(mut self, child: Self) -> Self {
        self.0.children.push(Piece::Element(child));
        self
    }

    /// Puts a text into it.
    #[must_use]
    #[inline(never)]
    pub fn text(mut self, text: &'static str) -> Self {
        self.0.children.push(Piece::Text(text.to_owned()));
        self
    }

    /// The finished element.
    pub fn done(self) -> Piece {
        Piece::Element(self)
    }

    fn view(self) -> AnyView {
        let Parts { tag, attributes, children } = *self.0;
        html::custom(tag).add_any_attr(attributes.into_any_attr()).child(views(children)).into_any()
    }
}
