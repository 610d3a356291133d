//! Formats that say how tests ended.

pub(crate) mod junit;
mod text;
