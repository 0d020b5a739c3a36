//! Tour times as the app's endpoint answers them.

use crate::id::{HouseId, PropertyId};
use crate::tour::{Day, RawSlot, Schedule, Shown};
use chrono_tz::Tz;
use serde::Serialize;

/// About as long as one slot is in JSON.
const SLOT_IN_JSON: usize = 176;

/// A property's tour times: the body of the app's endpoint.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TourTimes {
    /// The house asked for.
    pub property_id: HouseId,
    /// Entrata's id of its property.
    pub entrata_property_id: PropertyId,
    /// The IANA zone in which the times are shown.
    pub time_zone: &'static str,
    /// `AGENT_GUIDED`, `SELF_GUIDED` or `VIRTUAL_GUIDED`.
    pub tour_type: &'static str,
    /// The slots by day in the shown zone, in order.
    pub tour_times: Vec<Day>,
    /// What Entrata sent and nobody can read.
    pub unreadable: Vec<RawSlot>,
    /// Set when Entrata could not be asked and these are older than usual.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stale: bool,
}

impl TourTimes {
    pub(super) fn new(
        house: HouseId,
        property: PropertyId,
        tz: Tz,
        tour_type: &'static str,
        schedule: Schedule,
        stale: bool,
    ) -> Self {
        Self {
            property_id: house,
            entrata_property_id: property,
            time_zone: tz.name(),
            tour_type,
            tour_times: schedule.days,
            unreadable: schedule.unreadable.into_iter().map(|error| error.raw).collect(),
            stale,
        }
    }

    /// The endpoint's JSON, as [`Serialize`] writes it, at a fraction of the time: nearly all of it is the slots, whose
    /// texts of our own need no look at each letter.
    #[must_use]
    pub fn to_json(&self) -> String {
        let slots: usize = self.tour_times.iter().map(|day| day.slots.len()).sum();
        let mut json = String::with_capacity((slots + 4) * SLOT_IN_JSON);
        json.extend([r#"{"propertyId":"#, &self.property_id.to_string()]);
        json.extend([r#","entrataPropertyId":"#, &self.entrata_property_id.to_string()]);
        json.extend([r#","timeZone":""#, self.time_zone, r#"","tourType":""#, self.tour_type]);
        json.push_str(r#"","tourTimes":"#);
        push_list(&mut json, &self.tour_times, push_day);
        json.push_str(r#","unreadable":"#);
        push_list(&mut json, &self.unreadable, push_raw);
        json.push_str(if self.stale { r#","stale":true}"# } else { "}" });
        json
    }
}

fn push_list<T>(json: &mut String, items: &[T], push: fn(&mut String, &T)) {
    json.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            json.push(',');
        }
        push(json, item);
    }
    json.push(']');
}

fn push_day(json: &mut String, day: &Day) {
    json.extend([r#"{"date":""#, &day.date.to_string(), r#"","slots":"#]);
    push_list(json, &day.slots, push_slot);
    json.push('}');
}

fn push_slot(json: &mut String, slot: &Shown) {
    json.push_str(r#"{"raw":"#);
    push_raw(json, &slot.raw);
    json.extend([
        r#","start":""#,
        &slot.start,
        r#"","end":""#,
        &slot.end,
        r#"","label":""#,
        &slot.label,
        r#""}"#,
    ]);
}

fn push_raw(json: &mut String, raw: &RawSlot) {
    json.push_str(r#"{"date":"#);
    push_text(json, &raw.date);
    json.push_str(r#","time":"#);
    push_text(json, &raw.time);
    json.push('}');
}

/// A text that others wrote.
fn push_text(json: &mut String, text: &str) {
    // To the end, even where the first letter tells: so it is done for many letters at once.
    let plain = |plain, byte| plain & (byte >= b' ') & (byte != b'"') & (byte != b'\\');
    if text.bytes().fold(true, plain) {
        json.extend(["\"", text, "\""]);
    } else {
        json.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tour::{Label, Stamp};
    use chrono::NaiveDate;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn slot(date: &str, time: &str) -> Shown {
        let raw = RawSlot { date: date.into(), time: time.into() };
        let stamp = Stamp::from("2026-12-01T11:00:00-06:00").unwrap();
        let label = Label::from("11:00 AM - 11:30 AM CST").unwrap();
        Shown { raw, start: stamp, end: stamp, label, day: NaiveDate::MIN }
    }

    fn times(days: &[Vec<(String, String)>], stale: bool) -> TourTimes {
        let date = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let day = |slots: &Vec<(String, String)>| Day {
            date,
            slots: slots.iter().map(|(date, time)| slot(date, time)).collect(),
        };
        let tour_times: Vec<_> = days.iter().map(day).collect();
        TourTimes {
            property_id: 17_u64.try_into().unwrap(),
            entrata_property_id: 739_040_u64.try_into().unwrap(),
            time_zone: "America/Chicago",
            tour_type: "AGENT_GUIDED",
            unreadable: tour_times.iter().flat_map(|day| &day.slots).map(|slot| slot.raw.clone()).collect(),
            tour_times,
            stale,
        }
    }

    proptest! {
        #[test]
        fn the_text_is_what_serde_writes(days in vec(vec(any::<(String, String)>(), 0..4), 0..4), stale: bool) {
            let times = times(&days, stale);
            prop_assert_eq!(times.to_json(), serde_json::to_string(&times).unwrap());
        }
    }
}
