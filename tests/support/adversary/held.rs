//! A body that comes when the test lets it.

use std::future::Future as _;
use std::io::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use tokio::sync::oneshot::{Receiver, Sender, channel};

struct Held(Option<Receiver<Vec<u8>>>);

/// A body, and what hands it over.
pub fn held() -> (Sender<Vec<u8>>, Body) {
    let (sender, receiver) = channel();
    (sender, Body::new(Held(Some(receiver))))
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let Some(waiting) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let bytes = ready!(Pin::new(waiting).poll(context));
        self.0 = None;
        Poll::Ready(bytes.ok().map(|bytes| Ok(Frame::data(bytes.into()))))
    }
}
