//! The envelope around every call and every reply.

use super::http::Reply;
use super::methods::{Params, Refusal};
use serde_json::{Map, Value, json};

/// A request body in Entrata's form.
pub(super) struct Envelope(Map<String, Value>);

impl Envelope {
    pub(super) fn read(body: &[u8]) -> Result<Self, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(envelope)) => Ok(Self(envelope)),
            Ok(_) => Err(Refusal::bad("The request must be one JSON object.")),
            Err(_) => Err(Refusal::bad("The request is not valid JSON.")),
        }
    }

    pub(super) fn auth(&self) -> Params<'_> {
        Params::of(self.0.get("auth"))
    }

    fn call(&self) -> Params<'_> {
        Params::of(self.0.get("method"))
    }

    pub(super) fn method(&self) -> String {
        self.call().text("name")
    }

    /// The version; without one, the first.
    pub(super) fn version(&self) -> String {
        let version = self.call().text("version");
        if version.is_empty() { "r1".to_owned() } else { version }
    }

    pub(super) fn params(&self) -> Params<'_> {
        self.call().inside("params")
    }

    /// The request id, which Entrata returns as text whatever its type was.
    pub(super) fn request_id(&self) -> Option<String> {
        match self.0.get("requestId")? {
            Value::String(id) => Some(id.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// A successful reply of the gateway.
pub(super) fn success(request_id: Option<String>, result: Value) -> Reply {
    Reply::entrata(200, respond(request_id, [("code", json!(200)), ("result", result)]))
}

/// A rejection: `response.code` is like HTTP's, `response.error.code` is Entrata's own number.
pub(super) fn refused(request_id: Option<String>, refusal: &Refusal) -> Reply {
    let error = json!({ "code": refusal.code, "message": refusal.message });
    Reply::entrata(refusal.status, respond(request_id, [("code", json!(refusal.outer)), ("error", error)]))
}

fn respond<const N: usize>(request_id: Option<String>, fields: [(&str, Value); N]) -> Value {
    let mut response = Map::new();
    if let Some(id) = request_id {
        response.insert("requestId".to_owned(), Value::String(id));
    }
    response.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    json!({ "response": response })
}
