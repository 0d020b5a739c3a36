//! A server on a real socket that follows a plan, one step for each request, and keeps the requests.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What the server does with one call.
#[derive(Debug, Clone)]
pub(super) enum Plan {
    Answer {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// Answers, and then hangs up without having said so.
    AnswerThenHangUp(String),
    /// Reads the call, and hangs up.
    HangUp,
    /// Promises more than it sends.
    BreakOff,
    /// Reads the call, and never answers.
    Silence,
}

pub(super) fn answer(body: impl Into<Vec<u8>>) -> Plan {
    status(200, body)
}

pub(super) fn status(status: u16, body: impl Into<Vec<u8>>) -> Plan {
    Plan::Answer { status, headers: Vec::new(), body: body.into() }
}

impl Plan {
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value.into()));
        }
        self
    }
}

/// A call as it was received.
#[derive(Debug, Clone)]
pub(super) struct Received {
    pub(super) head: String,
    pub(super) body: Value,
}

#[derive(Default)]
struct State {
    plans: VecDeque<Plan>,
    received: Vec<Received>,
    unexpected: Vec<String>,
}

pub(super) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(super) async fn plan(plans: impl IntoIterator<Item = Plan>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { plans: plans.into_iter().collect(), ..State::default() }));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { address, state }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/ext/orgs", self.address)
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let Ok(state) = self.state.lock() else { return };
        if !std::thread::panicking() {
            assert!(state.unexpected.is_empty(), "unplanned requests: {:?}", state.unexpected);
            assert!(state.plans.is_empty(), "planned requests that did not come: {:?}", state.plans);
        }
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) -> Option<()> {
    loop {
        let received = receive(&mut stream).await?;
        let plan = {
            let mut state = state.lock().unwrap();
            let plan = state.plans.pop_front();
            if plan.is_none() {
                state.unexpected.push(received.head.clone());
            }
            state.received.push(received);
            plan?
        };
        match plan {
            Plan::Answer { status, headers, body } => {
                let headers: String =
                    headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let head =
                    format!("HTTP/1.1 {status} Planned\r\n{headers}content-length: {}\r\n\r\n", body.len());
                stream.write_all(&[head.as_bytes(), &body].concat()).await.ok()?;
            }
            Plan::AnswerThenHangUp(body) => {
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                stream.write_all(head.as_bytes()).await.ok()?;
                return None;
            }
            Plan::HangUp => return None,
            Plan::BreakOff => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"response\":")
                    .await
                    .ok()?;
                return None;
            }
            Plan::Silence => {
                stream.read_u8().await.ok()?;
            }
        }
    }
}

async fn receive(stream: &mut TcpStream) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await.ok()?;
    Some(Received { head, body: serde_json::from_slice(&body).unwrap_or_default() })
}
