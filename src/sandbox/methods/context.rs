//! A call as a method receives it, and what it answers.

use super::super::variants::Variants;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

/// An authenticated call.
pub(in super::super) struct Call<'a> {
    pub(in super::super) cid: u64,
    pub(in super::super) params: Params<'a>,
    pub(in super::super) version: &'a str,
    pub(in super::super) now: DateTime<Utc>,
    /// Where pictures and documents are served: the sandbox's own URL.
    pub(in super::super) base_url: &'a str,
    pub(in super::super) variants: &'a Variants,
}

/// A method's result.
#[derive(Debug)]
pub(in super::super) struct Answer {
    pub(in super::super) result: Value,
    /// For methods with pages: the path of the list that is cut.
    pub(in super::super) pages: Option<&'static [&'static str]>,
}

impl From<Value> for Answer {
    fn from(result: Value) -> Self {
        Self { result, pages: None }
    }
}

/// A rejection: Entrata's own number and sentence inside, the HTTP status and `response.code` outside.
#[derive(Debug)]
pub(in super::super) struct Refusal {
    pub(in super::super) status: u16,
    pub(in super::super) outer: u16,
    pub(in super::super) code: u16,
    pub(in super::super) message: String,
}

impl Refusal {
    /// A rejection for business reasons: HTTP 200, 400 outside, Entrata's number inside.
    pub(in super::super) fn business(code: u16, message: impl Into<String>) -> Self {
        Self { status: 200, outer: 400, code, message: message.into() }
    }

    /// A call that the method cannot read.
    pub(in super::super) fn bad(message: impl Into<String>) -> Self {
        Self::gate(400, message)
    }

    /// A call that the gateway rejects: the same number everywhere.
    pub(in super::super) fn gate(status: u16, message: impl Into<String>) -> Self {
        Self { status, outer: status, code: status, message: message.into() }
    }

    /// Entrata's 311: the application has no permission to the property or the method.
    pub(in super::super) fn no_permission(message: impl Into<String>) -> Self {
        Self::business(311, message)
    }

    /// The gateway's 1403: the company has not authorized the application, or not for this method.
    pub(in super::super) fn not_associated() -> Self {
        let message = "The org is not associated with this application.".to_owned();
        Self { status: 400, outer: 400, code: 1403, message }
    }
}

/// `method.params`. Text and numbers mean the same, as in Entrata's API.
#[derive(Clone, Copy)]
pub(in super::super) struct Params<'a>(Option<&'a Map<String, Value>>);

impl<'a> Params<'a> {
    /// The fields of an object; any other value has none.
    pub(in super::super) fn of(value: Option<&'a Value>) -> Self {
        Self(value.and_then(Value::as_object))
    }

    pub(in super::super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    pub(in super::super) fn inside(&self, name: &str) -> Params<'a> {
        Params::of(self.get(name))
    }

    /// A list, or the one object that stands for a list of one.
    pub(in super::super) fn list(&self, name: &str) -> Vec<Params<'a>> {
        match self.get(name) {
            Some(Value::Array(items)) => items.iter().map(|item| Params::of(Some(item))).collect(),
            Some(one @ Value::Object(_)) => vec![Params::of(Some(one))],
            _ => Vec::new(),
        }
    }

    /// Text exactly as it was sent; a number or a flag as its digits; anything else as an empty text.
    pub(in super::super) fn text(&self, name: &str) -> String {
        match self.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(flag)) => u8::from(*flag).to_string(),
            _ => String::new(),
        }
    }

    pub(in super::super) fn flag(&self, name: &str) -> bool {
        matches!(self.text(name).as_str(), "1" | "true")
    }

    pub(in super::super) fn number(&self, name: &str) -> Option<u64> {
        self.text(name).parse().ok()
    }

    /// A comma-separated list of numbers.
    pub(in super::super) fn numbers(&self, name: &str) -> Result<Vec<u64>, Refusal> {
        let text = self.text(name);
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let number = |part: &str| {
            part.parse().map_err(|_| Refusal::bad(format!("{name} must be ids, separated by commas.")))
        };
        parts.map(number).collect()
    }

    /// A date in the form `MM/DD/YYYY`.
    pub(in super::super) fn date(&self, name: &str) -> Result<Option<NaiveDate>, Refusal> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let day = us_date(&text);
        day.map(Some).ok_or_else(|| Refusal::bad(format!("{name} must be a date such as 12/31/2030.")))
    }

    pub(in super::super) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| Refusal::bad(format!("{name} is required.")))
    }
}

/// A day in the form `MM/DD/YYYY`, with both digits of month and day.
pub(super) fn us_date(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%m/%d/%Y").ok()?;
    (text.len() == 10).then_some(day)
}
