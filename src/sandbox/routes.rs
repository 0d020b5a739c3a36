//! Which door a request goes through.

use super::envelope::{self, Envelope};
use super::reply::Reply;
use super::request::Request;
use super::state::State;
use super::{control, gateway, oauth, pictures};
use hyper::Method;
use serde_json::json;

/// Answers one request.
pub(super) fn answer(state: &mut State, request: &Request) -> Reply {
    if let Some(what) = request.path.strip_prefix("/_sandbox/") {
        return control::answer(state, request, what);
    }
    let parts: Vec<_> = request.path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["api", "oauth"] if request.method == Method::POST => match Envelope::read(&request.body) {
            Ok(envelope) => oauth::answer(state, &envelope, request.bearer()),
            Err(refusal) => envelope::refused(None, &refusal),
        },
        ["ext", "orgs", subdomain, "v1", service] if request.method == Method::POST => {
            match Envelope::read(&request.body) {
                Ok(envelope) => gateway::answer(state, request, (subdomain, service), &envelope),
                Err(refusal) => envelope::refused(None, &refusal),
            }
        }
        ["pictures", property, file] => pictures::answer(&state.world, property, file),
        // What the gateway itself says, without Entrata's envelope.
        _ => Reply::entrata(404, &json!({ "error": "Not Found" })),
    }
}
