//! Settings, read once and checked as a whole: every mistake names its setting and says what is wanted.

use crate::api::BaseUrl;
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::LeadSourceId;
use crate::store::DatabaseUrl;
use crate::store::host::Map;
use crate::token_seal::{TokenKey, TokenKeys};
use crate::tour::SlotForm;
use crate::tour::zone::TimeZone;
use secrecy::SecretString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use tracing_subscriber::filter::{LevelFilter, Targets};

/// Where the database is.
pub const DATABASE_URL: &str = "ENTRATA_DATABASE_URL";
/// Our id as an Entrata vendor.
pub const CLIENT_ID: &str = "ENTRATA_CLIENT_ID";
/// Our secret as an Entrata vendor.
pub const CLIENT_SECRET: &str = "ENTRATA_CLIENT_SECRET";
/// Seals access tokens in the database.
pub const TOKEN_KEY: &str = "ENTRATA_TOKEN_KEY";
/// The key before: still opens, never seals.
pub const TOKEN_KEY_PREVIOUS: &str = "ENTRATA_TOKEN_KEY_PREVIOUS";
/// A secret in the webhook URL that was registered with Entrata.
pub const WEBHOOK_KEY: &str = "ENTRATA_WEBHOOK_KEY";
/// Entrata's OAuth endpoint.
pub const OAUTH_URL: &str = "ENTRATA_OAUTH_URL";
/// Entrata's gateway.
pub const API_URL: &str = "ENTRATA_API_URL";
/// The zone in which tours are shown.
pub const TIME_ZONE: &str = "ENTRATA_TIME_ZONE";
/// The originating lead source.
pub const LEAD_SOURCE_ID: &str = "ENTRATA_LEAD_SOURCE_ID";
/// How a slot's times are sent.
pub const SLOT_FORM: &str = "ENTRATA_SLOT_FORM";
/// How long tour times are shared between requests.
pub const TOUR_CACHE_SECONDS: &str = "ENTRATA_TOUR_CACHE_SECONDS";
/// Where webhook log entries wait while the database is away.
pub const SPOOL_DIR: &str = "ENTRATA_SPOOL_DIR";
/// The whole budget of one PHP call that reaches Entrata.
pub const TIMEOUT_MS: &str = "ENTRATA_TIMEOUT_MS";
/// Level or filter of the structured log.
pub const LOG: &str = "ENTRATA_LOG";
/// A file for the structured log.
pub const LOG_FILE: &str = "ENTRATA_LOG_FILE";

/// Every setting: its name, and whether its value is a secret.
pub const ALL: [(&str, bool); 16] = [
    (DATABASE_URL, true),
    (CLIENT_ID, false),
    (CLIENT_SECRET, true),
    (TOKEN_KEY, true),
    (TOKEN_KEY_PREVIOUS, true),
    (WEBHOOK_KEY, true),
    (OAUTH_URL, false),
    (API_URL, false),
    (TIME_ZONE, false),
    (LEAD_SOURCE_ID, false),
    (SLOT_FORM, false),
    (TOUR_CACHE_SECONDS, false),
    (SPOOL_DIR, false),
    (TIMEOUT_MS, false),
    (LOG, false),
    (LOG_FILE, false),
];

/// The settings of one process, already checked.
pub struct Settings {
    /// Where the database is; holds its password.
    pub database: DatabaseUrl,
    /// The names and values of the portal's tables.
    pub portal_map: Map,
    /// Our id as an Entrata vendor.
    pub client_id: String,
    /// Our secret as an Entrata vendor.
    pub client_secret: SecretString,
    /// Seal and open stored tokens.
    pub token_keys: TokenKeys,
    /// The other secret that proves a webhook's sender.
    pub webhook_key: Option<SecretString>,
    /// Entrata's OAuth endpoint.
    pub oauth_url: BaseUrl,
    /// Entrata's gateway: calls go to `{it}/{subdomain}/v1/{service}`.
    pub api_url: BaseUrl,
    /// The zone in which tours are shown.
    pub time_zone: TimeZone,
    /// The originating lead source.
    pub lead_source_id: Option<LeadSourceId>,
    /// How a slot's times are sent.
    pub slot_form: SlotForm,
    /// How long tour times are shared between requests.
    pub tour_cache: Duration,
    /// Where webhook log entries wait while the database is away.
    pub spool_dir: PathBuf,
    /// The whole budget of one call that reaches Entrata.
    pub timeout: Duration,
    /// What the structured log lets through.
    pub log: Targets,
    /// A file for the structured log, instead of PHP's error log or standard error.
    pub log_file: Option<PathBuf>,
}

