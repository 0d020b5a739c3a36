//! The control API, under `/_sandbox/`: for tests and people, never for a client of Entrata.

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
        "truth" | "state" | "codes" | "expire-tokens" => Reply::wrong(405, "use the other of GET and POST"),
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
