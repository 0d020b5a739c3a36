//! The portal's error: the SDK's kinds and the portal's own, each with the HTTP status and code of its response.

use super::report::Report;

/// The result of a portal function.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of the portal, its store and its settings.
///
/// Every error of the SDK converts into it with `?`.
pub struct Error(Box<Report<ErrorKind>>);

/// What went wrong, by the portal's response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// A setting is missing or malformed; the message names it.
    Config,
    /// A webhook lacks a parameter.
    MissingParameter,
    /// A webhook has a parameter that cannot be used.
    InvalidParameter,
    /// A webhook did not prove that it comes from Entrata.
    InvalidClient,
    /// The `cid` has never been authenticated.
    UnknownClient,
    /// The authorization code belongs to another company than the `cid`.
    ClientMismatch,
    /// A webhook has an unknown request type.
    UnsupportedRequestType,
    /// Input of an app user or a caller is invalid; [`Error::fields`] has every bad field.
    Validation,
    /// The house does not exist or is not Entrata's.
    NotAnEntrataProperty,
    /// The property offers no tours.
    ToursNotSupported,
    /// The slot is no longer free.
    SlotUnavailable,
    /// A rate limit is reached; [`Error::retry_after`] says how long to wait.
    RateLimited,
    /// Entrata no longer accepts the client's token: the client must authenticate again.
    Unauthorized,
    /// Entrata rejected the request.
    Rejected,
    /// Entrata is temporarily unavailable.
    Unavailable,
    /// The request did not reach Entrata.
    NotSent,
    /// The request may have been carried out.
    Indeterminate,
    /// Entrata's response could not be decoded.
    Decode,
    /// The database is unavailable or rejected a statement.
    Database,
    /// A bug in this program.
    Internal,
}

impl ErrorKind {
    /// Returns the HTTP status of the portal's response.
    #[must_use]
    pub fn http_status(self) -> u16 {
        match self {
            Self::MissingParameter | Self::InvalidParameter => 400,
            Self::InvalidClient => 401,
            Self::UnknownClient | Self::NotAnEntrataProperty => 404,
            Self::ClientMismatch | Self::ToursNotSupported | Self::SlotUnavailable => 409,
            Self::UnsupportedRequestType | Self::Validation => 422,
            Self::RateLimited => 429,
            Self::Config | Self::Internal => 500,
            Self::Unauthorized
            | Self::Rejected
            | Self::Unavailable
            | Self::NotSent
            | Self::Indeterminate
            | Self::Decode => 502,
            Self::Database => 503,
        }
    }

    /// Returns the error code of the portal's JSON responses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Config => "CONFIGURATION",
            Self::MissingParameter => "MISSING_PARAMETER",
            Self::InvalidParameter => "INVALID_PARAMETER",
            Self::InvalidClient => "INVALID_CLIENT",
            Self::UnknownClient => "UNKNOWN_CLIENT",
            Self::ClientMismatch => "CLIENT_MISMATCH",
            Self::UnsupportedRequestType => "UNSUPPORTED_REQUEST_TYPE",
            Self::Validation => "VALIDATION",
            Self::NotAnEntrataProperty => "NOT_AN_ENTRATA_PROPERTY",
            Self::ToursNotSupported => "TOURS_NOT_SUPPORTED",
            Self::SlotUnavailable => "SLOT_UNAVAILABLE",
            Self::RateLimited => "RATE_LIMITED",
            // A code of its own: an outage ends by itself, a rejected token does not.
            Self::Unauthorized => "ENTRATA_UNAUTHORIZED",
            Self::Rejected | Self::Unavailable | Self::NotSent | Self::Indeterminate | Self::Decode => {
                "ENTRATA_ERROR"
            }
            Self::Database => "DATABASE_UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// Returns a sentence for the app's user: what happened and what to do next, without internals.
    #[must_use]
    pub fn user_message(self) -> &'static str {
        match self {
            Self::Validation | Self::MissingParameter | Self::InvalidParameter => {
                "Check your entries and try again."
            }
            Self::NotAnEntrataProperty => "Online tours are not available for this home.",
            Self::ToursNotSupported => {
                "This property does not offer tours online. Contact the property to arrange a visit."
            }
            Self::SlotUnavailable => "This time is no longer available. Choose another time.",
            Self::RateLimited => "Too many requests right now. Try again in a minute.",
            Self::Unauthorized
            | Self::Rejected
            | Self::Unavailable
            | Self::NotSent
            | Self::Indeterminate
            | Self::Decode => {
                "The property's scheduling system is not responding. Try again in a few minutes."
            }
            Self::Database => "The service is temporarily unavailable. Try again in a few minutes.",
            Self::InvalidClient
            | Self::UnknownClient
            | Self::ClientMismatch
            | Self::UnsupportedRequestType
            | Self::Config
            | Self::Internal => "Something went wrong on our side. Try again later.",
        }
    }

    /// Returns whether the portal's function may succeed when it is called again later.
    ///
    /// True for [`ErrorKind::Indeterminate`] too: the portal looks a lead up before it sends it again.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RateLimited
                | Self::Unavailable
                | Self::NotSent
                | Self::Indeterminate
                | Self::Decode
                | Self::Database
        )
    }
}

