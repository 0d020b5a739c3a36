//! The OAuth service: one-time codes become tokens, tokens tell whose they are.

use super::call::Refusal;
use super::envelope::Envelope;
use super::reply::Reply;
use super::state::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Codes and tokens that are out.
pub(super) struct Grants {
    codes: HashMap<String, Grant>,
    tokens: HashMap<String, Grant>,
    pub(super) code_seconds: u32,
    pub(super) token_seconds: u32,
}

#[derive(Clone, Copy)]
struct Grant {
    cid: u64,
    until: DateTime<Utc>,
}

impl Default for Grants {
    fn default() -> Self {
        Self { codes: HashMap::new(), tokens: HashMap::new(), code_seconds: 60, token_seconds: 3600 }
    }
}

impl Grants {
    /// A code as Entrata's look: base64 that ends in `==` and has the letters which URLs spoil.
    pub(super) fn new_code(&mut self, cid: u64, now: DateTime<Utc>) -> String {
        let mut bytes = *Uuid::now_v7().as_bytes();
        // Six bits each: `+` is 62 and `/` is 63.
        bytes[9] = 0b1111_1011;
        bytes[10] |= 0b1111_0000;
        let code = STANDARD.encode(bytes);
        let until = now + TimeDelta::seconds(i64::from(self.code_seconds));
        self.codes.insert(code.clone(), Grant { cid, until });
        code
    }

    /// A code works once, and only while it is young.
    fn spend(&mut self, code: &str, now: DateTime<Utc>) -> Option<u64> {
        self.codes.remove(code).filter(|grant| now < grant.until).map(|grant| grant.cid)
    }

    fn new_token(&mut self, cid: u64, now: DateTime<Utc>) -> String {
        let token = format!("tok_{}{}", Uuid::now_v7().simple(), Uuid::now_v7().simple());
        let until = now + TimeDelta::seconds(i64::from(self.token_seconds));
        self.tokens.insert(token.clone(), Grant { cid, until });
        token
    }

    /// Whose token it is, while it lasts.
    pub(super) fn owner(&self, token: &str, now: DateTime<Utc>) -> Option<u64> {
        self.tokens.get(token).filter(|grant| now < grant.until).map(|grant| grant.cid)
    }

    pub(super) fn expire(&mut self, token: &str) {
        self.tokens.remove(token);
    }

    pub(super) fn expire_all(&mut self) {
        self.tokens.clear();
    }

    pub(super) fn forget_all(&mut self) {
        self.codes.clear();
        self.tokens.clear();
    }

    pub(super) fn counts(&self) -> (usize, usize) {
        (self.codes.len(), self.tokens.len())
    }
}

/// Answers the OAuth endpoint. Its host is of the old kind: always HTTP 200, only the body tells.
pub(super) fn answer(state: &mut State, envelope: &Envelope, bearer: Option<&str>) -> Reply {
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

/// In Entrata's order: the code first, then who asks.
fn access_token(state: &mut State, envelope: &Envelope) -> Result<Value, Refusal> {
    let auth = envelope.auth();
    if auth.text("grant_type") != "authorization_code" {
        return Err(Refusal::bad("grant_type must be authorization_code."));
    }
    let now = state.now();
    let cid = state
        .grants
        .spend(&auth.text("code"), now)
        .ok_or_else(|| Refusal::gate(401, "The authorization code is invalid or has expired."))?;
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
