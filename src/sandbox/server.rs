//! Real sockets: threads that accept connections and answer requests.

use super::reply::{Damage, Reply, ReplyBody};
use super::request::Request;
use super::routes;
use super::state::State;
use super::story;
use http_body_util::{BodyExt, Limited};
use hyper::Method;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

const LARGEST_REQUEST: usize = 4 << 20;

/// Serves on a listener until told to stop. The thread has a runtime of its own, so that a caller who blocks
/// its runtime while it waits for an answer still gets one.
pub(super) fn spawn(
    listener: &TcpListener,
    state: Arc<Mutex<State>>,
    stop: watch::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let listener = listener.try_clone()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("entrata-sandbox".to_owned()).spawn(move || {
        // The runtime ends with this block, and every open connection with it.
        runtime.block_on(accept(listener, state, stop));
    })
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>, mut stop: watch::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(move |request| respond(Arc::clone(&state), request));
            // An end that the other side chose, or that a fault asked for, is no news.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn respond(
    state: Arc<Mutex<State>>,
    request: hyper::Request<Incoming>,
) -> Result<hyper::Response<ReplyBody>, Box<dyn std::error::Error + Send + Sync>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_REQUEST).collect().await?.to_bytes();
    let request = Request {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body,
    };
    let reply = if request.method == Method::POST && request.path == "/_sandbox/webhooks" {
        // The one answer that waits for somebody else, so it must not hold the lock.
        match story::read(&request.body) {
            Ok(steps) => Reply::control(200, &serde_json::json!(story::play(&state, steps).await)),
            Err(error) => Reply::wrong(400, error.display_chain()),
        }
    } else {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        routes::answer(&mut state, &request)
    };
    if reply.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(reply.delay_ms)).await;
    }
    if reply.damage == Damage::Lost {
        return Err("this reply is meant to be lost".into());
    }
    let mut response =
        hyper::Response::builder().status(reply.status).header(CONTENT_TYPE, reply.content_type);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    Ok(response.body(reply.body())?)
}
