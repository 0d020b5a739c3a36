//! Settings: declared once, in one table; read once and checked as a whole. Every error names its setting and
//! the expected form.
//!
//! README, `--help`, php.ini's names, `phpinfo()` and `entrata check` derive from [`ALL`].

mod parse;
mod trusted_proxies;

pub use trusted_proxies::TrustedProxies;

use crate::api::BaseUrl;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::LeadSourceId;
#[doc(inline)]
pub use crate::store::DatabaseUrl;
#[doc(inline)]
pub use crate::store::host::Map;
use crate::token_seal::{TokenKey, TokenKeys};
use crate::tour::SlotForm;
use crate::tour::zone::TimeZone;
use secrecy::SecretString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use tracing_subscriber::filter::Targets;

/// One setting, as it is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name in the environment.
    pub name: &'static str,
    /// Whether the portal requires it.
    pub required: bool,
    /// Its default as text, if it has one.
    pub default: Option<&'static str>,
    /// Whether its value is a secret, which is never shown.
    pub secret: bool,
    /// Whether a PHP script may change it with `ini_set()`. Secrets, URLs and files belong to the server.
    pub by_script: bool,
    /// The expected form.
    pub expected: &'static str,
    about: &'static str,
}

impl Setting {
    /// Its description: a noun phrase.
    #[must_use]
    pub fn about(&self) -> &'static str {
        self.about.trim()
    }

    /// Its name in PHP: in lower case, without `entrata_`.
    #[must_use]
    pub fn key(&self) -> String {
        self.name.trim_start_matches("ENTRATA_").to_ascii_lowercase()
    }
}

