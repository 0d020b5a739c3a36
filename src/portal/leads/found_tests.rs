//! Which lead gets the tour, and which appointment counts as the tour.

use super::*;
use crate::api::leads::{Lead, LeadEvent, Person};
use crate::tour::Slot;

const SLOT: (&str, &str) = ("2026-07-15", "10:00 CDT - 10:30 CDT");

fn viewing(first_name: &str, last_name: &str, email: &str) -> Sendable {
    Sendable {
        cid: "4711".parse().unwrap(),
        property: "100001".parse().unwrap(),
        tour_type: TourType::AgentGuided,
        slot: Slot::parse(SLOT.0, SLOT.1).unwrap(),
        has_own_email: true,
        lead: Lead::new(first_name, last_name, email.parse().unwrap()),
    }
}

fn riley() -> Sendable {
    viewing("Riley", "Renter", "riley@example.com")
}

fn own() -> Account {
    Account { owns_email: true, ..Account::default() }
}

fn id(application: u64) -> ApplicationId {
    application.try_into().unwrap()
}

fn lead(application: u64, first_name: &str, last_name: &str, email: &str) -> FoundLead {
    let person = Person {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        email: email.parse().ok(),
        ..Person::default()
    };
    FoundLead {
        application_id: id(application),
        status: "Guest Card Completed".to_owned(),
        created_on: "2026-07-01".parse().ok(),
        people: vec![person],
        events: Vec::new(),
    }
}

fn with_event(mut lead: FoundLead, event: LeadEvent) -> FoundLead {
    lead.events.push(event);
    lead
}

fn appointment(time_from: &str) -> LeadEvent {
    LeadEvent {
        id: "1".to_owned(),
        type_id: Some(17),
        appointment_date: SLOT.0.parse().ok(),
        time_from: time_from.to_owned(),
        ..LeadEvent::default()
    }
}

#[test]
fn a_person_is_known_by_address_and_name_without_letter_case_and_signs() {
    for (first, last, email) in [
        ("Riley", "Renter", "riley@example.com"),
        ("RILEY", "renter", "Riley@Example.com"),
        (" Riley ", "Ren-ter", "riley@example.com"),
    ] {
        let found = [lead(3001, first, last, email)];
        assert_eq!(look(&found, &riley(), &own()), Lookup::Known(id(3001)), "{first} {last} {email}");
    }
}

#[test]
fn a_name_whose_accents_entrata_lost_is_the_same_person() {
    let jose = viewing("José", "Renter", "riley@example.com");
    let booked =
        |first| [with_event(lead(3001, first, "Renter", "riley@example.com"), appointment("10:00:00"))];
    let sent = Account { sent_since: "2026-07-01".parse().ok(), ..own() };
    for account in [own(), sent.clone()] {
        assert_eq!(look(&booked("Jose"), &jose, &account), Lookup::Booked(id(3001)));
    }
    // Only an earlier attempt may have left a name with replaced letters.
    assert_eq!(look(&booked("Jos?"), &jose, &sent), Lookup::Booked(id(3001)));
    assert_eq!(look(&booked("Jos?"), &jose, &own()), Lookup::Unknown);
}

#[test]
fn a_couple_that_shares_an_address_is_two_people() {
    let partner = with_event(lead(3001, "Sam", "Other", "riley@example.com"), appointment("10:00:00"));
    assert_eq!(look(&[partner], &riley(), &own()), Lookup::Unknown);
}

#[test]
fn a_lead_without_a_name_or_with_another_address_is_not_joined() {
    for found in [
        lead(3001, "", "", "riley@example.com"),
        lead(3001, "Riley", "Renter", "other@example.com"),
        lead(3001, "Riley", "Renter", ""),
    ] {
        assert_eq!(look(&[found], &riley(), &own()), Lookup::Unknown);
    }
}

#[test]
fn a_closed_lead_takes_no_tour() {
    for status in ["Archived", "Cancelled", "Lead Canceled", "Application Denied"] {
        let mut closed = with_event(lead(3001, "Riley", "Renter", "riley@example.com"), appointment("10:00"));
        closed.status = status.to_owned();
        assert_eq!(look(&[closed.clone()], &riley(), &own()), Lookup::Unknown, "{status}");
        let open = lead(3002, "Riley", "Renter", "riley@example.com");
        assert_eq!(look(&[closed, open], &riley(), &own()), Lookup::Known(id(3002)), "{status}");
    }
}

