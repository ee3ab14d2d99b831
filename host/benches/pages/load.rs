//! Load over loopback: connections that are kept, one request after the other on each. One thread and no parser worth the
//! name, so that the client takes little of what is measured.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Connections of a load that takes all it can get.
const CONNECTIONS: usize = 16;
/// No answer of ours is larger.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A kept connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer: its status and where its body stands.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Client {
    pub async fn connect(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(64 * 1024),
        })
    }

    /// Asks for a path and waits for the whole answer.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        // One name for all servers: pages print it.
        let request = format!("GET {path} HTTP/1.1\r\nHost: bench.localhost\r\n\r\n");
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                bail!("{path}: the server closed the connection");
            }
            if let Some(answer) = parse(&self.buffer)? {
                return Ok(answer);
            }
            if self.buffer.len() > ANSWER_BYTES_MAX {
                bail!("{path}: the answer has no end");
            }
        }
    }

    /// Asks and takes nothing but the expected status.
    pub async fn expect(&mut self, path: &str, status: u16) -> anyhow::Result<Vec<u8>> {
        let answer = self.get(path).await?;
        if answer.status != status {
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            bail!("{path}: {} instead of {status}: {text}", answer.status);
        }
        Ok(answer.body)
    }
}

/// The answer, once it is whole.
fn parse(bytes: &[u8]) -> anyhow::Result<Option<Answer>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&bytes[..head])?;
    let status = text
        .get(9..12)
        .and_then(|status| status.parse().ok())
        .context("no status")?;
    let field = |name: &str| {
        text.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let rest = &bytes[head + 4..];
    if let Some(length) = field("content-length") {
        let length: usize = length.parse()?;
        return Ok((rest.len() >= length).then(|| Answer {
            status,
            body: rest[..length].to_vec(),
        }));
    }
    Ok(rest.ends_with(b"0\r\n\r\n").then(|| Answer {
        status,
        body: rest.to_vec(),
    }))
}

/// Asks for these paths in turn, on all connections, for so long. The answers' number comes back.
pub async fn saturate(port: u16, paths: &[String], time: Duration) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for connection in 0..CONNECTIONS {
        let paths = paths.to_vec();
        tasks.spawn(async move {
            let mut client = Client::connect(port).await?;
            let mut answers = 0_u64;
            for path in paths.iter().cycle().skip(connection * 7) {
                if begin.elapsed() >= time {
                    break;
                }
                client.expect(path, 200).await?;
                answers += 1;
            }
            anyhow::Ok(answers)
        });
    }
    let mut answers = 0;
    while let Some(done) = tasks.join_next().await {
        answers += done??;
    }
    Ok(answers as f64 / begin.elapsed().as_secs_f64())
}

/// Puts this thread before all others of the machine or back among them, as far as the system lets it. A visitor's own
/// machine is another one: how long it takes to wake is no part of an answer.
pub fn stand_before_others(before: bool) {
    let own = Some(rustix::thread::gettid());
    let priority = if before { -15 } else { 0 };
    if let Err(error) = rustix::process::setpriority_process(own, priority) {
        eprintln!("the client shares the cores with what it measures: {error}");
    }
}

/// Asks at a fixed rate, and says how long each answer took from the moment at which it was due.
pub async fn paced(
    port: u16,
    path: &str,
    (time, every): (Duration, Duration),
) -> anyhow::Result<Vec<Duration>> {
    let mut client = Client::connect(port).await?;
    client.expect(path, 200).await?;
    let begin = Instant::now();
    let mut latencies = Vec::new();
    let mut due = begin;
    while begin.elapsed() < time {
        due += every;
        // The timer of the runtime counts in milliseconds: the rest is waited for awake.
        let early = due.saturating_duration_since(Instant::now());
        tokio::time::sleep(early.saturating_sub(Duration::from_millis(1))).await;
        while Instant::now() < due {
            std::hint::spin_loop();
        }
        client.expect(path, 200).await?;
        latencies.push(due.elapsed());
    }
    latencies.sort();
    Ok(latencies)
}
