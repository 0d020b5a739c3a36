//! The control API, under `/_sandbox/`: for tests and people, not for clients of Entrata.

use super::access;
use super::fault_picker::Picker;
use super::faults::Faults;
use super::http::{Reply, Request};
use super::mutations::{self, Change, CompanyChange, NewSlot, Taking};
use super::rate_limit::Limits;
use super::shapes::{Shaper, Shapes};
use super::state::State;
use super::truth::Truth;
use super::variants::Variants;
use chrono::TimeDelta;
use hyper::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Outcome = Result<Value, (u16, String)>;

/// Answers `/_sandbox/{what}`.
pub(super) fn respond(state: &mut State, request: &Request, what: &str) -> Reply {
    let parts: Vec<_> = what.split('/').collect();
    let outcome = if request.method == Method::GET {
        show(state, &parts)
    } else if request.method == Method::POST {
        if let Err(rejection) = access::check_content_type(request) {
            return *rejection;
        }
        act(state, &parts, &request.body)
    } else {
        Err((405, "the control API accepts GET and POST".to_owned()))
    };
    match outcome {
        Ok(body) => Reply::control(200, &body),
        Err((status, message)) => Reply::control_error(status, message),
    }
}

fn show(state: &State, parts: &[&str]) -> Outcome {
    Ok(match parts {
        ["state"] => overview(state),
        ["truth"] => json!(Truth::new(&state.world)),
        ["calls"] => {
            json!({ "counts": state.calls.counts, "last": state.calls.last().rev().collect::<Vec<_>>() })
        }
        ["faults"] => json!(state.faults.faults),
        ["limits"] => json!({ "limits": state.budgets.limits.to_string() }),
        ["shapes"] => json!({ "shapes": state.shaper.shapes.to_string() }),
        ["variants"] => json!(state.variants),
        ["webhooks"] => json!(state.sent),
        _ => return Err(nothing(parts)),
    })
}

fn act(state: &mut State, parts: &[&str], body: &[u8]) -> Outcome {
    match parts {
        ["codes"] => new_code(state, &read::<Company>(body)?),
        ["expire-tokens"] => {
            state.grants.expire_all();
            Ok(json!({ "expired": true }))
        }
        ["reset"] => {
            state.reset().map_err(|error| (500, error.display_chain()))?;
            Ok(json!({ "reset": true }))
        }
        ["faults"] => {
            state.faults = Picker::new(Faults::read(body).map_err(|message| (400, message))?);
            Ok(json!(state.faults.faults))
        }
        ["limits"] => {
            let limits: Limits = read::<NewLimits>(body)?.limits.parse().map_err(|error| bad(&error))?;
            state.budgets.limits = limits;
            state.budgets.reset();
            Ok(json!({ "limits": limits.to_string() }))
        }
        ["shapes"] => {
            let shapes: Shapes = read::<NewShapes>(body)?.shapes.parse().map_err(|error| bad(&error))?;
            state.shaper = Shaper::new(shapes);
            Ok(json!({ "shapes": shapes.to_string() }))
        }
        ["variants"] => {
            state.variants = read::<Variants>(body)?;
            Ok(json!(state.variants))
        }
        ["clock"] => {
            state.ahead += TimeDelta::seconds(i64::from(read::<Passing>(body)?.advance_seconds));
            Ok(json!({ "now": state.now().to_rfc3339() }))
        }
        ["properties", id] => {
            let property = id.parse().ok().and_then(|id: u64| state.world.properties.get_mut(&id));
            let property = property.ok_or_else(|| (404, format!("there is no property {id}")))?;
            read::<Change>(body)?.apply(property);
            Ok(json!({ "changed": property.id }))
        }
        ["take-slot"] => {
            let now = state.now();
            read::<Taking>(body)?.apply(&mut state.world, now).map_err(|message| (404, message))?;
            Ok(json!({ "taken": true }))
        }
        ["appointments", id, "cancel"] => {
            let remains = state.variants.cancelled_tours;
            let cancelled = id.parse().is_ok_and(|id| mutations::cancel(&mut state.world, id, remains));
            found(cancelled, "cancelled", || format!("there is no appointment {id}"))
        }
        ["appointments", id, "move"] => {
            let now = state.now();
            let event_id = id.parse().map_err(|_| (404, format!("there is no appointment {id}")))?;
            let slot = read::<NewSlot>(body)?;
            slot.apply(&mut state.world, event_id, now).map_err(|message| (404, message))?;
            Ok(json!({ "moved": true }))
        }
        ["leads", id, "archive"] => {
            let archived = id.parse().is_ok_and(|id| mutations::archive(&mut state.world, id));
            found(archived, "archived", || format!("there is no lead {id}"))
        }
        ["companies", cid] => {
            let change = read::<CompanyChange>(body)?;
            let changed = cid.parse().is_ok_and(|cid| change.apply(&mut state.world, cid));
            found(changed, "changed", || format!("there is no company {cid}"))
        }
        _ => Err(nothing(parts)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Company {
    cid: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewLimits {
    limits: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewShapes {
    shapes: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Passing {
    advance_seconds: i32,
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, (u16, String)> {
    serde_json::from_slice(body).map_err(|cause| bad(&cause))
}

fn bad(cause: &dyn std::error::Error) -> (u16, String) {
    (400, cause.to_string())
}

fn found(done: bool, word: &str, missing: impl FnOnce() -> String) -> Outcome {
    if done { Ok(json!({ word: true })) } else { Err((404, missing())) }
}

fn nothing(parts: &[&str]) -> (u16, String) {
    (404, format!("the control API has no {}", parts.join("/")))
}

fn new_code(state: &mut State, company: &Company) -> Outcome {
    if state.world.company(company.cid).is_none() {
        return Err((404, format!("there is no company {}", company.cid)));
    }
    let now = state.now();
    let code = state.grants.new_code(company.cid, now);
    Ok(json!({ "auth_code": code, "expires_in": state.grants.code_seconds }))
}

fn overview(state: &State) -> Value {
    let company = |company: &super::world::Company| {
        let sources: Vec<_> = company.lead_sources.iter().map(|source| source.id).collect();
        json!({
            "cid": company.cid, "subdomain": company.subdomain, "name": company.name, "lead_sources": sources,
        })
    };
    let property = |property: &super::world::Property| {
        let plans: Vec<_> = property.floor_plans.iter().map(|plan| plan.id).collect();
        json!({
            "id": property.id, "cid": property.cid, "name": property.name, "zone": property.zone.name(),
            "tours": property.tours.is_some(), "disabled": property.disabled, "floor_plans": plans,
            "units": property.units.len(),
        })
    };
    let (codes, tokens) = state.grants.counts();
    json!({
        "now": state.now().to_rfc3339(), "codes": codes, "tokens": tokens,
        "leads": state.world.ledger.leads.len(),
        "companies": state.world.companies.iter().map(company).collect::<Vec<_>>(),
        "properties": state.world.properties.values().map(property).collect::<Vec<_>>(),
    })
}