impl From<super::ErrorKind> for ErrorKind {
    fn from(kind: super::ErrorKind) -> Self {
        use super::ErrorKind as Sdk;

        match kind {
            Sdk::Config => Self::Config,
            Sdk::RateLimited => Self::RateLimited,
            Sdk::Unauthorized => Self::Unauthorized,
            Sdk::Rejected => Self::Rejected,
            Sdk::Unavailable => Self::Unavailable,
            Sdk::NotSent => Self::NotSent,
            Sdk::Indeterminate => Self::Indeterminate,
            Sdk::Decode => Self::Decode,
            Sdk::Validation => Self::Validation,
            Sdk::ToursNotSupported => Self::ToursNotSupported,
            Sdk::SlotUnavailable => Self::SlotUnavailable,
        }
    }
}

/// Converts an error of the SDK, or anything that converts into one.
impl<E: Into<super::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        let error = error.into();
        let inner = error.0.source.as_deref().and_then(|source| source.downcast_ref::<Self>());
        let kind = inner.map_or_else(|| error.kind().into(), Self::kind);
        Self(Box::new(error.0.with_kind(|_| kind)))
    }
}

impl Error {
    /// Converts it for a trait of the SDK that the portal implements, such as its rate limiter.
    ///
    /// Converting it back with `?` restores its kind.
    pub(crate) fn into_sdk(self) -> super::Error {
        use super::ErrorKind as Sdk;

        match self.kind() {
            ErrorKind::RateLimited => super::Error(Box::new(self.0.with_kind(|_| Sdk::RateLimited))),
            _ => super::Error::new(Sdk::NotSent, self.message().to_owned()).with_source(self),
        }
    }
}

error_methods!(Error, ErrorKind);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::FieldError;

    #[test]
    fn an_sdk_error_keeps_everything_but_its_kind() {
        let sdk = super::super::Error::validation(vec![FieldError::new("email", "is missing")])
            .context("sending viewing 7");
        let shown = sdk.to_string();
        let error = Error::from(sdk);
        assert_eq!((error.kind(), error.to_string()), (ErrorKind::Validation, shown));
        assert_eq!(error.fields()[0].field, "email");
        assert_eq!((error.kind().http_status(), error.kind().code()), (422, "VALIDATION"));
    }

    #[test]
    fn a_rejected_token_and_an_outage_have_different_codes() {
        let (token, outage) = (ErrorKind::Unauthorized, ErrorKind::Unavailable);
        assert_eq!((token.http_status(), token.code()), (502, "ENTRATA_UNAUTHORIZED"));
        assert_eq!((outage.http_status(), outage.code()), (502, "ENTRATA_ERROR"));
        assert!(outage.is_retryable() && !token.is_retryable());
    }

    #[test]
    fn a_portal_error_that_passes_through_the_sdk_keeps_its_kind() {
        let inside = Error::new(ErrorKind::Database, "the database is unavailable").into_sdk();
        assert_eq!(inside.kind(), super::super::ErrorKind::NotSent);
        assert_eq!(Error::from(inside.context("POST getStatus")).kind(), ErrorKind::Database);
    }

    #[test]
    fn question_mark_converts_an_id_that_cannot_be_parsed() {
        fn parse() -> Result<crate::id::Cid> {
            Ok("x".parse()?)
        }
        assert_eq!(parse().unwrap_err().kind(), ErrorKind::Validation);
    }
}
