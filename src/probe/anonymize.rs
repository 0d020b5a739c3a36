//! Replaces what could name a person, a company, a property or an amount, the same value by the same replacement.

use super::description::Description;
use regex_lite::Regex;
use serde_json::{Map, Number, Value};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

static EMAIL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[^\s@<>()]+@[^\s@<>()]+").ok());
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b[a-z]+://\S+|//\S+").ok());
static DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})").ok());
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[-+]?[$]?\d[\d,]*([.]\d+)?$").ok());
static TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^T?\d{1,2}:\d{2}(:\d{2})?( ?[ap]m)?( ?[A-Z]{3,4})?$").ok());
static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[-+().\s\d]{7,}$").ok());

/// Words that have a capital letter within a sentence and are not names.
const TERMS: [&str; 24] = [
    "Entrata",
    "API",
    "HTTP",
    "HTML",
    "JSON",
    "TLS",
    "DNS",
    "URL",
    "ID",
    "OK",
    "MITS",
    "AM",
    "PM",
    "UTC",
    "GMT",
    "Lead",
    "Leads",
    "Tour",
    "Tours",
    "Appointment",
    "Property",
    "Guest",
    "Card",
    "Connection",
];

/// Replaces values consistently.
///
/// What is replaced is decided by an allow-list: only fields that the description marks with `x-keep` keep their
/// values, and those only if no value of another field is in them.
#[derive(Default)]
pub(crate) struct Anonymizer {
    /// The values of fields that are replaced, which a kept value must not contain.
    private: HashSet<String>,
    replaced: HashMap<(Class, String), usize>,
    counts: HashMap<Class, usize>,
}

/// A class of values with its own numbering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Text,
    Email,
    Link,
    Date,
    Phone,
    /// Numbers with this many digits before the point.
    Number(usize),
}

impl Anonymizer {
    /// Learns texts that must not appear anywhere, such as the company's name and its subdomain.
    pub(crate) fn learn(&mut self, text: &str) {
        let text = text.trim().to_lowercase();
        if text.chars().count() >= 3 && !is_placeholder(&text) {
            self.private.insert(text);
        }
    }

