//! The few types behind `markup!`: what the pages' tables, lists and panels are made of.
//!
//! The functions here are few, and not generic or generic in one thin line, so that every page calls the same code.
//! A [`Piece`] is a small value that is put together without Leptos: a [`Template`] is a text that says which elements
//! there are, and what fills its holes. [`Piece::view`] makes a Leptos view of it, which Leptos then mounts, updates
//! and takes down like any other.

#[path = "../markup/src/notation.rs"]
mod notation;

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex};
use std::vec;

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
    /// Elements.
    Template(Template),
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
            Self::Template(template) => template.view(),
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

/// Elements that are being put together. Boxed, so that handing it from call to call moves one word.
pub struct Template(Box<Parts>);

struct Parts {
    text: &'static str,
    holes: Vec<Hole>,
}

/// What fills a hole of a template.
pub enum Hole {
    /// What an attribute says; `None` leaves it out.
    Text(Option<String>),
    /// What an attribute says, and again when a signal changes.
    Live(Arc<Mutex<dyn FnMut() -> Option<String> + Send>>),
    /// What listens to an event.
    Listener(Box<dyn FnMut(web_sys::Event)>),
    /// An attribute that has its name.
    Attribute(AnyAttribute),
    /// What stands in the element.
    Piece(Piece),
}

/// A value that does not change by itself.
pub trait StaticValue {
    /// What the attribute says; `None` leaves it out.
    fn text(self) -> Option<String>;
}

/// What an attribute can be given.
pub trait Value {
    /// What fills the hole.
    fn hole(self) -> Hole;
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

fn fixed(text: Option<String>) -> Hole {
    Hole::Text(text.map(shown))
}

macro_rules! static_values {
    ($($kind:ty),*) => {
        $(impl Value for $kind {
            #[inline(never)]
            fn hole(self) -> Hole {
                fixed(self.text())
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
    fn hole(self) -> Hole {
        Hole::Live(Arc::new(Mutex::new(move || self().text())))
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

impl Template {
    /// Elements as `markup!` wrote them down.
    #[inline(never)]
    pub fn new(text: &'static str) -> Self {
        Self(Box::new(Parts { text, holes: Vec::new() }))
    }

    #[inline(never)]
    fn fill(mut self, hole: Hole) -> Self {
        self.0.holes.push(hole);
        self
    }

    /// An attribute: a text, a number, whether it is there at all, or a function of signals.
    #[must_use]
    pub fn attr(self, value: impl Value) -> Self {
        self.fill(value.hole())
    }

    /// What listens to an event.
    #[must_use]
    pub fn on(self, handler: impl FnMut(web_sys::Event) + 'static) -> Self {
        self.fill(Hole::Listener(Box::new(handler)))
    }

    /// A property of the element, such as what stands in a field.
    #[must_use]
    pub fn prop(self, name: &'static str, value: impl IntoProperty + Clone + Send + 'static) -> Self {
        self.fill(Hole::Attribute(prop(name, value).into_any_attr()))
    }

    /// Lets the page reach the element once it is there.
    #[must_use]
    pub fn node_ref<E: ElementType + 'static>(self, place: NodeRef<E>) -> Self
    where
        NodeRef<E>: NodeRefContainer<E>,
    {
        self.fill(Hole::Attribute(node_ref::<E, _>(place).into_any_attr()))
    }

    /// Markup of our own: charts and icons, never text of an artifact that was not escaped.
    #[must_use]
    pub fn drawing(self, drawing: impl Drawing) -> Self {
        let drawing: Arc<Mutex<dyn FnMut() -> String + Send>> = drawing.into_shared();
        self.fill(Hole::Attribute(inner_html(drawing).into_any_attr()))
    }

    /// What stands in the element.
    #[must_use]
    pub fn child(self, child: impl IntoPiece) -> Self {
        self.piece(child.into_piece())
    }

    #[inline(never)]
    fn piece(self, child: Piece) -> Self {
        self.fill(Hole::Piece(child))
    }

    /// The finished elements.
    pub fn done(self) -> Piece {
        Piece::Template(self)
    }

    fn view(self) -> AnyView {
        let mut builder = Builder { rest: self.0.text, holes: self.0.holes.into_iter() };
        builder.children().into_any()
    }
}

/// Makes the elements of a template.
struct Builder {
    rest: &'static str,
    holes: vec::IntoIter<Hole>,
}

impl Builder {
    /// The next sign and what follows it, unless the sign is none of `signs`.
    fn next(&mut self, signs: RangeInclusive<char>) -> Option<(char, &'static str)> {
        let sign = self.rest.chars().next().filter(|sign| signs.contains(sign))?;
        let rest = self.rest.get(1..)?;
        let end = rest.find(|letter| letter <= notation::CHILD).unwrap_or(rest.len());
        let (text, rest) = rest.split_at(end);
        self.rest = rest;
        Some((sign, text))
    }

    fn children(&mut self) -> Vec<AnyView> {
        let mut children = Vec::new();
        while let Some((sign, text)) = self.next(notation::OPEN..=notation::CHILD) {
            match sign {
                notation::OPEN => children.push(self.element(text)),
                notation::TEXT => children.push(text.to_owned().into_any()),
                notation::CHILD => {
                    if let Some(Hole::Piece(piece)) = self.holes.next() {
                        children.push(piece.view());
                    }
                }
                notation::CLOSE => break,
                _ => {}
            }
        }
        children
    }

    fn element(&mut self, tag: &'static str) -> AnyView {
        let mut attributes: Vec<AnyAttribute> = Vec::new();
        while let Some((sign, name)) = self.next(notation::ATTRIBUTE..=notation::FILLED) {
            let hole = if sign == notation::ATTRIBUTE {
                let (_, value) = self.next(notation::VALUE..=notation::VALUE).unwrap_or_default();
                Some(Hole::Text(Some(value.to_owned())))
            } else {
                self.holes.next()
            };
            match hole {
                Some(Hole::Text(Some(text))) => attributes.push(custom_attribute(name, text).into_any_attr()),
                Some(Hole::Live(text)) => attributes.push(custom_attribute(name, text).into_any_attr()),
                Some(Hole::Listener(handler)) => {
                    attributes.push(on(Custom::<web_sys::Event>::new(name), handler).into_any_attr());
                }
                Some(Hole::Attribute(attribute)) => attributes.push(attribute),
                Some(Hole::Text(None) | Hole::Piece(_)) | None => {}
            }
        }
        let children = self.children();
        html::custom(tag).add_any_attr(attributes.into_any_attr()).child(children).into_any()
    }
}
