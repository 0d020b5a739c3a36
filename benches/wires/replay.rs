//! Replays recorded responses of Entrata at no cost, so that only the client's work is measured.
//!
//! `replay LISTEN FOLDER`, where FOLDER holds `METHOD-PROPERTY.json` for each method and property. Other methods are not granted.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Result, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

type Answers = HashMap<String, Vec<u8>>;

/// Entrata's response to a method that was not recorded: an ingestion goes on without it, and does not repeat the call.
const NOT_GRANTED: &[u8] =
    br#"{"response":{"requestId":"1","code":400,"error":{"code":300,"message":"The application has no permission."}}}"#;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [listen, folder] = &arguments[..] else {
        eprintln!("usage: replay LISTEN FOLDER");
        std::process::exit(2);
    };
    let answers = Arc::new(recorded(folder)?);
    let listener = TcpListener::bind(listen)?;
    println!("replay listening on {}", listener.local_addr()?);
    for client in listener.incoming().flatten() {
        let answers = Arc::clone(&answers);
        // A client that hangs up ends its thread, and nothing else.
        thread::spawn(move || serve(client, &answers));
    }
    Ok(())
}

fn recorded(folder: &str) -> Result<Answers> {
    let mut answers = Answers::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let body = std::fs::read(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        answers.insert(name, response(&body));
    }
    Ok(answers)
}

fn response(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         X-RateLimit-Limit: 15000/day;1000/hour;150/minute\r\n\
         X-RateLimit-Remaining: 14999/day;999/hour;149/minute\r\nX-RateLimit-Reset: 36000;1800;30\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn serve(client: TcpStream, answers: &Answers) -> Result<()> {
    client.set_nodelay(true)?;
    let mut writer = client.try_clone()?;
    let mut reader = BufReader::new(client);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8_lossy(&body);
        let asked = answers.iter().find(|(name, _)| {
            name.split_once('-').is_some_and(|(method, property)| {
                body.contains(&format!("\"{method}\"")) && body.contains(property)
            })
        });
        match asked {
            Some((_, answer)) => writer.write_all(answer)?,
            None => writer.write_all(&response(NOT_GRANTED))?,
        }
    }
}
