//! What systemd is told (`Type=notify`), heard on a socket of our own.

use std::io::{BufRead as _, BufReader, ErrorKind};
use std::net::TcpListener;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::Maille;

/// Of one answer, on a machine that does much at once.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where systemd would listen.
fn socket(path: &Path) -> UnixDatagram {
    let socket = UnixDatagram::bind(path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

fn heard(socket: &UnixDatagram) -> String {
    let mut bytes = [0; 4096];
    let length = socket.recv(&mut bytes).expect("nothing was told");
    String::from_utf8(bytes[..length].to_vec()).unwrap()
}

/// Nothing more lies there, and nothing will: whoever could tell has ended.
fn nothing_more(socket: &UnixDatagram) {
    socket.set_nonblocking(true).unwrap();
    let error = socket.recv(&mut [0; 4096]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
}

fn start(maille: &Maille, listen: &str, path: &Path) -> Child {
    let mut command = maille.command(&["serve", "--listen", listen]);
    let piped = command.stdout(Stdio::piped()).stderr(Stdio::null());
    piped.env("NOTIFY_SOCKET", path).spawn().unwrap()
}

#[test]
fn systemd_is_told_when_it_answers_and_when_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let path = folder.path().join("notify");
    let socket = socket(&path);
    let mut child = start(&maille, "127.0.0.1:0", &path);
    assert_eq!(heard(&socket).trim_end(), "READY=1");
    // Who is told may send visitors at once.
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("ready: ").unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let asked = crate::support::visitor::client().get(format!("{url}livez"));
    let answer = runtime.block_on(crate::support::visitor::read(asked));
    assert_eq!(answer.status, 200);
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status();
    assert!(sent.unwrap().success());
    assert_eq!(heard(&socket).trim_end(), "STOPPING=1");
    assert!(child.wait().unwrap().success());
    nothing_more(&socket);
}

#[test]
fn one_that_cannot_serve_never_says_that_it_is_ready() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let path = folder.path().join("notify");
    let socket = socket(&path);
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = held.local_addr().unwrap().to_string();
    let mut child = start(&maille, &listen, &path);
    assert!(!child.wait().unwrap().success());
    nothing_more(&socket);
}

#[test]
fn a_socket_that_nobody_hears_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let mut child = start(&maille, "127.0.0.1:0", &folder.path().join("gone"));
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.starts_with("ready: "), "{line}");
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status();
    assert!(sent.unwrap().success());
    assert!(child.wait().unwrap().success());
}
