//! What goes back over HTTP.

use super::php_json;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use serde_json::{Value, json};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// An HTTP answer before it is sent.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) content: Content,
    pub(super) damage: Damage,
    pub(super) delay_ms: u64,
}

/// What stands in the body.
pub(super) enum Content {
    /// An answer of Entrata's, to be written as PHP writes it.
    Entrata(Value),
    /// Anything else, ready to send.
    Bytes(Vec<u8>),
}

/// What becomes of the answer on its way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    None,
    Dirty,
    Cut,
    Lost,
}

impl Reply {
    fn of(status: u16, content_type: &'static str, content: Content) -> Self {
        Self { status, content_type, headers: Vec::new(), content, damage: Damage::None, delay_ms: 0 }
    }

    /// An answer of Entrata's.
    pub(super) fn entrata(status: u16, body: Value) -> Self {
        Self::of(status, "application/json", Content::Entrata(body))
    }

    /// An answer of the sandbox itself, for people and tests.
    pub(super) fn control(status: u16, body: &Value) -> Self {
        Self::of(status, "application/json", Content::Bytes(format!("{body:#}\n").into_bytes()))
    }

    pub(super) fn wrong(status: u16, message: impl Into<String>) -> Self {
        Self::control(status, &json!({ "error": message.into() }))
    }

    pub(super) fn page(status: u16, content_type: &'static str, body: String) -> Self {
        Self::of(status, content_type, Content::Bytes(body.into_bytes()))
    }

    /// Entrata's code in the body.
    pub(super) fn code(&self) -> Option<u64> {
        let Content::Entrata(body) = &self.content else { return None };
        let response = body.get("response")?;
        let code = response.pointer("/error/code").or_else(|| response.get("code"))?;
        code.as_u64().or_else(|| code.as_str()?.parse().ok())
    }

    /// The body's bytes. This is the long part of an answer, and needs no lock.
    pub(super) fn body(self) -> ReplyBody {
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

/// A body that promises its whole length and breaks off where it is cut.
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
        // hyper sends what it has while the body waits; an error at once would take the first half with it.
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

/// A byte order mark in front, and a field that nobody knows with bad UTF-8 and a raw control character in it:
/// broken for a strict reader, and nothing is lost for one that repairs.
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
