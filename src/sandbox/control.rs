//! The control API, under `/_sandbox/`: for tests and people, never for a client of Entrata.

use super::faults::{Dealer, Faults};
use super::reply::Reply;
use super::request::Request;
use super::state::State;
use super::truth::Truth;
use hyper::Method;
use serde_json::{Value, json};

/// Answers `/_sandbox/{what}`.
pub(super) fn answer(state: &mut State, request: &Request, what: &str) -> Reply {
    let get = request.method == Method::GET;
    let post = request.method == Method::POST;
    match what {
        "truth" if get => Reply::control(200, &json!(Truth::of(&state.world))),
        "state" if get => Reply::control(200, &overview(state)),
        "codes" if post => new_code(state, request),
        "expire-tokens" if post => {
            state.grants.expire_all();
            Reply::control(200, &json!({ "expired": true }))
        }
        "calls" if get => {
            let last: Vec<_> = state.calls.last().rev().collect();
            Reply::control(200, &json!({ "counts": state.calls.counts, "last": last }))
        }
        "faults" if get => Reply::control(200, &json!(state.dealer.faults)),
        "faults" if post => match Faults::read(&request.body) {
            Ok(faults) => {
                state.dealer = Dealer::of(faults);
                Reply::control(200, &json!(state.dealer.faults))
            }
            Err(message) => Reply::wrong(400, message),
        },
        "limits" if get => Reply::control(200, &json!({ "limits": state.budgets.limits.to_string() })),
        "limits" if post => set_limits(state, request),
        "truth" | "calls" | "faults" | "limits" | "state" | "codes" | "expire-tokens" => {
            Reply::wrong(405, "use the other of GET and POST")
        }
        _ => Reply::wrong(404, format!("the control API has no {what}")),
    }
}

fn new_code(state: &mut State, request: &Request) -> Reply {
    let asked: Result<Value, _> = serde_json::from_slice(&request.body);
    let Some(cid) = asked.ok().and_then(|body| body.get("cid")?.as_u64()) else {
        return Reply::wrong(400, "send {\"cid\": 4711}");
    };
    if state.world.company(cid).is_none() {
        return Reply::wrong(404, format!("there is no company {cid}"));
    }
    let now = state.now();
    let code = state.grants.new_code(cid, now);
    Reply::control(200, &json!({ "auth_code": code, "expires_in": state.grants.code_seconds }))
}

fn set_limits(state: &mut State, request: &Request) -> Reply {
    let asked: Result<Value, _> = serde_json::from_slice(&request.body);
    let text = asked.ok().and_then(|body| Some(body.get("limits")?.as_str()?.to_owned())).unwrap_or_default();
    match text.parse() {
        Ok(limits) => {
            state.budgets.limits = limits;
            state.budgets.reset();
            Reply::control(200, &json!({ "limits": state.budgets.limits.to_string() }))
        }
        Err(error) => Reply::wrong(400, error.to_string()),
    }
}

fn overview(state: &State) -> Value {
    let companies: Vec<_> = state
        .world
        .companies
        .iter()
        .map(|company| {
            json!({
                "cid": company.cid, "subdomain": company.subdomain, "name": company.name,
                "lead_sources": company.lead_sources.iter().map(|source| source.id).collect::<Vec<_>>(),
            })
        })
        .collect();
    let properties: Vec<_> = state.world.properties.values().map(|property| json!({
        "id": property.id, "cid": property.cid, "name": property.name, "zone": property.zone.name(),
        "tours": property.tours.is_some(), "disabled": property.disabled, "units": property.units.len(),
        "floor_plans": property.floor_plans.iter().map(|plan| plan.id).collect::<Vec<_>>(),
    })).collect();
    let (codes, tokens) = state.grants.counts();
    json!({
        "now": state.now().to_rfc3339(), "codes": codes, "tokens": tokens,
        "leads": state.world.ledger.leads.len(), "companies": companies, "properties": properties,
    })
}
