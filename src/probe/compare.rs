//! Compares a value with its schema: the part of JSON Schema that the description uses.

use super::description::Description;
use regex_lite::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex, PoisonError};

/// One kind of difference at one place, however often it occurs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Difference {
    /// The place, without indices: `result.Property[].Name`.
    pub(crate) path: String,
    /// What is different.
    pub(crate) kind: Kind,
    /// The first value.
    pub(crate) value: Value,
    /// The number of times.
    pub(crate) count: usize,
    /// Whether a report may show the value.
    pub(crate) keep: bool,
}

/// What is different about a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A field that is not described.
    UnknownField,
    /// A described field is missing.
    MissingField,
    /// Another JSON type than this one.
    OtherType(String),
    /// A word that is not among the known ones.
    OtherWord,
    /// A text in another form than this one.
    OtherForm(String),
    /// None of the described forms of an object.
    OtherShape,
}

impl Kind {
    /// The difference in words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::UnknownField => "unknown field".to_owned(),
            Self::MissingField => "missing field".to_owned(),
            Self::OtherType(expected) => format!("other type (expected {expected})"),
            Self::OtherWord => "other word".to_owned(),
            Self::OtherForm(expected) => format!("other form (expected {expected})"),
            Self::OtherShape => "other shape".to_owned(),
        }
    }
}

/// Every difference of a value, one for each place and kind.
pub(crate) fn differences(
    description: &Description,
    schema: &Value,
    value: &Value,
    path: &str,
) -> Vec<Difference> {
    let mut comparison = Comparison { description, found: BTreeMap::new() };
    comparison.compare(schema, value, path);
    comparison.found.into_values().collect()
}

/// The JSON type of a value, in the words of JSON Schema.
pub(crate) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Null => "null",
    }
}

/// Whether a text fits a regular expression of the description. Each expression is compiled once.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    static COMPILED: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if !compiled.contains_key(pattern) {
        compiled.insert(pattern.to_owned(), Regex::new(pattern).ok());
    }
    compiled.get(pattern).and_then(Option::as_ref).is_some_and(|pattern| pattern.is_match(text))
}

struct Comparison<'a> {
    description: &'a Description,
    found: BTreeMap<(String, Kind), Difference>,
}

impl<'a> Comparison<'a> {
    fn compare(&mut self, schema: &'a Value, value: &Value, path: &str) {
        let schema = self.description.resolve(schema);
        if let Some(choices) = schema["anyOf"].as_array() {
            return self.compare_with_choices(choices, value, path);
        }
        let keep = schema["x-keep"] == true;
        let types = &schema["type"];
        let actual = type_of(value);
        let is_expected = |expected: &Value| expected == actual;
        if !types.is_null()
            && !is_expected(types)
            && !types.as_array().is_some_and(|all| all.iter().any(is_expected))
        {
            return self.add(path, Kind::OtherType(type_words(types)), value, keep);
        }
        if schema.get("const").is_some_and(|only| only != value)
            || schema["enum"].as_array().is_some_and(|all| !all.contains(value))
        {
            self.add(path, Kind::OtherWord, value, keep);
        }
        if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
            && !fits(pattern, text)
        {
            self.add(path, Kind::OtherForm(pattern.to_owned()), value, keep);
        }
        match value {
            Value::Object(fields) => self.compare_fields(schema, fields, path),
            Value::Array(items) => self.compare_items(schema, items, path),
            _ => {}
        }
    }

