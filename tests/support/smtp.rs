//! A mail server of this machine that takes every letter and keeps it: none to `nobody`, none now to `later`.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A letter as it came: from whom, to whom, and its lines.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub lines: Vec<String>,
}

impl Taken {
    /// A header's line.
    pub fn header(&self, name: &str) -> &str {
        let head = self.lines.iter().take_while(|line| !line.is_empty());
        let mut values = head.filter_map(|line| line.strip_prefix(&format!("{name}: ")));
        values.next().unwrap_or_default()
    }

    /// The body, with what quoted-printable did undone for ASCII.
    pub fn body(&self) -> String {
        let body = self
            .lines
            .iter()
            .skip_while(|line| !line.is_empty())
            .skip(1);
        let lines: Vec<&str> = body.map(String::as_str).collect();
        lines.join("\n").replace("=\n", "").replace("=20", " ")
    }
}

/// The server.
pub struct Sink {
    pub url: String,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Sink {
    /// Takes letters until the test ends.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let taken: Arc<Mutex<Vec<Taken>>> = Arc::default();
        let kept = taken.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = kept.clone();
                tokio::spawn(async move { speak(stream, &kept).await });
            }
        });
        Self { url, taken }
    }

    /// What was taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Waits for the letter of this number, counted from 0.
    pub async fn letter(&self, number: usize) -> Taken {
        for _ in 0..1_200 {
            if let Some(letter) = self.taken().get(number) {
                return letter.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("letter {number} did not come: {:?}", self.taken());
    }
}

/// RFC 5321, as far as a client needs it. A client that goes away ends it.
async fn speak(stream: TcpStream, kept: &Mutex<Vec<Taken>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut letter = Taken::default();
    write.write_all(b"220 here\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let between = |line: &str| line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        let verb = line.get(..4).unwrap_or(&line).to_ascii_uppercase();
        let answer: &[u8] = match verb.as_str() {
            "EHLO" | "HELO" => b"250 here\r\n",
            "MAIL" => {
                letter.from = between(&line);
                b"250 ok\r\n"
            }
            "RCPT" => {
                let to = between(&line);
                match to.split('@').next() {
                    Some("nobody") => b"550 no such user\r\n",
                    Some("later") => b"451 try again\r\n",
                    _ => {
                        letter.to.push(to);
                        b"250 ok\r\n"
                    }
                }
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                while let Some(line) = lines.next_line().await.ok()? {
                    if line == "." {
                        break;
                    }
                    letter.lines.push(line);
                }
                kept.lock().unwrap().push(std::mem::take(&mut letter));
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await.ok()?;
    }
    None
}
