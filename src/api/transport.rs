//! One attempt of a call: out with the request, in with the whole body.

use reqwest::Url;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::deadline::Deadline;
use super::judge::Failed;
use super::retry::Outcome;
use crate::error::ErrorKind;

/// A whole answer, unread.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// The largest known answer has 2 MB; a process that reads without end dies with everything it does.
const LARGEST: usize = 64 << 20;

pub(crate) async fn post(
    http: &reqwest::Client,
    url: &Url,
    header: Option<&(HeaderName, HeaderValue)>,
    body: &str,
    deadline: Deadline,
) -> Result<Reply, Failed> {
    // A current-thread runtime was asleep between two calls: this lets it see which connections were closed.
    tokio::task::yield_now().await;
    let mut request = http
        .post(url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json")
        .body(body.to_owned());
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    match tokio::time::timeout_at(deadline.at().into(), whole(request)).await {
        Ok(reply) => reply,
        Err(_) => Err(missing(ErrorKind::Indeterminate, Outcome::Unknown, "Entrata did not answer in time")),
    }
}

async fn whole(request: reqwest::RequestBuilder) -> Result<Reply, Failed> {
    let mut response = request.send().await.map_err(|error| {
        // Only what failed before a connection stood is surely not received: a broken one may have been read.
        if error.is_connect() {
            failed(ErrorKind::NotSent, Outcome::NotReceived, "Entrata cannot be reached", error)
        } else {
            failed(ErrorKind::Indeterminate, Outcome::Unknown, "the connection to Entrata broke off", error)
        }
    })?;
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    let mut body = Vec::with_capacity(length.map_or(0, |length| length.min(LARGEST)));
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(Reply { status, headers, body }),
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST => body.extend_from_slice(&chunk),
            Ok(Some(_)) => {
                return Err(missing(
                    ErrorKind::Indeterminate,
                    Outcome::Final,
                    "Entrata's answer is larger than 64 MiB",
                ));
            }
            // The status says enough where Entrata did nothing.
            Err(_) if status == 429 => return Ok(Reply { status, headers, body }),
            Err(error) => {
                return Err(failed(
                    ErrorKind::Indeterminate,
                    Outcome::Unknown,
                    "Entrata's answer broke off",
                    error,
                ));
            }
        }
    }
}

/// The end of a call that was not begun.
pub(crate) fn no_time() -> Failed {
    missing(ErrorKind::NotSent, Outcome::NotReceived, "no time was left to call Entrata")
}

fn failed(kind: ErrorKind, outcome: Outcome, message: &str, error: reqwest::Error) -> Failed {
    Failed { cause: Some(error.without_url().into()), ..missing(kind, outcome, message) }
}

fn missing(kind: ErrorKind, outcome: Outcome, message: &str) -> Failed {
    Failed { kind, outcome, message: message.to_owned(), words: None, code: None, asked: None, cause: None }
}
