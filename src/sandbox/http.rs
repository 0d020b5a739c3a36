//! An HTTP request that has arrived whole, and the reply to it.

use super::php_json;
use hyper::Method;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use hyper::header::HeaderMap;
use serde_json::{Value, json};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The parts of a request that the sandbox reads.
pub(super) struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn credentials(&self, scheme: &str) -> Option<&str> {
        let (given, credentials) = self.header("authorization")?.split_once(' ')?;
        given.eq_ignore_ascii_case(scheme).then_some(credentials)
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.credentials("bearer")
    }

    pub(super) fn basic(&self) -> Option<&str> {
        self.credentials("basic")
    }

    /// A parameter of the query string. The ones that the sandbox reads hold plain numbers and words.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// An HTTP reply before it is sent.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: Option<&'static str>,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content: Content,
    pub(super) damage: Damage,
    pub(super) delay_ms: u64,
}

/// A reply's body.
pub(super) enum Content {
    /// Entrata's own JSON, written as PHP writes it.
    Entrata(Value),
    /// Anything else, ready to send.
    Bytes(Vec<u8>),
}

/// What happens to a reply on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    None,
    Dirty,
    Cut,
    Lost,
}

impl Reply {
    fn new(status: u16, content_type: Option<&'static str>, content: Content) -> Self {
        Self { status, content_type, headers: Vec::new(), content, damage: Damage::None, delay_ms: 0 }
    }

    /// Entrata's JSON.
    pub(super) fn entrata(status: u16, body: Value) -> Self {
        Self::new(status, Some("application/json"), Content::Entrata(body))
    }

    /// JSON of the control API.
    pub(super) fn control(status: u16, body: &Value) -> Self {
        Self::new(status, Some("application/json"), Content::Bytes(format!("{body:#}\n").into_bytes()))
    }

    /// An error of the control API.
    pub(super) fn control_error(status: u16, message: impl Into<String>) -> Self {
        Self::control(status, &json!({ "error": message.into() }))
    }

    /// Any other text.
    pub(super) fn text(status: u16, content_type: &'static str, body: impl Into<String>) -> Self {
        Self::new(status, Some(content_type), Content::Bytes(body.into().into_bytes()))
    }

    /// A status without a body or a content type.
    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, None, Content::Bytes(Vec::new()))
    }

    /// Entrata's code in the body: the error's, else `response.code`.
    pub(super) fn code(&self) -> Option<u64> {
        let Content::Entrata(body) = &self.content else { return None };
        let response = body.get("response")?;
        let code = response.pointer("/error/code").or_else(|| response.get("code"))?;
        code.as_u64().or_else(|| code.as_str()?.parse().ok())
    }

    /// The body to send. Encoding takes most of a reply's time and needs no lock.
    pub(super) fn into_body(self) -> ReplyBody {
        let bytes = match self.content {
            Content::Entrata(body) => php_json::encode(&body),
            Content::Bytes(bytes) => bytes,
        };
        let bytes = if self.damage == Damage::Dirty { soiled(&bytes) } else { bytes };
        let length = bytes.len();
        let mut bytes = Bytes::from(bytes);
        if self.damage == Damage::Cut {
            bytes.truncate(length / 2);
        }
        ReplyBody { length: length as u64, left: Some(bytes), flushed: false }
    }
}

/// A body that announces its whole length and ends where it is cut.
pub(super) struct ReplyBody {
    length: u64,
    left: Option<Bytes>,
    flushed: bool,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(bytes) = self.left.take() {
            self.length = self.length.saturating_sub(bytes.len() as u64);
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if self.length == 0 {
            return Poll::Ready(None);
        }
        // hyper sends what it has while the body is pending. An error right away would drop the first half too.
        if !std::mem::replace(&mut self.flushed, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_none() && self.length == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.length)
    }
}

/// Adds a byte order mark, and an unknown field with invalid UTF-8 and a raw control character. A strict reader
/// fails; a reader that repairs the text loses nothing.
fn soiled(body: &[u8]) -> Vec<u8> {
    const HEAD: &[u8] = b"{\"response\":{";
    let mut soiled = b"\xef\xbb\xbf".to_vec();
    if let Some(rest) = body.strip_prefix(HEAD) {
        soiled.extend_from_slice(HEAD);
        soiled.extend_from_slice(b"\"note\":\"it\x92s a caf\xe9\x01\",");
        soiled.extend_from_slice(rest);
    } else {
        soiled.extend_from_slice(body);
    }
    soiled
}
