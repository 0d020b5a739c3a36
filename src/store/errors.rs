//! The driver's errors as ours: what the server said stays, the values of a row do not.

use crate::error::portal::{Error, ErrorKind};
use mysql_async::{DriverError, IoError};

const NULL_REFUSED: u16 = 1048;
const UNKNOWN_COLUMN: u16 = 1054;
const DUPLICATE_KEY: u16 = 1062;
const ACCESS_DENIED: u16 = 1045;
const UNKNOWN_DATABASE: u16 = 1049;
const DEADLOCKS: [u16; 2] = [1205, 1213];
/// The last words of a connection: the server shuts down, somebody killed it, it was idle for too long.
const LAST_WORDS: [u16; 3] = [1053, 1927, 4031];

/// What a demoted primary says to whoever is still connected; the new one is where a fresh connection leads.
const READ_ONLY: [u16; 3] = [1290, 1792, 1836];

/// What the server said when it refused a statement.
#[derive(Debug, thiserror::Error)]
#[error("the server said {code}: {message}")]
struct Refusal {
    code: u16,
    message: String,
}

/// The connection is no more.
#[derive(Debug, thiserror::Error)]
#[error("the connection is gone")]
struct Gone;

/// Turns a driver's error into ours, saying what was being done.
pub(crate) fn database(doing: &'static str) -> impl FnOnce(mysql_async::Error) -> Error {
    move |error| match error {
        mysql_async::Error::Server(refused) => {
            // The text of a doubled key quotes the row.
            let message = match refused.code {
                DUPLICATE_KEY => "a row with this key exists already".to_owned(),
                _ => refused.message,
            };
            let what = match refused.code {
                ACCESS_DENIED => "the database refused the user or password of ENTRATA_DATABASE_URL",
                UNKNOWN_DATABASE => "the database that ENTRATA_DATABASE_URL names does not exist",
                _ => "the database refused",
            };
            Error::new(ErrorKind::Database, what)
                .with_source(Refusal { code: refused.code, message })
                .context(doing)
        }
        mysql_async::Error::Io(IoError::Io(cause)) => {
            Error::new(ErrorKind::Database, "the database cannot be reached")
                .with_source(cause)
                .context(doing)
        }
        mysql_async::Error::Io(IoError::Tls(_)) => {
            Error::new(ErrorKind::Database, "the database cannot be reached: TLS failed").context(doing)
        }
        mysql_async::Error::Driver(DriverError::ConnectionClosed | DriverError::PoolDisconnected) => {
            Error::new(ErrorKind::Database, "the database closed the connection")
                .with_source(Gone)
                .context(doing)
        }
        // These may quote values of a row, or the URL with its password.
        mysql_async::Error::Driver(_) => {
            Error::new(ErrorKind::Database, "the database driver could not carry out the statement")
                .context(doing)
        }
        mysql_async::Error::Url(_) => {
            Error::new(ErrorKind::Config, "the database URL cannot be read").context(doing)
        }
        mysql_async::Error::Other(_) => Error::new(ErrorKind::Database, "the database failed").context(doing),
    }
}

/// Whether a unique key refused the row.
pub(crate) fn is_duplicate_key(error: &Error) -> bool {
    server_code(error) == Some(DUPLICATE_KEY)
}

/// Whether the server itself refused a statement, rather than being out of reach.
pub(super) fn is_refusal(error: &Error) -> bool {
    server_code(error).is_some()
}

/// Whether the same transaction, played again, may well pass.
pub(super) fn plays_again(error: &Error) -> bool {
    is_gone(error) || is_deadlock(error) || is_read_only(error)
}

/// Whether a row was refused for a value that it must have.
pub(super) fn is_null_refused(error: &Error) -> bool {
    server_code(error) == Some(NULL_REFUSED)
}

/// Whether a column is not there yet.
pub(super) fn is_unknown_column(error: &Error) -> bool {
    server_code(error) == Some(UNKNOWN_COLUMN)
}

/// Whether others were in the way: what was to be done has been undone, and may well pass the next time.
pub(super) fn is_deadlock(error: &Error) -> bool {
    server_code(error).is_some_and(|code| DEADLOCKS.contains(&code))
}

/// Whether the server takes no changes: nothing was done, and its connections are good for nothing but reading.
pub(super) fn is_read_only(error: &Error) -> bool {
    server_code(error).is_some_and(|code| READ_ONLY.contains(&code))
}

/// Whether the connection is no more; a fresh one may well do.
pub(super) fn is_gone(error: &Error) -> bool {
    let cause = std::error::Error::source(error);
    cause.is_some_and(|cause| cause.is::<Gone>() || cause.is::<std::io::Error>())
        || server_code(error).is_some_and(|code| LAST_WORDS.contains(&code))
}

fn server_code(error: &Error) -> Option<u16> {
    let cause = std::error::Error::source(error)?;
    cause.downcast_ref::<Refusal>().map(|errors| errors.code)
}
