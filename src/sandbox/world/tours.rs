//! A property's tour calendar: a weekly pattern, split into slots, in the property's own zone.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::Deserialize;

/// When a property offers tours. What the data file omits has the built-in value.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Tours {
    pub(crate) days: Vec<Weekday>,
    pub(crate) open: NaiveTime,
    pub(crate) close: NaiveTime,
    pub(crate) minutes: u16,
    /// The number of appointments that one slot takes.
    pub(crate) capacity: u32,
    /// A slot that starts sooner is not offered.
    pub(crate) lead_hours: u16,
    /// The number of days for which the calendar is open.
    pub(crate) days_ahead: u16,
    pub(crate) types: Vec<String>,
    /// Holidays: days without any slot.
    pub(crate) closed: Vec<NaiveDate>,
}

impl Default for Tours {
    fn default() -> Self {
        use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
        Self {
            days: vec![Mon, Tue, Wed, Thu, Fri, Sat],
            open: NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default(),
            close: NaiveTime::from_hms_opt(16, 30, 0).unwrap_or_default(),
            minutes: 30,
            capacity: 1,
            lead_hours: 2,
            days_ahead: 365,
            types: ["AGENT_GUIDED", "SELF_GUIDED", "VIRTUAL_GUIDED"].map(str::to_owned).to_vec(),
            closed: Vec::new(),
        }
    }
}

/// One slot of one day, on the property's wall clock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TourSlot {
    pub(crate) day: NaiveDate,
    pub(crate) from: NaiveTime,
    pub(crate) to: NaiveTime,
}

impl Tours {
    /// The slots of a day, taken or not.
    pub(crate) fn slots(&self, day: NaiveDate, zone: Tz, now: DateTime<Utc>) -> Vec<TourSlot> {
        let today = now.with_timezone(&zone).date_naive();
        let ahead = (day - today).num_days();
        let open = self.days.contains(&day.weekday()) && !self.closed.contains(&day);
        if !open || ahead < 1 || ahead > i64::from(self.days_ahead) || self.minutes == 0 {
            return Vec::new();
        }
        let earliest = now + TimeDelta::hours(i64::from(self.lead_hours));
        let earliest = earliest.with_timezone(&zone).naive_local();
        let step = TimeDelta::minutes(i64::from(self.minutes));
        let mut slots = Vec::new();
        let mut from = self.open;
        loop {
            let (to, past_midnight) = from.overflowing_add_signed(step);
            if past_midnight != 0 || to > self.close {
                return slots;
            }
            if day.and_time(from) >= earliest {
                slots.push(TourSlot { day, from, to });
            }
            from = to;
        }
    }
}

impl TourSlot {
    /// The words that Entrata prints: `10:00 MST` and `10:30 MST`.
    pub(crate) fn words(&self, zone: Tz) -> (String, String) {
        let word = |at: &DateTime<Tz>| at.format("%H:%M %Z").to_string();
        let [from, to] = self.instants(zone);
        (word(&from), word(&to))
    }

    /// Its start and its end, on the clock of its own zone.
    pub(crate) fn instants(&self, zone: Tz) -> [DateTime<Tz>; 2] {
        [self.from, self.to].map(|time| {
            let wall = self.day.and_time(time);
            let local = zone.from_local_datetime(&wall).earliest();
            // No slot is in the hour that a clock skips; the standard offset would do.
            local.unwrap_or_else(|| zone.from_utc_datetime(&wall))
        })
    }

    /// Whether a lead names this slot: verbatim, or by the same wall clock in one of the forms in use.
    pub(crate) fn is_named(&self, from: &str, to: &str, zone: Tz) -> bool {
        let (from_word, to_word) = self.words(zone);
        let one = |given: &str, word: &str, time| given == word || clock(given) == Some(time);
        one(from, &from_word, self.from) && one(to, &to_word, self.to)
    }
}

/// Reads `10:00:00`, and `11:00am` and `11:00 am` as in Entrata's own example.
fn clock(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S", "%H:%M", "%I:%M%P", "%I:%M %P"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(&text.to_lowercase(), form).ok())
}
