//! Panels: a heading, what it says in one line, a link, and the content.

use crate::markup::{IntoPiece, Piece};
use app_markup::markup;
use report_model::Route;

/// A panel that is built in one expression.
pub struct Panel {
    title: String,
    say: Option<Piece>,
    link: Option<Piece>,
    class: &'static str,
}

impl Panel {
    /// A panel with this heading.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), say: None, link: None, class: "panel" }
    }

    /// One line under the heading that says what the content shows.
    #[must_use]
    pub fn say(self, say: impl Into<String>) -> Self {
        self.say_words(say.into().into_piece())
    }

    /// The same in parts.
    #[must_use]
    pub fn say_words(mut self, say: Piece) -> Self {
        self.say = Some(say);
        self
    }

    /// A link at the right of the heading.
    #[must_use]
    pub fn link(mut self, text: impl Into<String>, href: &Route) -> Self {
        let (text, href) = (text.into(), href.to_string());
        self.link = Some(markup! { <a href=href>{text}</a> }.into_piece());
        self
    }

    /// Something else at the right of the heading.
    #[must_use]
    pub fn aside(mut self, aside: Piece) -> Self {
        self.link = Some(aside);
        self
    }

    /// A panel that fills what is left of its column.
    #[must_use]
    pub const fn grow(mut self) -> Self {
        self.class = "panel grow";
        self
    }

    /// The panel around its content.
    pub fn around(self, content: impl IntoPiece) -> Piece {
        let Self { title, say, link, class } = self;
        markup! {
            <section class=class>
                <header>
                    <h2>{title}</h2>
                    {link.map(|link| markup! { <span class="r">{link}</span> })}
                    {say.map(|say| markup! { <p class="say">{say}</p> })}
                </header>
                {content.into_piece()}
            </section>
        }
        .into_piece()
    }

    /// The panel around padded content.
    pub fn padded(self, content: impl IntoPiece) -> Piece {
        self.around(markup! { <div class="in">{content.into_piece()}</div> })
    }

    /// The panel around a table, which scrolls within it where it is wider.
    pub fn table(self, table: impl IntoPiece) -> Piece {
        let label = format!("Table: {}", self.title);
        self.around(markup! { <div class="in in--table" tabindex="0" role="region" aria-label=label>{table.into_piece()}</div> })
    }
}

/// A cell of the page's grid, `span` of 12 columns wide.
pub fn cell(span: u8, content: impl IntoPiece) -> Piece {
    markup! { <div class=format!("c{span}")>{content.into_piece()}</div> }.into_piece()
}

/// A cell whose panels stand one below the other.
pub fn stack(span: u8, content: impl IntoPiece) -> Piece {
    markup! { <div class=format!("c{span} stack")>{content.into_piece()}</div> }.into_piece()
}
