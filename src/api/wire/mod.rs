//! Reading what Entrata really sends.
//!
//! Its bodies are PHP arrays that were XML once: one element stands for a list of one, a map keyed by id for a
//! list, an empty text or an empty list for nothing, and numbers come as text. The functions here are for
//! `#[serde(deserialize_with = "…")]`, together with `#[serde(default)]` on the struct, since what is unknown is
//! mostly left out.

mod dates;
mod many;
mod path;
mod plain;
mod raw;
mod scalar;

pub(crate) use dates::mountain_iso;
pub use dates::{date, mountain, read_date, us_date};
pub use many::{many, one, one_or_default};
pub use plain::{plain_text, to_plain_text};
pub(crate) use raw::Unread;
pub use raw::{RawResult, Unreadable};
pub use scalar::{amount, count, flag, id, read_amount, text, verbatim, verbatims};
