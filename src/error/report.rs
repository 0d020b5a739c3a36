//! The data and methods that both error types share.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::id::PropertyId;

/// The contents of an error; `K` is its set of kinds.
pub(super) struct Report<K> {
    pub(super) kind: K,
    pub(super) message: String,
    pub(super) user_message: Option<String>,
    pub(super) context: Vec<String>,
    pub(super) fields: Vec<FieldError>,
    pub(super) call: CallFacts,
    pub(super) retry_after: Option<Duration>,
    pub(super) source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is known about the call that failed; empty for an error outside of a call.
#[derive(Debug, Clone, Default)]
pub(crate) struct CallFacts {
    pub(crate) status: Option<u16>,
    pub(crate) entrata_code: Option<i64>,
    pub(crate) entrata_message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) method: Option<String>,
    pub(crate) property: Option<PropertyId>,
    pub(crate) attempts: u32,
    pub(crate) sent: bool,
}

impl<K> Report<K> {
    pub(super) fn new(kind: K, message: String) -> Self {
        Self {
            kind,
            message,
            user_message: None,
            context: Vec::new(),
            fields: Vec::new(),
            call: CallFacts::default(),
            retry_after: None,
            source: None,
        }
    }

    #[cfg(feature = "portal")]
    pub(super) fn with_kind<L>(self, convert: impl FnOnce(K) -> L) -> Report<L> {
        Report {
            kind: convert(self.kind),
            message: self.message,
            user_message: self.user_message,
            context: self.context,
            fields: self.fields,
            call: self.call,
            retry_after: self.retry_after,
            source: self.source,
        }
    }
}

impl<K> fmt::Display for Report<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for what in self.context.iter().rev() {
            write!(f, "{what}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// One invalid field, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldError {
    /// The field's name, as the caller wrote it.
    pub field: &'static str,
    /// What is wrong with it: `is missing`.
    pub message: String,
}

impl FieldError {
    /// Creates the error of a field.
    pub fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// Gives an error type its constructors, accessors and trait implementations.
macro_rules! error_methods {
    ($error:ident, $kind:ident) => {
        impl $error {
            /// Creates an error of a kind. The message is in lower case and has no full stop.
            pub fn new(kind: $kind, message: impl Into<String>) -> Self {
                Self(Box::new($crate::error::report::Report::new(kind, message.into())))
            }

            /// Creates the error for input with bad fields, all of them at once.
            #[must_use]
            pub fn validation(fields: Vec<$crate::error::FieldError>) -> Self {
                Self::with_fields($kind::Validation, fields)
            }

            pub(crate) fn with_fields(kind: $kind, fields: Vec<$crate::error::FieldError>) -> Self {
                let sentences: Vec<_> = fields.iter().map(ToString::to_string).collect();
                let mut error = Self::new(kind, sentences.join("; "));
                error.0.fields = fields;
                error
            }

            /// Sets the error that caused this one.
            #[must_use]
            pub fn with_source(
                mut self,
                source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
            ) -> Self {
                self.0.source = Some(source.into());
                self
            }

            /// Sets how long to wait before the next attempt.
            #[must_use]
            pub fn with_retry_after(mut self, pause: std::time::Duration) -> Self {
                self.0.retry_after = Some(pause);
                self
            }

            /// Adds what was being done: `"ingesting property 739076 of client 4711"`. The innermost context comes first.
            #[must_use]
            pub fn context(mut self, what: impl Into<String>) -> Self {
                self.0.context.push(what.into());
                self
            }

            /// Returns what went wrong.
            #[must_use]
            pub fn kind(&self) -> $kind {
                self.0.kind
            }

            /// Returns every bad field of a validation error, and each setting of a configuration error.
            #[must_use]
            pub fn fields(&self) -> &[$crate::error::FieldError] {
                &self.0.fields
            }

            /// Returns the HTTP status of the last response, if there was one.
            #[must_use]
            pub fn status(&self) -> Option<u16> {
                self.0.call.status
            }

            /// Returns Entrata's own error code, if its response had one.
            #[must_use]
            pub fn entrata_code(&self) -> Option<i64> {
                self.0.call.entrata_code
            }

            /// Returns Entrata's own message, without secrets and at most 200 characters long.
            #[must_use]
            pub fn entrata_message(&self) -> Option<&str> {
                self.0.call.entrata_message.as_deref()
            }

            /// Returns the id that the request carried; Entrata's support can find the request by it.
            #[must_use]
            pub fn request_id(&self) -> Option<&str> {
                self.0.call.request_id.as_deref()
            }

            /// Returns the name of the method that was called, such as `getFloorPlans`.
            #[must_use]
            pub fn method(&self) -> Option<&str> {
                self.0.call.method.as_deref()
            }

            /// Returns the property that the call was about.
            #[must_use]
            pub fn property(&self) -> Option<$crate::id::PropertyId> {
                self.0.call.property
            }

            /// Returns how many times the request was attempted. 0 if it failed before the first attempt.
            #[must_use]
            pub fn attempts(&self) -> u32 {
                self.0.call.attempts
            }

            /// Returns whether Entrata may have received the request.
            #[must_use]
            pub fn was_sent(&self) -> bool {
                self.0.call.sent
            }

            /// Returns how long to wait before the next attempt, if that is known.
            #[must_use]
            pub fn retry_after(&self) -> Option<std::time::Duration> {
                self.0.retry_after
            }

            /// Returns what went wrong, without the context and the source.
            #[must_use]
            pub fn message(&self) -> &str {
                &self.0.message
            }

            /// Returns a short message that is safe to show to end users: without request id, attempts and times.
            #[must_use]
            pub fn user_message(&self) -> &str {
                self.0.user_message.as_deref().unwrap_or(&self.0.message)
            }

            /// Returns whether the same request may succeed later, without a change by a person.
            #[must_use]
            pub fn is_retryable(&self) -> bool {
                self.kind().is_retryable()
            }

            /// Returns the error and all its sources on one line.
            #[must_use]
            pub fn display_chain(&self) -> String {
                let mut line = self.to_string();
                let mut cause = std::error::Error::source(self);
                while let Some(error) = cause {
                    line.push_str(": ");
                    line.push_str(&error.to_string());
                    cause = error.source();
                }
                line
            }
        }

        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}({})", self.0.kind, self.display_chain())
            }
        }

        impl std::error::Error for $error {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                self.0.source.as_deref().map(|cause| cause as _)
            }
        }

        const _: () = {
            const fn assert_crosses_threads<T: Send + Sync + 'static>() {}
            assert_crosses_threads::<$error>();
            assert!(size_of::<$error>() == size_of::<usize>());
        };
    };
}
