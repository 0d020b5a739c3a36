//! Tour times in the form of the app's endpoint.

use crate::id::{HouseId, PropertyId};
use crate::tour::zone::TimeZone;
use crate::tour::{Availability, Day, RawSlot, SlotView, Window};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// About as long as one slot is in JSON.
const SLOT_IN_JSON: usize = 216;

/// A property's tour times: the body of the app's endpoint.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TourTimes {
    /// The requested house.
    pub property_id: HouseId,
    /// Entrata's id of its property.
    pub entrata_property_id: PropertyId,
    /// The IANA zone in which the times are shown.
    pub time_zone: &'static str,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: &'static str,
    /// The slots by day in the shown zone, in order.
    pub tour_times: Vec<Day>,
    /// Slots from Entrata that could not be parsed.
    pub unreadable: Vec<RawSlot>,
    /// Set if the fetch failed and these are older than usual.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
}

/// The offered slots of a house, not yet formatted for a response.
pub(super) struct Offered {
    pub(super) house: HouseId,
    pub(super) property: PropertyId,
    pub(super) tour_type: &'static str,
    pub(super) offer: Availability,
    pub(super) stale: bool,
    pub(super) tz: TimeZone,
    pub(super) now: DateTime<Utc>,
    pub(super) window: Window,
}

impl Offered {
    pub(super) fn shown(self) -> TourTimes {
        let schedule = self.offer.schedule(self.tz, self.now, self.window);
        TourTimes {
            property_id: self.house,
            entrata_property_id: self.property,
            time_zone: self.tz.name(),
            tour_type: self.tour_type,
            tour_times: schedule.days,
            unreadable: schedule.unreadable.into_iter().map(|error| error.raw).collect(),
            stale: self.stale,
        }
    }

    /// Writes the JSON of [`TourTimes`] several times faster than serde: each slot is written directly, and our own texts
    /// need no escaping.
    pub(super) fn to_json(&self) -> String {
        let room = (self.offer.len() + 4) * SLOT_IN_JSON;
        let mut json = Json { text: String::with_capacity(room), day: None, raw: None };
        json.add(&[r#"{"propertyId":"#, &self.house.to_string()]);
        json.add(&[r#","entrataPropertyId":"#, &self.property.to_string()]);
        json.add(&[r#","timeZone":""#, self.tz.name(), r#"","tourType":""#, self.tour_type]);
        json.add(&[r#"","tourTimes":["#]);
        self.offer.show(self.tz, self.now, self.window, |slot| json.add_slot(&slot));
        json.add(&[if json.day.is_some() { "]}" } else { "" }, r#"],"unreadable":["#]);
        for (at, error) in self.offer.unreadable().iter().enumerate() {
            json.add(&[if at == 0 { "" } else { "," }]);
            json.add_date(error.raw.date());
            json.add_time(error.raw.time());
        }
        json.add(&["]", if self.stale { r#","stale":true"# } else { "" }, "}"]);
        json.text
    }
}

struct Json {
    text: String,
    /// The day that is being written.
    day: Option<NaiveDate>,
    /// Entrata's date of the slot that was written last, and its [`raw_date`]: it is the same in each slot of a day.
    raw: Option<(String, String)>,
}

impl Json {
    fn add(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.push_str(part);
        }
    }

    fn add_slot(&mut self, slot: &SlotView<'_>) {
        if self.day == Some(slot.day) {
            self.add(&[","]);
        } else {
            let end_of_day = if self.day.is_some() { "]}," } else { "" };
            self.add(&[end_of_day, r#"{"date":""#, slot.start[0], r#"","slots":["#]);
            self.day = Some(slot.day);
        }
        self.add(&[r#"{"raw":"#]);
        self.add_date(slot.raw_date);
        self.add_time(slot.raw_time);
        let ([start, start_time], [end, end_time]) = (slot.start, slot.end);
        self.add(&[r#","start":""#, start, start_time, r#"","end":""#, end, end_time]);
        self.add(&[r#"","label":""#, slot.label]);
        if let Some(label) = slot.local_label {
            self.add(&[r#"","localLabel":""#, label]);
        }
        self.add(&[r#""}"#]);
    }

    /// A raw slot up to its time.
    fn add_date(&mut self, date: &str) {
        match &self.raw {
            Some((before, text)) if before == date => self.text.push_str(text),
            _ => {
                let text = raw_date(date);
                self.text.push_str(&text);
                self.raw = Some((date.to_owned(), text));
            }
        }
    }

    /// What follows a raw slot's [`raw_date`].
    fn add_time(&mut self, time: &str) {
        if is_plain(time) {
            self.add(&["\"", time, "\"}"]);
        } else {
            self.add(&[&serde_json::Value::from(time).to_string(), "}"]);
        }
    }
}

/// Returns whether JSON needs no escapes for a text.
fn is_plain(text: &str) -> bool {
    let plain = |&byte: &u8| (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    // No early return inside a part, so that the compiler checks all its bytes at once.
    let all_plain = |part: &[u8; 16]| part.iter().fold(true, |all, byte| all & plain(byte));
    let bytes = text.as_bytes();
    match bytes.last_chunk() {
        Some(end) => bytes.as_chunks().0.iter().all(all_plain) && all_plain(end),
        None => bytes.iter().all(plain),
    }
}

/// A raw slot up to its time.
fn raw_date(date: &str) -> String {
    format!(r#"{{"date":{},"time":"#, serde_json::Value::from(date))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn offered(days: Vec<(String, Vec<String>)>, stale: bool) -> Offered {
        let now = "2026-11-30T12:00:00Z".parse().unwrap();
        let tz: TimeZone = "America/Chicago".parse().unwrap();
        Offered {
            house: 17_u64.try_into().unwrap(),
            property: 739_040_u64.try_into().unwrap(),
            tour_type: "AGENT_GUIDED",
            offer: Availability::parse(days),
            stale,
            tz,
            now,
            window: Window::next_days(tz, now),
        }
    }

    fn date() -> impl Strategy<Value = String> {
        prop_oneof![
            (1..31).prop_map(|day| format!("2026-12-{day:02}")),
            (1..31).prop_map(|day| format!("12/{day:02}/2026")),
            any::<String>(),
        ]
    }

    fn time() -> impl Strategy<Value = String> {
        prop_oneof![(0..24).prop_map(|hour| format!("{hour}:00\t- {hour}:30 MST")), any::<String>()]
    }

    proptest! {
        #[test]
        fn the_text_is_what_serde_writes(days in vec((date(), vec(time(), 0..5)), 0..5), stale: bool) {
            let listed = serde_json::to_string(&offered(days.clone(), stale).shown()).unwrap();
            prop_assert_eq!(offered(days, stale).to_json(), listed);
        }
    }
}
