//! Just enough HTTP to ask a server on this machine.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The longest that an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A port on the loopback address that nobody uses now.
///
/// # Errors
/// If there is none.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// An answer: its status and its body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// An answer as it came: its status and the bytes of its body.
pub(crate) struct RawAnswer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// `GET` that asks for JSON.
///
/// # Errors
/// If nobody listens there or the answer is not HTTP.
pub(crate) fn get(address: &str, path: &str) -> Result<Answer> {
    let answer = get_with(address, path, &["Accept: application/json"])?;
    Ok(Answer { status: answer.status, body: String::from_utf8_lossy(&answer.body).into_owned() })
}

/// `GET` that asks for JSON and reads it.
///
/// # Errors
/// If there is no answer, another status than 200, or no JSON.
pub(crate) fn get_json(address: &str, path: &str) -> Result<Value> {
    let answer = get(address, path)?;
    ensure!(answer.status == 200, "{path} answered {}: {}", answer.status, answer.body);
    serde_json::from_str(&answer.body).with_context(|| format!("{path} answered no JSON"))
}

/// `GET` with these headers and HTTP/1.0, so that the answer is neither chunked nor kept open.
///
/// # Errors
/// If nobody listens there or the answer is not HTTP.
pub(crate) fn get_with(address: &str, path: &str, headers: &[&str]) -> Result<RawAnswer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let headers = headers.join("\r\n");
    let request = format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n{headers}\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    parse(&bytes).context("the answer is not HTTP")
}

fn parse(bytes: &[u8]) -> Option<RawAnswer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let status = std::str::from_utf8(&bytes[..end]).ok()?.split_whitespace().nth(1)?.parse().ok()?;
    Some(RawAnswer { status, body: bytes[end + 4..].to_vec() })
}

/// Text as it stands in a query string.
pub(crate) fn percent_encoded(text: &str) -> String {
    let encode = |byte: &u8| {
        if byte.is_ascii_alphanumeric() { char::from(*byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.as_bytes().iter().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_split_into_status_and_body() {
        let answer = parse(b"HTTP/1.0 503 Service Unavailable\r\na: b\r\n\r\n{}").unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (503, b"{}".as_slice()));
        assert!(parse(b"nonsense").is_none());
    }

    #[test]
    fn han_characters_are_percent_encoded() {
        assert_eq!(percent_encoded("a信 "), "a%E4%BF%A1%20");
    }
}
