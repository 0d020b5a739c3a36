//! The parameters of a webhook: their names, and their values as they arrive in a query string or a form body.

use crate::error::FieldError;
use form_urlencoded::parse;
use std::borrow::Cow;

/// The longest query string that is parsed, in bytes. Of a longer one, only the start is logged.
pub(super) const MAX_QUERY: usize = 64 * 1024;
/// How many parameters are read. A live webhook carries nine.
const MAX_PARAMETERS: usize = 1000;

/// A parameter that a webhook may carry.
///
/// Source of the names: contract section 3, and the parameters that a live webhook receiver declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parameter {
    /// Entrata's id of the client company.
    Cid,
    /// An OAuth authorization code.
    AuthCode,
    /// Entrata's id of the property.
    PropertyId,
    /// The request type.
    RequestType,
    /// The feed type of the property.
    FeedType,
    /// The occupancy type of the property, such as `CONVENTIONAL`.
    OccupancyType,
    /// The name of the client company.
    CompanyName,
    /// The subdomain of the client company.
    Subdomain,
    /// An Entrata URL. It is logged and never called.
    ApiLocation,
    /// Where the request started.
    Referrer,
    /// Our id as an Entrata vendor.
    ClientId,
    /// Our secret as an Entrata vendor.
    ClientSecret,
    /// The key in the webhook URL that was registered with Entrata.
    Key,
}

impl Parameter {
    /// Every parameter.
    pub const ALL: [Self; 13] = [
        Self::Cid,
        Self::AuthCode,
        Self::PropertyId,
        Self::RequestType,
        Self::FeedType,
        Self::OccupancyType,
        Self::CompanyName,
        Self::Subdomain,
        Self::ApiLocation,
        Self::Referrer,
        Self::ClientId,
        Self::ClientSecret,
        Self::Key,
    ];

    /// The accepted names, the documented one first. Names are case-sensitive.
    #[must_use]
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Cid => &["cid"],
            Self::AuthCode => &["auth_code", "code", "authCode"],
            Self::PropertyId => &["property_id", "propertyId"],
            Self::RequestType => &["request_type", "requestType"],
            Self::FeedType => &["feed_type", "feedType"],
            Self::OccupancyType => &["occupancy_type", "occupancyType"],
            Self::CompanyName => &["company_name", "companyName"],
            Self::Subdomain => &["subdomain"],
            Self::ApiLocation => &["api_location", "apiLocation"],
            Self::Referrer => &["referrer"],
            Self::ClientId => &["client_id"],
            Self::ClientSecret => &["client_secret"],
            Self::Key => &["key"],
        }
    }

    /// The documented name, as errors show it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|parameter| parameter.names().contains(&name))
    }

    /// Whether a `?` or `;` in the value belongs to the value: these carry URLs and free text.
    const fn is_free_text(self) -> bool {
        matches!(self, Self::ApiLocation | Self::CompanyName | Self::Referrer)
    }
}

/// The parameters of one webhook, in the order in which they arrived.
pub(super) struct Parameters<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Whether the query string is too long, or has too many parameters, to be read.
    pub(super) is_oversized: bool,
}

impl<'a> Parameters<'a> {
    /// Parses a query string, and a form body that follows it after `&`.
    ///
    /// Typing errors in a registered URL are tolerated: `?` as a second separator (`?key=K?cid=1`), `&amp;`, and
    /// `;` before a known parameter.
    pub(super) fn read(raw: &'a [u8]) -> Self {
        let mut pairs = Vec::new();
        let is_long = raw.len() > MAX_QUERY;
        for piece in pieces(if is_long { &[] } else { raw }).take(MAX_PARAMETERS + 1) {
            pairs.extend(parse(piece).next());
        }
        Self { is_oversized: is_long || pairs.len() > MAX_PARAMETERS, pairs }
    }

    /// The trimmed value of a parameter, as [`Self::value`] reads it.
    pub(super) fn text(&self, parameter: Parameter, longest: usize) -> Result<Option<String>, FieldError> {
        let value = self.value(parameter, longest)?;
        Ok(value.map(|value| value.trim().to_owned()))
    }

    /// The value of a parameter as sent; a blank value is an absent one.
    ///
    /// The same value twice is one value. Two values, a list (`cid[]=1`), control characters and text that is not
    /// UTF-8 are errors.
    pub(super) fn value(&self, parameter: Parameter, longest: usize) -> Result<Option<&str>, FieldError> {
        let bad = |message: String| FieldError::new(parameter.name(), message);
        let mut value = None;
        for (name, given) in &self.pairs {
            let Some(rest) = parameter.names().iter().find_map(|known| name.trim().strip_prefix(known))
            else {
                continue;
            };
            if rest.starts_with('[') {
                return Err(bad("must be one value, not a list".to_owned()));
            }
            // A trailing line break comes from a secret that was stored with one.
            let given = given.trim_matches(['\r', '\n', '\t']);
            if !rest.is_empty() || given.trim().is_empty() {
                continue;
            }
            if value.is_some_and(|other| other != given) {
                return Err(bad("is given more than once, with different values".to_owned()));
            }
            value = Some(given);
        }
        let Some(value) = value else { return Ok(None) };
        if value.len() > longest {
            return Err(bad(format!("is longer than {longest} bytes")));
        }
        // The decoder returns this character for invalid UTF-8.
        if value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(bad("is not UTF-8 text".to_owned()));
        }
        if value.chars().any(crate::logging::is_unprintable) {
            return Err(bad("holds a control character".to_owned()));
        }
        Ok(Some(value))
    }
}

/// Cuts a query string into `name=value` pieces, still encoded.
fn pieces(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    raw.split(|byte| *byte == b'&').flat_map(|piece| {
        let mut rest = Some(without_entity(piece));
        std::iter::from_fn(move || {
            let piece = rest?;
            let cut = second_separator(piece);
            rest = cut.map(|cut| without_entity(&piece[cut + 1..]));
            Some(cut.map_or(piece, |cut| &piece[..cut]))
        })
    })
}

/// `&amp;` in a URL that was copied out of HTML leaves `amp;` before the next name.
fn without_entity(mut piece: &[u8]) -> &[u8] {
    const ENTITIES: [&[u8]; 3] = [b"amp;", b"#38;", b"#x26;"];
    while let Some(rest) = ENTITIES.iter().find_map(|entity| piece.strip_prefix(*entity)) {
        piece = rest;
    }
    piece.strip_prefix(b"?").unwrap_or(piece)
}

/// Finds a `?` or `;` that must be a separator, because a known parameter and `=` follow it.
fn second_separator(piece: &[u8]) -> Option<usize> {
    let name = name_of(piece);
    if Parameter::named(name.trim()).is_some_and(Parameter::is_free_text) {
        return None;
    }
    let is_separator = |(_, byte): &(usize, &u8)| matches!(byte, b'?' | b';');
    piece.iter().enumerate().filter(is_separator).map(|(at, _)| at).find(|at| {
        let rest = without_entity(&piece[at + 1..]);
        rest.contains(&b'=') && Parameter::named(name_of(rest).trim()).is_some()
    })
}

fn name_of(piece: &[u8]) -> Cow<'_, str> {
    let end = piece.iter().position(|byte| *byte == b'=').unwrap_or(piece.len());
    parse(&piece[..end]).next().map_or(Cow::Borrowed(""), |(name, _)| name)
}

#[cfg(test)]
#[path = "parameters_tests.rs"]
mod tests;
