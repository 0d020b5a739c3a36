//! Where the database is: one reading of `ENTRATA_DATABASE_URL` for the extension, the program and the pages.

use mysql_async::{ClientIdentity, Opts, OptsBuilder, SslOpts};
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

/// Where the database is, and how to reach it.
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

/// Whether a connection is encrypted, and what is verified: MySQL's `--ssl-mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SslMode {
    /// Never.
    Disabled,
    /// Encrypted if the server offers it; nothing is verified. The default, as in MySQL's own clients.
    #[default]
    Preferred,
    /// Always encrypted; nothing is verified.
    Required,
    /// The server's certificate must be signed by the CA.
    VerifyCa,
    /// Its certificate must also name the host.
    VerifyIdentity,
}

impl SslMode {
    /// MySQL's name of the mode.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "DISABLED",
            Self::Preferred => "PREFERRED",
            Self::Required => "REQUIRED",
            Self::VerifyCa => "VERIFY_CA",
            Self::VerifyIdentity => "VERIFY_IDENTITY",
        }
    }

    const ALL: [Self; 5] =
        [Self::Disabled, Self::Preferred, Self::Required, Self::VerifyCa, Self::VerifyIdentity];
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tls {
    /// Whether it is, and what is verified.
    pub mode: SslMode,
    /// The CA's certificates, as PEM. Without it, public CAs are trusted.
    pub ca: Option<PathBuf>,
    /// Our own certificate, as PEM, and its key.
    pub identity: Option<(PathBuf, PathBuf)>,
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

    /// The host as PDO and mysqli take it for TCP: an IPv6 address in brackets, and `127.0.0.1` for `localhost`, by which
    /// they mean a Unix socket.
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

    /// The driver's options, and those without TLS to fall back to where the mode permits it.
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

impl Tls {
    fn driver_options(&self) -> SslOpts {
        let verifies = matches!(self.mode, SslMode::VerifyCa | SslMode::VerifyIdentity);
        let identity = self
            .identity
            .as_ref()
            .map(|(cert, key)| ClientIdentity::new(cert.clone().into(), key.clone().into()));
        let mut options = SslOpts::default()
            .with_danger_accept_invalid_certs(!verifies)
            .with_danger_skip_domain_validation(self.mode != SslMode::VerifyIdentity)
            .with_client_identity(identity);
        if let Some(ca) = self.ca.as_ref().filter(|_| verifies) {
            options = options.with_disable_built_in_roots(true).with_root_certs(vec![ca.clone().into()]);
        }
        options
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
            "ssl-mode" => self.mode = Some(mode(value)?),
            "ssl-ca" => self.ca = Some(readable("ssl-ca", value)?),
            "ssl-cert" => self.cert = Some(readable("ssl-cert", value)?),
            "ssl-key" => self.key = Some(readable("ssl-key", value)?),
            other
                if other.len() <= 32
                    && other.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') =>
            {
                return Err(format!("has an unknown option {other} (expected {OPTIONS})"));
            }
            // It may be a part of the password.
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
        // As in MySQL's clients, a CA that is named is one to be verified.
        let default = if self.ca.is_some() { SslMode::VerifyCa } else { SslMode::default() };
        Ok(Tls { mode: self.mode.unwrap_or(default), ca: self.ca, identity })
    }
}

fn mode(value: &str) -> Result<SslMode, String> {
    let found = SslMode::ALL.into_iter().find(|mode| mode.as_str().eq_ignore_ascii_case(value));
    found.ok_or_else(|| {
        "has an unknown ssl-mode (expected DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY)"
            .to_owned()
    })
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
mod tests {
    use super::*;

    fn read(text: &str) -> DatabaseUrl {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn hosts_ports_and_sockets_are_read_alike() {
        let tcp = |host: &str, port| (host.to_owned(), port, None);
        for (text, expected, php) in [
            ("mysql://u:p@db.example.com/portal", tcp("db.example.com", 3306), "db.example.com"),
            ("mysql://u:p@localhost/portal", tcp("localhost", 3306), "127.0.0.1"),
            ("mysql://u:p@localhost:3397/portal", tcp("localhost", 3397), "127.0.0.1"),
            ("mysql://u:p@[::1]:3307/portal", tcp("::1", 3307), "[::1]"),
            ("mysql://u:p@[2001:db8::5]/portal", tcp("2001:db8::5", 3306), "[2001:db8::5]"),
            ("mysql://u:p@10.1.2.3:3306/portal", tcp("10.1.2.3", 3306), "10.1.2.3"),
            (
                "mysql://u@localhost/portal?socket=%2Frun%2Fmy%20sql.sock",
                ("localhost".to_owned(), 3306, Some(Path::new("/run/my sql.sock"))),
                "127.0.0.1",
            ),
            (
                "mysql:///portal?socket=/run/mysqld.sock",
                ("localhost".to_owned(), 3306, Some(Path::new("/run/mysqld.sock"))),
                "127.0.0.1",
            ),
        ] {
            let url = read(text);
            assert_eq!((url.host().to_owned(), url.port(), url.socket()), expected, "{text}");
            assert_eq!(url.php_host(), php, "{text}");
            let (driver, _) = url.driver_options();
            assert_eq!(driver.socket().map(Path::new), url.socket(), "{text}");
            if url.socket().is_none() {
                assert_eq!((driver.ip_or_hostname(), driver.tcp_port()), (url.host(), url.port()), "{text}");
            }
        }
    }

    #[test]
    fn names_and_passwords_are_percent_decoded() {
        let url = read("mysql://port%40l:p%40ss%3Aw%2Fo%3Fr%23d%25%2B%20%C3%A9%26=@h/data%20base");
        assert_eq!((url.user(), url.database()), ("port@l", "data base"));
        assert_eq!(url.password().expose_secret(), "p@ss:w/o?r#d%+ é&=");
        assert_eq!(read("mysql://u@h/d").password().expose_secret(), "");
    }

    #[test]
    fn each_ssl_mode_verifies_what_mysql_s_does() {
        let ca = env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml";
        for (options, mode, accepts_any, skips_name, falls_back) in [
            ("", SslMode::Preferred, true, true, true),
            ("?ssl-mode=PREFERRED", SslMode::Preferred, true, true, true),
            ("?ssl-mode=required", SslMode::Required, true, true, false),
            (&format!("?ssl-ca={ca}"), SslMode::VerifyCa, false, true, false),
            (&format!("?ssl_ca={ca}&ssl_mode=VERIFY_CA"), SslMode::VerifyCa, false, true, false),
            (&format!("?ssl-mode=VERIFY_IDENTITY&ssl-ca={ca}"), SslMode::VerifyIdentity, false, false, false),
            ("?ssl-mode=VERIFY_IDENTITY", SslMode::VerifyIdentity, false, false, false),
        ] {
            let url = read(&format!("mysql://u:p@h/d{options}"));
            let (driver, without_tls) = url.driver_options();
            let tls = driver.ssl_opts().expect(options);
            assert_eq!(url.tls().mode, mode, "{options}");
            assert_eq!(tls.accept_invalid_certs(), accepts_any, "{options}");
            assert_eq!(tls.skip_domain_validation(), skips_name, "{options}");
            assert_eq!(tls.disable_built_in_roots(), options.contains("ca="), "{options}");
            assert_eq!(without_tls.is_some_and(|opts| opts.ssl_opts().is_none()), falls_back, "{options}");
        }
        let (driver, without_tls) = read("mysql://u:p@h/d?ssl-mode=DISABLED").driver_options();
        assert!(driver.ssl_opts().is_none() && without_tls.is_none());
    }

    #[test]
    fn what_is_wrong_is_named_and_no_secret_is_shown() {
        let toml = env!("CARGO_MANIFEST_DIR").to_owned() + "/Cargo.toml";
        for (text, named) in [
            ("postgres://u:planted@h/d", "mysql://"),
            ("mysql://u:planted@h", "database"),
            ("mysql://u:planted@h/", "database"),
            ("mysql://u:planted@h/a/b", "database"),
            ("mysql://u:pl#anted@h/d", "percent-encoded"),
            ("mysql://u:pl/anted@h/d", "percent-encoded"),
            ("mysql://u:pl?anted@h/d", "percent-encoded"),
            ("mysql://u:planted@h:port/d", "port"),
            ("mysql://u:planted@/d", "host"),
            ("mysql://u:planted%FF@h/d", "percent-encoded"),
            ("planted", "mysql://"),
            ("mysql://u:planted@h/d?require_ssl=true", "unknown option require-ssl"),
            ("mysql://u:planted@h/d?PLANTED=1", "unknown option (expected socket"),
            ("mysql://u:planted@h/d?ssl-mode=maybe", "VERIFY_IDENTITY"),
            ("mysql://u:planted@h/d?ssl-ca=/nowhere/ca.pem", "/nowhere/ca.pem"),
            ("mysql://u:planted@h/d?ssl-ca=ca.pem", "whole path"),
            (&format!("mysql://u:planted@h/d?ssl-cert={toml}"), "both ssl-cert and ssl-key"),
            ("mysql://u:planted@db.example.com/d?socket=/run/m.sock", "another machine"),
            ("mysql://u:planted@localhost/d?socket=/run/m.sock&ssl-mode=REQUIRED", "Unix socket"),
        ] {
            let error = text.parse::<DatabaseUrl>().expect_err(text);
            assert!(error.contains(named), "{text}: {error}");
            assert!(
                !error.to_lowercase().contains("planted") && !error.contains("anted@"),
                "{text}: {error}"
            );
        }
        let shown = format!("{:?}", read("mysql://planted-user:planted@h/d"));
        assert!(!shown.contains("planted"), "{shown}");
    }
}
