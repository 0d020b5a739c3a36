//! The parser of each setting. Texts are trimmed and not empty; messages never show a secret.

use crate::api::BaseUrl;
use crate::id::LeadSourceId;
use crate::store::host::Map;
use crate::token_seal::TokenKey;
use crate::tour::SlotForm;
use crate::tour::zone::TimeZone;
use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;
use tracing_subscriber::filter::{LevelFilter, Targets};

/// Shorter ones can be guessed.
const SHORTEST_WEBHOOK_KEY: usize = 16;

pub(super) fn text(value: &str) -> Result<String, String> {
    Ok(value.to_owned())
}

pub(super) fn secret(value: &str) -> Result<SecretString, String> {
    Ok(value.into())
}

pub(super) fn webhook_key(value: &str) -> Result<SecretString, String> {
    match value.chars().count() {
        SHORTEST_WEBHOOK_KEY.. => Ok(value.into()),
        length => Err(format!("has {length} characters (expected at least {SHORTEST_WEBHOOK_KEY})")),
    }
}

pub(super) fn token_key(value: &str) -> Result<TokenKey, String> {
    TokenKey::from_base64(&value.into())
}

/// A relative path would start from a folder that differs between servers and scripts.
pub(super) fn path(value: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(value);
    if path.is_absolute() { Ok(path) } else { Err("must be a whole path, from / on".to_owned()) }
}

pub(super) fn portal_map(value: &str) -> Result<Map, String> {
    let path = path(value)?;
    let bytes = std::fs::read(&path);
    let bytes = bytes.map_err(|error| format!("names {}, which cannot be read: {error}", path.display()))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        format!("{}, line {line}: is not UTF-8 (expected UTF-8)", path.display())
    })?;
    text.parse().map_err(|error| format!("{}, {error}", path.display()))
}

pub(super) fn url(value: &str) -> Result<BaseUrl, String> {
    value.parse().map_err(|_| {
        "must be an http or https URL without user, query or fragment; it may have {subdomain} in it"
            .to_owned()
    })
}

pub(super) fn zone(value: &str) -> Result<TimeZone, String> {
    value.parse().map_err(|_| "must be an IANA time zone such as America/Chicago".to_owned())
}

pub(super) fn lead_source(value: &str) -> Result<LeadSourceId, String> {
    value.parse().map_err(|error| format!("{error}"))
}

pub(super) fn slot_form(value: &str) -> Result<SlotForm, String> {
    match value {
        "verbatim" => Ok(SlotForm::Verbatim),
        "clock" => Ok(SlotForm::Clock),
        _ => Err("must be verbatim or clock".to_owned()),
    }
}

pub(super) fn tour_cache(value: &str) -> Result<Duration, String> {
    whole(value, 0, 900).map(Duration::from_secs)
}

pub(super) fn timeout(value: &str) -> Result<Duration, String> {
    whole(value, 100, 120_000).map(Duration::from_millis)
}

pub(super) fn background_timeout(value: &str) -> Result<Duration, String> {
    whole(value, 1_000, 900_000).map(Duration::from_millis)
}

fn whole(value: &str, least: u64, most: u64) -> Result<u64, String> {
    let expected = || format!("must be a whole number from {least} to {most}");
    let number = value.parse().map_err(|_| expected())?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(expected()) }
}

/// A level for our own log lines, or a filter for those of every module.
pub(super) fn log_filter(value: &str) -> Result<Targets, String> {
    if let Ok(level) = value.parse::<LevelFilter>() {
        return Ok(Targets::new().with_target("entrata", level));
    }
    let expected = || {
        "must be a level (off, error, warn, info, debug, trace) or a filter such as entrata::api=debug"
            .to_owned()
    };
    // The parser takes a bare word for a module name, so a misspelled level would silence the log.
    let is_filter = |part: &str| part.contains(['=', ':']) || part.parse::<LevelFilter>().is_ok();
    if !value.split(',').map(str::trim).all(is_filter) {
        return Err(expected());
    }
    value.parse().map_err(|_| expected())
}
