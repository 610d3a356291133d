//! `markup!`: the syntax of Leptos' `view!`, compiled to calls of functions that are not generic.
//!
//! `view!` gives every element a type of its own, made of its tag, its attributes and its children, and code to build
//! and rebuild that type. That is fast where a page changes all the time. A report's pages are built once from data
//! that is there, and are mostly tables: with a type for every cell they would be more than half of what a reader
//! downloads. `markup!` makes every element a value of one type, `app::markup::Element`, which Leptos then mounts,
//! updates and takes down like any other view.
//!
//! Components and SVG are handed to `view!` unchanged.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement};
use rstml::{Infallible, Parser, ParserConfig};

/// A view of one or several elements.
#[proc_macro]
pub fn markup(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let config = ParserConfig::new().always_self_closed_elements(["br", "input"].into_iter().collect());
    let nodes: Vec<Node> = match Parser::new(config).parse_simple(tokens) {
        Ok(nodes) => nodes,
        Err(error) => return error.to_compile_error().into(),
    };
    let views: Vec<TokenStream> = nodes.iter().filter_map(view).collect();
    match views.as_slice() {
        [one] => one.clone(),
        many => quote! { crate::markup::several(::std::vec![#(#many),*]) },
    }
    .into()
}

/// An expression that is a `Piece`; `None` for comments and the like.
fn view(node: &Node) -> Option<TokenStream> {
    match node {
        Node::Element(element) if is_plain(element) => {
            let built = element_builder(element);
            Some(quote! { #built.done() })
        }
        Node::Element(element) => Some(quote! {
            crate::markup::IntoPiece::into_piece(
                ::leptos::prelude::IntoAny::into_any(::leptos::prelude::view! { #element })
            )
        }),
        Node::Text(text) => {
            let value = &text.value;
            Some(quote! { crate::markup::IntoPiece::into_piece(#value) })
        }
        Node::Block(block) => {
            let block = block.to_token_stream();
            Some(quote! {
                crate::markup::IntoPiece::into_piece(#[allow(unused_braces, reason = "the braces of markup")] #block)
            })
        }
        Node::Fragment(fragment) => {
            let views = fragment.children.iter().filter_map(view);
            Some(quote! { crate::markup::several(::std::vec![#(#views),*]) })
        }
        Node::Comment(_) | Node::Doctype(_) | Node::RawText(_) | Node::Custom(_) => None,
    }
}

/// Whether an element belongs to HTML, and is not a component or a drawing.
fn is_plain(element: &NodeElement<Infallible>) -> bool {
    let name = element.name().to_string();
    let spread = element.attributes().iter().any(|attribute| matches!(attribute, NodeAttribute::Block(_)));
    name.chars().next().is_some_and(char::is_lowercase) && name != "svg" && !spread
}

fn key(attribute: &KeyedAttribute) -> String {
    attribute.key.to_string().replace(' ', "")
}

fn element_builder(element: &NodeElement<Infallible>) -> TokenStream {
    let tag = element.name().to_string();
    let attributes = element.attributes().iter().map(|attribute| match attribute {
        NodeAttribute::Attribute(attribute) => attribute_call(attribute),
        NodeAttribute::Block(block) => quote! { #block },
    });
    let children = element.children.iter().filter_map(|child| match child {
        Node::Element(inner) if is_plain(inner) => {
            let built = element_builder(inner);
            Some(quote! { .element(#built) })
        }
        Node::Text(text) => {
            let value = &text.value;
            Some(quote! { .text(#value) })
        }
        Node::Block(block) => {
            let block = block.to_token_stream();
            Some(quote! { .child(#[allow(unused_braces, reason = "the braces of markup")] #block) })
        }
        other => view(other).map(|view| quote! { .child(#view) }),
    });
    quote! { crate::markup::Element::new(#tag) #(#attributes)* #(#children)* }
}

fn attribute_call(attribute: &KeyedAttribute) -> TokenStream {
    let key = key(attribute);
    let value = attribute.value().map_or_else(|| quote! { "" }, quote::ToTokens::to_token_stream);
    if let Some(event) = key.strip_prefix("on:") {
        return quote! { .on(#event, #value) };
    }
    if let Some(property) = key.strip_prefix("prop:") {
        return quote! { .prop(#property, #value) };
    }
    match key.as_str() {
        "node_ref" => quote! { .node_ref(#value) },
        "inner_html" => quote! { .drawing(#value) },
        _ => {
            let name = key.strip_prefix("attr:").unwrap_or(&key);
            quote! { .attr(#name, #value) }
        }
    }
}