#[test]
fn a_typed_address_neither_joins_nor_reveals_another_persons_tour() {
    let victim = with_event(lead(3001, "Riley", "Renter", "victim@example.com"), appointment("10:00:00"));
    let stranger = Account::default();
    let typed = viewing("Riley", "Renter", "victim@example.com");
    assert_eq!(look(std::slice::from_ref(&victim), &typed, &stranger), Lookup::Unknown);
    let other = OtherViewing {
        application: id(3001),
        tour_type: TourType::AgentGuided,
        starts_at: "2026-07-20T15:00:00Z".parse().unwrap(),
        stands: true,
    };
    let made_it = Account { others: vec![other], ..Account::default() };
    assert_eq!(look(&[victim], &typed, &made_it), Lookup::Booked(id(3001)));
}

#[test]
fn after_an_earlier_attempt_the_leads_of_that_time_may_be_its_own() {
    let typed = viewing("Riley", "Renter", "work@example.com");
    let sent = Account { sent_since: "2026-07-02".parse().ok(), ..Account::default() };
    let found = with_event(lead(3001, "Riley", "Renter", "work@example.com"), appointment("09:00:00"));
    assert_eq!(look(std::slice::from_ref(&found), &typed, &sent), Lookup::Booked(id(3001)), "Mountain Time");
    let later = Account { sent_since: "2026-07-10".parse().ok(), ..Account::default() };
    assert_eq!(look(&[found], &typed, &later), Lookup::Unknown);
}

#[test]
fn mountain_time_counts_only_after_an_earlier_attempt() {
    let found = [with_event(lead(3001, "Riley", "Renter", "riley@example.com"), appointment("09:00:00"))];
    assert_eq!(look(&found, &riley(), &own()), Lookup::Known(id(3001)));
    let sent = Account { sent_since: "2026-07-10".parse().ok(), ..own() };
    assert_eq!(look(&found, &riley(), &sent), Lookup::Booked(id(3001)));
}

#[test]
fn a_cancelled_appointment_is_not_the_tour() {
    for result in ["Cancelled", "Canceled by prospect", "Rescheduled"] {
        let cancelled = LeadEvent { result: result.to_owned(), ..appointment("10:00:00") };
        let found = [with_event(lead(3001, "Riley", "Renter", "riley@example.com"), cancelled)];
        assert_eq!(look(&found, &riley(), &own()), Lookup::Known(id(3001)), "{result}");
    }
}

#[test]
fn the_same_slot_with_another_kind_of_tour_is_another_tour() {
    let virtually = LeadEvent { type_id: Some(449), ..appointment("10:00:00") };
    let found = [with_event(lead(3001, "Riley", "Renter", "riley@example.com"), virtually)];
    assert_eq!(look(&found, &riley(), &own()), Lookup::Known(id(3001)));
    // The event does not name its kind, so it is taken for this account's other tour.
    let found = [with_event(lead(3001, "Riley", "Renter", "riley@example.com"), appointment("10:00:00"))];
    let other = OtherViewing {
        application: id(3001),
        tour_type: TourType::VirtualGuided,
        starts_at: riley().slot.start(),
        stands: true,
    };
    let has_it = Account { others: vec![other.clone()], ..own() };
    assert_eq!(look(&found, &riley(), &has_it), Lookup::Known(id(3001)));
    let cancelled = Account { others: vec![OtherViewing { stands: false, ..other }], ..own() };
    assert_eq!(look(&found, &riley(), &cancelled), Lookup::Booked(id(3001)));
}

#[test]
fn the_lead_that_the_account_made_comes_first_and_then_the_newest() {
    let mut older = lead(3001, "Riley", "Renter", "riley@example.com");
    older.created_on = "2026-06-01".parse().ok();
    let newer = lead(3002, "Riley", "Renter", "riley@example.com");
    let found = [older, newer];
    assert_eq!(look(&found, &riley(), &own()), Lookup::Known(id(3002)));
    let other = OtherViewing {
        application: id(3001),
        tour_type: TourType::AgentGuided,
        starts_at: "2026-07-01T15:00:00Z".parse().unwrap(),
        stands: false,
    };
    let made_it = Account { others: vec![other], ..own() };
    assert_eq!(look(&found, &riley(), &made_it), Lookup::Known(id(3001)));
}
