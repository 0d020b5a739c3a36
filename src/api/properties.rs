//! The service `properties`: what a property is, and what it offers.

mod floor_plan;
mod media;
mod pick_lists;
mod place;
mod property;
mod status;

pub use floor_plan::{Deposit, FloorPlan, GetFloorPlans};
pub(crate) use floor_plan::{FloorPlanWire, with_ids};
pub use media::{GetPropertyMedia, Medium};
pub use pick_lists::GetPropertyPickLists;
pub(crate) use place::Identification;
pub use place::{Address, OfficeHour, Phone, Picture, Range};
pub use property::{GetProperties, Property};
pub(crate) use property::{comma_list, only};
pub use status::{GetStatus, Status};
