//! A webhook's parameters: read from the query string as it came, masked where they are our own secrets.

use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use percent_encoding::percent_decode;
use secrecy::SecretString;
use std::borrow::Cow;
use std::str::FromStr;

/// A query that is longer is not read, and only its start is logged.
pub(super) const LONGEST_QUERY: usize = 64 * 1024;
const LONGEST_CODE: usize = 4096;
const LONGEST_VALUE: usize = 255;
const LONGEST_TYPE: usize = 64;
/// Our own secrets: whoever proves with them that it is Entrata must not find them in our tables.
const SECRET_NAMES: [&[u8]; 2] = [b"client_secret", b"key"];

const CLIENT_ID: &[&str] = &["client_id"];
const CLIENT_SECRET: &[&str] = &["client_secret"];
const KEY: &[&str] = &["key"];
const CID: &[&str] = &["cid"];
const PROPERTY_ID: &[&str] = &["property_id", "propertyId"];
const REQUEST_TYPE: &[&str] = &["request_type", "requestType"];
const AUTH_CODE: &[&str] = &["auth_code", "code", "authCode"];
const FEED_TYPE: &[&str] = &["feed_type", "feedType"];

/// The query string as it may be kept: the values of our own secrets read `***`.
pub(super) fn masked(raw: &[u8]) -> Vec<u8> {
    let raw = raw.get(..LONGEST_QUERY).unwrap_or(raw);
    let pairs =
        raw.split(|byte| *byte == b'&').map(|pair| match pair.iter().position(|byte| *byte == b'=') {
            Some(equals) if is_secret(&pair[..equals]) => [&pair[..=equals], b"***"].concat(),
            _ => pair.to_vec(),
        });
    pairs.collect::<Vec<_>>().join(&b'&')
}

fn is_secret(name: &[u8]) -> bool {
    let name = decoded(name);
    SECRET_NAMES.iter().any(|secret| {
        name.strip_prefix(*secret).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"["))
    })
}

fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if text.contains(&b'+') {
        let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        return Cow::Owned(percent_decode(&spaced).collect());
    }
    percent_decode(text).into()
}

/// What a webhook asks for beside its authorisation code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish {
    /// Put the property on the market.
    Activation(PropertyId),
    /// Take the property off the market.
    Suspended(PropertyId),
    /// Store the feed type and ingest again.
    ChangeFeedType(PropertyId, String),
}

impl Wish {
    pub(super) fn request_type(&self) -> &'static str {
        match self {
            Self::Activation(_) => "ACTIVATION",
            Self::Suspended(_) => "SUSPENDED",
            Self::ChangeFeedType(..) => "CHANGE_FEED_TYPE",
        }
    }

    pub(super) fn property(&self) -> PropertyId {
        match self {
            Self::Activation(property) | Self::Suspended(property) | Self::ChangeFeedType(property, _) => {
                *property
            }
        }
    }
}

/// A webhook whose parameters are all right: an authorisation code, a wish, or both.
pub(super) struct Request {
    pub(super) cid: Cid,
    pub(super) auth_code: Option<SecretString>,
    pub(super) wish: Option<Wish>,
}

/// What a webhook claims to prove its sender with.
pub(super) struct Credentials {
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<SecretString>,
    pub(super) key: Option<SecretString>,
}

/// The parameters of a query string, in the order in which they came.
pub(super) struct Query<'a> {
    pairs: Vec<(Cow<'a, [u8]>, &'a [u8])>,
    overlong: bool,
}

