//! One call as a method sees it, and what it answers.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

/// A call that passed the gate.
pub(super) struct Call<'a> {
    pub(super) cid: u64,
    pub(super) params: Params<'a>,
    pub(super) version: &'a str,
    pub(super) now: DateTime<Utc>,
    /// Where pictures are served: the sandbox's own address.
    pub(super) base_url: &'a str,
}

/// A method's result.
pub(super) struct Answer {
    pub(super) result: Value,
    /// For methods with pages: how many records there are and which list holds them.
    pub(super) pages: Option<&'static [&'static str]>,
}

impl From<Value> for Answer {
    fn from(result: Value) -> Self {
        Self { result, pages: None }
    }
}

/// Entrata's own number for a refusal and its sentence; outside stand the HTTP status and `response.code`.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) outer: u16,
    pub(super) code: u16,
    pub(super) message: String,
}

impl Refusal {
    /// A refusal for business reasons: HTTP 200, 400 outside, Entrata's number inside.
    pub(super) fn business(code: u16, message: impl Into<String>) -> Self {
        Self { status: 200, outer: 400, code, message: message.into() }
    }

    /// A call that the method cannot read.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::gate(400, message)
    }

    /// A call that did not pass the gate: the same number everywhere.
    pub(super) fn gate(status: u16, message: impl Into<String>) -> Self {
        Self { status, outer: status, code: status, message: message.into() }
    }
}

/// `method.params`: text and numbers mean the same, as they do for Entrata.
#[derive(Clone, Copy)]
pub(super) struct Params<'a>(pub(super) Option<&'a Map<String, Value>>);

impl<'a> Params<'a> {
    /// The params of a part of a call; anything but an object has none.
    pub(super) fn of(value: Option<&'a Value>) -> Self {
        Self(value.and_then(Value::as_object))
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn inside(&self, name: &str) -> Params<'a> {
        Params::of(self.get(name))
    }

    /// A list, or the one object that stands for a list of one.
    pub(super) fn list(&self, name: &str) -> Vec<Params<'a>> {
        match self.get(name) {
            Some(Value::Array(items)) => items.iter().map(|item| Params::of(Some(item))).collect(),
            Some(one @ Value::Object(_)) => vec![Params::of(Some(one))],
            _ => Vec::new(),
        }
    }

    /// Trimmed text; a number or a flag as its digits, nothing as nothing.
    pub(super) fn text(&self, name: &str) -> String {
        match self.get(name) {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => u8::from(*flag).to_string(),
            _ => String::new(),
        }
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).as_str(), "1" | "true")
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.text(name).parse().ok()
    }

    /// A comma-separated list of numbers.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<u64>, Refusal> {
        let text = self.text(name);
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| {
                part.parse().map_err(|_| Refusal::bad(format!("{name} must be ids, separated by commas.")))
            })
            .collect()
    }

    /// `MM/DD/YYYY`.
    pub(super) fn date(&self, name: &str) -> Result<Option<NaiveDate>, Refusal> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        us_date(&text)
            .map(Some)
            .ok_or_else(|| Refusal::bad(format!("{name} must be a date like 12/31/2030.")))
    }

    pub(super) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| Refusal::bad(format!("{name} is required.")))
    }
}

/// A day written `MM/DD/YYYY`, with both digits of each.
pub(super) fn us_date(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%m/%d/%Y").ok()?;
    (text.len() == 10).then_some(day)
}