    fn compare_fields(&mut self, schema: &'a Value, fields: &serde_json::Map<String, Value>, path: &str) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.add(&format!("{path}.{name}"), Kind::MissingField, &Value::Null, false);
            }
        }
        for (name, field) in fields {
            if let Some(described) = schema["properties"].get(name) {
                self.compare(described, field, &format!("{path}.{name}"));
            } else if let Some(described) = schema.get("additionalProperties") {
                // The names are ids.
                self.compare(described, field, &format!("{path}[]"));
            } else {
                self.add(&format!("{path}.{}", shown_name(name)), Kind::UnknownField, field, false);
            }
        }
    }

    fn compare_items(&mut self, schema: &'a Value, items: &[Value], path: &str) {
        if let (Some(most), Some(first)) = (schema["maxItems"].as_u64(), items.first())
            && items.len() as u64 > most
        {
            self.add(path, Kind::OtherType("an empty list or another type".to_owned()), first, false);
        }
        for item in items {
            self.compare(&schema["items"], item, &format!("{path}[]"));
        }
    }

    /// Compares with each choice of the value's type, and keeps the differences of the nearest one.
    fn compare_with_choices(&mut self, choices: &'a [Value], value: &Value, path: &str) {
        let mut nearest: Option<BTreeMap<(String, Kind), Difference>> = None;
        for choice in choices {
            let mut one = Comparison { description: self.description, found: BTreeMap::new() };
            one.compare(choice, value, path);
            let is_other_type = one
                .found
                .values()
                .any(|found| found.path == path && matches!(found.kind, Kind::OtherType(_)));
            if !is_other_type && nearest.as_ref().is_none_or(|nearest| one.found.len() < nearest.len()) {
                nearest = Some(one.found);
            }
        }
        match nearest {
            Some(found) => {
                for ((path, kind), difference) in found {
                    self.merge(path, kind, difference);
                }
            }
            None => self.add(path, Kind::OtherShape, value, false),
        }
    }

    fn add(&mut self, path: &str, kind: Kind, value: &Value, keep: bool) {
        let difference =
            Difference { path: path.to_owned(), kind: kind.clone(), value: value.clone(), count: 1, keep };
        self.merge(path.to_owned(), kind, difference);
    }

    fn merge(&mut self, path: String, kind: Kind, difference: Difference) {
        let count = difference.count;
        self.found.entry((path, kind)).and_modify(|known| known.count += count).or_insert(difference);
    }
}

/// The name of a field, unless it could be an id or a text.
fn shown_name(name: &str) -> &str {
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '@' || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-@".contains(letter));
    if is_name { name } else { "(a key that is not a name)" }
}

fn type_words(types: &Value) -> String {
    match types {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_difference_is_found_once_for_each_place_and_kind() {
        let description = Description::read().unwrap();
        let schema = json!({ "type": "array", "items": {
            "type": "object", "required": ["id", "word"],
            "properties": {
                "id": { "type": "integer" }, "word": { "type": "string", "enum": ["a", "b"], "x-keep": true },
                "day": { "type": "string", "pattern": "^[0-9]{4}$" },
                "none": { "type": ["array", "string"], "maxItems": 0 },
            },
        } });
        let value = json!([
            { "id": 1, "word": "a", "day": "2030", "none": [] },
            { "id": "1", "word": "c", "day": "30", "none": [1], "more": 1 },
            { "id": "2", "word": "d", "12345": 1 },
            { "id": 3 },
        ]);
        let found = differences(&description, &schema, &value, "x");
        let lines: Vec<_> = found
            .iter()
            .map(|one| format!("{} {} {} x{}", one.path, one.kind.words(), one.value, one.count))
            .collect();
        assert_eq!(
            lines,
            [
                "x[].(a key that is not a name) unknown field 1 x1",
                "x[].day other form (expected ^[0-9]{4}$) \"30\" x1",
                "x[].id other type (expected integer) \"1\" x2",
                "x[].more unknown field 1 x1",
                "x[].none other type (expected an empty list or another type) 1 x1",
                "x[].word missing field null x1",
                "x[].word other word \"c\" x2",
            ]
        );
        assert!(found.iter().find(|one| one.kind == Kind::OtherWord).unwrap().keep);
    }

    #[test]
    fn the_nearest_of_several_forms_is_compared() {
        let description = Description::read().unwrap();
        let schema = json!({ "anyOf": [
            { "type": "array", "maxItems": 0 },
            { "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } },
        ] });
        assert!(differences(&description, &schema, &json!([]), "x").is_empty());
        let found = differences(&description, &schema, &json!({ "b": 1 }), "x");
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(differences(&description, &schema, &json!(5), "x")[0].kind, Kind::OtherShape);
    }
}
