//! The OAuth endpoint: exchanges one-time codes for tokens and describes a token's user.

use super::envelope::Envelope;
use super::http::Reply;
use super::methods::Refusal;
use super::state::State;
use serde_json::{Value, json};

/// Answers the OAuth endpoint. It is a host of the old kind: HTTP 200 always, and only the body has the outcome.
pub(super) fn respond(state: &mut State, envelope: &Envelope, bearer: Option<&str>) -> Reply {
    let result = match envelope.method().as_str() {
        "getAccessToken" => access_token(state, envelope),
        "getUserInfo" => user_info(state, bearer),
        other => Err(Refusal::bad(format!("There is no method {other} here."))),
    };
    let response = match result {
        Ok(result) => json!({ "result": result }),
        Err(refusal) => json!({ "error": { "code": refusal.code, "message": refusal.message } }),
    };
    Reply::entrata(200, json!({ "response": response }))
}

/// Checks in Entrata's order: the code first, then the client's credentials.
fn access_token(state: &mut State, envelope: &Envelope) -> Result<Value, Refusal> {
    let auth = envelope.auth();
    if auth.text("grant_type") != "authorization_code" {
        return Err(Refusal::bad("grant_type must be authorization_code."));
    }
    let now = state.now();
    let cid = state.grants.spend(&auth.text("code"), now);
    let cid = cid.ok_or_else(|| Refusal::gate(401, "The authorization code is invalid or has expired."))?;
    if auth.text("client_id") != state.world.client_id
        || auth.text("client_secret") != state.world.client_secret
    {
        return Err(Refusal::gate(401, "The client credentials are invalid."));
    }
    let token = state.grants.new_token(cid, now);
    let seconds = state.grants.token_seconds;
    Ok(json!({ "access_token": token, "expires_in": seconds, "token_type": "bearer", "scope": ["ils"] }))
}

fn user_info(state: &State, bearer: Option<&str>) -> Result<Value, Refusal> {
    let owner = bearer.and_then(|token| state.grants.owner(token, state.now()));
    let company = owner
        .and_then(|cid| state.world.company(cid))
        .ok_or_else(|| Refusal::gate(401, "The access token is invalid or has expired."))?;
    let properties: Vec<_> = state.world.properties_of(company.cid).map(|property| property.id).collect();
    Ok(json!({
        "user_id": company.user_id,
        "company_name": company.name,
        "subdomain": company.subdomain,
        "properties": properties,
    }))
}
