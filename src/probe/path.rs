//! Paths into a reply: names and `[]` for each item of a list or of a map, joined by dots.

use serde_json::Value;

/// The values at a path. A list of one may be the one object itself, and a map's items are its values.
pub(super) fn values<'a>(root: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![root];
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let (name, each) = part.strip_suffix("[]").map_or((part, false), |name| (name, true));
        let inside = found.into_iter().filter_map(|value| value.get(name));
        found = if each { inside.flat_map(items).collect() } else { inside.collect() };
    }
    found
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        // A map of records keyed by id, or else the one record of a list of one.
        Value::Object(fields) if !fields.is_empty() && fields.keys().all(|key| is_id(key)) => {
            fields.values().collect()
        }
        Value::Object(_) => vec![value],
        _ => Vec::new(),
    }
}

fn is_id(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a path is another one or inside it.
pub(super) fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_maps_and_single_objects_are_all_walked() {
        for units in [json!([{ "Id": 1 }, { "Id": 2 }]), json!({ "6001": { "Id": 1 }, "6002": { "Id": 2 } })]
        {
            let root = json!({ "result": { "Unit": units } });
            assert_eq!(values(&root, "result.Unit[].Id"), [&json!(1), &json!(2)]);
        }
        let single = json!({ "result": { "Unit": { "Id": 1 } } });
        assert_eq!(values(&single, "result.Unit[].Id"), [&json!(1)]);
        assert!(values(&single, "result.Plan[].Id").is_empty());
    }

    #[test]
    fn a_path_is_within_itself_and_its_parents() {
        assert!(is_within("result.A.B", "result.A"));
        assert!(is_within("result.A[].B", "result.A"));
        assert!(is_within("result.A", "result.A"));
        assert!(!is_within("result.AB", "result.A"));
    }
}
