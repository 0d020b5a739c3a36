//! A webhook as a request whose parameters are valid.

use super::parameters::{MAX_QUERY, Parameter, Parameters};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use secrecy::SecretString;
use std::str::FromStr;

const MAX_CODE: usize = 4096;
const MAX_ID: usize = 64;
/// The length of the columns `request_type`, `feed_type` and `occupancy_type`.
const MAX_WORD: usize = 64;

/// A request type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestType {
    /// Puts the property on the market.
    Activation,
    /// Takes the property off the market.
    Suspended,
    /// Ingests the property again, with another feed type if one is given.
    ChangeFeedType,
}

impl RequestType {
    const ALL: [Self; 3] = [Self::Activation, Self::Suspended, Self::ChangeFeedType];

    /// Its documented word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Activation => "ACTIVATION",
            Self::Suspended => "SUSPENDED",
            Self::ChangeFeedType => "CHANGE_FEED_TYPE",
        }
    }
}

impl FromStr for RequestType {
    type Err = ();

    /// Parses the word in any letter case.
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(text.trim())).ok_or(())
    }
}

/// A request type and its property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Action {
    pub(super) request_type: RequestType,
    pub(super) property: PropertyId,
    pub(super) feed_type: Option<String>,
    pub(super) occupancy_type: Option<String>,
}

/// A webhook whose parameters are valid: it carries an authorization code, an action, or both.
pub(super) struct Request {
    pub(super) cid: Cid,
    pub(super) auth_code: Option<SecretString>,
    pub(super) action: Option<Action>,
    /// The subdomain that the sender claims.
    pub(super) subdomain: Option<String>,
}

impl Request {
    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingParameter`] or [`ErrorKind::InvalidParameter`], naming each bad parameter;
    /// [`ErrorKind::UnsupportedRequestType`].
    pub(super) fn read(parameters: &Parameters<'_>) -> Result<Self> {
        if parameters.is_oversized {
            let message = format!("is longer than {MAX_QUERY} bytes or has too many parameters");
            return Err(Error::with_fields(
                ErrorKind::InvalidParameter,
                vec![FieldError::new("query", message)],
            ));
        }
        let mut bad = BadParameters::default();
        let cid = bad.optional(id::<Cid>(parameters, Parameter::Cid));
        let property = bad.optional(id::<PropertyId>(parameters, Parameter::PropertyId));
        let request_type = bad.optional(parameters.text(Parameter::RequestType, MAX_WORD));
        let auth_code = bad.optional(auth_code(parameters));
        let feed_type = bad.optional(parameters.text(Parameter::FeedType, MAX_WORD));
        if cid.is_none() {
            bad.missing(Parameter::Cid, "is missing");
        }
        if request_type.is_none() && auth_code.is_none() && !bad.names(Parameter::AuthCode) {
            bad.missing(Parameter::RequestType, "is missing, and there is no auth_code");
        }
        if request_type.is_some() && property.is_none() {
            bad.missing(Parameter::PropertyId, "is missing");
        }
        let Some(cid) = cid else { return Err(bad.into_error()) };
        if !bad.fields.is_empty() {
            return Err(bad.into_error());
        }
        let action = match (request_type, property) {
            (Some(word), Some(property)) => Some(Action {
                request_type: word.parse().map_err(|()| {
                    let message = "request_type must be ACTIVATION, SUSPENDED or CHANGE_FEED_TYPE";
                    Error::new(ErrorKind::UnsupportedRequestType, message)
                })?,
                property,
                feed_type,
                // Informative, and never a reason to reject a webhook.
                occupancy_type: parameters.text(Parameter::OccupancyType, MAX_WORD).ok().flatten(),
            }),
            _ => None,
        };
        let subdomain = parameters.text(Parameter::Subdomain, MAX_WORD).ok().flatten();
        Ok(Self { cid, auth_code, action, subdomain })
    }
}

/// The parameters that have a column of their own in the log, as far as they can be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// A known request type, or [`UNKNOWN`] for another word.
    pub(super) request_type: Option<&'static str>,
    pub(super) cid: Option<u64>,
    pub(super) property_id: Option<u64>,
}

/// The log's word for an undocumented request type.
pub(super) const UNKNOWN: &str = "UNKNOWN";

impl Named {
    pub(super) fn read(parameters: &Parameters<'_>) -> Self {
        let request_type = parameters.text(Parameter::RequestType, MAX_QUERY);
        Self {
            request_type: match request_type {
                Ok(word) => word.as_deref().and_then(logged_request_type),
                Err(_) => Some(UNKNOWN),
            },
            cid: id(parameters, Parameter::Cid).ok().flatten().map(Cid::get),
            property_id: id(parameters, Parameter::PropertyId).ok().flatten().map(PropertyId::get),
        }
    }
}

/// A request type for the log's column: never text from outside.
pub(super) fn logged_request_type(text: &str) -> Option<&'static str> {
    if text.trim().is_empty() {
        return None;
    }
    Some(text.parse().map_or(UNKNOWN, RequestType::as_str))
}

fn id<T: FromStr<Err: ToString>>(
    parameters: &Parameters<'_>,
    parameter: Parameter,
) -> Result<Option<T>, FieldError> {
    let Some(text) = parameters.text(parameter, MAX_ID)? else { return Ok(None) };
    text.parse().map(Some).map_err(|error: T::Err| FieldError::new(parameter.name(), error.to_string()))
}

/// Codes are base64, which has no blank: so a blank is an unencoded plus sign.
pub(super) fn auth_code(parameters: &Parameters<'_>) -> Result<Option<SecretString>, FieldError> {
    let code = parameters.value(Parameter::AuthCode, MAX_CODE)?;
    Ok(code.map(|code| SecretString::from(code.replace(' ', "+"))))
}

/// The bad parameters of one webhook. The first one decides between missing and invalid.
#[derive(Default)]
struct BadParameters {
    kind: Option<ErrorKind>,
    fields: Vec<FieldError>,
}

impl BadParameters {
    fn optional<T>(&mut self, value: Result<Option<T>, FieldError>) -> Option<T> {
        value.unwrap_or_else(|bad| {
            self.kind.get_or_insert(ErrorKind::InvalidParameter);
            self.fields.push(bad);
            None
        })
    }

    /// Names a missing parameter, unless it is already named as invalid.
    fn missing(&mut self, parameter: Parameter, message: &str) {
        if !self.names(parameter) {
            self.kind.get_or_insert(ErrorKind::MissingParameter);
            self.fields.push(FieldError::new(parameter.name(), message));
        }
    }

    fn names(&self, parameter: Parameter) -> bool {
        self.fields.iter().any(|bad| bad.field == parameter.name())
    }

    fn into_error(self) -> Error {
        Error::with_fields(self.kind.unwrap_or(ErrorKind::MissingParameter), self.fields)
    }
}
