//! The forms in which Entrata writes days, times, money and ranges.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::America::Denver;
use serde_json::{Value, json};

/// `08/01/2030`.
pub(super) fn us(day: NaiveDate) -> String {
    day.format("%m/%d/%Y").to_string()
}

/// The day in Mountain Time, which is Entrata's day.
pub(in super::super) fn mountain_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Denver).date_naive()
}

/// `07/15/2030 09:30:00 MDT`.
pub(super) fn mountain(at: DateTime<Utc>) -> String {
    at.with_timezone(&Denver).format("%m/%d/%Y %H:%M:%S %Z").to_string()
}

/// `1,234.00`.
pub(super) fn money(dollars: u32) -> String {
    let digits = dollars.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + ".00"
}

/// `@attributes` with the lowest and the highest value.
pub(super) fn range(low: u32, high: u32) -> Value {
    json!({ "@attributes": { "Min": low.to_string(), "Max": high.to_string() } })
}

/// An empty element, as PHP encodes it.
pub(super) fn empty() -> Value {
    json!([])
}

/// A text, or an empty element without one.
pub(super) fn text_or_empty(text: &str) -> Value {
    if text.is_empty() { empty() } else { json!(text) }
}

/// Sets a field. Entrata omits fields without a value.
pub(super) fn set(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(name.to_owned(), value.into());
    }
}
