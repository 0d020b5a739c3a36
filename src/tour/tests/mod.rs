//! Tests of tour times, part by part.

mod any_text;
mod availability;
mod clock_changes;
mod event_text;
mod forms;
mod parsing;
mod showing;
mod window;
mod zones;

use super::Slot;
use super::zone::TimeZone;
use chrono::{DateTime, NaiveDate, Utc};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn zone(name: &str) -> TimeZone {
    name.parse().expect("a zone")
}

fn slot(date: &str, time: &str) -> Slot {
    Slot::parse(date, time).expect("a slot")
}
