//! Loading a site: where its files are, what of them is there, and what went wrong.

mod error;
mod index;
pub mod past;
mod source;
mod store;
mod values;

pub use error::LoadError;
pub use index::{Row, TestIndex};
pub use past::PastRun;
pub use store::{Load, Slot, Store};
