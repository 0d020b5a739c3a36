//! Parses `ENTRATA_DATABASE_URL`, for the extension, the program and the pages.

mod parse;

use super::tls::{SslMode, Tls};
use mysql_async::{Opts, OptsBuilder};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::path::{Path, PathBuf};

const DEFAULT_PORT: u16 = 3306;

/// The location of the database, and how to connect.
///
/// The options have MySQL's own names: `socket`, `ssl-mode`, `ssl-ca`, `ssl-cert` and `ssl-key`. A Unix socket is used
/// only if `socket` names one: `localhost` alone means TCP.
///
/// ```
/// use entrata::store::DatabaseUrl;
///
/// let url: DatabaseUrl = "mysql://portal:p%40ss@[::1]:3307/portal?ssl-mode=REQUIRED".parse()?;
/// assert_eq!((url.host(), url.port(), url.database()), ("::1", 3307, "portal"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
pub struct DatabaseUrl {
    user: String,
    password: SecretString,
    database: String,
    at: Address,
    tls: Tls,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Tcp { host: String, port: u16 },
    Socket(PathBuf),
}

impl DatabaseUrl {
    /// The host without brackets; `localhost` for a Unix socket.
    #[must_use]
    pub fn host(&self) -> &str {
        match &self.at {
            Address::Tcp { host, .. } => host,
            Address::Socket(_) => "localhost",
        }
    }

    /// The TCP port; MySQL's default for a Unix socket.
    #[must_use]
    pub fn port(&self) -> u16 {
        match self.at {
            Address::Tcp { port, .. } => port,
            Address::Socket(_) => DEFAULT_PORT,
        }
    }

    /// The Unix socket, if the connection uses one.
    #[must_use]
    pub fn socket(&self) -> Option<&Path> {
        match &self.at {
            Address::Tcp { .. } => None,
            Address::Socket(socket) => Some(socket),
        }
    }

    /// The host in the form of PDO and mysqli for TCP: an IPv6 address in brackets, and `127.0.0.1` for `localhost`, which
    /// they take for a Unix socket.
    #[must_use]
    pub fn php_host(&self) -> String {
        match self.host() {
            "localhost" => "127.0.0.1".to_owned(),
            host if host.contains(':') => format!("[{host}]"),
            host => host.to_owned(),
        }
    }

    /// The user.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password; empty without one.
    #[must_use]
    pub fn password(&self) -> &SecretString {
        &self.password
    }

    /// The database's name.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }

    /// How a connection is encrypted. A Unix socket never is.
    #[must_use]
    pub fn tls(&self) -> &Tls {
        &self.tls
    }

    /// The driver's options, and the fallback without TLS if the mode permits it.
    pub(super) fn driver_options(&self) -> (Opts, Option<Opts>) {
        let builder = OptsBuilder::default()
            .user(Some(self.user.as_str()))
            .pass(Some(self.password.expose_secret()))
            .db_name(Some(self.database.as_str()))
            .tcp_nodelay(true)
            .prefer_socket(false)
            // Statements are sent as text: see `statement.rs`.
            .stmt_cache_size(0);
        let builder = match &self.at {
            Address::Socket(socket) => {
                return (builder.socket(Some(socket.to_string_lossy())).into(), None);
            }
            Address::Tcp { host, port } => builder.ip_or_hostname(host).tcp_port(*port),
        };
        match self.tls.mode {
            SslMode::Disabled => (builder.into(), None),
            SslMode::Preferred => {
                (builder.clone().ssl_opts(self.tls.driver_options()).into(), Some(builder.into()))
            }
            SslMode::Required | SslMode::VerifyCa | SslMode::VerifyIdentity => {
                (builder.ssl_opts(self.tls.driver_options()).into(), None)
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseUrl")
            .field("at", &self.at)
            .field("database", &self.database)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "database_url_tests.rs"]
mod tests;
