//! The grammar of `ENTRATA_DATABASE_URL`. The pages have the same one in `php/src/Database/ConnectionUrl.php`.

use super::{Address, DEFAULT_PORT, DatabaseUrl};
use crate::store::tls::{SslMode, Tls};
use percent_encoding::percent_decode_str;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::str::FromStr;

const FORM: &str =
    "must read mysql://user:password@host:port/database, with special characters percent-encoded";
const OPTIONS: &str = "socket, ssl-mode, ssl-ca, ssl-cert or ssl-key";
const SCHEME: &str = "mysql://";

/// The parts of the text, still percent-encoded.
struct Parts<'t> {
    user: &'t str,
    password: &'t str,
    host: &'t str,
    port: Option<&'t str>,
    database: &'t str,
    query: &'t str,
}

impl<'t> Parts<'t> {
    fn split(text: &'t str) -> Option<Self> {
        let scheme = text.get(..SCHEME.len()).filter(|scheme| scheme.eq_ignore_ascii_case(SCHEME))?;
        let rest = text.get(scheme.len()..)?;
        if text.contains('#') || text.chars().any(char::is_control) {
            return None;
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/')?;
        // A password may hold an @; a host cannot.
        let (account, server) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = account.split_once(':').unwrap_or((account, ""));
        let (host, port) = match server.split_once(']') {
            Some((host, port)) if host.starts_with('[') => {
                (server.get(..=host.len())?, port.strip_prefix(':'))
            }
            Some(_) => return None,
            None => server.split_once(':').map_or((server, None), |(host, port)| (host, Some(port))),
        };
        Some(Self { user, password, host, port, database, query })
    }

    /// The host in lower case and without brackets; empty without one.
    fn host(&self) -> Option<String> {
        if let Some(address) = self.host.strip_prefix('[') {
            let address = address.strip_suffix(']')?;
            return address.parse::<Ipv6Addr>().is_ok().then(|| address.to_lowercase());
        }
        let host = decoded(self.host).ok()?.to_lowercase();
        (!host.contains([' ', '/', '@', '[', ']'])).then_some(host)
    }

    fn port(&self) -> Option<u16> {
        let Some(port) = self.port else { return Some(DEFAULT_PORT) };
        let is_number = (1..=5).contains(&port.len()) && port.bytes().all(|digit| digit.is_ascii_digit());
        port.parse().ok().filter(|port| is_number && *port > 0)
    }

    fn options(&self) -> Result<Options, String> {
        let mut options = Options::default();
        for pair in self.query.split('&').filter(|pair| !pair.is_empty()) {
            let pair = pair.replace('+', " ");
            let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
            options.set(&decoded(name)?, &decoded(value)?)?;
        }
        Ok(options)
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    /// # Errors
    ///
    /// A sentence that names the wrong part and what is expected, without the password.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = Parts::split(text.trim()).ok_or(FORM)?;
        let (host, port) = parts.host().zip(parts.port()).ok_or(FORM)?;
        let database = decoded(parts.database)?;
        if database.is_empty() || database.contains('/') {
            return Err(FORM.to_owned());
        }
        let options = parts.options()?;
        let at = match &options.socket {
            Some(socket) if !is_this_machine(&host) => {
                return Err(format!("names the socket {} but a host of another machine", socket.display()));
            }
            Some(socket) => Address::Socket(socket.clone()),
            None if host.is_empty() => return Err(FORM.to_owned()),
            None => Address::Tcp { host, port },
        };
        let tls = options.tls()?;
        if matches!(at, Address::Socket(_)) && !matches!(tls.mode, SslMode::Disabled | SslMode::Preferred) {
            let mode = tls.mode.as_str();
            return Err(format!("asks for ssl-mode={mode} over a Unix socket, where there is no TLS"));
        }
        Ok(Self { user: decoded(parts.user)?, password: decoded(parts.password)?.into(), database, at, tls })
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
        let name = name.replace('_', "-");
        match name.as_str() {
            "socket" => once("socket", &mut self.socket, absolute("socket", value)?),
            "ssl-mode" => once("ssl-mode", &mut self.mode, value.parse()?),
            "ssl-ca" => once("ssl-ca", &mut self.ca, readable("ssl-ca", value)?),
            "ssl-cert" => once("ssl-cert", &mut self.cert, readable("ssl-cert", value)?),
            "ssl-key" => once("ssl-key", &mut self.key, readable("ssl-key", value)?),
            other
                if other.len() <= 32
                    && other.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') =>
            {
                Err(format!("has an unknown option {other} (expected {OPTIONS})"))
            }
            // It may be a part of the password.
            _ => Err(format!("has an unknown option (expected {OPTIONS})")),
        }
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

fn once<T>(name: &str, option: &mut Option<T>, value: T) -> Result<(), String> {
    match option.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("has the option {name} twice")),
    }
}

fn absolute(name: &str, value: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(value);
    if path.is_absolute() { Ok(path) } else { Err(format!("must name {name} by a whole path, from / on")) }
}

fn readable(name: &str, value: &str) -> Result<PathBuf, String> {
    let path = absolute(name, value)?;
    match std::fs::File::open(&path) {
        Ok(_) if !path.is_file() => Err(format!("names {} as {name}, which is not a file", path.display())),
        Ok(_) => Ok(path),
        Err(error) => Err(format!("names {} as {name}, which cannot be read: {error}", path.display())),
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "" | "localhost" | "127.0.0.1" | "::1")
}

fn decoded(text: &str) -> Result<String, String> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| FORM.to_owned())?;
    // The protocol ends its texts with a zero byte.
    if text.contains('\0') { Err(FORM.to_owned()) } else { Ok(text.into_owned()) }
}
