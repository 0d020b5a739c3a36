//! Switches for the forms of replies that vary between systems, companies or sources.

mod rewrite;

pub use rewrite::Rewrite;

use crate::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Which form each reply and each webhook has. The defaults are what live systems send, as far as public evidence
/// shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Variants {
    /// The clock of an appointment that `getLeads` or `getLeadEvents` returns.
    pub appointment_times: AppointmentTimes,
    /// Whether the event's text names day, times and zone of an appointment.
    pub appointment_text: bool,
    /// What remains of a tour that the property's staff cancels.
    pub cancelled_tours: CancelledTours,
    /// The event type of self-guided and virtual tours when they are read back.
    pub tour_event_types: TourEventTypes,
    /// The zone of the slots in the calendar.
    pub slot_zone: SlotZone,
    /// How a floor plan's deposit is labeled; the amount is in dollars in both cases.
    pub deposits: Deposits,
    /// What `TimeZone` says.
    pub time_zones: TimeZones,
    /// Where `getMitsPropertyUnits` has the property's id.
    pub mits_property_id: MitsPropertyId,
    /// Where `getMitsPropertyUnits` has the amenities.
    pub mits_amenities: MitsAmenities,
    /// Whether PDFs are among the files, and captions are file names.
    pub documents: bool,
    /// Where the fax number is among the phone numbers.
    pub fax: Fax,
    /// What `getUnitsAvailabilityAndPricing` returns.
    pub pricing: Pricing,
    /// Whether `ils/internetlisting` with `getClientInfo` exists.
    pub client_info: bool,
    /// Whether webhooks carry our `client_id` and `client_secret`.
    pub webhook_credentials: bool,
    /// Changes of single fields, after everything else.
    pub rewrites: Vec<Rewrite>,
}

/// The clock of an appointment that is read back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AppointmentTimes {
    /// Mountain Time: `appointmentDate` `2030-12-03`, `timeFrom` `10:00:00`.
    #[default]
    Mountain,
    /// The property's own zone, in the same form.
    Property,
    /// The words of the lead, with `appointmentDate` as `12/03/2030`.
    AsSent,
}

/// What remains of a tour that the property's staff cancels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CancelledTours {
    /// The event, with the result `Cancelled`.
    #[default]
    Marked,
    /// Nothing: the event is gone.
    Removed,
}

/// The event type of self-guided and virtual tours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TourEventTypes {
    /// 17, as every appointment.
    #[default]
    Appointment,
    /// 442 for a self-guided tour and 449 for a virtual tour.
    Own,
}

/// The zone of the slots in the calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SlotZone {
    /// The property's own zone.
    #[default]
    Property,
    /// Mountain Time for every property.
    Mountain,
}

/// How a floor plan's deposit is labeled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Deposits {
    /// `AmountType` `MonthMultiple` beside `$500.00`.
    #[default]
    MonthMultiple,
    /// `AmountType` `Actual` beside `500`.
    Actual,
}

/// What `TimeZone` says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimeZones {
    /// `Central Time (GMT -0600)`: the property's zone, unless its data has another text.
    #[default]
    Set,
    /// `Mountain Time (GMT -0700)` for every property: the default that was never changed.
    Unset,
    /// `Central Standard Time (GMT -0600)`, as in the published example.
    Standard,
    /// The field is missing.
    Missing,
}

/// Where `getMitsPropertyUnits` has the property's id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MitsPropertyId {
    /// `Property.PropertyID.Identification.IDValue`.
    #[default]
    Inside,
    /// `Property.Identification.IDValue`.
    Outside,
    /// Both.
    Both,
}

/// Where `getMitsPropertyUnits` has the amenities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MitsAmenities {
    /// `Amenities.PropertyAmenities.Amenity[]` and `Amenities.UnitAmenities.Amenity[]`, with flags.
    #[default]
    Grouped,
    /// `Amenity[]`, the published ones only.
    Listed,
}

/// Where the fax number is among the phone numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fax {
    /// After the office's number.
    #[default]
    Last,
    /// Before the office's number.
    First,
    /// No fax number.
    None,
}

/// What `getUnitsAvailabilityAndPricing` returns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Pricing {
    /// Floor plans and units.
    #[default]
    Complete,
    /// `ILS_Units` without `Unit`: no units.
    NoUnits,
    /// Neither unit block, although floor plans have available units: a failed read.
    NoUnitBlocks,
    /// Units without their ids: a failed read.
    NoUnitIds,
}

impl Default for Variants {
    fn default() -> Self {
        Self {
            appointment_times: AppointmentTimes::default(),
            appointment_text: true,
            cancelled_tours: CancelledTours::default(),
            tour_event_types: TourEventTypes::default(),
            slot_zone: SlotZone::default(),
            deposits: Deposits::default(),
            time_zones: TimeZones::default(),
            mits_property_id: MitsPropertyId::default(),
            mits_amenities: MitsAmenities::default(),
            documents: true,
            fax: Fax::default(),
            pricing: Pricing::default(),
            client_info: true,
            webhook_credentials: false,
            rewrites: Vec::new(),
        }
    }
}

impl FromStr for Variants {
    type Err = Error;

    /// Reads the control API's JSON: `{"deposits": "actual"}`. What is missing is at its default.
    fn from_str(text: &str) -> Result<Self, Error> {
        serde_json::from_str(text)
            .map_err(|cause| Error::new(ErrorKind::Config, format!("variants: {cause}")))
    }
}
