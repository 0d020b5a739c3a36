//! A proxy in front of Entrata that can refuse connections, stay silent or return garbage on request.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The behavior of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Way {
    Open,
    /// No listener: the connection is refused.
    Gone,
    /// The connection is accepted, and no response is sent.
    Silent,
    /// HTTP 200 with half of a JSON document.
    Malformed,
    /// HTTP 200 with another JSON document.
    Strange,
}

pub(crate) struct Proxy {
    port: u16,
    way: Arc<AtomicU8>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn before(url: &str) -> Self {
        let target = url.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = Arc::new(AtomicU8::new(Way::Open as u8));
        let task = tokio::spawn(forward(listener, port, target, Arc::clone(&way)));
        Self { port, way, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn be(&self, way: Way) {
        self.way.store(way as u8, Ordering::Relaxed);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn forward(listener: TcpListener, port: u16, target: String, way: Arc<AtomicU8>) {
    let mut open = Some(listener);
    loop {
        let now = way.load(Ordering::Relaxed);
        if now == Way::Gone as u8 {
            open = None;
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        }
        let listener = match &open {
            Some(listener) => listener,
            None => match TcpListener::bind(("127.0.0.1", port)).await {
                Ok(listener) => open.insert(listener),
                Err(_) => continue,
            },
        };
        let next = tokio::time::timeout(Duration::from_millis(20), listener.accept()).await;
        if let Ok(Ok((mut client, _))) = next {
            let (target, way) = (target.clone(), Arc::clone(&way));
            tokio::spawn(async move { one(&mut client, &target, &way).await });
        }
    }
}

/// A connection lives until the behavior changes.
async fn one(client: &mut TcpStream, target: &str, way: &AtomicU8) {
    let was = way.load(Ordering::Relaxed);
    let changed = async {
        while way.load(Ordering::Relaxed) == was {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let served = async {
        if was == Way::Open as u8 {
            if let Ok(mut server) = TcpStream::connect(target).await {
                let _ = copy_bidirectional(client, &mut server).await;
            }
        } else if was == Way::Silent as u8 {
            std::future::pending::<()>().await;
        } else {
            let body = if was == Way::Malformed as u8 {
                r#"{"response":{"requestId":"1","code":200,"result":{"leads":{"lead":["#
            } else {
                r#"{"fault":{"faultstring":"something else","detail":[]}}"#
            };
            answer(client, body).await;
        }
    };
    tokio::select! { () = changed => {}, () = served => {} }
}

async fn answer(client: &mut TcpStream, body: &str) {
    let mut request = vec![0; 65_536];
    let _ = client.read(&mut request).await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length:";
    let _ = client.write_all(format!("{head} {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    let _ = client.shutdown().await;
}
