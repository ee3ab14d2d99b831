//! Requests as bytes: what no client library would send.

use std::net::SocketAddr;
use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::neighbour::Neighbour;

/// Who never answers has failed; no machine is that slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request, and what may be changed in it.
#[derive(Clone)]
pub struct Sent {
    pub method: String,
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What came back: status 0 where the connection only ended.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Sent {
    pub fn new(method: &str, target: &str, headers: &HeaderMap, body: &[u8]) -> Self {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: headers.collect(),
            body: body.to_vec(),
        }
    }

    /// One that nobody signed.
    pub fn unsigned(method: &str, target: &str, to: &Neighbour, body: &[u8]) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("host", to.address.to_string().parse().unwrap());
        Self::new(method, target, &headers, body)
    }

    /// Replaces a text in a header, which must be there.
    pub fn edit(mut self, name: &str, from: &str, to: &str) -> Self {
        let header = self.headers.iter_mut().find(|(known, _)| known == name);
        let (_, value) = header.unwrap_or_else(|| panic!("{name}"));
        assert!(value.contains(from), "{name}: {value} has {from}");
        *value = value.replacen(from, to, 1);
        self
    }

    /// A header beside those that are there.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap()
    }

    pub fn to(mut self, target: &str) -> Self {
        self.target = target.to_owned();
        self
    }

    /// The head as it is sent, without its last line end.
    pub fn head(&self) -> String {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head
    }

    /// Sends it with the length of its body, and waits for the answer.
    pub async fn send(&self, to: &Neighbour) -> Answer {
        self.send_to(to.address).await
    }

    /// The same to whoever listens there.
    pub async fn send_to(&self, to: SocketAddr) -> Answer {
        let mut bytes = self.head();
        if !self.body.is_empty() || self.method == "POST" {
            bytes.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        bytes.push_str("connection: close\r\n\r\n");
        let mut bytes = bytes.into_bytes();
        bytes.extend_from_slice(&self.body);
        exchange(to, &bytes).await
    }
}

/// Sends these bytes and reads until the other side ends.
pub async fn exchange(to: SocketAddr, bytes: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(to).await.unwrap();
    // Who refuses does not read to the end.
    let _ = stream.write_all(bytes).await;
    answer(&mut stream).await
}

/// Reads an answer to the end of the connection.
pub async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> Answer {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes));
    // A connection that is reset after an answer has answered.
    let _ = read.await.expect("an answer comes, or the connection ends");
    Answer::read(&bytes)
}

impl Answer {
    fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let (head, body) = bytes.split_at(end.map_or(bytes.len(), |end| end + 4));
        let head = String::from_utf8_lossy(head).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Self {
            status: status.unwrap_or(0),
            head,
            body: body.to_vec(),
        }
    }

    /// The word of a refusal; empty where there is none.
    pub fn code(&self) -> String {
        let body: Option<Value> = serde_json::from_slice(&self.body).ok();
        let code = body.and_then(|body| body["code"].as_str().map(str::to_owned));
        code.unwrap_or_default()
    }

    /// Status and word.
    pub fn said(&self) -> (u16, String) {
        (self.status, self.code())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }
}