    /// Learns the values of a reply that are replaced.
    pub(crate) fn learn_from(&mut self, description: &Description, schema: &Value, value: &Value) {
        let schema = description.resolve(schema);
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    let inside = inside(description, schema, name);
                    self.learn_from(description, inside.unwrap_or(&Value::Null), field);
                }
            }
            Value::Array(items) => {
                items
                    .iter()
                    .for_each(|item| self.learn_from(description, item_schema(description, schema), item));
            }
            Value::String(text) if schema["x-keep"].is_null() => self.learn(text),
            _ => {}
        }
    }

    /// Replaces the values of a reply. Lists are cut to two items, because a report needs forms, not data.
    pub(crate) fn replace(&mut self, description: &Description, schema: &Value, value: &Value) -> Value {
        let schema = description.resolve(schema);
        match value {
            Value::Object(fields) => {
                let is_map = is_map(fields);
                let shown = fields.iter().take(if is_map { 2 } else { usize::MAX });
                let mut replaced = Map::new();
                for (name, field) in shown {
                    let field_schema = inside(description, schema, name).unwrap_or(&Value::Null);
                    let value = self.replace(description, field_schema, field);
                    replaced.insert(self.key(name), value);
                }
                Value::Object(replaced)
            }
            Value::Array(items) => {
                let items = items.iter().take(2);
                items.map(|item| self.replace(description, item_schema(description, schema), item)).collect()
            }
            // A word of the description is not personal.
            known if schema["enum"].as_array().is_some_and(|words| words.contains(known)) => known.clone(),
            Value::String(text) if schema["x-keep"] == "sentence" => Value::String(self.sentence(text)),
            other => self.leaf(other, schema["x-keep"] == true),
        }
    }

    /// Replaces one value. `keep`: a field that may keep its value.
    pub(crate) fn leaf(&mut self, value: &Value, keep: bool) -> Value {
        match value {
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) if keep || is_placeholder(&number.to_string()) => value.clone(),
            Value::Number(number) => self.number(number),
            Value::String(text) if keep && !self.is_private(text) => Value::String(printable(text)),
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) if items.is_empty() => value.clone(),
            Value::Array(_) => Value::String("(a list)".to_owned()),
            Value::Object(fields) if fields.is_empty() => value.clone(),
            Value::Object(_) => Value::String("(an object)".to_owned()),
        }
    }

    /// Replaces the values inside a sentence from Entrata, and keeps its other words. A capital letter within a sentence
    /// makes a word a name, unless it is one of the terms.
    pub(crate) fn sentence(&self, text: &str) -> String {
        let mut is_first = true;
        let words = text.split_inclusive(char::is_whitespace).map(|word| {
            let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
            let has_value =
                bare.len() > 2 && bare.chars().any(|letter| letter.is_ascii_digit() || letter == '@');
            let is_name = !is_first && bare.starts_with(char::is_uppercase) && !TERMS.contains(&bare);
            is_first = word.trim_end().ends_with(['.', '!', '?']);
            if has_value || is_name || bare.contains("://") {
                word.replace(bare, "***")
            } else {
                word.to_owned()
            }
        });
        self.without_private(&words.collect::<String>())
    }

    /// Replaces learned values in a text from Entrata, and keeps everything else.
    fn without_private(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let mut private: Vec<_> = self.private.iter().collect();
        private.sort_by_key(|known| std::cmp::Reverse(known.len()));
        for known in private {
            while let Some(at) = find(&text.to_lowercase(), known) {
                let end = at + known.len();
                if !text.is_char_boundary(at) || !text.is_char_boundary(end) {
                    return "***".to_owned();
                }
                text.replace_range(at..end, "***");
            }
        }
        printable(&text)
    }

    /// Keeps a text that only has the words of an appointment, and replaces any other.
    pub(crate) fn appointment(&mut self, text: &str) -> String {
        const WORDS: [&str; 16] = [
            "schedule",
            "scheduled",
            "appointment",
            "tour",
            "virtual",
            "self",
            "guided",
            "on",
            "from",
            "to",
            "at",
            "am",
            "pm",
            "test",
            "booking",
            "in",
        ];
        let is_known = |word: &str| {
            let lower = word.to_lowercase();
            WORDS.contains(&lower.as_str())
                || word.bytes().all(|byte| byte.is_ascii_digit())
                || (word.ends_with('T') && (3..=4).contains(&word.len()))
        };
        let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        if words.all(is_known) { printable(text) } else { self.text(text) }
    }

    fn is_private(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.private.iter().any(|known| find(&lower, known).is_some())
    }

    fn key(&mut self, name: &str) -> String {
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.digits(name);
        }
        let is_name = name.len() <= 60
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-@".contains(letter));
        if is_name && !self.is_private(name) { name.to_owned() } else { self.text(name) }
    }

    fn number(&mut self, number: &Number) -> Value {
        let replaced = self.digits(&number.to_string());
        serde_json::from_str(&replaced).unwrap_or(Value::Null)
    }

    fn text(&mut self, text: &str) -> String {
        let trimmed = text.trim();
        if is_placeholder(trimmed) || is(&TIME, trimmed) {
            return trimmed.to_owned();
        }
        if is(&NUMBER, trimmed) {
            return self.digits(trimmed);
        }
        if is(&EMAIL, trimmed) {
            return format!("person{}@example.com", self.nth(Class::Email, trimmed));
        }
        if is(&LINK, trimmed) {
            let ending = trimmed.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| {
                (2..=4).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_lowercase())
            });
            let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
            return format!("https://example.com/{}{ending}", self.nth(Class::Link, trimmed));
        }
        if let Some(date) = self.date(trimmed) {
            return date;
        }
        if is(&PHONE, trimmed) {
            return format!("555-555-{:04}", 100 + self.nth(Class::Phone, trimmed));
        }
        format!("text {}", self.nth(Class::Text, trimmed))
    }

    /// A date, alone or with a time, in its own form.
    fn date(&mut self, text: &str) -> Option<String> {
        let found = DATE.as_ref()?.find(text).filter(|found| found.start() == 0)?;
        let rest = &text[found.end()..];
        if !rest.is_empty() && !is(&TIME, rest.trim_start()) {
            return None;
        }
        let n = self.nth(Class::Date, found.as_str());
        let (month, day) = (1 + n / 28 % 12, 1 + n % 28);
        let date = if found.as_str().contains('-') {
            format!("2001-{month:02}-{day:02}")
        } else {
            let year = if found.as_str().rsplit('/').next().is_some_and(|year| year.len() == 2) {
                "01"
            } else {
                "2001"
            };
            format!("{month:02}/{day:02}/{year}")
        };
        Some(format!("{date}{rest}"))
    }

    /// A number with the same signs and the same number of digits before the point.
    fn digits(&mut self, text: &str) -> String {
        let whole = text.split('.').next().unwrap_or_default();
        let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
        let n = self.nth(Class::Number(digits.len()), &digits);
        let lowest = 10_u128.checked_pow(u32::try_from(digits.len().saturating_sub(1)).unwrap_or(0));
        let number = (lowest.unwrap_or(1) + n as u128).to_string();
        let mut new = number.chars().take(digits.len());
        let replaced: String = whole
            .chars()
            .map(|letter| if letter.is_ascii_digit() { new.next().unwrap_or('0') } else { letter })
            .collect();
        match text.split_once('.') {
            Some((_, cents)) => format!("{replaced}.{}", "0".repeat(cents.len())),
            None => replaced,
        }
    }

    /// The number of a value within its class; a new value gets the next one.
    fn nth(&mut self, class: Class, value: &str) -> usize {
        let count = self.counts.entry(class).or_default();
        *self.replaced.entry((class, value.to_lowercase())).or_insert_with(|| {
            *count += 1;
            *count
        })
    }
}

