//! The extension's settings: values given in PHP win over ini entries, and those over the environment.

use super::engine;
use crate::config::{self, Settings};
use crate::error::FieldError;
use crate::error::portal::{Error, ErrorKind, Result};
use crate::tour::zone::TimeZone;
use ext_php_rs::ffi::zend_ini_entry;
use ext_php_rs::flags::IniEntryPermission;
use ext_php_rs::types::{ZendHashTable, ZendStr, Zval};
use ext_php_rs::zend::{IniEntryDef, IniEntryDefs};
use secrecy::{ExposeSecret, SecretString};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{CStr, c_int, c_void};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// The number of settings.
const COUNT: usize = config::ALL.len();
/// Longer than any ini entry's name.
const NAME: usize = 48;

/// Each setting's ini entry, in the order of [`config::ALL`]: `entrata.` and its name in lower case.
static NAMES: [[u8; NAME]; COUNT] = names();
static ENTRIES: IniEntryDefs<{ COUNT + 1 }> = IniEntryDefs::new(entries());

const fn names() -> [[u8; NAME]; COUNT] {
    let (prefix, skipped) = (*b"entrata.", b"ENTRATA_".len());
    let mut names = [[0; NAME]; COUNT];
    let mut index = 0;
    while index < COUNT {
        let name = config::ALL[index].name.as_bytes();
        let mut at = 0;
        while at < name.len() {
            // Both prefixes are of one length.
            names[index][at] = if at < skipped { prefix[at] } else { name[at].to_ascii_lowercase() };
            at += 1;
        }
        index += 1;
    }
    names
}

/// A setting's ini entry.
const fn ini_name(index: usize) -> &'static CStr {
    match CStr::from_bytes_until_nul(&NAMES[index]) {
        Ok(name) => name,
        Err(_) => c"",
    }
}

const fn entries() -> [IniEntryDef; COUNT + 1] {
    let mut entries = [const { IniEntryDef::end() }; COUNT + 1];
    let mut index = 0;
    while index < COUNT {
        let permission = match config::ALL[index].by_script {
            false => IniEntryPermission::System,
            true => IniEntryPermission::All,
        };
        entries[index] = IniEntryDef::new(ini_name(index), c"", permission);
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

/// Unregisters them when the module is unloaded.
pub(super) fn unregister(module: i32) {
    engine::unregister_ini(module);
}

/// The settings from `Entrata\configure()` or `new Entrata\Portal()`, by their names in the environment. Others come from
/// php.ini, then from the environment.
#[derive(Clone, Default)]
pub(super) struct Given(BTreeMap<&'static str, SecretString>);

thread_local! {
    /// What `Entrata\configure()` set for the current request.
    static CONFIGURED: RefCell<Rc<Given>> = RefCell::default();
}

impl Given {
    /// Checks settings by their lower-case names without `entrata_`; null leaves a setting unset.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`] for an unknown name or an invalid value, naming every one.
    pub(super) fn new(array: Option<&ZendHashTable>) -> Result<Self> {
        let (mut given, mut bad) = (BTreeMap::new(), Vec::new());
        let mut entries = array.map(ZendHashTable::iter);
        while let Some((key, value)) = entries.as_mut().and_then(ext_php_rs::types::array::Iter::next_zval) {
            let key = key.zend_str().map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned());
            let Some(name) = key.as_deref().and_then(setting) else {
                let shown = key.unwrap_or_else(|| "a number".to_owned());
                let message = format!("{shown} is not a setting of entrata");
                return Err(Error::new(ErrorKind::Config, message));
            };
            match text(value) {
                Ok(Some(text)) => drop(given.insert(name, SecretString::from(text))),
                Ok(None) => {}
                Err(message) => bad.push(FieldError::new(name, message)),
            }
        }
        let given = Self(given);
        if let Err(error) = Settings::from_lookup(|name| given.value(name)) {
            // Errors in other settings are reported at the next call.
            bad.extend(error.fields().iter().filter(|field| given.0.contains_key(field.field)).cloned());
        }
        match bad.is_empty() {
            true => Ok(given),
            false => Err(Error::with_fields(ErrorKind::Config, bad)),
        }
    }

    /// What `Entrata\configure()` set for the current request.
    pub(super) fn configured() -> Rc<Self> {
        CONFIGURED.with_borrow(Rc::clone)
    }

    /// Uses these settings for the functions until the request ends.
    pub(super) fn configure(self) {
        CONFIGURED.set(Rc::new(self));
    }

    /// Clears the request's settings.
    pub(super) fn reset() {
        CONFIGURED.take();
    }

    /// One setting's value: given in PHP, else the ini entry, else the environment.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        if let Some(value) = self.0.get(name) {
            return Some(value.expose_secret().to_owned());
        }
        let index = config::ALL.iter().position(|setting| setting.name == name)?;
        match engine::ini(ini_name(index)) {
            Some(value) => Some(value.to_string_lossy().into_owned()),
            None => std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
        }
    }

    /// The zone in which tours are shown.
    pub(super) fn time_zone(&self) -> Result<TimeZone> {
        let name = self.value(config::TIME_ZONE);
        let default = config::ALL.iter().find(|setting| setting.name == config::TIME_ZONE);
        let default = default.and_then(|setting| setting.default).unwrap_or_default();
        let name = name.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or(default);
        name.parse().map_err(|_| {
            let message = "is not an IANA time zone such as America/Chicago";
            Error::with_fields(ErrorKind::Config, vec![FieldError::new(config::TIME_ZONE, message)])
        })
    }

    /// Reads and checks all settings.
    pub(super) fn read(&self) -> Result<Settings> {
        Settings::from_lookup(|name| self.value(name))
    }

    /// A number that changes when any setting does: cheap enough for every call.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for (index, setting) in config::ALL.iter().enumerate() {
            match (self.0.get(setting.name), engine::ini(ini_name(index))) {
                (Some(value), _) => value.expose_secret().hash(&mut hasher),
                (None, Some(value)) => value.hash(&mut hasher),
                (None, None) => std::env::var_os(setting.name).hash(&mut hasher),
            }
        }
        hasher.finish()
    }
}

/// The setting with a lower-case name without `entrata_`, as `client_secret`.
fn setting(key: &str) -> Option<&'static str> {
    config::ALL.iter().find(|setting| setting.key() == key).map(|setting| setting.name)
}

/// A setting's value as text; numbers and booleans as in an ini file.
fn text(value: &Zval) -> std::result::Result<Option<String>, &'static str> {
    let value = value.dereference();
    if let Some(text) = value.zend_str() {
        let text = std::str::from_utf8(text.as_bytes()).map_err(|_| "is not UTF-8")?;
        return if text.contains('\0') { Err("contains a NUL byte") } else { Ok(Some(text.to_owned())) };
    }
    if let Some(number) = value.long() {
        return Ok(Some(number.to_string()));
    }
    if value.is_null() { Ok(None) } else { Err("is neither text nor a whole number") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_the_ini_entry_of_its_lower_case_name() {
        for (index, setting) in config::ALL.iter().enumerate() {
            assert_eq!(ini_name(index).to_str().unwrap(), format!("entrata.{}", setting.key()));
        }
    }
}
