//! A gate between the portal and the sandbox: it responds to chosen calls itself and forwards the rest.

use crate::stage::{Database, Stage, portal};
use entrata::portal::Portal;
use entrata::sandbox::Sandbox;
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The gate's response in Entrata's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Foreign {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
    /// Whether Entrata gets the call before the gate responds.
    pub(crate) forwarded: bool,
}

impl Foreign {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type: Some(content_type.to_owned()), body: body.into(), forwarded: false }
    }

    pub(crate) fn html(status: u16, text: &str) -> Self {
        Self::new(status, "text/html", format!("<html><body>{text}</body></html>"))
    }

    /// A response in Entrata's envelope, which only the gate's own tests may call foreign.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    /// Forwards the call to Entrata first.
    pub(crate) fn after_entrata(mut self) -> Self {
        self.forwarded = true;
        self
    }
}

type Rule = Box<dyn FnMut(&str, &Value) -> Option<Foreign> + Send>;

/// The calls that came to the gate: the method and its body.
type Calls = Vec<(String, Value)>;

#[derive(Default)]
struct State {
    rule: Option<Rule>,
    calls: Calls,
}

pub(crate) struct Gate {
    port: u16,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

impl Gate {
    pub(crate) async fn before(sandbox: &Sandbox) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, target) = (Arc::clone(&state), sandbox.url().trim_start_matches("http://").to_owned());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared), target.clone()));
            }
        });
        Self { port, state, task }
    }

    /// A portal whose calls to Entrata's API go through the gate. Authentication does not.
    pub(crate) fn portal(&self, stage: &Stage) -> Portal {
        self.portal_on(&stage.database, &stage.sandbox)
    }

    fn portal_on(&self, database: &Database, sandbox: &Sandbox) -> Portal {
        let url = format!("http://127.0.0.1:{}/ext/orgs", self.port);
        portal(database, sandbox, &[("ENTRATA_API_URL", &url), ("ENTRATA_TIMEOUT_MS", "3000")])
    }

    /// Applies `rule` to each call from now on, by method name and body. `None` forwards the call.
    pub(crate) fn answer(&self, rule: impl FnMut(&str, &Value) -> Option<Foreign> + Send + 'static) {
        self.state.lock().unwrap().rule = Some(Box::new(rule));
    }

    /// Responds to every call of one method.
    pub(crate) fn answer_method(&self, method: &'static str, foreign: Foreign) {
        self.answer(move |called, _| (called == method).then(|| foreign.clone()));
    }

    /// Forwards every call.
    pub(crate) fn open(&self) {
        self.state.lock().unwrap().rule = None;
    }

    /// The bodies of the calls of one method that came to the gate.
    pub(crate) fn calls(&self, method: &str) -> Vec<Value> {
        let state = self.state.lock().unwrap();
        state.calls.iter().filter(|(called, _)| called == method).map(|(_, body)| body.clone()).collect()
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>, target: String) -> Option<()> {
    loop {
        let (head, body) = receive(&mut stream).await?;
        let call: Value = serde_json::from_slice(&body).unwrap_or_default();
        let method = call["method"]["name"].as_str().unwrap_or_default().to_owned();
        let foreign = {
            let mut state = state.lock().unwrap();
            state.calls.push((method.clone(), call.clone()));
            state.rule.as_mut().and_then(|rule| rule(&method, &call))
        };
        match foreign {
            Some(foreign) => {
                if foreign.forwarded {
                    forward(&target, &head, &body).await;
                }
                stream.write_all(&bytes(&foreign)).await.ok()?;
            }
            None => {
                let answer = forward(&target, &head, &body).await;
                stream.write_all(&answer).await.ok()?;
                // The sandbox closes the connection, as requested.
                return None;
            }
        }
    }
}

fn bytes(foreign: &Foreign) -> Vec<u8> {
    let kind = foreign.content_type.as_ref().map(|kind| format!("content-type: {kind}\r\n"));
    // The status shows that there is no body.
    let length = match foreign.status {
        204 | 304 => String::new(),
        _ => format!("content-length: {}\r\n", foreign.body.len()),
    };
    let location = if (300..400).contains(&foreign.status) { "location: /elsewhere\r\n" } else { "" };
    let kind = kind.unwrap_or_default();
    let head = format!("HTTP/1.1 {} Foreign\r\n{kind}{length}{location}\r\n", foreign.status);
    let body = if length.is_empty() { &[][..] } else { &foreign.body };
    [head.as_bytes(), body].concat()
}

async fn forward(target: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let mut sandbox = TcpStream::connect(target).await.unwrap();
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    sandbox.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = Vec::new();
    sandbox.read_to_end(&mut answer).await.unwrap();
    answer
}

async fn receive(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
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
    Some((head, body))
}
