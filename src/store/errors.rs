//! The database's errors: one table with the remedy of each server error, and the conversion of the driver's errors.
//!
//! What the server said is kept; the values of a row are not.

use crate::error::portal::{Error, ErrorKind};
use mysql_async::{DriverError, IoError};

/// What to do about a failed statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Run it again: a conflict rolled it back.
    Again,
    /// Use another server: this one rejected the statement for a reason that others may not have.
    Leave,
    /// The connection is lost. The outcome of a change is unknown; a read may run again elsewhere.
    Lost,
    /// Wait: the server is at a limit.
    Wait,
    /// The statement itself fails.
    Final,
}

const NULL_REJECTED: u16 = 1048;
const ACCESS_DENIED: u16 = 1045;
/// ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR.
const NO_PRIVILEGE: [u16; 3] = [1044, 1142, 1143];
/// Errors of a statement that a table of another shape would have taken: ER_BAD_NULL_ERROR, ER_BAD_FIELD_ERROR,
/// ER_NO_SUCH_TABLE, ER_WARN_DATA_OUT_OF_RANGE, WARN_DATA_TRUNCATED, ER_TRUNCATED_WRONG_VALUE,
/// ER_NO_DEFAULT_FOR_FIELD, ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, ER_DATA_TOO_LONG, ER_ROW_IS_REFERENCED_2,
/// ER_NO_REFERENCED_ROW_2, ER_GENERATED_COLUMN_ASSIGNMENT (MariaDB's and MySQL's), ER_BINLOG_STMT_MODE_AND_ROW_ENGINE.
const MISFITS: [u16; 14] =
    [1048, 1054, 1146, 1264, 1265, 1292, 1364, 1366, 1406, 1451, 1452, 1906, 3105, 1665];
const UNKNOWN_DATABASE: u16 = 1049;
const DUPLICATE_KEY: u16 = 1062;
const NO_SUCH_TABLE: u16 = 1146;
const TLS_REQUIRED: u16 = 3159;

/// Every server error that is not final. Names are MySQL's; MariaDB's own are marked.
const REMEDIES: &[(u16, Remedy)] = &[
    // ER_LOCK_WAIT_TIMEOUT
    (1205, Remedy::Again),
    // ER_LOCK_DEADLOCK; in Galera also a conflict that the certification found, mostly at COMMIT
    (1213, Remedy::Again),
    // ER_CHECKREAD: MariaDB's innodb_snapshot_isolation
    (1020, Remedy::Again),
    // ER_TRANSACTION_ROLLBACK_DURING_COMMIT: the same conflict in Group Replication
    (3101, Remedy::Again),
    // ER_CANT_LOCK: InnoDB is read-only (MySQL)
    (1015, Remedy::Leave),
    // ER_OPEN_AS_READONLY: InnoDB is read-only (MariaDB)
    (1036, Remedy::Leave),
    // ER_UNKNOWN_COM_ERROR: "WSREP has not yet prepared node for application use" (Galera)
    (1047, Remedy::Leave),
    // ER_OPTION_PREVENTS_STATEMENT: read_only, super_read_only
    (1290, Remedy::Leave),
    // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: a reader of Aurora
    (1792, Remedy::Leave),
    // ER_READ_ONLY_MODE
    (1836, Remedy::Leave),
    // ER_INNODB_READ_ONLY
    (1874, Remedy::Leave),
    // ER_SERVER_OFFLINE_MODE
    (3032, Remedy::Leave),
    // ER_RUN_HOOK_ERROR: Group Replication cannot commit on this member
    (3100, Remedy::Leave),
    // ER_SERVER_ISNT_AVAILABLE: the server is starting
    (3168, Remedy::Leave),
    // ER_SERVER_SHUTDOWN
    (1053, Remedy::Lost),
    // ER_NORMAL_SHUTDOWN
    (1077, Remedy::Lost),
    // ER_SHUTDOWN_COMPLETE
    (1079, Remedy::Lost),
    // ER_FORCING_CLOSE
    (1080, Remedy::Lost),
    // ER_ABORTING_CONNECTION
    (1152, Remedy::Lost),
    // ER_ERROR_DURING_COMMIT: a Galera node that leaves during the commit
    (1180, Remedy::Lost),
    // ER_NEW_ABORTING_CONNECTION
    (1184, Remedy::Lost),
    // ER_QUERY_INTERRUPTED: KILL QUERY
    (1317, Remedy::Lost),
    // ER_CONNECTION_KILLED (MariaDB)
    (1927, Remedy::Lost),
    // ER_SESSION_WAS_KILLED
    (3169, Remedy::Lost),
    // ER_CLIENT_INTERACTION_TIMEOUT: idle for longer than wait_timeout
    (4031, Remedy::Lost),
    // ER_CON_COUNT_ERROR: max_connections
    (1040, Remedy::Wait),
    // ER_CANT_CREATE_THREAD
    (1135, Remedy::Wait),
    // ER_TOO_MANY_USER_CONNECTIONS: max_user_connections
    (1203, Remedy::Wait),
    // ER_USER_LIMIT_REACHED: the account's own limits
    (1226, Remedy::Wait),
    // ER_MAX_PREPARED_STMT_COUNT_REACHED
    (1461, Remedy::Wait),
];

