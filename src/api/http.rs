//! One attempt over HTTP: the request goes out, the whole body comes in.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::io::{self, Read as _};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http_body::{Body, Frame, SizeHint};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue};
use url::Url;

use super::response::{Failure, HttpResponse};
use super::retry::{Deadline, Idempotency, Outcome};
use crate::error::ErrorKind;

/// The largest known response has 2.2 MB; reading without a limit would exhaust the process's memory.
const LARGEST: usize = 16 << 20;

/// The body of a request, which notices when it is first read: before that nothing was sent.
struct TrackedBody {
    bytes: Option<Bytes>,
    sent: Arc<AtomicBool>,
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.sent.store(true, Ordering::Relaxed);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// What is sent in one attempt.
pub(crate) struct HttpRequest<'a> {
    pub(crate) url: &'a Url,
    pub(crate) header: Option<&'a (HeaderName, HeaderValue)>,
    pub(crate) body: Bytes,
    pub(crate) idempotency: Idempotency,
}

/// Sends a request and reads the whole response, until the deadline.
pub(crate) async fn post(
    client: &reqwest::Client,
    request: HttpRequest<'_>,
    deadline: Deadline,
) -> Result<HttpResponse, Failure> {
    let HttpRequest { url, header, body, idempotency } = request;
    // A current-thread runtime does not run between calls: this lets it notice closed connections.
    tokio::task::yield_now().await;
    let sent = Arc::new(AtomicBool::new(false));
    let body = TrackedBody { bytes: Some(body), sent: Arc::clone(&sent) };
    let mut request = client
        .post(url.clone())
        .header(CONTENT_TYPE, "application/json")
        .header(ACCEPT, "application/json")
        .header(ACCEPT_ENCODING, "gzip")
        .body(reqwest::Body::wrap(body));
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let failure = match tokio::time::timeout_at(deadline.instant(), exchange(request, idempotency)).await {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(failure)) => failure,
        Err(_) => Failure::unknown(idempotency, "Entrata did not respond in time"),
    };
    if sent.load(Ordering::Relaxed) || failure.outcome != Outcome::Unknown {
        return Err(failure);
    }
    let source = failure.source;
    Err(Failure {
        source,
        ..Failure::new(ErrorKind::NotSent, Outcome::NotReceived, "Entrata cannot be reached")
    })
}

async fn exchange(
    request: reqwest::RequestBuilder,
    idempotency: Idempotency,
) -> Result<HttpResponse, Failure> {
    let mut response = request.send().await.map_err(|error| not_sent(error, idempotency))?;
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    if length.is_some_and(|length| length > LARGEST) {
        return Err(too_large(idempotency));
    }
    let mut body = Vec::with_capacity(length.unwrap_or(0));
    loop {
        match response.chunk().await {
            Ok(None) => break,
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(too_large(idempotency)),
            // The status is enough if nothing was done.
            Err(_) if status == 429 => break,
            Err(error) => {
                let failure = Failure::unknown(idempotency, "Entrata's response broke off");
                return Err(failure.with_source(error.without_url()));
            }
        }
    }
    if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"gzip"))
    {
        body = gunzip(&body, idempotency)?;
    }
    Ok(HttpResponse { status, headers, body })
}

/// Decompresses a body up to the maximum size: a small body can expand to a huge one.
fn gunzip(body: &[u8], idempotency: Idempotency) -> Result<Vec<u8>, Failure> {
    let mut plain = Vec::new();
    let limit = LARGEST as u64 + 1;
    MultiGzDecoder::new(body).take(limit).read_to_end(&mut plain).map_err(|error| {
        Failure::unknown(idempotency, "Entrata's response cannot be decompressed").with_source(error)
    })?;
    if plain.len() > LARGEST { Err(too_large(idempotency)) } else { Ok(plain) }
}

fn not_sent(error: reqwest::Error, idempotency: Idempotency) -> Failure {
    let error = error.without_url();
    if let Some(certificate) = untrusted_certificate(&error) {
        let message = format!("the server's certificate is not trusted: {certificate}");
        return Failure::new(ErrorKind::Config, Outcome::Final, message).with_source(error);
    }
    if error.is_builder() {
        return Failure::new(ErrorKind::Config, Outcome::Final, "the request cannot be built")
            .with_source(error);
    }
    Failure::unknown(idempotency, "the connection to Entrata broke off").with_source(error)
}

/// Finds a rejected certificate among an error's sources: a retry meets the same certificate again.
fn untrusted_certificate(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(rustls::Error::InvalidCertificate(reason)) = error.downcast_ref() {
        return Some(reason.to_string());
    }
    // `source()` of an I/O error skips the error that it wraps.
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let inside = inside.map(|inside| inside as &(dyn StdError + 'static));
    inside.or_else(|| error.source()).and_then(untrusted_certificate)
}

fn too_large(idempotency: Idempotency) -> Failure {
    let kind = match idempotency {
        Idempotency::Safe => ErrorKind::Decode,
        Idempotency::Unsafe => ErrorKind::Indeterminate,
    };
    Failure::new(kind, Outcome::Final, format!("Entrata's response is larger than {} MiB", LARGEST >> 20))
}

/// Creates the failure of a call whose time is up before it begins.
pub(crate) fn no_time() -> Failure {
    Failure::new(ErrorKind::NotSent, Outcome::NotReceived, "no time is left for the request")
}
