//! One error for the whole crate: its kind, what was being done, its cause, and never a secret.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn StdError + Send + Sync>;

/// What went wrong, said so that a caller can decide what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A setting is missing or malformed; the message names it.
    Config,
    /// A webhook lacks a parameter.
    MissingParameter,
    /// A webhook's parameter cannot be used.
    InvalidParameter,
    /// A webhook did not prove that it comes from Entrata.
    InvalidClient,
    /// A `cid` that has never been authenticated.
    UnknownClient,
    /// An authorisation code whose company is not the one bound to its `cid`.
    ClientMismatch,
    /// A webhook asks for something that we do not know.
    UnsupportedRequestType,
    /// Input of an app user or of a caller is wrong; [`Error::fields`] has every bad field.
    Validation,
    /// A house that is not there, or is not Entrata's.
    NotAnEntrataProperty,
    /// Entrata says that the property offers no tours (its code 314).
    ToursNotSupported,
    /// Entrata says that the slot is gone.
    SlotUnavailable,
    /// Entrata's limit is reached; [`Error::retry_after`] says for how long.
    RateLimited,
    /// Entrata no longer takes the client's token: the client must authenticate again.
    Unauthorized,
    /// Entrata understood the call and refused it.
    Rejected,
    /// Entrata said that it is failing at the moment.
    Unavailable,
    /// The call surely did not reach Entrata.
    NotSent,
    /// The call may have been carried out: its answer never came, or came broken.
    Indeterminate,
    /// The database is away, or refused a statement.
    Database,
    /// A fault of our own.
    Internal,
}

impl Kind {
    /// The HTTP status with which the portal answers.
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
            Self::Unauthorized | Self::Rejected | Self::Unavailable | Self::NotSent | Self::Indeterminate => {
                502
            }
            Self::Database => 503,
        }
    }

    /// The error code of the portal's JSON answers.
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
            Self::Unauthorized | Self::Rejected | Self::Unavailable | Self::NotSent | Self::Indeterminate => {
                "ENTRATA_ERROR"
            }
            Self::Database => "DATABASE_UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }
}

/// One bad field of some input, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldError {
    /// The field's name, as the caller wrote it.
    pub field: &'static str,
    /// What is wrong with it, as a sentence for a person.
    pub message: String,
}

impl FieldError {
    /// A bad field and what is wrong with it.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// The one error of this crate.
///
/// `Display` tells what was being done and what went wrong; [`std::error::Error::source`] has the next layer
/// down, and [`Error::display_chain`] prints the whole chain for people.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: String,
    brief: Option<String>,
    doing: Vec<String>,
    fields: Vec<FieldError>,
    entrata_code: Option<i64>,
    retry_after: Option<Duration>,
    source: Option<Cause>,
}

impl Error {
    /// An error of a kind, with a lower-case sentence without a full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            brief: None,
            doing: Vec::new(),
            fields: Vec::new(),
            entrata_code: None,
            retry_after: None,
            source: None,
        }))
    }

    /// Input with bad fields, all of them at once.
    #[must_use]
    pub fn validation(fields: Vec<FieldError>) -> Self {
        Self::with_fields(Kind::Validation, fields)
    }

    pub(crate) fn with_fields(kind: Kind, fields: Vec<FieldError>) -> Self {
        let sentences: Vec<_> = fields.iter().map(|bad| format!("{}: {}", bad.field, bad.message)).collect();
        let mut error = Self::new(kind, sentences.join("; "));
        error.0.fields = fields;
        error
    }

    /// Keeps the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds what was being done, outermost last: `"ingesting property 739076 of client 4711"`.
    #[must_use]
    pub fn context(mut self, what: impl Into<String>) -> Self {
        self.0.doing.push(what.into());
        self
    }

    pub(crate) fn entrata_said(mut self, code: Option<i64>, brief: impl Into<String>) -> Self {
        self.0.entrata_code = code;
        self.0.brief = Some(brief.into());
        self
    }

    pub(crate) fn retry_in(mut self, pause: Duration) -> Self {
        self.0.retry_after = Some(pause);
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Every bad field of a [`Kind::Validation`], a missing or an invalid parameter.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.0.fields
    }

    /// Entrata's own error number, where it gave one.
    #[must_use]
    pub fn entrata_code(&self) -> Option<i64> {
        self.0.entrata_code
    }

    /// How long to wait before the next try, where that is known.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What went wrong, without what was being done and without the cause.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What went wrong for somebody who cannot look into it, such as a renter: Entrata's words without attempts,
    /// numbers and times.
    #[must_use]
    pub fn user_message(&self) -> &str {
        self.0.brief.as_deref().unwrap_or(&self.0.message)
    }

    /// Whether the same call may well succeed later, with nothing changed by a person.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind(),
            Kind::RateLimited | Kind::Unavailable | Kind::NotSent | Kind::Indeterminate | Kind::Database
        )
    }

    /// The error and its causes on one line, for people and logs.
    #[must_use]
    pub fn display_chain(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            line.push_str(": ");
            line.push_str(&error.to_string());
            cause = error.source();
        }
        line
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for what in self.0.doing.iter().rev() {
            write!(f, "{what}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({})", self.0.kind, self.display_chain())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|cause| cause as _)
    }
}

const _: () = {
    const fn assert_crosses_threads<T: Send + Sync + 'static>() {}
    assert_crosses_threads::<Error>();
    assert!(size_of::<Error>() == size_of::<usize>());
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_tells_what_was_being_done_outermost_first() {
        let error = Error::new(Kind::Rejected, "Entrata refused getLeads: no permission")
            .context("looking for the lead")
            .context("sending viewing 7");
        assert_eq!(
            error.to_string(),
            "sending viewing 7: looking for the lead: Entrata refused getLeads: no permission"
        );
    }

    #[test]
    fn a_report_ends_with_the_deepest_cause_and_says_nothing_twice() {
        let cause = std::io::Error::other("connection refused");
        let error = Error::new(Kind::Database, "the database cannot be reached").with_source(cause);
        assert_eq!(error.display_chain(), "the database cannot be reached: connection refused");
        assert_eq!(error.to_string(), "the database cannot be reached");
    }

    #[test]
    fn every_bad_field_stands_in_the_message() {
        let error = Error::validation(vec![
            FieldError::new("email", "is not an e-mail address"),
            FieldError::new("tourDate", "is missing"),
        ]);
        assert_eq!(error.to_string(), "email: is not an e-mail address; tourDate: is missing");
        assert_eq!((error.kind().http_status(), error.kind().code()), (422, "VALIDATION"));
    }
}
