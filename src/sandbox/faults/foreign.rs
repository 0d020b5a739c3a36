//! Replies that do not come from Entrata's API.

use super::super::http::Reply;
use serde::{Deserialize, Serialize};

/// What a server between the client and Entrata's API replies, or another server in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Foreign {
    /// The HTTP status, from 200 to 599.
    pub status: u16,
    /// The kind of body. A 204 and a 304 have none.
    pub body: ForeignBody,
    /// Whether Entrata has carried out the call before: a proxy in front of it timed out or broke.
    pub after_work: bool,
}

/// The body of a foreign reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ForeignBody {
    /// A proxy's or firewall's HTML page that names the status.
    #[default]
    Html,
    /// A CDN's HTML page with a challenge for browsers.
    Challenge,
    /// No body and no content type.
    Empty,
    /// JSON of a gateway: `{"message": "Forbidden"}`.
    Json,
    /// JSON of another API, which answers every call with success.
    OtherApi,
    /// One line of plain text.
    Text,
}

impl Default for Foreign {
    fn default() -> Self {
        Self { status: 504, body: ForeignBody::Html, after_work: false }
    }
}

impl Foreign {
    pub(in super::super) fn reply(&self) -> Reply {
        let status = self.status;
        let words = reason(status);
        let html = "text/html; charset=UTF-8";
        let mut reply = match self.body {
            _ if matches!(status, 204 | 304) => Reply::empty(status),
            ForeignBody::Empty => Reply::empty(status),
            ForeignBody::Html => Reply::text(
                status,
                html,
                format!(
                    "<!DOCTYPE html>\n<html><head><title>{status} {words}</title></head>\n\
                     <body><center><h1>{status} {words}</h1></center><hr><center>proxy</center></body></html>\n"
                ),
            ),
            ForeignBody::Challenge => Reply::text(
                status,
                html,
                "<!DOCTYPE html>\n<html><head><title>Just a moment...</title><meta name=\"robots\" \
                 content=\"noindex\"></head>\n<body><noscript>Enable JavaScript and cookies to continue\
                 </noscript><script>challenge()</script></body></html>\n",
            ),
            ForeignBody::Json => {
                Reply::text(status, "application/json", format!("{{\"message\":\"{words}\"}}\n"))
            }
            ForeignBody::OtherApi => Reply::text(
                status,
                "application/json",
                "{\"status\":\"success\",\"code\":200,\"data\":{\"id\":\"42\",\"state\":\"accepted\"}}\n",
            ),
            ForeignBody::Text => Reply::text(status, "text/plain", format!("{words}\n")),
        };
        reply.headers.extend(header(status));
        reply
    }
}

/// The header that comes with a status.
fn header(status: u16) -> Option<(&'static str, String)> {
    let (name, value) = match status {
        301..=303 | 307 | 308 => ("location", "http://sign-in.invalid/"),
        401 => ("www-authenticate", "Basic realm=\"proxy\""),
        405 => ("allow", "GET, HEAD"),
        407 => ("proxy-authenticate", "Basic realm=\"proxy\""),
        _ => return None,
    };
    Some((name, value.to_owned()))
}

fn reason(status: u16) -> &'static str {
    let known = hyper::StatusCode::from_u16(status).ok();
    known.and_then(|status| status.canonical_reason()).unwrap_or("Unknown")
}