/// Declares the settings: description, name, field, default, parser and expected form. Generates [`Settings`], [`ALL`], and
/// a constant for each name.
macro_rules! settings {
    ($(
        $(#[doc = $about:literal])+
        $name:ident: $field:ident: $type:ty, $need:ident $(($default:expr))?, $secrecy:ident, $scope:ident,
        $parse:expr, $expected:literal;
    )+) => {
        $(
            $(#[doc = $about])+
            pub const $name: &str = concat!("ENTRATA_", stringify!($name));
        )+

        /// Every setting, in the order in which they are documented.
        pub const ALL: &[Setting] = &[$(Setting {
            name: $name,
            required: settings!(@required $need),
            default: settings!(@default $need $(($default))?),
            secret: settings!(@secret $secrecy),
            by_script: settings!(@scope $scope),
            expected: $expected,
            about: concat!($($about),+),
        }),+];

        /// The settings of one portal, already checked.
        pub struct Settings {
            $($(#[doc = $about])+ pub $field: settings!(@type $need $type),)+
        }

        impl Settings {
            /// Continues after an invalid value, so that all of them are reported at once.
            fn checked<F: Fn(&'static str) -> Option<String>>(reader: &mut Reader<F>) -> Option<Self> {
                $(let $field = settings!(@read reader, $name, $expected, $parse, $need $(($default))?);)+
                Some(Self { $($field: settings!(@unwrap $field, $need),)+ })
            }
        }
    };
    (@required required) => { true };
    (@required $other:ident) => { false };
    (@default required) => { None };
    (@default optional) => { None };
    (@default or($default:expr)) => { Some($default) };
    (@default otherwise($default:expr)) => { None };
    (@secret secret) => { true };
    (@secret plain) => { false };
    (@scope script) => { true };
    (@scope server) => { false };
    (@type optional $type:ty) => { Option<$type> };
    (@type $other:ident $type:ty) => { $type };
    (@read $reader:ident, $name:ident, $expected:literal, $parse:expr, required) => {
        $reader.required($name, $expected, $parse)
    };
    (@read $reader:ident, $name:ident, $expected:literal, $parse:expr, optional) => {
        $reader.optional($name, $parse)
    };
    (@read $reader:ident, $name:ident, $expected:literal, $parse:expr, or($default:expr)) => {
        $reader.value($name).or_else(|| Some($default.to_owned()))
            .and_then(|value| $reader.parsed($name, &value, $parse))
    };
    (@read $reader:ident, $name:ident, $expected:literal, $parse:expr, otherwise($default:expr)) => {
        match $reader.value($name) {
            Some(value) => $reader.parsed($name, &value, $parse),
            None => Some($default),
        }
    };
    (@unwrap $field:ident, optional) => { $field };
    (@unwrap $field:ident, $other:ident) => { $field? };
}

settings! {
    /// Where the database is
    DATABASE_URL: database: DatabaseUrl, required, secret, server, str::parse,
        "mysql://user:password@host:port/database, with ?socket= and MySQL's ssl-mode=, ssl-ca=, ssl-cert=, ssl-key=";
    /// our id as an Entrata vendor
    CLIENT_ID: client_id: String, required, plain, server, parse::text,
        "the client id that Entrata gave the portal";
    /// our secret as an Entrata vendor
    CLIENT_SECRET: client_secret: SecretString, required, secret, server, parse::secret,
        "the client secret that Entrata gave the portal";
    /// the key that encrypts access tokens in the database
    TOKEN_KEY: token_key: TokenKey, required, secret, server, parse::token_key,
        "base64 of 32 bytes (openssl rand -base64 32)";
    /// the previous key: it still decrypts, and never encrypts
    TOKEN_KEY_PREVIOUS: token_key_previous: TokenKey, optional, secret, server, parse::token_key,
        "base64 of 32 bytes";
    /// the secret in the webhook URL that was registered with Entrata
    WEBHOOK_KEY: webhook_key: SecretString, optional, secret, server, parse::webhook_key,
        "at least 16 characters";
    /// Entrata's OAuth endpoint; `{subdomain}` stands for the company's
    OAUTH_URL: oauth_url: BaseUrl, or("https://sync.entrata.com/api/oauth"), plain, server, parse::url,
        "an http or https URL";
    /// the base URL of Entrata's API; `{subdomain}` stands for the company's
    API_URL: api_url: BaseUrl, or("https://apis.entrata.com/ext/orgs"), plain, server, parse::url,
        "an http or https URL";
    /// the names and values of the portal's tables
    PORTAL_MAP: portal_map: Map, otherwise(Map::default()), plain, server, parse::portal_map,
        "the whole path of a TOML file";
    /// the zone in which tours are shown
    TIME_ZONE: time_zone: TimeZone, or("America/Chicago"), plain, script, parse::zone,
        "an IANA time zone such as America/Chicago";
    /// the originating lead source
    LEAD_SOURCE_ID: lead_source_id: LeadSourceId, optional, plain, script, parse::lead_source,
        "a positive whole number";
    /// how a slot's times are sent
    SLOT_FORM: slot_form: SlotForm, or("verbatim"), plain, script, parse::slot_form,
        "verbatim or clock";
    /// how many seconds tour times are shared between requests
    TOUR_CACHE_SECONDS: tour_cache: Duration, or("60"), plain, script, parse::tour_cache,
        "a whole number from 0 to 900";
    /// the folder in which webhook log entries wait while the database is unavailable
    SPOOL_DIR: spool_dir: PathBuf, or("/var/lib/entrata"), plain, server, parse::path,
        "the whole path of a folder that only its owner may use";
    /// the budget in milliseconds of one PHP call that reaches Entrata
    TIMEOUT_MS: timeout: Duration, or("10000"), plain, script, parse::timeout,
        "a whole number from 100 to 120000";
    /// the budget in milliseconds of one ingestion or other background work
    BACKGROUND_TIMEOUT_MS: background_timeout: Duration, or("120000"), plain, script, parse::background_timeout,
        "a whole number from 1000 to 900000";
    /// the proxies whose `X-Forwarded-For`, `-Proto` and `-Host` the pages trust
    TRUSTED_PROXIES: trusted_proxies: TrustedProxies, otherwise(TrustedProxies::default()), plain, server, str::parse,
        "addresses or CIDRs, separated by commas";
    /// the level or filter of the structured log
    LOG: log: Targets, or("info"), plain, script, parse::log_filter,
        "off, error, warn, info, debug, trace, or a filter such as entrata::api=debug";
    /// the file of the structured log, instead of PHP's error log or standard error
    LOG_FILE: log_file: PathBuf, optional, plain, server, parse::path,
        "the whole path of a file";
}

impl Settings {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], naming every setting that is missing or malformed.
    pub fn from_env() -> Result<Self> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads the settings from any source that looks them up by name. Values are trimmed; empty ones count as absent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], naming every setting that is missing or malformed.
    ///
    /// ```
    /// use entrata::config::Settings;
    ///
    /// let settings = Settings::from_lookup(|name| {
    ///     let value = match name {
    ///         "ENTRATA_DATABASE_URL" => "mysql://portal:secret@db.example.com/portal",
    ///         "ENTRATA_CLIENT_ID" => "0123456789abcdef0123.portal",
    ///         "ENTRATA_CLIENT_SECRET" => "not-a-real-secret",
    ///         "ENTRATA_TOKEN_KEY" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    ///         _ => return None,
    ///     };
    ///     Some(value.to_owned())
    /// })?;
    /// assert_eq!(settings.time_zone.name(), "America/Chicago");
    /// # Ok::<(), entrata::portal::Error>(())
    /// ```
    pub fn from_lookup(lookup: impl Fn(&'static str) -> Option<String>) -> Result<Self> {
        let mut reader = Reader { lookup, bad: Vec::new() };
        match Self::checked(&mut reader) {
            Some(settings) if reader.bad.is_empty() => Ok(settings),
            _ => Err(Error::with_fields(ErrorKind::Config, reader.bad)),
        }
    }

    /// The keys that seal and open stored tokens.
    #[must_use]
    pub fn token_keys(&self) -> TokenKeys<'_> {
        TokenKeys::new(&self.token_key, self.token_key_previous.as_ref())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("client_id", &self.client_id)
            .field("oauth_url", &self.oauth_url)
            .field("api_url", &self.api_url)
            .field("time_zone", &self.time_zone)
            .finish_non_exhaustive()
    }
}

struct Reader<F> {
    lookup: F,
    bad: Vec<FieldError>,
}

impl<F: Fn(&'static str) -> Option<String>> Reader<F> {
    fn value(&self, name: &'static str) -> Option<String> {
        let value = (self.lookup)(name)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    fn required<T, E: ToString>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.value(name);
        if value.is_none() {
            self.bad.push(FieldError::new(name, format!("is not set (expected {expected})")));
        }
        self.parsed(name, &value?, parse)
    }

    fn optional<T, E: ToString>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.value(name)?;
        self.parsed(name, &value, parse)
    }

    fn parsed<T, E: ToString>(
        &mut self,
        name: &'static str,
        value: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        parse(value).map_err(|error| self.bad.push(FieldError::new(name, error.to_string()))).ok()
    }
}

#[cfg(test)]
mod tests;
