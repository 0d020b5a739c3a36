//! A response as a tree that hides the forms in which Entrata writes the same data.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::unreadable::Unreadable;
use crate::api::redact::excerpt;

/// Where PHP's XML keeps the attributes of an element.
const ATTRIBUTES: &str = "@attributes";
/// Where it keeps the text of an element that has attributes too.
const VALUE: &str = "@value";
/// Where servers of any kind write what went wrong.
const VERDICTS: [&str; 6] = ["status", "message", "error", "errors", "fault", "detail"];

/// One value of a response, whatever its JSON form.
///
/// [`Node::at`] finds a member by name, in any letter case, with or without underscores, beside its siblings or under
/// `@attributes`. [`Node::items`] and [`Node::each`] go through what may be a list, a single object, a map keyed by
/// id, or nothing. The other methods read the value; one that cannot be read is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a>(Value<'a>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Value<'a> {
    Nothing,
    /// Numbers and booleans are written out.
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Vec<Entry<'a>>),
}

static NOTHING: Node<'static> = Node(Value::Nothing);

impl<'a> Node<'a> {
    /// Returns whether it is absent, `null`, or an empty text, list or object, or a list of such.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match &self.0 {
            Value::Nothing => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(list) => list.iter().all(Self::is_nothing),
            Value::Map(map) => map.is_empty(),
        }
    }

    /// Returns the member of this name that has a value, or an absent node.
    ///
    /// Of a list, it is a member of the first item.
    #[must_use]
    pub fn at(&self, name: &str) -> &Self {
        match &self.0 {
            Value::Map(entries) => {
                let found = find(entries, name).or_else(|| find(attributes(entries), name));
                match found {
                    Some(found) => found,
                    None if self.is_keyed_by_id() => self.first().map_or(&NOTHING, |first| first.at(name)),
                    None => &NOTHING,
                }
            }
            Value::List(_) => self.first().map_or(&NOTHING, |first| first.at(name)),
            Value::Nothing | Value::Text(_) => &NOTHING,
        }
    }

    fn first(&self) -> Option<&Self> {
        self.items().into_iter().next()
    }

    /// Returns the first of these members that has a value, or an absent node.
    #[must_use]
    pub fn any(&self, names: &[&str]) -> &Self {
        names.iter().map(|name| self.at(name)).find(|node| !node.is_nothing()).unwrap_or(&NOTHING)
    }

    /// Returns the member of this name, without which the result is no answer.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] if it does not exist, with the text that stands in the place of the result.
    pub fn require(&self, name: &str) -> Result<&Self, Unreadable> {
        match (self.member(name), &self.0) {
            (Some(member), _) => Ok(member),
            (None, Value::Text(text)) => {
                Err(Unreadable::new(".", format!("{:?} instead of data", excerpt(text))))
            }
            (None, _) => Err(Unreadable::new(".", format!("{name} is missing"))),
        }
    }

    /// Returns whether a member of this name exists, even one without a value.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.member(name).is_some()
    }

    /// The items of a list or of a map keyed by id; a single value is the only item, and nothing has none.
    #[must_use]
    pub fn items(&self) -> Vec<&Self> {
        self.keyed_items().into_iter().map(|(_, item)| item).collect()
    }

    /// The items with their ids, where they are keyed by them.
    #[must_use]
    pub fn keyed_items(&self) -> Vec<(Option<&str>, &Self)> {
        let mut all = Vec::new();
        self.collect_items(None, &mut all);
        all
    }

    fn collect_items<'s>(&'s self, id: Option<&'s str>, all: &mut Vec<(Option<&'s str>, &'s Self)>) {
        match &self.0 {
            _ if self.is_nothing() => {}
            Value::List(list) => list.iter().for_each(|item| item.collect_items(id, all)),
            Value::Map(entries) if self.is_keyed_by_id() => {
                for (key, item) in entries.iter().filter(|(key, _)| is_id(key)) {
                    item.collect_items(Some(key), all);
                }
            }
            _ => all.push((id, self)),
        }
    }

    /// The elements at a path of wrappers, such as `["events", "event"]`. A wrapper may be a list of wrappers, and the
    /// last step may be left out.
    #[must_use]
    pub fn each(&self, path: &[&str]) -> Vec<&Self> {
        let mut all = Vec::new();
        let Some((name, rest)) = path.split_first() else { return self.items() };
        for part in self.items() {
            if let Some(member) = part.member(name) {
                // Text where a wrapper was expected holds no element.
                let _ = member.collect(rest, &mut all);
            }
        }
        all
    }

    /// The elements at a path of the whole result.
    ///
    /// The list is empty if the result says so in one of the known forms, such as `No records found`.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] if the result holds other things but not the path, or text in the place of a wrapper: neither
    /// must pass for an empty list.
    pub fn list(&self, path: &[&str]) -> Result<Vec<&Self>, Unreadable> {
        let mut all = Vec::new();
        if self.says_none() {
            return Ok(all);
        }
        if let Value::Text(text) = &self.0 {
            return Err(Unreadable::new(".", format!("{:?} instead of data", excerpt(text))));
        }
        let Some((name, rest)) = path.split_first() else { return Ok(self.items()) };
        for part in self.items() {
            let Some(member) = part.member(name).filter(|member| !member.says_none()) else { continue };
            member.collect(rest, &mut all).map_err(|text| {
                Unreadable::new(path.join("."), format!("{:?} instead of a list", excerpt(text)))
            })?;
        }
        let parts = self.items();
        let is_missing = parts.iter().all(|part| part.member(name).is_none());
        let says_none = parts.iter().any(|part| part.members().any(|(_, node)| node.is_sentence_for_none()));
        if is_missing && !says_none && parts.iter().any(|part| part.holds_content()) {
            return Err(Unreadable::new(".", format!("{name} is missing")));
        }
        Ok(all)
    }

    /// Returns whether the result says that there is nothing, as a value or as a sentence.
    ///
    /// Source: a production client looks for this sentence.
    #[must_use]
    pub fn says_none(&self) -> bool {
        match &self.0 {
            Value::Text(text) => text.trim().is_empty() || self.is_sentence_for_none(),
            _ => self.is_nothing(),
        }
    }

    fn is_sentence_for_none(&self) -> bool {
        matches!(&self.0, Value::Text(text) if text.to_ascii_lowercase().contains("no records found"))
    }

    /// Returns whether it is text that does not say that there is nothing.
    pub(crate) fn is_words(&self) -> bool {
        matches!(self.0, Value::Text(_)) && !self.says_none()
    }

    /// Goes down the rest of a path; the text that stands in the place of a wrapper is the error.
    fn collect<'s>(&'s self, path: &[&str], all: &mut Vec<&'s Self>) -> Result<(), &'s str> {
        let Some((name, rest)) = path.split_first() else {
            all.extend(self.items());
            return Ok(());
        };
        for part in self.items() {
            match (&part.0, part.member(name)) {
                (Value::Text(text), _) => return Err(text),
                (_, Some(member)) => member.collect(rest, all)?,
                // The wrapper is left out.
                (_, None) if rest.is_empty() => all.push(part),
                (_, None) => {}
            }
        }
        Ok(())
    }

    fn member(&self, name: &str) -> Option<&Self> {
        let entries = match &self.0 {
            Value::Map(entries) => entries,
            Value::List(_) => return self.first()?.member(name),
            Value::Nothing | Value::Text(_) => return None,
        };
        let mut all = entries.iter().chain(attributes(entries));
        all.find(|(key, _)| is_same_name(key, name)).map(|(_, node)| node)
    }

    /// The members of an object, its attributes among them.
    pub(crate) fn all_members(&self) -> Vec<(&str, &Self)> {
        let attributes = match &self.0 {
            Value::Map(entries) => attributes(entries),
            _ => &[],
        };
        self.members().chain(attributes.iter().map(|(key, node)| (key.as_ref(), node))).collect()
    }

    /// The members of an object, without its attributes.
    fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        let entries = match &self.0 {
            Value::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().filter(|(key, _)| key != ATTRIBUTES).map(|(key, node)| (key.as_ref(), node))
    }

    /// Whether it stands for a list: its members are named by ids, but for plain values beside them.
    fn is_keyed_by_id(&self) -> bool {
        let Value::Map(entries) = &self.0 else { return false };
        if !entries.iter().any(|(key, _)| is_id(key)) {
            return false;
        }
        let is_item =
            |(key, node): (&str, &Self)| is_id(key) || matches!(node.0, Value::Nothing | Value::Text(_));
        self.members().all(is_item)
    }

    /// Whether it holds other data, or words of an error: more than what stands beside an empty list, such as ids.
    fn holds_content(&self) -> bool {
        let is_verdict = |name: &str| VERDICTS.iter().any(|known| is_same_name(name, known));
        self.members().any(|(name, node)| {
            let is_structure = matches!(node.0, Value::List(_) | Value::Map(_));
            (is_structure || is_verdict(name)) && !node.is_nothing()
        })
    }

    /// Its text; the texts of its items and members are joined.
    ///
    /// PHP takes HTML for XML, so that a text may come as `{"b": "bold"}`.
    pub(super) fn joined(&self, separator: &str) -> Cow<'_, str> {
        match &self.0 {
            Value::Nothing => Cow::Borrowed(""),
            Value::Text(text) => Cow::Borrowed(text),
            Value::List(list) => join(list.iter(), separator),
            Value::Map(entries) => match entries.iter().find(|(key, _)| key == VALUE) {
                Some((_, value)) => value.joined(separator),
                None => join(self.members().map(|(_, node)| node), separator),
            },
        }
    }
}