impl Settings {
    /// Reads the settings from the environment.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], naming every setting that is missing or malformed.
    pub fn from_env() -> Result<Self> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads the settings from wherever `source` finds them by name; empty text counts as absent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`], naming every setting that is missing or malformed.
    ///
    /// ```
    /// use entrata::config::Settings;
    ///
    /// let settings = Settings::read(|name| {
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
    /// # Ok::<(), entrata::Error>(())
    /// ```
    pub fn read(source: impl Fn(&'static str) -> Option<String>) -> Result<Self> {
        let mut reader = Reader { source, bad: Vec::new() };
        let settings = reader.settings();
        match settings {
            Some(settings) if reader.bad.is_empty() => Ok(settings),
            _ => Err(Error::with_fields(ErrorKind::Config, reader.bad)),
        }
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
    source: F,
    bad: Vec<FieldError>,
}

impl<F: Fn(&'static str) -> Option<String>> Reader<F> {
    /// Reads on after a mistake, so that all of them are told at once.
    fn settings(&mut self) -> Option<Settings> {
        let database = self.required(DATABASE_URL, "mysql://user:password@host:port/database", database);
        let client_id = self.required(CLIENT_ID, "the client id that Entrata gave the portal", text);
        let client_secret =
            self.required(CLIENT_SECRET, "the client secret that Entrata gave the portal", secret);
        let current = self.required(TOKEN_KEY, "base64 of 32 bytes (openssl rand -base64 32)", token_key);
        let previous = self.optional(TOKEN_KEY_PREVIOUS, token_key);
        let webhook_key = self.optional(WEBHOOK_KEY, secret);
        let oauth_url = self.with_default(OAUTH_URL, "https://sync.entrata.com/api/oauth", url);
        let api_url = self.with_default(API_URL, "https://apis.entrata.com/ext/orgs", url);
        let time_zone = self.with_default(TIME_ZONE, "America/Chicago", zone);
        let lead_source_id = self.optional(LEAD_SOURCE_ID, lead_source);
        let slot_form = self.with_default(SLOT_FORM, "verbatim", slot_form);
        let tour_cache = self.with_default(TOUR_CACHE_SECONDS, "60", |text| whole(text, 0, 900));
        let spool_dir = self.optional(SPOOL_DIR, |text| Ok(PathBuf::from(text)));
        let timeout = self.with_default(TIMEOUT_MS, "10000", |text| whole(text, 100, 120_000));
        let log = self.with_default(LOG, "info", log_filter);
        let log_file = self.optional(LOG_FILE, absolute_path);
        Some(Settings {
            database: database?,
            portal_map: Map::default(),
            client_id: client_id?,
            client_secret: client_secret?,
            token_keys: TokenKeys::new(current?, previous),
            webhook_key,
            oauth_url: oauth_url?,
            api_url: api_url?,
            time_zone: time_zone?,
            lead_source_id,
            slot_form: slot_form?,
            tour_cache: Duration::from_secs(tour_cache?),
            spool_dir: spool_dir.unwrap_or_else(std::env::temp_dir),
            timeout: Duration::from_millis(timeout?),
            log: log?,
            log_file,
        })
    }

    fn value(&self, name: &'static str) -> Option<String> {
        (self.source)(name).filter(|value| !value.trim().is_empty())
    }

    fn required<T>(
        &mut self,
        name: &'static str,
        wanted: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if self.value(name).is_none() {
            self.bad.push(FieldError::new(name, format!("is not set; wanted is {wanted}")));
        }
        self.optional(name, read)
    }

    fn with_default<T>(
        &mut self,
        name: &'static str,
        default: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.value(name).unwrap_or_else(|| default.to_owned());
        self.checked(name, &value, read)
    }

    fn optional<T>(&mut self, name: &'static str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let value = self.value(name)?;
        self.checked(name, &value, read)
    }

    fn checked<T>(
        &mut self,
        name: &'static str,
        value: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        read(value).map_err(|message| self.bad.push(FieldError::new(name, message))).ok()
    }
}

fn text(value: &str) -> Result<String, String> {
    Ok(value.trim().to_owned())
}

fn secret(value: &str) -> Result<SecretString, String> {
    Ok(value.into())
}

fn absolute_path(value: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(value.trim());
    // The folder that a relative one starts from differs from one server, and one script, to the next.
    if path.is_absolute() { Ok(path) } else { Err("must be a whole path, from / on".to_owned()) }
}

fn token_key(value: &str) -> Result<TokenKey, String> {
    TokenKey::from_base64(&value.into())
}

fn database(value: &str) -> Result<DatabaseUrl, String> {
    value.parse()
}

fn url(value: &str) -> Result<BaseUrl, String> {
    value.parse().map_err(|_| {
        "must be an http or https URL without user, query or fragment; it may have {subdomain} in it"
            .to_owned()
    })
}

fn zone(value: &str) -> Result<TimeZone, String> {
    value.parse().map_err(|_| "must be an IANA time zone such as America/Chicago".to_owned())
}

fn lead_source(value: &str) -> Result<LeadSourceId, String> {
    value.trim().parse().map_err(|error| format!("{error}"))
}

fn slot_form(value: &str) -> Result<SlotForm, String> {
    match value.trim() {
        "verbatim" => Ok(SlotForm::Verbatim),
        "clock" => Ok(SlotForm::Clock),
        _ => Err("must be verbatim or clock".to_owned()),
    }
}

/// A level for our own lines, or a filter for everyone's.
fn log_filter(value: &str) -> Result<Targets, String> {
    match value.trim().parse::<LevelFilter>() {
        Ok(level) => Ok(Targets::new().with_target("entrata", level)),
        Err(_) => value.parse().map_err(|_| {
            "must be a level (off, error, warn, info, debug, trace) or a filter such as entrata::api=debug"
                .to_owned()
        }),
    }
}

fn whole(value: &str, least: u64, most: u64) -> Result<u64, String> {
    let wanted = || format!("must be a whole number from {least} to {most}");
    let number = value.trim().parse().map_err(|_| wanted())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(wanted()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::Level;

    fn read(changes: &[(&str, &str)]) -> Result<Settings> {
        let right = [
            (DATABASE_URL, "mysql://portal:planted-password@127.0.0.1:3306/portal"),
            (CLIENT_ID, "0123456789abcdef0123.portal"),
            (CLIENT_SECRET, "planted-secret"),
            (TOKEN_KEY, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ];
        Settings::read(|name| {
            let changed = changes.iter().find(|(changed, _)| *changed == name);
            changed
                .or_else(|| right.iter().find(|(given, _)| *given == name))
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_not_set_has_the_contract_s_default() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.oauth_url.to_string(), "https://sync.entrata.com/api/oauth");
        assert_eq!(settings.api_url.to_string(), "https://apis.entrata.com/ext/orgs");
        assert_eq!(settings.time_zone.name(), "America/Chicago");
        assert_eq!(settings.slot_form, SlotForm::Verbatim);
        assert_eq!(settings.tour_cache, Duration::from_secs(60));
        assert_eq!(settings.timeout, Duration::from_secs(10));
        assert_eq!(settings.log, Targets::new().with_target("entrata", LevelFilter::INFO));
    }

    #[test]
    fn a_level_of_the_log_is_one_for_our_own_lines() {
        let [level, filter] =
            ["DEBUG", "entrata::api=debug,h2=warn"].map(|log| read(&[(LOG, log)]).unwrap().log);
        assert!(
            level.would_enable("entrata::api", &Level::DEBUG) && !level.would_enable("h2", &Level::ERROR)
        );
        assert!(
            filter.would_enable("entrata::api", &Level::DEBUG) && filter.would_enable("h2", &Level::WARN)
        );
        assert!(!filter.would_enable("entrata::store", &Level::ERROR));
    }

    #[test]
    fn every_missing_setting_is_named_at_once() {
        let error = Settings::read(|_| None).unwrap_err();
        for name in [DATABASE_URL, CLIENT_ID, CLIENT_SECRET, TOKEN_KEY] {
            assert!(error.to_string().contains(name), "{error}");
        }
        assert_eq!(error.fields().len(), 4);
    }

    #[test]
    fn every_malformed_setting_is_named_and_its_value_is_not_shown() {
        for (name, value) in [
            (DATABASE_URL, "postgres://portal:planted-password@h/db"),
            (DATABASE_URL, "mysql://portal:planted-password@h"),
            (DATABASE_URL, "planted-password"),
            (TOKEN_KEY, "planted-password"),
            (TOKEN_KEY_PREVIOUS, "AAAA"),
            (OAUTH_URL, "ftp://example.com"),
            (API_URL, "https://user:planted-password@example.com/"),
            (TIME_ZONE, "Chicago"),
            (LEAD_SOURCE_ID, "-1"),
            (SLOT_FORM, "Verbatim "),
            (TOUR_CACHE_SECONDS, "901"),
            (TIMEOUT_MS, "soon"),
            (LOG, "entrata=loudly"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            assert_eq!(error.fields().len(), 1, "{name}: {error}");
            assert_eq!(error.fields()[0].field, name);
            assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
        }
    }

    #[test]
    fn settings_never_print_a_secret() {
        let printed =
            format!("{:?} {:#?}", read(&[]).unwrap(), read(&[(WEBHOOK_KEY, "planted-key")]).unwrap());
        assert!(!printed.contains("planted"), "{printed}");
    }
}
