//! Reads the response forms that Entrata sends.
//!
//! The bodies are PHP arrays that were XML once. The same data comes in several forms: a list of one as a single
//! object, a list as a map keyed by id, attributes beside their element or under `@attributes`, nothing as an empty
//! text or list, and numbers as text. Names differ in letter case between methods. A [`Node`] hides all of this:
//!
//! ```
//! use entrata::api::wire::RawResult;
//!
//! let recorded = r#"{"Room": {"@attributes": {"RoomType": "Bedroom"}, "Count": "2"}}"#;
//! let documented = r#"{"room": [{"roomType": "Bedroom", "count": 2}]}"#;
//! for json in [recorded, documented] {
//!     let result = RawResult::new(json).tree()?;
//!     let room = result.at("Room");
//!     assert_eq!(room.at("RoomType").text(), "Bedroom");
//!     assert_eq!(room.at("Count").count(), Some(2));
//! }
//! # Ok::<(), entrata::api::wire::Unreadable>(())
//! ```
//!
//! A value that cannot be read is absent and costs nothing else. An element that cannot be used is left out, and
//! [`Records::skipped`] says why.

mod date;
mod entities;
mod markup;
mod node;
mod number;
mod records;
mod result;
mod text;
mod unreadable;
mod url;
mod value;

pub(crate) use date::mountain_time_iso;
pub use date::{mountain_time, read_date, us_date};
pub use node::Node;
pub use number::read_amount;
pub use records::{Records, Skipped};
pub(crate) use records::{Skips, records};
pub use result::RawResult;
pub use text::plain_text;
pub use unreadable::Unreadable;
pub use url::web_url;
