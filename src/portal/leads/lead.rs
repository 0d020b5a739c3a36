//! The lead of a viewing: what is sent to Entrata, and what must be right before it is.

use crate::api::leads::{FoundLead, Lead, LeadEvent, TourEvent};
use crate::config::Settings;
use crate::email::EmailAddress;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{ApplicationId, Cid, PropertyId};
use crate::phone::PhoneNumber;
use crate::store::host::viewings::Viewing;
use crate::tour::{Slot, SlotForm, TourType};
use chrono::{NaiveTime, TimeDelta, Utc};

/// Entrata refuses a lead without a last name, and a lead is worth more than a name.
const NO_LAST_NAME: &str = "Unknown";
/// Clocks differ, and Entrata refuses what was created in its future.
const CLOCK_MARGIN: TimeDelta = TimeDelta::seconds(60);
/// updateLeads refuses an event without a comment.
const NO_MESSAGE: &str = "Requested in the app";

/// A viewing whose lead can be sent.
pub(super) struct Sendable {
    pub(super) cid: Cid,
    pub(super) property: PropertyId,
    pub(super) tour_type: TourType,
    pub(super) slot: Slot,
    pub(super) lead: Lead,
}

impl Sendable {
    /// Checks a viewing, all fields at once.
    pub(super) fn of(viewing: &Viewing, settings: &Settings) -> Result<Self> {
        let (Some(cid), Some(property)) = (viewing.cid, viewing.property_id) else {
            return Err(Error::new(
                ErrorKind::NotAnEntrataProperty,
                "the house of this viewing is not an Entrata property",
            ));
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
        let email = viewing
            .email
            .parse::<EmailAddress>()
            .map_err(|error| FieldError::new("email", error.to_string()));
        let first_name = match viewing.first_name.trim() {
            "" => Err(FieldError::new("firstName", "is missing")),
            name => Ok(name.to_owned()),
        };
        match (slot, tour_type, email, first_name) {
            (Ok(slot), Ok(tour_type), Ok(email), Ok(first_name)) => {
                let tour = TourEvent::with_form(&slot, tour_type, settings.slot_form)
                    .comments(or_else(viewing.message.as_deref().unwrap_or_default(), NO_MESSAGE));
                let mut lead = Lead::new(first_name, or_else(&viewing.last_name, NO_LAST_NAME), email)
                    .created_at(viewing.created_at.and_utc().min(Utc::now() - CLOCK_MARGIN))
                    .tour(tour);
                // A lead goes without a phone rather than not at all.
                lead.phone = viewing.phone.as_deref().and_then(|phone| phone.parse::<PhoneNumber>().ok());
                lead.message.clone_from(&viewing.message);
                lead.move_in_date = viewing.move_in_date;
                lead.lead_source = settings.lead_source_id;
                Ok(Self { cid, property, tour_type, slot, lead })
            }
            (slot, tour_type, email, first_name) => {
                let bad = [slot.err(), tour_type.err(), email.err(), first_name.err()];
                Err(Error::validation(bad.into_iter().flatten().collect()))
            }
        }
    }

    /// The lead that Entrata already has of this person, by e-mail without regard to case.
    pub(super) fn known_lead(&self, found: &[FoundLead]) -> Option<ApplicationId> {
        self.of_this_person(found).map(|lead| lead.application_id).next()
    }

    /// The lead in which this very appointment stands already.
    pub(super) fn known_appointment(&self, found: &[FoundLead]) -> Option<ApplicationId> {
        self.of_this_person(found)
            .find(|lead| lead.events.iter().any(|event| self.is_this_appointment(event)))
            .map(|lead| lead.application_id)
    }

    fn of_this_person<'a>(&'a self, found: &'a [FoundLead]) -> impl Iterator<Item = &'a FoundLead> {
        found.iter().filter(|lead| lead.emails().any(|email| email.is_same_mailbox(&self.lead.email)))
    }

    /// Entrata may write the times back in another form than they were sent in, so that the clock counts.
    fn is_this_appointment(&self, event: &LeadEvent) -> bool {
        let from = self.slot.times(SlotForm::Clock).from;
        let date = event.appointment_date.map(|day| day.format("%m/%d/%Y").to_string());
        !event.is_canceled()
            && date.as_deref() == Some(self.slot.appointment_date().as_str())
            && clock(&event.time_from).is_some()
            && clock(&event.time_from) == clock(&from)
    }
}

/// The wall clock of `10:00`, `10:00 MST`, `10:00:00` or `1:30pm`.
fn clock(text: &str) -> Option<NaiveTime> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != ':').unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let mut numbers = digits.split(':').map(|number| number.parse::<u32>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let half = rest.trim_start().get(..2).map(str::to_ascii_lowercase);
    let hour = match half.as_deref() {
        Some("am") => hour % 12,
        Some("pm") => hour % 12 + 12,
        _ => hour,
    };
    NaiveTime::from_hms_opt(hour, minute, 0)
}

/// Whether a text can be an e-mail address: one `@`, something on both sides, a dot in the domain, no blanks.
pub(in crate::portal) fn is_email(text: &str) -> bool {
    let plain =
        text.len() <= 254 && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let labels = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
    plain && !local.is_empty() && !local.contains('@') && labels
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
    fn an_appointment_is_known_again_in_every_form_in_which_entrata_writes_its_time() {
        let ten = NaiveTime::from_hms_opt(10, 0, 0);
        for text in ["10:00", "10:00 MST", "10:00:00", "10:00am", "10:00 AM", "10:00:00MDT"] {
            assert_eq!(clock(text), ten, "{text}");
        }
        assert_eq!(clock("1:30pm"), NaiveTime::from_hms_opt(13, 30, 0));
        assert_eq!(clock("12:00 AM"), NaiveTime::from_hms_opt(0, 0, 0));
        for text in ["", "noon", "10", "25:00", "10:"] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn what_can_be_no_address_is_none() {
        for good in ["a@b.co", "first.last+tag@mail.example.com"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.co", "a@b..co", "a@@b.co", "a b@c.co", "a@b.co\n", "a@.co"] {
            assert!(!is_email(bad), "{bad:?}");
        }
    }
}
