//! Builds and validates the lead of a viewing.

use crate::api::leads::{Lead, TourEvent};
use crate::config::Settings;
use crate::email::EmailAddress;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::phone::PhoneNumber;
use crate::store::host::viewings::Viewing;
use crate::tour::{Slot, TourType};

/// Entrata rejects a lead without a last name.
const NO_LAST_NAME: &str = "Unknown";
/// updateLeads rejects an event without a comment.
const NO_MESSAGE: &str = "Requested in the app";

/// A viewing whose lead can be sent.
pub(super) struct Sendable {
    pub(super) cid: Cid,
    pub(super) property: PropertyId,
    pub(super) tour_type: TourType,
    pub(super) slot: Slot,
    /// Whether the lead has the e-mail address of the user's account. A user can enter any other address.
    pub(super) has_own_email: bool,
    pub(super) lead: Lead,
}

impl Sendable {
    /// Validates a viewing, all fields at once.
    pub(super) fn new(viewing: &Viewing, settings: &Settings) -> Result<Self> {
        let (Some(cid), Some(property)) = (viewing.cid, viewing.property_id) else {
            let message = "the house of this viewing is not an Entrata property";
            return Err(Error::new(ErrorKind::NotAnEntrataProperty, message));
        };
        let unusable =
            |_| Error::new(ErrorKind::Internal, "the house of this viewing has unusable Entrata ids");
        let cid = Cid::try_from(cid).map_err(unusable)?;
        let property = PropertyId::try_from(property).map_err(unusable)?;

        let date = viewing.entrata_tour_date.as_deref().unwrap_or_default();
        let time = viewing.entrata_tour_time.as_deref().unwrap_or_default();
        let slot = Slot::parse(date, time).map_err(|error| FieldError::new("tourTime", error.to_string()));
        let tour_type = viewing.tour_type.as_deref().map_or(Ok(TourType::default()), str::parse);
        let tour_type = tour_type.map_err(|error| FieldError::new("tourType", error.to_string()));
        let email = viewing.email.parse::<EmailAddress>();
        let email = email.map_err(|error| FieldError::new("email", error.to_string()));
        let first_name = match viewing.first_name.trim() {
            "" => Err(FieldError::new("firstName", "is missing")),
            name => Ok(name.to_owned()),
        };
        match (slot, tour_type, email, first_name) {
            (Ok(slot), Ok(tour_type), Ok(email), Ok(first_name)) => {
                let account = viewing.account_email.as_deref().and_then(|email| email.parse().ok());
                let has_own_email = account.is_some_and(|account| email.is_same_mailbox(&account));
                let last_name = or_else(&viewing.last_name, NO_LAST_NAME);
                let message = viewing.message.as_deref().unwrap_or_default();
                let tour = TourEvent::with_form(&slot, tour_type, settings.slot_form);
                let mut lead = Lead::new(first_name, last_name, email)
                    .message(message)
                    .tour(tour.comments(or_else(message, NO_MESSAGE)));
                // A new lead is already dated back a little, because clocks differ.
                lead.created_at = lead.created_at.min(viewing.created_at.and_utc());
                lead.phone = usable_phone(viewing.phone.as_deref());
                lead.move_in_date = viewing.move_in_date;
                lead.lead_source = settings.lead_source_id;
                Ok(Self { cid, property, tour_type, slot, has_own_email, lead })
            }
            (slot, tour_type, email, first_name) => {
                let errors = [slot.err(), tour_type.err(), email.err(), first_name.err()];
                Err(Error::validation(errors.into_iter().flatten().collect()))
            }
        }
    }
}

/// An unreadable phone number is left out: the lead matters more.
fn usable_phone(phone: Option<&str>) -> Option<PhoneNumber> {
    phone?.parse().ok()
}

fn or_else(text: &str, instead: &str) -> String {
    match text.trim() {
        "" => instead.to_owned(),
        text => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_that_cannot_be_read_is_left_out() {
        assert_eq!(usable_phone(Some("call me")), None);
        assert_eq!(usable_phone(None), None);
        let pasted = usable_phone(Some("\u{202a}+1 (555) 010-0199\u{202c}")).unwrap();
        assert_eq!(pasted.digits(), "15550100199");
    }
}