/// What the server said when it rejected a statement.
#[derive(Debug, thiserror::Error)]
#[error("the server said {code}: {message}")]
struct Rejection {
    code: u16,
    message: String,
}

const TLS_FAILED: &str = "TLS with the database failed: compare ssl-mode and ssl-ca in ENTRATA_DATABASE_URL";

/// Another attempt would fail in the same way.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct TlsFailure(std::io::Error);

/// The connection is lost.
#[derive(Debug, thiserror::Error)]
#[error("the connection is lost")]
struct Lost;

/// Converts a driver's error; `context` names the operation.
pub(crate) fn database(context: &'static str) -> impl FnOnce(mysql_async::Error) -> Error {
    move |error| match error {
        mysql_async::Error::Server(rejection) => {
            let (code, message) = (rejection.code, rejection.message);
            let message = match code {
                // The server's text quotes the row.
                DUPLICATE_KEY => "a row with this key exists already".to_owned(),
                _ => message,
            };
            Error::new(ErrorKind::Database, sentence(code))
                .with_source(Rejection { code, message })
                .context(context)
        }
        mysql_async::Error::Io(IoError::Io(cause)) if is_tls_failure(&cause) => {
            Error::new(ErrorKind::Database, TLS_FAILED).with_source(TlsFailure(cause)).context(context)
        }
        mysql_async::Error::Io(IoError::Io(cause)) => {
            Error::new(ErrorKind::Database, "the database cannot be reached")
                .with_source(cause)
                .context(context)
        }
        mysql_async::Error::Io(IoError::Tls(cause)) => {
            Error::new(ErrorKind::Database, TLS_FAILED).with_source(cause).context(context)
        }
        mysql_async::Error::Driver(DriverError::ConnectionClosed | DriverError::PoolDisconnected) => {
            Error::new(ErrorKind::Database, "the database closed the connection")
                .with_source(Lost)
                .context(context)
        }
        mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer) => Error::new(
            ErrorKind::Database,
            "the database offers no TLS, which ssl-mode in ENTRATA_DATABASE_URL requires",
        )
        .context(context),
        // These may quote values of a row, or the URL with its password.
        mysql_async::Error::Driver(_) => {
            Error::new(ErrorKind::Database, "the database driver could not execute the statement")
                .context(context)
        }
        mysql_async::Error::Url(_) => {
            Error::new(ErrorKind::Config, "the database URL cannot be read").context(context)
        }
        mysql_async::Error::Other(_) => {
            Error::new(ErrorKind::Database, "the database failed").context(context)
        }
    }
}

fn sentence(code: u16) -> &'static str {
    match code {
        ACCESS_DENIED => {
            "the database rejected the user or password of ENTRATA_DATABASE_URL, or requires TLS from this user"
        }
        TLS_REQUIRED => "the database requires TLS: add ssl-mode=REQUIRED to ENTRATA_DATABASE_URL",
        UNKNOWN_DATABASE => "the database that ENTRATA_DATABASE_URL names does not exist",
        NO_SUCH_TABLE => "a table is missing: run `entrata migrate`",
        _ => "the database rejected the statement",
    }
}

/// Returns the remedy of an error.
pub(super) fn remedy(error: &Error) -> Remedy {
    if let Some(code) = server_code(error) {
        let listed = REMEDIES.iter().find(|(listed, _)| *listed == code);
        return listed.map_or(Remedy::Final, |(_, remedy)| *remedy);
    }
    let cause = std::error::Error::source(error);
    match cause.is_some_and(|cause| cause.is::<Lost>() || cause.is::<std::io::Error>()) {
        true => Remedy::Lost,
        false => Remedy::Final,
    }
}