type Entry<'a> = (Cow<'a, str>, Node<'a>);

/// The attributes of an element.
fn attributes<'n, 'a>(entries: &'n [Entry<'a>]) -> &'n [Entry<'a>] {
    match entries.iter().find(|(key, _)| key == ATTRIBUTES) {
        Some((_, Node(Value::Map(attributes)))) => attributes,
        _ => &[],
    }
}

/// The member of this name that has a value.
fn find<'n, 'a>(entries: &'n [Entry<'a>], name: &str) -> Option<&'n Node<'a>> {
    entries.iter().find(|(key, node)| is_same_name(key, name) && !node.is_nothing()).map(|(_, node)| node)
}

/// Entrata mixes the letter case of its names, even within one object, and some have underscores.
fn is_same_name(key: &str, name: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase())
    }
    // Each unit compares hundreds of names, and most differ in their first letter.
    match (key.as_bytes().first(), name.as_bytes().first()) {
        (Some(first), Some(other)) if *first != b'_' && !first.eq_ignore_ascii_case(other) => false,
        _ => letters(key).eq(letters(name)),
    }
}

fn join<'n, 'a: 'n>(nodes: impl Iterator<Item = &'n Node<'a>>, separator: &str) -> Cow<'n, str> {
    let mut texts = nodes.map(|node| node.joined(separator)).filter(|text| !text.is_empty());
    let Some(first) = texts.next() else { return Cow::Borrowed("") };
    texts.fold(first, |all, text| Cow::Owned(all.into_owned() + separator + &text))
}

fn is_id(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Open::default().deserialize(deserializer)
    }
}

/// What was read of the lists and objects that are still open, the innermost last. Each gets memory of its own once it
/// ends and its length is known, since a large response has tens of thousands of them.
#[derive(Default)]
struct Open<'a> {
    items: Vec<Node<'a>>,
    entries: Vec<Entry<'a>>,
}

impl<'de> DeserializeSeed<'de> for &mut Open<'de> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self).map(Node)
    }
}

impl<'de> Visitor<'de> for &mut Open<'de> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Owned(text)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        self.visit_string(number.to_string())
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Value::Text(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let start = self.items.len();
        while let Some(item) = list.next_element_seed(&mut *self)? {
            self.items.push(item);
        }
        Ok(Value::List(self.items.split_off(start)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let start = self.entries.len();
        while let Some(Key(key)) = map.next_key()? {
            let value = map.next_value_seed(&mut *self)?;
            self.entries.push((key, value));
        }
        Ok(Value::Map(self.entries.split_off(start)))
    }
}

/// A name, borrowed from the JSON where nothing is escaped in it.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
