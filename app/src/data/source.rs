//! Where the bytes of a site come from: beside the page, over HTTP, or within the page itself.
//!
//! A single-file report carries its shards as `<script type="application/gzip;base64" data-shard="…">` elements,
//! which no browser runs; a published folder has them as files. Nothing else in the dashboard knows the difference.

use gloo_net::http::Request;
use js_sys::Uint8Array;
use leptos::prelude::document;
use report_model::site::ShardRef;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::LoadError;

// web-sys has it only behind a compiler flag, although every browser has had it since 2023.
#[wasm_bindgen]
extern "C" {
    pub(super) type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// The values of `data/manifest.json`.
pub(super) async fn manifest() -> Result<JsValue, LoadError> {
    let path = "manifest.json";
    if let Some(element) = document().get_element_by_id("phaseline-manifest") {
        return parse(path, &element.text_content().unwrap_or_default());
    }
    let missing = |detail: String| LoadError::Missing { path: path.to_owned(), detail };
    // The manifest names the versions of all shards, so it alone must never come from a cache unasked.
    let request = Request::get("data/manifest.json").cache(web_sys::RequestCache::NoCache);
    let response = request.send().await.map_err(|error| missing(error.to_string()))?;
    if !response.ok() {
        return Err(missing(format!("the host answered {} {}", response.status(), response.status_text())));
    }
    parse(path, &response.text().await.map_err(|error| missing(error.to_string()))?)
}

/// The values of a JSON text. The browser parses it: its parser is native, and ours would have to be downloaded.
fn parse(path: &str, text: &str) -> Result<JsValue, LoadError> {
    js_sys::JSON::parse(text)
        .map_err(|error| LoadError::Unreadable { path: path.to_owned(), detail: describe(&error) })
}

/// The values of a shard, decompressed.
pub(super) async fn shard(shard: &ShardRef) -> Result<JsValue, LoadError> {
    let unreadable =
        |error: JsValue| LoadError::Unreadable { path: shard.path.clone(), detail: describe(&error) };
    let bytes = match inline(&shard.path) {
        Some(base64) => decode_base64(&base64).map_err(unreadable)?,
        None => fetch(shard).await?,
    };
    if bytes.subarray(0, 2).to_vec() == GZIP_MAGIC {
        inflate(&bytes).await.map_err(unreadable)
    } else {
        // A host that marks .gz files as encoded has the browser decompress them on the way.
        parse(&shard.path, &String::from_utf8_lossy(&bytes.to_vec()))
    }
}

fn inline(path: &str) -> Option<String> {
    let selector = format!("script[data-shard=\"{}\"]", path.replace(['"', '\\'], ""));
    document().query_selector(&selector).ok().flatten()?.text_content()
}

async fn fetch(shard: &ShardRef) -> Result<Uint8Array, LoadError> {
    let missing = |detail: String| LoadError::Missing { path: shard.path.clone(), detail };
    let address = format!("data/{}?v={}", encode_path(&shard.path), shard.version);
    let response = Request::get(&address).send().await.map_err(|error| missing(error.to_string()))?;
    if !response.ok() {
        return Err(missing(format!("the host answered {} {}", response.status(), response.status_text())));
    }
    let bytes = response.binary().await.map_err(|error| missing(error.to_string()))?;
    Ok(Uint8Array::from(bytes.as_slice()))
}

/// Run ids may hold characters that end a path.
fn encode_path(path: &str) -> String {
    path.split('/').map(|part| String::from(js_sys::encode_uri_component(part))).collect::<Vec<_>>().join("/")
}

fn decode_base64(text: &str) -> Result<Uint8Array, JsValue> {
    let window = leptos::prelude::window();
    let binary = window.atob(text.trim())?;
    // `atob` gives one character a byte, all below 256.
    let bytes: Vec<u8> =
        binary.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
    Ok(Uint8Array::from(bytes.as_slice()))
}

async fn inflate(bytes: &Uint8Array) -> Result<JsValue, JsValue> {
    let stream = DecompressionStream::new("gzip")?;
    let body = web_sys::Response::new_with_opt_buffer_source(Some(bytes))?
        .body()
        .ok_or_else(|| JsValue::from_str("the browser gave no stream"))?;
    let pair: web_sys::ReadableWritablePair = JsValue::from(stream).unchecked_into();
    let plain = body.pipe_through(&pair);
    let response = web_sys::Response::new_with_opt_readable_stream(Some(&plain))?;
    JsFuture::from(response.json()?).await
}

fn describe(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    message.or_else(|| error.as_string()).unwrap_or_else(|| "unknown error".to_owned())
}
