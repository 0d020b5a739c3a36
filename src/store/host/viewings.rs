//! `viewings`: a row with the portal's value for `REQUESTED` requests the delivery of its lead, no matter which code wrote
//! it. Our state of it is in `entrata_viewings`. Statements on both tables are here, because only the map knows the portal's
//! names.

mod adopt;
mod delivery;
mod erasure;
mod report;
mod row;
mod viewing;

pub use adopt::{Which, adopt};
pub use delivery::{Ending, end, set_slot};
pub use erasure::{erasing, of_user};
pub use report::{Report, report};
pub use viewing::{Viewing, find};
