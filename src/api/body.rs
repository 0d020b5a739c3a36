//! The body of a call.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    auth: &'a Value,
    request_id: &'a str,
    method: Method<'a>,
}

#[derive(Serialize)]
struct Method<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    params: Value,
}

/// One object: the published types ask for a list of them, but nobody sends one.
pub(crate) fn body(
    auth: &Value,
    request_id: &str,
    name: &str,
    version: Option<&str>,
    params: Value,
) -> Result<String> {
    let body = Body { auth, request_id, method: Method { name, version, params } };
    serde_json::to_string(&body).map_err(|error| {
        Error::new(ErrorKind::Config, format!("the body of {name} cannot be written")).with_source(error)
    })
}

/// An id of our own for one call, by which Entrata's support and our log find it again.
pub(crate) fn request_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Whether a value holds no parameters.
pub(crate) fn is_empty(params: &Value) -> bool {
    match params {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}
