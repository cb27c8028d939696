//! A mail server that keeps every letter: on a port of its own, over real connections.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use server::config::Mail;
use server::mail::Mailer;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Who writes.
pub const SENDER: &str = "秦川省公共信用中心 <desk@chengxin.example>";

/// A letter as the server took it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Address of the envelope.
    pub from: String,
    /// Addresses of the envelope.
    pub to: Vec<String>,
    /// Headers as sent, unfolded.
    headers: Vec<(String, String)>,
    body: String,
}

impl Letter {
    /// A header with its encoded words (RFC 2047) decoded; the empty text if it is not there.
    pub fn header(&self, name: &str) -> String {
        decoded_words(self.raw_header(name))
    }

    /// A header as it was sent.
    pub fn raw_header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(one, _)| one.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// The body as its reader sees it.
    pub fn text(&self) -> String {
        let bytes = match self.raw_header("Content-Transfer-Encoding").to_lowercase().as_str() {
            "base64" => from_base64(&self.body),
            "quoted-printable" => from_quoted_printable(&self.body.replace("=\r\n", "")),
            _ => self.body.clone().into_bytes(),
        };
        String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
    }
}

/// What the server does with the next letters; afterwards it takes every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whim {
    /// Answers `451` to the recipient, for now.
    Refuse,
    /// Takes the connection and says nothing at all.
    KeepSilent,
    /// Takes the letter and does not say so.
    SwallowAnswer,
}

#[derive(Debug)]
struct Shared {
    letters: Mutex<Vec<Letter>>,
    whims: Mutex<VecDeque<Whim>>,
    connections: watch::Sender<usize>,
}

/// A mail server.
#[derive(Debug)]
pub struct MailServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

/// A mail server that is not up yet: its port is taken, and nobody listens there.
#[derive(Debug)]
pub struct AbsentServer {
    address: SocketAddr,
    socket: TcpSocket,
}

