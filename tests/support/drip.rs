//! A body that comes piece by piece, and what stands at its end.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::Frame;
use tokio::time::Interval;

/// What follows the last piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The end that was announced.
    Whole,
    /// The connection breaks.
    Cut,
    /// Nothing, and the connection stays.
    Silence,
}

struct Drip<I> {
    pieces: I,
    every: Interval,
    end: End,
}

/// These pieces, one at each interval.
pub fn drip<I>(pieces: I, every: Duration, end: End) -> Body
where
    I: Iterator<Item = Vec<u8>> + Send + Unpin + 'static,
{
    let every = tokio::time::interval(every);
    Body::new(Drip { pieces, every, end })
}

impl<I: Iterator<Item = Vec<u8>> + Unpin> HttpBody for Drip<I> {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        ready!(self.every.poll_tick(context));
        match (self.pieces.next(), self.end) {
            (Some(piece), _) => Poll::Ready(Some(Ok(Frame::data(piece.into())))),
            (None, End::Whole) => Poll::Ready(None),
            (None, End::Cut) => Poll::Ready(Some(Err(ErrorKind::BrokenPipe.into()))),
            (None, End::Silence) => {
                self.every = tokio::time::interval(Duration::from_secs(3_600));
                Poll::Pending
            }
        }
    }
}
