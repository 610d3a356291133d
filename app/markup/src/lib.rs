//! `markup!`: the syntax of Leptos' `view!`, compiled to a text and what is filled into it.
//!
//! `view!` gives every element a type of its own, made of its tag, its attributes and its children, and code to build
//! and rebuild that type. That is fast where a page changes all the time. A report's pages are built once from data
//! that is there, and are mostly tables: with a type for every cell they would be more than half of what a reader
//! downloads. `markup!` writes all that is fixed into one text, in the notation of [`notation`], and leaves holes for
//! what is computed. `app::markup::Template` makes elements of it that Leptos mounts, updates and takes down like any
//! other view.
//!
//! Components and SVG are handed to `view!` unchanged.

mod notation;

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement};
use rstml::{Infallible, Parser, ParserConfig};
use syn::{Expr, ExprLit, Lit};

/// A view of one or several elements.
#[proc_macro]
pub fn markup(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let config = ParserConfig::new().always_self_closed_elements(["br", "input"].into_iter().collect());
    let nodes: Vec<Node> = match Parser::new(config).parse_simple(tokens) {
        Ok(nodes) => nodes,
        Err(error) => return error.to_compile_error().into(),
    };
    let mut template = Template::default();
    for node in &nodes {
        template.node(node);
    }
    let Template { text, holes } = template;
    quote! { crate::markup::Template::new(#text) #(#holes)* .done() }.into()
}

/// What `markup!` becomes: the text, and the calls that fill its holes, in their order.
#[derive(Default)]
struct Template {
    text: String,
    holes: Vec<TokenStream>,
}

impl Template {
    fn put(&mut self, sign: char, text: &str) {
        self.text.push(sign);
        self.text.push_str(text);
    }

    fn child(&mut self, child: &TokenStream) {
        self.text.push(notation::CHILD);
        self.holes.push(quote! { .child(#child) });
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Element(element) if is_plain(element) => self.element(element),
            Node::Element(element) => self.child(&quote! {
                ::leptos::prelude::IntoAny::into_any(::leptos::prelude::view! { #element })
            }),
            Node::Text(text) => self.put(notation::TEXT, &text.value.value()),
            Node::Block(block) => {
                let block = block.to_token_stream();
                self.child(&quote! { #[allow(unused_braces, reason = "the braces of markup")] #block });
            }
            Node::Fragment(fragment) => {
                for child in &fragment.children {
                    self.node(child);
                }
            }
            Node::Comment(_) | Node::Doctype(_) | Node::RawText(_) | Node::Custom(_) => {}
        }
    }

    fn element(&mut self, element: &NodeElement<Infallible>) {
        self.put(notation::OPEN, &element.name().to_string());
        for attribute in element.attributes() {
            if let NodeAttribute::Attribute(attribute) = attribute {
                self.attribute(attribute);
            }
        }
        for child in &element.children {
            self.node(child);
        }
        self.text.push(notation::CLOSE);
    }

    fn attribute(&mut self, attribute: &KeyedAttribute) {
        let key = attribute.key.to_string().replace(' ', "");
        let value = attribute.value().map_or_else(|| quote! { "" }, quote::ToTokens::to_token_stream);
        let call = if let Some(event) = key.strip_prefix("on:") {
            self.put(notation::FILLED, event);
            quote! { .on(#value) }
        } else if let Some(property) = key.strip_prefix("prop:") {
            self.put(notation::FILLED, "");
            quote! { .prop(#property, #value) }
        } else if key == "node_ref" {
            self.put(notation::FILLED, "");
            quote! { .node_ref(#value) }
        } else if key == "inner_html" {
            self.put(notation::FILLED, "");
            quote! { .drawing(#value) }
        } else {
            let name = key.strip_prefix("attr:").unwrap_or(&key);
            if let Some(fixed) = fixed(attribute) {
                self.put(notation::ATTRIBUTE, name);
                self.put(notation::VALUE, &fixed);
                return;
            }
            self.put(notation::FILLED, name);
            quote! { .attr(#value) }
        };
        self.holes.push(call);
    }
}

/// What an attribute says when that is written in the markup.
fn fixed(attribute: &KeyedAttribute) -> Option<String> {
    match attribute.value() {
        None => Some(String::new()),
        Some(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Some(text.value()),
        Some(Expr::Lit(ExprLit { lit: Lit::Int(number), .. })) => Some(number.base10_digits().to_owned()),
        Some(_) => None,
    }
}

/// Whether an element belongs to HTML, and is not a component or a drawing.
fn is_plain(element: &NodeElement<Infallible>) -> bool {
    let name = element.name().to_string();
    let spread = element.attributes().iter().any(|attribute| matches!(attribute, NodeAttribute::Block(_)));
    name.chars().next().is_some_and(char::is_lowercase) && name != "svg" && !spread
}
