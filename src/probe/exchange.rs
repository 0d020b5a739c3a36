//! The calls of a probe and their replies.

use crate::id::PropertyId;
use serde_json::Value;

/// A call to make.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    /// The method and version, as the description names them: `getLeads r1`.
    pub(crate) name: String,
    pub(crate) service: String,
    pub(crate) method: String,
    /// Nothing for r1.
    pub(crate) version: Option<String>,
    pub(crate) params: Value,
    pub(crate) property: Option<PropertyId>,
}

/// The outcome of a call.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// The method and version: `getLeads r1`.
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    /// The lower-case names and the values of headers that describe limits and pages.
    pub(crate) headers: Vec<(String, String)>,
}

/// What a call returned.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// Entrata's reply: the whole body.
    Reply(Value),
    /// Entrata's rejection: its code and its message.
    Rejected { code: Option<i64>, message: String, body: Value },
    /// A reply that is not Entrata's: the HTTP status and what the body is.
    Foreign { status: u16, body: &'static str },
    /// No reply.
    Failed(String),
}

impl Exchange {
    /// The `response` of a reply.
    pub(crate) fn response(&self) -> Option<&Value> {
        match &self.outcome {
            Outcome::Reply(body) => body.get("response"),
            _ => None,
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a raw reply.
pub(crate) fn outcome(status: u16, body: &[u8]) -> Outcome {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        let body = match first {
            None => "an empty body",
            Some(b'<') => "a web page",
            Some(_) => "a body that is not JSON",
        };
        return Outcome::Foreign { status, body };
    };
    let Some(response) = body.get("response").filter(|response| response.is_object()) else {
        return Outcome::Foreign { status, body: "JSON without Entrata's envelope" };
    };
    let code = response.get("code").and_then(number);
    let error = response.get("error").filter(|error| !is_empty(error));
    if error.is_none() && code.is_none_or(|code| code == 200) && (200..300).contains(&status) {
        return Outcome::Reply(body);
    }
    let message = error.and_then(|error| error.get("message").or(Some(error))).and_then(Value::as_str);
    let inner = error.and_then(|error| error.get("code")).and_then(number);
    let message = message.unwrap_or_default().to_owned();
    Outcome::Rejected { code: inner.or(code), message, body }
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_entratas_envelope_is_entratas_reply() {
        let foreign: [(u16, &[u8]); 6] = [
            (403, b"<html>denied</html>"),
            (200, b""),
            (200, b"{\"status\":\"success\"}"),
            (200, b"[1]"),
            (302, b"moved"),
            (200, b"{\"response\":[]}"),
        ];
        for (status, body) in foreign {
            assert!(matches!(outcome(status, body), Outcome::Foreign { .. }), "{status} {body:?}");
        }
        let reply = br#"{"response":{"code":"200","result":{},"error":null}}"#;
        assert!(matches!(outcome(200, reply), Outcome::Reply(_)));
        let rejected = br#"{"response":{"code":400,"error":{"code":314,"message":"No tours."}}}"#;
        assert!(matches!(outcome(200, rejected), Outcome::Rejected { code: Some(314), .. }));
    }
}
