//! The body of a request, its validation and its id.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use serde_json::Value;

use super::url::{check_service, shown};
use crate::error::{Error, ErrorKind, FieldError, Result};

/// One page of a longer response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) number: u32,
    pub(crate) size: u32,
}

impl Page {
    /// Entrata accepts 5 to 1,000 records per page.
    pub(crate) fn new(number: u32, size: u32) -> Self {
        Self { number: number.max(1), size: size.clamp(5, 1_000) }
    }
}

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
    params: &'a Value,
}

/// Returns the JSON of a request. The published types require a list of objects, but known clients send one object.
pub(crate) fn body(
    auth: &Value,
    request_id: &str,
    name: &str,
    version: Option<&str>,
    params: &Value,
) -> Result<String> {
    // PHP cannot distinguish an empty object from an empty list.
    let none = Value::Object(serde_json::Map::new());
    let params = if is_empty(params) { &none } else { params };
    let body = Body { auth, request_id, method: Method { name, version, params } };
    serde_json::to_string(&body).map_err(|error| {
        Error::new(ErrorKind::Validation, format!("the parameters of {name} cannot be written as JSON"))
            .with_source(error)
    })
}

/// Checks the names of a request, all at once.
///
/// # Errors
///
/// [`ErrorKind::Validation`] with the fields `service`, `method` and `version` that are invalid.
pub(crate) fn check_names(service: &str, method: &str, version: Option<&str>) -> Result<()> {
    let is_name = |text: &str| {
        (1..=80).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let mut bad = Vec::new();
    bad.extend(check_service(service));
    if !is_name(method) {
        let message = format!("{} is not the name of a method such as getProperties", shown(method));
        bad.push(FieldError::new("method", message));
    }
    if let Some(version) = version.filter(|version| !is_name(version)) {
        bad.push(FieldError::new("version", format!("{} is not a version such as r1", shown(version))));
    }
    if bad.is_empty() { Ok(()) } else { Err(Error::validation(bad)) }
}

/// Returns a new request id, a UUID version 7, for Entrata's support and our log.
pub(crate) fn request_id() -> String {
    let millis =
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() & ((1 << 48) - 1);
    // UUID version 7: 48 bits of time, the version, 12 random bits, the variant, and 62 random bits.
    let random = fastrand::u128(..);
    let bits = millis << 80 | 0x7 << 76 | (random >> 64 & 0xfff) << 64 | 0x2 << 62 | random & ((1 << 62) - 1);
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn is_empty(params: &Value) -> bool {
    match params {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_invalid_name_is_reported_by_its_field() {
        assert!(check_names("leads", "sendLeads", Some("r2")).is_ok());
        let error = check_names("", "get\r\nLeads", Some("")).unwrap_err();
        let fields: Vec<_> = error.fields().iter().map(|bad| bad.field).collect();
        assert_eq!((error.kind(), fields), (ErrorKind::Validation, vec!["service", "method", "version"]));
        for bad in ["", " ", "get Leads", "getLeads\n", "getLeads\"", "gétLeads", "../x"] {
            assert!(check_names("leads", bad, None).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_request_id_is_a_new_uuid_each_time() {
        let (one, two) = (request_id(), request_id());
        assert_ne!(one, two);
        for id in [one, two] {
            let lengths: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            let letter = |at: usize| id.as_bytes()[at];
            assert_eq!((letter(14), b"89ab".contains(&letter(19))), (b'7', true), "{id}");
        }
    }
}