/// Whether a connection failed because TLS is missing or has no common version.
pub(super) fn is_without_tls(error: &mysql_async::Error) -> bool {
    match error {
        mysql_async::Error::Driver(DriverError::NoClientSslFlagFromServer)
        | mysql_async::Error::Io(IoError::Tls(_)) => true,
        mysql_async::Error::Io(IoError::Io(error)) => is_tls_failure(error),
        _ => false,
    }
}

fn is_tls_failure(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>)
}

/// Whether a unique key rejected the row.
pub(crate) fn is_duplicate_key(error: &Error) -> bool {
    server_code(error) == Some(DUPLICATE_KEY)
}

/// Whether the server rejected a statement, rather than being unreachable.
pub(super) fn is_rejection(error: &Error) -> bool {
    server_code(error).is_some()
}

/// Whether a row was rejected because a required value is missing.
pub(super) fn is_null_rejected(error: &Error) -> bool {
    server_code(error) == Some(NULL_REJECTED)
}

/// Whether the user lacks a privilege.
pub(super) fn is_privilege(error: &Error) -> bool {
    server_code(error).is_some_and(|code| NO_PRIVILEGE.contains(&code))
}

/// Whether the server rejected a statement for what a table, a column or a value is like.
pub(super) fn is_misfit(error: &Error) -> bool {
    server_code(error).is_some_and(|code| MISFITS.contains(&code) || NO_PRIVILEGE.contains(&code))
}

/// The error for tables that do not fit.
pub(super) fn misfit(message: String) -> Error {
    Error::new(ErrorKind::Database, message)
}

fn server_code(error: &Error) -> Option<u16> {
    let cause = std::error::Error::source(error)?;
    cause.downcast_ref::<Rejection>().map(|rejection| rejection.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_error(code: u16) -> Error {
        let error =
            mysql_async::ServerError { code, message: "in its words".to_owned(), state: "HY000".to_owned() };
        database("testing")(error.into())
    }

    #[test]
    fn each_server_error_has_its_remedy() {
        let listed = |remedy| match remedy {
            Remedy::Again => vec![1205, 1213, 1020, 3101],
            Remedy::Leave => vec![1015, 1036, 1047, 1290, 1792, 1836, 1874, 3032, 3100, 3168],
            Remedy::Lost => vec![1053, 1077, 1079, 1080, 1152, 1180, 1184, 1317, 1927, 3169, 4031],
            Remedy::Wait => vec![1040, 1135, 1203, 1226, 1461],
            Remedy::Final => vec![1045, 1048, 1049, 1054, 1062, 1064, 1146, 1175, 1364, 1406],
        };
        let mut count = 0;
        for expected in [Remedy::Again, Remedy::Leave, Remedy::Lost, Remedy::Wait, Remedy::Final] {
            for code in listed(expected) {
                assert_eq!(remedy(&server_error(code)), expected, "{code}");
                count += usize::from(expected != Remedy::Final);
            }
        }
        assert_eq!(count, REMEDIES.len(), "every entry of the table is listed here");
    }

    #[test]
    fn a_closed_socket_is_a_lost_connection() {
        let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let reset = database("testing")(mysql_async::Error::Io(IoError::Io(reset)));
        let closed = database("testing")(DriverError::ConnectionClosed.into());
        assert_eq!([remedy(&reset), remedy(&closed)], [Remedy::Lost; 2]);
        assert_eq!(remedy(&Error::new(ErrorKind::Internal, "unrelated")), Remedy::Final);
    }

    #[test]
    fn a_duplicate_key_does_not_quote_the_row() {
        let error = mysql_async::ServerError {
            code: DUPLICATE_KEY,
            message: "Duplicate entry 'riley@example.com' for key 'users_email'".to_owned(),
            state: "23000".to_owned(),
        };
        let error = database("testing")(error.into());
        assert!(is_duplicate_key(&error) && !error.display_chain().contains("riley"));
    }

    #[test]
    fn what_a_person_can_mend_has_a_sentence_that_says_how() {
        assert!(server_error(TLS_REQUIRED).to_string().contains("ssl-mode=REQUIRED"));
        assert!(server_error(ACCESS_DENIED).to_string().contains("ENTRATA_DATABASE_URL"));
        assert!(server_error(NO_SUCH_TABLE).to_string().contains("entrata migrate"));
    }
}
