//! Compares the names of people, as two systems write them.

use unicode_normalization::UnicodeNormalization as _;

/// A person's first and last name, without letter case, blanks and punctuation.
#[derive(Debug)]
pub(super) struct Name {
    /// Without accents: `José O'Neil` is `joseoneil`.
    plain: String,
    /// With a `?` for each group of letters outside ASCII: `José O'Neil` is `jos?oneil`.
    ascii: String,
    has_replaced_letters: bool,
}

impl Name {
    pub(super) fn new(first: &str, last: &str) -> Self {
        let written = format!("{first}{last}");
        Self {
            plain: without_accents(&written),
            ascii: in_ascii(&written),
            has_replaced_letters: written.contains(is_replacement),
        }
    }

    /// Whether both are the same name, with or without its accents.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.plain == other.plain
    }

    /// Whether `stored` is this name, or what a system kept of it that cannot store all letters: `Jos?` of `José`. Where
    /// no letter was kept, it may be anyone's.
    pub(super) fn is_or_became(&self, stored: &Self) -> bool {
        let kept = self.ascii != "?" && self.ascii == stored.ascii;
        self.is(stored) || (stored.has_replaced_letters && kept)
    }
}

/// What systems put in place of a letter that they cannot store.
fn is_replacement(letter: char) -> bool {
    matches!(letter, '?' | char::REPLACEMENT_CHARACTER)
}

fn without_accents(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase) {
        match letter {
            // Letters of European names that Unicode does not take apart.
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ß' => plain.push_str("ss"),
            'þ' => plain.push_str("th"),
            'đ' | 'ð' => plain.push('d'),
            'ħ' => plain.push('h'),
            'ı' => plain.push('i'),
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            _ => plain.push(letter),
        }
    }
    plain
}

fn in_ascii(name: &str) -> String {
    let mut ascii = String::with_capacity(name.len());
    for letter in name.nfc().filter(|letter| letter.is_alphanumeric() || is_replacement(*letter)) {
        if letter.is_ascii_alphanumeric() {
            ascii.push(letter.to_ascii_lowercase());
        } else if !ascii.ends_with('?') {
            ascii.push('?');
        }
    }
    ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(written: &str) -> Name {
        let (first, last) = written.split_once(' ').unwrap();
        Name::new(first, last)
    }

    #[test]
    fn a_name_is_the_same_without_letter_case_punctuation_and_accents() {
        for (ours, stored) in [
            ("Mary-Ann O'Neil", "MARYANN ONEIL"),
            ("José Núñez", "Jose Nunez"),
            ("Jose\u{301} Nu\u{301}n\u{303}ez", "José Núñez"),
            ("Søren Strauß", "SOREN STRAUSS"),
            ("Łukasz Đorđević", "Lukasz Dordevic"),
            ("İpek Yıldız", "Ipek Yildiz"),
            ("Nguyễn Ánh", "Nguyen Anh"),
            ("Ｒｉｌｅｙ Renter", "Riley Renter"),
        ] {
            assert!(name(ours).is(&name(stored)), "{ours} and {stored}");
            assert!(name(stored).is(&name(ours)), "{stored} and {ours}");
        }
    }

    #[test]
    fn other_letters_are_another_name() {
        for (ours, stored) in [
            ("Riley Renter", "Rile Renter"),
            ("王 伟", "李 娜"),
            ("Zoë Ray", "Zo Ray"),
            ("José Ray", "Jos? Ray"),
        ] {
            assert!(!name(ours).is(&name(stored)), "{ours} and {stored}");
        }
    }

    #[test]
    fn a_name_is_known_by_the_letters_that_a_system_could_store() {
        for (ours, stored) in
            [("José Núñez", "Jos? N??ez"), ("José Ray", "Jos\u{fffd} Ray"), ("José Ray", "JOS?? RAY")]
        {
            assert!(name(ours).is_or_became(&name(stored)), "{ours} and {stored}");
        }
        for (ours, stored) in [
            ("José Ray", "Jos? Day"),
            ("Riley Ray", "R?ley Ray"),
            ("José Ray", "Jos Ray"),
            ("王 伟", "?? ??"),
        ] {
            assert!(!name(ours).is_or_became(&name(stored)), "{ours} and {stored}");
        }
    }
}
