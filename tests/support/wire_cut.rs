//! A wire between instances that the test cuts: a proxy that passes on, refuses, breaks off or stalls.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What becomes of connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Passes,
    /// Each ends at once.
    Refuses,
    /// Each ends after some bytes of an answer.
    BreaksOff,
    /// Each stays, and nothing comes.
    Stalls,
}

/// The wire to one instance.
pub struct Wire {
    pub address: SocketAddr,
    mode: watch::Sender<Mode>,
}

impl Wire {
    /// To whoever listens there, now or later.
    pub async fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mode, modes) = watch::channel(Mode::Passes);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, target, modes.clone()));
            }
        });
        Self { address, mode }
    }

    /// From now on; connections of before end.
    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

async fn carry(mut near: TcpStream, target: SocketAddr, mut modes: watch::Receiver<Mode>) {
    let mode = *modes.borrow_and_update();
    let carried = async {
        match mode {
            Mode::Passes => {
                let mut far = TcpStream::connect(target).await?;
                copy_bidirectional(&mut near, &mut far).await?;
            }
            Mode::Refuses => {}
            Mode::BreaksOff => {
                let mut far = TcpStream::connect(target).await?;
                let (mut near_reads, mut near_writes) = near.split();
                let (mut far_reads, mut far_writes) = far.split();
                let there = tokio::io::copy(&mut near_reads, &mut far_writes);
                let back = async {
                    let mut bytes = vec![0; 700];
                    let read = far_reads.read(&mut bytes).await?;
                    near_writes.write_all(&bytes[..read / 2]).await
                };
                tokio::select! {
                    _ = there => {}
                    _ = back => {}
                }
            }
            Mode::Stalls => std::future::pending::<()>().await,
        }
        std::io::Result::Ok(())
    };
    tokio::select! {
        _ = carried => {}
        _ = modes.changed() => {}
    }
}
