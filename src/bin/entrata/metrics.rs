//! `entrata worker --metrics`: the portal's state for Prometheus, over HTTP.

use entrata::portal::Portal;
use entrata::portal::{Error, ErrorKind, Result};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

/// The total time for a request, so that a slow client does not hold up the others.
const WITHIN: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(100);

/// Parses the address to listen on.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "must be an IP address and a port, such as 127.0.0.1:9464".to_owned())
}

pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener> {
    let taken = |error| {
        Error::new(ErrorKind::Config, format!("--metrics: cannot listen on {address}")).with_source(error)
    };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!(%address, "metrics are served at /metrics");
    }
    Ok(listener)
}

/// Serves requests one after the other until the process ends.
pub(crate) async fn serve(listener: &TcpListener, portal: &Portal) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = tokio::time::timeout(WITHIN, answer_one(stream, portal)).await;
            }
            // Most likely out of file descriptors, which will be freed.
            Err(error) => {
                tracing::warn!(%error, "a metrics connection was not accepted");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

async fn answer_one(stream: TcpStream, portal: &Portal) {
    let service = service_fn(|request| answer(request, portal));
    let http = http1::Builder::new()
        .keep_alive(false)
        .timer(TokioTimer::new())
        .header_read_timeout(WITHIN)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = http.await {
        tracing::debug!(%error, "a client of the metrics closed its connection");
    }
}

async fn answer(request: Request<Incoming>, portal: &Portal) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, body) = match (request.method(), request.uri().path()) {
        (&Method::GET, "/metrics") => (StatusCode::OK, portal.metrics().await),
        (_, "/metrics") => (StatusCode::METHOD_NOT_ALLOWED, "use GET\n".to_owned()),
        _ => (StatusCode::NOT_FOUND, "metrics are at /metrics\n".to_owned()),
    };
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, text);
    Ok(response)
}
