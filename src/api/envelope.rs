//! The envelope around every answer, and the forms in which Entrata says that something went wrong.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// What an envelope holds.
#[derive(Debug)]
pub(crate) enum Envelope<'a> {
    /// A success: its `result`, unread.
    Result(&'a RawValue),
    /// A failure, in whatever form.
    Failure(Failure),
}

/// What Entrata says of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Entrata's own number where it gives one, else the number of the envelope.
    pub(crate) code: Option<i64>,
    pub(crate) message: String,
    /// Whether the message is the one of a record, such as a lead.
    pub(crate) of_record: bool,
}

#[derive(Deserialize)]
struct Root<'a> {
    #[serde(borrow)]
    response: Option<Response<'a>>,
    error: Option<Value>,
    message: Option<Value>,
    code: Option<Value>,
}

#[derive(Deserialize)]
struct Response<'a> {
    code: Option<Value>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<Value>,
    message: Option<Value>,
}

const SUCCESS: i64 = 200;

/// Opens the envelope of a body.
///
/// # Errors
///
/// When the body is no JSON object, or holds neither `response` nor an error: then it is no answer of Entrata's.
pub(crate) fn open(body: &str) -> Result<Envelope<'_>, serde_json::Error> {
    let root: Root<'_> = serde_json::from_str(body)?;
    let Some(response) = root.response else {
        // Failures of the gateway itself have no `response`, and `error` or `message` at the top.
        return match failure(root.error.as_ref(), root.message.as_ref(), root.code.as_ref()) {
            Some(failure) => Ok(Envelope::Failure(failure)),
            None => Err(serde::de::Error::missing_field("response")),
        };
    };
    let code = response.code.as_ref().and_then(number);
    let error = response.error.as_ref().filter(|error| !is_none(error));
    if error.is_none() && code.is_none_or(|code| code == SUCCESS) {
        return match response.result {
            Some(result) => Ok(Envelope::Result(result)),
            None => Err(serde::de::Error::missing_field("response.result")),
        };
    }
    let mut said = failure(error, response.message.as_ref(), None).unwrap_or(Failure {
        code: None,
        message: String::new(),
        of_record: false,
    });
    if said.message.is_empty() {
        said.message = response.result.and_then(|result| in_result(result.get())).unwrap_or_default();
        said.of_record = true;
    }
    said.code = said.code.or(code);
    Ok(Envelope::Failure(said))
}

/// `error` as an object with code and message, or as text; or only a message beside it.
fn failure(error: Option<&Value>, message: Option<&Value>, code: Option<&Value>) -> Option<Failure> {
    let text = |value: Option<&Value>| {
        value.and_then(|value| match value {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
    };
    let error = error.filter(|error| !is_none(error));
    let inner = error.and_then(|error| text(error.get("message")).or_else(|| text(Some(error))));
    if error.is_none() && text(message).is_none() {
        return None;
    }
    let code = error.and_then(|error| error.get("code")).or(code).and_then(number);
    Some(Failure { code, message: inner.or_else(|| text(message)).unwrap_or_default(), of_record: false })
}

/// The message of a failure that only the result holds: text, or a prospect that was not taken.
fn in_result(result: &str) -> Option<String> {
    let result: Value = serde_json::from_str(result).ok()?;
    if let Value::String(text) = &result {
        return Some(text.trim().to_owned());
    }
    let prospects = result.get("prospects").or_else(|| result.get("Prospects"))?;
    let prospects = prospects.get("prospect").or_else(|| prospects.get("Prospect")).unwrap_or(prospects);
    let first = prospects.get(0).or_else(|| prospects.as_object()?.values().next().filter(|v| v.is_object()));
    let prospect = first.unwrap_or(prospects);
    let message = prospect.get("message").or_else(|| prospect.get("@attributes")?.get("message"))?;
    Some(message.as_str()?.trim().to_owned())
}

/// PHP writes nothing as an empty text or an empty list.
fn is_none(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
