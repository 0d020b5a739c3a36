//! Parses `ENTRATA_DATABASE_URL`, for the extension, the program and the pages.

use super::tls::{SslMode, Tls};
use mysql_async::{Opts, OptsBuilder};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

const DEFAULT_PORT: u16 = 3306;
const FORM: &str =
    "must read mysql://user:password@host:port/database, with special characters percent-encoded";
const OPTIONS: &str = "socket, ssl-mode, ssl-ca, ssl-cert or ssl-key";

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

impl FromStr for DatabaseUrl {
    type Err = String;

    /// # Errors
    ///
    /// A sentence that names the wrong part and what is expected, without the password.
    fn from_str(text: &str) -> Result<Self, String> {
        // The parser's own message may quote the password.
        let url = Url::parse(text.trim()).map_err(|_| FORM.to_owned())?;
        let database = decoded(url.path().trim_start_matches('/'))?;
        if url.scheme() != "mysql"
            || url.fragment().is_some()
            || database.is_empty()
            || database.contains('/')
        {
            return Err(FORM.to_owned());
        }
        let mut options = Options::default();
        for (name, value) in url.query_pairs() {
            options.set(&name, &value)?;
        }
        let host = host(&url)?;
        let at = match &options.socket {
            Some(socket) if !is_this_machine(&host) => {
                return Err(format!("names the socket {} but a host of another machine", socket.display()));
            }
            Some(socket) => Address::Socket(socket.clone()),
            None if host.is_empty() => return Err(FORM.to_owned()),
            None => Address::Tcp { host, port: url.port().unwrap_or(DEFAULT_PORT) },
        };
        let tls = options.tls()?;
        if matches!(at, Address::Socket(_)) && !matches!(tls.mode, SslMode::Disabled | SslMode::Preferred) {
            let mode = tls.mode.as_str();
            return Err(format!("asks for ssl-mode={mode} over a Unix socket, where there is no TLS"));
        }
        Ok(Self {
            user: decoded(url.username())?,
            password: decoded(url.password().unwrap_or_default())?.into(),
            database,
            at,
            tls,
        })
    }
}

#[derive(Default)]
struct Options {
    socket: Option<PathBuf>,
    mode: Option<SslMode>,
    ca: Option<PathBuf>,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
}

impl Options {
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        // As in MySQL's option files, dashes and underscores are the same.
        match name.replace('_', "-").as_str() {
            "socket" => self.socket = Some(absolute("socket", value)?),
            "ssl-mode" => self.mode = Some(value.parse()?),
            "ssl-ca" => self.ca = Some(readable("ssl-ca", value)?),
            "ssl-cert" => self.cert = Some(readable("ssl-cert", value)?),
            "ssl-key" => self.key = Some(readable("ssl-key", value)?),
            other
                if other.len() <= 32
                    && other.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') =>
            {
                return Err(format!("has an unknown option {other} (expected {OPTIONS})"));
            }
            // The text may be part of the password.
            _ => return Err(format!("has an unknown option (expected {OPTIONS})")),
        }
        Ok(())
    }

    fn tls(self) -> Result<Tls, String> {
        let identity = match (self.cert, self.key) {
            (None, None) => None,
            (Some(cert), Some(key)) => Some((cert, key)),
            _ => return Err("must have both ssl-cert and ssl-key, or neither".to_owned()),
        };
        // As in MySQL's clients, naming a CA turns verification on.
        let default = if self.ca.is_some() { SslMode::VerifyCa } else { SslMode::default() };
        Ok(Tls { mode: self.mode.unwrap_or(default), ca: self.ca, identity })
    }
}

fn absolute(name: &str, value: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(value);
    if path.is_absolute() { Ok(path) } else { Err(format!("must name {name} by a whole path, from / on")) }
}

fn readable(name: &str, value: &str) -> Result<PathBuf, String> {
    let path = absolute(name, value)?;
    match std::fs::File::open(&path) {
        Ok(_) => Ok(path),
        Err(error) => Err(format!("names {} as {name}, which cannot be read: {error}", path.display())),
    }
}

fn host(url: &Url) -> Result<String, String> {
    let host = url.host_str().unwrap_or_default();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    decoded(bare.unwrap_or(host))
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "" | "localhost" | "127.0.0.1" | "::1")
}

fn decoded(text: &str) -> Result<String, String> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| FORM.to_owned())?;
    // The protocol ends its texts with a zero byte.
    if text.contains('\0') { Err(FORM.to_owned()) } else { Ok(text.into_owned()) }
}

#[cfg(test)]
#[path = "database_url_tests.rs"]
mod tests;
