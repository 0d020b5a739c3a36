//! The sockets: threads that accept connections and answer requests.

use super::access;
use super::http::{Damage, Reply, ReplyBody, Request};
use super::routes;
use super::state::State;
use super::webhook_script;
use http_body_util::{BodyExt, Limited};
use hyper::Method;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::watch;

const LARGEST_REQUEST: usize = 4 << 20;

/// Serves a listener until it is stopped. The thread has its own runtime, so a caller that blocks its runtime while
/// it waits for a reply still gets one.
pub(super) fn spawn(
    listener: &TcpListener,
    state: Arc<Mutex<State>>,
    hosts: Arc<[String]>,
    stop: watch::Receiver<()>,
) -> io::Result<JoinHandle<()>> {
    let listener = listener.try_clone()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("entrata-sandbox".to_owned()).spawn(move || {
        // The runtime ends with this block, and every open connection with it.
        runtime.block_on(accept(listener, state, hosts, stop));
    })
}

async fn accept(
    listener: TcpListener,
    state: Arc<Mutex<State>>,
    hosts: Arc<[String]>,
    mut stop: watch::Receiver<()>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let _ = stream.set_nodelay(true);
        let own_address = stream.local_addr().ok().map(|address| address.ip());
        let (state, hosts) = (Arc::clone(&state), Arc::clone(&hosts));
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                respond(Arc::clone(&state), Arc::clone(&hosts), own_address, request)
            });
            // A connection that the client or a fault ends is not an error.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn respond(
    state: Arc<Mutex<State>>,
    hosts: Arc<[String]>,
    own_address: Option<IpAddr>,
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
    let reply = match access::check(&request, own_address, &hosts) {
        Err(rejection) => *rejection,
        Ok(()) if request.method == Method::POST && request.path == "/_sandbox/webhooks" => {
            send_webhooks(&state, &request).await
        }
        Ok(()) => {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            routes::respond(&mut state, &request)
        }
    };
    if reply.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(reply.delay_ms)).await;
    }
    if reply.damage == Damage::Lost {
        return Err("this reply is lost on purpose".into());
    }
    let mut response = hyper::Response::builder().status(reply.status);
    if let Some(content_type) = reply.content_type {
        response = response.header(CONTENT_TYPE, content_type);
    }
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    Ok(response.body(reply.into_body())?)
}

/// Sends webhooks without the lock, because it waits for their receiver, which may call the sandbox meanwhile.
async fn send_webhooks(state: &Mutex<State>, request: &Request) -> Reply {
    if let Err(rejection) = access::check_content_type(request) {
        return *rejection;
    }
    match webhook_script::read(&request.body) {
        Ok(steps) => Reply::control(200, &serde_json::json!(webhook_script::run(state, steps).await)),
        Err(error) => Reply::control_error(400, error.display_chain()),
    }
}
