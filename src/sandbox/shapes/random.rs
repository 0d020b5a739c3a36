//! Random shapes: the same facts in every form that Entrata's PHP code may write.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Lists that are one object when they have one item, in recordings or in the published description.
const LISTS: [&str; 26] = [
    "FloorPlan",
    "Floorplan",
    "File",
    "Property",
    "property",
    "unit",
    "unitSpace",
    "termRent",
    "TermRent",
    "OfficeHour",
    "ILS_Unit",
    "PropertyUnit",
    "Room",
    "Amenity",
    "Phone",
    "Pet",
    "availableTour",
    "tourTime",
    "prospect",
    "Prospect",
    "customer",
    "applicant",
    "event",
    "LeadSource",
    "scope",
    "media",
];

/// Lists that may also be an object keyed by id.
const MAPS: [&str; 6] = ["FloorPlan", "Floorplan", "PropertyUnit", "ILS_Unit", "property", "unit"];

/// The ends of the names of numbers. A postal code and a phone number are text.
const NUMBERS: [&str; 14] = [
    "Id",
    "ID",
    "id",
    "IDValue",
    "Count",
    "UnitsAvailable",
    "Min",
    "Max",
    "node",
    "YearBuilt",
    "Width",
    "Height",
    "Latitude",
    "Longitude",
];

/// Reshapes replies at random.
pub(super) struct Reshaper(Rng);

impl Reshaper {
    pub(super) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// Reshapes a whole body. Its facts stay the same.
    pub(super) fn shape(&mut self, method: &str, body: &mut Value) {
        let Some(response) = body.get_mut("response").and_then(Value::as_object_mut) else { return };
        if let Some(result) = response.get_mut("result") {
            self.value("result", result);
            if method == "sendLeads" && has_failed(result) && self.coin() {
                response.insert("code".to_owned(), json!(300));
            }
        }
        if let Some(result) = response.get_mut("result") {
            // Production code reads this form, against the published description.
            if method == "getLeads" && self.coin() {
                if let Some(prospects) = result.get_mut("prospects") {
                    *prospects = json!([prospects.take()]);
                }
            }
        }
        match self.0.u8(..3) {
            0 => drop(response.remove("code")),
            1 => {
                if let Some(code) = response.get_mut("code") {
                    *code = code.to_string().into();
                }
            }
            _ => {}
        }
        self.unknown_field(response);
    }

    fn coin(&mut self) -> bool {
        self.0.u8(..3) == 0
    }

    fn value(&mut self, name: &str, value: &mut Value) {
        match value {
            Value::Object(fields) => self.object(fields),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(name, item)),
            _ => {}
        }
        if self.coin() {
            self.reshape(name, value);
        }
    }

    fn object(&mut self, fields: &mut Map<String, Value>) {
        for (name, field) in &mut *fields {
            self.value(name, field);
        }
        let keyed = !fields.is_empty() && fields.keys().all(|key| is_number(key));
        if !keyed && self.0.u8(..8) == 0 {
            self.unknown_field(fields);
        }
    }

    fn unknown_field(&mut self, fields: &mut Map<String, Value>) {
        let values = [json!(1), json!("new"), json!([]), json!({ "@attributes": { "a": "b" } })];
        if let Some(value) = self.0.choice(&values) {
            fields.insert("addedLater".to_owned(), value.clone());
        }
    }

    fn reshape(&mut self, name: &str, value: &mut Value) {
        let new = match value {
            Value::Bool(flag) => {
                let forms =
                    [json!(u8::from(*flag)), json!(u8::from(*flag).to_string()), json!(flag.to_string())];
                self.0.choice(&forms).cloned()
            }
            Value::Number(number) => Some(json!(number.to_string())),
            Value::String(text) if text.is_empty() => self.0.choice(&[json!([]), json!({})]).cloned(),
            // Markup in a description becomes XML elements.
            Value::String(text) if name.ends_with("Description") && text.contains('<') => {
                Some(json!({ "b": text }))
            }
            Value::String(text) if NUMBERS.iter().any(|end| name.ends_with(end)) => as_number(text),
            Value::Array(items) => self.reshaped_list(name, items),
            // PHP's rule: a map whose keys run from 0 is a list.
            Value::Object(fields) if !fields.is_empty() && fields.keys().all(|key| is_number(key)) => {
                Some(fields.values().cloned().collect())
            }
            _ => None,
        };
        if let Some(new) = new {
            *value = new;
        }
    }

    fn reshaped_list(&mut self, name: &str, items: &[Value]) -> Option<Value> {
        match items {
            [] => self.0.choice(&[json!(""), json!({})]).cloned(),
            [one] if LISTS.contains(&name) && !one.is_array() => Some(one.clone()),
            ids if name == "properties" && ids.iter().all(Value::is_number) => {
                Some(ids.iter().map(|id| json!({ "id": id })).collect())
            }
            many if MAPS.contains(&name) => {
                let keyed =
                    |(at, item): (usize, &Value)| (id_of(item).unwrap_or(at + 1).to_string(), item.clone());
                let map: Map<_, _> = many.iter().enumerate().map(keyed).collect();
                (map.len() == many.len()).then_some(Value::Object(map))
            }
            _ => None,
        }
    }
}

