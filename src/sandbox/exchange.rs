//! One call of Entrata's API: its limits, the faults before and after its work, and its record.

use super::call::Refusal;
use super::calls::CallRecord;
use super::envelope::{self, Envelope};
use super::faults::Fault;
use super::reply::{Content, Damage, Reply};
use super::request::Request;
use super::state::State;
use super::{gateway, oauth};
use std::time::Instant;

/// The two ways in.
#[derive(Clone, Copy)]
pub(super) enum Door<'a> {
    OAuth,
    Gateway { subdomain: &'a str, service: &'a str },
}

impl Door<'_> {
    fn service(&self) -> &str {
        match self {
            Self::OAuth => "oauth",
            Self::Gateway { service, .. } => service,
        }
    }
}

/// Answers one call.
pub(super) fn answer(state: &mut State, request: &Request, door: Door<'_>) -> Reply {
    let began = Instant::now();
    let envelope = match Envelope::read(&request.body) {
        Ok(envelope) => envelope,
        Err(refusal) => return envelope::refused(None, &refusal),
    };
    let fate = state.dealer.deal(&envelope.method());
    if let (Some(Fault::ExpiredToken), Some(token)) = (fate.fault, request.bearer()) {
        state.grants.expire(token);
    }
    let cid = gateway::caller(state, request);
    let now = state.now();
    let standing = state.budgets.count(cid.unwrap_or_default(), door.service(), now);
    let mut reply = if let Some(wait) = standing.wait {
        too_many(&envelope, wait)
    } else {
        with_fault(state, request, door, &envelope, fate.fault)
    };
    reply = standing.tell(reply);
    reply.delay_ms = fate.delay_ms;
    state.calls.add(CallRecord {
        at: now,
        service: door.service().to_owned(),
        method: envelope.method(),
        version: envelope.version(),
        property_id: envelope.params().number("propertyId"),
        cid,
        status: reply.status,
        code: reply.code(),
        ms: began.elapsed().as_secs_f64() * 1000.0,
        fault: fate.fault,
    });
    reply
}

fn with_fault(
    state: &mut State,
    request: &Request,
    door: Door<'_>,
    envelope: &Envelope,
    fault: Option<Fault>,
) -> Reply {
    match fault {
        Some(Fault::Error) => {
            let status = state.dealer.error_status();
            return envelope::refused(envelope.request_id(), &Refusal::gate(status, "Something went wrong."));
        }
        Some(Fault::RateLimit) => return too_many(envelope, 1),
        _ => {}
    }
    let mut reply = match door {
        Door::OAuth => oauth::answer(state, envelope, request.bearer()),
        Door::Gateway { subdomain, service } => {
            gateway::answer(state, request, (subdomain, service), envelope)
        }
    };
    if let Content::Entrata(body) = &mut reply.content {
        state.shaper.shape(&envelope.method(), body);
    }
    match fault {
        Some(Fault::Html) => return proxy_page(),
        Some(Fault::ContentType) => reply.content_type = "text/html; charset=UTF-8",
        Some(Fault::LoseReply) => reply.damage = Damage::Lost,
        Some(Fault::CutBody) => reply.damage = Damage::Cut,
        Some(Fault::DirtyJson) => reply.damage = Damage::Dirty,
        _ => {}
    }
    reply
}

fn too_many(envelope: &Envelope, wait: i64) -> Reply {
    let refusal = Refusal::gate(429, "The rate limit has been exceeded.");
    let mut reply = envelope::refused(envelope.request_id(), &refusal);
    reply.headers.push(("retry-after", wait.to_string()));
    reply
}

fn proxy_page() -> Reply {
    let page = "<!DOCTYPE html>\n<html><head><title>504 Gateway Time-out</title></head>\
                <body><h1>Gateway time-out</h1><p>Error code 504</p></body></html>\n";
    Reply::page(504, "text/html; charset=UTF-8", page.to_owned())
}
