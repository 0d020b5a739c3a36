//! Reading the written description: just so much of JSON Schema as it uses.

use regex::Regex;
use serde_json::{Value, json};

const DESCRIPTION: &str = include_str!("../../../docs/entrata.schema.json");

pub(super) fn description() -> Value {
    serde_json::from_str(DESCRIPTION).unwrap()
}

pub(super) fn check(schema: &Value, value: &Value, what: &str) {
    let mut complaints = Vec::new();
    unlike(schema, value, what, &mut complaints);
    assert!(!schema.is_null(), "{what} is not described");
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// What of a value the description does not allow. A field that it does not name is not allowed either, so that
/// the two cannot drift apart.
fn unlike(schema: &Value, value: &Value, path: &str, complaints: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let definition = description().pointer(&name[1..]).unwrap().clone();
        return unlike(&definition, value, path, complaints);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut found = Vec::new();
            unlike(choice, value, path, &mut found);
            found.is_empty()
        };
        if !choices.iter().any(fits) {
            complaints.push(format!("{path} fits none of its forms: {value}"));
        }
        return;
    }
    if let (Some(most), Some(items)) = (schema["maxItems"].as_u64(), value.as_array())
        && items.len() as u64 > most
    {
        complaints.push(format!("{path} has too many items: {value}"));
    }
    let mut complain = |what: &str| complaints.push(format!("{path} {what}: {value}"));
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::Null => "null",
    };
    let kinds = &schema["type"];
    if !kinds.is_null() && kinds != kind && !kinds.as_array().is_some_and(|all| all.contains(&json!(kind))) {
        return complain("has another type");
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        complain("is another word");
    }
    if schema.get("const").is_some_and(|only| only != value) {
        complain("is another value");
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
        && !Regex::new(pattern).unwrap().is_match(text)
    {
        complain("does not fit its pattern");
    }
    if let Some(fields) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                complaints.push(format!("{path} has no {name}"));
            }
        }
        for (name, field) in fields {
            let described = schema["properties"].get(name).or_else(|| schema.get("additionalProperties"));
            match described {
                Some(described) => unlike(described, field, &format!("{path}.{name}"), complaints),
                None => complaints.push(format!("{path}.{name} is not described")),
            }
        }
    }
    for item in value.as_array().into_iter().flatten() {
        unlike(&schema["items"], item, &format!("{path}[]"), complaints);
    }
}

/// Every field that is no object says how sure we are of it.
pub(super) fn unsure(schema: &Value, path: &str, found: &mut Vec<String>) {
    let known = ["recorded", "measured", "production", "documented", "third-party", "inferred", "invented"];
    let leaf = schema["$ref"].is_null() && schema["anyOf"].is_null() && schema["type"] != "object";
    if leaf && !schema["x-sure"].as_str().is_some_and(|word| known.contains(&word)) {
        found.push(path.to_owned());
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        unsure(field, &format!("{path}.{name}"), found);
    }
    for inside in [schema.get("items"), schema.get("additionalProperties")].into_iter().flatten() {
        unsure(inside, &format!("{path}[]"), found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        unsure(choice, path, found);
    }
}
