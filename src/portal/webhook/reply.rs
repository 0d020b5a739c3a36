//! The reply to a webhook.

use super::request::{Action, RequestType};
use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::logging::printable;
use crate::store::entrata::webhooks::{LogId, Outcome};
use serde::Serialize;

/// How long Entrata should wait before it repeats a webhook, while the database is unavailable.
const RETRY_AFTER_SECONDS: &str = "30";

/// The reply to a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body.
    pub body: String,
    /// The id under which the webhook is logged.
    pub log_id: String,
    /// The HTTP headers.
    pub headers: Vec<(&'static str, &'static str)>,
}

/// The effect of a webhook.
#[derive(Debug, Clone, Copy)]
pub(super) struct Done {
    status: Status,
    request_type: Option<RequestType>,
    cid: Cid,
    property: Option<PropertyId>,
}

impl Done {
    /// The client was authenticated, and nothing else was requested.
    pub(super) const fn authenticated(cid: Cid) -> Self {
        Self { status: Status::Authenticated, request_type: None, cid, property: None }
    }

    /// The action was carried out.
    pub(super) const fn carried_out(cid: Cid, action: &Action) -> Self {
        let status = match action.request_type {
            RequestType::Activation => Status::Approved,
            RequestType::Suspended => Status::Suspended,
            RequestType::ChangeFeedType => Status::FeedTypeChanged,
        };
        Self { status, request_type: Some(action.request_type), cid, property: Some(action.property) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Authenticated,
    Approved,
    Suspended,
    FeedTypeChanged,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Authenticated => "AUTHENTICATED",
            Self::Approved => "APPROVED",
            Self::Suspended => "SUSPENDED",
            Self::FeedTypeChanged => "FEED_TYPE_CHANGED",
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    response: Response<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response<'a> {
    log_id: &'a str,
    code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<DoneBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorBody<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DoneBody {
    status: &'static str,
    request_type: Option<&'static str>,
    cid: Cid,
    property_id: Option<PropertyId>,
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'static str,
    message: &'a str,
}

impl Reply {
    pub(super) fn new(log_id: LogId, result: &Result<Done>) -> Self {
        let log_id = log_id.to_string();
        let (status, error_code) = status(result);
        let mut headers = vec![("Content-Type", "application/json"), ("Cache-Control", "no-store")];
        if status == 503 {
            headers.push(("Retry-After", RETRY_AFTER_SECONDS));
        }
        let message = result.as_ref().err().map(message_for_sender);
        let response = Response {
            log_id: &log_id,
            code: status,
            result: result.as_ref().ok().map(|done| DoneBody {
                status: done.status.as_str(),
                request_type: done.request_type.map(RequestType::as_str),
                cid: done.cid,
                property_id: done.property,
            }),
            error: message.as_deref().map(|message| ErrorBody { code: error_code, message }),
        };
        // Numbers and text always serialize; an empty body would still have the status.
        let body = serde_json::to_string(&Body { response }).unwrap_or_default();
        Self { status, body, log_id, headers }
    }
}

/// The outcome for the webhook's log row. `failed_exchange` did not stop the webhook.
pub(super) fn outcome(result: &Result<Done>, failed_exchange: Option<&Error>) -> Outcome {
    let (response_code, error_code) = status(result);
    let failed_exchange = failed_exchange
        .map(|error| format!("the authorization code was not exchanged: {}", error.display_chain()));
    let (outcome, failure) = match result {
        Ok(done) => (done.status.as_str(), None),
        Err(error) => (error_code, Some(error.display_chain())),
    };
    let errors: Vec<_> = [failure, failed_exchange].into_iter().flatten().collect();
    let error = (!errors.is_empty()).then(|| printable(&errors.join("; ")).into_owned());
    Outcome { response_code, outcome: outcome.into(), error }
}

/// The HTTP status and the error code of a reply. All failures at Entrata share one code.
fn status(result: &Result<Done>) -> (u16, &'static str) {
    let Err(error) = result else { return (200, "") };
    match error.kind() {
        ErrorKind::Unauthorized
        | ErrorKind::Rejected
        | ErrorKind::Unavailable
        | ErrorKind::NotSent
        | ErrorKind::Indeterminate
        | ErrorKind::Decode
        | ErrorKind::RateLimited
        | ErrorKind::ToursNotSupported
        | ErrorKind::SlotUnavailable => (502, "ENTRATA_ERROR"),
        kind => (kind.http_status(), kind.code()),
    }
}

/// Entrata's message is returned. Details of our database or settings stay in our log.
fn message_for_sender(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Database => "the portal's database is not available at the moment".to_owned(),
        ErrorKind::Config | ErrorKind::Internal => {
            "the portal cannot handle webhooks at the moment".to_owned()
        }
        _ => error.user_message().to_owned(),
    }
}