/// Where a learned value is in a text in lower case. A short one must be a word of its own.
fn find(lower: &str, known: &str) -> Option<usize> {
    let is_word = |at: usize| {
        let before = lower[..at].chars().next_back();
        let after = lower[at + known.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    };
    let mut found = lower.match_indices(known).map(|(at, _)| at);
    found.find(|at| known.chars().count() >= 5 || is_word(*at))
}

/// Values that mean "nothing" or a flag, which tell nothing about anybody.
fn is_placeholder(text: &str) -> bool {
    matches!(text, "" | "0" | "1" | "2" | "0.00" | "$0.00" | "0.0000" | "true" | "false" | "n/a" | "-")
}

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.find(text).is_some_and(|found| found.start() == 0))
}

/// Text without characters that control a terminal or the direction of text.
fn printable(text: &str) -> String {
    let is_bidi = |letter: char| matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|letter| !letter.is_control() && !is_bidi(*letter)).collect()
}

fn is_map(fields: &Map<String, Value>) -> bool {
    !fields.is_empty() && fields.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The schema of a field, also in one of several described forms.
fn inside<'a>(description: &'a Description, schema: &'a Value, name: &str) -> Option<&'a Value> {
    let schema = description.resolve(schema);
    if let Some(field) = schema["properties"].get(name).or_else(|| schema.get("additionalProperties")) {
        return Some(field);
    }
    let choices = schema["anyOf"].as_array()?;
    choices.iter().find_map(|choice| inside(description, choice, name))
}

fn item_schema<'a>(description: &'a Description, schema: &'a Value) -> &'a Value {
    let schema = description.resolve(schema);
    if let Some(items) = schema.get("items") {
        return items;
    }
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    let items = choices.filter_map(|choice| description.resolve(choice).get("items")).next();
    items.unwrap_or(&Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(anonymizer: &mut Anonymizer, text: &str) -> String {
        anonymizer.leaf(&json!(text), false).as_str().unwrap().to_owned()
    }

    #[test]
    fn a_value_keeps_its_form_and_nothing_else() {
        let mut names = Anonymizer::default();
        for (value, replaced) in [
            ("Riley Renter", "text 1"),
            ("riley@example.org", "person1@example.com"),
            ("$1,450.00", "$1,001.00"),
            ("1450", "1001"),
            ("739076", "100001"),
            ("12/03/2030", "01/02/2001"),
            ("2030-12-03T10:00:00", "2001-01-03T10:00:00"),
            ("07/15/2030 09:30:00 MDT", "01/04/2001 09:30:00 MDT"),
            ("303-555-0176", "555-555-0101"),
            ("https://www.samplecourt.example/a.pdf", "https://example.com/1.pdf"),
            ("//cdn.example/x.jpg", "https://example.com/2.jpg"),
            ("10:00 MST", "10:00 MST"),
            ("0", "0"),
            ("$0.00", "$0.00"),
        ] {
            assert_eq!(text(&mut names, value), replaced, "{value}");
        }
        assert_eq!(text(&mut names, "riley renter"), "text 1", "the same value, the same replacement");
        assert_eq!(names.leaf(&json!(739_076), false), json!(100_001));
    }

    #[test]
    fn a_kept_value_that_contains_a_private_one_is_replaced() {
        let mut names = Anonymizer::default();
        names.learn("Riley");
        assert_eq!(names.leaf(&json!("Available"), true), json!("Available"));
        assert_eq!(names.leaf(&json!("Held for RILEY"), true), json!("text 1"));
        let sentence =
            names.sentence("Lead of Riley (riley@example.org) at 739076 failed:\u{1b}[31m no slot.");
        assert!(!sentence.to_lowercase().contains("riley") && !sentence.contains("739076"), "{sentence}");
        assert!(sentence.ends_with("no slot.") && !sentence.contains('\u{1b}'), "{sentence}");
    }

    #[test]
    fn a_name_in_a_sentence_is_replaced_although_no_reply_had_it() {
        let names = Anonymizer::default();
        for (sentence, shown) in [
            ("No permission for Wilhelmina at 12 Main Street.", "No permission for *** at 12 *** ***."),
            ("Tours are not supported. The API is off.", "Tours are not supported. The API is off."),
            ("Held for O'Hara (WILHELMINA)", "Held for *** (***)"),
            (
                "The application has no permission to getPropertyFees.",
                "The application has no permission to getPropertyFees.",
            ),
        ] {
            assert_eq!(names.sentence(sentence), shown);
        }
    }
}
