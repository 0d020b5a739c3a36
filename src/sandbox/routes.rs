//! Which door a request goes through.

use super::exchange::{self, Door};
use super::reply::Reply;
use super::request::Request;
use super::state::State;
use super::{control, page, pictures};
use hyper::Method;
use serde_json::json;

/// Answers one request.
pub(super) fn answer(state: &mut State, request: &Request) -> Reply {
    if let Some(what) = request.path.strip_prefix("/_sandbox/") {
        return control::answer(state, request, what);
    }
    let post = request.method == Method::POST;
    let parts: Vec<_> = request.path.trim_matches('/').split('/').collect();
    match parts[..] {
        ["api", "oauth"] if post => exchange::answer(state, request, Door::OAuth),
        ["ext", "orgs", subdomain, "v1", service] if post => {
            exchange::answer(state, request, Door::Gateway { subdomain, service })
        }
        [""] => page::answer(state),
        ["pictures", property, file] => pictures::answer(&state.world, property, file),
        // What the gateway itself says, without Entrata's envelope.
        _ => Reply::entrata(404, json!({ "error": "Not Found" })),
    }
}
