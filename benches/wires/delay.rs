//! A network delay: forwards TCP connections, and holds every byte for half a round trip in each direction.
//!
//! `delay ROUND_TRIP_IN_MICROSECONDS LISTEN UPSTREAM`, where UPSTREAM is `host:port` or the path of a socket. Only the age of
//! each byte counts, as on a real wire, so bytes do not wait for each other. A connection starts one and a half round trips
//! after it was accepted, like a real handshake.

use std::io::{Read, Result, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Either kind of connection.
enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Stream {
    fn connect(to: &str) -> Result<Self> {
        if to.starts_with('/') {
            return UnixStream::connect(to).map(Self::Unix);
        }
        let stream = TcpStream::connect(to)?;
        stream.set_nodelay(true)?;
        Ok(Self::Tcp(stream))
    }

    fn twin(&self) -> Result<Self> {
        match self {
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
        }
    }

    fn read(&mut self, room: &mut [u8]) -> Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(room),
            Self::Unix(stream) => stream.read(room),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Tcp(stream) => stream.write_all(bytes),
            Self::Unix(stream) => stream.write_all(bytes),
        }
    }

    fn finish(&self) {
        // The other side may be gone already.
        let _ = match self {
            Self::Tcp(stream) => stream.shutdown(Shutdown::Write),
            Self::Unix(stream) => stream.shutdown(Shutdown::Write),
        };
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [round_trip, listen, upstream] = &arguments[..] else {
        eprintln!("usage: delay ROUND_TRIP_IN_MICROSECONDS LISTEN UPSTREAM");
        std::process::exit(2);
    };
    let round_trip = Duration::from_micros(round_trip.parse().expect("a number of microseconds"));
    let listener = TcpListener::bind(listen)?;
    println!("delay listening on {}", listener.local_addr()?);
    for client in listener.incoming().flatten() {
        let upstream = upstream.clone();
        thread::spawn(move || {
            let began = Instant::now();
            let _ = client.set_nodelay(true);
            thread::sleep((round_trip * 3 / 2).saturating_sub(began.elapsed()));
            let Ok(server) = Stream::connect(&upstream) else { return };
            let client = Stream::Tcp(client);
            let (Ok(from_client), Ok(to_server)) = (client.twin(), server.twin()) else { return };
            thread::spawn(move || carry(from_client, to_server, round_trip / 2));
            carry(server, client, round_trip / 2);
        });
    }
    Ok(())
}

/// Reads in one thread and writes in another, so that reading never waits for delayed bytes.
fn carry(mut from: Stream, mut to: Stream, holds: Duration) {
    let (send, arriving) = mpsc::channel::<(Instant, Vec<u8>)>();
    let writer = thread::spawn(move || {
        for (sent, bytes) in arriving {
            thread::sleep(holds.saturating_sub(sent.elapsed()));
            if to.write(&bytes).is_err() {
                return;
            }
        }
        to.finish();
    });
    let mut room = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut room) {
        if send.send((Instant::now(), room[..length].to_vec())).is_err() {
            break;
        }
    }
    drop(send);
    let _ = writer.join();
}