impl<'a> Query<'a> {
    pub(super) fn new(raw: &'a [u8]) -> Self {
        let overlong = raw.len() > LONGEST_QUERY;
        let raw = if overlong { &[] } else { raw };
        let pairs = raw.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            match pair.iter().position(|byte| *byte == b'=') {
                Some(equals) => (decoded(&pair[..equals]), &pair[equals + 1..]),
                None => (decoded(pair), &[][..]),
            }
        });
        Self { pairs: pairs.collect(), overlong }
    }

    /// The credentials; one that cannot be read counts as absent.
    pub(super) fn credentials(&self) -> Credentials {
        let text = |names| self.text(names, LONGEST_VALUE).ok().flatten();
        Credentials {
            client_id: text(CLIENT_ID),
            client_secret: text(CLIENT_SECRET).map(SecretString::from),
            key: text(KEY).map(SecretString::from),
        }
    }

    /// The parameters for the log, as far as they can be read.
    pub(super) fn glance(&self) -> (Option<String>, Option<u64>, Option<u64>) {
        let request_type = self.text(REQUEST_TYPE, LONGEST_TYPE).ok().flatten();
        let cid = self.id::<Cid>(CID).ok().flatten().map(Cid::get);
        let property = self.id::<PropertyId>(PROPERTY_ID).ok().flatten().map(PropertyId::get);
        (request_type, cid, property)
    }

    /// Checks everything at once.
    pub(super) fn request(&self) -> Result<Request> {
        if self.overlong {
            let message = format!("is longer than {LONGEST_QUERY} bytes");
            return Err(Error::with_fields(
                ErrorKind::InvalidParameter,
                vec![FieldError::new("query", message)],
            ));
        }
        let mut bad = Bad::default();
        let cid = bad.required(CID, self.id(CID));
        let property = bad.optional(self.id::<PropertyId>(PROPERTY_ID));
        let request_type = bad.optional(self.text(REQUEST_TYPE, LONGEST_TYPE));
        let auth_code = bad.optional(self.auth_code());
        let feed_type = bad.optional(self.text(FEED_TYPE, LONGEST_TYPE));
        if request_type.is_none() && auth_code.is_none() && !bad.names(AUTH_CODE) {
            bad.missing(REQUEST_TYPE, "is missing, and there is no auth_code either");
        }
        if request_type.is_some() && property.is_none() {
            bad.missing(PROPERTY_ID, "is missing");
        }
        if request_type.as_deref() == Some("CHANGE_FEED_TYPE") && feed_type.is_none() {
            bad.missing(FEED_TYPE, "is missing");
        }
        bad.none()?;
        let wish = match (request_type.as_deref(), property) {
            (Some("ACTIVATION"), Some(property)) => Some(Wish::Activation(property)),
            (Some("SUSPENDED"), Some(property)) => Some(Wish::Suspended(property)),
            (Some("CHANGE_FEED_TYPE"), Some(property)) => {
                Some(Wish::ChangeFeedType(property, feed_type.unwrap_or_default()))
            }
            (Some(_), _) => {
                let message = "request_type must be ACTIVATION, SUSPENDED or CHANGE_FEED_TYPE";
                return Err(Error::new(ErrorKind::UnsupportedRequestType, message));
            }
            (None, _) => None,
        };
        let Some(cid) = cid else { return Err(Error::new(ErrorKind::MissingParameter, "cid: is missing")) };
        Ok(Request { cid, auth_code: auth_code.map(SecretString::from), wish })
    }

    /// The value under one of several names. The same value twice is one value; two values are a mistake.
    fn value(&self, names: &'static [&'static str]) -> Result<Option<&'a [u8]>, FieldError> {
        let field = names[0];
        let is_array = |given: &[u8]| {
            names
                .iter()
                .any(|name| given.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"[")))
        };
        if self.pairs.iter().any(|(given, _)| is_array(given)) {
            return Err(FieldError::new(field, "must be one value, not a list"));
        }
        let mut values = self
            .pairs
            .iter()
            .filter(|(given, value)| {
                !value.is_empty() && names.iter().any(|name| name.as_bytes() == &given[..])
            })
            .map(|(_, value)| *value);
        let value = values.next();
        if values.any(|other| Some(other) != value) {
            return Err(FieldError::new(field, "is given more than once, with different values"));
        }
        Ok(value)
    }

    fn text(&self, names: &'static [&'static str], longest: usize) -> Result<Option<String>, FieldError> {
        let Some(value) = self.value(names)? else { return Ok(None) };
        readable(names[0], decoded(value), longest)
    }

    fn id<T: FromStr<Err: ToString>>(&self, names: &'static [&'static str]) -> Result<Option<T>, FieldError> {
        let Some(text) = self.text(names, LONGEST_VALUE)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error: T::Err| FieldError::new(names[0], error.to_string()))
    }

    /// A code is base64: a plus sign in it is a plus sign, however the sender encoded it.
    fn auth_code(&self) -> Result<Option<String>, FieldError> {
        let Some(value) = self.value(AUTH_CODE)? else { return Ok(None) };
        readable(AUTH_CODE[0], percent_decode(value).into(), LONGEST_CODE)
    }
}

fn readable(field: &'static str, value: Cow<'_, [u8]>, longest: usize) -> Result<Option<String>, FieldError> {
    if value.len() > longest {
        return Err(FieldError::new(field, format!("is longer than {longest} bytes")));
    }
    let text =
        String::from_utf8(value.into_owned()).map_err(|_| FieldError::new(field, "is not UTF-8 text"))?;
    if text.chars().any(char::is_control) {
        return Err(FieldError::new(field, "holds a control character"));
    }
    Ok(Some(text))
}

/// Bad parameters, gathered; the first one decides between missing and invalid.
#[derive(Default)]
struct Bad {
    kind: Option<ErrorKind>,
    fields: Vec<FieldError>,
}

impl Bad {
    fn optional<T>(&mut self, value: Result<Option<T>, FieldError>) -> Option<T> {
        value.unwrap_or_else(|bad| {
            self.kind.get_or_insert(ErrorKind::InvalidParameter);
            self.fields.push(bad);
            None
        })
    }

    fn required<T>(
        &mut self,
        names: &'static [&'static str],
        value: Result<Option<T>, FieldError>,
    ) -> Option<T> {
        if matches!(value, Ok(None)) {
            self.missing(names, "is missing");
        }
        self.optional(value)
    }

    /// Names a missing parameter, unless it has been named as invalid already.
    fn missing(&mut self, names: &'static [&'static str], message: &str) {
        if !self.names(names) {
            self.kind.get_or_insert(ErrorKind::MissingParameter);
            self.fields.push(FieldError::new(names[0], message));
        }
    }

    fn names(&self, names: &'static [&'static str]) -> bool {
        self.fields.iter().any(|bad| bad.field == names[0])
    }

    fn none(self) -> Result<()> {
        match self.kind {
            None => Ok(()),
            Some(kind) => Err(Error::with_fields(kind, self.fields)),
        }
    }
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
