//! Changes of single fields in replies: any deviation that has no switch of its own.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One change of a method's replies.
///
/// ```json
/// {"method": "getProperties", "path": "result.PhysicalProperty.Property[].YearBuilt", "set": 2012}
/// {"method": "getProperties", "path": "result.PhysicalProperty.Property[]", "add": {"PetScore": "7"}}
/// {"path": "code", "set": "200"}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rewrite {
    /// The method; without it, every method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The field, from `response` inwards: names and `[]` for each item of a list or of a map, joined by dots.
    pub path: String,
    /// Sets the field, if it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<Value>,
    /// Renames the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rename: Option<String>,
    /// Removes the field.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub remove: bool,
    /// Adds fields to the object at the path.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub add: Map<String, Value>,
}

impl Rewrite {
    /// Changes the body of a reply to `method`.
    pub(in super::super) fn apply(&self, method: &str, body: &mut Value) {
        if self.method.as_deref().is_some_and(|wanted| wanted != method) {
            return;
        }
        let Some(response) = body.get_mut("response") else { return };
        let path: Vec<&str> = self.path.split('.').filter(|name| !name.is_empty()).collect();
        self.walk(&path, response);
    }

    fn walk(&self, path: &[&str], value: &mut Value) {
        let [name, rest @ ..] = path else {
            if let Some(fields) = value.as_object_mut() {
                fields.extend(self.add.clone());
            }
            return;
        };
        let (name, each) = name.strip_suffix("[]").map_or((*name, false), |name| (name, true));
        let Some(fields) = value.as_object_mut() else { return };
        if !rest.is_empty() || each || !self.add.is_empty() {
            let Some(inside) = fields.get_mut(name) else { return };
            if !each {
                return self.walk(rest, inside);
            }
            match inside {
                Value::Array(items) => items.iter_mut().for_each(|item| self.item(rest, item)),
                Value::Object(items) => items.values_mut().for_each(|item| self.item(rest, item)),
                _ => {}
            }
            return;
        }
        if !fields.contains_key(name) {
            return;
        }
        if let Some(set) = &self.set {
            fields.insert(name.to_owned(), set.clone());
        }
        if let Some(new) = &self.rename {
            if let Some(value) = fields.remove(name) {
                fields.insert(new.clone(), value);
            }
        }
        if self.remove {
            fields.remove(name);
        }
    }

    /// An item of a list: a path that ends here sets the item itself.
    fn item(&self, rest: &[&str], item: &mut Value) {
        match &self.set {
            Some(set) if rest.is_empty() => *item = set.clone(),
            _ => self.walk(rest, item),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rewritten(rewrite: Value) -> Value {
        let rewrite: Rewrite = serde_json::from_value(rewrite).unwrap();
        let mut body = json!({ "response": { "code": 200, "result": { "Unit": { "7": { "Id": "7" } }, "Plan": [
            { "Name": "A", "Room": ["x"] }, { "Name": "B" },
        ] } } });
        rewrite.apply("getPlans", &mut body);
        body["response"].take()
    }

    #[test]
    fn a_rewrite_changes_each_field_at_its_path_and_no_other() {
        let set = rewritten(json!({ "path": "result.Plan[].Name", "set": 5 }));
        assert_eq!(set["result"]["Plan"], json!([{ "Name": 5, "Room": ["x"] }, { "Name": 5 }]));
        let renamed = rewritten(json!({ "path": "result.Unit[].Id", "rename": "ID" }));
        assert_eq!(renamed["result"]["Unit"], json!({ "7": { "ID": "7" } }));
        let removed = rewritten(json!({ "path": "code", "remove": true }));
        assert!(removed.get("code").is_none());
        let added = rewritten(json!({ "path": "result.Plan[]", "add": { "New": 1 } }));
        assert_eq!(added["result"]["Plan"][1], json!({ "Name": "B", "New": 1 }));
        let item = rewritten(json!({ "path": "result.Plan[].Room[]", "set": "y" }));
        assert_eq!(item["result"]["Plan"][0]["Room"], json!(["y"]));
        let other = rewritten(json!({ "method": "getOther", "path": "code", "set": 1 }));
        assert_eq!(other["code"], 200);
    }
}