impl AbsentServer {
    /// Takes a port.
    pub fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        Self { address: socket.local_addr().unwrap(), socket }
    }

    /// A mailer that knows it.
    pub fn mailer(&self) -> Mailer {
        mailer(&url(self.address), Mail::default().smtp_timeout)
    }

    /// The server comes up.
    pub fn open(self) -> MailServer {
        let listener = self.socket.listen(64).unwrap();
        let shared = Arc::new(Shared {
            letters: Mutex::default(),
            whims: Mutex::default(),
            connections: watch::Sender::new(0),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        MailServer { address: self.address, shared, accepting }
    }
}

impl Default for AbsentServer {
    fn default() -> Self {
        Self::new()
    }
}

impl Default for MailServer {
    fn default() -> Self {
        Self::new()
    }
}

impl MailServer {
    /// One that is up.
    pub fn new() -> Self {
        AbsentServer::new().open()
    }

    /// A mailer that sends through it.
    pub fn mailer(&self) -> Mailer {
        mailer(&url(self.address), Mail::default().smtp_timeout)
    }

    /// The same with another patience, in seconds.
    pub fn mailer_with_patience(&self, seconds: u32) -> Mailer {
        mailer(&url(self.address), seconds)
    }

    /// The same that accepts encrypted connections only, as that scheme and query ask for them.
    pub fn encrypting_mailer(&self, scheme: &str, query: &str) -> Mailer {
        mailer(&format!("{scheme}://{}{query}", self.address), Mail::default().smtp_timeout)
    }

    /// Does so with as many of the next connections.
    pub fn have(&self, whim: Whim, times: usize) {
        self.shared.whims.lock().unwrap().extend(std::iter::repeat_n(whim, times));
    }

    /// Waits until somebody has connected.
    pub async fn connected(&self) {
        self.shared.connections.subscribe().wait_for(|count| *count > 0).await.unwrap();
    }

    /// Waits until a letter has come in, also one whose sender does not know it.
    pub async fn received(&self, count: usize) {
        let mut connections = self.shared.connections.subscribe();
        connections.wait_for(|_| self.shared.letters.lock().unwrap().len() >= count).await.unwrap();
    }

    /// All letters so far.
    pub fn letters(&self) -> Vec<Letter> {
        self.shared.letters.lock().unwrap().clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn url(address: SocketAddr) -> String {
    format!("smtp://{address}")
}

fn mailer(url: &str, patience: u32) -> Mailer {
    let options = Mail {
        smtp_url: Some(url.to_owned().into()),
        mail_from: Some(SENDER.to_owned()),
        smtp_timeout: patience,
    };
    Mailer::open(&options).unwrap().unwrap()
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let whim = shared.whims.lock().unwrap().pop_front();
        shared.connections.send_modify(|count| *count += 1);
        let shared = shared.clone();
        // A client that hangs up in the middle is no concern of ours.
        tokio::spawn(async move { Conversation::new(stream, whim, shared).hold().await });
    }
}

/// A connection, in the order of RFC 5321.
struct Conversation {
    lines: Lines<BufReader<OwnedReadHalf>>,
    answers: OwnedWriteHalf,
    whim: Option<Whim>,
    shared: Arc<Shared>,
    from: String,
    to: Vec<String>,
}

impl Conversation {
    fn new(stream: TcpStream, whim: Option<Whim>, shared: Arc<Shared>) -> Self {
        let (read, answers) = stream.into_split();
        let lines = BufReader::new(read).lines();
        Self { lines, answers, whim, shared, from: String::new(), to: Vec::new() }
    }

    async fn hold(mut self) -> std::io::Result<()> {
        if self.whim == Some(Whim::KeepSilent) {
            return std::future::pending().await;
        }
        self.say("220 mail.example ESMTP").await?;
        while let Some(line) = self.lines.next_line().await? {
            let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
            match verb.as_str() {
                "EHLO" => self.say("250-mail.example\r\n250 8BITMIME").await?,
                "MAIL" => {
                    self.from = address(&line);
                    self.say("250 2.1.0 OK").await?;
                }
                "RCPT" if self.whim == Some(Whim::Refuse) => {
                    // Servers like to repeat the address.
                    let answer = format!("451 4.7.1 <{}>: try again later", address(&line));
                    self.say(&answer).await?;
                }
                "RCPT" => {
                    self.to.push(address(&line));
                    self.say("250 2.1.5 OK").await?;
                }
                "DATA" => self.take_letter().await?,
                "QUIT" => return self.say("221 2.0.0 bye").await,
                _ => self.say("500 5.5.1 what?").await?,
            }
        }
        Ok(())
    }

    async fn take_letter(&mut self) -> std::io::Result<()> {
        self.say("354 go on").await?;
        let mut lines = Vec::new();
        while let Some(line) = self.lines.next_line().await? {
            if line == "." {
                let letter = letter(std::mem::take(&mut self.from), std::mem::take(&mut self.to), &lines);
                self.shared.letters.lock().unwrap().push(letter);
                self.shared.connections.send_modify(|_| ());
                if self.whim == Some(Whim::SwallowAnswer) {
                    return std::future::pending().await;
                }
                return self.say("250 2.0.0 queued").await;
            }
            lines.push(line.strip_prefix('.').map(str::to_owned).unwrap_or(line));
        }
        Ok(())
    }

    async fn say(&mut self, answer: &str) -> std::io::Result<()> {
        self.answers.write_all(format!("{answer}\r\n").as_bytes()).await
    }
}

fn address(line: &str) -> String {
    let (_, rest) = line.split_once('<').unwrap();
    rest.split_once('>').unwrap().0.to_owned()
}

fn letter(from: String, to: Vec<String>, lines: &[String]) -> Letter {
    for line in lines {
        assert!(line.is_ascii() && line.len() <= 998, "no mail server must take this line: {line}");
    }
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = lines.iter();
    for line in rest.by_ref().take_while(|line| !line.is_empty()) {
        if let Some((_, value)) = headers.last_mut().filter(|_| line.starts_with(' ')) {
            value.push_str(line);
        } else {
            let (name, value) = line.split_once(": ").unwrap();
            headers.push((name.to_owned(), value.to_owned()));
        }
    }
    let body = rest.map(String::as_str).collect::<Vec<_>>().join("\r\n");
    Letter { from, to, headers, body }
}

/// `=?utf-8?b?…?=` and `=?utf-8?q?…?=` in the clear; white space between two of them is none.
fn decoded_words(value: &str) -> String {
    let mut decoded = String::new();
    let mut rest = value;
    while let Some((before, word)) = rest.split_once("=?") {
        let is_between = !decoded.is_empty() && before.trim().is_empty();
        decoded.push_str(if is_between { "" } else { before });
        let mut parts = word.splitn(3, '?');
        let (charset, encoding) = (parts.next().unwrap(), parts.next().unwrap());
        assert!(charset.eq_ignore_ascii_case("utf-8"), "{value}");
        let (text, after) = parts.next().unwrap().split_once("?=").unwrap();
        let bytes = match encoding {
            "b" | "B" => from_base64(text),
            _ => from_quoted_printable(&text.replace('_', " ")),
        };
        decoded.push_str(&String::from_utf8(bytes).unwrap());
        rest = after;
    }
    decoded + rest
}

fn from_base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let (mut bits, mut count) = (0_usize, 0);
    let mut bytes = Vec::new();
    for digit in digits {
        bits = (bits << 6 | digit) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

fn from_quoted_printable(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes().iter();
    while let Some(byte) = rest.next() {
        if *byte == b'=' {
            let code: String = rest.by_ref().take(2).map(|digit| char::from(*digit)).collect();
            bytes.push(u8::from_str_radix(&code, 16).unwrap());
        } else {
            bytes.push(*byte);
        }
    }
    bytes
}
