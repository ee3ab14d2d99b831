//! A stop lets what was begun end, and waits for nobody without end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::support::Maille;
use crate::support::process::Serving;

fn terminate(serving: &Serving) {
    let id = serving.child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(sent.unwrap().success());
}

/// A form whose last bytes are not sent yet.
fn begun(serving: &Serving) -> TcpStream {
    let host = serving
        .url
        .strip_prefix("http://")
        .unwrap()
        .trim_end_matches('/');
    let mut stream = TcpStream::connect(host).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let head = format!(
        "POST /confort HTTP/1.1\r\nhost: {host}\r\ncontent-length: 30\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\nretour=%2Faide"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // It is being answered, and not in the queue of the system.
    std::thread::sleep(Duration::from_millis(300));
    stream
}

fn ended(serving: &mut Serving, within: Duration) -> std::process::ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = serving.child.try_wait().unwrap() {
            return status;
        }
        assert!(begun.elapsed() < within, "it goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_request_that_was_begun_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let mut serving = Serving::start(&maille);
    let mut stream = begun(&serving);
    terminate(&serving);
    std::thread::sleep(Duration::from_millis(500));
    assert!(serving.child.try_wait().unwrap().is_none(), "it waits");
    let host = serving
        .url
        .strip_prefix("http://")
        .unwrap()
        .trim_end_matches('/');
    assert!(TcpStream::connect(host).is_err(), "nobody new is taken");
    stream.write_all(b"&taille=normal&xx").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    assert!(ended(&mut serving, Duration::from_secs(10)).success());
}

#[test]
fn one_that_never_ends_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let maille = Maille::init(folder.path());
    let mut serving = Serving::start(&maille);
    let _never = begun(&serving);
    terminate(&serving);
    // Ten seconds for requests, five for the database; a machine that does much at once takes its time.
    assert!(ended(&mut serving, Duration::from_secs(25)).success());
    maille.run(&["doctor"]).check();
}
