//! The services `properties` and `pricing`: properties, floor plans, media and fees.

mod address;
mod amounts;
mod get_floor_plans;
mod get_properties;
mod get_property_fees;
mod get_property_media;
mod get_property_pick_lists;
mod media_file;

pub(crate) use address::office_email;
pub use address::{Address, OfficeHours, Phone};
pub(crate) use amounts::rent;
pub use amounts::{Deposit, Range};
pub use get_floor_plans::{FloorPlan, GetFloorPlans};
pub use get_properties::{GetProperties, Property};
pub(crate) use get_properties::{comma_list, only, year};
pub use get_property_fees::{FeeLevel, GetPropertyFees, PropertyFee};
pub use get_property_media::{GetPropertyMedia, Medium};
pub use get_property_pick_lists::GetPropertyPickLists;
pub use media_file::{MediaFile, MediaKind};
