//! The gateway: who calls, for which company, and which method answers.

use super::call::{Answer, Call, Refusal};
use super::envelope::{self, Envelope};
use super::methods;
use super::pages;
use super::reply::Reply;
use super::request::Request;
use super::state::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Answers `POST /ext/orgs/{subdomain}/v1/{service}`.
pub(super) fn answer(
    state: &mut State,
    request: &Request,
    (subdomain, service): (&str, &str),
    envelope: &Envelope,
) -> Reply {
    match carry_out(state, request, (subdomain, service), envelope) {
        Ok(mut answer) => {
            let paged = pages::cut(&mut answer, request);
            let mut reply = Reply::entrata(200, envelope::success(envelope.request_id(), answer.result));
            reply.headers.extend(paged);
            reply
        }
        Err(refusal) => envelope::refused(envelope.request_id(), &refusal),
    }
}

fn carry_out(
    state: &mut State,
    request: &Request,
    (subdomain, service): (&str, &str),
    envelope: &Envelope,
) -> Result<Answer, Refusal> {
    let cid = caller(state, request)
        .ok_or_else(|| Refusal::gate(401, "The access token is invalid or has expired."))?;
    let org = state.world.companies.iter().find(|company| company.subdomain == subdomain);
    let org = org.ok_or_else(|| Refusal::gate(404, format!("The org {subdomain} was not found.")))?.cid;
    if org != cid {
        let message = "The org is not associated with this application.";
        return Err(Refusal { status: 400, outer: 400, code: 1403, message: message.to_owned() });
    }
    let method = envelope.method();
    let carry_out = methods::find(service, &method)?;
    let version = envelope.version();
    let now = state.now();
    let base_url = state.base_url.clone();
    let call = Call { cid, params: envelope.params(), version: &version, now, base_url: &base_url };
    carry_out(&mut state.world, &call)
}

/// The company whose token, key or user a call carries.
pub(super) fn caller(state: &State, request: &Request) -> Option<u64> {
    if let Some(token) = request.bearer() {
        return state.grants.owner(token, state.now());
    }
    let mut companies = state.world.companies.iter();
    let found = if let Some(key) = request.header("x-api-key") {
        companies.find(|company| company.api_key.as_deref() == Some(key))
    } else {
        let pair = STANDARD.decode(request.basic()?).ok()?;
        companies.find(|company| {
            let user = company.username.as_deref().zip(company.password.as_deref());
            user.is_some_and(|(name, word)| pair == format!("{name}:{word}").as_bytes())
        })
    };
    found.map(|company| company.cid)
}
