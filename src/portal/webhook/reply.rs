//! The answer to a webhook, as the contract writes it.

use crate::error::portal::{Error, ErrorKind, Result};
use crate::id::{Cid, PropertyId};
use crate::store::entrata::webhooks::{LogId, Outcome};
use serde::Serialize;

/// How long Entrata should wait before it repeats a webhook that met a database that is away.
const RETRY_AFTER_SECONDS: &str = "30";

/// The answer to a webhook.
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

/// What a webhook has brought about.
pub(super) struct Done {
    pub(super) status: Status,
    pub(super) request_type: Option<&'static str>,
    pub(super) cid: Cid,
    pub(super) property: Option<PropertyId>,
    /// Whether the outcome stands on the webhook's row already.
    pub(super) outcome_logged: bool,
}

impl Done {
    pub(super) fn authenticated(cid: Cid) -> Self {
        Self { status: Status::Authenticated, request_type: None, cid, property: None, outcome_logged: false }
    }

    /// What is written on the webhook's row.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome { response_code: 200, outcome: self.status.as_str().into(), error: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Authenticated,
    Approved,
    Suspended,
    FeedTypeChanged,
}

impl Status {
    fn as_str(self) -> &'static str {
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
    pub(super) fn new(log_id: LogId, outcome: &Result<Done>) -> Self {
        let log_id = log_id.to_string();
        let mut headers = vec![("Content-Type", "application/json"), ("Cache-Control", "no-store")];
        let message = outcome.as_ref().err().map(for_the_sender);
        let response = match outcome {
            Ok(done) => Response {
                log_id: &log_id,
                code: 200,
                result: Some(DoneBody {
                    status: done.status.as_str(),
                    request_type: done.request_type,
                    cid: done.cid,
                    property_id: done.property,
                }),
                error: None,
            },
            Err(error) => Response {
                log_id: &log_id,
                code: error.kind().http_status(),
                result: None,
                error: Some(ErrorBody {
                    code: error.kind().code(),
                    message: message.as_deref().unwrap_or_default(),
                }),
            },
        };
        let status = response.code;
        if status == 503 {
            headers.push(("Retry-After", RETRY_AFTER_SECONDS));
        }
        // Numbers and text always serialise; an empty body would still carry the status.
        let body = serde_json::to_string(&Body { response }).unwrap_or_default();
        Self { status, body, log_id, headers }
    }
}

/// Entrata's words are passed on; what our own database or settings said stays in our log.
fn for_the_sender(error: &Error) -> String {
    match error.kind() {
        ErrorKind::Database => "the portal's database is not available at the moment".to_owned(),
        ErrorKind::Config | ErrorKind::Internal => {
            "the portal cannot handle webhooks at the moment".to_owned()
        }
        _ => error.user_message().to_owned(),
    }
}

/// What is written on the webhook's row.
pub(super) fn outcome(outcome: &Result<Done>) -> Outcome {
    match outcome {
        Ok(done) => done.outcome(),
        Err(error) => Outcome {
            response_code: error.kind().http_status(),
            outcome: error.kind().code().into(),
            error: Some(error.display_chain()),
        },
    }
}
