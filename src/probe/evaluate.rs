//! Which assumptions hold, as the replies show it.

use super::compare::{fits, type_of};
use super::description::{Assumption, Expectation};
use super::exchange::Exchange;
use super::path;
use super::rules;
use super::verdict::{Evidence, Verdict};
use serde_json::Value;

/// Checks an assumption against the replies.
pub(super) fn assumption(assumption: &Assumption, exchanges: &[Exchange]) -> Verdict {
    if let Some(rule) = &assumption.rule {
        return rules::check(rule, exchanges);
    }
    let (Some(look), Some(expect)) = (&assumption.look, &assumption.expect) else { return Verdict::NotSeen };
    let about =
        exchanges.iter().filter(|exchange| assumption.method == "*" || exchange.name == assumption.method);
    let mut seen = Vec::new();
    for exchange in about {
        if let Some(header) = look.strip_prefix("header ") {
            seen.extend(exchange.header(header).map(|value| Value::String(value.to_owned())));
        } else if let Some(response) = exchange.response() {
            seen.extend(path::values(response, look).into_iter().cloned());
        }
    }
    if seen.is_empty() {
        return Verdict::NotSeen;
    }
    if let Expectation::Seen(wanted) = expect {
        return if seen.contains(wanted) { Verdict::Confirmed } else { Verdict::NotSeen };
    }
    if let Expectation::Includes(wanted) = expect {
        let missing = wanted.iter().find(|wanted| !seen.contains(wanted));
        return missing.map_or(Verdict::Confirmed, |missing| {
            Verdict::Contradicted(Evidence::Words(format!("{missing} is missing")))
        });
    }
    match seen.into_iter().find(|value| !is_met(expect, value)) {
        None => Verdict::Confirmed,
        Some(value) => Verdict::Contradicted(Evidence::Value(value)),
    }
}

fn is_met(expect: &Expectation, value: &Value) -> bool {
    match expect {
        Expectation::Type(expected) => type_of(value) == expected,
        Expectation::Pattern(pattern) => value.as_str().is_some_and(|text| fits(pattern, text)),
        Expectation::Const(expected) => value == expected,
        Expectation::Enum(expected) => expected.contains(value),
        Expectation::Has(field) => !path::values(value, field).is_empty(),
        Expectation::Includes(_) | Expectation::Seen(_) => false,
    }
}
