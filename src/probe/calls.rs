//! The read-only calls of a probe: the description has their parameters, with placeholders.

use super::description::Description;
use super::exchange::Question;
use crate::id::PropertyId;
use chrono::{Days, NaiveDate};
use serde_json::Value;

/// The read-only calls about a property. `today` is Entrata's day.
pub(super) fn read_only(description: &Description, property: PropertyId, today: NaiveDate) -> Vec<Question> {
    let mut questions = Vec::new();
    for (name, method) in description.methods() {
        let Some((method_name, version)) = name.split_once(' ') else { continue };
        for params in method["x-probe"].as_array().into_iter().flatten() {
            let (params, is_about_property) = filled(params, property, today);
            questions.push(Question {
                name: name.clone(),
                service: method["service"].as_str().unwrap_or_default().to_owned(),
                method: method_name.to_owned(),
                version: (version != "r1").then(|| version.to_owned()),
                params,
                property: is_about_property.then_some(property),
            });
        }
    }
    questions
}

/// Parameters without placeholders, and whether they name the property. `$property` is its id as a number,
/// `$properties` as text, `$day+30` a day in the form `MM/DD/YYYY`.
fn filled(params: &Value, property: PropertyId, today: NaiveDate) -> (Value, bool) {
    let Some(fields) = params.as_object() else { return (params.clone(), false) };
    let mut is_about_property = false;
    let filled = fields
        .iter()
        .map(|(name, value)| {
            let value = match value.as_str() {
                Some("$property") => Value::from(property.get()),
                Some("$properties") => Value::from(property.to_string()),
                Some(text) => {
                    text.strip_prefix("$day").map_or_else(|| value.clone(), |days| day(days, today))
                }
                None => value.clone(),
            };
            is_about_property |= value == property.get() || value == property.to_string();
            (name.clone(), value)
        })
        .collect();
    (filled, is_about_property)
}

fn day(days: &str, today: NaiveDate) -> Value {
    let days: i64 = days.parse().unwrap_or(0);
    let by = Days::new(days.unsigned_abs());
    let day = if days < 0 { today.checked_sub_days(by) } else { today.checked_add_days(by) };
    Value::from(day.unwrap_or(today).format("%m/%d/%Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_placeholder_is_filled() {
        let (property, today) = (739_076_u64.try_into().unwrap(), "2030-12-02".parse().unwrap());
        let template =
            json!({ "propertyId": "$property", "propertyIds": "$properties", "fromDate": "$day-2", "x": 1 });
        let (params, is_about_property) = filled(&template, property, today);
        let expected =
            json!({ "propertyId": 739_076, "propertyIds": "739076", "fromDate": "11/30/2030", "x": 1 });
        assert_eq!((params, is_about_property), (expected, true));
        let questions = read_only(&Description::read().unwrap(), property, today);
        let text: String = questions.iter().map(|question| question.params.to_string()).collect();
        assert!(questions.len() > 15 && !text.contains('$'), "{text}");
        assert!(questions.iter().all(|question| question.method.starts_with("get")), "a probe only reads");
    }
}
