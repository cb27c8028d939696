//! A running server, asked over HTTP like any other.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use serde_json::Value;

use super::{Running, start};

/// The longest that an answer may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server. It is killed when this is dropped.
#[derive(Debug)]
pub struct Server {
    running: Running,
    address: String,
    log: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub text: String,
}

impl Reply {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl Server {
    /// Starts the command and waits until the log says where it listens.
    pub(super) fn start(command: &mut Command) -> Self {
        let mut running = start(command.stdout(Stdio::null()));
        let stderr = running.child.stderr.take().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (said, listening) = mpsc::channel();
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(address) = listening_address(&line) {
                    let _ = said.send(address);
                }
                kept.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        let address = listening.recv().unwrap_or_else(|_| panic!("no server: {}", log.lock().unwrap()));
        Self { running, address, log }
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// `GET path`
    pub fn get(&self, path: &str) -> io::Result<Reply> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.address)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let text = if is_chunked { joined(body) } else { body.to_owned() };
        Ok(Reply { status, text })
    }

    /// Public identifiers of the hits of a search. Panics unless it is answered.
    pub fn search(&self, search_type: &str, text: &str) -> Vec<String> {
        let hits = self.hits(search_type, text);
        hits.iter().filter_map(|hit| hit["id"].as_str()).map(str::to_owned).collect()
    }

    fn hits(&self, search_type: &str, text: &str) -> Vec<Value> {
        let path = address_with("/api/v1/search", &[("type", search_type), ("q", text)]);
        let reply = self.get(&path).unwrap();
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["hits"].as_array().cloned().unwrap_or_default()
    }

    /// Whether a search for a credit code finds the entity that has it, whatever else it finds.
    pub fn finds_code(&self, code: &str) -> bool {
        let hits = self.hits("entity", code);
        hits.iter().any(|hit| hit["uscc"] == code)
    }

    /// Kills it with signal 9 as soon as `seen` says so.
    pub async fn kill_when(self, seen: impl AsyncFnMut() -> bool) -> bool {
        self.running.kill_when(seen).await
    }

    /// Kills it with signal 9 now.
    pub fn kill(mut self) {
        self.running.kill();
    }
}

/// A path with a query.
pub fn address_with(path: &str, query: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = query.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric();
    text.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn listening_address(line: &str) -> Option<String> {
    let entry: Value = serde_json::from_str(line).ok()?;
    let fields = &entry["fields"];
    if fields["message"] != "serving" {
        return None;
    }
    fields["address"].as_str().map(str::to_owned)
}

/// The parts of a chunked body (RFC 9112, 7.1).
fn joined(body: &str) -> String {
    let (mut rest, mut text) = (body, String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).unwrap_or(0);
        if size == 0 || size > after.len() {
            break;
        }
        text.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
    }
    text
}
