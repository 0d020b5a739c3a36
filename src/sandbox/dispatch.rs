//! Handles an API call: rate limits, faults, caller, method, record.

use super::call_log::CallRecord;
use super::envelope::{self, Envelope};
use super::faults::{Fault, Rejection};
use super::http::{Content, Damage, Reply, Request};
use super::methods::{self, Answer, Call, Refusal};
use super::state::State;
use super::{oauth, pagination};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::time::Instant;

/// Where a call goes.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    OAuth,
    Service { subdomain: &'a str, service: &'a str },
}

impl Target<'_> {
    fn service(&self) -> &str {
        match self {
            Self::OAuth => "oauth",
            Self::Service { service, .. } => service,
        }
    }
}

/// Answers one call.
pub(super) fn respond(state: &mut State, request: &Request, target: Target<'_>) -> Reply {
    let began = Instant::now();
    let envelope = match Envelope::read(&request.body) {
        Ok(envelope) => envelope,
        Err(refusal) => return envelope::refused(None, &refusal),
    };
    let drawn = state.faults.draw(&envelope.method());
    if let (Some(Fault::ExpiredToken), Some(token)) = (&drawn.fault, request.bearer()) {
        state.grants.expire(token);
    }
    let cid = caller(state, request);
    let now = state.now();
    let standing = state.budgets.count(cid.unwrap_or_default(), target.service(), now);
    let mut reply = if let Some(wait) = standing.wait {
        too_many(&envelope, wait)
    } else {
        with_fault(state, request, target, &envelope, drawn.fault.as_ref())
    };
    // Only Entrata's gateway adds Entrata's headers.
    if !matches!(drawn.fault, Some(Fault::Foreign(_) | Fault::Html)) {
        reply.headers.extend(standing.headers);
    }
    reply.delay_ms = drawn.delay_ms;
    state.calls.add(CallRecord {
        at: now,
        service: target.service().to_owned(),
        method: envelope.method(),
        version: envelope.version(),
        property_id: envelope.params().number("propertyId"),
        cid,
        status: reply.status,
        code: reply.code(),
        ms: began.elapsed().as_secs_f64() * 1000.0,
        fault: drawn.fault,
    });
    reply
}

fn with_fault(
    state: &mut State,
    request: &Request,
    target: Target<'_>,
    envelope: &Envelope,
    fault: Option<&Fault>,
) -> Reply {
    match fault {
        Some(Fault::Error) => {
            let status = state.faults.error_status();
            return envelope::refused(envelope.request_id(), &Refusal::gate(status, "Something went wrong."));
        }
        Some(Fault::RateLimit) => return too_many(envelope, 1),
        Some(Fault::Foreign(foreign)) if !foreign.after_work => return foreign.reply(),
        Some(Fault::Rejection(rejection)) => return rejected(envelope, rejection),
        _ => {}
    }
    let mut reply = match (fault, target) {
        (Some(Fault::LeadStatus(words)), _) if !words.after_work => envelope::success(
            envelope.request_id(),
            words.apply(&envelope.method(), &serde_json::Value::Null),
        ),
        (_, Target::OAuth) => oauth::respond(state, envelope, request.bearer()),
        (_, Target::Service { subdomain, service }) => {
            let mut answer = carry_out(state, request, (subdomain, service), envelope);
            if let (Some(Fault::LeadStatus(words)), Ok(answer)) = (fault, &mut answer) {
                answer.result = words.apply(&envelope.method(), &answer.result);
            }
            written(answer, request, envelope)
        }
    };
    if let Content::Entrata(body) = &mut reply.content {
        let method = envelope.method();
        state.shaper.shape(&method, body);
        state.variants.rewrites.iter().for_each(|rewrite| rewrite.apply(&method, body));
    }
    match fault {
        Some(Fault::Html) => return super::faults::Foreign::default().reply(),
        Some(Fault::Foreign(foreign)) => return foreign.reply(),
        Some(Fault::ContentType) => reply.content_type = Some("text/html; charset=UTF-8"),
        Some(Fault::LoseReply) => reply.damage = Damage::Lost,
        Some(Fault::CutBody) => reply.damage = Damage::Cut,
        Some(Fault::DirtyJson) => reply.damage = Damage::Dirty,
        _ => {}
    }
    reply
}

fn written(answer: Result<Answer, Refusal>, request: &Request, envelope: &Envelope) -> Reply {
    match answer {
        Ok(mut answer) => {
            let headers = pagination::cut(&mut answer, request);
            let mut reply = envelope::success(envelope.request_id(), answer.result);
            reply.headers.extend(headers);
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
    let org = org.ok_or_else(|| Refusal::gate(404, format!("The org {subdomain} was not found.")))?;
    if org.cid != cid {
        return Err(Refusal::not_associated());
    }
    let name = envelope.method();
    let method = methods::find(service, &name)?;
    match org.denied.get(&name) {
        None => {}
        Some(1403) => return Err(Refusal::not_associated()),
        Some(code) => {
            return Err(Refusal::business(*code, format!("The application has no permission to {name}.")));
        }
    }
    let version = envelope.version();
    let now = state.now();
    let State { world, variants, base_url, .. } = state;
    let call = Call { cid, params: envelope.params(), version: &version, now, base_url, variants };
    (method.run)(world, &call)
}

/// The company whose token, key or user a call carries.
fn caller(state: &State, request: &Request) -> Option<u64> {
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
            user.is_some_and(|(name, password)| pair == format!("{name}:{password}").as_bytes())
        })
    };
    found.map(|company| company.cid)
}

fn rejected(envelope: &Envelope, rejection: &Rejection) -> Reply {
    let refusal = Refusal {
        status: rejection.status,
        outer: rejection.code,
        code: rejection.error_code.unwrap_or(rejection.code),
        message: rejection.message.clone(),
    };
    envelope::refused(envelope.request_id(), &refusal)
}

fn too_many(envelope: &Envelope, wait: i64) -> Reply {
    let refusal = Refusal::gate(429, "The rate limit has been exceeded.");
    let mut reply = envelope::refused(envelope.request_id(), &refusal);
    reply.headers.push(("retry-after", wait.to_string()));
    reply
}
