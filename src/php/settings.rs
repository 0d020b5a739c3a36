//! The extension's settings: an ini entry wins over the environment.

use super::engine;
use crate::config::{self, Settings};
use crate::error::portal::Result;
use ext_php_rs::ffi::zend_ini_entry;
use ext_php_rs::flags::IniEntryPermission;
use ext_php_rs::types::ZendStr;
use ext_php_rs::zend::{IniEntryDef, IniEntryDefs};
use std::ffi::{CStr, c_int, c_void};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Secrets and addresses belong to whoever runs the server; the rest a script may change with `ini_set()`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Changed {
    ByServer,
    ByScript,
}

/// Each setting's ini entry, beside its name in the environment, and who may change it.
static SETTINGS: [(&str, &CStr, Changed); 16] = [
    (config::DATABASE_URL, c"entrata.database_url", Changed::ByServer),
    (config::CLIENT_ID, c"entrata.client_id", Changed::ByServer),
    (config::CLIENT_SECRET, c"entrata.client_secret", Changed::ByServer),
    (config::TOKEN_KEY, c"entrata.token_key", Changed::ByServer),
    (config::TOKEN_KEY_PREVIOUS, c"entrata.token_key_previous", Changed::ByServer),
    (config::WEBHOOK_KEY, c"entrata.webhook_key", Changed::ByServer),
    (config::OAUTH_URL, c"entrata.oauth_url", Changed::ByServer),
    (config::API_URL, c"entrata.api_url", Changed::ByServer),
    (config::TIME_ZONE, c"entrata.time_zone", Changed::ByScript),
    (config::LEAD_SOURCE_ID, c"entrata.lead_source_id", Changed::ByScript),
    (config::SLOT_FORM, c"entrata.slot_form", Changed::ByScript),
    (config::TOUR_CACHE_SECONDS, c"entrata.tour_cache_seconds", Changed::ByScript),
    (config::SPOOL_DIR, c"entrata.spool_dir", Changed::ByServer),
    (config::TIMEOUT_MS, c"entrata.timeout_ms", Changed::ByScript),
    (config::LOG, c"entrata.log", Changed::ByScript),
    (config::LOG_FILE, c"entrata.log_file", Changed::ByServer),
];

static ENTRIES: IniEntryDefs<17> = IniEntryDefs::new(entries());

const fn entries() -> [IniEntryDef; 17] {
    let mut entries = [const { IniEntryDef::end() }; 17];
    let mut index = 0;
    while index < SETTINGS.len() {
        let (_, name, changed) = SETTINGS[index];
        let permission = match changed {
            Changed::ByServer => IniEntryPermission::System,
            Changed::ByScript => IniEntryPermission::All,
        };
        entries[index] = IniEntryDef::new(name, c"", permission);
        entries[index].on_modify = Some(accept);
        index += 1;
    }
    entries
}

/// Takes any value, since settings are checked when they are used. Without this, `ini_restore()` does nothing.
unsafe extern "C" fn accept(
    _: *mut zend_ini_entry,
    _: *mut ZendStr,
    _: *mut c_void,
    _: *mut c_void,
    _: *mut c_void,
    _: c_int,
) -> c_int {
    0
}

/// Declares the ini entries while the module loads.
pub(super) fn register(module: i32) {
    IniEntryDef::register(ENTRIES.as_slice(), module);
}

/// Takes them back when the module is unloaded.
pub(super) fn unregister(module: i32) {
    engine::unregister_ini(module);
}

/// One setting's value, from the ini entry or the environment.
pub(super) fn value(name: &str) -> Option<String> {
    let (_, ini, _) = SETTINGS.iter().find(|(known, ..)| *known == name)?;
    match engine::ini(ini) {
        Some(value) => Some(value.to_string_lossy().into_owned()),
        None => std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
    }
}

/// Reads and checks all settings.
pub(super) fn read() -> Result<Settings> {
    Settings::read(value)
}

/// A number that changes when any setting does: cheap enough for every call.
pub(super) fn fingerprint() -> u64 {
    let mut hasher = DefaultHasher::new();
    for (name, ini, _) in &SETTINGS {
        match engine::ini(ini) {
            Some(value) => value.hash(&mut hasher),
            None => std::env::var_os(name).hash(&mut hasher),
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_the_ini_entry_of_its_lower_case_name() {
        assert_eq!(SETTINGS.map(|(name, ..)| name), config::ALL.map(|(name, _)| name));
        for (name, ini, _) in &SETTINGS {
            let rest = name.strip_prefix("ENTRATA_").unwrap().to_lowercase();
            assert_eq!(ini.to_str().unwrap(), format!("entrata.{rest}"));
        }
    }

    #[test]
    fn no_script_may_change_a_secret() {
        for ((name, secret), (_, _, changed)) in config::ALL.iter().zip(&SETTINGS) {
            assert!(!secret || *changed == Changed::ByServer, "{name}");
        }
    }
}
