//! The SDK's error: what failed, on what, and whether it may be sent again. It never holds a secret.

#[macro_use]
mod report;
#[cfg(feature = "portal")]
pub mod portal;

pub(crate) use report::CallFacts;
pub use report::FieldError;

use report::Report;

use crate::email::InvalidEmail;
use crate::id::NotAnId;
use crate::phone::InvalidPhone;
use crate::tour::zone::UnknownTimeZone;
use crate::tour::{MonthError, SlotError, UnknownTourType};

/// The result of an SDK function.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error of the SDK.
///
/// `Display` shows what was being done and what went wrong. [`std::error::Error::source`] is the next layer down;
/// [`Error::display_chain`] shows all layers on one line.
///
/// ```
/// use entrata::{Error, ErrorKind};
///
/// fn handle(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::Unauthorized => "ask the client company to authenticate again",
///         ErrorKind::SlotUnavailable => "offer other tour times",
///         _ if error.is_retryable() => "try again later",
///         _ if !error.may_resend() => "find out whether it was done before sending it again",
///         _ => "report it",
///     }
/// }
/// ```
pub struct Error(Box<Report<ErrorKind>>);

/// What went wrong, by what the caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting is missing or malformed; the message names it.
    Config,
    /// A rate limit is reached; [`Error::retry_after`] says how long to wait.
    RateLimited,
    /// Entrata no longer accepts the client's credentials: the client must authenticate again.
    Unauthorized,
    /// Entrata rejected the request; [`Error::entrata_message`] has its message.
    Rejected,
    /// Entrata is temporarily unavailable, or something between here and Entrata is. Nothing was changed.
    Unavailable,
    /// The request did not reach Entrata.
    NotSent,
    /// The request may have been carried out: no response arrived, or none that could be decoded.
    ///
    /// Only a request that is not safe to repeat ends like this. Look up whether it was carried out before you
    /// send it again.
    Indeterminate,
    /// Entrata's response could not be decoded, or lacks required parts. The same request may succeed later.
    Decode,
    /// A parameter is invalid; [`Error::fields`] has every bad field. Nothing was sent.
    Validation,
    /// The property offers no tours (Entrata's code 314).
    ToursNotSupported,
    /// The slot is no longer free.
    SlotUnavailable,
}

impl ErrorKind {
    /// Returns whether the same request may succeed later, without a change by a person.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable | Self::NotSent | Self::Decode)
    }

    /// Returns whether the request can be sent again without being carried out twice.
    #[must_use]
    pub fn may_resend(self) -> bool {
        self != Self::Indeterminate
    }
}

impl Error {
    /// Returns whether the same request can be sent again without being carried out twice.
    ///
    /// False after a write whose outcome is unknown. True does not promise success: see [`Error::is_retryable`].
    #[must_use]
    pub fn may_resend(&self) -> bool {
        self.kind().may_resend()
    }

    /// Sets what is known about the call, and the message for a person.
    pub(crate) fn with_call(mut self, call: CallFacts, user_message: impl Into<String>) -> Self {
        self.0.call = call;
        self.0.user_message = Some(user_message.into());
        self
    }
}

error_methods!(Error, ErrorKind);

fn invalid(field: &'static str, error: impl std::error::Error) -> Error {
    Error::validation(vec![FieldError::new(field, error.to_string())])
}

impl From<NotAnId> for Error {
    fn from(error: NotAnId) -> Self {
        invalid("id", error)
    }
}

impl From<InvalidEmail> for Error {
    fn from(error: InvalidEmail) -> Self {
        invalid("email", error)
    }
}

impl From<InvalidPhone> for Error {
    fn from(error: InvalidPhone) -> Self {
        invalid("phone", error)
    }
}

impl From<UnknownTourType> for Error {
    fn from(error: UnknownTourType) -> Self {
        invalid("tourType", error)
    }
}

impl From<UnknownTimeZone> for Error {
    fn from(error: UnknownTimeZone) -> Self {
        invalid("timeZone", error)
    }
}

impl From<MonthError> for Error {
    fn from(error: MonthError) -> Self {
        invalid("month", error)
    }
}

impl From<SlotError> for Error {
    fn from(error: SlotError) -> Self {
        invalid("slot", error)
    }
}

impl From<url::ParseError> for Error {
    fn from(error: url::ParseError) -> Self {
        Self::new(ErrorKind::Config, "the URL is invalid").with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_shown_outermost_first() {
        let error = Error::new(ErrorKind::Rejected, "Entrata rejected getLeads: no permission")
            .context("looking up the lead")
            .context("sending viewing 7");
        assert_eq!(
            error.to_string(),
            "sending viewing 7: looking up the lead: Entrata rejected getLeads: no permission"
        );
    }

    #[test]
    fn the_chain_ends_with_the_deepest_source_and_repeats_nothing() {
        let cause = std::io::Error::other("connection refused");
        let error = Error::new(ErrorKind::NotSent, "Entrata is unreachable").with_source(cause);
        assert_eq!(error.display_chain(), "Entrata is unreachable: connection refused");
        assert_eq!(error.to_string(), "Entrata is unreachable");
    }

    #[test]
    fn every_invalid_field_is_in_the_message() {
        let error = Error::validation(vec![
            FieldError::new("email", "is not an e-mail address"),
            FieldError::new("tourDate", "is missing"),
        ]);
        assert_eq!(error.to_string(), "email: is not an e-mail address; tourDate: is missing");
    }

    #[test]
    fn question_mark_converts_the_crates_parse_errors() {
        fn parse() -> Result<()> {
            let _: crate::id::Cid = "4711".parse()?;
            let _: crate::EmailAddress = "riley@example.com".parse()?;
            let _: crate::PhoneNumber = "555-010-0199".parse()?;
            let _: crate::tour::zone::TimeZone = "America/Chicago".parse()?;
            let _: crate::tour::Month = "12-2026".parse()?;
            let _: crate::tour::TourType = "AGENT_GUIDED".parse()?;
            crate::tour::Slot::parse("2026-12-01", "10:00 MST - 10:30 MST")?;
            let _: reqwest::Url = "no url".parse()?;
            Ok(())
        }
        assert_eq!(parse().unwrap_err().kind(), ErrorKind::Config);
    }

    #[test]
    fn no_kind_suggests_sending_an_indeterminate_write_again() {
        assert!(!ErrorKind::Indeterminate.is_retryable());
        assert!(!ErrorKind::Indeterminate.may_resend());
        assert!(ErrorKind::Unavailable.is_retryable() && ErrorKind::Unavailable.may_resend());
        assert!(!ErrorKind::Rejected.is_retryable() && ErrorKind::Rejected.may_resend());
    }
}