fn has_failed(result: &Value) -> bool {
    result.to_string().contains("\"status\":\"Failed\"")
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number, if it is written the same way: a leading zero would be lost.
fn as_number(text: &str) -> Option<Value> {
    let number: Value = serde_json::from_str(text).ok().filter(Value::is_number)?;
    let written = number.to_string();
    (written == text).then_some(number)
}

fn id_of(item: &Value) -> Option<usize> {
    let places = ["/id", "/propertyId", "/Identification/IDValue", "/@attributes/Id"];
    let id = places.iter().find_map(|place| item.pointer(place))?;
    id.as_str().map(str::to_owned).unwrap_or_else(|| id.to_string()).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body() -> Value {
        json!({ "response": { "requestId": "15", "code": 200, "result": { "FloorPlans": { "FloorPlan": [
            { "Identification": { "IDValue": "50001" }, "Name": "07", "PostalCode": "02215", "Comment": "",
              "IsDisabled": false, "Room": [{ "Count": "1.5" }], "File": [] },
        ] } } } })
    }

    #[test]
    fn the_same_seed_gives_the_same_shapes() {
        let shaped = |seed| {
            let mut reshaper = Reshaper::new(seed);
            let bodies = (0..50).map(|_| {
                let mut body = body();
                reshaper.shape("getFloorPlans", &mut body);
                body.to_string()
            });
            bodies.collect::<Vec<_>>()
        };
        assert_eq!(shaped(3), shaped(3));
        assert_ne!(shaped(3), shaped(4));
    }

    #[test]
    fn every_form_occurs_and_no_fact_is_lost() {
        let mut reshaper = Reshaper::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..300 {
            let mut body = body();
            reshaper.shape("getFloorPlans", &mut body);
            assert_eq!(body["response"]["requestId"], "15");
            let plans = &body["response"]["result"]["FloorPlans"]["FloorPlan"];
            let plan = match plans {
                Value::Array(plans) => &plans[0],
                Value::Object(map) if map.contains_key("50001") => &map["50001"],
                one => one,
            };
            assert_eq!((&plan["Name"], &plan["PostalCode"]), (&json!("07"), &json!("02215")));
            let id = &plan["Identification"]["IDValue"];
            assert!(id == &json!("50001") || id == &json!(50001), "{id}");
            let forms = [
                plans.is_array(),
                plan["IsDisabled"].is_boolean(),
                id.is_string(),
                plan["Room"].is_array(),
                plan["Comment"].is_string(),
                plan.get("addedLater").is_some(),
                body["response"].get("code").is_some(),
                body["response"]["code"].is_string(),
            ];
            seen.extend(forms.into_iter().enumerate());
        }
        assert_eq!(seen.len(), 16, "each of eight forms must occur and be absent: {seen:?}");
    }
}
